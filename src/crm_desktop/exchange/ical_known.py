"""By what an event is known in a book: our own by the UID of the record, all others by the reference that it keeps."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from crm_desktop.base import dates
from crm_desktop.exchange.ical_event import Event

_OURS = re.compile(r"[0-9a-f]{32}")
_AT_ONCE = 500


def reference_of(event: Event) -> str:
    """Return what an activity keeps to be found again by: the UID, and of one day of a series also which."""
    return event.uid if event.replaces is None else f"{event.uid} {dates.moment_text(event.moment)}"


def key_of(event: Event) -> dict[str, str]:
    """Return what the new activity of an event keeps to be found again by, as a column holds it."""
    is_ours = event.replaces is None and _OURS.fullmatch(event.uid)
    return {"uid": event.uid} if is_ours else {"reference": reference_of(event)}


def look_up(raw: sqlite3.Connection, events: Iterable[Event]) -> dict[str, int]:
    """Return the activities of events that are in the book already, by UID or reference, with one walk over it."""
    wanted = {key for event in events for key in (event.uid, reference_of(event))}
    ours = sorted(key for key in wanted if _OURS.fullmatch(key))
    referred = raw.execute("SELECT reference, id FROM activity WHERE reference IS NOT NULL ORDER BY id DESC")
    known = {reference: row for reference, row in referred if reference in wanted}
    for first in range(0, len(ours), _AT_ONCE):
        some = ours[first : first + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        known.update(raw.execute(f"SELECT uid, id FROM activity WHERE uid IN ({marks})", some))
    return known
