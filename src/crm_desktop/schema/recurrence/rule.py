"""A rule by which something recurs, read from RFC 5545's RRULE and written as such.

It knows one part more than the RFC: BYEASTER, days from Easter Sunday, as python-dateutil has it. What makes no
difference is not kept (the first day of the week in a monthly rule, the last of all Fridays instead of the last Friday),
so that rules which mean the same are mostly equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line

FREQS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = 100_000
"""The highest count."""
WIDEST = 10_000
"""The highest interval."""
FIRST_YEAR, LAST_YEAR = 1800, 2399
"""The years in which something can recur; a rule until a later one has no end."""

_FINER = {"HOURLY", "MINUTELY", "SECONDLY"}
# the part's name: the rule's field, the lowest and highest number, whether numbers may be counted from the end
_LISTS: dict[str, tuple[str, int, int, bool]] = {
    "BYMONTH": ("by_month", 1, 12, False),
    "BYWEEKNO": ("by_week_no", 1, 53, True),
    "BYYEARDAY": ("by_year_day", 1, 366, True),
    "BYMONTHDAY": ("by_month_day", 1, 31, True),
    "BYHOUR": ("by_hour", 0, 23, False),
    "BYMINUTE": ("by_minute", 0, 59, False),
    "BYSECOND": ("by_second", 0, 59, False),
    "BYSETPOS": ("by_set_pos", 1, 366, True),
    "BYEASTER": ("by_easter", -80, 250, False),
}
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})")
_NUMBER = re.compile(r"[+-]?\d{1,6}")


@dataclass(frozen=True)
class Rule:
    """What recurs, how often and until when; the start stands elsewhere and fills in what the rule leaves open.

    `by_day` holds pairs (which of its month or year or 0 for each, weekday with Monday 0). `until` is a whole day by
    the wall clock, a naive moment by the wall clock, or an aware moment.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_easter: tuple[int, ...] = ()
    week_start: int = 0

    def __post_init__(self) -> None:
        by_day = self.by_day if self.freq in {"YEARLY", "MONTHLY"} else tuple((0, day) for _n, day in self.by_day)
        _set(self, "by_day", tuple(sorted(set(by_day))))
        for name, _least, _most, _signed in _LISTS.values():
            _set(self, name, tuple(sorted(set(getattr(self, name)), key=lambda n: (n < 0, n))))
        weeks = self.freq == "WEEKLY" and (self.interval > 1 or self.by_set_pos)
        if not (weeks or self.by_week_no):
            _set(self, "week_start", 0)

    @property
    def is_endless(self) -> bool:
        """Whether the rule itself names no end."""
        return self.count is None and self.until is None

    @property
    def text(self) -> str:
        """The rule as the value of an RRULE."""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for part, (name, *_limits) in _LISTS.items():
            if part == "BYHOUR" and self.by_day:
                parts.append("BYDAY=" + ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.by_day))
            if getattr(self, name):
                parts.append(f"{part}=" + ",".join(map(str, getattr(self, name))))
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={_until_text(self.until)}")
        return ";".join(parts)


