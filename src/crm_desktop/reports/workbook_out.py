"""The figures of a report as an Excel workbook: the cards on the first sheet, each table and chart on one of its own.

Cells have the exact values; what is shown in percents on the page is so here, and stays a fraction to compute with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from crm_desktop.base.directions import unmarked
from crm_desktop.base.task import Task
from crm_desktop.reports.document import Cell, Document
from crm_desktop.reports.tabular import Line, Section, sections_of
from crm_desktop.services import workbook
from crm_desktop.services.workbook import Item, Share, Sheet, Strong


def write_workbook(document: Document, path: Path, task: Task | None = None) -> None:
    """Write every table, chart and row of cards of `document`.

    Raises OSError as the system reports it, UserError for more rows than Excel takes, and Cancelled.
    """
    workbook.write(path, _sheets(document, task or Task()), document.title, document.author)


def _sheets(document: Document, task: Task) -> Iterator[Sheet]:
    sections = list(sections_of(document.blocks))
    yield Sheet(document.title, (), _front(document, [section for section in sections if section.is_cards]))
    for section in sections:
        if not section.is_cards:
            name = section.heading or document.title
            yield Sheet(name, section.titles, map(_items, task.steps(section.lines)))


def _front(document: Document, cards: Iterable[Section]) -> Iterator[tuple[Item, ...]]:
    yield (Strong(document.title),)
    yield (document.period,)
    yield (unmarked(document.subtitle),)
    for section in cards:
        yield ()
        if section.heading:
            yield (Strong(section.heading),)
        yield tuple(map(Strong, section.titles))
        yield from map(_items, section.lines)


def _items(line: Line) -> tuple[Item, ...]:
    return tuple(map(_item, line))


def _item(cell: Cell) -> Item:
    if cell.value is None:
        return unmarked(cell.text)
    if isinstance(cell.value, Decimal) and cell.text.endswith("%"):
        return Share(cell.value)
    return unmarked(cell.value) if isinstance(cell.value, str) else cell.value
