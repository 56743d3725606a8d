"""Why a column of shares has "5 of 7" in one row and "45 %" in the next: said once, below the first table that has both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crm_desktop.base.i18n import _
from crm_desktop.reports.document import Block, Cell, Paragraph, Table
from crm_desktop.reports.words import FEW


def explained(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of a report, and below the first table with shares told as counts from how many they are not."""
    is_told = False
    for block in blocks:
        yield block
        if not is_told and isinstance(block, Table) and any(map(_is_count, _cells(block))):
            is_told = True
            told = _("A share of fewer than {n} is told in counts, such as “3 of 4”; from {n} on it is in per cent.")
            yield Paragraph(told.format(n=FEW), muted=True)


def _cells(table: Table) -> Iterator[Cell]:
    for row in (*table.rows, *([table.total] if table.total else ())):
        yield from row.cells


def _is_count(cell: Cell) -> bool:
    figure = cell.records.figure if cell.records is not None else None
    if figure is None or figure.unit != "percent" or figure.of is None or figure.value is None:
        return False
    return figure.of[1] < FEW and "%" not in cell.text
