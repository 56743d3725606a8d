"""The chart of a report that the user built: the rows as categories, the columns or the measures as series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.reports.chart_data import Chart, ChartKind, Meaning, Series
from crm_desktop.reports.document import Block, Paragraph
from crm_desktop.reports.pivot_rows import head_title
from crm_desktop.reports.sections import behind
from crm_desktop.reports.words import NOTHING, Wording, exact
from crm_desktop.services import pivot
from crm_desktop.services.pivot import Measure
from crm_desktop.services.pivot_heads import Head
from crm_desktop.services.pivot_table import Table

_COLOURS: Final[tuple[Meaning, ...]] = ("commit", "best_case", "warning", "won", "pipeline", "lost")
"""Here they mean nothing, and only tell the series apart."""
_MOST_CATEGORIES = 60
_EMPTY: Final = N_("There is nothing to draw: every number is 0 or missing.")
_KINDS: Final[dict[str, ChartKind]] = {"bars": "bars", "stacked": "stacked", "lines": "lines"}


def chart(table: Table, wording: Wording) -> Iterator[Block]:
    """Yield the chart that a definition asks for, or the sentence why there is none."""
    definition = table.definition
    if definition.drawn == "none" or not table.rows:
        return
    every, without = _drawn(table)
    refused = _refusal(table, every)
    if refused is not None:
        yield Paragraph(f"{NOTHING} {wording.reason(refused)}", muted=True)
        return
    rows, first = every[:_MOST_CATEGORIES], definition.measures[definition.by or 0]
    series = list(_series(table, rows, first, wording))
    kind = _KINDS["bars" if definition.drawn == "lines" and not pivot.is_in_order(definition) else definition.drawn]
    is_beside = kind == "bars" and len(series) > 1  # a total would stand over one of them
    labels = tuple("" if is_beside else wording.value(table.figure(first, row)) for row in rows)
    yield Chart(kind, tuple(map(head_title, rows)), tuple(series), labels, _(_EMPTY))
    notes = [*_notes(table, len(series), len(every), wording), *(_left_out(table, row, wording) for row in without)]
    if kind != definition.drawn:
        notes.append(_no_lines(table, wording))
    if notes:
        yield Paragraph(" ".join(notes), muted=True)


def _series(table: Table, rows: Sequence[Head], first: Measure, wording: Wording) -> Iterator[Series]:
    """Yield a series for each column, or for each measure of the same sort where there are no columns."""
    definition = table.definition
    if definition.column is not None:
        for colour, column in zip(_COLOURS, table.columns, strict=False):
            figures = [table.figure(first, row, column) for row in rows]
            yield _one(head_title(column), colour, figures, wording)
        return
    for colour, measure in zip(_COLOURS, _alike(table, first), strict=False):
        figures = [table.figure(measure, row) for row in rows]
        yield _one(pivot.measure_title(definition.model, measure), colour, figures, wording)


def _one(name: str, colour: Meaning, figures: Sequence[Figure], wording: Wording) -> Series:
    return Series(
        name,
        colour,
        tuple(exact(figure.value) or ZERO for figure in figures),
        tuple(behind(figure) for figure in figures),
        tuple(wording.value(figure) if figure.count else "" for figure in figures),
    )


def _alike(table: Table, first: Measure) -> list[Measure]:
    """Return the measures that share a scale with the first; what is stacked has to add up as well."""
    if table.definition.drawn == "stacked":
        return [first]
    unit = table.figure(first).unit
    return [first, *(one for one in table.definition.measures if one != first and table.figure(one).unit == unit)]


def _refusal(table: Table, rows: Sequence[Head]) -> Figure | None:
    """Return the figure of a row that has records with values and still no value: a rate is missing."""
    first = table.definition.measures[table.definition.by or 0]
    figures = (table.figure(first, row) for row in rows)
    return next((one for one in figures if one.value is None and one.count > len(one.left_out)), None)


def _firsts(table: Table) -> Sequence[Head]:
    """Return the rows of the first field, whatever they are divided into."""
    return [row for row in table.rows if len(row.key) <= 1]


def _drawn(table: Table) -> tuple[list[Head], list[Head]]:
    """Return the rows that are drawn, and those that are left out: the others together would set the scale for all.

    Lines go from one row to the next in their own order, so that what has no place in it is left out too.
    """
    rows = _firsts(table)
    definition = table.definition
    is_line = definition.drawn == "lines" and pivot.is_in_order(definition)
    drawn = [row for row in rows if not (row.together or (is_line and row.key == (None,)))]
    if not drawn:
        return list(rows), []
    if is_line and definition.by is not None:
        drawn.sort(key=lambda row: row.key)
    return drawn, [row for row in rows if row not in drawn]


def _no_lines(table: Table, wording: Wording) -> str:
    """Return why there are bars where lines are asked for."""
    definition = table.definition
    if not definition.rows:
        return _("Bars and no lines, since there are no rows.")
    title = pivot.axis_title(definition.model, definition.rows[0], wording.formats)
    return _("Bars and no lines, since no row of “{field}” follows another.").format(field=title)


def _left_out(table: Table, row: Head, wording: Wording) -> str:
    """Return what a row that is not drawn comes to."""
    value = wording.value(table.figure(table.definition.measures[table.definition.by or 0], row))
    if row.together:
        return _("Without {n} others: {value}.").format(n=wording.formats.number(row.together), value=value)
    return _("Without “{row}”: {value}.").format(row=head_title(row), value=value)


def _notes(table: Table, drawn: int, rows: int, wording: Wording) -> Iterator[str]:
    definition = table.definition
    if len(definition.measures) > 1:
        first = definition.measures[definition.by or 0]
        shown = [first] if definition.column is not None else _alike(table, first)[: len(_COLOURS)]
        names = ", ".join(f"“{pivot.measure_title(definition.model, one)}”" for one in shown)
        yield _("Of the numbers the chart shows {names}.").format(names=names)
    if len(definition.rows) > 1:
        title = pivot.axis_title(definition.model, definition.rows[0], wording.formats)
        yield _("The chart shows the totals by “{field}”.").format(field=title)
    if table.definition.column is not None and len(table.columns) > drawn:
        yield _("The chart shows the first {n} columns of the table.").format(n=drawn)
    if rows > _MOST_CATEGORIES:
        yield _("The chart shows the first {n} rows of the table.").format(n=_MOST_CATEGORIES)
