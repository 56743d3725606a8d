"""Days and times as people say them: "fri 15:00", "tomorrow at 9", "24 Dec", "12.12. 3pm", "2 weeks ago".

A day without a year is the next one, unless it lies within the last 90 days; an hour alone is today's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from crm_desktop.base import dates, workday
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold
from crm_desktop.schema import days

MOST_WORDS = 5
CLEAR_DAYS = ("today", "tomorrow", "yesterday")
AT = "at"
_ON = "on"
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?P<half>am|pm)?|(?P<half12>am|pm))", re.IGNORECASE)
_HALVES = ("am", "pm")
_NOON = "noon"
_AHEAD = re.compile(
    r"in (?:(?P<half>half an hour)|(?P<one>an hour)|(?P<n>\d{1,3}(?:[.,]\d)?) ?(?P<unit>h|hours?|m|mins?|minutes?))"
)
_STEP = 5  # minutes: who says "in 2 hours" does not mean 11:53
_NUMBERS = re.compile(r"(\d{1,2})(?:(\.)(\d{1,2})\.|(/)(\d{1,2}))")  # "24.12." and "12/24"; "3.1" is a version
_LIKE_A_DAY = re.compile(r"\d{1,2}([./])\d{1,2}\1(?:\d{2}|\d{4})?|\d{4}-\d{1,2}-\d{1,2}")
_WITH_A_MONTH = re.compile(r"(?:\d{1,2}\.? [^\W\d_]{3,}\.?|[^\W\d_]{3,}\.? \d{1,2}\.?)")
_LONG_AGO = timedelta(days=90)
_LAST_HOUR = 23


def moment(words: Sequence[str], day_order: str | None) -> tuple[date | None, time | None] | None:
    """Return the day and the time that exactly these words say, None where they say neither. Raises UserError.

    Without a `day_order`, a day that could be two is none.
    """
    ahead = _AHEAD.fullmatch(fold(" ".join(words)))
    if ahead:
        return _from_now(ahead)
    rest, at = _with_halves(words), None
    if _CLOCK.fullmatch(rest[-1]):
        at = _time(rest[-1])
        rest = rest[:-1]
    elif len(rest) > 1 and fold(rest[-1]) == _NOON:  # alone it may be a name
        at, rest = time(12), rest[:-1]
    elif len(rest) > 1 and fold(rest[-2]) == AT and rest[-1].isdigit() and int(rest[-1]) < 24:
        at, rest = time(int(rest[-1])), rest[:-2]
    elif len(rest) > 1 and _is_bare_hour(rest, day_order):
        at, rest = time(int(rest[-1])), rest[:-1]
    if at is not None and rest and fold(rest[-1]) == AT:
        rest = rest[:-1]
    if not rest:
        return (None, at) if at is not None else None
    day = _day_of(rest[1:] if fold(rest[0]) == _ON and len(rest) > 1 else rest, day_order)
    return None if day is None else (day, at)


def _with_halves(words: Sequence[str]) -> list[str]:
    """Return the words with "3 PM" and "3 p.m." at their end as "3pm"."""
    *before, last = words
    plain = fold(last).replace(".", "")
    if plain in _HALVES and before and before[-1].replace(":", "").isdigit():
        return [*before[:-1], before[-1] + plain]
    return [*before, plain] if _CLOCK.fullmatch(plain) else [*before, last]


def _from_now(ahead: re.Match[str]) -> tuple[date, time]:
    """Return the day and the time so long from now, in steps of five minutes."""
    minutes = 30.0 if ahead["half"] else 60.0
    if ahead["n"]:
        minutes = float(ahead["n"].replace(",", ".")) * (60 if ahead["unit"].startswith("h") else 1)
    local = (dates.now() + timedelta(minutes=minutes)).astimezone()
    late = timedelta(minutes=local.minute % _STEP, seconds=local.second, microseconds=local.microsecond)
    local += timedelta(minutes=_STEP) - late if late * 2 >= timedelta(minutes=_STEP) else -late
    return local.date(), local.time()


def _is_bare_hour(words: Sequence[str], day_order: str | None) -> bool:
    """Tell whether the last word is an hour behind the name of a day: "mon 10", "tomorrow 9"; "Dec 10" is a day."""
    hour, named = words[-1], words[:-1]
    if not (hour.isdigit() and len(hour) <= len("23") and int(hour) <= _LAST_HOUR and all(w.isalpha() for w in named)):
        return False
    named = named[1:] if fold(named[0]) == _ON and len(named) > 1 else named
    return _day_of(words, day_order) is None and _day_of(named, day_order) is not None


def _day_of(words: Sequence[str], day_order: str | None) -> date | None:
    text, today = " ".join(words), dates.today()
    try:
        return days.day(text, order=day_order, today=today)
    except ValueError:
        pass
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        if numbers[4] and day_order is None:
            return None
        first, second = int(numbers[1]), int(numbers[3] or numbers[5])
        day_first = bool(numbers[2]) or day_order != "mdy"
        number, month = (first, second) if day_first else (second, first)
        return _nearest(f"{{}}-{month:02d}-{number:02d}", today)
    return _nearest(f"{text.rstrip('.')} {{}}", today) if _WITH_A_MONTH.fullmatch(text) else None


def on(day: date | None, at: time | None) -> datetime:
    """Return the moment of a day and a time in UTC; without a time it is nine o'clock, and today the next full hour."""
    whole = day or dates.today()
    hour = at if at is not None else (_next_full_hour() if whole == dates.today() else workday.starts())
    return dates.local_moment(datetime.combine(whole, hour))


def is_impossible(word: str) -> bool:
    """Tell whether a word looks like a day although the calendar has none such; ask `moment` first."""
    return _LIKE_A_DAY.fullmatch(word) is not None


def _time(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    assert match is not None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = fold(match["half"] or match["half12"])
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        hour = 24
    if hour > _LAST_HOUR or minute > 59:
        raise UserError(_("“{text}” is no time of day.").format(text=text))
    return time(hour, minute)


def _nearest(pattern: str, today: date) -> date | None:
    """Return the day of a pattern that lacks its year: the next one, unless it lies within the last 90 days."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(days.day(pattern.format(year), order="ymd"))
        except ValueError:
            continue
    return next((day for day in found if day >= today - _LONG_AGO), None)


def _next_full_hour() -> time:
    now = dates.now().astimezone()
    return time(now.hour + 1) if now.hour < _LAST_HOUR else time(_LAST_HOUR, 59)
