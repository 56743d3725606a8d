"""Days on paper as pure data: the entries, how each reads, and the days and hours that they stand on.

Where an entry lies follows from its days alone, and is the same as in the window; how much of its text fits is seen when
it is painted, and what does not is written out behind the grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from crm_desktop.base.i18n import _
from crm_desktop.reports.document import Cell, Column, Records, Row, Table

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key


@dataclass(frozen=True)
class Said:
    """How an entry reads: its hours alone ("" for whole days), its days and hours, the name of its hue."""

    hours: str
    when: str
    kind: str
    hue: str
    records: Records


Words: TypeAlias = "Mapping[Key, Said]"
Legend: TypeAlias = tuple[tuple[str, str], ...]
"""What the colours tell apart: the name of each hue, "" for what is done, and what has it."""


@dataclass(frozen=True)
class DayHead:
    """One day above a column of hours; `work` are the minutes from and to which the user works, None on a day off."""

    day: date
    title: str
    work: tuple[int, int] | None
    is_today: bool = False


@dataclass(frozen=True)
class DayGrid:
    """Days side by side over hours, from the first hour to before the last; `corner` names the week."""

    heads: tuple[DayHead, ...]
    hours: tuple[int, int]
    corner: str
    entries: tuple[Entry, ...]
    said: Words
    legend: Legend = ()


@dataclass(frozen=True)
class MonthDay:
    """One day of a month: its number, and whether it belongs to the month or only fills a week."""

    day: date
    title: str
    is_inside: bool
    is_work: bool
    is_today: bool = False


@dataclass(frozen=True)
class MonthGrid:
    """Weeks one below the other, each with its number."""

    names: tuple[str, ...]
    weeks: tuple[tuple[str, tuple[MonthDay, ...]], ...]
    cells: Mapping[date, DayCell]
    said: Words
    legend: Legend = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in its weeks, once."""
        return tuple({entry.key: entry for cell in self.cells.values() for entry in cell.entries}.values())


@dataclass(frozen=True)
class AgendaDay:
    """One day of a list: its title, its entries, and for each what of the day it takes."""

    title: str
    entries: tuple[Entry, ...]
    hours: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    """Days one below the other."""

    days: tuple[AgendaDay, ...]
    said: Words
    empty: str
    """The sentence that stands here when there is nothing to show."""
    depth: int = 1
    """How far below the report's title its days stand in the outline."""
    legend: Legend = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything on its days, once."""
        return tuple({entry.key: entry for day in self.days for entry in day.entries}.values())


Grid: TypeAlias = DayGrid | MonthGrid | Agenda


def table_of(grid: Grid) -> Table:
    """Return the entries of a grid as rows, for other programs."""
    titles = (_("From"), _("To"), _("Subject"), _("Details"), _("Kind"), _("Seller"), _("Account"), _("Done"))
    return Table(
        tuple(Column(title) for title in titles), tuple(_row(entry, grid.said[entry.key]) for entry in grid.entries), ""
    )


def _row(entry: Entry, said: Said) -> Row:
    first, last = (entry.first, entry.last) if entry.all_day else (entry.starts.astimezone(), entry.ends.astimezone())
    texts = (entry.title, entry.detail, said.kind, entry.owner, entry.account)
    done = _("Yes") if entry.done else _("No")
    return Row((Cell("", first), Cell("", last), *map(Cell, texts), Cell(done)), records=said.records)
