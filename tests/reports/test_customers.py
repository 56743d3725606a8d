"""The report on customers: revenue, scores, value; whoever bought nothing yet; few customers and none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from crm_desktop.base.settings import Settings
from crm_desktop.reports.document import Document, Heading, Table
from crm_desktop.reports.report import parse_options, report_named
from crm_desktop.schema.formats import formats_for
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, northwind, report
from tests.reports.document_text import check_snapshot, text_of


def revenue(document: Document) -> Table:
    place = document.blocks.index(Heading("Revenue"))
    table = document.blocks[place + 1]
    assert isinstance(table, Table)
    return table


def sells(desk: Desk, account: str, amount: str, day: date) -> int:
    desk.on(day)
    return desk.opens(f"To {account}", amount, "Won", account=account, closed_on=day)


def test_the_customers_of_a_book_read_as_they_should(store: Store, desk: Desk) -> None:
    northwind(desk)
    check_snapshot(report(store, "customers"), "customers-northwind")


def test_few_customers_are_scored_by_limits_that_the_page_states(store: Store, desk: Desk) -> None:
    sells(desk, "North", "20000", date(2026, 11, 2))
    sells(desk, "South", "900", date(2025, 10, 1))
    desk.on(FRIDAY)
    page = text_of(report(store, "customers"))
    assert "North | 18 days | 5 | 1 | 1 | 20,000 | 4 | 10" in page
    assert "South | 415 days | 1 | 1 | 1 | 900 | 1 | 3" in page
    assert (
        "Fewer than five customers bought from 21 November 2024 – 20 November 2026, so that fixed limits hold" in page
    )


def test_the_limits_for_few_customers_are_those_of_the_settings(store: Store, desk: Desk, tmp_path: Path) -> None:
    sells(desk, "North", "20000", date(2026, 11, 2))
    desk.on(FRIDAY)
    settings, customers = Settings(tmp_path / "settings.toml"), report_named("customers")
    for key, limits in {"rfm_days": "9, 8, 7, 6", "rfm_times": "1 2 3 4", "rfm_money": "out of order"}.items():
        settings[key] = limits
    with store.read() as session:
        options = parse_options(customers, {}, formats_for("en_US"), session, settings)
        page = text_of(customers.build(session, options))
    assert "North | 18 days | 1 | 1 | 2 | 20,000 | 4 | 7" in page
    assert "from 9, 8, 7, 6 days downwards, 1, 2, 3, 4 times and an amount of 1,000, 5,000, 20,000, 100,000" in page


def test_the_lines_add_up_to_the_total_whatever_is_shown(store: Store, desk: Desk) -> None:
    for number in range(30):
        sells(desk, f"Account {number}", str(100 + number), date(2026, 11, 2))
    desk.on(FRIDAY)
    desk.opens("Without an account", "50", "Won")
    table = revenue(report(store, "customers"))
    assert [row.cells[0].text for row in table.rows[-2:]] == ["5 others", "No account"]
    assert table.total is not None
    assert sum(Decimal(str(row.cells[2].value)) for row in table.rows) == table.total.cells[2].value == Decimal(3485)


def test_the_margin_and_the_years_are_shown_and_the_page_says_that_it_is_an_estimate(store: Store, desk: Desk) -> None:
    sells(desk, "North", "1000", date(2026, 11, 2))
    desk.on(FRIDAY)
    page = text_of(report(store, "customers", margin="40 %", years="4"))
    assert "North | 1,000 | 18 days | 1,000 | 1,600" in page
    assert "Predicted is an estimate, by a margin of 40 % and 4 expected years, five at most." in page


def test_a_past_day_knows_no_later_sale(store: Store, desk: Desk) -> None:
    sells(desk, "North", "1000", date(2026, 10, 2))
    then = text_of(report(store, "customers", as_of=date(2026, 10, 2)))
    sells(desk, "North", "500", date(2026, 11, 2))
    desk.on(FRIDAY)
    assert text_of(report(store, "customers", as_of=date(2026, 10, 2))) == then
    assert "North | 2 | 1,500" in text_of(report(store, "customers"))


def test_an_empty_book_says_that_nothing_was_won(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    page = text_of(report(store, "customers"))
    assert "[Customers] 0" in page
    assert "Nothing was won yet." in page
