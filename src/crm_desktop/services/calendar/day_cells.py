"""Days of which only the first few entries are shown, however many there are: what a month can paint."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from crm_desktop.base.dates import Period
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.activities import read as activities_read
from crm_desktop.services.calendar.entry import DayCell, Entry
from crm_desktop.services.calendar.layers import LAYERS, Read, Shown
from crm_desktop.services.calendar.order import in_order


def cells(raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats, per_day: int) -> dict[date, DayCell]:
    """Return every day of a period with its first entries and the number of all."""
    totals: Counter[date] = Counter()
    activities: Counter[date] = Counter()
    found: list[Entry] = []
    for read, glance in dict.fromkeys((layer.read, layer.glance) for layer in LAYERS if layer.key in shown.layers):
        seen = None if glance is None else glance(raw, period, shown, formats, per_day)
        counted, some = seen or _all(read, raw, period, shown, formats)
        totals.update(counted)
        if read is activities_read:
            activities.update(counted)
        found += some
    by_day = _by_day(in_order(found), period)
    return {day: DayCell(tuple(by_day[day][:per_day]), totals[day], activities[day]) for day in moments.days_of(period)}


def _all(
    read: Read, raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats
) -> tuple[Mapping[date, int], list[Entry]]:
    """Return how many each day has, and all of them."""
    found = read(raw, period, shown, formats)
    return {day: len(some) for day, some in _by_day(found, period).items()}, found


def _by_day(entries: Iterable[Entry], period: Period) -> dict[date, list[Entry]]:
    found: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        for day in moments.days_of(Period(max(entry.first, period.first), min(entry.last, period.last))):
            found[day].append(entry)
    return found
