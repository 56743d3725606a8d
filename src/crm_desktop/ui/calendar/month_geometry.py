"""Where the weeks, days and lines of a month are on the widget, and what of them is under a point."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics

from crm_desktop.services.calendar.month_layout import Piece
from crm_desktop.ui import theme

HEAD, GUTTER = 30, 34
"""Pixels at 100 %: the names of the weekdays above, the week numbers beside."""
_AROUND, _BETWEEN, _TWO_DIGITS, _WITH_MONTH = 4, 1, 28, 56
_KEEPS_LINE_FROM = 3
"""With fewer lines the number of the rest stands beside the day's, where it takes none of them."""


@dataclass(frozen=True)
class MonthGeometry:
    """The measures of one month; `number` is the height of a day's number, `line` that of an entry with its gap."""

    width: int
    height: int
    weeks: int
    number: int
    line: int
    head: int
    gutter: int
    is_mirrored: bool

    @property
    def lines(self) -> int:
        """How many lines the lowest day has."""
        low = (self.height - self.head) // max(self.weeks, 1)
        return max((low - self.number) // self.line, 0)

    @property
    def keeps_line(self) -> bool:
        """Whether "+ n more" stands on a line of its own."""
        return self.lines >= _KEEPS_LINE_FROM

    def cell(self, week: int, column: int) -> QRect:
        """Return the whole of a day."""
        return self.days(week, column, column)

    def days(self, week: int, first: int, last: int) -> QRect:
        """Return the whole of some days of one week."""
        left, right = self._across(first), self._across(last + 1)
        top, bottom = self._down(week), self._down(week + 1)
        return self._place(left, top, right - left, bottom - top)

    def name(self, column: int) -> QRect:
        """Return where the name of a weekday stands."""
        left, right = self._across(column), self._across(column + 1)
        return self._place(left, 0, right - left, self.head)

    def week(self, week: int) -> QRect:
        """Return where the number of a week stands."""
        return self._place(0, self._down(week), self.gutter, self._down(week + 1) - self._down(week))

    def number_box(self, week: int, column: int, *, is_shared: bool = False) -> QRect:
        """Return where the number of a day stands; `is_shared` where that of the rest stands beside it."""
        left, right = self._across(column), self._across(column + 1)
        width = theme.pixels(_TWO_DIGITS if is_shared else _WITH_MONTH)
        return self._place(left, self._down(week), min(width, right - left), self.number)

    def more_box(self, week: int, column: int) -> QRect:
        """Return where "+ n more" stands."""
        if self.keeps_line:
            return self._line(week, column, column, self.lines - 1)
        left, right = self._across(column), self._across(column + 1)
        begins = min(left + theme.pixels(_TWO_DIGITS), right)
        return self._place(begins, self._down(week), right - begins, self.number)

    def piece(self, piece: Piece) -> QRect:
        """Return where a piece of an entry is painted."""
        return self.span(piece.week, piece.first, piece.last, piece.line, begins=piece.begins, ends=piece.ends)

    def span(self, week: int, first: int, last: int, line: int, *, begins: bool, ends: bool) -> QRect:
        """Return where a bar over some days is; one that goes on beyond them reaches to their edge."""
        around = theme.pixels(_AROUND)
        return self._line(week, first, last, line, before=around if begins else 0, after=around if ends else 1)

    def day_at(self, at: QPoint) -> tuple[int, int]:
        """Return the week and the column that are nearest to a point."""
        across = self.width - 1 - at.x() if self.is_mirrored else at.x()
        column = (across - self.gutter) * 7 // max(self.width - self.gutter, 1)
        week = (at.y() - self.head) * self.weeks // max(self.height - self.head, 1)
        return min(max(week, 0), self.weeks - 1), min(max(column, 0), 6)

    def _line(self, week: int, first: int, last: int, line: int, *, before: int = 0, after: int = 0) -> QRect:
        left, right = self._across(first) + before + 1, self._across(last + 1) - after
        top = self._down(week) + self.number + line * self.line
        return self._place(left, top, right - left, self.line - _BETWEEN)

    def _across(self, column: int) -> int:
        return self.gutter + (self.width - self.gutter) * column // 7

    def _down(self, week: int) -> int:
        return self.head + (self.height - self.head) * week // max(self.weeks, 1)

    def _place(self, left: int, top: int, width: int, height: int) -> QRect:
        return QRect(self.width - left - width if self.is_mirrored else left, top, width, height)


def geometry_of(width: int, height: int, weeks: int, *, is_mirrored: bool) -> MonthGeometry:
    """Return the measures at the text size of the moment."""
    letters = QFontMetrics(theme.font(12)).height()
    return MonthGeometry(
        width,
        height,
        weeks,
        number=letters + theme.pixels(7),
        line=letters + theme.pixels(3) + _BETWEEN,
        head=theme.pixels(HEAD),
        gutter=theme.pixels(GUTTER),
        is_mirrored=is_mirrored,
    )
