"""The parts of a page that are neither table nor chart: flowing text, cards, lying bars; and which block becomes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import assert_never

from crm_desktop.base.text import one_line
from crm_desktop.reports import calendar_agenda, calendar_legend, lettering, wide_tables
from crm_desktop.reports.calendar_grids import Agenda, DayGrid, MonthGrid
from crm_desktop.reports.calendar_hours import HoursPart
from crm_desktop.reports.calendar_month import MonthPart
from crm_desktop.reports.calendar_pieces import in_full
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.charts import chart_part
from crm_desktop.reports.document import (
    Bars,
    Block,
    Break,
    Bullet,
    Bullets,
    Columns,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Records,
    Table,
)
from crm_desktop.reports.flow import NewPage, Part, Rows, SideBySide, Stack
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, FIGURE, PART, SECTION, SMALL, TEXT, TINY
from crm_desktop.reports.tables import table_part
from crm_desktop.reports.tall_tables import tall_part

_SECTION_SPACE = 14.0
_BLOCK_SPACE = 8.0
_BETWEEN = 20.0  # two columns
_CARD, _CARD_GAP, _CARD_PAD, _CARDS_A_ROW = 44.0, 8.0, 8.0, 5
_NOTE = 8.5  # from one line of a card's note to the next
_BAR_ROW, _BAR, _BAR_LEGEND, _BAR_GAP, _SHORTEST = 16.0, 8.5, 14.0, 9.0, 30.0
_BAR_LINE, _BAR_WORD = 9.8, 10.0  # from one line of a name to the next; ems of a word that is not broken
_INDENT = 10.0


@dataclass(frozen=True, kw_only=True)
class Lines(Rows):
    """Flowing text, wrapped; `mark` stands before its first line."""

    lines: tuple[Line, ...]
    size: float
    colour: str
    width: float
    indent: float = 0
    mark: str = ""
    bookmark: str = ""
    depth: int = 1
    records: Records | None = None

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write the lines; those that run from right to left stand at the right."""
        placed = []
        for number, line in enumerate(self.lines[self.start : self.start + self.count], 1):
            left = x + (self.width - line.width * self.size if line.is_right_to_left else self.indent)
            placed.append((left, top - number * self.row + 0.3 * self.row, line))
        if self.mark and not self.start:
            placed.append((x + 1, top - 0.7 * self.row, lettering.line_of(self.mark)))
        ink.column(placed, self.size, self.colour)
        ink.note(self.records, Area(x, top - self.height, self.width, self.height))
        if self.bookmark and not self.start:
            ink.bookmark(self.bookmark, top + _BLOCK_SPACE, self.depth)


