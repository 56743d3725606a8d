"""Every number of every report of the sample book: what is behind it, and that it is what its definition says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeGuard

import pytest

from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Bars, Block, Columns, Document, Figures, Records, Table, Value
from crm_desktop.reports.report import REPORTS
from crm_desktop.reports.words import exact
from crm_desktop.storage.store import Store
from tests.reports.books import report

OF_DAYS = {"working_days_gone"}
"""The figures that count no records."""
SCORES = ("R of ", "F of ", "M of ")
CHOSEN = {"account-sheet": {"account": "Singletechno Retail"}}


class Number(NamedTuple):
    """A number as it is printed, with what a click on it tells."""

    where: str
    value: Decimal | int
    records: Records | None


def numbers(blocks: Iterable[Block]) -> Iterator[Number]:
    """Yield every number that is printed on its own, and every mark of a chart."""
    for block in blocks:
        found: list[tuple[str, str, Value, Records | None]] = []
        match block:
            case Columns(left, right):
                yield from numbers((*left, *right))
            case Figures(cards):
                found = [(card.label, card.text, card.value, card.records) for card in cards]
            case Bars(bars):
                found = [(bar.label, bar.text, bar.whole, bar.records) for bar in bars]
            case Chart():
                found = [
                    (one.name, str(value), value or None, records)
                    for one in block.named
                    for value, records in zip(one.values, one.records, strict=True)
                ]
            case Table():
                rows = (*block.rows, *((block.total,) if block.total is not None else ()))
                found = [
                    (f"{column.whole_title} of {row.cells[0].text}", cell.text, cell.value, cell.records or row.records)
                    for row in rows
                    for column, cell in zip(block.columns, row.cells, strict=True)
                ]
            case _:
                pass
        yield from (Number(where, value, of) for where, text, value, of in found if text and is_number(value))


def is_number(value: Value) -> TypeGuard[Decimal | int]:
    return isinstance(value, Decimal | int)


def is_told(number: Number) -> bool:
    """Tell whether a click names the records, or says why there are none."""
    if number.records is None:
        return False
    figure = number.records.figure
    return bool(number.records.ids) or (figure is not None and (not number.value or figure.name in OF_DAYS))


def is_defined(number: Number) -> bool:
    """Tell whether the figure that a click explains is the number that was clicked, or how many records that is of."""
    figure = number.records.figure if number.records is not None else None
    if number.where[:5] in SCORES:
        return figure is not None and figure.name.startswith("rfm_")
    return figure is None or abs(number.value) in {abs(exact(figure.value) or 0), figure.count}


def page(sampled: Store, name: str) -> Document:
    return report(sampled, name, **CHOSEN.get(name, {}))  # type: ignore[arg-type]  # none of them is called as an argument


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
def test_every_number_has_its_records_or_the_reason_why_there_are_none(sampled: Store, name: str) -> None:
    found = list(numbers(page(sampled, name).blocks))
    assert found or name in {"call-list", "visit-list", "calendar"}
    assert [number for number in found if not is_told(number)] == []
    assert [number for number in found if not is_defined(number)] == []
