"""Into what the projection's period falls apart: steps, the days of the year before, and the days that goals are set for."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.reports.projection_goals import Aim, pieces
from crm_desktop.reports.projection_spans import spans, year_before
from crm_desktop.services.goals import COMPANY, Goals, Stored, Whose


def test_a_long_period_is_shown_by_quarters_and_a_very_long_one_by_years() -> None:
    half, years = Period(date(2026, 10, 1), date(2027, 3, 31)), Period(date(2026, 2, 10), date(2029, 6, 30))
    assert len(spans(half, 6, 1)) == 6
    assert spans(half, 6, 1, "quarter") == spans(half, 5, 1)
    assert spans(half, 5, 1) == [
        Period(date(2026, 10, 1), date(2026, 12, 31)),
        Period(date(2027, 1, 1), date(2027, 3, 31)),
    ]
    assert spans(years, 6, 4) == [
        Period(date(2026, 2, 10), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2027, 3, 31)),
        Period(date(2027, 4, 1), date(2028, 3, 31)),
        Period(date(2028, 4, 1), date(2029, 3, 31)),
        Period(date(2029, 4, 1), date(2029, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("days", "before"),
    [
        (("2026-10-01", "2026-12-31"), ("2025-10-01", "2025-12-31")),
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2024-02-01", "2024-02-29")),
        (("2024-02-29", "2024-03-10"), ("2023-02-28", "2023-03-10")),
    ],
)
def test_the_year_before_of_a_february_is_a_whole_february(days: tuple[str, str], before: tuple[str, str]) -> None:
    span, expected = (Period(*map(date.fromisoformat, pair)) for pair in (days, before))
    assert year_before(span) == expected


def test_goals_are_taken_as_long_as_they_are_set_for_and_never_twice() -> None:
    def days(first: int, last: int) -> Period:
        return Period(date(2026, first, 1), dates.month_of(date(2026, last, 1)).last)

    def goals(*entries: tuple[Whose, Period, int]) -> Goals:
        amounts: dict[Whose, list[Stored]] = {}
        for whose, span, amount in entries:
            key = span.first.isoformat(), span.last.isoformat()
            amounts.setdefault(whose, []).append(Stored(key, amount * 10_000))
        return Goals(amounts, {1: None})

    ann, year = Whose(seller=1), days(1, 12)
    months = goals((ann, days(1, 3), 30), *((ann, days(n, n), 9) for n in (1, 2, 3, 4)))
    assert dict(pieces(Aim(months, COMPANY, 1), year)) == {
        days(1, 3): 30, days(4, 4): 9, days(5, 5): None, days(6, 6): None, days(7, 9): None, days(10, 12): None,
    }  # fmt: skip
    whole = goals((COMPANY, year, 100), (ann, days(1, 3), 30))
    assert dict(pieces(Aim(whole, COMPANY, 1), year)) == {year: 100}
    assert not any(goal for _span, goal in pieces(Aim(whole, COMPANY, 1), days(1, 6)))
    assert dict(pieces(Aim(goals(), ann, 1), year)) == {year: None}