def read(text: str) -> Rule:
    """Return the rule of an RRULE's value, in any case and with or without "RRULE:" before it.

    Raises ValueError with a sentence for all that is no rule or recurs more often than daily.
    """
    line = one_line(text).replace(" ", "").upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in filter(None, line.split(";")):
        name, mark, value = part.partition("=")
        name = "BYDAY" if name == "BYWEEKDAY" else name  # as python-dateutil also calls it
        if not mark or not value:
            raise _wrong(part, _("A recurrence rule has parts such as FREQ=WEEKLY, with semicolons between them."))
        if name in parts:
            raise _wrong(part, _("It names the same part twice; leave one of them."))
        parts[name] = value
    values: dict[str, Any] = {"freq": _freq(parts.pop("FREQ", ""), text)}
    for name, value in parts.items():
        field, found = _part(name, value)
        values[field] = found
    if "count" in values and "until" in values:
        raise _wrong("COUNT", _("A rule ends after a number of times or on a day, not both; leave one of them out."))
    if "BYEASTER" in parts and parts.keys() & {"BYDAY", *_LISTS} - {"BYEASTER", "BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise _wrong("BYEASTER", _("Days around Easter stand alone in a rule; leave the other BY parts out."))
    rule = Rule(**values)
    if any(abs(n) > 5 for n, _day in rule.by_day) and (rule.freq == "MONTHLY" or rule.by_month):
        raise _wrong(f"BYDAY={parts['BYDAY']}", _("A month has no more than five of each weekday."))
    return _of_month_or_year(_in_days(rule))


def _in_days(rule: Rule) -> Rule:
    """Return the same rule by its longest span: every day that is a Monday is every Monday."""
    others = (rule.by_set_pos, rule.by_week_no, rule.by_year_day, rule.by_easter)
    if rule.freq not in {"DAILY", "WEEKLY"} or rule.interval > 1 or any(others):
        return rule
    if rule.by_month_day:  # RFC 5545 has it only in rules of months and years
        return replace(rule, freq="MONTHLY")
    return replace(rule, freq="WEEKLY") if rule.by_day else rule


def _of_month_or_year(rule: Rule) -> Rule:
    """Return the same rule as people say it: Outlook writes the last Friday as the last of all Fridays."""
    days, positions = dict.fromkeys(day for n, day in rule.by_day if n == 0), rule.by_set_pos
    limits = (rule.by_month_day, rule.by_year_day, rule.by_week_no, rule.by_hour, rule.by_minute, rule.by_second)
    in_month = rule.freq == "MONTHLY" or len(rule.by_month) == 1
    in_year = rule.freq == "YEARLY" and not rule.by_month
    is_long = rule.freq in {"MONTHLY", "YEARLY"} and (in_month or in_year)
    if not is_long or not positions or any(limits) or len(days) != len(rule.by_day):
        return rule
    most = max(map(abs, positions))
    if len(days) == 1 and most <= (5 if in_month else 53):
        return replace(rule, by_day=tuple((n, day) for n in positions for day in days), by_set_pos=())
    if len(days) == len(WEEKDAYS) and in_year:
        return replace(rule, by_day=(), by_set_pos=(), by_year_day=positions)
    if len(days) == len(WEEKDAYS) and most <= 31:
        return replace(rule, by_day=(), by_set_pos=(), by_month_day=positions)
    return rule


def _set(rule: Rule, name: str, value: Any) -> None:
    object.__setattr__(rule, name, value)


def _freq(value: str, text: str) -> str:
    if value in FREQS:
        return value
    if value in _FINER:
        raise _wrong(
            f"FREQ={value}", _("An activity recurs daily at most; choose a rule of days, weeks, months or years.")
        )
    if not value:
        raise _wrong(one_line(text), _("A recurrence rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    raise _wrong(f"FREQ={value}", _("Something recurs DAILY, WEEKLY, MONTHLY or YEARLY."))


def _part(name: str, value: str) -> tuple[str, Any]:
    """Return the field and the value of one part."""
    whole = f"{name}={value}"
    if name in _LISTS:
        field, least, most, signed = _LISTS[name]
        return field, tuple(_number(one, whole, least, most, signed) for one in value.split(","))
    if name in {"COUNT", "INTERVAL"}:
        return name.lower(), _number(value, whole, 1, MOST if name == "COUNT" else WIDEST)
    if name == "UNTIL":
        return "until", _until(value, whole)
    if name == "BYDAY":
        return "by_day", tuple(_weekday(one, whole) for one in value.split(","))
    if name == "WKST" and value in WEEKDAYS:
        return "week_start", WEEKDAYS.index(value)
    raise _wrong(whole, _("This part of a rule is not known; leave it out or say it in another way."))


def _number(text: str, whole: str, least: int, most: int, signed: bool = False) -> int:
    number = int(text) if _NUMBER.fullmatch(text) else None
    if number is None or not (least <= number <= most or (signed and least <= -number <= most)):
        span = _("It takes whole numbers from {least} to {most}, or the same with a minus to count from the end.")
        sentence = span if signed else _("It takes whole numbers from {least} to {most}.")
        raise _wrong(whole, sentence.format(least=least, most=most))
    return number


def _weekday(text: str, whole: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text)
    n = int(found[1] or 0) if found else 0
    if not found or (found[1] and n == 0) or abs(n) > 53:
        raise _wrong(
            whole, _("Weekdays are MO, TU, WE, TH, FR, SA and SU, with a number such as 2TU or -1FR before them.")
        )
    return n, WEEKDAYS.index(found[2])


def _until(value: str, whole: str) -> date | datetime | None:
    found = _UNTIL.fullmatch(value)
    try:
        # naive, for a day has no zone, and a moment is by the wall clock or, below, in UTC
        at = datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S") if found else None  # noqa: DTZ007
    except ValueError:
        at = None
    if not found or at is None or at.year < FIRST_YEAR:
        raise _wrong(whole, _("The last day is written as 20270630 or 20270630T220000Z."))
    if at.year > LAST_YEAR:
        return None
    if found[3]:
        return at.replace(tzinfo=UTC)
    return at.date() if at.time() == time(23, 59, 59) else at


def _until_text(until: date | datetime) -> str:
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}".rjust(8, "0")
    at = until if until.tzinfo is None else until.astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%S}".rjust(15, "0") + ("" if until.tzinfo is None else "Z")


def _wrong(part: str, why: str) -> ValueError:
    shown = part if len(part) <= 60 else f"{part[:60]}…"
    return ValueError(_("“{part}” cannot be used. {why}").format(part=shown, why=why))
