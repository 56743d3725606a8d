"""What the calendar reads on a worker, in one go, so that the heading and the days always tell of the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from crm_desktop.base.dates import Period
from crm_desktop.base.task import Task
from crm_desktop.model import Activity, Seller
from crm_desktop.schema.formats import Formats
from crm_desktop.services import calendar
from crm_desktop.services.calendar import DayCell, Entry, Shown
from crm_desktop.services.calendar.ways import Way
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store

_TO_DO = 200
_PER_DAY = 12
"""So many entries of a day are read for the month, more than any of its squares shows."""


@dataclass(frozen=True)
class Wanted:
    """What is to be read: the days that are seen, the days that count, and what of them."""

    way: Way
    period: Period
    seen: Period
    shown: Shown
    marked: Period | None = None
    """The days of the small month, of which only is asked whether they hold something."""


@dataclass(frozen=True)
class Reading:
    """What was read."""

    wanted: Wanted
    to_do: Sequence[Entry]
    to_do_count: int
    entries: Sequence[Entry] = ()
    cells: Mapping[date, DayCell] = field(default_factory=dict)
    marks: frozenset[date] = frozenset()
    sellers: Sequence[tuple[int, str]] = ()

    @property
    def count(self) -> int:
        """How many activities and tasks the period has; birthdays and expected closes are none."""
        if self.wanted.way == "month":
            return sum(cell.activities for day, cell in self.cells.items() if day in self.wanted.period)
        return sum(1 for entry in self.entries if entry.entity == Activity.__tablename__)

    @property
    def overdue_count(self) -> int:
        """How many of those that wait are overdue."""
        return sum(1 for entry in self.to_do if entry.is_overdue)

    def all_entries(self) -> list[Entry]:
        """Return every entry that was read, also those of the squares of a month."""
        return [*self.entries, *(entry for cell in self.cells.values() for entry in cell.entries)]


def read(store: Store, wanted: Wanted, formats: Formats, task: Task) -> Reading:
    """Return what the calendar shows; days beyond those that are kept at hand are worked out first."""
    first, last, shown = wanted.seen.first, wanted.seen.last, wanted.shown
    rolling.cover(store, first, last, task)
    with store.read(patient=True) as session:
        if wanted.way == "month":
            entries, cells = [], calendar.month(session, first, last, shown, _PER_DAY, formats)
        else:
            entries, cells = calendar.between(session, first, last, shown, formats), {}
    task.check()
    with store.read(patient=True) as session:
        to_do = calendar.to_do(session, _TO_DO, shown, formats)
        count = calendar.to_do_total(session, shown)
    task.check()
    return Reading(wanted, to_do, count, entries, cells, *_beside(store, wanted, formats))


def _beside(store: Store, wanted: Wanted, formats: Formats) -> tuple[frozenset[date], Sequence[tuple[int, str]]]:
    """Return the days of the small month that hold something, and the sellers that can be shown alone."""
    if wanted.marked is None:
        return frozenset(), ()
    with store.read(patient=True) as session:
        cells = calendar.month(session, wanted.marked.first, wanted.marked.last, wanted.shown, 0, formats)
        sellers = [(seller.id, seller.name) for seller in session.scalars(select(Seller).order_by(Seller.name))]
    return frozenset(day for day, cell in cells.items() if cell.total), sellers
