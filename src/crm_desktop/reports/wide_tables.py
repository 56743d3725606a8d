"""Tables with more columns than a page has room for: cut into pieces that stand one below the other.

The names of the rows stand before each piece: all columns of text at the left, or as many as the table says. What is
only a little too wide stays whole, in smaller letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from crm_desktop.reports import lettering
from crm_desktop.reports.document import Row, Table
from crm_desktop.reports.paper import TABLE

UPRIGHT = 493.0
"""The width of a page that stands upright, with usual margins on A4."""

_SMALLEST = 6.0
"""With smaller letters than these a table is cut."""
_NAMES, _SHORTEST = 14.0, 7.0  # ems: what a column of names gets at most, and at least where room is short
_GUTTER = 12.0
_LOOKED_AT = 300  # rows that say how wide a table wants its page


def pieces(table: Table, width: float) -> list[Table]:
    """Return a table in pieces, none wider than a page of that width in points; none for a table without rows."""
    if not table.rows:
        return []
    names = table.names
    if names is None:
        names = next((place for place, column in enumerate(table.columns) if column.align == "right"), 0)
    if not names or any(column.is_below for column in table.columns) or _is_narrow(table, names, width):
        return [table]
    own = sum(_width(table, place) for place in range(names))
    return [_piece(table, [*range(names), *places]) for places in _packed(table, names, width - own)]


def is_too_wide(table: Table, width: float) -> bool:
    """Tell whether a page of that width has no room for a table, or its first rows, in letters of the usual size."""
    first = replace(table, rows=table.rows[:_LOOKED_AT])
    return sum(_width(first, place) for place in range(len(table.columns))) - _GUTTER > width


def _is_narrow(table: Table, names: int, width: float) -> bool:
    """Tell whether a table has room, with smaller letters and shorter names at worst."""
    wanted = sum(_width(table, place, _SHORTEST) - _GUTTER for place in range(len(table.columns)))
    gutters = min(_GUTTER, 0.3 * width / len(table.columns)) * (len(table.columns) - 1)
    return names >= len(table.columns) or wanted * _SMALLEST / TABLE <= width - gutters


def _packed(table: Table, names: int, room: float) -> Iterator[list[int]]:
    """Yield the columns of numbers that stand side by side, at least one; what has a heading together stays so."""
    places, used = list[int](), 0.0
    for together in _together(table, names, room):
        wanted = sum(_width(table, place) for place in together)
        if places and used + wanted > room + _GUTTER:
            yield places
            places, used = [], 0.0
        places += together
        used += wanted
    yield places


def _together(table: Table, names: int, room: float) -> Iterator[list[int]]:
    """Yield the columns that share a heading above their titles, one by one where a page has no room for all of them."""
    for over, found in groupby(range(names, len(table.columns)), key=lambda place: table.columns[place].over):
        places = list(found)
        if over and sum(_width(table, place) for place in places) <= room + _GUTTER:
            yield places
        else:
            yield from ([place] for place in places)


def _width(table: Table, place: int, names: float = _NAMES) -> float:
    """Return what a column wants in points, one of names at most so many ems, with the distance to the next."""
    column = table.columns[place]
    texts = {row.cells[place].text for row in table.rows}
    strong = {column.title} | ({table.total.cells[place].text} if table.total else set())
    ems = max(
        max(map(lettering.width_of, texts), default=0.0), *(lettering.width_of(text, bold=True) for text in strong)
    )
    if column.over:
        beside = sum(other.over == column.over for other in table.columns)
        ems = max(ems, lettering.width_of(column.over, bold=True) / beside)
    return (ems if column.align == "right" or not column.weight else min(ems, names)) * TABLE + _GUTTER


def _piece(table: Table, places: Sequence[int]) -> Table:
    def row_of(row: Row) -> Row:
        return Row(tuple(row.cells[place] for place in places), row.strong, row.records)

    return Table(
        tuple(table.columns[place] for place in places),
        tuple(map(row_of, table.rows)),
        table.empty,
        row_of(table.total) if table.total else None,
        table.zebra,
        names=table.names,
        wraps=table.wraps,
    )
