"""The table of a report that the user builds: its rows and columns in their order, and the figure of every cell.

Every figure, totals included, is computed from the records that it stands for: a total is never added up from cells,
so that a mean is one of all its records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base.spans import Calendar
from crm_desktop.figures import pivot as figures
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.pivot import Numbers, Share
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Kind, Money, Percent
from crm_desktop.services import book, deals
from crm_desktop.services.pivot import MOST_COLUMNS, MOST_ROWS, Definition, Measure, sort_of
from crm_desktop.services.pivot_keys import Keys, keys_of
from crm_desktop.storage import pivoting
from crm_desktop.storage.pivoting import Found, Question
from crm_desktop.storage.store import raw_of

_Key = tuple[Any, ...]
REST: Final = (Ellipsis,)
"""The key of what is shown together because it is too much."""


@dataclass(frozen=True)
class Head:
    """A row or a column: its key, and what it is called, a title for each axis. `together` others stand in it."""

    key: _Key
    titles: tuple[str, ...]
    together: int = 0


@dataclass(frozen=True)
class Table:
    """The answer to a definition. A figure of no row is that of all rows, and so with columns."""

    definition: Definition
    rates: Rates
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    shares: Mapping[tuple[_Key, _Key], Sequence[Share]]
    """By row and column."""

    def figure(self, measure: Measure, row: Head | None = None, column: Head | None = None) -> Figure:
        """Return a measure of a cell, of a row or a column, or of everything."""
        if row is not None and column is not None:
            shares = self.shares.get((row.key, column.key), ())
        elif row is not None:
            shares = self._of_rows.get(row.key, ())
        elif column is not None:
            shares = self._of_columns.get(column.key, ())
        else:
            shares = [share for found in self.shares.values() for share in found]
        return _figure(self.definition, measure, shares, self.rates)

    @cached_property
    def _of_rows(self) -> Mapping[_Key, Sequence[Share]]:
        return _gathered((row, shares) for (row, _column), shares in self.shares.items())

    @cached_property
    def _of_columns(self) -> Mapping[_Key, Sequence[Share]]:
        return _gathered((column, shares) for (_row, column), shares in self.shares.items())


def read(session: Session, definition: Definition, days: Calendar, formats: Formats) -> Table:
    """Return the table of a definition, in one query over the records and one per link among its axes."""
    raw, base = raw_of(session), book.currency(session)
    question = Question(definition.model, definition.axes, _measured(definition), definition.filter)
    found = list(pivoting.found_in(raw, question, base, days))
    keys = [keys_of(raw, definition.model, axis, {one.keys[place] for one in found}, days, formats)
            for place, axis in enumerate(definition.axes)]  # fmt: skip
    width = len(definition.rows)
    shares = _gathered(((one.keys[:width], one.keys[width:]), [_share(one, definition)]) for one in found)
    rates = deals.rates(session)
    table = Table(definition, rates, _heads(keys[:width], {row for row, _column in shares}),
                  _heads(keys[width:], {column for _row, column in shares}), shares)  # fmt: skip
    table = _with_gaps(table, keys, days, formats)
    return _in_order(_cut(table))


def _measured(definition: Definition) -> tuple[str, ...]:
    """Return the fields that are measured, each once."""
    return tuple(dict.fromkeys(one.path for one in definition.measures if one.path))


def _share(found: Found, definition: Definition) -> Share:
    kinds = [definition.model.fields()[path].kind for path in _measured(definition)]
    numbers = tuple(
        Numbers(_value(kind, sums.total), _value(kind, sums.least or 0), _value(kind, sums.most or 0), sums.without)
        for kind, sums in zip(kinds, found.sums, strict=True)
    )
    return Share(found.ids, numbers, found.currency, date.fromisoformat(found.day) if found.day else None)


def _value(kind: Kind, raw: int) -> Decimal:
    return Decimal(raw).scaleb(-4) if isinstance(kind, Money | Percent) else Decimal(raw)


def _figure(definition: Definition, measure: Measure, shares: Sequence[Share], rates: Rates) -> Figure:
    if measure.what == "count":
        return figures.counted(shares, definition.entity)
    sort = sort_of(definition.model.fields()[measure.path])
    place = _measured(definition).index(measure.path)
    return figures.measured(measure.what, sort, shares, place, rates, definition.entity)


def _heads(keys: Sequence[Keys], found: Iterable[_Key]) -> tuple[Head, ...]:
    """Return what there is in the order of its names."""
    ordered = sorted(found, key=lambda key: tuple(axis.order[one] for axis, one in zip(keys, key, strict=True)))
    return tuple(Head(key, tuple(axis.titles[one] for axis, one in zip(keys, key, strict=True))) for key in ordered)


def _with_gaps(table: Table, keys: Sequence[Keys], days: Calendar, formats: Formats) -> Table:
    """Return the table with the times of which there are no records, so that no chart leaves a month out."""
    definition = table.definition
    rows, columns = table.rows, table.columns
    if len(definition.rows) == 1 and definition.by is None and definition.top is None:
        rows = _filled(keys[0], rows, days, formats, MOST_ROWS)
    if definition.column is not None:
        columns = _filled(keys[-1], columns, days, formats, MOST_COLUMNS)
    return Table(definition, table.rates, rows, columns, table.shares)


def _filled(keys: Keys, heads: tuple[Head, ...], days: Calendar, formats: Formats, most: int) -> tuple[Head, ...]:
    whole = keys.with_gaps(days, formats)
    return (
        _heads([whole], {(key,) for key in whole.titles}) if whole is not keys and len(whole.titles) <= most else heads
    )


def _cut(table: Table) -> Table:
    """Return the table with what is too much put together: the rows and columns that come to the least."""
    definition = table.definition
    first = definition.measures[definition.by or 0]
    rows = _largest(table.rows, lambda row: _size(table.figure(first, row)), definition.top or MOST_ROWS)
    columns = table.columns
    if len(columns) > MOST_COLUMNS:
        columns = _largest(columns, lambda column: _size(table.figure(first, None, column)), MOST_COLUMNS - 1)
    if rows is table.rows and columns is table.columns:
        return table
    known = {head.key for head in rows}, {head.key for head in columns}
    shares = _gathered(
        ((row if row in known[0] else REST, column if column in known[1] else REST), found)
        for (row, column), found in table.shares.items()
    )
    return Table(definition, table.rates, rows, columns, shares)


def _largest(heads: tuple[Head, ...], size: Callable[[Head], Decimal], most: int) -> tuple[Head, ...]:
    """Return the largest, in the order that they are in, and last a head of all others."""
    if len(heads) <= most:
        return heads
    chosen = set(sorted(heads, key=size, reverse=True)[:most])
    rest = Head(REST, ("",) * len(heads[0].titles), len(heads) - most)
    return (*(head for head in heads if head in chosen), rest)


def _in_order(table: Table) -> Table:
    """Return the table with its rows by the measure that was chosen; what stands together, and what is empty, is last."""
    by = table.definition.by
    if by is None:
        return table
    measure = table.definition.measures[by]
    sizes = {row: _size(table.figure(measure, row)) for row in table.rows}
    rows = sorted(table.rows, key=lambda row: (row.key == REST, -sizes[row]))
    return Table(table.definition, table.rates, tuple(rows), table.columns, table.shares)


def _size(figure: Figure) -> Decimal:
    return Decimal("-Infinity") if figure.value is None else Decimal(figure.value)


def _gathered(parts: Iterable[tuple[Any, Sequence[Share]]]) -> dict[Any, list[Share]]:
    found: dict[Any, list[Share]] = {}
    for key, shares in parts:
        found.setdefault(key, []).extend(shares)
    return found
