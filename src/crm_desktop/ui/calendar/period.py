"""How the ways to look at the calendar are called, with the keys of their commands, and what stands above their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.calendar import day_words


@dataclass(frozen=True)
class WayDeclaration:
    """One way to look at the calendar; `key` is that of its command."""

    id: Way
    title: str
    key: str


WAYS = (
    WayDeclaration("day", N_("Day"), "Ctrl+1"),
    WayDeclaration("work", N_("Work week"), "Ctrl+2"),
    WayDeclaration("week", N_("Week"), "Ctrl+3"),
    WayDeclaration("month", N_("Month"), "Ctrl+4"),
    WayDeclaration("agenda", N_("Agenda"), "Ctrl+5"),
)
SIDE_KEY = "Ctrl+Shift+B"
"""Shows what is beside the days, or hides it."""
_YEAR, _LATE, _WEEK = 2028, 28, 7
"""A year whose days have two digits from the 22nd on, seven of them in each month."""
IDS = tuple(way.id for way in WAYS)


def title(way: Way, period: Period, formats: Formats) -> str:
    """Return "16 – 20 November 2026", "29 Nov – 5 Dec 2026", "Friday 20 November 2026" or "November 2026"."""
    first, last = period.first, period.last
    if way == "month":
        return day_words.month_title(first, formats)
    if first == last:
        return day_words.day_title(first, formats, year=True)
    if first.month == last.month:
        return f"{first.day} – {last.day} {day_words.month_title(last, formats)}"
    return f"{_short(first, formats, year=first.year != last.year)} – {_short(last, formats, year=True)}"


def longest_titles(formats: Formats) -> list[str]:
    """Return titles of which one is as long as any can be."""
    found = []
    for month in range(1, 13):
        days = [date(_YEAR, month, day) for day in range(_LATE - _WEEK + 1, _LATE + 1)]
        spans: list[tuple[Way, date, date]] = [("day", day, day) for day in days]
        spans += [("month", days[0], days[-1]), ("week", days[0], days[-1])]
        spans.append(("agenda", days[-1], days[-1] + _WEEK * dates.DAY))
        found += [title(way, Period(first, last), formats) for way, first, last in spans]
    return found


def _short(day: date, formats: Formats, *, year: bool) -> str:
    name = day_words.month_name(day.month, formats, is_short=True)
    return f"{day.day} {name}" + (f" {day.year}" if year else "")
