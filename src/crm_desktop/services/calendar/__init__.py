"""Everything with a date. What happens between two days is one function; all that shows days asks it.

The painted views, the agenda, the printed pages, the published file and the reminders read the same entries.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crm_desktop.base.dates import Period
from crm_desktop.schema.formats import Formats, formats_for
from crm_desktop.services.calendar import waiting
from crm_desktop.services.calendar.day_cells import cells
from crm_desktop.services.calendar.entry import DayCell, Entry
from crm_desktop.services.calendar.layers import BY_KEY, EVERYTHING, LAYERS, Layer, Shown
from crm_desktop.services.calendar.order import in_order
from crm_desktop.storage.store import raw_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = [
    "BY_KEY",
    "EVERYTHING",
    "LAYERS",
    "DayCell",
    "Entry",
    "Layer",
    "Shown",
    "between",
    "month",
    "to_do",
    "to_do_total",
]


def between(
    session: Session, first: date, last: date, shown: Shown = EVERYTHING, formats: Formats | None = None
) -> list[Entry]:
    """Return what touches the local days from `first` to `last`, both included: bars first, then by time."""
    raw, period, spelling = raw_of(session), Period(first, last), formats or formats_for()
    readers = dict.fromkeys(layer.read for layer in LAYERS if layer.key in shown.layers)
    return in_order(entry for read in readers for entry in read(raw, period, shown, spelling))


def month(
    session: Session,
    first: date,
    last: date,
    shown: Shown = EVERYTHING,
    per_day: int = 5,
    formats: Formats | None = None,
) -> dict[date, DayCell]:
    """Return each local day from `first` to `last` with its first entries, in the order of `between`, and their number."""
    return cells(raw_of(session), Period(first, last), shown, formats or formats_for(), per_day)


def to_do(session: Session, limit: int = 50, shown: Shown = EVERYTHING, formats: Formats | None = None) -> list[Entry]:
    """Return what waits for a time: overdue things, open tasks by the day they are due, birthdays of the next days."""
    return waiting.entries(raw_of(session), shown, formats or formats_for(), limit)


def to_do_total(session: Session, shown: Shown = EVERYTHING) -> int:
    """Return how many activities and tasks `to_do` would give without a limit, 1,000 at most."""
    return waiting.count(raw_of(session), shown)
