"""The contacts as they were at the end of a day, and on which step each was when a period began.

A step that was left before the contact came into this book is not known: an import brings only the one that holds.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures.leads import Lead
from crm_desktop.services import past
from crm_desktop.storage.store import raw_of

_COLUMNS: Final = ("status", "created", "source", "owner_id")
_LEFT = """
SELECT j.row, json_extract(j.before, '$.status') FROM journal j JOIN action a ON a.id = j.action
WHERE j.tbl = 'contact' AND j.op = 'U' AND NOT a.undone AND a.at > :begin AND a.at <= :end
  AND json_extract(j.before, '$.status') IS NOT NULL
ORDER BY j.id DESC
"""


def read(session: Session, day: date, period: Period, seller: int | None = None) -> list[Lead]:
    """Return every contact that was in the book at the end of `day`, or of them one seller's."""
    moment, begin, end = (dates.moment_text(dates.end_of(one)) for one in (day, period.before, period.last))
    end = min(moment, end)
    later, within = _left(session, end, moment), _left(session, begin, end)
    found = []
    for key, values in _contacts(session, moment):
        if values["created"] > moment or seller not in {None, values["owner_id"]}:
            continue
        step = values["status"] or "prospect"
        after = later.get(key, step)
        came = dates.local_day(dates.moment_of(values["created"]))
        before = within.get(key, after)
        found.append(Lead(key, step, before, after, came, values["source"] or "", values["owner_id"]))
    return found


def _left(session: Session, begin: str, end: str) -> dict[int, str]:
    """Return the step that each contact left first after one stored moment and until another."""
    # the oldest change comes last
    return dict(raw_of(session).execute(_LEFT, {"begin": begin, "end": end}).fetchall())


def _contacts(session: Session, moment: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the contacts with their values at a stored moment, by id."""
    rows = raw_of(session).execute(f"SELECT id, {', '.join(_COLUMNS)} FROM contact")
    found = {key: dict(zip(_COLUMNS, values, strict=True)) for key, *values in rows}
    for key, held in past.changed(session, "contact", _COLUMNS, moment).items():
        found[key] = {**(found.get(key) or dict.fromkeys(_COLUMNS)), **held}
    return [(key, values) for key, values in sorted(found.items()) if values["created"]]
