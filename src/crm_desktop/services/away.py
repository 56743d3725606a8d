"""What fell due while the program was not open, each thing once: to be done, moved, or skipped or deleted.

The mark `open` follows the clock while the program runs. Where it has fallen behind by half a day and another day has
come, the time between is kept as the mark `away`, until the user closes the list: a program that is killed shows the
same list again. What was dealt with stands in the list no more, so an undo brings it back.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Activity
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import activities, records, series, spoken_time
from crm_desktop.services.calendar import birthdays, moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.layers import EVERYTHING
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

_OPEN, _AWAY = "open", "away"
_LONG = timedelta(hours=12)
_ZONES_APART = timedelta(hours=50)
"""How much earlier than here a whole day of another zone may have begun."""
_MOST_BIRTHDAYS, _BIRTHDAYS_BACK = 20, 31

_COLUMNS = """a.id, {starts}, a.name, a.kind, a.all_day, a.zone, a.recurrence IS NOT NULL, c.name, p.name, d.name,
a.contact_id, a.opportunity_id, a.account_id"""
_JOINS = """LEFT JOIN account c ON c.id = a.account_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN opportunity d ON d.id = a.opportunity_id"""
# the condition is the one of the index on what is planned, letter by letter
_SINGLES = f"""SELECT {_COLUMNS.format(starts="a.starts")} FROM (
    SELECT * FROM activity WHERE {IS_PLANNED} AND {DUE} >= :low AND {DUE} < :high AND recurrence IS NULL) a {_JOINS}"""
_OF_SERIES = f"""SELECT {_COLUMNS.format(starts="o.starts")} FROM ({{days}}) o
JOIN activity a ON a.id = o.activity_id {_JOINS} WHERE NOT a.done AND (a.settled IS NULL OR o.starts >= a.settled)"""


@dataclass(frozen=True)
class Window:
    """The time from which until which nobody looked."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Item:
    """Something planned that fell due on a local day; `recurs` says that it is one of a series."""

    id: int
    """The activity's, of one in a series the series'."""
    starts: datetime
    day: date
    name: str
    kind: str
    all_day: bool
    zone: str | None
    recurs: bool
    people: tuple[str, ...]
    """The names of contact, account and opportunity, those that it has."""
    on: tuple[str, int]
    """Whose record to look at: the opportunity, else the contact, else the account, else its own."""

    @property
    def key(self) -> tuple[int, datetime]:
        """What tells it from all others."""
        return (self.id, self.starts)


@dataclass(frozen=True)
class Away:
    """All that fell due in a window and is still to be done, oldest first, and whose birthday was missed."""

    window: Window
    items: tuple[Item, ...]
    birthdays: tuple[Entry, ...] = ()


def since(session: Session) -> Away | None:
    """Return what fell due while the program was not open; None where nothing is left of it."""
    window = window_of(raw_of(session))
    found = () if window is None else items(session, window)
    return Away(window, found, _birthdays(session, window)) if window is not None and found else None


def items(session: Session, window: Window) -> tuple[Item, ...]:
    """Return all that fell due in a window and is still to be done, by its day and hour."""
    raw, first = raw_of(session), window.since - _ZONES_APART
    singles = raw.execute(_SINGLES, {"low": dates.moment_text(first), "high": dates.moment_text(window.until)})
    days, values = occurrences.source(raw, first, window.until)
    rows = (*singles, *raw.execute(_OF_SERIES.format(days=days), values))
    found = (one for one in map(_item, rows) if _fell_due(one, window))
    return tuple(sorted(found, key=lambda one: (one.day, not one.all_day, one.starts, one.id)))


def returning(session: Session) -> Window | None:
    """Return the time for which the program was not open, None where it was not long enough to tell of.

    A list that was not closed goes on, unless all of it was dealt with.
    """
    raw, now = raw_of(session), dates.now()
    last = _mark(raw, _OPEN)
    if (
        last is None
        or now - dates.moment_of(last) < _LONG
        or dates.local_day(dates.moment_of(last)) >= dates.local_day(now)
    ):
        return None
    before = window_of(raw)
    goes_on = before is not None and bool(items(session, before))
    return Window(before.since if before is not None and goes_on else dates.moment_of(last), now)


