"""What the revenue projection says: its totals are one and the same number, however they are grouped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.base.dates import Period
from crm_desktop.model import Account
from crm_desktop.reports.document import Document, Heading, Table
from crm_desktop.reports.projection_figures import spans
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, northwind, report
from tests.reports.document_text import check_snapshot, text_of

GROUPS = ("by_product", "by_seller", "by_company", "by_account")


def revenue(store: Store, **chosen: Any) -> Document:
    return report(store, "revenue-projection", **chosen)


def lines(document: Document, group: str) -> dict[str | None, tuple[str, str, str]]:
    name = group.removeprefix("by_")
    return {line[name]: (line["won"], line["weighted"], line["projected"]) for line in document.figures[group]}


def table_under(document: Document, heading: str) -> Table:
    place = next(i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.text == heading)
    table = document.blocks[place + 1]
    assert isinstance(table, Table)
    return table


def small_book(desk: Desk) -> None:
    """Anna wins 1,000 and expects 60 % of 500 and 10 % of 200; Boris expects 80 % of 50; one has no date."""
    desk.on(date(2026, 10, 12))
    desk.opens("Won", "1000", "Won", seller="Anna", account="North", product="GTX")
    desk.opens("Lost", "900", "Lost", seller="Anna", account="North", product="GTX")
    desk.on(FRIDAY)
    desk.opens(
        "Proposal", "500", "Proposal", seller="Anna", account="South", product="GTX", close_date=date(2026, 12, 3)
    )
    desk.opens("New", "200", seller="Anna", account="North", close_date=date(2027, 3, 31))
    desk.opens("Sure", "50", "Negotiation", seller="Boris", product="MG", close_date=date(2026, 12, 31))
    desk.opens("Undated", "70", "Negotiation", seller="Boris", account="South", product="MG")
    desk.opens(
        "After", "10000", "Negotiation", seller="Boris", account="South", product="MG", close_date=date(2027, 4, 1)
    )


def test_won_and_weighted_are_those_computed_by_hand(store: Store, desk: Desk) -> None:
    small_book(desk)
    page = revenue(store)
    assert page.period == "October 2026 – March 2027"
    assert lines(page, "by_seller") == {"Anna": ("1000.00", "320.00", "1320.00"), "Boris": ("0.00", "40.00", "40.00")}
    assert lines(page, "by_product") == {
        "GTX": ("1000.00", "300.00", "1300.00"),
        "MG": ("0.00", "40.00", "40.00"),
        None: ("0.00", "20.00", "20.00"),
    }
    assert lines(page, "by_account") == {
        "North": ("1000.00", "20.00", "1020.00"),
        "South": ("0.00", "300.00", "300.00"),
        None: ("0.00", "40.00", "40.00"),
    }
    months = {
        f"{month['first']:%b}": (month["won"], month["commit"], month["best_case_and_pipeline"])
        for month in page.figures["projection"]
    }
    assert months["Oct"] == ("1000.00", "0.00", "0.00")
    assert months["Dec"] == ("0.00", "40.00", "300.00")
    assert months["Mar"] == ("0.00", "0.00", "20.00")
    assert page.figures["projected"] == "1360.00"
    assert [quarter["total"] for quarter in page.figures["by_quarter"]] == ["1340.00", "20.00"]


def test_categories_stand_each_on_its_own_and_added_up(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    for category, amount, stage in (
        ("closed", "50", "Won"),
        ("commit", "100", "Proposal"),
        ("best_case", "150", "Proposal"),
        ("pipeline", "200", "Proposal"),
        ("omitted", "999", "Proposal"),
    ):
        chosen = {"category": category, "category_by_hand": True} if stage == "Proposal" else {}
        desk.opens(category, amount, stage, close_date=date(2026, 12, 1), **chosen)
    page = revenue(store)
    assert {name: line["amount"] for name, line in page.figures["by_category"].items()} == {
        "closed": "50.00", "commit": "100.00", "best_case": "150.00", "pipeline": "200.00", "omitted": "999.00",
    }  # fmt: skip
    assert page.figures["cumulative"] == {
        "closed_only": "50.00", "commit_forecast": "150.00", "best_case_forecast": "300.00", "open_pipeline": "450.00",
    }  # fmt: skip
    # 60 % of 100, 150 and 200; what is omitted is in no sum, and named.
    assert page.figures["projected"] == "320.00"
    assert "1 open opportunity is in no month: omitted from the forecast. It is worth 999." in text_of(page)


def test_what_has_no_close_date_stands_in_its_own_column_outside_of_the_sums(store: Store, desk: Desk) -> None:
    small_book(desk)
    page = revenue(store)
    table = table_under(page, "By seller")
    assert [column.title for column in table.columns] == [
        "Seller",
        "Count",
        "Won",
        "Count",
        "Open",
        "Weighted",
        "Projected",
        "No date",
    ]
    assert [cell.text for cell in table.rows[1].cells] == ["Boris", "", "", "1", "50", "40", "40", "56"]
    assert "1 open opportunity is in no month: no expected close date. It is worth 70." in text_of(page)


@pytest.mark.parametrize(
    "period", [{}, {"first": "2026-10-12", "last": "2026-12-03"}, {"first": "2025-01-01", "last": "2029-12-31"}]
)
def test_all_totals_are_one_number(store: Store, desk: Desk, period: dict[str, str]) -> None:
    northwind(desk)
    desk.opens("With cents", "33.3301", "Qualified", close_date=date(2026, 12, 1))
    page = revenue(store, **period)
    figures = page.figures
    columns = [Decimal(column["total"]) for column in figures["projection"]]
    assert sum(columns) == Decimal(figures["projected"]) == Decimal(figures["won"]) + Decimal(figures["weighted"])
    assert sum(Decimal(quarter["total"]) for quarter in figures["by_quarter"]) == Decimal(figures["projected"])
    for group in GROUPS:
        for name in ("won", "weighted", "projected", "pipeline", "undated"):
            assert sum(Decimal(line[name]) for line in figures[group]) == Decimal(figures[name]), (group, name)
        for line in figures[group]:
            assert sum(Decimal(column["total"]) for column in line["columns"]) == Decimal(line["projected"])
    for heading in ("By product", "By seller"):
        table = table_under(page, heading)
        assert table.total is not None
        projected = [Decimal(str(row.cells[6].value)) for row in (*table.rows, table.total)]
        assert sum(projected[:-1]) == projected[-1] == Decimal(figures["projected"])


def test_a_company_has_what_its_whole_family_has(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    for account in ("Mother", "Daughter", "Grandchild", "Stranger"):
        desk.opens(f"For {account}", "10", "Won", account=account)

    def adopt(child: str, parent: str) -> None:
        with store.read() as session:
            ids = [desk.known(session, "account", name) for name in (child, parent)]
        desk.does(
            lambda session: records.update(session, records.find(session, Account, ids[0]), {"parent_id": ids[1]})
        )

    adopt("Grandchild", "Daughter")
    adopt("Daughter", "Mother")
    page = revenue(store)
    assert {name: won for name, (won, *_rest) in lines(page, "by_company").items()} == {
        "Mother": "30.00",
        "Stranger": "10.00",
    }
    assert len(table_under(page, "By account").rows) == 4
    adopt("Mother", "Grandchild")
    assert {name: won for name, (won, *_rest) in lines(revenue(store), "by_company").items()} == {
        "Mother": "30.00",
        "Stranger": "10.00",
    }


def test_a_long_period_is_shown_by_quarters_and_a_very_long_one_by_years() -> None:
    half, years = Period(date(2026, 10, 1), date(2027, 3, 31)), Period(date(2026, 2, 10), date(2029, 6, 30))
    assert len(spans(half, 6, 1)) == 6
    assert spans(half, 5, 1) == [
        Period(date(2026, 10, 1), date(2026, 12, 31)),
        Period(date(2027, 1, 1), date(2027, 3, 31)),
    ]
    assert spans(years, 6, 4) == [
        Period(date(2026, 2, 10), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2027, 3, 31)),
        Period(date(2027, 4, 1), date(2028, 3, 31)),
        Period(date(2028, 4, 1), date(2029, 3, 31)),
        Period(date(2029, 4, 1), date(2029, 6, 30)),
    ]


def test_a_past_projection_reprints_as_it_was_printed_then(store: Store, desk: Desk) -> None:
    ids = northwind(desk)
    then = revenue(store)
    desk.on(date(2027, 1, 20))
    desk.moves(ids["GTK 500"], "Won")
    desk.deletes(ids["GTX Pro"])
    again = revenue(store, as_of=FRIDAY)
    assert again.blocks == then.blocks
    assert again.figures == then.figures


def test_an_empty_book_has_a_sentence_in_the_place_of_the_chart(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    page = revenue(store)
    assert "Nothing was won in this period, and nothing is expected to close in it." in text_of(page)
    assert not [block for block in page.blocks if isinstance(block, Table)]


def test_the_worked_book_as_a_whole(store: Store, desk: Desk) -> None:
    northwind(desk)
    desk.opens("No date yet", "4000")
    check_snapshot(revenue(store), "revenue-northwind")
