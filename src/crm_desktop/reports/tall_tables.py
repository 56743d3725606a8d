"""Tables on paper whose texts are read whole: too long for its column, a text goes on in further lines.

A row is as high as its texts need. Columns that stand below another one have lines of their own, which run on under its
neighbours: so an account's name has room that no column of its own could give it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from crm_desktop.reports import lettering
from crm_desktop.reports.column_widths import shares
from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import ELLIPSIS, EMPTY, Line
from crm_desktop.reports.paper import COLOURS
from crm_desktop.reports.tables import BASELINE, GAP, MARK, ROW, TablePart, table_part

_LINE = 9.8  # from one baseline to the next within a row
_SMALLER = 0.92  # the letters below, in those of the table
_MOST_LINES, _MOST_LETTERS = 20, 600  # two such rows have room on any page
_WORD = 10.0  # ems: no column is narrower than its longest word, unless that is longer than this
_USUAL = 0.85  # so many of the texts of a column have room on one line before the longest get more


class Written(NamedTuple):
    """One line of a cell: in which line of its row, and how far from the left of its column."""

    line: Line
    number: int
    across: float = 0
    is_warning: bool = False


@dataclass(frozen=True)
class Flow:
    """What is written in one place of all rows: a column, or what stands below one."""

    column: Column
    left: float
    width: float
    size: float
    cells: tuple[Cell, ...]
    written: tuple[tuple[Written, ...], ...]
    """The lines of each row."""

    def area(self, row: int, place: Area) -> Area:
        """Return where the lines of a row stand within its place on the page."""
        numbers = [one.number for one in self.written[row]] or [0]
        top = place.y + place.height - (ROW + (min(numbers) - 1) * _LINE if min(numbers) else 0)
        height = (max(numbers) - min(numbers)) * _LINE + (_LINE if min(numbers) else ROW)
        return Area(place.x + self.left, top - height, self.width, height)

    def draw(self, ink: Ink, places: Sequence[tuple[int, Area]], strong: Collection[int]) -> None:
        """Write the lines of rows, as few text objects as there are colours; a `strong` one is never muted."""
        lines: dict[str, list[tuple[float, float, Line]]] = defaultdict(list)
        colour = COLOURS.muted if self.column.muted or self.column.is_below else COLOURS.ink
        for row, place in places:
            left, first = place.x + self.left, place.y + place.height - ROW + BASELINE
            for line, number, across, is_warning in self.written[row]:
                at = left + (self.width - line.width * self.size if self.column.align == "right" else across)
                shade = COLOURS.ink if row in strong else colour
                lines[COLOURS.warning if is_warning else shade].append((at, first - number * _LINE, line))
        for shade, written in lines.items():
            ink.column(written, self.size, shade, _LINE)


@dataclass(frozen=True, kw_only=True)
class TallPart(TablePart):
    """A piece of a table whose rows are as high as their texts; its `table` has the columns of their first lines."""

    upper: tuple[Flow, ...]
    lower: tuple[Flow, ...]

    def _draw_body(self, ink: Ink, rows: Sequence[Row], places: Sequence[Area]) -> None:
        numbered = list(enumerate(places, self.start))
        strong = {number for row, (number, _place) in zip(rows, numbered, strict=True) if row.strong}
        for row, (number, place) in zip(rows, numbered, strict=True):
            ink.note(row.records, place)
            for flow in (*self.upper, *self.lower):
                if flow.written[number]:
                    ink.note(flow.cells[number].records, flow.area(number, place))
        for flow in (*self.upper, *self.lower):
            flow.draw(ink, numbered, strong)
        for flow, cell in zip(self.upper, rows[0].cells if rows else (), strict=False):
            if cell.text != flow.cells[self.start].text:  # what stands above it is on the page before
                line = lettering.cut(cell.text, self.size, flow.width)
                ink.text(
                    line,
                    places[0].x + flow.left,
                    places[0].y + places[0].height - ROW + BASELINE,
                    self.size,
                    COLOURS.ink,
                )

    def _draw_titles(self, ink: Ink, x: float, y: float) -> None:
        super()._draw_titles(ink, x, y + (_LINE if self.lower else 0))
        titles = [(x + flow.left, y, _titled(flow)) for flow in self.lower]
        ink.column(titles, self.size * _SMALLER, COLOURS.muted)


def tall_part(table: Table, width: float, space: float) -> TallPart:
    """Return a table whose texts are read whole, laid out for a width in points."""
    firsts = [place for place, column in enumerate(table.columns) if not column.is_below]
    part = table_part(_only(table, firsts), width, space)
    if table.like:
        alike = table_part(_only(replace(table, rows=table.like, total=None), firsts), width, space)
        part = replace(part, size=alike.size, gutter=alike.gutter, widths=_widths(alike))
    else:
        part = replace(part, widths=_widths(part))
    upper = tuple(_upper(part))
    lower = tuple(_lower(table, part, upper))
    last = [
        max((one.number for flow in (*upper, *lower) for one in flow.written[row]), default=0)
        for row in range(len(table.rows))
    ]
    return TallPart(
        **{field.name: getattr(part, field.name) for field in fields(part) if field.name not in {"tops", "head"}},
        tops=tuple(accumulate((_first(part, row) + number * _LINE for row, number in enumerate(last)), initial=0.0)),
        head=part.head + (_LINE if lower else 0),
        upper=upper,
        lower=lower,
    )


def _first(part: TablePart, row: int) -> float:
    """Return the height of a row of one line; nobody writes below a heading."""
    return ROW if row in part.headings else part.row


def _only(table: Table, places: Sequence[int]) -> Table:
    def row_of(row: Row) -> Row:
        return replace(row, cells=tuple(row.cells[place] for place in places))

    columns, rows = tuple(table.columns[place] for place in places), tuple(map(row_of, table.rows))
    return replace(table, columns=columns, rows=rows, total=row_of(table.total) if table.total else None)


def _upper(part: TablePart) -> Iterator[Flow]:
    """Yield the columns of the first lines."""
    left, size = 0.0, part.size
    for place, (column, width) in enumerate(zip(part.table.columns, part.widths, strict=True)):
        cells = tuple(row.cells[place] for row in part.table.rows)
        written = tuple(
            tuple(_written(row.cells[place], size, part.room_of(row, place) if row.strong else width, row.strong))
            for row in part.table.rows
        )
        yield Flow(column, left, width, size, cells, written)
        left += width + part.gutter


def _lower(table: Table, part: TablePart, upper: tuple[Flow, ...]) -> Iterator[Flow]:
    """Yield what stands below other columns, each below the last line of those that it runs under."""
    size = part.size * _SMALLER
    below = [place for place, column in enumerate(table.columns) if column.is_below]
    starts = [*(place - 1 - number for number, place in enumerate(below)), len(upper)]
    for place, (start, end) in zip(below, pairwise(starts), strict=True):
        over = upper[start:end]
        left, right = over[0].left, over[-1].left + over[-1].width
        cells = tuple(row.cells[place] for row in table.rows)
        written = []
        for row, cell in enumerate(cells):
            first = 1 + max(one.number for flow in over for one in (*flow.written[row], Written(EMPTY, 0)))
            lines = _written(cell, size, right - left) if cell.text else ()
            written.append(tuple(one._replace(number=one.number + first) for one in lines))
        yield Flow(table.columns[place], left, right - left, size, cells, tuple(written))


def _widths(part: TablePart) -> tuple[float, ...]:
    """Return the widths of columns: where some texts must wrap, it is the few that are much longer than the usual."""
    least, wanted, longest = list(part.widths), list(part.widths), list(part.widths)
    columns = part.table.columns
    for place, column in enumerate(columns):
        if column.align == "left" and column.weight and part.table.rows:
            cells = [row.cells[place] for row in part.table.rows]
            texts = sorted(_width(cell, part.size) for cell in cells)
            title = lettering.width_of(column.title, bold=True) * part.size
            longest[place] = max(title, texts[-1]) + 0.01
            least[place] = max(title, _longest_word(cells) * part.size) + 0.01
            wanted[place] = max(least[place], texts[int(_USUAL * (len(texts) - 1))] + 0.01)
    room = sum(part.widths)
    if all(own <= given + 0.1 for own, given in zip(longest, part.widths, strict=True)):
        return part.widths
    weights = [column.weight if column.align == "left" else 0 for column in columns]
    first, then = (least, wanted) if sum(wanted) > room else (wanted, longest)
    if sum(first) >= room:
        return tuple(shares(first, [min(weight, 1) for weight in weights], room))
    more = shares([most - own for most, own in zip(then, first, strict=True)], weights, room - sum(first))
    return tuple(own + extra for own, extra in zip(first, more, strict=True))


def _longest_word(cells: Sequence[Cell]) -> float:
    """Return the width of the longest word of a column in ems, as far as it is not broken there."""
    words = {word for cell in cells for word in cell.text.split()}
    return min(max(map(lettering.longest_word, words), default=0.0), _WORD)


def _width(cell: Cell, size: float) -> float:
    warning = GAP + lettering.width_of(MARK + cell.warning) * size if cell.warning else 0.0
    return lettering.width_of(cell.text) * size + warning


def _titled(flow: Flow) -> Line:
    return lettering.cut(flow.column.title, flow.size, flow.width)


def _written(cell: Cell, size: float, room: float, bold: bool = False) -> Iterator[Written]:
    """Yield the lines of a cell; its warning stands behind the last one, or below it where it has no room there."""
    lines = _lines(cell.text, size, room, bold)
    yield from (Written(line, number) for number, line in enumerate(lines))
    if cell.warning:
        across = lines[-1].width * size + GAP
        warning = lettering.line_of(MARK + cell.warning)
        if across + warning.width * size <= room:
            yield Written(warning, len(lines) - 1, across, is_warning=True)
        else:
            wrapped = _lines(MARK + cell.warning, size, room)
            yield from (Written(line, number, 0, is_warning=True) for number, line in enumerate(wrapped, len(lines)))


def _lines(text: str, size: float, room: float, bold: bool = False) -> list[Line]:
    """Return a text in as many lines as it needs; only one that needs far too many is cut."""
    if len(text) <= _MOST_LETTERS and (line := lettering.line_of(text, bold)).width * size <= room + 0.02:
        return [line]
    text = text.replace("\n", " ")
    lines = lettering.wrap(text[:_MOST_LETTERS], size, room, bold)
    if len(text) <= _MOST_LETTERS and len(lines) <= _MOST_LINES:
        return lines

    def needed(letters: int) -> int:
        return len(lettering.wrap(text[:letters].rstrip() + ELLIPSIS, size, room, bold))

    kept = bisect_right(range(1, min(len(text), _MOST_LETTERS)), _MOST_LINES, key=needed)
    return lettering.wrap(text[:kept].rstrip() + ELLIPSIS, size, room, bold)
