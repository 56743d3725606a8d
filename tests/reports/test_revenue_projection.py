"""What the revenue projection says: its totals are one and the same number, however they are grouped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.base import dates
from crm_desktop.model import Account
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Document, Figures, Heading, Table
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
        "Open",
        "Weighted",
        "Projected",
        "No date",
    ]
    assert [cell.text for cell in table.rows[1].cells] == ["Boris", "1", "", "50", "40", "40", "56"]
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
        place = [column.title for column in table.columns].index("Projected")
        projected = [Decimal(str(row.cells[place].value)) for row in (*table.rows, table.total)]
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


def in_two_years(desk: Desk) -> None:
    """The small book, the year before it, and goals: one of the company's for a quarter, Anna's by months, none of Boris's."""
    desk.on(date(2025, 11, 3))
    desk.opens("Last year", "800", "Won", seller="Anna", account="Gone", product="MG")
    small_book(desk)
    desk.sets_goal("2000", date(2026, 10, 1), date(2026, 12, 31))
    for month, amount in ((10, "1000"), (11, "600")):
        days = dates.month_of(date(2026, month, 1))
        desk.sets_goal(amount, days.first, days.last, "Anna")


def test_last_year_and_the_goals_stand_beside_the_year_its_period_and_each_line(store: Store, desk: Desk) -> None:
    in_two_years(desk)
    page = revenue(store)
    names = ("total", "won_last_year", "change_on_last_year", "goal", "attainment", "projected_attainment")
    assert [page.figures["year"][name] for name in names] == ["1340.00", "800.00", "0.675", "2000.00", "0.5", "0.67"]
    # Nothing is set for January to March: what is expected then is not compared with the goal of the others.
    assert [page.figures[name] for name in ("projected", *names[1:])] == [
        "1360.00", "800.00", "0.7", "2000.00", "0.5", "0.67",
    ]  # fmt: skip
    assert page.figures["goal_days"] == {"first": date(2026, 10, 1), "last": date(2026, 12, 31)}
    november = page.figures["projection"][1]
    # The company's goal is for a longer time, so that Anna's alone is not what all of them are compared with.
    assert [november[name] for name in names] == ["0.00", "800.00", "-1", None, None, None]
    anna, boris = page.figures["by_seller"]
    assert [anna[name] for name in names[1:]] == ["800.00", "0.65", "1600.00", "0.625", "0.625"]
    assert [boris[name] for name in names[1:]] == ["0.00", None, None, None, None]
    assert "goal" not in page.figures["by_product"][0]
    assert lines(page, "by_account")["Gone"] == ("0.00", "0.00", "0.00")
    table = table_under(page, "By seller")
    shown = [[cell.text for cell in row.cells[5:9]] for row in table.rows]
    assert shown == [["800", "+ 65 %", "1,600", "62 %"], ["", "—", "—", "—"]]
    reasons = [cell.value for cell in table.rows[1].cells[6:9]]
    assert reasons == ["nothing was won then", "no goal", "no goal"]
    assert "Goal, Oct – Dec" in text_of(page)
    (chart,) = (block for block in page.blocks if isinstance(block, Chart))
    assert [[int(value or 0) for value in level.values[:3]] for level in chart.levels] == [[0, 800, 0]]
    (quarters,) = (block for block in revenue(store, step="quarter").blocks if isinstance(block, Chart))
    assert [[int(value or 0) for value in level.values[:2]] for level in quarters.levels] == [[800, 0], [2000, 0]]
    meant = [level.records[0].figure for level in quarters.levels if level.records[0] is not None]
    assert [(figure.name, figure.count) for figure in meant if figure] == [("won_last_year", 1), ("goal", 1)]
    behind = table.rows[0].cells[6].records
    assert behind is not None
    assert behind.figure is not None
    assert sum(behind.figure.amounts) == 1320 - 800


def test_sums_run_up_to_what_the_period_comes_to_beside_those_of_last_year_and_the_goal(
    store: Store, desk: Desk
) -> None:
    in_two_years(desk)
    chosen = {"step": "quarter", "by": "seller", "sums": "cumulative", "first": "2026-10-01", "last": "2027-03-31"}
    page = revenue(store, **chosen)
    steps = page.figures["projection"]
    assert [(step["won"], step["total"], step["won_last_year"]) for step in steps] == [
        ("1000.00", "1340.00", "800.00"), ("1000.00", "1360.00", "800.00"),
    ]  # fmt: skip
    assert [step["projected_attainment"] for step in steps] == ["0.67", "0.67"]
    table = table_under(page, "Projected by seller, added up")
    assert [column.title for column in table.columns[:3]] == ["Seller", "to Dec", "to Mar"]
    assert [cell.text for cell in table.rows[0].cells[:3]] == ["Anna", "1,300", "1,320"]
    assert set(page.figures) & {f"by_{what}" for what in ("product", "seller", "account")} == {"by_seller"}
    (chart,) = (block for block in page.blocks if isinstance(block, Chart))
    assert (chart.kind, [series.name for series in chart.series]) == ("lines", ["won and projected", "last year"])
    desk.on(date(2027, 1, 20))
    desk.opens("Later", "9", "Won", seller="Anna")
    again = revenue(store, as_of=FRIDAY, **chosen)
    assert (again.blocks, again.figures) == (page.blocks, page.figures)


def test_each_grouping_by_steps_comes_to_the_same_total(store: Store, desk: Desk) -> None:
    in_two_years(desk)
    for by in ("product", "seller", "team", "account", "company", "category"):
        page = revenue(store, by=by)
        found = page.figures["category_lines" if by == "category" else f"by_{by}"]
        for place, step in enumerate(page.figures["projection"]):
            assert sum(Decimal(line["columns"][place]["total"]) for line in found) == Decimal(step["total"]), by
        assert sum(Decimal(line["won_last_year"]) for line in found) == Decimal(page.figures["won_last_year"]), by
        assert sum(Decimal(line["projected"]) for line in found) == Decimal(page.figures["projected"]) == 1360, by
    rolled = page.figures["cumulative_by_step"]
    assert [(step["closed_only"], step["commit_forecast"], step["open_pipeline"]) for step in rolled[::2]] == [
        ("1000.00", "1000.00", "0.00"), ("0.00", "50.00", "550.00"), ("0.00", "0.00", "0.00"),
    ]  # fmt: skip


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
    cards = [{card.label: (card.text, card.note) for card in b.figures} for b in page.blocks if isinstance(b, Figures)]
    assert [(some["Last year"], some["Goal"]) for some in cards] == [
        (("0", "nothing was won then"), ("—", "no goal"))
    ] * 2
    assert {page.figures["reasons"][name] for name in ("goal", "attainment", "projected_attainment")} == {"no goal"}
    for by in ("seller", "category"):
        assert not [block for block in revenue(store, by=by, sums="cumulative").blocks if isinstance(block, Table)]


def test_the_worked_book_as_a_whole(store: Store, desk: Desk) -> None:
    desk.on(date(2025, 11, 3))
    desk.opens("A year ago", "150000", "Won")
    northwind(desk)
    desk.opens("No date yet", "4000")
    for month in (11, 12):
        days = dates.month_of(date(2026, month, 1))
        desk.sets_goal("250000", days.first, days.last)
    check_snapshot(revenue(store), "revenue-northwind")
