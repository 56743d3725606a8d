"""Free time on one day, and what it costs to take it.

A good slot leaves no scrap of time that is too short for anything, and begins on the hour or half hour. Working hours are
by the wall clock; what lies between two moments is counted in UTC, so that no change of the clock makes a slot longer or
shorter than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm_desktop.base import dates, workday
from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry

HALF_HOUR = timedelta(minutes=30)
NOON = time(12)
_SCRAP = 1.5
"""A scrap of time is as bad as to wait one and a half days."""
_SNUG = 0.25
_LATER = 0.04  # an hour later on the same day


@dataclass(frozen=True)
class Hours:
    """A part of the hours of work, as the clock shows it."""

    starts: time = time()
    ends: time | None = None
    """None for the end of work."""


ALL_HOURS, MORNING, AFTERNOON = Hours(), Hours(ends=NOON), Hours(NOON)


@dataclass(frozen=True)
class Slot:
    """Free time, and in a few words why it is a good one."""

    starts: datetime
    ends: datetime
    why: str


@dataclass(frozen=True)
class _Gap:
    """Free time as long as it goes, and what is before and after it; nothing at the ends of the day's work."""

    starts: datetime
    ends: datetime
    before: Entry | None
    after: Entry | None
    is_whole_day: bool


def of_day(
    day: date, days_on: int, length: timedelta, busy: Iterable[Entry], most: int, hours: Hours = ALL_HOURS
) -> list[tuple[float, Slot]]:
    """Return the best slots of a day that don't overlap, each with what it costs to take it: as much as days of waiting."""
    candidates = [
        (days_on + _cost(gap, starts, length), Slot(starts, starts + length, _why(gap, starts, starts + length)))
        for gap in _gaps(day, busy, hours)
        for starts in _beginnings(gap, length)
    ]
    found: list[tuple[float, Slot]] = []
    for cost, slot in sorted(candidates, key=lambda one: (one[0], one[1].starts)):
        if len(found) < most and all(slot.ends <= one.starts or one.ends <= slot.starts for _cost, one in found):
            found.append((cost, slot))
    return found


def _gaps(day: date, busy: Iterable[Entry], hours: Hours) -> Iterator[_Gap]:
    """Yield what is free of a day's work, from now on."""
    whole = work_on(day)
    morning, evening = within(day, whole, hours)
    here = here_on(day, busy, hours)
    now = _next_five_minutes()
    at, before = max(morning, now), None
    for one in sorted(here, key=lambda one: (start_on(one, day), end_on(one, day))):
        if start_on(one, day) > at:
            yield _Gap(at, start_on(one, day), before, one, is_whole_day=False)
        if end_on(one, day) >= at:
            at, before = end_on(one, day), one
    if at < evening:
        yield _Gap(at, evening, before, None, is_whole_day=not here and (at, evening) == whole)


def here_on(day: date, busy: Iterable[Entry], hours: Hours) -> list[Entry]:
    """Return what takes any of a day's work, or of a part of it."""
    morning, evening = within(day, work_on(day), hours)
    return [
        one
        for one in busy
        if one.first <= day <= one.last and end_on(one, day) > morning and start_on(one, day) < evening
    ]


def work_on(day: date) -> tuple[datetime, datetime]:
    """Return when work begins and ends on a day; whoever works past midnight stops there."""
    starts, ends = workday.starts(), workday.ends()
    evening = datetime.combine(day, ends) if ends > starts else datetime.combine(day + dates.DAY, time())
    return expansion.moment(datetime.combine(day, starts), None), expansion.moment(evening, None)


def within(day: date, work: tuple[datetime, datetime], hours: Hours) -> tuple[datetime, datetime]:
    """Return when a part of a day's work begins and ends."""
    starts = expansion.moment(datetime.combine(day, hours.starts), None)
    ends = work[1] if hours.ends is None else expansion.moment(datetime.combine(day, hours.ends), None)
    return max(work[0], starts), min(work[1], ends)


def start_on(entry: Entry, day: date) -> datetime:
    """Return when something begins; what is for whole days, with the day."""
    return moments.morning(day) if entry.all_day else entry.starts


def end_on(entry: Entry, day: date) -> datetime:
    """Return when something is over; what has no length takes as long as it is painted."""
    if entry.all_day:
        return moments.morning(day + dates.DAY)
    return max(entry.ends, entry.starts + HALF_HOUR) if entry.ends == entry.starts else entry.ends


def _next_five_minutes() -> datetime:
    now = dates.now()
    full = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    return full if full == now else full + timedelta(minutes=5)


def _beginnings(gap: _Gap, length: timedelta) -> Iterator[datetime]:
    """Yield when a slot in a gap can begin: on each hour and half hour, or with the gap where that is too tight."""
    at = gap.starts + (-_since_half_hour(gap.starts) % HALF_HOUR)
    if at + length > gap.ends >= gap.starts + length:
        yield gap.starts
    while at + length <= gap.ends:
        yield at
        at += HALF_HOUR


def _since_half_hour(at: datetime) -> timedelta:
    """Return how long ago the wall clock showed an hour or a half one; some zones are a quarter off UTC's."""
    wall = expansion.wall(at, None)
    return timedelta(minutes=wall.minute % 30, seconds=wall.second, microseconds=wall.microsecond)


def _cost(gap: _Gap, starts: datetime, length: timedelta) -> float:
    """Return how many days one would rather wait than take a slot."""
    left = (starts - gap.starts, gap.ends - starts - length)
    scraps = sum(1 for rest in left if timedelta(0) < rest < HALF_HOUR)
    hour = expansion.wall(starts, None)
    return scraps * _SCRAP - _SNUG * (not all(left)) + _LATER * (hour.hour + hour.minute / 60)


def _why(gap: _Gap, starts: datetime, ends: datetime) -> str:
    before = gap.before if starts == gap.starts else None
    after = gap.after if ends == gap.ends else None
    if gap.is_whole_day:
        return _("The whole day is free.")
    if before and after:
        return _("Just between “{before}” and “{after}”.").format(before=before.title, after=after.title)
    if before:
        return _("Right after “{title}”.").format(title=before.title)
    if after:
        return _("Right before “{title}”.").format(title=after.title)
    times = (f"{expansion.wall(at, None):%H:%M}" for at in (gap.starts, gap.ends))
    return _("Free from {starts} to {ends}.").format(**dict(zip(("starts", "ends"), times, strict=True)))
