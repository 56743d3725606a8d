"""Customers: revenue, the scores of recency, frequency and money, and the estimate of what is to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.dates import Period
from crm_desktop.figures import customers
from crm_desktop.figures.customers import FEWEST, Limits, scores
from crm_desktop.figures.deal import Deal
from tests.figures.books import USD, deal

DAY = date(2017, 12, 31)
YEAR = Period(date(2017, 1, 1), DAY)


def won(key: int, amount: int | None, day: date) -> Deal:
    return deal(key, amount, kind="won", closed_on=day)


BOUGHT = [won(1, 100, date(2015, 12, 31)), won(2, 300, date(2017, 12, 1)), won(3, None, date(2017, 6, 1))]


def test_revenue_counts_by_the_day_of_the_actual_close() -> None:
    to_date = customers.revenue_to_date(BOUGHT, USD, DAY)
    assert (to_date.value, to_date.count, to_date.left_out) == (400, 3, ((3, "no amount"),))
    assert customers.revenue_to_date(BOUGHT, USD, date(2016, 12, 31)).value == 100
    assert customers.revenue_of(BOUGHT, USD, YEAR).value == 300


def test_what_was_won_on_an_unknown_day_is_part_of_the_value_to_date_and_of_no_year() -> None:
    undated = [deal(9, 50, kind="won")]
    assert customers.revenue_to_date(undated, USD, DAY).value == 50
    assert customers.revenue_of(undated, USD, YEAR).left_out == ((9, "closed, but on an unknown day"),)


def test_projected_is_what_is_open_by_its_chances() -> None:
    deals = [deal(1, 3800, probability="0.9"), deal(2, 22500, probability="0.2"), *BOUGHT[:1]]
    assert customers.projected(deals, USD).value == 7920


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 20, 30, 40, 50], [1, 2, 3, 4, 5]),
        ([7, 7, 7, 7, 7], [3, 3, 3, 3, 3]),  # all equal
        ([1, 1, 1, 1, 9], [3, 3, 3, 3, 5]),  # 5 × (0 + 4/2) / 5 = 2, and 1 more
        ([1, 2, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)
def test_equal_values_share_a_score(values: list[int], expected: list[int]) -> None:
    assert list(scores(dict(enumerate(values)), Limits().times).values()) == expected


@pytest.mark.parametrize(("value", "score"), [(1, 1), (999, 1), (1000, 2), (5000, 3), (20000, 4), (100000, 5)])
def test_fewer_than_five_customers_are_scored_by_fixed_limits(value: int, score: int) -> None:
    assert scores({"only": Decimal(value)}, Limits().money) == {"only": score}


@pytest.mark.parametrize(
    ("text", "falls", "expected"),
    [
        ("2, 3, 4, 6", False, (2, 3, 4, 6)), ("400 200;100 50", True, (400, 200, 100, 50)), ("", False, None),
        ("2, 3, 4", False, None), ("2, 3, 3, 6", False, None), ("1,000 2 3 4", False, None), ("6, 4, 3, 2", False, None),
        ("2, 3, 4, 6", True, None), ("-1, 2, 3, 4", False, None), ("a, 2, 3, 4", False, None),
    ],
)  # fmt: skip
def test_limits_are_four_whole_numbers_in_order(
    text: str, falls: bool, expected: tuple[int, int, int, int] | None
) -> None:
    assert customers.limits_in(text, falls=falls) == expected


@given(st.lists(st.integers(0, 30), min_size=FEWEST, max_size=60))
def test_a_higher_value_never_scores_less_and_every_score_is_from_1_to_5(values: list[int]) -> None:
    found = scores(dict(enumerate(values)), Limits().times)
    ranked = sorted((value, found[key]) for key, value in enumerate(values))
    assert [score for _value, score in ranked] == sorted(found.values())
    assert set(found.values()) <= {1, 2, 3, 4, 5}


def test_who_bought_lately_scores_best_and_who_did_not_has_no_score() -> None:
    days = [date(2017, month, 1) for month in (2, 4, 6, 8, 10)]
    books = {key: [won(key, key * 10, day)] for key, day in enumerate(days, 1)} | {6: [won(6, 5, date(2015, 1, 1))]}
    found = customers.buying(books, USD, DAY, YEAR)
    assert [found[key].scores[0] for key in range(1, 6)] == [1, 2, 3, 4, 5]
    assert [found[key].scores[1] for key in range(1, 6)] == [3] * 5
    assert found[6].scores == (None, None, None)
    assert (found[6].recency.why, found[5].recency.value) == ("nothing was won", 91)


def test_two_customers_are_scored_by_days_times_and_amount() -> None:
    books = {1: [won(1, 20000, date(2017, 12, 15)), won(2, 1, date(2017, 1, 5))], 2: [won(3, 10, date(2017, 1, 2))]}
    found = customers.buying(books, USD, DAY, YEAR)
    assert (found[1].scores, found[2].scores) == ((5, 2, 4), (2, 1, 1))


@pytest.mark.parametrize(
    ("years", "expected"),
    [(2, Decimal(160)), (5, Decimal(400)), (9, Decimal(400))],  # the horizon is five years
)
def test_the_prediction_is_mean_revenue_of_a_year_by_margin_by_years(years: int, expected: Decimal) -> None:
    young = [won(1, 200, date(2017, 11, 1))]  # of the two months of a new customer no six years' revenue is made
    of_a_year = customers.yearly(young, USD, DAY)
    assert of_a_year.value == 200
    figure = customers.predicted(of_a_year, Decimal("0.4"), years)
    assert figure.value == expected
    assert figure.parts == (of_a_year,)


def test_the_mean_of_a_year_is_by_the_years_since_the_first_purchase() -> None:
    of_a_year = customers.yearly(BOUGHT, USD, date(2019, 12, 31))  # 1,461 days: four years
    assert (of_a_year.value, of_a_year.parts[1].value) == (100, 1461)


def test_without_a_purchase_nothing_is_predicted() -> None:
    figure = customers.predicted(customers.yearly([deal(1, 5)], USD, DAY), Decimal(1), 3)
    assert (figure.value, figure.why) == (None, "nothing was won")
