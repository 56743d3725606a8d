"""When something recurs: the moments that a rule gives, worked out by python-dateutil.

dateutil walks from the first day on, and looks for the next one up to the year 9999. So a rule without a count is
first moved, by whole intervals, to just before the days that are asked for; and because the calendar comes round
every 400 years to the day, it is computed 7,600 years later, which makes the year 2399 the last. The first day counts
only where the rule gives it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import dropwhile, groupby, islice, takewhile
from typing import Any

from crm_desktop.base import dates
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.rule import LAST_YEAR, Rule

_LATER = 7600  # years; 19 rounds of the calendar
_END = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
_MARGIN = timedelta(days=2)  # wall clocks differ from UTC by less
_LEAP = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall time, in a year that has each day of the calendar
_BY_DAYS = ("by_day", "by_month_day", "by_year_day", "by_week_no", "by_easter")
_DAYS = ("byweekday", "bymonthday", "byyearday", "byweekno", "byeaster")
_read = lru_cache(maxsize=4096)(rules.read)


@dataclass(frozen=True)
class Pattern:
    """All that says when a series takes place; without `recurrence` that is `starts` and what was `added`.

    `zone` is an IANA name; None, or one that this computer does not know, is its local zone. `skipped` and `added` are
    stored moments.
    """

    starts: datetime
    all_day: bool = False
    zone: str | None = None
    recurrence: str = ""
    skipped: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()


def pattern_of(values: Mapping[str, Any]) -> Pattern:
    """Return the pattern of an activity's columns, as the file or the model holds them."""
    starts = values["starts"]
    return Pattern(
        dates.moment_of(starts) if isinstance(starts, str) else starts,
        bool(values["all_day"]),
        values["zone"],
        values["recurrence"] or "",
        frozenset((values["skipped"] or "").split()),
        tuple((values["added"] or "").split()),
    )


def between(pattern: Pattern, first: datetime, end: datetime) -> list[datetime]:
    """Return the moments in UTC from `first` on and before `end`, in order and each once.

    Raises ValueError with a sentence where the pattern's rule cannot be read.
    """
    return list(takewhile(lambda at: at < end, _moments(pattern, first)))


def first_from(pattern: Pattern, at: datetime | None) -> datetime | None:
    """Return the first moment in UTC at or after `at`, or of all; None where there is none."""
    return next(_moments(pattern, at), None)


def last(pattern: Pattern) -> datetime | None:
    """Return the last moment in UTC; None where there is none or no end."""
    rule = _read(pattern.recurrence) if pattern.recurrence else None
    if rule is not None and rule.is_endless:
        return None
    if rule is not None and rule.until is not None:
        end = _day_of(rule.until) + timedelta(days=3)
        for days in (40, 400, 4000):
            found = between(pattern, datetime.combine(end - timedelta(days=days), time(), UTC), _END)
            if found:
                return found[-1]
    return max(_moments(pattern, None), default=None)


def never_happens(rule: Rule) -> bool:
    """Tell whether a rule gives no day at all, whenever it starts (30 February)."""
    probe = replace(rule, interval=1, count=None, until=None)
    if rule.freq in {"DAILY", "WEEKLY"} and not rule.by_set_pos and any(getattr(rule, name) for name in _BY_DAYS):
        probe = replace(probe, freq="YEARLY")  # has the same days, and is looked through much faster
    return next(_rule_moments(probe, _LEAP, None), None) is None


