"""How the days and entries of a calendar read on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import _
from crm_desktop.reports.calendar_grids import Legend, Said, Words
from crm_desktop.reports.document import Records
from crm_desktop.reports.words import Wording
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import hues, ways
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.hues import By
from crm_desktop.services.calendar.legend import TITLES, legend


def words_of(entries: Iterable[Entry], by: By, formats: Formats, today: date | None = None) -> Words:
    """Return how entries read; `by` says what their colours tell apart, `today` is another day than this one."""
    year = (today or dates.today()).year
    return {entry.key: _said(entry, by, formats, year) for entry in entries}


def legend_of(entries: Collection[Entry], by: By) -> Legend:
    """Return what the colours on paper stand for; what is done is grey there."""
    done = [("", _("Done"))] if any(entry.done for entry in entries) else []
    return (*legend([entry for entry in entries if not entry.done], by), *done)


def title_of(way: ways.Way, period: Period, wording: Wording) -> str:
    """Return "16 – 20 November 2026", "Friday 20 November 2026" or "November 2026"."""
    if way == "month":
        return wording.months(period)
    return wording.long_date(period.first) if period.first == period.last else wording.span(period)


def weeks_in_words(period: Period, formats: Formats) -> str:
    """Return "week 47", or "weeks 47 – 52"."""
    first, last = (ways.week_number(ways.week_start(day, formats.first_weekday)) for day in (period.first, period.last))
    if first == last:
        return _("week {number}").format(number=first)
    return _("weeks {first} – {last}").format(first=first, last=last)


def head_of(day: date, formats: Formats) -> str:
    """Return "Mon 16"."""
    return f"{formats.weekdays[day.weekday()]} {day.day}"


def is_listed(entry: Entry, day: date, first: date) -> bool:
    """Tell whether a list that begins with `first` names an entry on a day: over midnight it stands on one day only."""
    return entry.first <= day <= entry.last and (entry.is_bar or day == max(entry.first, first))


def hours_on(entry: Entry, day: date, formats: Formats) -> str:
    """Return what an entry takes of a day: "10:00 – 11:00", "23:30 – 00:30 (Thu)", "all day" or "day 2 of 3"."""
    if entry.is_bar:
        number, count = (day - entry.first).days + 1, (entry.last - entry.first).days + 1
        return _("day {n} of {all}").format(n=number, all=count) if count > 1 else _("all day")
    return f"{_hours(entry)} ({formats.weekdays[entry.last.weekday()]})" if entry.last > entry.first else _hours(entry)


def _said(entry: Entry, by: By, formats: Formats, year: int) -> Said:
    hours = _hours(entry)
    first, last = (_day(day, formats, year) for day in (entry.first, entry.last))
    days = first if entry.first == entry.last else f"{first} – {last}"
    kind = _(TITLES.get(entry.kind, ""))
    records = Records(entry.entity, (entry.id,))
    return Said(hours, ", ".join(filter(None, (days, hours))), kind, hues.hue(entry, by), records)


def _hours(entry: Entry) -> str:
    """Return "10:00 – 11:00", or one time for what takes none."""
    if entry.all_day:
        return ""
    begins, ends = (f"{at.astimezone():%H:%M}" for at in (entry.starts, entry.ends))
    return begins if entry.starts == entry.ends else f"{begins} – {ends}"


def _day(day: date, formats: Formats, year: int) -> str:
    named = formats.day_in_words(day, year=day.year != year)
    return f"{formats.weekdays[day.weekday()]} {named}"
