"""Times from one to another as people write them: "14:00–15:00", "fri 9:30 - 11", "tomorrow 15:00 for 45 min", "wed – thu".

What is not said is taken from what the line said before: an hour alone is of the same day, a start alone keeps the length,
a day alone is the whole day, or keeps the hour where something is moved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services import spoken_time

_DASH = re.compile(
    r"\s*[\u2013\u2014]\s*|\s+-\s+|\s+(?:to|until|till)\s+"
    r"|(?:(?<=[\dm.])|(?<=noon))(?<!\d{4})(?<!-\d)(?<!-\d\d)-(?=(?:\d{1,2}(?::|$|\s|[ap]\.?m)|noon|midnight))",  # not in 2026-11-24
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\s+for\s+(?:(?P<half>half\s+)?an\s+hour|(?P<n>\d+(?:[.,]\d+)?)\s*(?P<unit>h|hours?|m|mins?|minutes?|d|days?))$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?=\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<day>.*\s)?(?:0?[1-9]|1[0-2])(?::\d\d)?")
_HALF = re.compile(r".*\d\s*(?P<half>[ap])\.?m\.?", re.IGNORECASE)
_DOT = r"(?<![\d.])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])"
_DOTTED = re.compile(rf"{_DOT}(?:\s*(?:[-\u2013\u2014]|\b(?:to|until|till)\b)\s*{_DOT})?", re.IGNORECASE)
_AN_HOUR = r"(?:\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?|\d{1,2}:\d\d|noon|midnight)"
_TWO_HOURS = re.compile(rf"(?<![\w:.])({_AN_HOUR})\s+(?={_AN_HOUR}$)", re.IGNORECASE)
_DATE_AFTER = re.compile(r"\d|[^\W\d]+\.? \d{1,2}(?!:)\b")
_MONTHS = 12
_ALONE = {"noon": time(12), "midnight": time()}
_ALL_DAY = re.compile(r",?\s*\(?(?:all day|all-day)\)?$", re.IGNORECASE)
_BARE_HOUR = re.compile(r"\d{1,2}")
_MINUTES_OF = {"h": 60, "m": 1, "d": DAY_MINUTES}
_MOST = 60 * DAY_MINUTES
_EVENING, _MORNING = time(18), time(6)
"""From when on and until when an end before the start is after midnight, and not a mistake."""


_Said = tuple[date, time | None]


@dataclass(frozen=True)
class Span:
    """From when on and how long; for whole days `starts` is local midnight and `minutes` are 1,440 for each."""

    starts: datetime
    minutes: int
    all_day: bool


def span_of(text: str, usual: Span, day_order: str | None = None, *, keeps_hour: bool = False) -> Span:
    """Return the time that a text says; with `keeps_hour` a day alone is that day at the usual hour.

    Raises UserError with examples where it says none.
    """
    said = one_line(text)
    length, rest = _length(said)
    days_said = _FROM.sub("", _ALL_DAY.sub("", rest)).strip().rstrip(",")
    begin, *ends = [part for part in _DASH.split(_as_span(days_said)) if part] or [""]
    if len(ends) > 1 or not begin:
        raise _unclear(said)
    first, last = _both(begin, ends, day_order, dates.local_day(usual.starts), said)
    is_day_alone = first[1] is None and last is None and length is None and rest == _ALL_DAY.sub("", rest)
    if is_day_alone and keeps_hour and not usual.all_day:
        return Span(_on(first[0], usual.starts.astimezone().time()), usual.minutes, all_day=False)
    if first[1] is None and (last is None or last[1] is None):
        return _whole_days(first[0], last[0] if last is not None else None, length)
    if first[1] is None or (last is not None and last[1] is None):
        raise _unclear(said)
    starts = _on(first[0], first[1])
    if last is None or last[1] is None:
        return Span(starts, length or (60 if usual.all_day else usual.minutes), all_day=False)
    is_night = last[0] == first[0] and first[1] >= _EVENING and last[1] <= _MORNING
    ends_at = _on(first[0] + dates.DAY if is_night else last[0], last[1])
    minutes = round((ends_at - starts) / timedelta(minutes=1))
    if minutes <= 0:
        raise UserError(_("That ends before it begins. Write it like “14:00 – 15:00”, or “fri 14:00 – sat 9:00”."))
    if minutes > _MOST:
        raise UserError(_("That is longer than 60 days."))
    return Span(starts, minutes, all_day=False)


def _as_span(text: str) -> str:
    """Return "15.30-16.15" with colons, where it can be no day, and "3pm 5pm" with a dash."""

    def with_colons(found: re.Match[str]) -> str:
        minutes = [int(said) for said in (found[2], found[4]) if said]
        is_clock = any(not 0 < one <= _MONTHS for one in minutes)
        return re.sub(_DOT, r"\1:\2", found[0]) if is_clock else found[0]

    return _TWO_HOURS.sub("\\1 \u2013 ", _DOTTED.sub(with_colons, text))


def _length(text: str) -> tuple[int | None, str]:
    found = _FOR.search(text)
    if found is None:
        return None, text
    if found["n"] is None:
        return 30 if found["half"] else 60, text[: found.start()]
    number = float(found["n"].replace(",", "."))
    minutes = round(number * _MINUTES_OF[found["unit"][0].lower()])
    if not 0 < minutes <= _MOST:
        raise _unclear(text)
    return minutes, text[: found.start()]


def _both(begin: str, ends: list[str], day_order: str | None, usual: date, whole: str) -> tuple[_Said, _Said | None]:
    """Return the start and the end, if one is said; the start of "3-5pm" is in the afternoon, that of "9-5pm" is not."""
    half = _HALF.fullmatch(ends[0]) if ends else None
    halves = [""]
    if half is not None and _is_bare_clock(begin, day_order):
        halves = ["pm", "am"] if half["half"] in "pP" else ["am", "pm"]
    for one in halves:
        first = _moment(begin + one, day_order, usual, whole)
        last = _moment(ends[0], day_order, first[0], whole) if ends else None
        if last is None or None in (first[1], last[1]) or (first[0], first[1]) < (last[0], last[1]):
            break
    return first, last


def _is_bare_clock(text: str, day_order: str | None) -> bool:
    """Tell whether a text ends in an hour that may be in the morning or in the afternoon: "3", "fri 27 Nov 3:30"."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return False
    try:
        return not found["day"] or _moment(found["day"].strip(" ,"), day_order, dates.today(), text)[1] is None
    except UserError:  # "Nov 12"
        return False


