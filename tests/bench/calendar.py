"""Goal 13: a month of a calendar with a million activities, of which ten thousand recur."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.services import calendar
from crm_desktop.services.calendar import moments
from crm_desktop.storage import rolling
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import raw_of
from tests.bench import books, timing
from tests.bench.timing import Measure

FIRST, LAST = date(2026, 10, 26), date(2026, 12, 6)
"""The six weeks that a month view of November 2026 shows."""
ASKED = 200
"""As many series are compared with dateutil."""
_PER_DAY = """SELECT date(starts, 'localtime'), count(*) FROM activity WHERE recurrence IS NULL AND starts >= :first AND starts < :end
GROUP BY 1"""
_PER_DAY_OF_SERIES = (
    """SELECT date(starts, 'localtime'), count(*) FROM occurrence WHERE starts >= :first AND starts < :end GROUP BY 1"""
)


def measure() -> Iterator[Measure]:
    """Yield what a month costs beside a count per day, and whether its occurrences are those of dateutil."""
    size = timing.sizes()[-1]
    store = open_store(books.calendar(size))
    try:
        rolling.cover(store, FIRST, LAST)
        with store.read() as session:
            ours, count = partial(calendar.month, session, FIRST, LAST), partial(_count, session)
            what = f"month with {size:,} activities, against a count per day"
            yield timing.ratio("13", what, 0.5, ours, count, times=15)
            yield Measure("13", f"of {ASKED} series, with other days than dateutil's", 0, _differing(session), "series")
    finally:
        store.close()


def _count(session: Session) -> None:
    names = {
        "first": dates.moment_text(moments.morning(FIRST)),
        "end": dates.moment_text(moments.morning(LAST + dates.DAY)),
    }
    for sql in (_PER_DAY, _PER_DAY_OF_SERIES):
        raw_of(session).execute(sql, names).fetchall()


def _differing(session: Session) -> int:
    """Return how many series stand on other days than a walk of dateutil from their first day on says."""
    raw, chance = raw_of(session), random.Random(ASKED)
    rows = raw.execute("SELECT id, starts, recurrence FROM activity WHERE recurrence IS NOT NULL").fetchall()
    first, end = moments.morning(FIRST), moments.morning(LAST + dates.DAY)
    found: dict[int, set[datetime]] = {}
    for entry in calendar.between(session, FIRST, LAST):
        if entry.at is not None and entry.entity == "activity" and first <= entry.starts < end:
            found.setdefault(entry.id, set()).add(entry.starts)
    return sum(
        found.get(row, set()) != _by_dateutil(starts, recurrence, first, end)
        for row, starts, recurrence in chance.sample(rows, min(ASKED, len(rows)))
    )


def _by_dateutil(starts: str, recurrence: str, first: datetime, end: datetime) -> set[datetime]:
    from dateutil import rrule

    begin = dates.moment_of(starts).astimezone().replace(tzinfo=None)
    walls = rrule.rrulestr(recurrence, dtstart=begin).between(
        first.astimezone().replace(tzinfo=None), end.astimezone().replace(tzinfo=None), inc=True
    )
    return {at for wall in walls if first <= (at := wall.astimezone(UTC)) < end}
