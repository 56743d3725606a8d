"""In which order entries stand, also in a day of which only the first few are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from crm_desktop.services.calendar.entry import Entry

Place = tuple[bool, date, int, str, datetime, str, int]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return bars first, earlier and longer ones above, then what has an hour, by time."""
    return sorted(entries, key=place)


def place(entry: Entry) -> Place:
    """Return what an entry is put in order by."""
    if entry.is_bar:
        layer = "" if entry.entity == "activity" else entry.layer
        return (False, entry.first, -(entry.last - entry.first).days, layer, entry.starts, entry.kind, entry.id)
    return (True, entry.first, 0, "", entry.starts, entry.kind, entry.id)
