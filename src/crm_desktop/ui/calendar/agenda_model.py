"""The lines of the agenda: a heading for each day that holds something, its entries, and the moment between them.

What lasts several days has a line on each. A heading can be chosen as well: it is the free time of its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from crm_desktop.base import dates
from crm_desktop.base.dates import DAY
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.calendar import day_words, entry_words, spoken
from crm_desktop.ui.labels import plain_tooltip

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_ROOT = QModelIndex()
_CHOOSABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True)
class Line:
    """One line of a day; `count` of a heading is how many entries follow it."""

    sort: Literal["day", "entry", "now"]
    day: date
    entry: Entry | None = None
    count: int = 0


def lines_of(entries: Sequence[Entry], first: date, last: date, now: datetime) -> list[Line]:
    """Return the lines of some days; today has a heading also where nothing is on it."""
    today, found = dates.local_day(now), []
    for n in range((last - first).days + 1):
        day = first + n * DAY
        on_day = [entry for entry in entries if entry.first <= day <= entry.last]
        if not on_day and day != today:
            continue
        found.append(Line("day", day, count=len(on_day)))
        rows = [Line("entry", day, entry) for entry in on_day]
        if day == today:
            begun = sum(1 for entry in on_day if entry.is_bar or entry.starts <= now)
            rows.insert(begun, Line("now", day))
        found += rows
    return found


class AgendaModel(QAbstractListModel):
    """The lines, for the view and for screen readers."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self._formats = formats

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].sort == "now":
            return Qt.ItemFlag.NoItemFlags
        entry = self.lines[index.row()].entry
        return _CHOOSABLE | Qt.ItemFlag.ItemIsDragEnabled if entry is not None and entry.can_move else _CHOOSABLE

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(line)
        if role == Qt.ItemDataRole.ToolTipRole and line.entry is not None:
            return plain_tooltip(entry_words.tooltip(line.entry, self._formats))
        return None

    def heading(self, line: Line) -> str:
        """Return "Today · Friday 20 November"."""
        return day_words.day_heading(line.day, self._formats)

    def spoken(self, line: Line) -> str:
        """Return everything that a line says."""
        if line.entry is not None:
            return spoken.entry_words(line.entry, self._formats)
        if line.sort == "now":
            return _("Now, {time}").format(time=entry_words.hour(dates.now()))
        return f"{self.heading(line)}, {count_words(line.count)}"

    def row_of(self, key: object, day: date) -> int | None:
        """Return the line of an entry, on that day if it has one there."""
        rows = [n for n, line in enumerate(self.lines) if line.entry is not None and line.entry.key == key]
        return next((n for n in rows if self.lines[n].day == day), rows[0] if rows else None)

    def row_near(self, day: date) -> int | None:
        """Return the heading of a day, or of the first one after it, or else the last heading."""
        headings = [n for n, line in enumerate(self.lines) if line.sort == "day"]
        later = (n for n in headings if self.lines[n].day >= day)
        return next(later, headings[-1] if headings else None)


def count_words(count: int) -> str:
    """Return "3 entries", or that there is nothing."""
    return count_of("{n} entry", "{n} entries", count) if count else _("nothing planned")


def time_words(line: Line) -> str:
    """Return what stands in the column of times: "9:00 – 9:30", "all day", "day 2 of 3", "until 6:30"."""
    entry = line.entry
    if entry is None:
        return ""
    days = (entry.last - entry.first).days + 1
    if entry.is_bar:
        part = _("day {n} of {all}").format(n=(line.day - entry.first).days + 1, all=days)
        return part if days > 1 else _("all day")
    begin, end = entry_words.hour(entry.starts), entry_words.hour(entry.ends)
    if days > 1:
        return _("from {time}").format(time=begin) if line.day == entry.first else _("until {time}").format(time=end)
    return begin if begin == end else f"{begin} – {end}"
