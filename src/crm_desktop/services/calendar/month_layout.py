"""Which entries of a month are seen on which line of their days; nothing here knows pixels.

Bars keep one line over all their days of a week; what has an hour fills the lines that they leave free. What has no line
is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm_desktop.base.dates import DAY
from crm_desktop.services.calendar.entry import DayCell, Entry
from crm_desktop.services.calendar.layout import lanes
from crm_desktop.services.calendar.order import in_order

_NOTHING = DayCell()


@dataclass(frozen=True)
class Piece:
    """The part of an entry in one week, from the column `first` to `last`, on a line of its days."""

    entry: Entry
    week: int
    first: int
    last: int
    line: int
    begins: bool
    ends: bool

    @property
    def is_bar(self) -> bool:
        """Whether it is painted as a bar and not as a line of text."""
        return self.entry.is_bar


@dataclass(frozen=True)
class Week:
    """Seven days with the pieces that are seen on them, and how many entries of each day are not."""

    first: date
    pieces: tuple[Piece, ...] = ()
    hidden: tuple[int, ...] = (0,) * 7

    def on(self, column: int) -> list[Piece]:
        """Return the pieces that are seen on a day, from top to bottom."""
        return sorted((one for one in self.pieces if one.first <= column <= one.last), key=lambda one: one.line)


def arrange(first: date, number: int, cells: Mapping[date, DayCell], lines: int, *, keeps_line: bool) -> Week:
    """Lay the week that begins on `first` out in so many lines; a crowded day `keeps_line` for the number of the rest."""
    days = [cells.get(first + n * DAY, _NOTHING) for n in range(7)]
    bars = in_order({entry.key: entry for cell in days for entry in cell.entries if entry.is_bar}.values())
    spans = [(max((one.first - first).days, 0), min((one.last - first).days, 6)) for one in bars]
    placed = list(zip(bars, spans, lanes(spans), strict=True))
    is_crowded = [_needed(days[n], n, [(span, lane) for _bar, span, lane in placed]) > lines for n in range(7)]
    bar_lines = lines - 1 if keeps_line and any(is_crowded) else lines
    pieces = [
        Piece(bar, number, span[0], span[1], lane, bar.first >= first, bar.last <= first + 6 * DAY)
        for bar, span, lane in placed
        if lane < bar_lines
    ]
    hidden = []
    for n, cell in enumerate(days):
        over = [span for span, lane in ((span, lane) for _bar, span, lane in placed) if span[0] <= n <= span[1]]
        taken = {piece.line for piece in pieces if piece.first <= n <= piece.last}
        room = lines - 1 if keeps_line and (is_crowded[n] or len(taken) < len(over)) else lines
        free = [line for line in range(room) if line not in taken]
        timed = [entry for entry in cell.entries if not entry.is_bar]
        pieces += [_hours(entry, number, n, line, first + n * DAY) for entry, line in zip(timed, free, strict=False)]
        hidden.append(max(cell.total - len(taken) - min(len(timed), len(free)), 0))
    return Week(first, tuple(pieces), tuple(hidden))


def _hours(entry: Entry, week: int, column: int, line: int, day: date) -> Piece:
    return Piece(entry, week, column, column, line, entry.first == day, entry.last == day)


def _needed(cell: DayCell, column: int, bars: Sequence[tuple[tuple[int, int], int]]) -> int:
    """Return how many lines a day would need to show all that it holds."""
    over = [lane for span, lane in bars if span[0] <= column <= span[1]]
    return max(max(over, default=-1) + 1, cell.total)
