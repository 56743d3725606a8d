"""Activity: what was done, how long it took, whom it reached, and what is owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures import activity
from crm_desktop.figures.activity import Deed
from tests.figures.books import MARCH

CALL = Deed(1, "call", date(2017, 3, 1), is_done=True, minutes=15, has_outcome=True, accounts=(7,), contacts=(70, 71))
VISIT = Deed(2, "visit", date(2017, 3, 31), is_done=True, minutes=90, accounts=(7, 8), contacts=(71,))
TASK = Deed(3, "task", date(2017, 3, 9), is_done=True, is_contact=False, accounts=(9,), contacts=(90,))
BEFORE = Deed(4, "call", date(2017, 2, 28), is_done=True, minutes=5, accounts=(1,))
LATE = Deed(5, "call", date(2017, 3, 14), is_done=False)
DUE = Deed(6, "meeting", date(2017, 3, 15), is_done=False, minutes=60)
ALL = [CALL, VISIT, TASK, BEFORE, LATE, DUE]


def test_only_what_was_done_in_the_period_is_counted() -> None:
    figure = activity.done(ALL, MARCH)
    assert (figure.value, figure.records) == (3, (1, 2, 3))
    assert activity.done(ALL).records == (1, 2, 3, 4)
    assert figure.scope == "done from 2017-03-01 to 2017-03-31"


def test_what_has_no_duration_adds_no_minutes_and_is_named() -> None:
    figure = activity.minutes(ALL, MARCH)
    assert (figure.value, figure.count) == (Decimal(105), 3)
    assert figure.left_out == ((3, "no duration"),)


@pytest.mark.parametrize(
    ("deeds", "value", "of", "why"),
    [
        ([CALL], Decimal(1), (1, 1), ""),
        ([CALL, VISIT], Decimal("0.5"), (1, 2), ""),
        ([LATE], None, (0, 0), "nothing was done"),
    ],
)
def test_outcomes_noted_are_a_share_of_what_was_done(
    deeds: list[Deed], value: Decimal | None, of: tuple[int, int], why: str
) -> None:
    figure = activity.outcomes_noted(deeds, MARCH)
    assert (figure.value, figure.of, figure.why) == (value, of, why)


def test_a_customer_is_touched_once_and_not_by_a_task() -> None:
    assert activity.accounts_touched(ALL, MARCH).records == (7, 8)
    assert activity.contacts_touched(ALL, MARCH).records == (70, 71)
    assert activity.accounts_touched(ALL, MARCH).meaning.entity == "account"


def test_what_is_for_the_day_itself_is_planned_and_not_yet_overdue() -> None:
    assert activity.planned(ALL, DUE.day).records == (6,)
    assert activity.overdue(ALL, DUE.day).records == (5,)
