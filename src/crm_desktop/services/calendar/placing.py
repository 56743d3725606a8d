"""Everything that a hand does in the calendar, by the mouse, by keys or on the command line: all of them ask here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import one_line
from crm_desktop.model import Activity
from crm_desktop.services import activities, records, series
from crm_desktop.services.activities import Next
from crm_desktop.services.calendar import beginning, moves
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.layers import BY_KEY
from crm_desktop.services.series import Which

Verb = Literal["move", "resize", "remove", "skip", "finish", "rename", "rejoin"]
_TITLES: dict[Verb, str] = {
    "move": N_("Move “{title}”"),
    "resize": N_("Resize “{title}”"),
    "remove": N_("Remove “{title}”"),
    "skip": N_("Leave out “{title}”"),
    "finish": N_("Finish “{title}”"),
    "rename": N_("Rename “{title}”"),
    "rejoin": N_("Give “{title}” back to its series"),
}


def create(
    session: Session,
    kind: str,
    title: str,
    starts: datetime,
    minutes: int | None,
    all_day: bool,
    said: Mapping[str, Any],
    seller: int | None = None,
) -> Activity:
    """Put something into the calendar; what is over already is done. Raises InvalidInput.

    `said` are its links and other values, `seller` is whose calendar is looked at.
    """
    if not title.strip():
        raise InvalidInput({"name": _("Write in a few words what it is about.")})
    values = beginning.values_of(session, starts, minutes, all_day, said, seller)
    return records.create(session, Activity, {**values, "kind": kind, "name": one_line(title)})


def place(
    session: Session, entry: Entry, starts: datetime, minutes: int | None, all_day: bool, which: Which = "one"
) -> None:
    """Move an entry, give it another length, or both. Raises UserError in words for one that stays where it is."""
    layer = BY_KEY[entry.layer]
    if layer.place is None:
        raise UserError(_(layer.why_fixed))
    layer.place(session, entry, starts, minutes, all_day, which)


def rename(
    session: Session, entry: Entry, title: str, starts: datetime, minutes: int, all_day: bool, which: Which = "one"
) -> None:
    """Give an activity another subject, and in the same breath another time where it is one. Raises UserError."""
    _require_activity(entry)
    values: dict[str, Any] = {"name": one_line(title)}
    if (starts, minutes, all_day) != (entry.starts, entry.minutes, entry.all_day):
        values |= moves.values_of(session, entry, starts, minutes, all_day)
    moves.change(session, entry, values, which)


def rejoin(session: Session, entry: Entry) -> None:
    """Give a day that was changed alone back to its series: its record goes, the series has the day again."""
    _require_activity(entry)
    one = records.find(session, Activity, entry.id)
    whole, original = one.series_id, one.original
    if whole is None or original is None:
        raise UserError(_("“{title}” is of no series any more. Look at it anew.").format(title=entry.title))
    records.delete(session, Activity, [one.id])
    series.bring_back(session, whole, dates.moment_of(original))


def remove(session: Session, entry: Entry, which: Which = "one") -> None:
    """Delete an activity; of a series leave out this day, this and later ones, or all. Raises UserError."""
    _require_activity(entry)
    if entry.at is None:
        records.delete(session, Activity, [entry.id])
    else:
        series.skip(session, entry.id, entry.at, which)


def finish(session: Session, entry: Entry, outcome: str = "", then: Next | None = None) -> Activity | None:
    """Mark an activity, or one day of a series, as done and plan what comes next; return that. Raises UserError."""
    _require_activity(entry)
    activity = records.find(session, Activity, entry.id)
    return activities.finish(session, activity, outcome, then, at=entry.at)


def title_of(entry: Entry, verb: Verb) -> str:
    """Return how a step with an entry is called."""
    return _(_TITLES[verb]).format(title=entry.title)


def _require_activity(entry: Entry) -> None:
    if entry.entity != Activity.__tablename__:
        raise UserError(
            _("“{title}” stands in the calendar because of its record. Open that to change it.").format(
                title=entry.title
            )
        )
