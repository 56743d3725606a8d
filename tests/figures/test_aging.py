"""The two clocks, the reasons for attention, and the moves of a close date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.figures.aging import attention, days_in_stage, days_over, days_since_contact, needs_attention, pushes
from tests.figures.books import deal

TODAY = date(2017, 6, 30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        ({"contacted_on": ago(24), "limit_without_contact": 14}, ["no contact for 24 days, limit 14"]),
        ({"contacted_on": ago(14), "limit_without_contact": 14}, []),
        ({"contacted_on": ago(24)}, []),
        (
            {"created_on": ago(20), "limit_without_contact": 14},
            ["no contact yet, 20 days after it was created, limit 14"],
        ),
        ({"created_on": ago(9), "limit_without_contact": 14}, []),
        ({"stage_since": ago(31), "limit_in_stage": 30}, ["in its stage for 31 days, limit 30"]),
        ({"stage_since": ago(30), "limit_in_stage": 30}, []),
        ({"stage_since": ago(300)}, []),
        ({"close_date": ago(1)}, ["close date 2017-06-29 is in the past"]),
        ({"close_date": TODAY}, []),
        ({"pushed": 2, "close_date": TODAY}, []),
        ({"pushed": 3, "first_close_date": ago(90)}, ["close date moved 3 times, first 2017-04-01"]),
        ({"pushed": 4}, ["close date moved 4 times"]),
    ],
)
def test_an_opportunity_needs_attention_for_reasons_in_words(state: dict[str, Any], reasons: list[str]) -> None:
    assert list(needs_attention(deal(1, 10, **state), TODAY)) == reasons


LATE: dict[str, Any] = {
    "close_date": ago(1),
    "contacted_on": ago(50),
    "limit_without_contact": 14,
    "stage_since": ago(50),
    "limit_in_stage": 9,
}


def test_all_reasons_are_given() -> None:
    assert len(needs_attention(deal(1, pushed=3, **LATE), TODAY)) == 4


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (LATE, 41),
        ({**LATE, "limit_in_stage": None}, 36),
        ({"close_date": ago(90), **{name: LATE[name] for name in LATE if name != "close_date"}}, 90),
        ({"created_on": ago(20), "limit_without_contact": 14}, 6),
        ({"pushed": 9}, 0),
        ({}, 0),
    ],
)
def test_how_far_a_limit_is_passed_goes_by_the_worst_reason(state: dict[str, Any], days: int) -> None:
    assert days_over(needs_attention(deal(1, 10, **state), TODAY), TODAY) == days


@pytest.mark.parametrize(("step", "is_silent"), [(1, True), (0, False), (-1, False)])
def test_a_planned_next_step_silences_until_its_day(step: int, is_silent: bool) -> None:
    planned = deal(1, next_step_on=TODAY + timedelta(days=step), **LATE)
    assert (needs_attention(planned, TODAY) == ()) is is_silent


@pytest.mark.parametrize("kind", ["won", "lost"])
def test_a_closed_opportunity_never_needs_attention(kind: Any) -> None:
    assert needs_attention(deal(1, kind=kind, pushed=9, **LATE), TODAY) == ()


def test_those_that_need_attention_are_counted_once_each() -> None:
    figure = attention([deal(1, **LATE), deal(2), deal(3, pushed=5, **LATE)], TODAY)
    assert (figure.value, figure.records) == (2, (1, 3))


def test_the_two_clocks_are_days_or_the_reason_why_not() -> None:
    known, unknown = deal(1, stage_since=ago(5), contacted_on=ago(24)), deal(2)
    assert (days_in_stage(known, TODAY).value, days_since_contact(known, TODAY).value) == (5, 24)
    assert days_in_stage(unknown, TODAY).why == "it is not known since when"
    assert days_since_contact(unknown, TODAY).why == "no contact yet"


@pytest.mark.parametrize(
    ("days", "first", "times"),
    [
        ([], None, 0),
        ([None, None], None, 0),
        ([10], 10, 0),
        ([10, 20, 30, 40], 10, 3),
        ([10, 20, 15, 25], 10, 2),
        ([10, 5, 3], 10, 0),
        ([10, 10, 10], 10, 0),
        ([None, 10, None, 12], 10, 1),
        ([10, None, 10], 10, 0),
    ],
)
def test_pushed_counts_the_moves_to_a_later_day_and_keeps_the_first(
    days: list[int | None], first: int | None, times: int
) -> None:
    history = [None if day is None else date(2017, 1, 1) + timedelta(days=day) for day in days]
    assert pushes(history) == (None if first is None else date(2017, 1, 1) + timedelta(days=first), times)
