"""The selected rows as a table for the clipboard: headings, then one line per record."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.base.directions import unmarked
from crm_desktop.base.i18n import _
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.selection import Range

MOST = 20_000
"""So many rows go through the clipboard; more are for an export."""


def as_text(table: RecordTable, ranges: Sequence[Range], columns: Sequence[int]) -> str:
    """Return the headings and rows, columns apart by tabs; the headings of groups are left out."""
    titles = [_(f.title) for f in table.words.fields]
    rows = (table.texts(row) for first, last in ranges for row in range(first, last + 1) if not table.is_heading(row))
    return "".join("\t".join(_cell(texts[column]) for column in columns) + "\n" for texts in (titles, *rows))


def _cell(text: str) -> str:
    return " ".join(unmarked(text).split())
