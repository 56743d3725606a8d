"""Entries as the services give them, for views that are shown without a book."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_desktop.base.dates import DAY
from crm_desktop.services.calendar.entry import DayCell, Entry
from crm_desktop.services.calendar.order import in_order


def november(day: int) -> date:
    """Return a day of November 2026, whose 20th is a Friday and today."""
    return date(2026, 11, day)


def local(day: date, clock: str = "0:00") -> datetime:
    """Return the moment at which the local clock shows a time."""
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(hour, minute)).astimezone()


def made(number: int, title: str, first: date, starts: datetime, ends: datetime, last: date, **more: Any) -> Entry:
    """Return an entry of the layer of activities, unless `more` says otherwise."""
    usual: dict[str, Any] = {
        "layer": "activities", "entity": "activity", "at": None, "detail": "", "all_day": False, "kind": "call",
        "done": False, "owner_id": 1, "account_id": 1, "owner": "Ann Field", "account": "Condax", "recurs": False,
        "can_move": True, "can_resize": True, "is_overdue": False,
    }  # fmt: skip
    return Entry(id=number, title=title, starts=starts, ends=ends, first=first, last=last, **(usual | more))


def hours(number: int, title: str, day: date, clock: str, minutes: int = 60, **more: Any) -> Entry:
    """Return an entry with an hour."""
    starts = local(day, clock)
    ends = starts + timedelta(minutes=minutes)
    return made(number, title, day, starts, ends, (ends - timedelta(seconds=1)).astimezone().date(), **more)


def bar(number: int, title: str, first: date, days: int = 1, **more: Any) -> Entry:
    """Return an entry over whole days."""
    last = first + (days - 1) * DAY
    return made(number, title, first, local(first), local(last + DAY), last, **({"all_day": True} | more))


def birthday(number: int, title: str, day: date) -> Entry:
    """Return what can't be moved."""
    return bar(
        number,
        title,
        day,
        layer="birthdays",
        entity="contact",
        kind="birthday",
        recurs=True,
        can_move=False,
        can_resize=False,
    )


def cells(entries: Iterable[Entry], first: date, last: date, per_day: int = 5) -> dict[date, DayCell]:
    """Return the days with their first entries, as the month is given them."""
    found, days = list(entries), [first + n * DAY for n in range((last - first).days + 1)]
    on_days = {day: in_order(entry for entry in found if entry.first <= day <= entry.last) for day in days}
    return {day: DayCell(tuple(there[:per_day]), len(there)) for day, there in on_days.items() if there}
