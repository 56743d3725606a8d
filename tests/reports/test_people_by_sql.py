"""Leads, activities, call list and visit list of the sample book, computed a second time by plain SQL on its file.

The statements are those of `people_sql`.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Bars, Document, Figures, Heading, Paragraph, Row, Table
from crm_desktop.storage.store import Store
from tests.reports.books import report
from tests.reports.people_sql import (
    ALL,
    BY_SELLER,
    DONE,
    FRESH,
    KINDS,
    KINDS_OF,
    LEADS,
    MONTHS,
    OWED,
    SPAN,
    STEPS,
    TOUCHED,
    WANTED,
)


def ask(sampled: Store, sql: str, **names: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(sampled.path.read_bytes())  # the open file is kept from everybody else
        return raw.execute(sql.format(by=names.get("by", ""), among=names.get("among", "")), SPAN).fetchall()


def by(sampled: Store, sql: str, **names: str) -> dict[Any, tuple[Any, ...]]:
    """Return the rows of a statement by their first value."""
    return {key: tuple(values) for key, *values in ask(sampled, sql, **names)}


def tables(page: Document) -> dict[str, Table]:
    """Return the tables of a page by the heading above each."""
    pairs = zip(page.blocks, page.blocks[1:], strict=False)
    return {head.text: table for head, table in pairs if isinstance(head, Heading) and isinstance(table, Table)}


def rows(table: Table) -> dict[str, tuple[Any, ...]]:
    """Return the values of each row, its total included, by what the row is called; a dash is None."""
    found = (*table.rows, *((table.total,) if table.total is not None else ()))
    return {row.cells[0].text: tuple(map(_value, row.cells[1:])) for row in found}


def _value(cell: Any) -> Any:
    return None if isinstance(cell.value, str) else float(cell.value)


def cards(page: Document) -> list[float]:
    return [float(card.value) for card in page.blocks[0].figures] if isinstance(page.blocks[0], Figures) else []  # type: ignore[arg-type]  # each has a number


@pytest.mark.parametrize(("heading", "group"), [("By seller", BY_SELLER), ("By kind", "kind")], ids=["seller", "kind"])
def test_what_was_done_and_is_owed_agrees_with_sql(sampled: Store, heading: str, group: str) -> None:
    page, expected = report(sampled, "activities"), dict[str, tuple[Any, ...]]()
    for one in (group, ALL):
        done, touched, owed = (by(sampled, sql, by=one) for sql in (DONE, TOUCHED, OWED))
        for key in done.keys() | owed.keys():
            count, minutes, noted = done.get(key, (0, 0, 0))
            share = float(round(Decimal(noted) / count, 10)) if count else None
            expected[KINDS.get(key, key)] = (count, minutes, share, *touched.get(key, (0, 0)), *owed.get(key, (0, 0)))
    assert rows(tables(page)[heading]) == expected
    assert cards(page) == list(expected["Total"])
    assert all(expected["Total"])


def test_what_was_done_by_seller_and_kind_and_in_each_month_agrees_with_sql(sampled: Store) -> None:
    page, expected = report(sampled, "activities"), dict[str, dict[str, int]]()
    for one in (BY_SELLER, ALL):
        for seller, kind, count in ask(sampled, KINDS_OF, by=one):
            expected.setdefault(seller, dict.fromkeys(KINDS, 0))[kind] = count
    shown = rows(tables(page)["Done, by seller and kind"])
    assert shown == {seller: (*counts.values(), sum(counts.values())) for seller, counts in expected.items()}
    (chart,) = (block for block in page.blocks if isinstance(block, Chart))
    months = {(month, bool(is_task)): count for month, is_task, count in ask(sampled, MONTHS)}
    assert [list(map(int, series.values)) for series in chart.series] == [
        [months.get((month, is_task), 0) for month in range(1, 12)] for is_task in (False, True)
    ]


def test_the_leads_agree_with_sql(sampled: Store) -> None:
    page = report(sampled, "leads")
    found, whole = tables(page), by(sampled, LEADS, by=ALL)
    of_source = by(sampled, LEADS, by="coalesce(nullif(source, ''), 'No source')")
    in_month = by(sampled, LEADS, by="'Nov 2026'", among="WHERE came BETWEEN :first AND :last")
    assert near(rows(found["By source"])) == near(of_source | whole)
    assert near(rows(found["By seller"])) == near(by(sampled, LEADS, by=BY_SELLER) | whole)
    assert near(rows(found["New, by month of their coming"])) == near(in_month)
    total = near(whole)["Total"]
    assert near({"": tuple(cards(page))})[""] == total[4:]
    assert total[6] > 5, "some got further, so that nothing is compared with nothing"
    (bars,) = (block for block in page.blocks if isinstance(block, Bars))
    fresh = by(sampled, FRESH)
    assert {bar.label: (bar.whole, bar.part) for bar in bars.bars} == {STEPS[step]: fresh[step] for step in STEPS}


def near(found: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(None if one is None else round(float(one), 9) for one in row) for key, row in found.items()}


def test_who_is_to_be_called_agrees_with_sql(sampled: Store) -> None:
    page, expected = report(sampled, "call-list"), ask(sampled, WANTED)
    assert listed(page) == [(name, firm, many, phone or "") for name, firm, many, phone, *_more in expected]
    days = [row.cells[4].value for row in every_row(page)]
    assert days == [day and date.fromisoformat(day) for *_before, day, _city, _postcode in expected]
    assert (counted(page), len(expected) > 15) == (len(expected), True)
    assert {many for _name, _firm, many, *_more in expected} > {1}


def test_who_is_to_be_visited_agrees_with_sql(sampled: Store) -> None:
    page, expected = report(sampled, "visit-list"), ask(sampled, WANTED)
    assert counted(page) == sum(bool(city or postcode) for *_before, city, postcode in expected)
    assert sorted((row.cells[2].text, row.cells[0].text) for row in every_row(page)) == sorted(
        (name, postcode or "") for name, *_more, postcode in expected
    )
    cities = [row.cells[0].text.partition(",")[0] for table in every_table(page) for row in table.rows if row.strong]
    assert cities == sorted({city for *_before, city, postcode in expected if city}, key=str.casefold)


def every_table(page: Document) -> list[Table]:
    return [block.whole() if block.whole else block for block in page.blocks if isinstance(block, Table)]


def every_row(page: Document) -> list[Row]:
    return [row for table in every_table(page) for row in table.rows if not row.strong]


def listed(page: Document) -> list[tuple[str, Any, int, Any]]:
    """Return name, account, number of reasons and telephone of everybody on a call list."""
    return [
        (row.cells[0].text, row.cells[1].value, row.cells[5].text.count(" · ") + 1, row.cells[3].value)
        for row in every_row(page)
    ]


def counted(page: Document) -> int:
    said = page.blocks[0]
    assert isinstance(said, Paragraph)
    return int(re.findall(r"\d+", said.text)[0])