@dataclass(frozen=True)
class Cards(Part):
    """One row of figures."""

    figures: tuple[Figure, ...]
    places: int
    width: float
    space: float = _BLOCK_SPACE
    height: float = _CARD

    @classmethod
    def of(cls, figures: tuple[Figure, ...], places: int, width: float) -> Cards:
        """Return a row that is as high as the longest note needs it to be."""
        room = _card_width(width, places) - 2 * _CARD_PAD
        lines = max(len(lettering.wrap(figure.note, TINY, room)) for figure in figures)
        return cls(figures, places, width, height=_CARD + _NOTE * max(lines - 1, 0))

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint cards of the same width; a number too wide for its card gets smaller, never shorter."""
        width = _card_width(self.width, self.places)
        for figure in self.figures:
            area = Area(x, top - self.height, width, self.height)
            ink.box(area, COLOURS.window, radius=4)
            room = width - 2 * _CARD_PAD
            value = lettering.line_of(figure.text, bold=True)
            size = min(FIGURE, room / max(value.width, 0.1))
            left = x + _CARD_PAD
            ink.text(lettering.cut(figure.label, SMALL, room), left, top - 12, SMALL, COLOURS.muted)
            ink.text(value, left, top - 28, size, COLOURS.ink)
            for row, line in enumerate(lettering.wrap(figure.note, TINY, room)):
                ink.text(line, left, top - 38.5 - row * _NOTE, TINY, COLOURS.muted)
            ink.note(figure.records, area)
            x += width + _CARD_GAP


@dataclass(frozen=True, kw_only=True)
class BarRows(Rows):
    """Lying bars: name, count, the whole in a light and its part in a dark tint, the values of both."""

    block: Bars
    width: float
    size: float
    labels: tuple[tuple[Line, ...], ...]
    names: float
    counts: float
    values: float
    parts: float

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the rows, and the legend under the last."""
        bars = self.block.bars[self.start : self.start + self.count]
        left = x + self.names + self.counts + _BAR_GAP
        right = x + self.width - (self.parts + _BAR_GAP if self.parts else 0)
        length = right - self.values - _BAR_GAP - left
        longest = max((max(bar.whole, bar.part) for bar in self.block.bars), default=0)
        size = self.size
        for index, bar in enumerate(bars):
            upper, lower = top - self.drop(index), top - self.drop(index + 1)
            y = upper - self.row + 4.6
            lines = [(x, y - line * _BAR_LINE, label) for line, label in enumerate(self.labels[self.start + index])]
            ink.column(lines, size, COLOURS.ink, _BAR_LINE)
            ink.text_to(lettering.line_of(bar.count.text), left - _BAR_GAP, y, size, COLOURS.muted)
            ink.text_to(lettering.line_of(bar.text), right, y, size, COLOURS.ink)
            ink.text_to(lettering.line_of(bar.part_text), x + self.width, y, size, COLOURS.muted)
            for value, fill, edge in (
                (bar.whole, COLOURS.primary_soft, COLOURS.primary),
                (bar.part, COLOURS.primary, ""),
            ):
                if value > 0:
                    ink.box(Area(left, y - 1.4, float(value / longest) * length, _BAR), fill, edge)
            ink.note(bar.records, Area(x, lower, self.width, upper - lower))
        if self.foot:
            self._draw_legend(ink, left, top - self.drop(self.count) - self.foot + 4)

    def _draw_legend(self, ink: Ink, x: float, y: float) -> None:
        for name, fill, edge in (
            (self.block.whole, COLOURS.primary_soft, COLOURS.primary),
            (self.block.part, COLOURS.primary, ""),
        ):
            ink.box(Area(x, y, 5, 5), fill, edge)
            line = lettering.cut(name, TINY, self.width)
            ink.text(line, x + 8, y, TINY, COLOURS.muted)
            x += 8 + line.width * TINY + 10


