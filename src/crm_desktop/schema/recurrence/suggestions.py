"""Rules that suit a day on which something takes place for the first time."""

from __future__ import annotations

from datetime import date

from crm_desktop.base.dates import DAY
from crm_desktop.schema.recurrence.rule import Rule

_WORKING = tuple((0, day) for day in range(5))


def rules_for(day: date) -> list[Rule]:
    """Return what is asked for most often, the frequent first; each gives `day` itself, or the day as it is counted."""
    weekday = (0, day.weekday())
    return [
        Rule("DAILY"),
        *([Rule("WEEKLY", by_day=_WORKING)] if day.weekday() < 5 else []),
        Rule("WEEKLY", by_day=(weekday,)),
        Rule("WEEKLY", 2, by_day=(weekday,)),
        *_monthly(day),
        Rule("MONTHLY", by_day=_WORKING, by_set_pos=(-1,)),
        Rule("MONTHLY", 3, by_month_day=(day.day,)),
        Rule("YEARLY", by_month=(day.month,), by_month_day=(day.day,)),
        *([Rule("YEARLY", by_month=(2,), by_month_day=(-1,))] if (day.month, day.day) == (2, 29) else []),
    ]


def _monthly(day: date) -> list[Rule]:
    """Return the monthly rules: by the date, and what short months have of it, and by the weekday."""
    found = [Rule("MONTHLY", by_month_day=(day.day,))]
    if day.day > 28:
        found.append(Rule("MONTHLY", by_month_day=tuple(range(28, day.day + 1)), by_set_pos=(-1,)))
    if (day + DAY).month != day.month:
        found.append(Rule("MONTHLY", by_month_day=(-1,)))
    nth = (day.day - 1) // 7 + 1
    if nth < 5:
        found.append(Rule("MONTHLY", by_day=((nth, day.weekday()),)))
    if (day + 7 * DAY).month != day.month:
        found.append(Rule("MONTHLY", by_day=((-1, day.weekday()),)))
    return found
