"""The ways of opportunities through the stages, written as letters, and what they count as."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures.conversion import Step, days_in_stage, stage_conversion
from tests.figures.books import MARCH

PROSPECTING, QUALIFIED, PROPOSAL, WON, LOST = 11, 12, 13, 20, 30
STAGES = [PROSPECTING, QUALIFIED, PROPOSAL]
LETTERS = {"p": PROSPECTING, "q": QUALIFIED, "r": PROPOSAL}


def way(steps: str, first_day: int = 1, month: int = 3) -> list[Step]:
    """Return a way through the stages, a letter a day: p, q, r, Won, Lost."""
    found = []
    for day, letter in enumerate(steps, first_day):
        stage = LETTERS.get(letter, WON if letter == "W" else LOST)
        found.append(Step(date(2017, month, day), stage, {"W": "won", "L": "lost"}.get(letter, "open")))  # type: ignore[arg-type]  # the three kinds
    return found


def outcomes(steps: str) -> dict[int, str]:
    """Return what became of one opportunity in each stage that it entered."""
    return {
        stage: part.name.removeprefix("stage_")
        for stage, figure in stage_conversion(STAGES, {1: way(steps)}).items()
        for part in figure.parts
        if part.value
    }


@pytest.mark.parametrize(
    ("steps", "prospecting", "qualified", "proposal"),
    [
        ("p", "undecided", None, None),
        ("pq", "passed", "undecided", None),
        ("pqL", "passed", "lost", None),
        ("pqrW", "passed", "passed", "passed"),
        ("prL", "passed", "passed", "lost"),
        ("pW", "passed", "passed", "passed"),
        ("rL", "passed", "passed", "lost"),
        ("W", "passed", "passed", "passed"),
        ("L", None, None, None),
        ("pqp", "passed", "undecided", None),
        ("pqpqpq", "passed", "undecided", None),
        ("pqpL", "passed", "lost", None),
        ("pLp", "undecided", None, None),
        ("pLpq", "passed", "undecided", None),
        ("pqWqL", "passed", "passed", "passed"),
        ("", None, None, None),
    ],
)
def test_an_opportunity_passes_is_lost_or_is_undecided(
    steps: str, prospecting: str | None, qualified: str | None, proposal: str | None
) -> None:
    expected = {PROSPECTING: prospecting, QUALIFIED: qualified, PROPOSAL: proposal}
    assert outcomes(steps) == {stage: outcome for stage, outcome in expected.items() if outcome}


def test_conversion_divides_those_that_passed_by_all_that_entered() -> None:
    ways = {1: way("pq"), 2: way("p"), 3: way("pL"), 4: way("prW")}
    figure = stage_conversion(STAGES, ways)[PROSPECTING]
    assert (figure.value, figure.of, figure.records) == (Decimal("0.5"), (2, 4), (1, 4, 3, 2))
    assert [part.records for part in figure.parts] == [(1, 4), (3,), (2,)]


def test_only_entries_in_the_period_count_but_a_stage_may_be_passed_after_it() -> None:
    ways = {
        1: [*way("p", month=2), *way("q", month=3), *way("r", month=4)],
        2: [*way("pq", month=2), *way("L", month=3)],
        3: [*way("pq", month=4)],
    }
    found = stage_conversion(STAGES, ways, MARCH)
    assert {stage: figure.of for stage, figure in found.items()} == {
        PROSPECTING: (0, 0),
        QUALIFIED: (1, 1),
        PROPOSAL: (0, 0),
    }
    assert found[PROSPECTING].why == "nothing entered the stage"


def test_an_opportunity_that_came_back_in_the_period_has_to_pass_again() -> None:
    ways = {1: [*way("pqr", month=2), *way("q", month=3)], 2: [*way("pqr", month=2), *way("qr", month=3)]}
    assert stage_conversion(STAGES, ways, MARCH)[QUALIFIED].of == (1, 2)


def test_one_that_is_reopened_goes_on_from_where_it_was_lost() -> None:
    found = stage_conversion(STAGES, {1: [*way("pqL", month=2), *way("r", month=3)]}, MARCH)
    assert {stage: figure.of for stage, figure in found.items()} == {
        PROSPECTING: (0, 0),
        QUALIFIED: (0, 0),
        PROPOSAL: (0, 1),
    }


def test_a_stage_that_is_no_longer_in_the_pipeline_is_ignored() -> None:
    steps = [Step(date(2017, 3, 1), PROSPECTING), Step(date(2017, 3, 2), 99), Step(date(2017, 3, 3), QUALIFIED)]
    assert stage_conversion(STAGES, {1: steps})[PROSPECTING].of == (1, 1)


def test_the_days_in_a_stage_are_those_of_the_stays_that_ended() -> None:
    ways = {1: way("ppq"), 2: way("pppppq"), 3: way("pqp"), 4: way("p")}
    mean_stay, middle = days_in_stage(STAGES, ways)[PROSPECTING]
    assert list(map(int, mean_stay.amounts)) == [2, 5, 1]
    assert (mean_stay.value, middle.value, mean_stay.records) == (Decimal(8) / 3, 2, (1, 2, 3))
    assert days_in_stage(STAGES, ways)[QUALIFIED][0].value == 1
    assert days_in_stage(STAGES, ways)[PROPOSAL][0].why == "nothing left the stage"


def test_a_stay_counts_in_the_period_that_it_ended_in() -> None:
    ways = {1: [Step(date(2017, 2, 20), PROSPECTING), Step(date(2017, 3, 2), QUALIFIED)]}
    assert days_in_stage(STAGES, ways, MARCH)[PROSPECTING][0].value == 10
    assert days_in_stage(STAGES, {1: way("pq", month=4)}, MARCH)[PROSPECTING][0].value is None
