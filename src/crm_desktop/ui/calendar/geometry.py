"""Where on the widget the days, the hours and what lies in them are, and what is under a point.

All of it is reckoned from left to right and mirrored at the end, where reading begins at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QPoint, QRect

from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar.time_layout import Bar, Block
from crm_desktop.ui import theme

HOUR, LANE, _HEAD, _GUTTER, _LANE_GAP, _LANES_AROUND = 65, 22, 34, 56, 3, 4
LEAST_LANES, MOST_LANES = 1, 4
_BESIDE, _APART = 3, 4
"""Pixels that blocks keep from the line of their day, on the side where they begin and on the other."""
EDGE = 6
"""Pixels at the end of an entry that a hand takes to make it longer."""
_LEAST_SPAN = 14

Area = Literal["heads", "bars", "hours", "gutter"]


@dataclass(frozen=True)
class Geometry:
    """One size of the grid: so many days, so many lanes of bars, scrolled so far; lengths in pixels."""

    width: int
    height: int
    days: int
    lanes: int = LEAST_LANES
    scroll: int = 0
    bar_side: int = 0
    mirrored: bool = False

    @cached_property
    def gutter(self) -> int:
        """The width of the hours' names."""
        return theme.pixels(_GUTTER)

    @cached_property
    def heads(self) -> int:
        """The height of the names of the days."""
        return theme.pixels(_HEAD)

    @cached_property
    def top(self) -> int:
        """Where the hours begin, below the bars."""
        return self.heads + self.lanes * self.lane + 2 * theme.pixels(_LANES_AROUND)

    @cached_property
    def lane(self) -> int:
        """The height of a lane with what is between two."""
        return theme.pixels(LANE) + theme.pixels(_LANE_GAP)

    @cached_property
    def hour(self) -> int:
        """The height of an hour."""
        return theme.pixels(HOUR)

    @property
    def whole(self) -> int:
        """The height of a day, most of it out of sight."""
        return 24 * self.hour + 1

    @property
    def room(self) -> int:
        """The height of what is seen of the hours."""
        return max(self.height - self.top, 1)

    def hours(self) -> QRect:
        """Return where the hours of all days are."""
        return self._place(self.gutter, self.top, self.width - self.gutter - self.bar_side, self.room)

    def day(self, index: int) -> QRect:
        """Return the whole column of a day, from its name to the foot."""
        left, right = self._edge(index), self._edge(index + 1)
        return self._place(left, 0, right - left, self.height)

    def head(self, index: int) -> QRect:
        """Return where the name of a day is."""
        column = self.day(index)
        return QRect(column.left(), 0, column.width(), self.heads)

    def y_of(self, minute: float) -> int:
        """Return how far down a minute of the day is."""
        return self.top - self.scroll + round(minute * self.hour / 60)

    def minute_at(self, y: int) -> float:
        """Return the minute of the day that is so far down; beyond midnight it is that of the day before or after."""
        return (y - self.top + self.scroll) * 60 / self.hour

    def day_at(self, x: int) -> int:
        """Return the day at a place, the nearest one beside the grid."""
        across = self.width - 1 - x if self.mirrored else x
        span = self._edge(self.days) - self.gutter
        return min(max((across - self.gutter) * self.days // max(span, 1), 0), self.days - 1)

    def lane_at(self, y: int) -> int:
        """Return the lane of bars that is so far down."""
        return max((y - self.heads - theme.pixels(_LANES_AROUND)) // self.lane, 0)

    def area_at(self, at: QPoint) -> Area:
        """Return what a point is over."""
        across = self.width - 1 - at.x() if self.mirrored else at.x()
        if at.y() < self.heads:
            return "heads"
        if at.y() < self.top:
            return "bars"
        return "gutter" if across < self.gutter else "hours"

    def slot(self, day: int, top: float, bottom: float) -> QRect:
        """Return where some minutes of a day are, over the whole width of the day."""
        column = self.day(day)
        high = self.y_of(top)
        return QRect(column.left(), high, column.width(), max(self.y_of(bottom) - high, 1))

    def block(self, block: Block) -> QRect:
        """Return where a piece of an entry is."""
        left, right = self._edge(block.day), self._edge(block.day + 1)
        inside = right - left - theme.pixels(_BESIDE) - theme.pixels(_APART)
        begin = left + theme.pixels(_BESIDE) + inside * block.column // block.columns
        end = left + theme.pixels(_BESIDE) + inside * min(block.column + block.width, block.columns) // block.columns
        gap = theme.pixels(2) if block.column + block.width < block.columns else 0
        high, low = self.y_of(block.top), self.y_of(block.bottom)
        return self._place(begin, high + 2, end - begin - gap, max(low - high - 3, theme.pixels(_LEAST_SPAN)))

    def bar(self, bar: Bar) -> QRect:
        """Return where a bar is."""
        return self.bar_over(bar.first, bar.last, bar.lane)

    def box(self, place: Block | Bar) -> QRect:
        """Return where a piece or a bar is."""
        return self.bar(place) if isinstance(place, Bar) else self.block(place)

    def bar_over(self, first: int, last: int, lane: int) -> QRect:
        """Return where a bar over some days would be, in a lane."""
        left = self._edge(first) + theme.pixels(_BESIDE)
        right = self._edge(last + 1) - theme.pixels(_APART)
        high = self.heads + theme.pixels(_LANES_AROUND) + lane * self.lane
        return self._place(left, high, right - left, theme.pixels(LANE))

    def _edge(self, index: int) -> int:
        """Return where a day begins, from the side where reading begins."""
        span = self.width - self.gutter - self.bar_side
        return self.gutter + span * index // self.days

    def _place(self, left: int, top: int, width: int, height: int) -> QRect:
        return QRect(self.width - left - width if self.mirrored else left, top, width, height)


def scroll_to(geometry: Geometry, minute: float, *, above: int = 0) -> int:
    """Return how far to scroll so that a minute stands at the top, `above` pixels of what is before it still seen."""
    wanted = round(minute * geometry.hour / 60) - above
    return min(max(wanted, 0), most_scroll(geometry))


def most_scroll(geometry: Geometry) -> int:
    """Return how far the hours can be scrolled."""
    return max(geometry.whole - geometry.room, 0)


__all__ = ["DAY_MINUTES", "EDGE", "LEAST_LANES", "MOST_LANES", "Area", "Geometry", "most_scroll", "scroll_to"]
