"""The sheet of all keys on paper: one short table for each menu."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP
from crm_desktop.reports.document import Cell, Column, Document, Heading, Row, Table


def build(lines: Sequence[Sequence[str]], language: str) -> Document:
    """Return the sheet; a line is a menu, a command and its key, in the order of the menus."""
    blocks: list[Heading | Table] = []
    for menu, group in groupby(lines, key=lambda line: line[0]):
        rows = tuple(Row((Cell(title), Cell(key))) for _menu, title, key in group)
        blocks += [Heading(menu), Table((Column(weight=3), Column()), rows, "")]
    title = _("Keyboard shortcuts")
    return Document(
        title=title, subtitle=APP, period="", footer=title, blocks=tuple(blocks), figures={}, language=language
    )
