"""Reports built by a user over a real book, each number computed a second time from the files with `csv` alone."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.app import start
from crm_desktop.services import saved_reports
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.pivoting import Axis

Lines = list[dict[str, str]]
WON = Group("all", (Rule("stage_id.kind", "any_of", ("won",)),))
LOST = Group("all", (Rule("stage_id.kind", "any_of", ("lost",)),))
SUM, MEAN, MOST = (Measure(what, "amount") for what in ("sum", "mean", "most"))
REPORTS = {
    "Won by industry and product": Definition(
        "opportunity", (Axis("account_id.industry"),), Axis("product_id"), (COUNT, SUM), WON
    ),
    "Won by seller": Definition("opportunity", (Axis("owner_id"),), None, (COUNT, SUM, MEAN, MOST), WON, by=1),
    "Lost by quarter": Definition("opportunity", (Axis("closed_on", "quarter"),), None, (COUNT,), LOST, drawn="lines"),
    "Accounts": Definition("account", (Axis("industry"),), None, (COUNT, Measure("sum", "employees"))),
}


def lines_of(folder: Path, name: str) -> Lines:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def files(real_data: Path) -> Path:
    return real_data / "sales" / "maven_crm"


@pytest.fixture(scope="module")
def deals(files: Path) -> Lines:
    """The lines of the pipeline, each with the sector of its account and the product as it is spelled among the products."""
    sectors = {line["account"]: line["sector"] for line in lines_of(files, "accounts")}
    products = {line["product"].replace(" ", ""): line["product"] for line in lines_of(files, "products")}
    found = lines_of(files, "sales_pipeline")
    return [
        {**line, "sector": sectors.get(line["account"], ""), "product": products[line["product"].replace(" ", "")]}
        for line in found
    ]


@pytest.fixture(scope="module")
def printed(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """The tables of the saved reports as the command line writes them, by the names of the reports."""
    folder = tmp_path_factory.mktemp("maven")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "LOG"):
            patch.setenv(f"CRM_DESKTOP_{name}", str(folder / name.lower()))
        book = folder / "maven.crm"
        assert start(["new", "--file", str(book)]) == 0
        assert start(["import", "--file", str(book), *sorted(map(str, files.glob("*.csv")), reverse=True)]) == 0
        store = open_store(book)
        with store.act("Reports") as session:
            for name, definition in REPORTS.items():
                saved_reports.save(session, name, definition)
        store.close()

        def report(name: str) -> dict[str, Any]:
            output = folder / "out.json"
            assert start(["report", name, "--file", str(book), "--output", str(output)]) == 0
            table: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))["tables"][0]
            return table

        yield {name: report(name) for name in REPORTS}


def grouped(lines: Lines, key: Callable[[dict[str, str]], Any]) -> dict[Any, Lines]:
    found: dict[Any, Lines] = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return found


def value_of(lines: Lines) -> Decimal:
    return sum((Decimal(line["close_value"]) for line in lines), Decimal(0))


def test_won_business_by_industry_and_product(printed: dict[str, dict[str, Any]], deals: Lines) -> None:
    won = [line for line in deals if line["deal_stage"] == "Won"]
    table, cells = printed["Won by industry and product"], grouped(won, lambda line: (line["sector"], line["product"]))
    products = sorted({line["product"] for line in won})
    assert len(table["rows"]) == len({line["sector"] for line in won})
    for row in table["rows"]:
        for product in products:
            mine, key = cells[row["account_industry"].lower(), product], product.lower().replace(" ", "_")
            assert row[f"{key}_opportunities"] == len(mine)
            assert Decimal(row[f"{key}_sum_of_amount"]) == value_of(mine)
    assert table["total"]["total_opportunities"] == len(won)
    assert Decimal(table["total"]["total_sum_of_amount"]) == value_of(won)


def test_won_business_by_seller_the_largest_first(printed: dict[str, dict[str, Any]], deals: Lines) -> None:
    sellers = grouped([line for line in deals if line["deal_stage"] == "Won"], lambda line: line["sales_agent"])
    rows = printed["Won by seller"]["rows"]
    assert [row["owner"] for row in rows] == sorted(sellers, key=lambda name: -value_of(sellers[name]))
    for row in rows:
        mine = sellers[row["owner"]]
        assert (row["opportunities"], Decimal(row["sum_of_amount"])) == (len(mine), value_of(mine))
        assert abs(Decimal(row["mean_of_amount"]) - value_of(mine) / len(mine)) < Decimal("0.000001")
        assert Decimal(row["most_of_amount"]) == max(Decimal(line["close_value"]) for line in mine)


def test_lost_business_by_quarter(printed: dict[str, dict[str, Any]], deals: Lines) -> None:
    def quarter(line: dict[str, str]) -> str:
        year, month, _day = line["close_date"].split("-")
        return f"Q{(int(month) + 2) // 3} {year}"

    quarters = grouped([line for line in deals if line["deal_stage"] == "Lost"], quarter)
    rows = printed["Lost by quarter"]["rows"]
    assert {row["closed_on_by_quarter"]: row["opportunities"] for row in rows} == {
        key: len(m) for key, m in quarters.items()
    }


def test_accounts_by_industry(printed: dict[str, dict[str, Any]], files: Path) -> None:
    sectors = grouped(lines_of(files, "accounts"), lambda line: line["sector"])
    rows = printed["Accounts"]["rows"]
    assert {row["industry"].lower(): (row["accounts"], int(row["sum_of_employees"])) for row in rows} == {
        sector: (len(mine), sum(int(line["employees"]) for line in mine)) for sector, mine in sectors.items()
    }
