"""What a grid or a dialog shows on paper: its table, in its columns and its words, or its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP
from crm_desktop.base.text import one_line
from crm_desktop.reports import wide_tables
from crm_desktop.reports.document import Block, Bullet, Bullets, Cell, Column, Document, Heading, Paragraph, Row, Table

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Screen:
    """What is shown: headings with their sides, the rows, and the rows among them that are sums."""

    headings: Sequence[tuple[str, Side]]
    rows: Sequence[Sequence[str]]
    sums: frozenset[int] = frozenset()


def build(title: str, subtitle: str, period: str, screen: Screen, language: str) -> Document:
    """Return the table as a document."""
    columns = tuple(Column(heading, side) for heading, side in screen.headings)
    rows = tuple(
        Row(tuple(Cell(one_line(text)) for text in texts), strong=place in screen.sums)
        for place, texts in enumerate(screen.rows)
    )
    table = Table(columns, rows, _("There is nothing here yet."), names=1)
    return Document(
        title=title, subtitle=subtitle or APP, period=period, footer=title, blocks=(table,), language=language,
        is_wide=wide_tables.is_too_wide(table, wide_tables.UPRIGHT),
    )  # fmt: skip


@dataclass(frozen=True)
class TextLine:
    """A paragraph of a text: a heading of a level, one of a list, or neither."""

    text: str
    level: int = 0
    is_listed: bool = False


def build_text(title: str, lines: Sequence[TextLine], language: str) -> Document:
    """Return a text as a document."""
    blocks: list[Block] = []
    for line in lines:
        if line.level:
            blocks.append(Heading(line.text, min(line.level, 3), is_part=line.level == 1))
        elif line.is_listed:
            blocks.append(Bullets((Bullet(line.text),)))
        elif line.text.strip():
            blocks.append(Paragraph(line.text))
    return Document(title=title, subtitle=APP, period="", footer=title, blocks=tuple(blocks), language=language)
