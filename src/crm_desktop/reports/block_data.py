"""The numbers of any report for other programs, read off its blocks: what is printed, with its exact values.

A value goes by the name of its definition where it has one, else by what stands over it or by the name of its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from crm_desktop.base.text import fold
from crm_desktop.figures.figure import Figure as Computed
from crm_desktop.reports import plain
from crm_desktop.reports.chart_data import Chart, Level, Series
from crm_desktop.reports.document import (
    Bars,
    Block,
    Cell,
    Column,
    Columns,
    Figures,
    Heading,
    Later,
    Records,
    Row,
    Table,
    Value,
)
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.plain import Plain
from crm_desktop.reports.words import NOTHING

_NO_LETTER = re.compile(r"[^a-z0-9]+")


def data_of(blocks: Iterable[Block]) -> Plain:
    """Return the cards as `figures`, each table with rows in `tables`, charts, and the definitions of all that is in them."""
    data: Plain = {"figures": [], "tables": []}
    known: dict[str, Computed] = {}
    heading = ""
    for block in _flat(blocks):
        match block:
            case Heading():
                heading = block.text
            case Figures():
                for card in block.figures:
                    _note(card.records, known)
                    data["figures"].append({"label": card.label, "value": _of(card), "note": card.note})
            case Table() if block.rows:
                rows = [_row(block.columns, row, known) for row in block.rows]
                table: Plain = {"heading": heading, "rows": rows if block.whole is None else _later(block.whole)}
                if block.total is not None:
                    table["total"] = _row(block.columns, block.total, known)
                data["tables"].append(table)
            case Bars():
                rows = [
                    {"label": bar.label, "whole": _plain(bar.whole), "part": _plain(bar.part), "count": bar.count.value}
                    for bar in block.bars
                ]
                data["tables"].append({"heading": heading, "rows": rows})
            case Chart() if not block.is_empty:
                data.setdefault("charts", []).append({"heading": heading, **_chart(block, known)})
            case _:
                pass
    return {**data, "definitions": plain.definitions(known), "reasons": plain.reasons(known)}


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Columns):
            yield from _flat((*block.left, *block.right))
        else:
            yield block


def _chart(chart: Chart, known: dict[str, Computed]) -> Plain:
    for one in chart.named:
        for records in one.records:
            _note(records, known)
    data = {"kind": chart.kind, "categories": list(chart.categories), "series": _values(chart.series)}
    return {**data, "levels": _values(chart.levels)} if chart.levels else data


def _values(named: Iterable[Series | Level]) -> list[Plain]:
    return [{"name": one.name, "values": [_plain(value) for value in one.known]} for one in named]


def _later(whole: Callable[[], Table]) -> Later:
    def rows() -> list[Plain]:
        table = whole()
        return [_row(table.columns, row, {}) for row in table.rows]

    return Later(rows)


def _row(columns: tuple[Column, ...], row: Row, known: dict[str, Computed]) -> Plain:
    found: Plain = {}
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        _note(cell.records, known)
        key = base = _key(column, cell, place)
        number = 2
        while key in found:
            key, number = f"{base}_{number}", number + 1
        if cell.text == NOTHING and isinstance(cell.value, str):
            found[key], found[f"{key}_why"] = None, cell.value
        else:
            found[key] = _of(cell)
    return found


def _of(printed: Cell | Card) -> Any:
    """Return the exact value; where there is none what is printed, and None where that is nothing or a dash."""
    if printed.value is None:
        return None if printed.text in {"", NOTHING} else printed.text
    return _plain(printed.value)


def _key(column: Column, cell: Cell, place: int) -> str:
    words = column.name or _words_of(column.whole_title)
    figure = cell.records.figure if words == "count" and cell.records is not None else None
    if figure is not None and cell.value == figure.count:
        return f"{figure.name}_count"
    return words or f"column_{place + 1}"


@lru_cache(maxsize=1024)
def _words_of(title: str) -> str:
    return _NO_LETTER.sub("_", fold(title)).strip("_")


def _note(records: Records | None, known: dict[str, Computed]) -> None:
    if records is not None and records.name not in known and records.figure is not None:
        known[records.name] = records.figure


def _plain(value: Value) -> Any:
    return plain.number(value) if isinstance(value, Decimal) else value