@dataclass(frozen=True)
class WholePage(Part):
    """A calendar that takes what is left of a page; what has no room on it is written out on the next."""

    part: HoursPart | MonthPart
    block: DayGrid | MonthGrid
    width: float
    space: float = 6

    @property
    def height(self) -> float:
        """The height of the calendar."""
        return self.part.height

    @property
    def least(self) -> float:
        """The least height of the calendar."""
        return self.part.least

    def take(self, room: float) -> tuple[Part, Part | None]:
        """Give off the calendar, and what it has no room for."""
        grown, _none = self.part.take(room)
        rest = stack_of(in_full(grown.left_over(), self.block.said), self.width)
        return grown, rest if rest.parts else None

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the calendar."""
        self.part.draw(ink, x, top)


def stack_of(blocks: Iterable[Block], width: float) -> Stack:
    """Return the parts of blocks one below the other, laid out for a width in points."""
    return Stack(tuple(part for block in blocks for part in _parts_of(block, width)))


def sentence(text: str, width: float, colour: str, space: float = _BLOCK_SPACE) -> Lines:
    """Return flowing text."""
    lines = tuple(lettering.wrap(text, TEXT, width))
    return Lines(start=0, count=len(lines), row=12.0, space=space, lines=lines, size=TEXT, colour=colour, width=width)


def _parts_of(block: Block, width: float) -> list[Part]:
    match block:
        case Heading():
            return [_heading(block, width)]
        case Paragraph():
            return [sentence(block.text, width, COLOURS.muted if block.muted else COLOURS.ink)]
        case Figures():
            return _cards(block.figures, width)
        case Bars():
            return [_bars(block, width)] if block.bars else [sentence(block.empty, width, COLOURS.muted)]
        case Table():
            pieces = wide_tables.pieces(block, width)
            laid_out = tall_part if block.wraps else table_part
            return [laid_out(one, width, 6) for one in pieces] or [sentence(block.empty, width, COLOURS.muted)]
        case Chart():
            return [sentence(block.empty, width, COLOURS.muted) if block.is_empty else chart_part(block, width, 5)]
        case Columns():
            return [_columns(block, width)]
        case Bullets():
            return [_bullet(item, width, 6 if not index else 2, block.small) for index, item in enumerate(block.items)]
        case DayGrid():
            return [*calendar_legend.parts_of(block.legend, width), WholePage(HoursPart(block, width), block, width)]
        case MonthGrid():
            return [*calendar_legend.parts_of(block.legend, width), WholePage(MonthPart(block, width), block, width)]
        case Agenda():
            named = calendar_legend.parts_of(block.legend, width)
            return [*named, *calendar_agenda.parts_of(block, width)] or [sentence(block.empty, width, COLOURS.muted)]
        case Break():
            return [NewPage(may_stay=block.may_stay)]
        case _:
            assert_never(block)


def _heading(block: Heading, width: float) -> Lines:
    size, row = (PART, 18.0) if block.is_part else (SECTION, 13.0)
    lines = tuple(lettering.wrap(block.text, size, width, bold=True))
    return Lines(
        start=0, count=len(lines), row=row, space=_SECTION_SPACE, clings=True,
        lines=lines, size=size, colour=COLOURS.ink, width=width, bookmark=block.text, depth=block.depth,
    )  # fmt: skip


def _bullet(item: Bullet, width: float, space: float, small: bool) -> Lines:
    size, row, colour = (TINY, 8.6, COLOURS.muted) if small else (TEXT, 11.0, COLOURS.ink)
    lines = tuple(lettering.wrap(item.text, size, width - _INDENT))
    return Lines(
        start=0, count=len(lines), row=row, space=space, lines=lines, size=size, colour=colour, width=width,
        indent=_INDENT, mark="•", records=item.records,
    )  # fmt: skip


def _cards(figures: tuple[Figure, ...], width: float) -> list[Part]:
    """Return as few rows of cards as are readable, about equally long."""
    if not figures:
        return []
    rows = -(-len(figures) // _CARDS_A_ROW)
    size = -(-len(figures) // rows)
    return [Cards.of(figures[at : at + size], size, width) for at in range(0, len(figures), size)]


def _card_width(width: float, places: int) -> float:
    return (width - _CARD_GAP * (places - 1)) / places


def _bars(block: Bars, width: float) -> BarRows:
    """Return bars with their names whole: in further lines, and where not even a word has room in smaller letters."""
    counts = max(lettering.width_of(bar.count.text) for bar in block.bars)
    values = max(lettering.width_of(bar.text) for bar in block.bars)
    parts = max(lettering.width_of(bar.part_text) for bar in block.bars)
    longest = max(lettering.width_of(bar.label) for bar in block.bars)
    word = min(max(lettering.longest_word(bar.label) for bar in block.bars), _BAR_WORD)
    free = width - 4 * _BAR_GAP - _SHORTEST
    size = max(min(TEXT, free / (counts + values + parts + word)), TINY)
    room = min(longest * size, max(0.42 * width, word * size), max(free - (counts + values + parts) * size, 30.0))
    labels = tuple(tuple(lettering.wrap(one_line(bar.label), size, room + 0.01)) for bar in block.bars)
    heights = (_BAR_ROW + _BAR_LINE * (len(lines) - 1) for lines in labels)
    return BarRows(
        start=0, count=len(block.bars), row=_BAR_ROW, foot=_BAR_LEGEND, space=4, tops=tuple(accumulate(heights, initial=0.0)),
        block=block, width=width, size=size, labels=labels,
        names=room + _BAR_GAP, counts=counts * size, values=values * size, parts=parts * size,
    )  # fmt: skip


def _columns(block: Columns, width: float) -> SideBySide:
    half = (width - _BETWEEN) / 2
    sides = [tuple(item for item in side if not isinstance(item, Break)) for side in (block.left, block.right)]
    space = _SECTION_SPACE if any(isinstance(item, Heading) for item in (*block.left, *block.right)) else _BLOCK_SPACE
    return SideBySide(tuple(stack_of(side, half) for side in sides), (0, half + _BETWEEN), space)
