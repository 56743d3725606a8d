"""Goals: attainment, the year so far, and pace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.base.dates import Period, months_in
from crm_desktop.figures.closing import won
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.goals import attainment, goal_remaining, pace, projected_attainment, year_to_date
from tests.figures.books import MARCH, USD, deal

QUARTER = months_in(Period(date(2017, 1, 1), date(2017, 3, 31)))


def won_in(period: Period, amount: int, key: int = 1) -> Figure:
    return won([deal(key, amount, kind="won", closed_on=period.last)], USD, period)


@pytest.mark.parametrize(
    ("goal", "value", "why"),
    [
        ("250000", Decimal("0.94"), ""),
        ("235000", Decimal(1), ""),
        (None, None, "no goal"),
        ("0", None, "the goal is 0"),
    ],
)
def test_attainment_is_won_by_goal(goal: str | None, value: Decimal | None, why: str) -> None:
    figure = attainment(won_in(MARCH, 235000), None if goal is None else Decimal(goal))
    assert (figure.value, figure.why) == (value, why)
    assert sum(figure.amounts) == figure.parts[0].value == 235000
    both = projected_attainment(won_in(MARCH, 235000), None if goal is None else Decimal(goal))
    assert (both.name, both.value, both.why) == ("projected_attainment", value, why)


def test_what_remains_of_a_goal_may_be_less_than_nothing() -> None:
    assert goal_remaining(won_in(MARCH, 235000), Decimal(250000)).value == 15000
    assert goal_remaining(won_in(MARCH, 260000), Decimal(250000)).value == -10000
    assert goal_remaining(won_in(MARCH, 1), None).why == "no goal"


def test_a_refused_sum_refuses_the_attainment_with_its_reason() -> None:
    refused = won([deal(1, 5, kind="won", currency="GBP", closed_on=MARCH.first)], USD, MARCH)
    why = "no exchange rate GBP → USD for 2017-03-01"
    assert attainment(refused, Decimal(10)).why == goal_remaining(refused, Decimal(10)).why == why


def test_the_year_to_date_of_the_worked_example_is_not_the_mean_of_the_months() -> None:
    months = [
        (month, won_in(month, amount), Decimal(100)) for month, amount in zip(QUARTER, (85, 110, 105), strict=True)
    ]
    figures = year_to_date(months)
    assert [figure.value for figure in figures] == [Decimal("0.85"), Decimal("0.975"), Decimal(1)]
    assert figures[-1].scope == "closed from 2017-01-01 to 2017-03-31"


def test_unequal_goals_weigh_by_their_size() -> None:
    months = [(QUARTER[0], won_in(QUARTER[0], 10), Decimal(10)), (QUARTER[1], won_in(QUARTER[1], 0), Decimal(90))]
    assert year_to_date(months)[-1].value == Decimal("0.1")


def test_a_month_without_a_goal_is_left_out_of_the_year_and_named() -> None:
    months = [(QUARTER[0], won_in(QUARTER[0], 50, 1), None), (QUARTER[1], won_in(QUARTER[1], 80, 2), Decimal(100))]
    first, second = year_to_date(months)
    assert (first.value, first.why) == (None, "no goal")
    assert (second.value, second.records) == (Decimal("0.8"), (2,))
    assert second.left_out == ((1, "no goal for its month"),)


def test_pace_shows_attainment_beside_the_working_days_gone() -> None:
    reached = attainment(won_in(MARCH, 60), Decimal(100))
    side_by_side = pace(reached, 9, 18)
    assert side_by_side.attainment is reached
    assert (side_by_side.working_days_gone.value, side_by_side.working_days_gone.of) == (Decimal("0.5"), (9, 18))


def test_pace_of_a_period_without_working_days_says_so() -> None:
    gone = pace(attainment(won_in(MARCH, 60), None), 0, 0).working_days_gone
    assert (gone.value, gone.why) == (None, "the period has no working days")
