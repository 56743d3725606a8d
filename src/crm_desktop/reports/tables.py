"""Tables on paper: the widths of their columns, and rows that are painted column by column.

Numbers are never cut: their columns are as wide as their widest cell, and where even that is too much for the page, the
whole table gets smaller letters. Text is cut with an ellipsis, a name in its middle, except in a column without weight; in `tall_tables` it wraps.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple, Self

from crm_desktop.base.i18n import _
from crm_desktop.reports import lettering, shortened
from crm_desktop.reports.column_widths import shares, size_and_gap
from crm_desktop.reports.document import Cell, Row, Table
from crm_desktop.reports.flow import Part, Rows
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import EMPTY, Line
from crm_desktop.reports.paper import COLOURS, RULE, TABLE

_NARROWEST = 5.0  # ems: a column of text gets at least this, where it has as much to say
ROW, _HEAD, _TOTAL = 13.5, 18.0, 18.0
_OVER = 13.0  # what a second line of headings adds, above the first
BASELINE = 4.3  # from the lower edge of a row to its letters
_OVERHANG = 3.0  # the stripes stand out by this at both sides
MARK = "⚠ "
GAP = 4.0  # between a text and its warning


@dataclass(frozen=True, kw_only=True)
class TablePart(Rows):
    """A piece of a table: `count` of its rows from `start` on."""

    table: Table
    size: float
    widths: tuple[float, ...]
    simple: tuple[bool, ...]
    """Which columns hold nothing but plain texts that fit and stand left: these are written without a second look."""
    gutter: float
    width: float
    headings: tuple[int, ...] = ()
    """The rows that are the headings of those below them."""
    continued: str = ""
    """What stands above the rows where the heading that they belong to is on a page before."""

    def take(self, room: float) -> tuple[Part, Part | None]:
        """Give off as many rows as fit, and leave a row that is the heading of others with the first of them."""
        piece, rest = super().take(room)
        if rest is None or not isinstance(piece, TablePart) or piece.count <= 1:
            return piece, rest
        last = piece.start + piece.count - 1
        if not _is_heading(self.table.rows[last]):
            return piece, rest
        return self._rows(self.start, piece.count - 1, 0), self._rows(last, self.start + self.count - last, self.foot)

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint stripes, headings, cells and total."""
        rows = self.table.rows[self.start : self.start + self.count]
        if self.start and rows and not rows[0].strong:
            rows = (_again(rows[0]), *rows[1:])
        if self.head > self.band:
            self._draw_head(ink, x, top)
        top -= self.head
        if self.continued:
            line = lettering.cut(self.continued, self.size, self.width, bold=True)
            ink.text(line, x, top + BASELINE, self.size, COLOURS.ink)
        places = self._places(x, top)
        if self.table.zebra:
            left, wide = x - _OVERHANG, self.width + 2 * _OVERHANG
            stripes = places[1 - self.start % 2 :: 2]
            ink.boxes([Area(left, place.y, wide, place.height) for place in stripes], COLOURS.window)
        self._draw_body(ink, rows, places)
        if self.foot and self.table.total is not None:
            top -= self.drop(self.count)
            ink.rule(x, x + self.width, top - 2, RULE)
            self._note(ink, self.table.total, Area(x, top - self.foot, self.width, self.foot))
            self._draw_rows(ink, [replace(self.table.total, strong=True)], x, top - self.foot + BASELINE)

    @property
    def band(self) -> float:
        """The height of the line that says what the rows go on with; it is a part of the head."""
        return ROW if self.continued else 0.0

    def _rows(self, start: int, count: int, foot: float) -> Self:
        made, continued = super()._rows(start, count, foot), ""
        before = bisect_left(self.headings, start)
        if before and start not in self.headings[before : before + 1]:
            continued = _("{title}, continued").format(title=self.table.rows[self.headings[before - 1]].cells[0].text)
        return replace(made, continued=continued, head=self.head - self.band + (ROW if continued else 0.0))

    def _places(self, x: float, top: float) -> list[Area]:
        """Return where each row stands, the first below `top`."""
        edges = [top - self.drop(number) for number in range(self.count + 1)]
        return [Area(x, lower, self.width, upper - lower) for upper, lower in pairwise(edges)]

    def _draw_body(self, ink: Ink, rows: Sequence[Row], places: Sequence[Area]) -> None:
        """Paint the rows themselves."""
        for row, place in zip(rows, places, strict=True):
            self._note(ink, row, place)
        if places:
            self._draw_rows(ink, rows, places[0].x, places[0].y + places[0].height - ROW + BASELINE)

    def _note(self, ink: Ink, row: Row, area: Area) -> None:
        """Note what stands behind a row, and on top of it behind its cells."""
        ink.note(row.records, area)
        left = area.x
        for cell, width in zip(row.cells, self.widths, strict=True):
            if cell.records is not None:
                ink.note(cell.records, area._replace(x=left, width=width))
            left += width + self.gutter

    def _draw_head(self, ink: Ink, x: float, top: float) -> None:
        lower = top - self.head + self.band
        self._draw_titles(ink, x, lower + 7)
        for over, places in overs(self.table):
            self._draw_over(ink, over, places, x, top)
        ink.rule(x, x + self.width, lower + 1.5, RULE)

    def _draw_titles(self, ink: Ink, x: float, y: float) -> None:
        headings = Row(tuple(Cell(column.title) for column in self.table.columns), strong=True)
        self._draw_rows(ink, [headings], x, y, COLOURS.muted)

    def _draw_over(self, ink: Ink, over: str, places: range, x: float, top: float) -> None:
        """Paint what stands above the titles of neighbours, in their middle, over a line as wide as they are."""
        left = x + sum(self.widths[: places[0]]) + self.gutter * places[0]
        room = sum(self.widths[place] for place in places) + self.gutter * (len(places) - 1)
        line = lettering.cut(over, self.size, room, bold=True)
        ink.text(line, left + (room - line.width * self.size) / 2, top - _OVER + 3, self.size, COLOURS.muted)
        ink.rule(left, left + room, top - _OVER - 0.5, RULE)

    def _draw_rows(self, ink: Ink, rows: Sequence[Row], x: float, y: float, colour: str = COLOURS.ink) -> None:
        """Paint the cells, as few text objects as there are columns and colours; `y` is the first baseline."""
        for index, column in enumerate(self.table.columns):
            if self.simple[index] and not rows[0].strong:
                texts = [row.cells[index].text for row in rows]
                ink.plain_column(texts, x, y, self.size, COLOURS.muted if column.muted else colour, self.row)
            else:
                self._draw_column(ink, index, rows, x, y, colour)
            x += self.widths[index] + self.gutter

    def _draw_column(self, ink: Ink, index: int, rows: Sequence[Row], x: float, y: float, colour: str) -> None:
        column, size, own_width = self.table.columns[index], self.size, self.widths[index]
        lines: dict[str, list[tuple[float, float, Line]]] = defaultdict(list)
        muted = lines[COLOURS.muted if column.muted else colour]
        is_right = column.align == "right"
        names = {} if is_right else self._names(index)
        for number, row in enumerate(rows):
            cell, at = row.cells[index], y - number * self.row
            width = self.room_of(row, index) if row.strong else own_width
            if cell.warning:
                line, warning = _with_its_warning(cell, size, width, row.strong)
            else:
                text, warning = cell.text if row.strong else names.get(cell.text, cell.text), EMPTY
                line = lettering.cut(text, size, width, row.strong)
            left = x + width - line.width * size if is_right else x
            (lines[colour] if row.strong else muted).append((left, at, line))
            if warning.runs:
                lines[COLOURS.warning].append((left + line.width * size + GAP, at, warning))
        for shade, written in lines.items():
            if written:
                ink.column(written, size, shade, self.row)

    def _names(self, index: int) -> Mapping[str, str]:
        """Return how the names of a column stand in it, in all pieces of the table."""
        rows = self.table.rows
        if len(rows) > shortened.MOST:  # to look at all of them for each page would take longer than to paint it
            return {}
        return shortened.in_column([row.cells[index].text for row in rows], self.size, self.widths[index])

    def room_of(self, row: Row, index: int) -> float:
        """Return the width of a cell in a strong row; the first may run into the empty ones after it."""
        room = self.widths[index]
        if index == 0 and self.table.columns[0].align == "left":
            for cell, width in zip(row.cells[1:], self.widths[1:], strict=True):
                if cell.text:
                    break
                room += width + self.gutter
        return room


