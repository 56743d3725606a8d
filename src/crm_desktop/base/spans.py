"""Spans of days that are named by their distance from today: "this quarter", "the last 30 days".

They are kept by name and worked out when somebody asks, so that a view means this month also next month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crm_desktop.base.dates import DAY, Period, add_months, fiscal_year_of, month_of, quarter_of
from crm_desktop.base.i18n import N_

Unit = Literal["days", "weeks", "months"]
UNITS: dict[str, str] = {"days": N_("days"), "weeks": N_("weeks"), "months": N_("months")}
MOST = 10_000
"""No span is longer than so many of its units."""


@dataclass(frozen=True)
class Calendar:
    """How the user counts: `first_weekday` 0 is Monday, the fiscal year begins in the month `fiscal_month`.

    `today` is the day that "this month" is told from where it is not the present one.
    """

    first_weekday: int = 0
    fiscal_month: int = 1
    today: date | None = None

    def week_of(self, day: date) -> Period:
        """Return the week that holds `day`."""
        first = day - timedelta(days=(day.weekday() - self.first_weekday) % 7)
        return Period(first, first + timedelta(days=6))

    def span(self, name: str, today: date) -> Period:
        """Return the days that a name of `SPANS` means; raises KeyError."""
        which, _space, what = name.rpartition("_")
        if not which:
            return _single(today + _NEAR[name] * DAY)
        whole: dict[str, Callable[[date], Period]] = {
            "week": self.week_of,
            "month": month_of,
            "quarter": lambda day: quarter_of(day, self.fiscal_month),
            "year": lambda day: fiscal_year_of(day, self.fiscal_month),
        }
        now = whole[what](today)
        return {
            "this": lambda: now,
            "last": lambda: whole[what](now.first - DAY),
            "next": lambda: whole[what](now.last + DAY),
        }[which]()


USUAL = Calendar()
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
SPANS: dict[str, str] = {
    "today": N_("today"),
    "yesterday": N_("yesterday"),
    "tomorrow": N_("tomorrow"),
    "this_week": N_("this week"),
    "last_week": N_("last week"),
    "next_week": N_("next week"),
    "this_month": N_("this month"),
    "last_month": N_("last month"),
    "next_month": N_("next month"),
    "this_quarter": N_("this quarter"),
    "last_quarter": N_("last quarter"),
    "next_quarter": N_("next quarter"),
    "this_year": N_("this year"),
    "last_year": N_("last year"),
    "next_year": N_("next year"),
}
"""The spans by their name in the file. Quarters and years are fiscal."""


def back(today: date, count: int, unit: str) -> Period:
    """Return the last `count` days, weeks or months, today counted among them."""
    return Period(_moved(today, -count, unit) + DAY, today)


def ahead(today: date, count: int, unit: str) -> Period:
    """Return the next `count` days, weeks or months, today counted among them."""
    return Period(today, _moved(today, count, unit) - DAY)


def _moved(day: date, count: int, unit: str) -> date:
    count = max(-MOST, min(count, MOST))
    return add_months(day, count) if unit == "months" else day + count * {"days": 1, "weeks": 7}[unit] * DAY


def _single(day: date) -> Period:
    return Period(day, day)
