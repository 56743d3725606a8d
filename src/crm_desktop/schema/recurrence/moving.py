"""A rule that is taken along when one of its days is moved: "every Tuesday" moved to a Wednesday is "every Wednesday".

What one move of one day cannot say is refused: which day "the last working day" moved by one would be. All times here
are naive, by the wall clock of the series.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.schema.recurrence.rule import Rule

Zones = tuple[tzinfo | None, tzinfo | None]

_WEEK = 7


def moved(
    rule: Rule, starts: datetime, at: datetime, to: datetime, zones: Zones = (None, None)
) -> tuple[Rule, datetime]:
    """Return the rule and its start once its occurrence `at` takes place at `to`, and the others likewise.

    Its end moves along, from the clock of the first zone to that of the second (None: the local one).
    Raises ValueError with a sentence where the rule cannot be moved to other days.
    """
    days = (to.date() - at.date()).days
    clock = _clock(rule, at.time(), to.time())
    begins = datetime.combine(starts.date(), time()) + (to - datetime.combine(at.date(), time()))
    new = replace(rule, until=_later(rule.until, to - at, days, zones), **clock)
    if days == 0:
        return new, begins
    if rule.by_set_pos or rule.by_year_day or rule.by_week_no or rule.by_easter:
        raise _refused()
    if rule.freq in {"DAILY", "WEEKLY"}:
        return _by_weekdays(new, days), begins
    return _by_date(new, starts, at, to)


def _clock(rule: Rule, before: time, after: time) -> dict[str, Any]:
    """Return the hours, minutes and seconds of a rule that names them itself."""
    found: dict[str, Any] = {}
    for name, unit in (("by_hour", "hour"), ("by_minute", "minute"), ("by_second", "second")):
        named, was, is_now = getattr(rule, name), getattr(before, unit), getattr(after, unit)
        if named and was != is_now:
            if len(named) > 1:
                raise _refused()
            found[name] = (is_now,)
    return found


def _later(until: date | datetime | None, span: timedelta, days: int, zones: Zones) -> date | datetime | None:
    if isinstance(until, datetime):
        if until.tzinfo is None:
            return until + span
        return expansion.moment(expansion.wall(until, zones[0]) + span, zones[1])
    return None if until is None else until + timedelta(days=days)


def _by_weekdays(rule: Rule, days: int) -> Rule:
    if rule.by_month or rule.by_month_day:
        raise _refused()
    # the week begins later too: or else a day that moves across its beginning falls into a week that is left out
    by_day = tuple((0, (day + days) % _WEEK) for _n, day in rule.by_day)
    return replace(rule, by_day=by_day, week_start=(rule.week_start + days) % _WEEK)


def _by_date(rule: Rule, starts: datetime, at: datetime, to: datetime) -> tuple[Rule, datetime]:
    """Move a rule of months or years: to the weekday or the date of `to`, counted from the same end of the month."""
    if len(rule.by_day) > 1 or len(rule.by_month_day) > 1 or (rule.by_day and rule.by_month_day):
        raise _refused()
    turns = to.month != at.month  # the last Friday moved to the first of the next month is counted from there
    if rule.by_day:
        new = replace(rule, by_day=(_weekday(rule, to.date(), turns=turns),))
    else:
        from_end = bool(rule.by_month_day) and rule.by_month_day[0] < 0 and not turns
        new = replace(rule, by_month_day=(to.day - _length(to.date()) - 1 if from_end else to.day,))
    if turns and len(rule.by_month) > 1:
        raise _refused()
    if rule.freq == "YEARLY" and (rule.by_month or not rule.by_day):
        new = replace(new, by_month=rule.by_month if len(rule.by_month) > 1 else (to.month,))
    elif rule.by_month and turns:
        new = replace(new, by_month=(to.month,))
    months = (to.year - at.year) * 12 + to.month - at.month
    first = dates.add_months(starts.date().replace(day=1), months)
    if rule.freq == "YEARLY":
        first = first.replace(year=starts.year + to.year - at.year, month=1)
    begins = _first(replace(new, count=None), datetime.combine(first, to.time()))
    if begins is None or begins > to:
        raise _refused()
    return new, begins


def _weekday(rule: Rule, day: date, *, turns: bool) -> tuple[int, int]:
    """Return which weekday of its month or year a day is, from the end that the rule counts from or, as it `turns`, not."""
    n = rule.by_day[0][0]
    if n == 0:
        return 0, day.weekday()
    of_year = rule.freq == "YEARLY" and not rule.by_month
    place, length = (
        (day.timetuple().tm_yday, 366 - (not calendar.isleap(day.year))) if of_year else (day.day, _length(day))
    )
    from_end = (n < 0) != (turns and not of_year)
    return -((length - place) // _WEEK + 1) if from_end else (place - 1) // _WEEK + 1, day.weekday()


def _first(rule: Rule, starts: datetime) -> datetime | None:
    found = expansion.first_from(
        Pattern(starts.replace(tzinfo=UTC), False, "UTC", replace(rule, until=None).text), None
    )
    return None if found is None else found.replace(tzinfo=None)


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _refused() -> ValueError:
    return ValueError(_("This rule cannot be moved to other days. Move one of them only, or say anew when it recurs."))
