"""Logging what was done and planning what comes next, in one line of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME, Activity
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records, series, spoken_time

_FRIDAY = 4


def log(session: Session, kind: str, text: str, entity: str, record_id: int, when: datetime | None = None) -> Activity:
    """Write down something done with a record; the text's first line is the subject. Raises InvalidInput."""
    return _add(session, kind, text, entity, record_id, when or dates.now(), done=True)


def plan(session: Session, kind: str, text: str, entity: str, record_id: int, when: datetime) -> Activity:
    """Put something to do on a record. Raises InvalidInput."""
    return _add(session, kind, text, entity, record_id, when, done=False)


def note_down(session: Session, kind: str, text: str, entity: str, record_id: int, when: datetime | None) -> Activity:
    """Plan what lies ahead, log what is past; without a time it happened now. Raises InvalidInput."""
    if when is not None and lies_ahead(when):
        return plan(session, kind, text, entity, record_id, when)
    return log(session, kind, text, entity, record_id, when)


def lies_ahead(when: datetime | None) -> bool:
    """Tell whether a time is still to come; without one it is now."""
    return when is not None and when > dates.now()


@dataclass(frozen=True)
class Next:
    """What is to be planned when something is done."""

    kind: str
    text: str
    when: datetime


def finish(
    session: Session, activity: Activity, outcome: str = "", then: Next | None = None, *, at: datetime | None = None
) -> Activity | None:
    """Mark an activity as done and plan what comes next, if given; return that. Raises InvalidInput, and UserError.

    One planned for later counts as done now. Of a series it is the day at `at`, or the first that is still to be done.
    """
    one = one_of(session, activity, at)
    values: dict[str, Any] = {"done": True, "starts": min(one.starts, dates.now())}
    if outcome.strip():
        values["outcome"] = "\n".join(filter(None, (one.outcome, outcome.strip())))
    records.update(session, one, values)
    return follow_up(session, one, then) if then is not None else None


def follow_up(session: Session, activity: Activity, then: Next) -> Activity:
    """Plan what comes after an activity, with the same people and in the same business. Raises InvalidInput."""
    links = {name: activity.value(name) for name in Activity.links()}
    return _made(session, then.kind, then.text, then.when, links, done=False)


def postpone(session: Session, activity: Activity, day: date, *, at: datetime | None = None) -> None:
    """Move a planned activity to another day, at the same time of day.

    Of a series it is the day at `at`, or the first that is still to be done. Raises UserError.
    """
    one = one_of(session, activity, at)
    zone = expansion.zone_of(one.zone) if one.all_day else None
    moved = datetime.combine(day, expansion.wall(one.starts, zone).time())
    records.update(session, one, {"starts": expansion.moment(moved, zone)})


def is_planned(activity: Activity) -> bool:
    """Tell whether something is still to be done; of a series, any of its days."""
    return not activity.done and (not series.is_series(activity) or series.first_open(activity) is not None)


def comes_again(session: Session, activity_id: int) -> datetime | None:
    """Return the first day of a series that is still to be done; None for what is no series or over."""
    found = session.get(Activity, activity_id)
    return None if found is None or not series.is_series(found) else series.first_open(found)


def one_of(session: Session, activity: Activity, at: datetime | None) -> Activity:
    """Return an activity, or for a series one of its days as a record of its own. Raises UserError."""
    if not series.is_series(activity):
        return activity
    at = at or series.first_open(activity)
    if at is None:
        raise UserError(_("“{name}” is over: none of its days is still to be done.").format(name=activity.name))
    return series.detach(session, activity, at)


def usual_next_day() -> date:
    """Return the day that a next step is proposed for: in a week, or the Monday after where that is a weekend."""
    day = dates.today() + 7 * dates.DAY
    return day + max(0, 7 - day.weekday()) * dates.DAY if day.weekday() > _FRIDAY else day


def split_when(text: str) -> tuple[str, datetime | None]:
    """Take a day and time off the end of a line: "send the offer fri 15:00"; see `spoken_time` for what is understood."""
    words = one_line(text).split(" ")
    for size in range(spoken_time.MOST_WORDS, 0, -1):
        if size < len(words) and (when := _when(words[-size:])) is not None:
            return " ".join(words[:-size]), when
    return one_line(text), None


def when_of(text: str) -> datetime | None:
    """Return the moment that a text means, such as "yesterday 15:00" or "fri"; None where it means none."""
    words = one_line(text).split(" ")
    return _when(words) if words[0] else None


def _when(words: list[str]) -> datetime | None:
    try:
        found = spoken_time.moment(words, None)
    except UserError:  # "paid 25:99" is about something else
        return None
    return None if found is None else spoken_time.on(*found)


def _add(
    session: Session, kind: str, text: str, entity: str, record_id: int, when: datetime, *, done: bool
) -> Activity:
    return _made(session, kind, text, when, linked_to(session, entity, record_id), done=done)


def _made(
    session: Session, kind: str, text: str, when: datetime, links: Mapping[str, int | None], *, done: bool
) -> Activity:
    subject, _end, rest = text.strip().partition("\n")
    if not subject.strip():
        raise InvalidInput({"name": _("Write in a few words what it is about.")})
    if kind not in dict(ACTIVITY_KINDS.options):
        raise InvalidInput({"kind": _("“{kind}” is no kind of activity.").format(kind=kind)})
    values = {
        "kind": kind,
        "name": one_line(subject),
        "outcome": rest.strip() or None,
        "starts": when,
        "done": done,
        "remind": None if done else workday.reminds(),
    }
    return records.create(session, Activity, {**values, **links})


def linked_to(session: Session, entity: str, record_id: int) -> dict[str, int | None]:
    """Return the links of an activity on a record: the record itself, and what the record is linked to."""
    record = records.find(session, BY_NAME[entity], record_id)
    here = {f"{entity}_id": record_id} if f"{entity}_id" in Activity.links() else {}
    also = {
        name: getattr(record, name) for name in Activity.links() if name in type(record).fields() and name != "owner_id"
    }
    return {**also, **here, "owner_id": getattr(record, "owner_id", None)}
