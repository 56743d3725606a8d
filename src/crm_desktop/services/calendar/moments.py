"""Local days as the moments that the file keeps, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.schema.recurrence import expansion

_INSTANT = timedelta(microseconds=1)


def days_of(period: Period) -> Iterator[date]:
    """Yield the days of a period; one that ends before it begins has none."""
    return (period.first + n * dates.DAY for n in range(period.days))


def morning(day: date) -> datetime:
    """Return the first moment of a local day, in UTC."""
    return expansion.moment(datetime.combine(day, time()), None)


def morning_text(day: date) -> str:
    """Return the first moment of a local day as the file keeps it."""
    return dates.moment_text(morning(day))


def local_day(at: datetime) -> date:
    """Return the local day of a moment, on every system also long ago."""
    return expansion.wall(at, None).date()


def on_wall(at: datetime) -> tuple[date, int]:
    """Return the local day of a moment, and its minutes since midnight as the clock shows them."""
    local = expansion.wall(at, None)
    return local.date(), local.hour * 60 + local.minute


def last_day(starts: datetime, ends: datetime) -> date:
    """Return the last local day that a span touches; one that ends at midnight does not touch the day after."""
    return local_day(max(starts, ends - _INSTANT))


def whole_days(starts: datetime, minutes: int | None, zone: str | None) -> tuple[date, date, datetime]:
    """Return the first and last day of what is for whole days, by the clock of its zone, and the end of the last one."""
    own = expansion.zone_of(zone)
    first = expansion.wall(starts, own).date()
    last = first + timedelta(days=max(0, -(-(minutes or 0) // (24 * 60)) - 1))
    return first, last, expansion.moment(datetime.combine(last + dates.DAY, time()), own)
