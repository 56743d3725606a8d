"""Why a share is "5 of 7" here and "45 %" there: said once, below the first table or row of cards with such counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crm_desktop.base.i18n import _
from crm_desktop.reports.document import Block, Cell, Columns, Figure, Figures, Paragraph, Table
from crm_desktop.reports.words import FEW


def explained(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of a report, and below the first shares that are told as counts from how many on they are not."""
    is_told = False
    for block in blocks:
        yield block
        if not is_told and any(map(_is_count, _cells(block))):
            is_told = True
            told = _("A share of fewer than {n} is told in counts, such as “3 of 4”; from {n} on it is in per cent.")
            yield Paragraph(told.format(n=FEW), muted=True)


def _cells(block: Block) -> Iterator[Cell | Figure]:
    match block:
        case Figures():
            yield from block.figures
        case Table():
            for row in (*block.rows, *([block.total] if block.total else ())):
                yield from row.cells
        case Columns():
            for beside in (*block.left, *block.right):
                yield from _cells(beside)
        case _:
            pass


def _is_count(cell: Cell | Figure) -> bool:
    figure = cell.records.figure if cell.records is not None else None
    if figure is None or figure.unit != "percent" or figure.of is None or figure.value is None:
        return False
    return figure.of[1] < FEW and "%" not in cell.text
