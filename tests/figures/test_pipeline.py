"""What is open and what it is worth: the worked examples, and sums that any book must keep."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from crm_desktop.figures.closing import win_rate_by_value, won
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.goals import goal_remaining
from crm_desktop.figures.pipeline import by, by_stage, chance, coverage, holding, needed_coverage, pipeline, weighted
from tests.figures.books import MARCH, MIXED, USD, books, deal

IN_MARCH = date(2017, 3, 20)


def test_the_pipeline_is_the_sum_of_what_is_open() -> None:
    figure = pipeline([deal(1, "100.10"), deal(2, "0.25"), deal(3, 7, kind="won"), deal(4, 9, kind="lost")], USD)
    assert figure.value == Decimal("100.35")
    assert (figure.records, figure.scope, figure.unit) == ((1, 2), "all open", "money")


def test_an_opportunity_without_an_amount_is_counted_and_named() -> None:
    figure = pipeline([deal(1, 100), deal(2), deal(3), deal(4, 0)], USD)
    assert (figure.value, figure.count, figure.records) == (100, 4, (1, 4))
    assert figure.left_out == ((2, "no amount"), (3, "no amount"))


def test_an_empty_pipeline_is_0_because_a_sum_needs_no_denominator() -> None:
    assert pipeline([], USD).value == 0


def test_a_period_takes_what_is_expected_to_close_in_it_and_names_what_has_no_date() -> None:
    deals = [
        deal(1, 1, close_date=date(2017, 2, 28)),
        deal(2, 2, close_date=date(2017, 3, 1)),
        deal(3, 4, close_date=date(2017, 3, 31)),
        deal(4, 8, close_date=date(2017, 4, 1)),
        deal(5, 16),
    ]
    figure = pipeline(deals, USD, MARCH)
    assert (figure.value, figure.count, figure.records) == (6, 2, (2, 3))
    assert figure.left_out == ((5, "no expected close date"),)
    assert figure.scope == "open, expected to close from 2017-03-01 to 2017-03-31"


def test_the_weighted_pipeline_of_the_worked_example() -> None:
    deals = [deal(1, 3800, probability="0.9"), deal(2, 22500, probability="0.2")]
    assert weighted(deals, USD).value == 7920


def test_a_weight_needs_an_amount_and_a_probability_and_0_percent_is_one() -> None:
    figure = weighted([deal(1, 100, probability=0, by_hand=True), deal(2, 100), deal(3, probability="0.5")], USD)
    assert (figure.value, figure.records) == (0, (1,))
    assert figure.left_out == ((2, "no probability"), (3, "no amount"))


@pytest.mark.parametrize(("kind", "holds"), [("open", Decimal("0.4")), ("won", 1), ("lost", 0)])
def test_the_kind_beats_the_probability_in_the_field(kind: Any, holds: Decimal) -> None:
    assert chance(deal(1, 100, kind=kind, probability="0.4")) == holds


@pytest.mark.parametrize(
    ("own", "by_hand", "of_stage", "holds"),
    [
        (Decimal("0.3"), True, Decimal("0.6"), Decimal("0.3")),
        (Decimal(0), True, Decimal("0.6"), Decimal(0)),
        (Decimal("0.3"), False, Decimal("0.6"), Decimal("0.6")),
        (None, True, Decimal("0.6"), Decimal("0.6")),
        ("commit", True, "pipeline", "commit"),
        ("commit", False, "pipeline", "pipeline"),
    ],
)
def test_what_was_set_by_hand_survives_a_move_to_another_stage(
    own: Any, by_hand: bool, of_stage: Any, holds: Any
) -> None:
    assert holding(own, of_stage, by_hand=by_hand) == holds


def test_stages_come_in_their_order_with_their_counts() -> None:
    deals = [
        deal(1, 10, stage=7, stage_order=2, probability="0.5"),
        deal(2, 20, stage=9, stage_order=1, probability="0.1"),
        deal(3, stage=9, stage_order=1),
        deal(4, 99, stage=8, stage_order=3, kind="won"),
    ]
    lines = [
        (line.stage, line.pipeline.count, line.pipeline.value, line.weighted.value) for line in by_stage(deals, USD)
    ]
    assert lines == [(9, 2, 20, 2), (7, 1, 10, 5)]


def test_a_stage_with_nothing_due_in_the_period_is_not_listed() -> None:
    deals = [deal(1, 10, stage=7, close_date=IN_MARCH), deal(2, 20, stage=8, close_date=date(2017, 4, 1))]
    assert [line.stage for line in by_stage(deals, USD, MARCH)] == [7]


def coverage_of(amount: str, already_won: str, goal: str | None) -> Any:
    deals = [deal(1, amount, close_date=IN_MARCH), deal(2, already_won, kind="won", closed_on=IN_MARCH), deal(3, 999)]
    remaining = goal_remaining(won(deals, USD, MARCH), None if goal is None else Decimal(goal))
    return coverage(deals, remaining, USD, MARCH)


@pytest.mark.parametrize(
    ("amount", "already_won", "goal", "value", "why"),
    [
        ("4800000", "0", "1600000", Decimal(3), ""),
        ("4800000", "400000", "2000000", Decimal(3), ""),
        ("4800000", "2000000", "2000000", None, "met"),
        ("4800000", "2100000", "2000000", None, "met"),
        ("4800000", "0", None, None, "no goal"),
        ("0", "0", "1600000", Decimal(0), ""),
    ],
)
def test_coverage(amount: str, already_won: str, goal: str | None, value: Decimal | None, why: str) -> None:
    figure = coverage_of(amount, already_won, goal)
    assert (figure.value, figure.why) == (value, why)


def test_coverage_is_refused_with_the_pipeline_that_it_divides() -> None:
    deals = [deal(1, 10, currency="GBP", close_date=IN_MARCH)]
    figure = coverage(deals, goal_remaining(won(deals, USD), Decimal(5)), USD, MARCH)
    assert (figure.value, figure.why) == (None, "no exchange rate GBP → USD for 2017-03-20")


def test_needed_coverage_is_one_by_the_win_rate_by_value() -> None:
    rate = win_rate_by_value([deal(1, 22, kind="won"), deal(2, 78, kind="lost")], USD)
    needed = needed_coverage(rate)
    assert needed.value is not None
    assert round(needed.value, 1) == Decimal("4.5")


@pytest.mark.parametrize(
    ("deals", "why"),
    [([], "nothing was won or lost"), ([deal(1, 5, kind="lost")], "the win rate is 0 %")],
)
def test_needed_coverage_without_a_win_rate_says_why(deals: list[Deal], why: str) -> None:
    figure = needed_coverage(win_rate_by_value(deals, USD))
    assert (figure.value, figure.why) == (None, why)


@given(books())
def test_the_records_behind_a_figure_add_up_to_it(deals: list[Deal]) -> None:
    for figure in (pipeline(deals, MIXED), weighted(deals, MIXED), pipeline(deals, MIXED, MARCH)):
        assert sum(figure.amounts) == figure.value
        assert len(figure.amounts) == len(figure.records)


@given(books())
def test_every_open_opportunity_is_behind_the_pipeline_or_left_out(deals: list[Deal]) -> None:
    figure = pipeline(deals, MIXED)
    named = {record for record, _ in figure.left_out}
    assert {*figure.records} | named == {each.id for each in deals if each.kind == "open"}
    assert not {*figure.records} & named


@given(books())
def test_the_stages_add_up_to_the_pipeline(deals: list[Deal]) -> None:
    lines = by_stage(deals, MIXED)
    assert sum(line.pipeline.value or 0 for line in lines) == pipeline(deals, MIXED).value
    assert sum(line.weighted.value or 0 for line in lines) == weighted(deals, MIXED).value
    assert sum(line.pipeline.count for line in lines) == pipeline(deals, MIXED).count


@given(books())
def test_the_groups_of_any_key_add_up_to_the_total(deals: list[Deal]) -> None:
    groups = by(deals, lambda each: (each.seller, each.currency))
    for figure in (pipeline, weighted, won):
        assert sum(figure(group, MIXED).value or 0 for group in groups.values()) == figure(deals, MIXED).value
