"""The forecast categories of the worked example, and the months of the projection."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from crm_desktop.base.dates import Period, months_in
from crm_desktop.figures.closing import won
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.forecast import by_category, category_of, change, cumulative, last_year, projection
from crm_desktop.figures.forecast import weighted as weighted_forecast
from crm_desktop.figures.pipeline import pipeline, weighted
from tests.figures.books import MARCH, MIXED, USD, books, deal

WORKED = [
    deal(1, 50, kind="won", category="commit", closed_on=date(2017, 3, 2)),
    deal(2, 100, category="commit", close_date=date(2017, 3, 9)),
    deal(3, 150, category="best_case", close_date=date(2017, 3, 9)),
    deal(4, 200, category="pipeline", close_date=date(2017, 3, 9)),
    deal(5, 1000, category="omitted", close_date=date(2017, 3, 9)),
    deal(6, 3000, kind="lost", category="commit", closed_on=date(2017, 3, 9)),
]
SPRING = months_in(Period(date(2017, 3, 1), date(2017, 5, 31)))


def test_the_roll_ups_of_the_worked_example() -> None:
    single = by_category(WORKED, USD, MARCH)
    assert {name: figure.value for name, figure in single.items()} == {
        "closed": 50,
        "commit": 100,
        "best_case": 150,
        "pipeline": 200,
        "omitted": 1000,
    }
    assert {name: figure.value for name, figure in cumulative(single).items()} == {
        "closed_only": 50,
        "commit_forecast": 150,
        "best_case_forecast": 300,
        "open_pipeline": 450,
    }


@pytest.mark.parametrize(
    ("kind", "chosen", "counts_in"),
    [("won", "pipeline", "closed"), ("open", "best_case", "best_case"), ("open", "closed", "commit")],
)
def test_only_what_is_won_counts_as_closed(kind: Any, chosen: Any, counts_in: str) -> None:
    assert category_of(deal(1, kind=kind, category=chosen)) == counts_in


def test_a_period_names_what_has_no_date_under_its_category() -> None:
    single = by_category([deal(1, 5, category="commit"), deal(2, 5, kind="won")], USD, MARCH)
    assert single["commit"].left_out == ((1, "no expected close date"),)
    assert single["closed"].left_out == ((2, "closed, but on an unknown day"),)
    assert single["closed"].value == single["commit"].value == 0


def test_a_missing_rate_refuses_only_the_roll_ups_that_hold_it() -> None:
    single = by_category([*WORKED, deal(7, 1, category="best_case", currency="GBP", close_date=date(2017, 3, 1))], USD)
    refused = {name: figure.why for name, figure in cumulative(single).items() if figure.value is None}
    assert refused == dict.fromkeys(
        ["best_case_forecast", "open_pipeline"], "no exchange rate GBP → USD for 2017-03-01"
    )


def test_the_projection_shows_won_in_full_and_open_by_its_chances() -> None:
    deals = [
        deal(1, 100, kind="won", closed_on=date(2017, 3, 31)),
        deal(2, 100, probability="0.9", category="commit", close_date=date(2017, 3, 31)),
        deal(3, 100, probability="0.3", category="best_case", close_date=date(2017, 4, 1)),
        deal(4, 100, probability="0.1", category="pipeline", close_date=date(2017, 4, 30)),
        deal(5, 100, kind="lost", closed_on=date(2017, 4, 1)),
    ]
    bars = projection(deals, SPRING, USD).months
    assert [
        [figure.value for figure in (bar.won, bar.commit, bar.best_case_and_pipeline, bar.total)] for bar in bars
    ] == [
        [100, 90, 0, 190],
        [0, 0, 40, 40],
        [0, 0, 0, 0],
    ]
    assert bars[0].total.records == (1, 2)


def test_the_projection_names_what_no_month_holds() -> None:
    deals = [
        deal(1, 1),
        deal(2, 1, category="omitted", close_date=date(2017, 3, 5)),
        deal(3, 1, close_date=date(2017, 2, 28)),
        deal(4, 1, probability="0.5", close_date=date(2017, 3, 1)),
    ]
    assert projection(deals, SPRING, USD).left_out == (
        (1, "no expected close date"),
        (2, "omitted from the forecast"),
        (3, "expected before the first month"),
    )


@pytest.mark.parametrize(
    ("before", "value", "why"),
    [(80, Decimal("0.25"), ""), (200, Decimal("-0.5"), ""), (None, None, "nothing was won then")],
)
def test_what_is_projected_changes_on_what_was_won_the_year_before(
    before: int | None, value: Decimal | None, why: str
) -> None:
    year = timedelta(days=365)
    deals = [
        deal(1, 60, kind="won", closed_on=MARCH.first),
        deal(2, 100, probability="0.4", close_date=MARCH.last),
        deal(3, before, kind="won", closed_on=MARCH.first - year),
        deal(4, 5, close_date=MARCH.first - year),
        deal(5, 5, kind="won", closed_on=MARCH.first - year - timedelta(days=1)),
    ]
    (then,) = last_year(deals, [Period(MARCH.first - year, MARCH.last - year)], USD)
    assert (then.name, then.value, then.count) == ("won_last_year", before or 0, 1)
    figure = change(projection(deals, [MARCH], USD).months[0].total, then)
    assert (figure.value, figure.why) == (value, why)
    assert sum(figure.amounts) == 100 - (before or 0)
    assert figure.count == len(figure.records) + len(figure.left_out) == 3


@given(books())
def test_the_categories_add_up_to_the_pipeline(deals: list[Deal]) -> None:
    single = by_category(deals, MIXED)
    open_pipeline, omitted = cumulative(single)["open_pipeline"].value, single["omitted"].value
    assert open_pipeline is not None
    assert omitted is not None
    assert open_pipeline + omitted == pipeline(deals, MIXED).value


@given(books())
def test_the_pieces_of_a_bar_add_up_to_it(deals: list[Deal]) -> None:
    for bar in projection(deals, SPRING, MIXED).months:
        pieces = (bar.won, bar.commit, bar.best_case_and_pipeline)
        assert sum((amount for piece in pieces for amount in piece.amounts), Decimal(0)) == bar.total.value


@given(books())
def test_each_bar_holds_what_is_due_or_won_in_its_month(deals: list[Deal]) -> None:
    for month, bar in zip(SPRING, projection(deals, SPRING, MIXED).months, strict=True):
        assert bar.won == won([each for each in deals if each.closed_on in month], MIXED, month)
        due = [each for each in deals if each.category != "omitted" and each.close_date is not None]
        pieces = (bar.commit.value, bar.best_case_and_pipeline.value)
        assert sum(value or 0 for value in pieces) == weighted(due, MIXED, month).value
        assert weighted_forecast(deals, MIXED, month).value == weighted(due, MIXED, month).value
