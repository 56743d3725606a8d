"""Where a moment stands among the hours of a day, and back.

The hours are those of the clock on the wall: on the day that has 23 or 25 of them the grid still shows 24, an hour that
does not exist is the one after it, and one that comes twice is its first.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crm_desktop.base import dates
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.schema.recurrence import expansion
from crm_desktop.ui.calendar.view import Placement

SNAP = 15
"""Minutes that the mouse and the keys move by."""


def moment(day: date, minute: int) -> datetime:
    """Return the moment at which the clock of `day` shows `minute` since midnight; other days' minutes run on."""
    days, rest = divmod(minute, DAY_MINUTES)
    return expansion.moment(datetime.combine(day + days * dates.DAY, time(rest // 60, rest % 60)), None)


def hours(day: date, top: int, bottom: int) -> Placement:
    """Return the placement between two minutes of a day; its length is what really passes between them."""
    starts, ends = moment(day, top), moment(day, bottom)
    return Placement(starts, max(round((ends - starts) / timedelta(minutes=1)), 0), all_day=False)


def whole_days(first: date, last: date) -> Placement:
    """Return the placement over whole days, both included."""
    return Placement(moment(first, 0), ((last - first).days + 1) * DAY_MINUTES, all_day=True)


def snapped(minute: float, step: int = SNAP) -> int:
    """Return the step that a minute is nearest to."""
    return int((minute + step / 2) // step) * step


def floored(minute: float, step: int = SNAP) -> int:
    """Return the step that a minute lies in."""
    return int(minute // step) * step


def days_between(first: date, last: date) -> list[date]:
    """Return all days of a period, both ends included."""
    return [first + n * dates.DAY for n in range((last - first).days + 1)]