def _moment(text: str, day_order: str | None, usual: date, whole: str) -> tuple[date, time | None]:
    words = text.replace(",", " ").split()
    if text.lower() in _ALONE:
        return usual, _ALONE[text.lower()]
    if _BARE_HOUR.fullmatch(text) and int(text) < 24:
        return usual, time(int(text))
    found = spoken_time.moment(words, day_order) if words else None
    if found is None and _begins_with_weekday(words, day_order):
        found = spoken_time.moment(words[1:], day_order)  # "Wed 18 Nov": the day of the week says nothing more
    if found is None:
        raise _unclear(whole)
    return found[0] or usual, found[1]


def _begins_with_weekday(words: list[str], day_order: str | None) -> bool:
    """Tell whether a date stands behind a first word; in "wed thu" and "noon 27 Nov" the second takes nothing away."""
    if len(words) <= 1 or not words[0].strip(".").isalpha() or words[0].lower() in _ALONE:
        return False
    is_second_day = words[1].isalpha() and spoken_time.moment(words[1:2], day_order) is not None
    return not is_second_day and _DATE_AFTER.match(" ".join(words[1:])) is not None


def _whole_days(first: date, last: date | None, length: int | None) -> Span:
    days = max((length or 0) // DAY_MINUTES, 1) if last is None else (last - first).days + 1
    if days < 1:
        raise UserError(_("That ends before it begins. Write it like “14:00 – 15:00”."))
    return Span(_on(first, time()), days * DAY_MINUTES, all_day=True)


def _on(day: date, at: time) -> datetime:
    return dates.local_moment(datetime.combine(day, at))


def _unclear(text: str) -> UserError:
    if not text:
        return UserError(_("Say when it is, like “14:00 – 15:00”, “fri 9:30 for 45 min” or “wed – thu”."))
    told = _("“{text}” is no time; write one like “14:00 – 15:00”, “fri 9:30 for 45 min” or “wed – thu”.")
    return UserError(told.format(text=text[:40]))
