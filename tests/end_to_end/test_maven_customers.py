"""The customers of a real book of business: each figure of the report computed a second time from the file alone.

The scores are worked out by their definition, one customer against every other, and not by rank in a sorted list.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crm_desktop.app import start

DAY = "2017-12-31"
AS_OF, YEAR_AGO, LOOK_BACK = date(2017, 12, 31), date(2016, 12, 31), date(2015, 12, 31)
RFM, VALUE = "How recently, how often and how much was bought", "Value to date and predicted"
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
def tables(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the command line prints of the customers, by the heading over it."""
    folder = tmp_path_factory.mktemp("customers")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "LOG"):
            patch.setenv(f"CRM_DESKTOP_{name}", str(folder / name.lower()))
        book, output = str(folder / "maven.crm"), folder / "out.json"
        files = sorted(map(str, (real_data / "sales" / "maven_crm").glob("*.csv")), reverse=True)
        assert start(["new", "--file", book]) == 0
        assert start(["import", "--file", book, *files]) == 0
        chosen = ("--as-of", DAY, "--with", "rows=all", "--with", "margin=30 %", "--with", f"years={YEARS}")
        assert start(["report", "customers", "--file", book, *chosen, "--output", str(output)]) == 0
        figures = json.loads(output.read_text(encoding="utf-8"))
        yield {table["heading"]: table for table in figures["tables"]}


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
