"""Days and moments as people and programs write them; imported through `reading`.

A day that could be two days ("03/04/2017") is never guessed: the caller says which comes first, or gets AmbiguousDay.
A moment without a zone is local. Excel's serial numbers are not taken: 42916 may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line

_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_CENTURY_TURNS = 69  # two-digit years from here on are 19xx, as in POSIX
_ISO_LENGTH = 10
_MONTHS = (
    "jan january januar janvier janv enero ene", "feb february februar fevrier fevr febrero", "mar march marz maerz mrz mars marzo",
    "apr april avril avr abril abr", "may mai mayo", "jun june juni juin junio", "jul july juli juillet juil julio",
    "aug august aout agosto ago", "sep sept september septembre septiembre", "oct october oktober okt octobre octubre",
    "nov november novembre noviembre", "dec december dezember dez decembre diciembre dic",
)  # fmt: skip
_WEEKDAYS = (
    "mon monday",
    "tue tues tuesday",
    "wed wednesday",
    "thu thur thurs thursday",
    "fri friday",
    "sat saturday",
    "sun sunday",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_FILLERS = {"of", "the", "de", "del", "st", "nd", "rd", "th"} | _WEEKDAY_OF.keys()
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{8})T(\d{2})(\d{2})(\d{2})(Z?)")
_CLOCK = re.compile(
    r"(?P<day>.*?)(?:[T\s,]|\bat\b)\s*"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"|(?P<hour12>\d{1,2})\s*(?P<half12>[ap]\.?m\.?))"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[-+]\d{2}:?\d{2}|UTC|GMT)?",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:in\s+(\d{1,4})\s*|([-+])\s*(\d{1,4})\s*)(day|week|month|year|d|w|m|y)s?|(\d{1,4})\s*(day|week|month|year)s?\s+ago"
)


class AmbiguousDay(ValueError):
    """The text is two days, depending on whether the day or the month stands first."""


@dataclass(frozen=True)
class _Clock:
    at: time
    zone: tzinfo | None


def day(text: str, order: str | None = None, today: date | None = None, *, is_past: bool = False) -> date:
    """Return the day of a text; `order` ("dmy", "mdy", "ymd") decides where the numbers alone do not.

    A date-time with a zone is its local day; midnight sharp is a day without a time, and so the day that is written.
    Words such as "tomorrow", "fri", "next tuesday", "in 3 days" and "+2w" are understood where `today` is given;
    where no day to come makes sense, "fri" is the last one.
    Raises AmbiguousDay, or ValueError with a sentence.
    """
    if len(text) == _ISO_LENGTH and text[4] == text[7] == "-" and text.isascii():
        return _checked(text, _made(text, text[:4], text[5:7], text[8:]))
    written, clock = _parts(text)
    found = _day_of(written, order, today, text, is_past=is_past)
    if clock is None or clock.zone is None or clock.at == time():
        return found
    return dates.local_day(_utc(datetime.combine(found, clock.at, clock.zone)))


def moment(text: str, order: str | None = None, today: date | None = None) -> datetime:
    """Return the UTC moment of a text; without a zone it is local, without a time it is the day's first moment."""
    written, clock = _parts(text)
    found = _day_of(written, order, today, text)
    return _utc(datetime.combine(found, clock.at if clock else time(), clock.zone if clock else None))


def detect_day_order(texts: Iterable[str]) -> str | None:
    """Return "dmy" or "mdy" where a value of the column forces it; None where none does, or where they disagree.

    Numbers between points ("03.04.2017") are read with the day first wherever nothing in the column forbids it.
    """
    forced, dotted = set(), False
    for mark, first, second in _numbers(texts):
        dotted = dotted or mark == "."
        if first > 12 >= second or second > 12 >= first:
            forced.add("dmy" if first > 12 else "mdy")
    if dotted and not forced:
        return "dmy"
    return forced.pop() if len(forced) == 1 else None


def is_order_open(texts: Iterable[str]) -> bool:
    """Tell whether nothing in a column forces whether the day or the month stands first, or its values disagree."""
    forced = {first > 12 for _mark, first, second in _numbers(texts) if first > 12 >= second or second > 12 >= first}
    return len(forced) != 1


def is_two_days(text: str) -> bool:
    """Tell whether a text is another day when its first two numbers change places."""
    return any(first <= 12 >= second != first for _mark, first, second in _numbers([text]))


def has_time(text: str) -> bool:
    """Tell whether a text says a time of day; midnight sharp without a zone says none."""
    clock = _parts(text)[1]
    return clock is not None and not (clock.zone is None and clock.at == time())


