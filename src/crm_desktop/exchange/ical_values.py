"""Days, moments, spans and periods of iCalendar as Python has them, and how they are written.

Read are also the forms that are wrong but plain: with hyphens and colons, with an offset, with a blank behind.
Source: RFC 5545, 3.3.4 to 3.3.9.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence.rule import FIRST_YEAR, LAST_YEAR

When = date | datetime
"""A whole day; a naive time by the clock of some zone; or an aware moment."""

_WHEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_SPAN = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_MOST_DAYS = 40_000


def when(value: str) -> When:
    """Return a day or time. Raises ValueError with a sentence."""
    text = value.strip().strip('"').rstrip(";,")
    match = _WHEN.fullmatch(text)
    if match is None:
        raise ValueError(_("“{text}” is neither a day nor a time.").format(text=text[:40]))
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(_("There is no day “{text}”.").format(text=text[:40])) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_("It would lie in the year {year}.").format(year=day.year))
    if match[4] is None:
        return day
    hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)  # a leap second is none of ours
    is_midnight = hour == 24 and not minute and not second
    if minute > 59 or (hour > 23 and not is_midnight):
        raise ValueError(_("There is no time “{text}”.").format(text=text[:40]))
    at = datetime.combine(day, time(hour % 24, minute, second)) + timedelta(days=is_midnight)
    return at if match[7] is None else _aware(at, match[7].upper())


def _aware(at: datetime, offset: str) -> datetime:
    if offset == "Z":
        return at.replace(tzinfo=UTC)
    digits = offset.replace(":", "")
    span = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return at.replace(tzinfo=UTC) - (span if digits[0] == "+" else -span)


def span(value: str) -> timedelta:
    """Return a duration such as "-PT15M". Raises ValueError with a sentence."""
    text = value.strip().rstrip(";,")
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        raise ValueError(_("“{text}” is no duration.").format(text=text[:40]))
    weeks, days, hours, minutes, seconds = (min(int(part or 0), 10**9) for part in match.groups()[1:])
    total = (weeks * 7 + days) * 86_400 + hours * 3_600 + minutes * 60 + seconds
    if total > _MOST_DAYS * 86_400:
        raise ValueError(_("“{text}” is longer than a century.").format(text=text[:40]))
    return timedelta(seconds=-total if match[1] == "-" else total)


def start_of(value: str) -> When:
    """Return a day or time, or that at which a period begins. Raises ValueError with a sentence."""
    return when(value.partition("/")[0])


def moment_text(at: datetime) -> str:
    """Return an aware moment as a value in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def wall_text(at: datetime) -> str:
    """Return a naive time as a value by the clock of its zone."""
    return f"{at:%Y%m%dT%H%M%S}"


def day_text(day: date) -> str:
    """Return a day as a value."""
    return f"{day:%Y%m%d}"


def minutes_text(minutes: int) -> str:
    """Return a number of minutes as a duration: "PT1H30M", "P2D"."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    part = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (left, "M")) if n)
    if days and not part:
        return f"P{days}D"
    return f"P{f'{days}D' if days else ''}T{part or '0S'}"