def table_part(table: Table, width: float, space: float) -> TablePart:
    """Return a table, laid out for a width in points."""
    count = len(table.columns)
    extents = [_extent(table, index) for index in range(count)]
    natural = _widened([extent.natural for extent in extents], table)
    numbers = [column.align == "right" for column in table.columns]
    whole = [number or not column.weight for column, number in zip(table.columns, numbers, strict=True)]
    least = [ems if stays else min(ems, _NARROWEST) for ems, stays in zip(natural, whole, strict=True)]
    size, gutter = size_and_gap(natural, least, whole[0], width)
    room = width - gutter * (count - 1)
    weights = [
        0 if stays and not all(whole) else column.weight for column, stays in zip(table.columns, whole, strict=True)
    ]
    widths = tuple(shares([ems * size for ems in natural], weights, room))
    return TablePart(
        start=0,
        count=len(table.rows),
        row=ROW * (2 if table.is_spacious else 1),
        head=_head(table),
        foot=_TOTAL if table.total else 0,
        space=space,
        table=table,
        size=size,
        widths=widths,
        simple=tuple(extent.simple * size <= own for extent, own in zip(extents, widths, strict=True)),
        gutter=gutter,
        width=width,
        headings=tuple(place for place, row in enumerate(table.rows) if _is_heading(row)),
    )