def zone_of(name: str | None) -> tzinfo | None:
    """Return the zone of an IANA name; None is the local zone, also for a name that this computer does not know."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def wall(at: datetime, zone: tzinfo | None) -> datetime:
    """Return the naive time that a clock in `zone` shows at an aware moment."""
    try:
        return at.astimezone(zone).replace(tzinfo=None, fold=0)
    except OSError:  # Windows knows no local time before 1970
        return at.astimezone(UTC).replace(tzinfo=None)


def moment(at: datetime, zone: tzinfo | None) -> datetime:
    """Return the UTC moment at which a clock in `zone` shows the naive `at`.

    Of two it is the first; a time that the clock leaves out is read with the offset before (RFC 5545).
    """
    return dates.local_moment(at) if zone is None else at.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _moments(pattern: Pattern, first: datetime | None) -> Iterator[datetime]:
    """Yield the moments from `first` on, in order, each once, without those that are skipped."""
    added = sorted(map(dates.moment_of, pattern.added))
    found = heapq.merge(_by_rule(pattern, first), added)
    before = None
    for at in found:
        if at == before or (first is not None and at < first):
            continue
        before = at
        if not pattern.skipped or dates.moment_text(at) not in pattern.skipped:
            yield at


def _by_rule(pattern: Pattern, first: datetime | None) -> Iterator[datetime]:
    """Yield what the rule gives, in order, from shortly before `first` on."""
    if not pattern.recurrence:
        yield pattern.starts.astimezone(UTC)
        return
    rule, zone = _read(pattern.recurrence), zone_of(pattern.zone)
    starts = wall(pattern.starts, zone)
    if pattern.all_day:
        starts = datetime.combine(starts.date(), time())
        rule = replace(rule, by_hour=(), by_minute=(), by_second=())  # as RFC 5545 wants it for whole days
    from_wall = None if first is None else wall(first, zone) - _MARGIN
    for _day, walls in groupby(_rule_moments(rule, starts, from_wall), datetime.date):
        # sorted, because an hour that the clock leaves out falls behind the one after it
        for at, shown in sorted((moment(shown, zone), shown) for shown in walls):
            if _is_past(rule.until, at, shown):
                return
            # the first one is where it stands, also in the second of two equal hours
            yield pattern.starts.astimezone(UTC) if shown == starts and not pattern.all_day else at


def _is_past(until: date | datetime | None, at: datetime, shown: datetime) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return shown.date() > until
    return (shown if until.tzinfo is None else at).replace(microsecond=0) > until


def _rule_moments(rule: Rule, starts: datetime, first: datetime | None) -> Iterator[datetime]:
    """Yield naive wall times from `starts` on; those before `first` may be left out, `until` is not looked at."""
    if starts.year > LAST_YEAR or (first is not None and first.year > LAST_YEAR):
        return
    later = 0 if rule.by_easter else _LATER  # Easter comes round in 5,700,000 years
    begins = starts if first is None or rule.count is not None else _forward(rule, starts, first)
    if rule.freq == "WEEKLY" and rule.by_set_pos:
        begins = _week(begins, rule.week_start)  # dateutil would count the positions from the first day on
    found = _dateutil(rule, _parts(rule, starts), begins.replace(year=begins.year + later, microsecond=0))
    walls = (at.replace(year=at.year - later, microsecond=starts.microsecond) for at in found)
    counted = islice(dropwhile(lambda at: at < starts, walls), rule.count)
    yield from takewhile(lambda at: at.year <= LAST_YEAR, counted)


def _parts(rule: Rule, starts: datetime) -> dict[str, Any]:
    """Return the parts of a rule as dateutil calls them, with what it takes from its first day filled in."""
    parts = {
        "bymonth": rule.by_month,
        "byweekno": rule.by_week_no,
        "byyearday": rule.by_year_day,
        "bymonthday": rule.by_month_day,
        "byweekday": _weekdays(rule),
        "byeaster": rule.by_easter,
        "bysetpos": rule.by_set_pos,
        "byhour": rule.by_hour or starts.hour,
        "byminute": rule.by_minute or starts.minute,
        "bysecond": rule.by_second or starts.second,
    }
    if not any(parts[name] for name in _DAYS):
        if rule.freq == "YEARLY":
            parts["bymonth"] = rule.by_month or starts.month
        if rule.freq in {"YEARLY", "MONTHLY"}:
            parts["bymonthday"] = starts.day
        if rule.freq == "WEEKLY":
            parts["byweekday"] = starts.weekday()
    return {name: None if value == () else value for name, value in parts.items()}


def _weekdays(rule: Rule) -> tuple[Any, ...]:
    """Return the weekdays for dateutil, which takes "each Monday and the first Friday" for days that are both."""
    from dateutil import rrule

    if len({n == 0 for n, _day in rule.by_day}) < 2:
        return tuple(rrule.weekday(day, n) if n else day for n, day in rule.by_day)
    most = 5 if rule.freq == "MONTHLY" or rule.by_month else 53
    return tuple(rrule.weekday(day, nth) for n, day in rule.by_day for nth in ((n,) if n else range(1, most + 1)))


def _forward(rule: Rule, starts: datetime, first: datetime) -> datetime:
    """Return from where a rule gives the same moments after `first` as from `starts`: whole intervals later."""
    gone = (first - starts).days
    if rule.freq == "DAILY":
        steps = gone // rule.interval
        return starts + timedelta(days=steps * rule.interval) if steps > 0 else starts
    if rule.freq == "WEEKLY":
        steps = gone // (7 * rule.interval)
        week = _week(starts, rule.week_start)
        return week + timedelta(days=7 * steps * rule.interval) if steps > 0 else starts
    if rule.freq == "MONTHLY":
        steps = ((first.year - starts.year) * 12 + first.month - starts.month) // rule.interval
        month = dates.add_months(starts.date().replace(day=1), steps * rule.interval) if steps > 0 else None
        return datetime.combine(month, time()) if month else starts
    steps = (first.year - starts.year) // rule.interval
    return datetime(starts.year + steps * rule.interval, 1, 1) if steps > 0 else starts  # noqa: DTZ001 - a wall time


def _week(at: datetime, week_start: int) -> datetime:
    """Return the beginning of the week."""
    return datetime.combine(at.date(), time()) - timedelta(days=(at.weekday() - week_start) % 7)


def _dateutil(rule: Rule, parts: Mapping[str, Any], starts: datetime) -> Iterator[datetime]:
    """Yield what dateutil gives for a rule with all its parts filled in."""
    from dateutil import rrule

    freq = rules.FREQS.index(rule.freq)  # dateutil counts them in the same order
    try:
        yield from rrule.rrule(freq, dtstart=starts, interval=rule.interval, wkst=rule.week_start, **parts)
    except (ValueError, OverflowError):  # the last week of the year 9999 reaches beyond
        return


def _day_of(until: date | datetime) -> date:
    return until.date() if isinstance(until, datetime) else until
