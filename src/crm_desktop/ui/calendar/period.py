"""How the ways to look at the calendar are called, with the keys of their commands, and what stands above their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
IDS = tuple(way.id for way in WAYS)


def title(way: Way, period: Period, formats: Formats) -> str:
    """Return "16 – 20 November 2026", "Friday 20 November 2026" or "November 2026"."""
    first, last = period.first, period.last
    if way == "month":
        return day_words.month_title(first, formats)
    if first == last:
        return day_words.day_title(first, formats, year=True)
    end = _day(last, formats, month=True, year=True)
    begin = _day(first, formats, month=first.month != last.month, year=first.year != last.year)
    return f"{begin} – {end}"


def _day(day: date, formats: Formats, *, month: bool, year: bool) -> str:
    parts = [str(day.day), day_words.month_name(day.month, formats) if month else "", str(day.year) if year else ""]
    return " ".join(filter(None, parts))
