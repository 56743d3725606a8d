"""Weeks, fiscal periods and moments."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import dates
from crm_desktop.base.dates import Period

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("first_month", "day", "first", "last"),
    [
        (1, date(2026, 11, 21), date(2026, 10, 1), date(2026, 12, 31)),
        (4, date(2026, 11, 21), date(2026, 10, 1), date(2026, 12, 31)),
        (2, date(2026, 1, 31), date(2025, 11, 1), date(2026, 1, 31)),
        (12, date(2026, 2, 28), date(2025, 12, 1), date(2026, 2, 28)),
    ],
)
def test_a_fiscal_quarter_begins_where_the_year_says(first_month: int, day: date, first: date, last: date) -> None:
    assert dates.quarter_of(day, first_month) == Period(first, last)


@given(DAYS, st.integers(1, 12))
def test_four_quarters_are_the_fiscal_year(day: date, first_month: int) -> None:
    year = dates.fiscal_year_of(day, first_month)
    quarters = [dates.quarter_of(dates.add_months(year.first, 3 * n), first_month) for n in range(4)]
    assert day in year
    assert (quarters[0].first, quarters[-1].last) == (year.first, year.last)
    assert all(b.first - a.last == timedelta(days=1) for a, b in itertools.pairwise(quarters))


@given(DAYS)
def test_a_week_is_the_iso_week(day: date) -> None:
    week = dates.week_of(day)
    assert {(week.first + timedelta(days=n)).isocalendar()[:2] for n in range(7)} == {day.isocalendar()[:2]}
    assert week.before == week.first - timedelta(days=1)


@given(DAYS, st.integers(0, 400))
def test_working_days_are_counted_as_one_by_one(day: date, length: int) -> None:
    days = [day + timedelta(days=n) for n in range(length + 1)]
    assert dates.working_days(Period(day, days[-1])) == sum(d.weekday() < 5 for d in days)


def test_a_month_later_than_the_31st_is_the_last_day() -> None:
    assert dates.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert dates.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_comparing_stored_moments_compares_time() -> None:
    moments = [
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, 5, 9000, tzinfo=UTC),
        datetime(2026, 11, 2, tzinfo=UTC),
    ]
    texts = [dates.moment_text(moment) for moment in moments]
    assert sorted(texts) == texts
    assert [dates.moment_of(text) for text in texts] == moments


@pytest.mark.usefixtures("far_east")
def test_a_local_day_ends_where_the_next_one_begins_also_on_the_day_the_clocks_change() -> None:
    changing = date(2026, 9, 27)
    assert dates.end_of(changing) == datetime(2026, 9, 27, 10, 59, 59, 999000, tzinfo=UTC)
    assert dates.local_day(dates.end_of(changing)) == changing
    assert dates.local_day(dates.end_of(changing) + timedelta(milliseconds=1)) == date(2026, 9, 28)


@pytest.mark.usefixtures("far_east")
def test_noon_lies_on_its_day_far_from_greenwich() -> None:
    assert dates.local_day(dates.noon(date(2026, 6, 30))) in {date(2026, 6, 30), date(2026, 7, 1)}
    assert dates.noon(date(2026, 6, 30)) <= dates.end_of(date(2026, 6, 30)) + timedelta(hours=1)


def test_the_months_of_a_period_are_those_it_touches() -> None:
    months = dates.months_in(Period(date(2026, 11, 21), date(2027, 1, 1)))
    assert [month.first for month in months] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
