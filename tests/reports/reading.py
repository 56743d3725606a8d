"""What a weekly pipeline says, found by the words that stand before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm_desktop.reports.document import Block, Columns, Document, Figures, Heading, Row, Table
from crm_desktop.storage.store import Store
from tests.reports.books import report


def weekly(store: Store, **chosen: Any) -> Document:
    return report(store, "weekly-pipeline", **chosen)


def flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield from (*flat(block.left), *flat(block.right)) if isinstance(block, Columns) else (block,)


def under(document: Document, heading: str) -> Block:
    blocks = list(flat(document.blocks))
    return blocks[
        1 + next(i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.text.startswith(heading))
    ]


def rows_of(document: Document, heading: str) -> tuple[Row, ...]:
    table = under(document, heading)
    assert isinstance(table, Table)
    return table.rows


def cards(document: Document) -> dict[str, tuple[str, str]]:
    found = [block for block in flat(document.blocks) if isinstance(block, Figures)]
    return {card.label: (card.text, card.note) for block in found for card in block.figures}


def bridge(document: Document) -> dict[str, tuple[str, str]]:
    rows = rows_of(document, "What changed")
    return {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in rows}
