"""Days, weeks and months in words, with the long names that headings use; they follow the country, as all dates do."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from PySide6.QtCore import QLocale

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats


def month_title(day: date, formats: Formats) -> str:
    """Return "November 2026"."""
    return f"{month_name(day.month, formats)} {day.year}"


def month_name(month: int, formats: Formats, *, is_short: bool = False) -> str:
    """Return "November" or "Nov", with a capital also where a sentence has none."""
    form = QLocale.FormatType.ShortFormat if is_short else QLocale.FormatType.LongFormat
    name = _locale(formats.code).standaloneMonthName(month, form)
    return name[:1].upper() + name[1:]


def weekday_name(weekday: int, formats: Formats) -> str:
    """Return "Monday" for 0."""
    name = _locale(formats.code).standaloneDayName(weekday + 1, QLocale.FormatType.LongFormat)
    return name[:1].upper() + name[1:]


def weekday_letter(weekday: int, formats: Formats) -> str:
    """Return one letter, or as few as the country writes, for a narrow column."""
    return _locale(formats.code).standaloneDayName(weekday + 1, QLocale.FormatType.NarrowFormat)


def day_title(day: date, formats: Formats, *, year: bool | None = None) -> str:
    """Return "Monday 16 November", with the year where it is asked for or not this one."""
    name = _locale(formats.code).monthName(day.month, QLocale.FormatType.LongFormat)
    shows_year = day.year != dates.today().year if year is None else year
    return f"{weekday_name(day.weekday(), formats)} {day.day} {name}" + (f" {day.year}" if shows_year else "")


def day_heading(day: date, formats: Formats) -> str:
    """Return "Today · Friday 20 November", or the day alone where it is not near."""
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get((day - dates.today()).days)
    title = day_title(day, formats)
    return f"{near} · {title}" if near else title


def weekdays_from(first_weekday: int) -> list[int]:
    """Return the days of a week in the order of the columns, 0 is Monday."""
    return [(first_weekday + n) % 7 for n in range(7)]


@lru_cache(maxsize=8)
def _locale(code: str) -> QLocale:
    return QLocale(code)
