"""The figures behind a report for other programs: its tables as CSV, its numbers by name as JSON.

CSV has the exact values where the page has rounded ones; a cell of text that looks like a formula is guarded.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_desktop.base.cells import guarded
from crm_desktop.base.directions import unmarked
from crm_desktop.base.paths import written_whole
from crm_desktop.base.text import clean
from crm_desktop.reports.document import Cell, Document, Later
from crm_desktop.reports.tabular import sections_of


def write_csv(document: Document, path: Path) -> None:
    """Write every table, chart and row of figures of `document`, each under its heading, with a blank line between.

    Raises OSError as the system reports it.
    """
    import csv

    with written_whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_plain(document.title), _plain(document.period), _plain(document.subtitle)])
        for section in sections_of(document.blocks):
            writer.writerow([])
            if section.heading:
                writer.writerow([_plain(section.heading)])
            if section.titles:
                writer.writerow([_plain(title) for title in section.titles])
            writer.writerows([_text(cell) for cell in line] for line in section.lines)


def write_json(document: Document, path: Path) -> None:
    """Write the numbers of `document` by name: amounts as decimal strings, days as ISO text.

    Raises OSError as the system reports it.
    """
    import json

    text = json.dumps(document.figures, ensure_ascii=False, indent=2, default=_as_json)
    text = unmarked(text)
    with written_whole(path) as part:
        part.write_text(text + "\n", encoding="utf-8")


def _text(cell: Cell) -> str:
    """Return the exact value; where there is none, the text of the page."""
    match cell.value:
        case Decimal():
            return f"{cell.value:f}"
        case int():
            return str(cell.value)
        case date():
            return cell.value.isoformat()
        case None:
            return _plain(cell.text)
        case str():
            return _plain(cell.value)


def _plain(text: str) -> str:
    return guarded(unmarked(clean(text)))


def _as_json(value: Any) -> Any:
    match value:
        case Later():
            return value.make()
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} has no place among the figures of a report")
