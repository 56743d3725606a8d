"""The table of a report that the user built: headings of one line or two, rows with their subtotals, and the total.

The pages have at most so many rows as somebody would read, with the records behind each number; files have all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Final

from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.pivot import COUNTED
from crm_desktop.reports.document import Cell, Column, Records, Row, Table
from crm_desktop.reports.sections import behind
from crm_desktop.reports.words import NOTHING, Wording, exact, places_for
from crm_desktop.services import pivot, pivot_table
from crm_desktop.services.pivot import Definition, Measure
from crm_desktop.services.pivot_heads import Head

EMPTY: Final = N_("No record fulfils the conditions.")
_Maker = Callable[[int, Head | None, Head | None], Cell]
"""Makes the cell of a measure, by its place, in a row and a column."""


@dataclass(frozen=True)
class View:
    """The numbers of one report, and how they are written."""

    table: pivot_table.Table
    wording: Wording

    @property
    def definition(self) -> Definition:
        """What the report asks for."""
        return self.table.definition

    def measure_title(self, measure: Measure) -> str:
        """Return what a number is called."""
        return pivot.measure_title(self.definition.model, measure)

    def heads(self) -> Sequence[Head | None]:
        """Return the columns, and last that of the totals where it says something of its own."""
        return [None] if self.definition.column is None else [*self.table.columns, None]


def table_of(view: View) -> Table:
    """Return the table as the pages show it."""
    whole = partial(_for_files, view) if view.table.every else None
    return _table(view, whole, with_records=True)


def head_title(head: Head) -> str:
    """Return what a row or column is called in one line."""
    return _others(head) if head.together else " · ".join(head.titles)


def _others(head: Head) -> str:
    return count_of("{n} other", "{n} others", head.together)


def _for_files(view: View) -> Table:
    whole = View(view.table.whole, view.wording)
    return _table(whole, None, with_records=False)


def _table(view: View, whole: Callable[[], Table] | None, *, with_records: bool) -> Table:
    definition, wording = view.definition, view.wording
    titles = [pivot.axis_title(definition.model, axis, wording.formats) for axis in definition.rows] or [""]
    columns = (*map(Column, titles), *_columns(view))
    numbers = [(head, place) for head in view.heads() for place in range(len(definition.measures))]
    rows = (*view.table.rows, None) if view.table.rows else ()
    make = _cells(view, with_records=with_records)
    made = [
        Row(
            (*_names(row, len(titles)), *(make(place, row, head) for head, place in numbers)),
            strong=row is not None and row.is_sum,
            records=_records(view, row) if with_records else None,
        )
        for row in rows
    ]
    if not definition.rows:  # everything is in the one row of the totals
        return Table(columns, tuple(made[-1:]), _(EMPTY), zebra=False)
    return Table(columns, tuple(made[:-1]), _(EMPTY), made[-1] if made else None, whole=whole)


def _columns(view: View) -> Iterator[Column]:
    """Yield the columns of numbers: a key, the measure, or one above the other where there are several of each."""
    for head in view.heads():
        title = _("Total") if head is None else head_title(head)
        for measure in view.definition.measures:
            own = view.measure_title(measure)
            if view.definition.column is None:
                yield Column(own, "right")
            elif len(view.definition.measures) == 1:
                yield Column(title, "right")
            else:
                yield Column(own, "right", over=title)


def _names(row: Head | None, count: int) -> Iterator[Cell]:
    """Yield the names of a row; those that the rows above it say already are left to files, and to new pages."""
    if row is None:
        names = [Cell(_("Total"), _("Total"))]
    else:
        last = _others(row) if row.together else row.titles[-1] if row.titles else _("All")
        above = row.titles if row.together else row.titles[:-1]
        names = [*(Cell("", title, again=title) for title in above), Cell(last, last)]
        if row.is_sum:
            names.append(Cell("", _("Total")))
    yield from names
    yield from (Cell("") for _number in range(count - len(names)))


def _records(view: View, row: Head | None) -> Records | None:
    if view.table.is_empty(row, None):
        return None
    return _Behind(COUNTED.name, view.definition.entity, partial(view.table.figure, pivot.COUNT, row))


def _cells(view: View, *, with_records: bool) -> _Maker:
    """Return how a cell is made; of no records it stays empty."""
    measures, table, wording = view.definition.measures, view.table, view.wording
    figures = [table.figure(one) for one in measures]
    places = [
        places_for(_values(view, one)) if with_records and figure.unit != "money" else 0
        for one, figure in zip(measures, figures, strict=True)
    ]

    def make(place: int, row: Head | None, head: Head | None) -> Cell:
        measure, whole = measures[place], figures[place]
        if table.is_empty(row, head):
            return Cell("", 0 if measure.what in {"count", "sum"} else None)
        value, why = table.value(measure, row, head)
        records = (
            _Behind(whole.name, view.definition.entity, partial(table.figure, measure, row, head))
            if with_records
            else None
        )
        if value is None:
            return Cell(NOTHING, wording.sentence(why), records=records)
        text = wording.percent(value) if whole.unit == "percent" else ""
        if with_records and not text:
            text = wording.money(exact(value), places[place])
        return Cell(text, value if whole.unit == "count" else exact(value), records=records)

    return make


def _values(view: View, measure: Measure) -> Iterator[Decimal | int | None]:
    for row in (*view.table.rows, None):
        for head in view.heads():
            if not view.table.is_empty(row, head):
                yield view.table.value(measure, row, head)[0]


class _Behind(Records):
    """The records behind a number, which are put together only for who asks for them: most are never asked for."""

    _name: str
    _make: Callable[[], Figure]

    def __init__(self, name: str, entity: str, make: Callable[[], Figure]) -> None:
        object.__setattr__(self, "entity", entity)
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_make", make)

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def figure(self) -> Figure:
        return self._make()

    @cached_property
    def ids(self) -> tuple[int, ...]:
        return behind(self.figure).ids
