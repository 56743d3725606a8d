"""A report document as text, one line for each thing that it says: what the snapshots hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from crm_desktop.reports.calendar_grids import Agenda, DayGrid, MonthGrid, table_of
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import (
    Bars,
    Block,
    Break,
    Bullets,
    Columns,
    Document,
    Figures,
    Heading,
    Paragraph,
    Row,
    Table,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
REWRITE = "REWRITE_SNAPSHOTS"


def text_of(document: Document) -> str:
    """Return a document as text, without its footer, which says when it was printed."""
    head = [document.title, document.period, document.subtitle, ""]
    return "\n".join([*head, *_lines(document.blocks)]) + "\n"


def check_snapshot(document: Document, name: str) -> None:
    """Compare a document with the snapshot of that name; REWRITE_SNAPSHOTS=1 in the environment writes it anew."""
    path, text = SNAPSHOTS / f"{name}.txt", text_of(document)
    if os.environ.get(REWRITE):
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def _lines(blocks: tuple[Block, ...], indent: str = "") -> Iterator[str]:
    for block in blocks:
        yield from (indent + line for line in _block(block))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield from ("", f"# {text}")
        case Paragraph(text):
            yield text
        case Figures(figures):
            yield from (f"[{card.label}] {card.text} ({card.note})" for card in figures)
        case Bars():
            yield from (f"{b.label} {b.count.text}: {b.text}, {b.part_text}" for b in block.bars)
            yield from () if block.bars else (block.empty,)
        case Table():
            yield from _table(block)
        case Chart():
            yield from _chart(block)
        case Bullets(items):
            yield from (f"• {item.text}" for item in items)
        case Columns(left, right):
            yield from ("left", *_lines(left, "  "), "right", *_lines(right, "  "))
        case DayGrid() | MonthGrid() | Agenda():
            yield from _table(table_of(block))
        case Break():
            yield "---"
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield table.empty
        return
    if any(column.title for column in table.columns):
        yield " | ".join(column.title for column in table.columns)
    yield from (_row(row) for row in table.rows)
    if table.total is not None:
        yield f"= {_row(table.total)}"


def _row(row: Row) -> str:
    cells = (f"{cell.text} ⚠ {cell.warning}" if cell.warning else cell.text for cell in row.cells)
    return ("* " if row.strong else "") + " | ".join(cells)


def _chart(chart: Chart) -> Iterator[str]:
    if chart.is_empty:
        yield chart.empty
        return
    for index, name in enumerate(chart.categories):
        values = ((one.name, one.values[index]) for one in chart.named)
        pieces = ", ".join(f"{title} {value:f}" for title, value in values if value is not None)
        yield f"{name}: {chart.labels[index]} ({pieces})"