def _numbers(texts: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the mark and the first two numbers of the days that end in their year."""
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if found:
            yield found[2], int(found[1]), int(found[3])


def _parts(text: str) -> tuple[str, _Clock | None]:
    """Return the text of the day and the time of day behind it."""
    line = one_line(text)
    compact = _COMPACT.fullmatch(line)
    if compact:
        line = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4]}{compact[5]}"
    found = _CLOCK.fullmatch(line)
    if not found or not found["day"]:
        return line, None
    hour, half = int(found["hour"] or found["hour12"]), (found["half"] or found["half12"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        raise _no_day(text)
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        at = time(hour, int(found["minute"] or 0), int(found["second"] or 0), micro)
        return found["day"].rstrip(" ,"), _Clock(at, _zone(found["zone"]))
    except ValueError:
        raise _no_day(text) from None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) if digits else timedelta()
    return timezone(-offset if "-" in text else offset)


def _utc(at: datetime) -> datetime:
    """Return a moment in UTC, without a zone by the local clock; what Windows cannot place counts as UTC."""
    if at.tzinfo is None:
        return dates.local_moment(at)
    try:
        return at.astimezone(UTC)
    except OSError:
        return at.replace(tzinfo=UTC)


def _day_of(written: str, order: str | None, today: date | None, text: str, *, is_past: bool = False) -> date:
    numbers = _YEAR_FIRST.fullmatch(written)
    if numbers:
        year, month, number = (numbers[1], numbers[3], numbers[4]) if numbers[1] else numbers.group(5, 6, 7)
        return _checked(text, _made(text, year, month, number))
    numbers = _YEAR_LAST.fullmatch(written)
    if numbers:
        return _checked(text, _in_order(text, (numbers[1], numbers[3], numbers[4]), numbers[2], order))
    found = _named(text, written) or (_relative(fold(written), today, is_past=is_past) if today else None)
    if found is None:
        raise _no_day(text)
    return _checked(text, found)


def _in_order(text: str, numbers: tuple[str, str, str], mark: str, order: str | None) -> date:
    """Return the day of three numbers whose last is a year, or which `order` says begin with one."""
    first, second, third = numbers
    if len(third) == 2 and (order == "ymd" or int(first) > 31):
        return _made(text, first, second, third)
    day_first, month_first = int(second) <= 12, int(first) <= 12
    if day_first and month_first and first != second and order not in {"dmy", "mdy"}:
        if mark != ".":
            raise _ambiguous(text)
        order = "dmy"
    if day_first and not (month_first and order == "mdy"):
        return _made(text, third, second, first)
    return _made(text, third, first, second)


def _named(text: str, written: str) -> date | None:
    """Return the day of a text with the name of a month: "30 Jun 2017", "June 30th, 2017", "14-Mar-14"."""
    folded = fold(written)
    words = [word for word in re.findall(r"[^\W\d_]+|\d+", folded) if word not in _FILLERS]
    if len(words) != 3 or not re.fullmatch(r"[\w\s,.'/-]+", folded):
        return None
    kinds = ["month" if word in _MONTH_OF else "number" if word.isdigit() else "" for word in words]
    if kinds == ["month", "number", "number"]:
        words = [words[1], words[0], words[2]]
    elif kinds != ["number", "month", "number"]:
        return None
    number, month, year = words if len(words[0]) <= 2 else words[::-1]
    return _made(text, year, str(_MONTH_OF[month]), number) if len(number) <= 2 and len(year) in {2, 4} else None


def _relative(words: str, today: date, *, is_past: bool) -> date | None:
    """Return the day of English words; "fri" is the next one after today, "next fri" that of the following week.

    Among past days "fri" is the last one, which may be today.
    """
    simple = {"today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2}
    if words in simple:
        return today + timedelta(days=simple[words])
    span = _SPAN.fullmatch(words)
    if span:
        count = int(span[1] or span[3] or span[5])
        return _later(today, -count if span[2] == "-" or span[5] else count, (span[4] or span[6])[0])
    which, _blank, what = words.rpartition(" ")
    if which in {"next", "last"} and what in {"week", "month", "year"}:
        return _later(today, 1 if which == "next" else -1, what[0])
    if what not in _WEEKDAY_OF or which not in {"", "this", "next", "last", "on"}:
        return None
    this_week = today + timedelta(days=_WEEKDAY_OF[what] - today.weekday())
    if which == "next":
        return this_week + timedelta(days=7)
    if which == "last":
        return this_week - timedelta(days=0 if this_week < today else 7)
    if is_past and which != "this":
        return this_week - timedelta(days=7 if this_week > today else 0)
    return this_week if this_week > today or which == "this" else this_week + timedelta(days=7)


def _later(today: date, count: int, unit: str) -> date | None:
    try:
        if unit in "dw":
            return today + timedelta(days=count * (7 if unit == "w" else 1))
        return dates.add_months(today, count * (12 if unit == "y" else 1))
    except (ValueError, OverflowError):
        return None


def _made(text: str, year: str, month: str, number: str) -> date:
    if not (year + month + number).isdigit():
        raise _no_day(text)
    full = int(year) if len(year) > 2 else int(year) + (1900 if int(year) >= _CENTURY_TURNS else 2000)
    try:
        return date(full, int(month), int(number))
    except ValueError:
        raise ValueError(_("“{text}” is no day of the calendar.").format(text=_shown(text))) from None


def _checked(text: str, found: date) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        sentence = _("“{text}” lies outside the years {first} to {last}.")
        raise ValueError(sentence.format(text=_shown(text), first=_FIRST_YEAR, last=_LAST_YEAR))
    return found


def _ambiguous(text: str) -> AmbiguousDay:
    return AmbiguousDay(
        _("“{text}” can be two days; say whether the day or the month stands first.").format(text=_shown(text))
    )


def _no_day(text: str) -> ValueError:
    return ValueError(_("“{text}” is no date; write one like 2017-06-30.").format(text=_shown(text)))


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 80 else f"{line[:80]}…"
