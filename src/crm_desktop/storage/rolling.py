"""The window of days that are kept of every series moves on with time, and where somebody looks further.

It is work for a worker (or the command line): the days are worked out without the file, which is taken in short turns.
A series that changes meanwhile has made its own days, in the window that is coming, and is left alone here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.storage import occurrences
from crm_desktop.storage.occurrences import COMING, KEPT, Row, Series, Window
from crm_desktop.storage.short_reads import breathe
from crm_desktop.storage.store import Store, raw_of

BACK, AHEAD = 3, 15
"""The months before and after today's that are always kept."""
FURTHEST_BACK, FURTHEST = 24, 60
"""No more are kept, however far somebody looks; what is older than that is dropped."""
_PORTION = 4000
_READ_AT_ONCE = 50

_Made = tuple[Series, str | None, list[Row]]


def roll(store: Store, task: Task | None = None) -> bool:
    """Keep the months around today; return whether that changed anything, so that what is shown is read anew.

    Called after a book is opened and when a day begins. Raises Cancelled, and UserError when the book is closed meanwhile.
    """
    return cover(store, dates.today(), dates.today(), task)


def cover(store: Store, first: date, last: date, task: Task | None = None) -> bool:
    """Keep the months around today and those from `first` to `last` as well; return whether that changed anything."""
    task = task or Task()
    with store.read(patient=True) as session:
        before = occurrences.window(raw_of(session))
    if before is not None and not before.is_by_this_clock:
        before = None
    wanted = _wanted(before, first, last)
    if before == wanted:
        return False
    with store.upkeep() as raw:
        if before is None:
            occurrences.give_up(raw)
        elif before.first < wanted.first:
            occurrences.drop_before(raw, wanted.first)
        occurrences.set_window(raw, COMING, wanted)
    _fill(store, wanted, task)
    return True


def _wanted(before: Window | None, first: date, last: date) -> Window:
    today = dates.today()
    least = _month(max(min(first, dates.add_months(today, -BACK)), dates.add_months(today, -FURTHEST_BACK)))
    most = _month(min(max(last, dates.add_months(today, AHEAD)), dates.add_months(today, FURTHEST)), after=1)
    if before is not None:
        kept_first, kept_end = before.moments
        least = min(least, max(kept_first, _month(dates.add_months(today, -FURTHEST_BACK))))
        most = max(most, kept_end)
    return Window.between(least, most)


def _month(day: date, after: int = 0) -> datetime:
    return datetime.combine(dates.add_months(day.replace(day=1), after), time(), UTC)


def _fill(store: Store, wanted: Window, task: Task) -> None:
    made, count = list[_Made](), 0
    for one in _series(store, task):
        rows = one.rows(*wanted.moments)
        made.append((one, one.first_open(), rows))
        count += 1 + len(rows)
        if count >= _PORTION:
            _write(store, made)
            made, count = [], 0
            breathe(task)
    _write(store, made)
    with store.upkeep() as raw:
        if occurrences.window(raw, COMING) == wanted:  # or else thousands of series came in, or another one began
            occurrences.set_window(raw, KEPT, wanted)
            occurrences.set_window(raw, COMING, None)


def _series(store: Store, task: Task) -> Iterator[Series]:
    with store.read(patient=True) as session:
        rows = raw_of(session).execute("SELECT id FROM activity WHERE recurrence IS NOT NULL ORDER BY id").fetchall()
    ids = iter([row[0] for row in rows])
    while some := list(islice(ids, _READ_AT_ONCE)):
        task.check()
        with store.read(patient=True) as session:
            found = list(occurrences.series(raw_of(session), some))
        yield from found


def _write(store: Store, made: list[_Made]) -> None:
    """Store what was made of those series that are as they were."""
    with store.upkeep() as raw:
        now = {one.id: one for one in occurrences.series(raw, [one.id for one, _due, _rows in made])}
        for one, due, rows in made:
            if now.get(one.id) == one:
                occurrences.set_due(raw, one, due)
                occurrences.insert(raw, rows)
