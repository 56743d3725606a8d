"""A series of the book with all that goes on from it: what was cut off by “this and later ones”, here or by a file.

Nothing in a book links the parts. But the step that ended the one made the other, and a copy was entered when its
original was: the journal and that moment tell. It also knows which day a record was before its series moved to another
hour, and which days were deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.exchange.ical_deleted import Deleted
from crm_desktop.exchange.ical_past import Past
from crm_desktop.exchange.ical_same import TO_THE_SECOND
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services.series import pattern_of
from crm_desktop.storage.store import raw_of

_INSTANT = timedelta(milliseconds=1)
_CUT_OFF = """
SELECT DISTINCT part.id FROM journal ended JOIN action step ON step.id = ended.action
JOIN journal made ON made.action = ended.action AND made.tbl = 'activity' AND made.op = 'I' AND made.row > ended.row
JOIN activity part ON part.id = made.row
WHERE ended.tbl = 'activity' AND ended.row = ? AND ended.op = 'U' AND NOT step.undone
  AND part.recurrence IS NOT NULL AND part.created = ? AND (part.reference IS NULL OR part.reference LIKE ? || ' %')
"""


@dataclass
class Family:
    """The parts of one series in order, and its days that are or were records of their own."""

    session: Session
    parts: list[Activity]
    days: dict[str, int] = field(default_factory=dict)

    def record_of(self, original: str) -> int | None:
        """Return the record that is or was the day of a stored moment, whatever became of it."""
        return self.days.get(original[:TO_THE_SECOND])

    def holder(self, at: datetime) -> Activity:
        """Return the part that has a day at a moment; the first one where none has."""
        return next((one for one in self.parts if expansion.between(pattern_of(one), at, at + _INSTANT)), self.parts[0])


def family_of(session: Session, series: Activity, deleted: Deleted) -> Family:
    """Return the family of a series."""
    session.flush()
    parts = [series]
    for part in parts:
        parts += [one for one in _cut_off(session, part) if one not in parts]
    ids = {one.id for one in parts}
    found = Family(session, parts)
    own = session.execute(
        select(Activity.id, Activity.original).where(Activity.series_id.in_(ids)).order_by(Activity.id)
    )
    for row, original in (*deleted.days(ids), *((one.id, one.original) for one in own)):
        past = Past(raw_of(session), Activity.__tablename__, row)
        for moment in (original, *(value for value, _until in past.values("original"))):
            if moment:
                found.days[moment[:TO_THE_SECOND]] = row
    return found


def goes_on(session: Session, series: Activity) -> bool:
    """Tell whether another series goes on from a series."""
    session.flush()
    return bool(_cut_off(session, series))


def _cut_off(session: Session, series: Activity) -> list[Activity]:
    values = series.id, dates.moment_text(series.created), series.reference or series.uid
    rows = raw_of(session).execute(_CUT_OFF, values).fetchall()
    return [one for (row,) in rows if (one := session.get(Activity, row)) is not None]
