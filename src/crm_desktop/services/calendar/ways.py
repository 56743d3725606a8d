"""The ways to look at the calendar: which days each shows around one of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import DAY, Period

Way = Literal["day", "work", "week", "month", "agenda"]
AGENDA_DAYS = 28
_THURSDAY = 3


def of(way: Way, day: date, first_weekday: int) -> Period:
    """Return the days that belong to the period of a day."""
    match way:
        case "day":
            return Period(day, day)
        case "work":
            return _work_week(day, first_weekday)
        case "week":
            first = week_start(day, first_weekday)
            return Period(first, first + 6 * DAY)
        case "month":
            return dates.month_of(day)
        case "agenda":
            return Period(day, day + (AGENDA_DAYS - 1) * DAY)


def shown(way: Way, period: Period, first_weekday: int) -> Period:
    """Return the days that are seen: a month fills its first and its last week."""
    if way != "month":
        return period
    first = week_start(period.first, first_weekday)
    return Period(first, week_start(period.last, first_weekday) + 6 * DAY)


def turned(way: Way, day: date, step: int) -> date:
    """Return the day in the next period (1) or the one before (-1)."""
    match way:
        case "day":
            return day + step * DAY
        case "month":
            return dates.add_months(day, step)
        case "agenda":
            return day + step * AGENDA_DAYS * DAY
        case _:
            return day + step * 7 * DAY


def week_start(day: date, first_weekday: int) -> date:
    """Return the first day of the week that holds `day`."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def week_number(first: date) -> int:
    """Return the ISO number of a week by its first day, whichever weekday that is: the one its Thursday has."""
    return (first + timedelta(days=(_THURSDAY - first.weekday()) % 7)).isocalendar().week


def weeks_of(first: date, last: date, first_weekday: int) -> list[date]:
    """Return the first days of the weeks that a period touches."""
    start = week_start(first, first_weekday)
    return [start + n * 7 * dates.DAY for n in range((last - start).days // 7 + 1)]


def _work_week(day: date, first_weekday: int) -> Period:
    """Return the days of work around a day; one off work shows those of its week."""
    start = week_start(day, first_weekday)
    week = [start + timedelta(days=n) for n in range(7)]
    work = [one for one in week if workday.is_work(one)]
    if not work:
        return Period(week[0], week[-1])
    first = day if workday.is_work(day) else work[0]
    while workday.is_work(first - DAY) and (day - first).days < 6:
        first -= DAY
    last = first
    while workday.is_work(last + DAY) and (last - first).days < 6:
        last += DAY
    return Period(first, last)
