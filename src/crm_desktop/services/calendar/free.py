"""Free time for something that has none yet, the best first, and later ones where there is none in the days asked for.

What is in the way on the days without any is found too: who does not see a day wants to know why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import Period
from crm_desktop.services.calendar import activities, between, free_day, moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.free_day import ALL_HOURS, Hours, Slot
from crm_desktop.services.calendar.layers import Shown

MOST_A_DAY = 3
"""So many slots of one day are offered at most while there are other days."""
LATER = timedelta(days=14)
"""So many days behind those that were asked for are looked through where they have no time left."""
_BLOCKING = {"call", "meeting", "visit"}
_BLOCKING_DAYS = {"meeting", "visit"}


@dataclass(frozen=True)
class Ask:
    """How long, the days to look through, both included, and when on them."""

    minutes: int
    first: date
    last: date
    hours: Hours = ALL_HOURS
    weekday: int | None = None
    """The day of the week that was named, 0 is Monday."""

    @property
    def length(self) -> timedelta:
        """How long a slot is to be."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Blocked:
    """What leaves no slot on days of work: one thing that takes all of them, or the longest of several on one."""

    title: str
    first: date
    last: date
    count: int
    """How many days of work these are."""
    is_whole: bool
    more: int = 0


@dataclass(frozen=True)
class Found:
    """Slots; `is_later` says that the days asked for have none, and these are on the days behind them."""

    slots: list[Slot]
    is_later: bool
    blocked: list[Blocked]
    hours: Hours = ALL_HOURS
    on_the_same: date | None = None
    """The day that stands first because it is the same day of the week as was asked for."""


def find(session: Session, ask: Ask, limit: int = 10, owner_id: int | None = None) -> Found:
    """Return the slots of the days that are asked for, and where they have none, those of the days behind them.

    Who asked for a day of the week gets the next such day with free time first then.
    """
    days = _days(ask.first, ask.last)
    busy = _busy(session, days, owner_id)
    found = _ranked(days, ask, busy, limit)
    if found:
        seen = [day for day in days if len(found) < limit or day <= max(moments.local_day(one.starts) for one in found)]
        return Found(found, is_later=False, blocked=_blocked(seen, ask, busy), hours=ask.hours)
    behind = _days(ask.last + dates.DAY, ask.last + LATER)
    busy = _busy(session, [*days, *behind], owner_id)
    same = _on_the_same(behind, ask, busy)
    others = [day for day in behind if not same or day != moments.local_day(same[0].starts)]
    found = [*same, *_ranked(others, ask, busy, limit)][:limit]
    last = max((moments.local_day(one.starts) for one in found), default=ask.last)
    blocked = _blocked([*days, *(day for day in others if day <= last)], ask, busy)
    on_the_same = moments.local_day(same[0].starts) if same else None
    return Found(found, is_later=True, blocked=blocked, hours=ask.hours, on_the_same=on_the_same)


def slots(session: Session, ask: Ask, limit: int = 10, owner_id: int | None = None) -> list[Slot]:
    """Return free slots from now on within the hours of work, the best first.

    A seller has no time where something stands that is theirs or nobody's; without one, nobody may have anything there.
    Letters, e-mails and tasks for a day take no time of their own; a task with an hour and a length does.
    """
    days = _days(ask.first, ask.last)
    return _ranked(days, ask, _busy(session, days, owner_id), limit)


def _days(first: date, last: date) -> list[date]:
    """Return the days of work from today on."""
    first = max(first, dates.today())
    return [day for day in moments.days_of(Period(first, last)) if workday.is_work(day)] if first <= last else []


def _busy(session: Session, days: Sequence[date], owner_id: int | None) -> list[Entry]:
    """Return what takes time on some days."""
    if not days:
        return []
    shown = Shown(frozenset({activities.ACTIVITIES, activities.TASKS}))
    entries = between(session, days[0], days[-1], shown)
    return [one for one in entries if _takes_time(one) and (owner_id is None or one.owner_id in (None, owner_id))]


def _ranked(days: Sequence[date], ask: Ask, busy: Sequence[Entry], limit: int) -> list[Slot]:
    """Return the best slots of some days."""
    each = max(MOST_A_DAY, -(-limit // max(len(days), 1)))
    ranked = [one for n, day in enumerate(days) for one in free_day.of_day(day, n, ask.length, busy, each, ask.hours)]
    return [slot for _cost, slot in sorted(ranked, key=lambda one: (one[0], one[1].starts))[:limit]]


def _on_the_same(days: Sequence[date], ask: Ask, busy: Sequence[Entry]) -> list[Slot]:
    """Return the slots of the first day that is the same day of the week as asked for and has free time."""
    same = (
        free_day.of_day(day, 0, ask.length, busy, MOST_A_DAY, ask.hours) for day in days if day.weekday() == ask.weekday
    )
    return [slot for _cost, slot in next(filter(None, same), [])]


def _blocked(days: Sequence[date], ask: Ask, busy: Sequence[Entry]) -> list[Blocked]:
    """Return what is in the way on the days without a slot; days in a row that one thing takes whole are told once."""
    found: list[Blocked] = []
    is_next = False
    for day in days:
        here = free_day.here_on(day, busy, ask.hours)
        if not here or free_day.of_day(day, 0, ask.length, busy, 1, ask.hours):
            is_next = False
            continue
        morning, evening = free_day.within(day, free_day.work_on(day), ask.hours)
        whole = [one for one in here if free_day.start_on(one, day) <= morning and free_day.end_on(one, day) >= evening]
        title = max(whole or here, key=lambda one: free_day.end_on(one, day) - free_day.start_on(one, day)).title
        told = Blocked(title, day, day, 1, is_whole=bool(whole), more=0 if whole else len(here) - 1)
        if is_next and whole and found[-1].is_whole and found[-1].title == title:
            found[-1] = replace(found[-1], last=day, count=found[-1].count + 1)
        else:
            found.append(told)
        is_next = True
    return found


def _takes_time(entry: Entry) -> bool:
    if entry.kind == activities.TASK:
        return not entry.all_day and entry.ends > entry.starts
    return entry.kind in (_BLOCKING_DAYS if entry.all_day else _BLOCKING)
