"""Into which months, quarters or years a period falls apart, and which days of the year before they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures.deal import Span

Split: TypeAlias = Callable[[date, int], Period]
"""From a day and the fiscal year's first month to the month, quarter or year that holds the day."""
_LONGER: Final[dict[str, tuple[Split, ...]]] = {
    "month": (dates.quarter_of, dates.fiscal_year_of),
    "quarter": (dates.fiscal_year_of,),
}


def spans(period: Period, most: int, fiscal_month: int, step: str = "month") -> list[Period]:
    """Return the months or fiscal quarters of a period; where these are too many, its quarters or fiscal years."""
    found = [_within(month, period) for month in dates.months_in(period)]
    if step == "quarter":
        found = split(period, dates.quarter_of, fiscal_month)
    for of in _LONGER[step]:
        if len(found) <= most:
            break
        found = split(period, of, fiscal_month)
    return found


def split(period: Period, of: Split, fiscal_month: int) -> list[Period]:
    """Return the quarters or years that a period touches, cut to its days."""
    found, day = [], period.first
    while day <= period.last:
        found.append(_within(of(day, fiscal_month), period))
        day = found[-1].last + dates.DAY
    return found


def year_before(span: Span) -> Period:
    """Return the same days of the year before; a last day of a month stays one, also in a leap year."""
    last = dates.add_months(span.last, -12)
    if span.last == dates.month_of(span.last).last:
        last = dates.month_of(last).last
    return Period(dates.add_months(span.first, -12), last)


def _within(span: Period, period: Period) -> Period:
    return Period(max(span.first, period.first), min(span.last, period.last))
