"""Days, weeks and fiscal periods; moments in UTC. The program asks for the time here and nowhere else.

Moments are stored as UTC text of one fixed width, so that comparing the text compares the time.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)
_MOMENT = "%Y-%m-%dT%H:%M:%S"


def now() -> datetime:
    """Return this moment in UTC, to the millisecond (what the file keeps)."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def today() -> date:
    """Return the local calendar day."""
    return now().astimezone().date()


def moment_text(at: datetime) -> str:
    """Return an aware moment as stored text: 2026-11-21T18:40:00.000Z."""
    utc = at.astimezone(UTC)
    return f"{utc.strftime(_MOMENT)}.{utc.microsecond // 1000:03d}Z"


def moment_of(text: str) -> datetime:
    """Return the aware UTC moment of a stored text."""
    return datetime.fromisoformat(text)


def local_day(at: datetime) -> date:
    """Return the local calendar day of an aware moment."""
    return at.astimezone().date()


def local_moment(at: datetime) -> datetime:
    """Return the UTC moment at which the local clock shows the naive `at`.

    Of two it is the first; a time that the clock leaves out comes an hour later (RFC 5545).
    """
    try:
        first, second = (at.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    except OSError:  # Windows knows no local time before 1970
        return at.replace(tzinfo=UTC)
    # Python reads a time that is left out with the offset behind
    is_left_out = first < second and first.astimezone().replace(tzinfo=None) != at.replace(fold=0)
    return second if is_left_out else first


def noon(day: date) -> datetime:
    """Return a moment that lies on `day` in almost every time zone: for facts known only by their day."""
    return datetime.combine(day, time(12), UTC)


def end_of(day: date) -> datetime:
    """Return the last stored moment of the local calendar day."""
    return (datetime.combine(day + timedelta(days=1), time()).astimezone() - timedelta(milliseconds=1)).astimezone(UTC)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> date:
        """The day before the period: a comparison "since" starts at its end."""
        return self.first - timedelta(days=1)


def week_of(day: date) -> Period:
    """Return the ISO week, Monday to Sunday, that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """Return the calendar month that holds `day`."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def quarter_of(day: date, first_month: int = 1) -> Period:
    """Return the fiscal quarter that holds `day`; the fiscal year begins in month `first_month`."""
    into = (day.month - first_month) % 3
    first = add_months(day.replace(day=1), -into)
    return Period(first, add_months(first, 3) - timedelta(days=1))


def fiscal_year_of(day: date, first_month: int = 1) -> Period:
    """Return the fiscal year that holds `day`."""
    first = add_months(day.replace(day=1), -((day.month - first_month) % 12))
    return Period(first, add_months(first, 12) - timedelta(days=1))


def months_in(period: Period) -> list[Period]:
    """Return the calendar months that `period` touches, in order."""
    months, first = [], period.first.replace(day=1)
    while first <= period.last:
        months.append(month_of(first))
        first = add_months(first, 1)
    return months


def working_days(period: Period) -> int:
    """Return how many days from Monday to Friday the period has."""
    weeks, rest = divmod(period.days, 7)
    return weeks * 5 + sum(1 for i in range(rest) if (period.first.weekday() + i) % 7 < 5)