def stay(raw: sqlite3.Connection, returned: Window | None = None) -> None:
    """Note that the program is open now, and from when until when it was not."""
    _set_mark(raw, _OPEN, dates.moment_text(dates.now()))
    if returned is not None:
        _set_mark(raw, _AWAY, f"{dates.moment_text(returned.since)} {dates.moment_text(returned.until)}")


def close(raw: sqlite3.Connection) -> None:
    """Let the list go for good, and with it the reminders of what stands in it; what was not dealt with is overdue."""
    window = window_of(raw)
    if window is not None:
        span = (dates.moment_text(window.since), dates.moment_text(window.until))
        raw.execute("UPDATE reminder SET rings = NULL WHERE starts >= ? AND starts < ?", span)
        raw.execute("DELETE FROM mark WHERE name = ?", (_AWAY,))


def window_of(raw: sqlite3.Connection) -> Window | None:
    """Return the time of which the list tells, None where there is no list."""
    text = _mark(raw, _AWAY)
    return None if text is None else Window(*map(dates.moment_of, text.split(" ")))


def finish(session: Session, item: Item) -> bool:
    """Mark it as done; return whether it was still to be done."""
    own = _own(session, item)
    if own is not None:
        activities.finish(session, own)
    return own is not None


def move(session: Session, item: Item, day: date) -> bool:
    """Move it to another day at its hour, or to the next full hour where that has gone by today.

    Returns whether it was still to be done.
    """
    own = _own(session, item)
    if own is not None:
        records.update(session, own, {"starts": _moved(item, day)})
    return own is not None


def skip(session: Session, item: Item) -> bool:
    """Let it not take place: one of a series is left out, any other is deleted. Returns whether it was still to be done."""
    if not _is_owed(session, item):
        return False
    if item.recurs:
        series.skip(session, item.id, item.starts, "one")
    else:
        records.delete(session, Activity, [item.id])
    return True


def _own(session: Session, item: Item) -> Activity | None:
    """Return the record of what is still to be done; one of a series gets a record of its own."""
    if not _is_owed(session, item):
        return None
    return activities.one_of(session, records.find(session, Activity, item.id), item.starts)


def _is_owed(session: Session, item: Item) -> bool:
    record = session.get(Activity, item.id)
    if record is None or record.done or series.is_series(record) != item.recurs:
        return False
    start = dates.moment_text(item.starts)
    if item.recurs:
        return start not in (record.skipped or "").split() and (record.settled is None or start >= record.settled)
    return record.starts == item.starts


def _moved(item: Item, day: date) -> datetime:
    if item.all_day:
        return expansion.moment(datetime.combine(day, time()), expansion.zone_of(item.zone))
    moved = dates.local_moment(datetime.combine(day, item.starts.astimezone().time()))
    return moved if moved > dates.now() else max(moved, spoken_time.on(day, None))


def _fell_due(item: Item, window: Window) -> bool:
    """Tell whether its time went by in a window; what is meant for a whole day has until its end."""
    if item.all_day:
        return dates.local_day(window.since) <= item.day < dates.local_day(window.until)
    return window.since <= item.starts < window.until


def _item(row: tuple[Any, ...]) -> Item:
    activity, start, name, kind, all_day, zone, recurs, account, contact, deal, contact_id, deal_id, account_id = row
    starts = dates.moment_of(start)
    day = moments.whole_days(starts, None, zone)[0] if all_day else dates.local_day(starts)
    links = (("opportunity", deal_id), ("contact", contact_id), ("account", account_id), ("activity", activity))
    on = next((entity, key) for entity, key in links if key is not None)
    people = tuple(one for one in (contact, account, deal) if one)
    return Item(activity, starts, day, name, kind, bool(all_day), zone, bool(recurs), people, on)


def _birthdays(session: Session, window: Window) -> tuple[Entry, ...]:
    """Return the birthdays of the days on which nobody looked, the last month of them at most."""
    raw, found = raw_of(session), list[Entry]()
    end = dates.local_day(window.until)
    day = max(dates.local_day(window.since) + dates.DAY, end - timedelta(days=_BIRTHDAYS_BACK))
    while day < end and len(found) < _MOST_BIRTHDAYS:
        found += birthdays.on(raw, day, EVERYTHING, _MOST_BIRTHDAYS - len(found))
        day += dates.DAY
    return tuple(found)


def _mark(raw: sqlite3.Connection, name: str) -> str | None:
    row = raw.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _set_mark(raw: sqlite3.Connection, name: str, value: str) -> None:
    raw.execute("INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)", (name, value))
