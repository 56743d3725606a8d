"""The customers of a real book of business: each figure of the report computed a second time from the file alone.

The scores are worked out by their definition, one customer against every other, and not by rank in a sorted list.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crm_desktop.app import start
from tests.conftest import FrozenClock
from tests.reports.people_sql import SPAN, WANTED

DAY = "2017-12-31"
AS_OF, YEAR_AGO, LOOK_BACK = date(2017, 12, 31), date(2016, 12, 31), date(2015, 12, 31)
RFM, VALUE = "How recently, how often and how much was bought", "Value to date and predicted"
LEFT_ALONE = """
SELECT count(DISTINCT o.account_id) FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.kind = 'open' AND s.limit_without_contact IS NOT NULL AND o.account_id IS NOT NULL
"""
"""Years later everybody with open business was left alone for too long."""
MARGIN, YEARS = Decimal("0.3"), 4


class Sale(NamedTuple):
    """An opportunity won."""

    account: str
    closed: date
    value: Decimal


@pytest.fixture(scope="module")
def sales(real_data: Path) -> list[Sale]:
    """Every opportunity won, all of them with an account."""
    path = real_data / "sales" / "maven_crm" / "sales_pipeline.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        found = [
            Sale(row["account"], date.fromisoformat(row["close_date"]), Decimal(row["close_value"]))
            for row in csv.DictReader(stream)
            if row["deal_stage"] == "Won"
        ]
    assert len(found) == 4238
    assert all(sale.account for sale in found)
    return found


@pytest.fixture(scope="module")
def book(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A book that the command line made of the files."""
    folder = tmp_path_factory.mktemp("customers")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "LOG"):
            patch.setenv(f"CRM_DESKTOP_{name}", str(folder / name.lower()))
        path = folder / "maven.crm"
        files = sorted(map(str, (real_data / "sales" / "maven_crm").glob("*.csv")), reverse=True)
        assert start(["new", "--file", str(path)]) == 0
        assert start(["import", "--file", str(path), *files]) == 0
        yield path


@pytest.fixture(scope="module")
def tables(book: Path) -> dict[str, Any]:
    """What the command line prints of the customers, by the heading over it."""
    chosen = ("--as-of", DAY, "--with", "rows=all", "--with", "margin=30 %", "--with", f"years={YEARS}")
    return {table["heading"]: table for table in report(book, "customers", *chosen)["tables"]}


def report(book: Path, name: str, *chosen: str) -> dict[str, Any]:
    output = book.with_name("out.json")
    assert start(["report", name, "--file", str(book), *chosen, "--output", str(output)]) == 0
    figures: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return figures


def ask(book: Path, sql: str, **names: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(book)) as raw:
        return raw.execute(sql, {**SPAN, **names}).fetchall()


def of(sales: Sequence[Sale], account: str, after: date = date.min) -> list[Sale]:
    return [sale for sale in sales if sale.account == account and sale.closed > after]


def score(values: dict[str, Decimal], account: str) -> int:
    mine = values[account]
    below = sum(value < mine for value in values.values())
    equal = sum(value == mine for value in values.values())
    return min(5, int(5 * (Decimal(below) + Decimal(equal) / 2) / len(values)) + 1)


def amount(sales: Sequence[Sale]) -> Decimal:
    return sum((sale.value for sale in sales), Decimal(0))


def test_revenue_of_every_customer_agrees_with_the_file(sales: list[Sale], tables: dict[str, Any]) -> None:
    rows = {row["account"]: row for row in tables["Revenue"]["rows"]}
    for account in {sale.account for sale in sales}:
        whole, year = of(sales, account), of(sales, account, YEAR_AGO)
        row = rows[account]
        assert (row["revenue_to_date_count"], Decimal(row["to_date"])) == (len(whole), amount(whole)), account
        assert Decimal(row["last_12_months"]) == amount(year), account
    total = tables["Revenue"]["total"]
    assert (total["revenue_to_date_count"], Decimal(total["to_date"])) == (4238, Decimal(10005534))
    assert sum(Decimal(row["projected"]) for row in rows.values()) == Decimal(total["projected"])


def test_the_scores_of_every_customer_agree_with_the_definition(sales: list[Sale], tables: dict[str, Any]) -> None:
    accounts = {sale.account for sale in sales}
    bought = {account: of(sales, account, LOOK_BACK) for account in accounts}
    recency = {account: -Decimal((AS_OF - max(s.closed for s in mine)).days) for account, mine in bought.items()}
    frequency = {account: Decimal(len(mine)) for account, mine in bought.items()}
    money = {account: amount(mine) for account, mine in bought.items()}
    rows = {row["account"]: row for row in tables[RFM]["rows"]}
    assert rows.keys() == accounts
    for account, row in rows.items():
        found = (Decimal(row["last_won"]), Decimal(row["times"]), Decimal(row["amount"]))
        assert found == (-recency[account], frequency[account], money[account]), account
        expected = tuple(score(values, account) for values in (recency, frequency, money))
        assert (row["r"], row["f"], row["m"]) == expected, account
    assert {row["r"] for row in rows.values()} == {1, 2, 3, 4, 5}


def test_the_prediction_of_every_customer_follows_from_its_inputs(sales: list[Sale], tables: dict[str, Any]) -> None:
    rows = {row["account"]: row for row in tables[VALUE]["rows"]}
    for account, row in rows.items():
        mine = of(sales, account)
        years = max(Decimal((AS_OF - min(sale.closed for sale in mine)).days) / Decimal("365.25"), Decimal(1))
        expected = amount(mine) / years * MARGIN * YEARS
        assert abs(Decimal(row["predicted_estimate"]) - expected) < Decimal("0.0001"), account


def test_nobody_is_a_lead_and_nothing_was_done(book: Path) -> None:
    span = ("--as-of", DAY, "--from", "2017-01-01")
    for sql in ("SELECT count(*) FROM contact", "SELECT count(*) FROM activity"):
        assert ask(book, sql) == [(0,)]
    for name, shares in (("leads", {"Share"}), ("activities", {"Outcome noted"})):
        made = report(book, name, *span)
        figures = {card["label"]: card["value"] for card in made["figures"]}
        assert figures == {label: None if label in shares else "0" for label in figures}
        assert len(figures) == {"leads": 4, "activities": 7}[name]
        assert not any(table["rows"] for table in made["tables"])
        assert "charts" not in made


def test_who_is_to_be_called_and_visited_agrees_with_sql(book: Path, clock: FrozenClock) -> None:
    del clock
    expected = ask(book, WANTED)
    assert len(expected) == ask(book, LEFT_ALONE)[0][0] > 50
    (calls,) = report(book, "call-list")["tables"]
    assert [(row["name"], row["phone"], row["last_contact"]) for row in calls["rows"]] == [
        (name, phone, day) for name, _firm, _many, phone, day, *_place in expected
    ]
    assert [many for _name, _firm, many, *_more in expected] == [row["why"].count(" · ") + 1 for row in calls["rows"]]
    visits = report(book, "visit-list")["tables"]
    names = sorted(row["name"] for table in visits for row in table["rows"] if row["name"] is not None)
    assert names == sorted(name for name, *_more in expected)
