"""Days side by side on paper: hours at the left, whole days above, what overlaps side by side, as in the window.

Where things lie is asked for when it is painted: no report on paper waits for the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _
from crm_desktop.reports import calendar_strips, lettering
from crm_desktop.reports.calendar_grids import DayGrid
from crm_desktop.reports.calendar_pieces import LEADING, draw_box, fitted
from crm_desktop.reports.calendar_strips import Beside
from crm_desktop.reports.flow import Part
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.paper import COLOURS, RULE, SMALL, TEXT

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.services.calendar.time_layout import Bar, Block

_GUTTER, _HEAD, _LANE, _ABOVE = 30.0, 18.0, 12.6, 4.0
_LOWEST, _ROOMY, _HIGHEST = 15.0, 24.0, 78.0
"""How high an hour is at least, so that its name has room beside it, and at most."""
_EASY = 36.0
"""Whole days take more than one line only where an hour stays that high."""
_MOST_ROWS, _FEW = 4, 500
_MOST_LANES = 9
_GAP, _PAD, _INSIDE = 1.6, 4.0, 2.6
_HOUR = 60


@dataclass(frozen=True)
class HoursPart(Part):
    """A grid of days, as high as the page has room for."""

    grid: DayGrid
    width: float
    hour: float = _LOWEST
    rows: int = 1
    """How many lines a whole day takes at most."""
    space: float = 6

    @property
    def height(self) -> float:
        """Heads, whole days, all hours, and what is earlier or later."""
        return self._top + self.hour * self._hours + self._below

    @property
    def least(self) -> float:
        """The height at which a line of text still has room in a short entry."""
        return replace(self, hour=_LOWEST, rows=1).height

    def take(self, room: float) -> tuple[HoursPart, None]:
        """Grow to the height of the room; whole days have as many lines as let most entries have all of their words."""
        grown = [self._grown(room, rows) for rows in range(1, _MOST_ROWS + 1 if len(self.grid.entries) < _FEW else 2)]
        easy = [part for part in grown if part.hour >= _EASY]
        return min(easy, key=lambda part: len(part.left_over())) if len(easy) > 1 else grown[0], None

    def _grown(self, room: float, rows: int) -> HoursPart:
        part = replace(self, rows=rows, hour=0)
        return replace(part, hour=min(max((room - part.height) / self._hours, _LOWEST), _HIGHEST))

    def left_over(self) -> list[Entry]:
        """Return what is not seen on the grid, or not with all of its words."""
        whole = {
            bar.entry.key for bar in self._bars if self._is_seen(bar) and self._fits(bar.entry, self._bar_area(bar))
        }
        whole |= {block.entry.key for block in self._blocks if self._fits(block.entry, self._block_area(block))}
        whole |= {
            block.entry.key
            for beside in self._beside
            for block in beside.blocks
            if self._is_whole(beside) and not block.entry.detail
        }
        return [entry for entry in self.grid.entries if entry.key not in whole]

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the days and hours, and the entries on them."""
        self._draw_ground(ink, x, top)
        for bar in filter(self._is_seen, self._bars):
            self._draw_entry(ink, bar, self._bar_area(bar), x, top)
        for index, hidden in enumerate(self._hidden()):
            if hidden:
                more = lettering.cut(_("+ {n} more").format(n=hidden), SMALL, self._day - 4, bold=True)
                y = top - _HEAD - self._lane_tops[-1] + 4
                ink.text(more, x + _GUTTER + index * self._day + 4, y, SMALL, COLOURS.muted)
        for block in self._blocks:
            self._draw_entry(ink, block, self._block_area(block), x, top)
        for beside in self._beside:
            self._draw_beside(ink, beside, x, top)

    @property
    def _hours(self) -> int:
        return self.grid.hours[1] - self.grid.hours[0]

    @property
    def _day(self) -> float:
        return (self.width - _GUTTER) / len(self.grid.heads)

    @property
    def _top(self) -> float:
        return self._before + (_LANE if any(one.is_earlier for one in self._beside) else 0)

    @property
    def _before(self) -> float:
        return _HEAD + self._lane_tops[-1] + _ABOVE

    @property
    def _below(self) -> float:
        return 0 if all(one.is_earlier for one in self._beside) else _LANE

    @property
    def _lanes(self) -> int:
        return min(max((bar.lane + 1 for bar in self._bars), default=0), _MOST_LANES)

    @cached_property
    def _lane_tops(self) -> list[float]:
        """How far below the heads each lane begins, and where the last ends."""
        lines = [1] * self._lanes
        for bar in filter(self._is_seen, self._bars):
            lines[bar.lane] = max(lines[bar.lane], self._lines(bar))
        return [0, *accumulate(_LANE + (count - 1) * LEADING for count in lines)]

    @cached_property
    def _bars(self) -> list[Bar]:
        from crm_desktop.services.calendar import time_layout

        return time_layout.bars(self.grid.entries, [head.day for head in self.grid.heads])

    @cached_property
    def _pieces(self) -> list[Block]:
        from crm_desktop.services.calendar import time_layout

        return time_layout.blocks(self.grid.entries, [head.day for head in self.grid.heads])

    @cached_property
    def _blocks(self) -> list[Block]:
        """The pieces among the hours, cut where these begin and end."""
        return [cut for piece in self._pieces if (cut := calendar_strips.cut_to(piece, self._minutes)) is not None]

    @cached_property
    def _beside(self) -> list[Beside]:
        return calendar_strips.beside(self._pieces, self._minutes)

    @property
    def _minutes(self) -> tuple[int, int]:
        first, last = self.grid.hours
        return first * _HOUR, last * _HOUR

    def _is_seen(self, bar: Bar) -> bool:
        is_crowded = any(one.lane >= _MOST_LANES for one in self._bars)
        return bar.lane < _MOST_LANES - is_crowded

    def _hidden(self) -> Iterator[int]:
        """Yield how many of each day's whole days have no lane."""
        unseen = [bar for bar in self._bars if not self._is_seen(bar)]
        for index in range(len(self.grid.heads)):
            yield sum(bar.first <= index <= bar.last for bar in unseen)

    def _fits(self, entry: Entry, area: Area) -> bool:
        return fitted(entry, self.grid.said[entry.key], area.width, area.height).is_whole

    def _lines(self, bar: Bar) -> int:
        """Return how many lines a bar takes of those that it may."""
        said, room = self.grid.said[bar.entry.key], self.rows * LEADING + _INSIDE
        return len(fitted(bar.entry, said, self._bar_width(bar), room).lines)

    def _bar_area(self, bar: Bar) -> Area:
        """Return where a bar lies, from the upper left corner of the grid downwards."""
        left, height = _GUTTER + bar.first * self._day + _GAP, self._lines(bar) * LEADING + _INSIDE
        return Area(left, _HEAD + self._lane_tops[bar.lane], self._bar_width(bar), height)

    def _bar_width(self, bar: Bar) -> float:
        return (bar.last - bar.first + 1) * self._day - 2 * _GAP

    def _block_area(self, block: Block) -> Area:
        """Return where a block lies, from the upper left corner of the grid downwards."""
        first = self.grid.hours[0] * _HOUR
        high, low = (self._top + (minute - first) * self.hour / _HOUR for minute in (block.top, block.bottom))
        column = (self._day - 2 * _GAP) / block.columns
        left = _GUTTER + block.day * self._day + _GAP + block.column * column
        return Area(left, high + 0.5, column * block.width - 1, low - high - 1)

    def _draw_entry(self, ink: Ink, place: Bar | Block, area: Area, x: float, top: float) -> None:
        on_page = area._replace(x=x + area.x, y=top - area.y - area.height)
        draw_box(ink, place.entry, self.grid.said[place.entry.key], on_page, begins=place.begins)

    def _is_whole(self, beside: Beside) -> bool:
        return lettering.line_of(beside.words).width * SMALL <= self._day - 2 * _PAD

    def _draw_beside(self, ink: Ink, beside: Beside, x: float, top: float) -> None:
        """Write what is earlier or later than the hours of a day at their head or foot."""
        down = self._before if beside.is_earlier else self.height - self._below
        left = x + _GUTTER + beside.day * self._day + _PAD
        line = lettering.cut(beside.words, SMALL, self._day - 2 * _PAD)
        ink.text(line, left, top - down - _LANE + 4, SMALL, COLOURS.muted)
        for block in beside.blocks:
            ink.note(
                self.grid.said[block.entry.key].records, Area(left, top - down - _LANE, self._day - 2 * _PAD, _LANE)
            )

    def _draw_ground(self, ink: Ink, x: float, top: float) -> None:
        left, right = x + _GUTTER, x + self.width
        for index, head in enumerate(self.grid.heads):
            self._draw_day(ink, index, left, top)
            title = lettering.cut(head.title, TEXT, self._day - 4, bold=True)
            middle = left + (index + 0.5) * self._day - title.width * TEXT / 2
            ink.text(title, middle, top - 12, TEXT, COLOURS.link if head.is_today else COLOURS.ink)
        ink.text(lettering.line_of(self.grid.corner), x, top - 12, SMALL, COLOURS.muted)
        for index in range(self._hours + 1):
            y = top - self._top - index * self.hour
            ink.rule(left, right, y, RULE if index in (0, self._hours) else COLOURS.line, 0.5)
            if index < self._hours:
                name = lettering.line_of(f"{self.grid.hours[0] + index}:00")
                ink.text_to(name, left - 5, y - (2.4 if index or self.hour < _ROOMY else 7), SMALL, COLOURS.muted)
        for index in range(len(self.grid.heads) + 1):
            ink.box(Area(left + index * self._day - 0.25, top - self.height, 0.5, self.height - _HEAD), RULE)
        ink.rule(left, right, top - _HEAD + 0.5, RULE, 0.5)

    def _draw_day(self, ink: Ink, index: int, left: float, top: float) -> None:
        """Grey the hours outside of work."""
        first, last = self._minutes
        begins, ends = self.grid.heads[index].work or (last, last)
        for high, low in ((first, min(begins, last)), (max(ends, first), last)):
            if low > high:
                y = top - self._top - (low - first) * self.hour / _HOUR
                area = Area(left + index * self._day, y, self._day, (low - high) * self.hour / _HOUR)
                ink.boxes([area], COLOURS.window)
