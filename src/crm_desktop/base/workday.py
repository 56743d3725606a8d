"""When the user works. Like the language it is one for the process, told once by what the user chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True)
class Workday:
    """From when to when on which days of the week, 0 is Monday."""

    starts: time = time(9)
    ends: time = time(17)
    days: Collection[int] = frozenset(range(5))
    reminds: int | None = None
    """How many minutes before it begins something planned is to be called to mind; None for not at all."""


_usual = Workday()


def use(chosen: Workday) -> None:
    """Let the user work at these hours from now on."""
    global _usual  # noqa: PLW0603 - one per process, as the language
    _usual = chosen


def starts() -> time:
    """Return the hour at which work begins: where a plan for a day without an hour stands."""
    return _usual.starts


def ends() -> time:
    """Return the hour at which work ends."""
    return _usual.ends


def reminds() -> int | None:
    """Return how many minutes before it begins something that is planned now is to be called to mind."""
    return _usual.reminds


def is_work(day: date) -> bool:
    """Tell whether the user works on that day of the week."""
    return day.weekday() in _usual.days


def next_day(day: date) -> date:
    """Return the first day of work after `day`."""
    following = (day + timedelta(days=n) for n in range(1, 8))
    return next((one for one in following if is_work(one)), day + timedelta(days=1))
