"""A month on paper: weeks one below the other, as many entries of each day as there is room for, and how many more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from crm_desktop.base import colours
from crm_desktop.base.i18n import _
from crm_desktop.reports import calendar_month_room as room
from crm_desktop.reports import lettering
from crm_desktop.reports.calendar_grids import MonthDay, MonthGrid
from crm_desktop.reports.calendar_month_room import FIRST, Spot
from crm_desktop.reports.calendar_pieces import LEADING, STRIPE, draw_box, fitted, in_rows, rows_of_title
from crm_desktop.reports.flow import Part
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, RULE, SMALL, TEXT, TINY

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.services.calendar.month_layout import Piece, Week

_GUTTER, _NAMES, _NUMBER = 20.0, 16.0, 12.5
_LOWEST, _HIGHEST = 40.0, 128.0
"""How high a week is at least and at most."""
_SPARING = 0.6
"""So much of its height a week keeps that leaves room to fuller ones: days without anything are days too."""
_ENDLESS = 1_000
_GAP = 1.6
_BETWEEN = 3.0


@dataclass(frozen=True)
class MonthPart(Part):
    """A grid of weeks, as high as the page has room for."""

    grid: MonthGrid
    width: float
    week: float = _LOWEST
    space: float = 6

    @property
    def height(self) -> float:
        """The names of the days, and all weeks."""
        return _NAMES + self.week * len(self.grid.weeks)

    @property
    def least(self) -> float:
        """The height at which each day has room for two lines."""
        return replace(self, week=_LOWEST).height

    def take(self, room: float) -> tuple[MonthPart, None]:
        """Grow to the height of the room."""
        return replace(self, week=min(max((room - _NAMES) / len(self.grid.weeks), _LOWEST), _HIGHEST)), None

    def left_over(self) -> list[Entry]:
        """Return what is not seen on the grid, or whose title is cut."""
        whole = {spot.piece.entry.key for week in self._spots for spot in week if self._fits(spot)}
        return [entry for entry in self.grid.entries if entry.key not in whole]

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the weeks, and the entries on them."""
        for column, name in enumerate(self.grid.names):
            title = lettering.cut(name, TEXT, self._day - 4, bold=True)
            middle = x + _GUTTER + (column + 0.5) * self._day - title.width * TEXT / 2
            ink.text(title, middle, top - 11, TEXT, COLOURS.ink)
        high = top - _NAMES
        for index, (week, spots, height) in enumerate(zip(self._weeks, self._spots, self._heights, strict=True)):
            self._draw_week(ink, index, x, high)
            for spot in spots:
                self._draw_spot(ink, spot, x, high)
            for column, hidden in enumerate(week.hidden):
                if hidden:
                    more = lettering.line_of(_("+ {n} more").format(n=hidden), bold=True)
                    y = high - _NUMBER - _lines(height) * FIRST + 4
                    ink.text(more, x + _GUTTER + column * self._day + 4, y, TINY, COLOURS.muted)
            high -= height
        ink.rule(x + _GUTTER, x + self.width, top - self.height, RULE, 0.5)

    @property
    def _day(self) -> float:
        return (self.width - _GUTTER) / 7

    @cached_property
    def _heights(self) -> list[float]:
        """How high each week is: full ones get what others have to spare."""
        wants = [room.wanted(week, self._rows) + _NUMBER + 1 for week in self._arranged([_ENDLESS] * self._count)]
        return room.heights(wants, self.week, _SPARING * self.week)

    @cached_property
    def _weeks(self) -> list[Week]:
        return self._arranged([_lines(height) for height in self._heights])

    @cached_property
    def _spots(self) -> list[list[Spot]]:
        weeks = zip(self._weeks, self._heights, strict=True)
        return [list(room.spots(week, self._rows, height - _NUMBER - 1)) for week, height in weeks]

    @property
    def _count(self) -> int:
        return len(self.grid.weeks)

    def _arranged(self, lines: Sequence[int]) -> list[Week]:
        from crm_desktop.services.calendar import month_layout

        return [
            month_layout.arrange(days[0].day, number, self.grid.cells, lines[number], keeps_line=True)
            for number, (_title, days) in enumerate(self.grid.weeks)
        ]

    def _area(self, piece: Piece, top: float = 0, height: float = FIRST) -> Area:
        """Return where a piece lies, from the upper left corner of its week downwards."""
        left = _GUTTER + piece.first * self._day + _GAP
        width = (piece.last - piece.first + 1) * self._day - 2 * _GAP
        return Area(left, _NUMBER + top, width, height - 1)

    def _rows(self, piece: Piece) -> int:
        if piece.is_bar:
            return rows_of_title(piece.entry, self._area(piece).width)
        return len(in_rows(piece.entry.title, SMALL, self._room(piece), _ENDLESS).lines)

    def _fits(self, spot: Spot) -> bool:
        piece = spot.piece
        if piece.is_bar:
            area = self._area(piece, spot.top, spot.height)
            return fitted(piece.entry, self.grid.said[piece.entry.key], area.width, area.height).has_title
        return in_rows(piece.entry.title, SMALL, self._room(piece), spot.rows).is_whole

    def _hour(self, piece: Piece) -> Line:
        """Return when an entry begins; one that goes on from the day before has its end."""
        begins, _dash, ends = self.grid.said[piece.entry.key].hours.partition(" – ")
        return lettering.line_of(begins if piece.begins else f"– {ends}")

    def _room(self, piece: Piece) -> float:
        return self._area(piece).width - STRIPE - 2 * _BETWEEN - self._hour(piece).width * TINY

    def _draw_spot(self, ink: Ink, spot: Spot, x: float, top: float) -> None:
        piece = spot.piece
        entry, said = piece.entry, self.grid.said[piece.entry.key]
        area = self._area(piece, spot.top, spot.height)
        area = area._replace(x=x + area.x, y=top - area.y - area.height)
        if piece.is_bar:
            draw_box(ink, entry, said, area, begins=piece.begins)
            return
        ink.box(Area(area.x, area.y + 1.4, STRIPE, area.height - 2.4), _strong(entry, said.hue))
        left, y, hour = area.x + STRIPE + _BETWEEN, area.y + area.height - (FIRST - 1) + 2.8, self._hour(piece)
        ink.text(hour, left, y, TINY, COLOURS.muted)
        lines = in_rows(entry.title, SMALL, self._room(piece), spot.rows).lines
        beside, shade = left + hour.width * TINY + _BETWEEN, COLOURS.muted if entry.done else COLOURS.ink
        ink.column([(beside, y - n * LEADING, line) for n, line in enumerate(lines)], SMALL, shade, LEADING)
        ink.note(said.records, area)

    def _draw_week(self, ink: Ink, index: int, x: float, top: float) -> None:
        number, days = self.grid.weeks[index]
        left, height = x + _GUTTER, self._heights[index]
        for column, day in enumerate(days):
            self._draw_day(ink, day, Area(left + column * self._day, top - height, self._day, height))
        ink.rule(left, x + self.width, top, RULE, 0.5)
        for column in range(8):
            ink.box(Area(left + column * self._day - 0.25, top - height, 0.5, height), RULE)
        ink.text_to(lettering.line_of(number), left - 5, top - 9.5, SMALL, COLOURS.muted)

    def _draw_day(self, ink: Ink, day: MonthDay, area: Area) -> None:
        if not day.is_work:
            ink.boxes([area], COLOURS.window)
        colour = COLOURS.link if day.is_today else COLOURS.ink if day.is_inside else COLOURS.muted
        title = lettering.line_of(day.title, bold=day.is_inside)
        ink.text_to(title, area.x + area.width - 4, area.y + area.height - 9.5, SMALL, colour)


def _lines(height: float) -> int:
    """Return how many entries of one line have room on a day of a week."""
    return int((height - _NUMBER - 1) // FIRST)


def _strong(entry: Entry, hue: str) -> str:
    return COLOURS.edge if entry.done else colours.hue(hue, COLOURS).strong