def overs(table: Table) -> Iterator[tuple[str, range]]:
    """Yield what stands above the titles, and above which columns."""
    place = 0
    for over, columns in groupby(table.columns, key=lambda column: column.over):
        count = sum(1 for _column in columns)
        if over:
            yield over, range(place, place + count)
        place += count


def _widened(natural: Sequence[float], table: Table) -> list[float]:
    """Return the widths of columns in ems, wide enough for what stands above several of them."""
    widths = list(natural)
    for over, places in overs(table):
        missing = lettering.width_of(over, bold=True) - sum(widths[place] for place in places)
        for place in places:
            widths[place] += max(0.0, missing) / len(places)
    return widths


def _head(table: Table) -> float:
    if not any(column.title for column in table.columns):
        return 0
    return _HEAD + (_OVER if any(column.over for column in table.columns) else 0)


class _Extent(NamedTuple):
    """How wide a column is, in ems: what nothing in it is cut at, and its widest text if all are plain, else infinity."""

    natural: float
    simple: float


def _extent(table: Table, index: int) -> _Extent:
    """Return the extent of a column; what the first cell of a total says does not count."""
    plain = {row.cells[index].text for row in table.rows if not row.strong}
    strong = {row.cells[index].text for row in table.rows if row.strong}
    warned = [cell for cell in (row.cells[index] for row in table.rows) if cell.warning]
    beside = (lettering.width_of(cell.text) + lettering.width_of(MARK + cell.warning) + GAP / TABLE for cell in warned)
    try:
        widest = max(map(lettering.plain_width, plain), default=0.0)
        is_simple = not strong and not warned and table.columns[index].align == "left"
    except KeyError:
        widest, is_simple = max(map(lettering.width_of, plain)), False
    strong.add(table.columns[index].title)
    if table.total is not None and (index or table.columns[0].align == "right"):
        strong.add(table.total.cells[index].text)
    natural = max(widest, *beside, *(lettering.width_of(text, bold=True) for text in strong)) + 0.01
    return _Extent(natural, widest if is_simple else math.inf)


def _with_its_warning(cell: Cell, size: float, room: float, bold: bool) -> tuple[Line, Line]:
    """Return a cell's text and its warning; where both don't fit the warning is cut first, never its mark."""
    text, mark = lettering.line_of(cell.text, bold), MARK + cell.warning
    beside = room - text.width * size - GAP
    warned = max(beside, min(lettering.width_of(mark) * size, 0.45 * room))
    if warned > beside:
        room -= warned + GAP
        text = lettering.cut(shortened.in_the_middle(cell.text, size, room), size, room, bold)
    return text, lettering.cut(mark, size, warned)


def _is_heading(row: Row) -> bool:
    """Tell whether a row says nothing but what the rows below it have in common."""
    return row.strong and not any(cell.text for cell in row.cells[1:])


def _again(row: Row) -> Row:
    """Return a row as the first of a page: it says itself what else stands above it."""
    return replace(row, cells=tuple(replace(cell, text=cell.again) if cell.again else cell for cell in row.cells))
