"""Won, lost, how often, how fast and how much slipped: the worked examples and the empty denominators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from crm_desktop.figures.closing import (
    lost,
    mean_won,
    sales_cycle,
    sales_cycle_median,
    slippage,
    velocity,
    win_rate,
    win_rate_by_value,
    won,
)
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure, rounded
from crm_desktop.figures.pipeline import needed_coverage
from tests.figures.books import MARCH, MIXED, USD, book, books, deal

IN, LATER = date(2017, 3, 20), date(2017, 4, 20)


def closed(key: int, kind: Any, amount: int | None = 1, on: date | None = IN, **state: Any) -> Deal:
    return deal(key, amount, kind=kind, closed_on=on, **state)


def test_won_and_lost_go_by_the_actual_close_date() -> None:
    deals = [
        closed(1, "won", 10, close_date=LATER),
        closed(2, "won", 20, LATER, close_date=IN),
        closed(3, "lost", 30),
        closed(4, "won", 40, None),
        deal(5, 50, close_date=IN),
    ]
    assert won(deals, USD, MARCH).value == 10
    assert lost(deals, USD, MARCH).value == 30
    assert won(deals, USD, MARCH).left_out == ((4, "closed, but on an unknown day"),)
    assert won(deals, USD).value == 70


def test_the_win_rate_of_the_worked_example() -> None:
    figure = win_rate([closed(key, "won" if key < 45 else "lost") for key in range(180)], MARCH)
    assert (figure.value, figure.of) == (Decimal("0.25"), (45, 180))
    assert figure.scope == "by count, closed from 2017-03-01 to 2017-03-31"


def test_the_win_rate_by_value_divides_amounts_and_names_what_has_none() -> None:
    figure = win_rate_by_value(
        [closed(1, "won", 30), closed(2, "lost", 70), closed(3, "lost", None), closed(4, "won", None)], USD
    )
    assert figure.value == Decimal("0.3")
    assert [part.value for part in figure.parts] == [30, 70]
    assert dict(zip(figure.records, figure.amounts, strict=True)) == {1: 30, 2: 0}
    assert figure.left_out == ((4, "no amount"), (3, "no amount"))


@pytest.mark.parametrize("amounts", [(0, 0), (None, None), (0, None)])
def test_losses_without_any_value_leave_no_win_rate_by_value(amounts: tuple[int | None, int | None]) -> None:
    lost_ones = [closed(key, "lost", amount) for key, amount in enumerate(amounts, 2)]
    figure = win_rate_by_value([closed(1, "won", 30), *lost_ones], USD, MARCH)
    assert (figure.value, figure.why) == (None, "the 2 lost opportunities have no value")
    assert needed_coverage(figure).why == figure.why
    alone = win_rate_by_value([closed(1, "won", 30), lost_ones[0]], USD, MARCH)
    assert (alone.value, alone.why) == (None, "the lost opportunity has no value")


def test_one_loss_with_a_value_or_none_at_all_leaves_the_win_rate_by_value() -> None:
    wins = [closed(1, "won", 30)]
    assert win_rate_by_value(wins, USD).value == 1
    assert win_rate_by_value([*wins, closed(2, "lost", 10), closed(3, "lost", 0)], USD).value == Decimal("0.75")
    uncounted = closed(2, "lost", None, loss_counts=False, loss_reason="duplicate")
    assert win_rate_by_value([*wins, uncounted], USD).value == 1


def test_loss_reasons_that_do_not_count_are_left_out_and_named() -> None:
    deals = [closed(1, "won"), closed(2, "lost"), closed(3, "lost", 8, loss_counts=False, loss_reason="duplicate")]
    for figure in (win_rate(deals, MARCH), win_rate_by_value(deals, USD, MARCH)):
        assert figure.value == Decimal("0.5")
        assert figure.left_out == ((3, "loss reason does not count: duplicate"),)


def test_a_win_counts_also_where_it_kept_an_old_loss_reason() -> None:
    assert win_rate([closed(1, "won", loss_counts=False)]).of == (1, 1)


@pytest.mark.parametrize(("kind", "of"), [("won", (1, 1)), ("lost", (0, 1)), ("open", (0, 0))])
def test_a_reopened_one_counts_by_its_last_closing(kind: Any, of: tuple[int, int]) -> None:
    assert win_rate([closed(1, kind)], MARCH).of == of


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (win_rate([], MARCH), "nothing was won or lost"),
        (win_rate_by_value([], USD, MARCH), "nothing was won or lost"),
        (win_rate_by_value([closed(1, "lost", 0)], USD), "what was won and lost adds up to 0"),
        (sales_cycle([closed(1, "lost")]), "nothing was won"),
        (sales_cycle_median([]), "nothing was won"),
        (sales_cycle([closed(1, "won")]), "no day of creation or of closing"),
        (mean_won([], USD), "nothing was won"),
        (mean_won([closed(1, "won", None)], USD), "no amount"),
        (velocity([deal(1, 5)], USD), "nothing was won"),
        (velocity([closed(1, "won", created_on=IN), deal(2, 5)], USD), "the mean sales cycle is 0 days"),
        (won([closed(1, "won", currency="GBP")], USD), "no exchange rate GBP → USD for 2017-03-20"),
        (win_rate_by_value([closed(1, "lost", currency="GBP")], USD), "no exchange rate GBP → USD for 2017-03-20"),
        (slippage({}, {}, MARCH), "nothing was expected to close"),
    ],
)
def test_an_empty_denominator_is_no_value_with_its_reason(figure: Figure, why: str) -> None:
    assert (figure.value, figure.why) == (None, why)


def won_after(key: int, days: int) -> Deal:
    return closed(key, "won", created_on=IN - timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "mean", "median"), [([20, 40, 60, 400], 130, 50), ([400, 20, 60], 160, 60), ([7], 7, 7), ([0, 0, 9], 3, 0)]
)
def test_the_sales_cycle_has_a_mean_and_a_median(days: list[int], mean: int, median: int) -> None:
    deals = [won_after(key, length) for key, length in enumerate(days)]
    assert (sales_cycle(deals).value, sales_cycle_median(deals).value) == (mean, median)


def test_negative_cycles_are_left_out_and_counted() -> None:
    deals = [won_after(1, 10), won_after(2, -3), closed(3, "lost", created_on=IN), closed(4, "won")]
    figure = sales_cycle(deals)
    assert (figure.value, figure.records) == (10, (1,))
    assert figure.left_out == ((2, "closed before it was created"), (4, "no day of creation or of closing"))


def test_the_velocity_of_the_worked_example() -> None:
    wins = [closed(key, "won", 42000, created_on=IN - timedelta(days=78)) for key in range(24)]
    deals = [*wins, *(closed(key, "lost") for key in range(24, 100)), *(deal(key, 1) for key in range(100, 118))]
    figure = velocity(deals, USD)
    assert [part.value for part in figure.parts] == [18, 42000, Decimal("0.24"), 78]
    assert figure.value is not None
    assert rounded(figure.value) == 2326


def expected_ones(*ends: Deal | None) -> Figure:
    before = book(*(deal(key, 1, close_date=IN) for key in range(len(ends))))
    after = {key: end for key, end in enumerate(ends) if end is not None}
    return slippage(before, after, MARCH)


def test_the_slippage_of_the_worked_example() -> None:
    ends = [
        *(closed(key, "won") for key in range(3)),
        closed(3, "lost"),
        *(deal(key, 1, close_date=LATER) for key in range(4, 9)),
        closed(9, "won", 1, LATER),
    ]
    figure = expected_ones(*ends)
    assert (figure.value, figure.of) == (Decimal("0.6"), (6, 10))
    assert {part.name: part.value for part in figure.parts} == {"expected_won": 3, "expected_lost": 1, "slipped": 6}


@pytest.mark.parametrize(
    ("end", "of"),
    [
        (deal(0, 1, close_date=IN), (1, 1)),
        (deal(0, 1), (1, 1)),
        (closed(0, "lost", 1, LATER), (1, 1)),
        (closed(0, "lost", 1, MARCH.last), (0, 1)),
        (None, (0, 0)),
    ],
)
def test_slipped_is_what_is_still_open_or_closed_later(end: Deal | None, of: tuple[int, int]) -> None:
    assert expected_ones(end).of == of


def test_slippage_looks_only_at_what_was_expected_on_the_first_day() -> None:
    before = book(deal(1, 1, close_date=LATER), deal(2, 1), closed(3, "won"), deal(4, 1, close_date=IN))
    after = book(closed(1, "won"), deal(2, 1, close_date=IN), closed(3, "won"), deal(5, 1, close_date=IN))
    figure = slippage(before, after, MARCH)
    assert (figure.of, figure.left_out) == ((0, 0), ((4, "deleted"),))


@pytest.mark.parametrize("figure", [won, lost])
@given(deals=books())
def test_the_records_behind_a_closed_sum_add_up_to_it(figure: Callable[..., Figure], deals: list[Deal]) -> None:
    for period in (None, MARCH):
        assert sum(figure(deals, MIXED, period).amounts) == figure(deals, MIXED, period).value
