"""What the weekly pipeline says, compared with numbers that were computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.reports.document import Document, Heading, Table
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, northwind, report
from tests.reports.document_text import check_snapshot, text_of
from tests.reports.reading import bridge, cards, rows_of, under, weekly

SOON = date(2026, 12, 1)


def test_every_bucket_of_the_bridge_has_its_line_and_they_balance(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 10))
    kept, grown, won, removed = (desk.opens(name, "100.10") for name in ("Kept", "Grown", "Won", "Removed"))
    reopened = desk.opens("Reopened", "40", "Lost")
    desk.on(date(2026, 11, 18))
    desk.changes(grown, amount=Decimal("150.15"))
    desk.moves(won, "Won", amount=Decimal("90.10"))
    desk.deletes(removed)
    desk.moves(reopened, "Proposal")
    desk.moves(desk.opens("Quick", "7"), "Won")
    desk.opens("New", "60")
    desk.on(FRIDAY)
    page = weekly(store)
    assert bridge(page) == {
        "Pipeline on 15 Nov": ("4", "400"),
        "New": ("1", "+ 60"),
        "Reopened": ("1", "+ 40"),
        "Grew": ("1", "+ 50"),
        "Shrank": ("0", "0"),
        "Won": ("1", "− 100"),
        "Lost": ("0", "0"),
        "Removed": ("1", "− 100"),
        "Pipeline on 20 Nov": ("4", "350"),
        "Created and closed, adds nothing": ("1", "7"),
        "Changed in value, then closed": ("1", "− 10"),
    }
    assert page.figures["bridge"]["end"] == page.figures["pipeline"] == "350.25"
    *added, end = [row.cells[2].value for row in rows_of(page, "What changed")][:9]
    assert sum(map(Decimal, map(str, added))) == end
    assert [
        row.records.ids for row in rows_of(page, "What changed") if row.cells[0].text == "Grew" and row.records
    ] == [(grown,)]
    assert kept in next(row.records.ids for row in rows_of(page, "What changed") if row.records)


def test_the_bridge_of_a_seller_calls_a_handover_by_its_name(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 10))
    moved = desk.opens("Handed over", "500", seller="Anna")
    desk.opens("Other", "30", seller="Boris")
    desk.on(FRIDAY)
    with store.read() as session:
        boris = desk.known(session, "seller", "Boris")
    desk.changes(moved, owner_id=boris)
    assert bridge(weekly(store, seller="Anna"))["Removed or handed over"] == ("1", "− 500")
    assert bridge(weekly(store, seller="Boris"))["New or taken over"] == ("1", "+ 500")
    assert bridge(weekly(store))["Pipeline on 20 Nov"] == ("2", "530")


def test_the_worked_week_says_what_was_computed_by_hand(store: Store, desk: Desk) -> None:
    northwind(desk)
    page = weekly(store)
    assert bridge(page) == {
        "Pipeline on 15 Nov": ("31", "987,140"),
        "New": ("5", "+ 118,400"),
        "Reopened": ("0", "0"),
        "Grew": ("2", "+ 21,300"),
        "Shrank": ("1", "− 4,200"),
        "Won": ("2", "− 58,700"),
        "Lost": ("1", "− 14,500"),
        "Removed": ("0", "0"),
        "Pipeline on 20 Nov": ("33", "1,049,440"),
    }
    shown = cards(page)
    assert shown["Open pipeline"] == ("1,049,440", "+ 62,300 this week")
    assert shown["Weighted"] == ("367,722", "33 opportunities")
    assert shown["Won this quarter"] == ("612,480", "82 % of goal 750,000")
    # Of the eight that are due by the end of the year: 379,054 ÷ (750,000 − 612,480).
    assert shown["Coverage of what is left"] == ("2.8 ×", "379,054 due ÷ 137,520 to go")
    assert shown["Win rate"] == ("4 of 5", "80 %; by value 98 %")
    assert shown["Sales cycle"] == ("16 days", "mean; median 16 days")
    check_snapshot(page, "weekly-northwind")


def test_the_page_is_of_its_iso_week_and_says_whose_numbers_it_has(store: Store, desk: Desk) -> None:
    northwind(desk)
    assert weekly(store).period == "Week 47 · 16 – 22 November 2026"
    assert (
        weekly(store).subtitle == "All sellers · Northwind territory · amounts in USD · as of Friday 20 November 2026"
    )
    assert weekly(store, seller="Maureen Marcano").subtitle.startswith("Maureen Marcano · Northwind territory")
    assert weekly(store).footer.endswith("from northwind.crm")
    desk.on(date(2027, 1, 2))
    assert weekly(store).period == "Week 53 · 28 December 2026 – 3 January 2027"


def test_a_past_week_reprints_as_it_was_printed_then(store: Store, desk: Desk) -> None:
    ids = northwind(desk)
    then = weekly(store)
    desk.on(date(2027, 2, 9))
    desk.moves(ids["GTK 500"], "Won", amount=Decimal(99000))
    desk.moves(ids["Won A"], "Negotiation")
    desk.changes(ids["GTX Pro"], amount=Decimal(1), close_date=date(2027, 5, 1), name="GTX Pro, reduced")
    desk.deletes(ids["GTX Plus Pro"])
    desk.calls(ids["MG Advanced, 12 seats"])
    desk.sets_rate("EUR", date(2027, 1, 1), "1.1")
    desk.opens("Newcomer", "5000", close_date=SOON)
    again = weekly(store, as_of=FRIDAY)
    assert text_of(again) == text_of(then)
    assert again.blocks == then.blocks
    assert again.figures == then.figures
    assert text_of(weekly(store)) != text_of(then)


def test_an_empty_book_shows_dashes_with_their_reasons(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    page = weekly(store)
    shown = cards(page)
    assert shown["Won this quarter"] == ("0", "0 opportunities · no goal")
    assert shown["Coverage of what is left"] == ("—", "no goal")
    assert shown["Win rate"] == ("—", "nothing was won or lost")
    assert shown["Sales cycle"] == shown["Sales velocity a day"] == ("—", "nothing was won")
    assert page.figures["win_rate"] is None
    assert page.figures["reasons"]["win_rate"] == "nothing was won or lost"
    check_snapshot(page, "weekly-empty")


def test_a_goal_that_is_met_needs_no_coverage(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.sets_goal("1000", date(2026, 10, 1), date(2026, 12, 31))
    desk.opens("Done", "1500", "Won")
    assert cards(weekly(store))["Coverage of what is left"] == ("met", "500 over the goal")


def test_a_sellers_page_has_his_business_and_his_goal_alone(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    quarter = date(2026, 10, 1), date(2026, 12, 31)
    desk.sets_goal("1000", *quarter, seller="Anna")
    desk.sets_goal("9000", *quarter, seller="Boris")
    desk.opens("Hers", "250", "Won", seller="Anna")
    desk.opens("His", "800", "Won", seller="Boris")
    page = weekly(store, seller="anna")
    assert cards(page)["Won this quarter"] == ("250", "25 % of goal 1,000")
    assert "By seller" not in text_of(page)
    # 10.5 % is rounded half to even.
    assert cards(weekly(store))["Won this quarter"] == ("1,050", "10 % of goal 10,000")


def test_the_fiscal_quarter_follows_the_first_month_of_the_year(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 10, 15))
    desk.opens("October", "100", "Won")
    desk.on(FRIDAY)
    desk.opens("November", "30", "Won")
    assert cards(weekly(store))["Won this quarter"][0] == "130"
    assert cards(weekly(store, fiscal_month=2))["Won this quarter"][0] == "30"


def _due_in_all_sizes(page: Document) -> Iterator[Table]:
    """Yield what is expected to close in all the sizes that the first page may have, the fullest first."""
    table = under(page, "Expected to close")
    assert isinstance(table, Table)
    yield table
    if page.first_page is not None and page.first_page.shorter is not None:
        yield from _due_in_all_sizes(page.first_page.shorter())


def test_of_many_due_the_first_page_has_those_worth_most_and_the_last_has_all(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    for number in range(1, 26):
        desk.opens(f"Deal {number:02d}", f"{number}000", close_date=SOON)
    page = weekly(store)
    table = under(page, "Expected to close")
    assert isinstance(table, Table)
    *shown, rest = table.rows
    assert [row.cells[0].text for row in shown] == [f"Deal {number:02d}" for number in range(25, 13, -1)]
    assert [cell.text for cell in rest.cells] == ["13 more, listed below", "", "", "", "91,000", "", "9,100"]
    assert table.total is not None
    assert [table.total.cells[i].value for i in (4, 6)] == [325000, 32500]
    assert len(rows_of(page, "All that is expected to close")) == 25
    short = report(store, "weekly-pipeline", listed="largest")
    table = under(short, "Expected to close")
    assert isinstance(table, Table)
    assert table.rows[-1].cells[0].text == "13 more"
    assert "All that is expected to close" not in {one.text for one in short.blocks if isinstance(one, Heading)}
    assert all(one.wraps for one in _due_in_all_sizes(short)), "names stand nowhere else"
    *_others, few, fewest = _due_in_all_sizes(page)
    assert [len(one.rows) for one in (few, fewest)] == [1, 1]
    assert [cell.text for cell in fewest.rows[0].cells] == [
        "25 more, listed below",
        "",
        "",
        "",
        "325,000",
        "",
        "32,500",
    ]
    assert few.total is not None
    packet = report(store, "weekly-packet", listed="largest")
    tables = [one for one in packet.blocks if isinstance(one, Table)]
    stage = next(one for one in tables if one.columns[-1].title == "Moved")
    assert [row.cells[0].text for row in stage.rows] == [*(f"Deal {n:02d}" for n in range(16, 26)), "15 more"]


def test_the_figures_agree_with_each_other(store: Store, desk: Desk) -> None:
    northwind(desk)
    figures = weekly(store).figures
    for name in ("by_stage", "by_seller", "by_product", "by_account"):
        assert sum(Decimal(line["pipeline"]) for line in figures[name]) == Decimal(figures["pipeline"]), name
        assert sum(Decimal(line["weighted"]) for line in figures[name]) == Decimal(figures["weighted"]), name
        assert sum(line["count"] for line in figures[name]) == figures["pipeline_count"], name
    for name in ("by_seller", "by_product", "by_account"):
        assert sum(Decimal(line["won"]) for line in figures[name]) == Decimal(figures["won"]) == 612480
        assert sum(line["to_date"]["lost_count"] for line in figures[name]) == figures["to_date"]["lost_count"] == 1
    assert figures["week"]["won"] == "58700.00"
    assert figures["week"]["win_rate_of"] == [2, 3]
    assert figures["coverage"] == "2.7563554392"
    assert figures["expected_to_close"]["amount"] == "379054.00"
    assert figures["expected_to_close"]["weighted"] == "191859.20"
    assert [month["month"] for month in figures["projection"]] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
        "2027-03",
        "2027-04",
    ]
    # November: 58,700 won; 80 % of 80,304 and 48,210 in commit; 60 % of 54,820 and 12,600 in best case.
    november = figures["projection"][0]
    assert (november["won"], november["commit"]) == ("58700.00", "102811.20")
    assert (november["best_case_and_pipeline"], november["total"]) == ("40452.00", "201963.20")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_worked_week_is_two_pages_on_paper(store: Store, desk: Desk, printed: Any, paper: str) -> None:
    northwind(desk)
    first, second = (page.extract_text() for page in printed(weekly(store), paper).pages)
    assert "Page 1 of 2" in first
    assert "987,140" in first
    assert "By seller" in second
