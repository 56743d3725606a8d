"""The table of a report that the user builds: its rows and columns in their order, and the figure of every cell.

Every figure, totals and subtotals included, is computed from the records that it stands for: a total is never added up
from cells, so that a mean is one of all its records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.figures.figure import Figure
from crm_desktop.services import book, deals
from crm_desktop.services.pivot import MOST_COLUMNS, MOST_ROWS, Definition, Measure
from crm_desktop.services.pivot_heads import Axes, Head, Key, columns_of, gathered, rows_of
from crm_desktop.services.pivot_keys import Ways, keys_of
from crm_desktop.services.pivot_sums import Adder, Value
from crm_desktop.storage import pivoting
from crm_desktop.storage.pivoting import Found, Question
from crm_desktop.storage.store import raw_of

_ALL: Final[Key] = ()


@dataclass(frozen=True)
class Table:
    """The answer to a definition. A figure of no row is that of all rows, and so with columns.

    Where rows stand together because they are too many, `every` is how many there are, and `whole` has them all.
    """

    definition: Definition
    adder: Adder
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: Mapping[tuple[Key, Key], Sequence[Found]]
    """By the keys of row and column; the empty key is that of all."""
    every: int = 0
    made_whole: Callable[[], Table] | None = None
    _figures: dict[tuple[Measure, Key, Key], Figure] = field(default_factory=dict)
    _values: dict[tuple[Measure, Key, Key], Value] = field(default_factory=dict)

    def figure(self, measure: Measure, row: Head | None = None, column: Head | None = None) -> Figure:
        """Return a measure of a cell, of a row or a column, or of everything."""
        keys = (row.key if row else _ALL, column.key if column else _ALL)
        place = (measure, *keys)
        if place not in self._figures:
            self._figures[place] = self.adder.figure(measure, self.cells.get(keys, ()))
        return self._figures[place]

    def value(self, measure: Measure, row: Head | None = None, column: Head | None = None) -> Value:
        """Return the same without its records, which is much quicker."""
        keys = (row.key if row else _ALL, column.key if column else _ALL)
        place = (measure, *keys)
        if place not in self._values:
            self._values[place] = self.adder.value(measure, self.cells.get(keys, ()))
        return self._values[place]

    def is_empty(self, row: Head | None, column: Head | None) -> bool:
        """Tell whether there are no records in a cell."""
        return (row.key if row else _ALL, column.key if column else _ALL) not in self.cells

    @cached_property
    def whole(self) -> Table:
        """The table with all of its rows."""
        return self.made_whole() if self.made_whole is not None else self


def read(session: Session, definition: Definition, ways: Ways) -> Table:
    """Return the table of a definition, in one query over the records and one per link among its axes."""
    raw, moment = raw_of(session), ways.moment
    rates = deals.rates(session, moment)
    adder = Adder(definition, rates.until(ways.days.today) if ways.days.today else rates)
    question = Question(definition.model, definition.axes, adder.measured, definition.filter)
    found = list(pivoting.found_in(raw, question, book.currency(session, moment), ways.days, ways.then))
    keys = [
        keys_of(raw, definition.model, axis, {one.keys[place] for one in found}, ways)
        for place, axis in enumerate(definition.axes)
    ]
    return _arranged(Axes(adder, keys, ways), found, MOST_ROWS)


def _arranged(axes: Axes, found: Sequence[Found], most: int | None) -> Table:
    """Return the table with at most so many rows of each depth; what is too much stands together."""
    columns = columns_of(axes, found, MOST_COLUMNS)
    rows, every = rows_of(axes, found, most)
    cells = gathered(found, len(axes.definition.rows), rows, columns)
    more = (lambda: _arranged(axes, found, None)) if every else None
    return Table(axes.definition, axes.adder, rows, columns, cells, every, more)
