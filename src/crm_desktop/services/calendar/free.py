"""Free time for something that has none yet, the best first, and later ones where there is none in the days asked for.

A good slot is soon, leaves no scrap of time that is too short for anything, and begins on the hour or half hour.
Working hours are by the wall clock; what lies between two moments is counted in UTC, so that no change of the clock
makes a slot longer or shorter than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services.calendar import activities, between, moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.layers import Shown

HALF_HOUR = timedelta(minutes=30)
MOST_A_DAY = 3
"""So many slots of one day are offered at most while there are other days."""
LATER = timedelta(days=14)
"""So many days behind those that were asked for are looked through where they have no time left."""
NOON = time(12)
_BLOCKING = {"call", "meeting", "visit"}
_BLOCKING_DAYS = {"meeting", "visit"}
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
class Ask:
    """How long, the days to look through, both included, and when on them."""

    minutes: int
    first: date
    last: date
    hours: Hours = ALL_HOURS


@dataclass(frozen=True)
class Slot:
    """Free time, and in a few words why it is a good one."""

    starts: datetime
    ends: datetime
    why: str


@dataclass(frozen=True)
class Found:
    """Slots; `is_later` says that the days asked for have none, and these are on the days behind them."""

    slots: list[Slot]
    is_later: bool


@dataclass(frozen=True)
class _Gap:
    """Free time as long as it goes, and what is before and after it; nothing at the ends of the day's work."""

    starts: datetime
    ends: datetime
    before: Entry | None
    after: Entry | None
    is_whole_day: bool


def find(session: Session, ask: Ask, limit: int = 10, owner_id: int | None = None) -> Found:
    """Return the slots of the days that are asked for, and where they have none, those of the days behind them."""
    found = slots(session, ask, limit, owner_id)
    if found:
        return Found(found, is_later=False)
    behind = replace(ask, first=ask.last + dates.DAY, last=ask.last + LATER)
    return Found(slots(session, behind, limit, owner_id), is_later=True)


def slots(session: Session, ask: Ask, limit: int = 10, owner_id: int | None = None) -> list[Slot]:
    """Return free slots from now on within the hours of work, the best first.

    A seller has no time where something stands that is theirs or nobody's; without one, nobody may have anything there.
    Letters, e-mails and tasks for a day take no time of their own; a task with an hour and a length does.
    """
    length, begin, last = timedelta(minutes=ask.minutes), max(ask.first, dates.today()), ask.last
    days = [day for day in moments.days_of(Period(begin, last)) if workday.is_work(day)] if begin <= last else []
    if not days:
        return []
    busy = [
        one
        for one in between(session, begin, last, Shown(frozenset({activities.ACTIVITIES, activities.TASKS})))
        if _takes_time(one) and (owner_id is None or one.owner_id in (None, owner_id))
    ]
    each = max(MOST_A_DAY, -(-limit // len(days)))
    ranked = [one for n, day in enumerate(days) for one in of_day(day, n, length, busy, each, ask.hours)]
    return [slot for _cost, slot in sorted(ranked, key=lambda one: (one[0], one[1].starts))[:limit]]


def _takes_time(entry: Entry) -> bool:
    if entry.kind == activities.TASK:
        return not entry.all_day and entry.ends > entry.starts
    return entry.kind in (_BLOCKING_DAYS if entry.all_day else _BLOCKING)


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
    whole = _work(day)
    morning, evening = _within(day, whole, hours)
    here = [
        one for one in busy if one.first <= day <= one.last and _end(one, day) > morning and _start(one, day) < evening
    ]
    now = _next_five_minutes()
    at, before = max(morning, now), None
    for one in sorted(here, key=lambda one: (_start(one, day), _end(one, day))):
        if _start(one, day) > at:
            yield _Gap(at, _start(one, day), before, one, is_whole_day=False)
        if _end(one, day) >= at:
            at, before = _end(one, day), one
    if at < evening:
        yield _Gap(at, evening, before, None, is_whole_day=not here and (at, evening) == whole)


def _work(day: date) -> tuple[datetime, datetime]:
    """Return when work begins and ends on a day; whoever works past midnight stops there."""
    starts, ends = workday.starts(), workday.ends()
    evening = datetime.combine(day, ends) if ends > starts else datetime.combine(day + dates.DAY, time())
    return expansion.moment(datetime.combine(day, starts), None), expansion.moment(evening, None)


def _within(day: date, work: tuple[datetime, datetime], hours: Hours) -> tuple[datetime, datetime]:
    """Return when a part of a day's work begins and ends."""
    starts = expansion.moment(datetime.combine(day, hours.starts), None)
    ends = work[1] if hours.ends is None else expansion.moment(datetime.combine(day, hours.ends), None)
    return max(work[0], starts), min(work[1], ends)


def _start(entry: Entry, day: date) -> datetime:
    return moments.morning(day) if entry.all_day else entry.starts


def _end(entry: Entry, day: date) -> datetime:
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
