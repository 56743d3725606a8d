"""Free time for something that has none yet, the best first.

A good slot is soon, leaves no scrap of time that is too short for anything, and begins on the hour or half hour.
Working hours are by the wall clock; what lies between two moments is counted in UTC, so that no change of the clock
makes a slot longer or shorter than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
_BLOCKING = {"call", "meeting", "visit"}
_BLOCKING_DAYS = {"meeting", "visit"}
_SCRAP = 1.5
"""A scrap of time is as bad as to wait one and a half days."""
_SNUG = 0.25
_LATER = 0.04  # an hour later on the same day


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


def slots(
    session: Session, minutes: int, first: date, last: date, limit: int = 10, owner_id: int | None = None
) -> list[Slot]:
    """Return free slots of that many minutes from now on within the hours of work, the best first.

    A seller has no time where something stands that is theirs or nobody's. Tasks and e-mails take no time of their own.
    """
    length, begin = timedelta(minutes=minutes), max(first, dates.today())
    days = [day for day in moments.days_of(Period(begin, last)) if workday.is_work(day)] if begin <= last else []
    if not days:
        return []
    busy = [
        one
        for one in between(session, begin, last, Shown(frozenset({activities.ACTIVITIES})))
        if _takes_time(one) and (owner_id is None or one.owner_id in (None, owner_id))
    ]
    each = max(MOST_A_DAY, -(-limit // len(days)))
    ranked = [one for n, day in enumerate(days) for one in of_day(day, n, length, busy, each)]
    return [slot for _cost, slot in sorted(ranked, key=lambda one: (one[0], one[1].starts))[:limit]]


def _takes_time(entry: Entry) -> bool:
    return entry.kind in (_BLOCKING_DAYS if entry.all_day else _BLOCKING)


def of_day(day: date, days_on: int, length: timedelta, busy: Iterable[Entry], most: int) -> list[tuple[float, Slot]]:
    """Return the best slots of a day that don't overlap, each with what it costs to take it: as much as days of waiting."""
    candidates = [
        (days_on + _cost(gap, starts, length), Slot(starts, starts + length, _why(gap, starts, starts + length)))
        for gap in _gaps(day, busy)
        for starts in _beginnings(gap, length)
    ]
    found: list[tuple[float, Slot]] = []
    for cost, slot in sorted(candidates, key=lambda one: (one[0], one[1].starts)):
        if len(found) < most and all(slot.ends <= one.starts or one.ends <= slot.starts for _cost, one in found):
            found.append((cost, slot))
    return found


def _gaps(day: date, busy: Iterable[Entry]) -> Iterator[_Gap]:
    """Yield what is free of a day's work, from now on."""
    morning, evening = _work(day)
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
        yield _Gap(at, evening, before, None, is_whole_day=not here and at == morning)


def _work(day: date) -> tuple[datetime, datetime]:
    """Return when work begins and ends on a day; whoever works past midnight stops there."""
    starts, ends = workday.starts(), workday.ends()
    evening = datetime.combine(day, ends) if ends > starts else datetime.combine(day + dates.DAY, time())
    return expansion.moment(datetime.combine(day, starts), None), expansion.moment(evening, None)


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
