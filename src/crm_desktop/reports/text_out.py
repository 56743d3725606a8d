"""The figures behind a report for other programs: its tables as CSV, its numbers by name as JSON.

CSV has the exact values where the page has rounded ones; a cell of text that looks like a formula is guarded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from crm_desktop.base.cells import guarded
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.text import clean
from crm_desktop.reports.calendar_grids import Agenda, DayGrid, MonthGrid, table_of
from crm_desktop.reports.document import (
    Bars,
    Block,
    Cell,
    Chart,
    Columns,
    Document,
    Figure,
    Figures,
    Heading,
    Table,
    Value,
)

_Lines: TypeAlias = list[list[str]]


def write_csv(document: Document, path: Path) -> None:
    """Write every table, chart and row of figures of `document`, each under its heading, with a blank line between.

    Raises OSError as the system reports it.
    """
    import csv

    with written_whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_plain(document.title), _plain(document.period), _plain(document.subtitle)])
        for heading, lines in _sections(document.blocks):
            writer.writerow([])
            if heading:
                writer.writerow([_plain(heading)])
            writer.writerows(lines)


def write_json(document: Document, path: Path) -> None:
    """Write the numbers of `document` by name: amounts as decimal strings, days as ISO text.

    Raises OSError as the system reports it.
    """
    import json

    text = json.dumps(document.figures, ensure_ascii=False, indent=2, default=_as_json)
    with written_whole(path) as part:
        part.write_text(text + "\n", encoding="utf-8")


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[str, _Lines]]:
    """Yield what has figures, with the last heading over it."""
    heading = ""
    for block in blocks:
        match block:
            case Heading():
                heading = block.text
            case Columns():
                yield from _sections(block.left)
                yield from _sections(block.right)
            case Figures() | Bars() | Table() | Chart():
                yield heading, _lines_of(block)
                heading = ""
            case DayGrid() | MonthGrid() | Agenda():
                yield heading, _lines_of_table(table_of(block))
                heading = ""
            case _:
                pass


def _lines_of(block: Figures | Bars | Table | Chart) -> _Lines:
    match block:
        case Figures():
            return [[_("Figure"), _("Value"), _("Note")], *(line for f in block.figures for line in _figure(f))]
        case Bars():
            head = ["", _("Count"), _plain(block.whole), _plain(block.part)]
            bars = block.bars
            return [head, *([_plain(b.label), _cell(b.count), _exact(b.whole), _exact(b.part)] for b in bars)]
        case Chart():
            head = ["", *(_plain(series.name) for series in block.series)]
            rows = zip(block.categories, *(series.values for series in block.series), strict=True)
            return [head, *([_plain(name), *map(_exact, values)] for name, *values in rows)]
        case Table():
            return _lines_of_table(block)


def _figure(figure: Figure) -> _Lines:
    """Return a figure, and what its note says in lines of their own: as values, and not as a sentence."""
    lines = [[_plain(figure.label), _exact(figure.value, figure.text), "" if figure.parts else _plain(figure.note)]]
    return lines + [[_plain(f"{figure.label}: {name}"), _exact(value), ""] for name, value in figure.parts]


def _lines_of_table(table: Table) -> _Lines:
    """Return the headings where there are any, the rows and the total; warnings get a column of their own."""
    lines: _Lines = []
    rows = [*table.rows, *([table.total] if table.total else [])]
    warned = any(cell.warning for row in rows for cell in row.cells)
    if any(column.title for column in table.columns):
        lines.append([_plain(column.title) for column in table.columns] + ([_("Warning")] if warned else []))
    for row in rows:
        warning = "; ".join(cell.warning for cell in row.cells if cell.warning)
        lines.append([_cell(cell) for cell in row.cells] + ([_plain(warning)] if warned else []))
    return lines


def _cell(cell: Cell) -> str:
    return _exact(cell.value, cell.text)


def _exact(value: Value, text: str = "") -> str:
    """Return the exact value; where there is none, the text of the page."""
    match value:
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case None:
            return _plain(text)
        case str():
            return _plain(value)


def _plain(text: str) -> str:
    return guarded(clean(text))


def _as_json(value: Any) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no place among the figures of a report")
