"""What the user is to be reminded of now, and when to look again.

Each start of an activity rings once, until it is answered: the table `reminder` keeps what rang, was put off or was
answered. So a restart rings nothing twice, and what is moved rings anew. What went by while the program was closed
does not ring any more: that is told by `away`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.i18n import N_
from crm_desktop.model import Activity
from crm_desktop.services import activities, away, records
from crm_desktop.services.calendar import moments
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

LATE = timedelta(hours=1)
"""What began longer ago does not begin to ring."""
_MINUTE, _INSTANT = timedelta(minutes=1), timedelta(milliseconds=1)
_BEFORE, _AFTER = timedelta(hours=50), timedelta(hours=26)
"""How far the hour at which work begins may lie after the first moment of a day of another zone, and before it."""
_SWEPT, _FORGOTTEN = timedelta(days=3), timedelta(days=60)

_COLUMNS = (
    "a.id, {starts}, a.name, a.kind, a.all_day, a.zone, a.remind, a.recurrence IS NOT NULL, c.name, p.name, d.name"
)
_JOINS = """LEFT JOIN account c ON c.id = a.account_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN opportunity d ON d.id = a.opportunity_id"""
# all conditions are those of the index, letter by letter
_OF_INDEX = "(a.recurrence IS NULL) = :single AND a.all_day = :all_day AND a.remind = :remind AND NOT a.done"
_FROM = "activity a INDEXED BY ix_activity_remind"
_OWED = "(a.settled IS NULL OR {starts} >= a.settled)"
_GROUP = """SELECT min(remind) FROM activity INDEXED BY ix_activity_remind
WHERE (recurrence IS NULL) = ? AND all_day = ? AND remind > ? AND NOT done"""
_SINGLES = f"""SELECT {_COLUMNS.format(starts="a.starts")} FROM {_FROM} {_JOINS}
WHERE {_OF_INDEX} AND a.starts >= :low AND a.starts < :high
AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.activity_id = a.id AND r.starts = a.starts)"""
_OF_SERIES = f"""SELECT {_COLUMNS.format(starts="o.starts")} FROM ({{days}}) o JOIN activity a ON a.id = o.activity_id {_JOINS}
WHERE a.recurrence IS NOT NULL AND a.all_day = :all_day AND a.remind = :remind AND NOT a.done
AND {_OWED.format(starts="o.starts")}
AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.activity_id = a.id AND r.starts = o.starts)"""
_KEPT = f"""SELECT {_COLUMNS.format(starts="r.starts")} FROM reminder r CROSS JOIN activity a {_JOINS}
WHERE a.id = r.activity_id AND r.rings <= ? AND NOT a.done AND a.remind IS NOT NULL
AND CASE WHEN a.recurrence IS NULL THEN a.starts = r.starts ELSE {_OWED.format(starts="r.starts")} END"""
_NEXT_SINGLE = f"SELECT a.starts FROM {_FROM} WHERE {_OF_INDEX} AND a.starts > :after ORDER BY a.starts LIMIT 1"
_NEXT_OF_SERIES = f"""SELECT min((SELECT o.starts FROM occurrence o WHERE o.activity_id = a.id AND o.starts > :after
ORDER BY o.starts LIMIT 1)) FROM {_FROM} WHERE {_OF_INDEX}"""
_ANSWER = "INSERT OR REPLACE INTO reminder (activity_id, starts, rings) VALUES (?, ?, ?)"


@dataclass(frozen=True)
class Reminder:
    """One start of an activity that rings; with `activity_id`, `starts` says which of a series."""

    activity_id: int
    starts: datetime
    name: str
    kind: str
    all_day: bool
    at: datetime
    """When it begins: for whole days the hour at which work does."""
    rings: datetime
    recurs: bool
    people: tuple[str, ...]
    """The names of contact, account and opportunity, those that it has."""

    @property
    def key(self) -> tuple[int, datetime]:
        """What tells it from all others."""
        return (self.activity_id, self.starts)


def due(session: Session, now: datetime) -> list[Reminder]:
    """Return what is to be answered now, what begins first at the top: what rang before and what rings from now on."""
    raw = raw_of(session)
    window = away.window_of(raw)
    rows = raw.execute(_KEPT, (dates.moment_text(now),)).fetchall()
    kept = (one for one in map(_reminder, rows) if not one.recurs or _is_day_of(raw, one))
    fresh = (one for one in _fresh(raw, now) if one.rings <= now and one.at > now - LATE)
    told = (one for one in kept if window is None or one.at > now - LATE or not window.since <= one.at < window.until)
    return sorted((*told, *fresh), key=lambda one: (one.at, one.activity_id))


def next_at(session: Session, now: datetime) -> datetime | None:
    """Return when the next reminder rings, None where none does.

    For whole days on which the clock is changed, or of other zones, it may be some hours off: ask again each hour.
    """
    raw = raw_of(session)
    found = [dates.moment_of(text) for text, in raw.execute(
        "SELECT rings FROM reminder WHERE rings > ? ORDER BY rings LIMIT 1", (dates.moment_text(now),)
    )]  # fmt: skip
    for single, all_day, remind in _groups(raw):
        ahead = timedelta(minutes=remind) - (_into_day() if all_day else timedelta())
        names = {"single": single, "all_day": all_day, "remind": remind, "after": dates.moment_text(now + ahead)}
        row = raw.execute(_NEXT_SINGLE if single else _NEXT_OF_SERIES, names).fetchone()
        if row is not None and row[0] is not None:
            found.append(max(dates.moment_of(row[0]) - ahead, now))
    return min(found, default=None)


def keep(raw: sqlite3.Connection, rung: Iterable[Reminder]) -> None:
    """Note that these rang: they stay until they are answered, also over a restart."""
    rows = [(one.activity_id, dates.moment_text(one.starts), dates.moment_text(one.rings)) for one in rung]
    raw.executemany("INSERT OR IGNORE INTO reminder (activity_id, starts, rings) VALUES (?, ?, ?)", rows)


def snooze(raw: sqlite3.Connection, reminder: Reminder, until: datetime) -> None:
    """Put a reminder off: it rings again then, once."""
    raw.execute(_ANSWER, (reminder.activity_id, dates.moment_text(reminder.starts), dates.moment_text(until)))


def dismiss(raw: sqlite3.Connection, *answered: Reminder) -> None:
    """Answer reminders for good; what they remind of stays planned."""
    raw.executemany(_ANSWER, [(one.activity_id, dates.moment_text(one.starts), None) for one in answered])


def finish(session: Session, reminder: Reminder) -> int:
    """Mark what it reminds of as done and return its id; one of a series gets a record of its own. Raises UserError."""
    found = records.find(session, Activity, reminder.activity_id)
    one = activities.one_of(session, found, reminder.starts)
    activities.finish(session, one)
    return one.id


def sweep(raw: sqlite3.Connection, now: datetime) -> None:
    """Forget the answers to what could not ring any more anyway, and what nobody answered for two months."""
    old, older = (dates.moment_text(now - span) for span in (_SWEPT, _FORGOTTEN))
    raw.execute("DELETE FROM reminder WHERE starts < ? AND (rings IS NULL OR rings < ?)", (old, older))


def ways_to_snooze(reminder: Reminder, now: datetime) -> list[tuple[str, datetime]]:
    """Return until when a reminder can be put off, each with its title."""
    tomorrow = datetime.combine(dates.local_day(now) + dates.DAY, workday.starts()).astimezone(UTC)
    begins = [(N_("Until it begins"), reminder.at)] if reminder.at > now + _MINUTE else []
    return [
        (N_("5 minutes"), now + 5 * _MINUTE),
        (N_("15 minutes"), now + 15 * _MINUTE),
        (N_("1 hour"), now + 60 * _MINUTE),
        (N_("Tomorrow morning"), tomorrow),
        *begins,
    ]


def _fresh(raw: sqlite3.Connection, now: datetime) -> Iterator[Reminder]:
    """Yield what has not rung yet around now, and a little more for whole days."""
    for single, all_day, remind in _groups(raw):
        before, after = (_BEFORE, _AFTER) if all_day else (timedelta(), _MINUTE)
        low, high = now - LATE - before, now + timedelta(minutes=remind) + after
        names = {"single": single, "all_day": all_day, "remind": remind}
        if single:
            span = {"low": dates.moment_text(low), "high": dates.moment_text(high)}
            yield from map(_reminder, raw.execute(_SINGLES, {**names, **span}))
        else:
            days, values = occurrences.source(raw, low, high)
            yield from map(_reminder, raw.execute(_OF_SERIES.format(days=days), {**names, **values}))


def _is_day_of(raw: sqlite3.Connection, one: Reminder) -> bool:
    """Tell whether a series still has the day that rang."""
    found = occurrences.series(raw, [one.activity_id])
    return any(whole.starts(one.starts, one.starts + _INSTANT) for whole in found)


def _groups(raw: sqlite3.Connection) -> Iterator[tuple[int, int, int]]:
    """Yield which reminders there are: whether of single activities, whether of whole days, how many minutes before."""
    for single, all_day in product((1, 0), (0, 1)):
        last = -1
        while (last := raw.execute(_GROUP, (single, all_day, last)).fetchone()[0]) is not None:
            yield single, all_day, last


def _into_day() -> timedelta:
    at = workday.starts()
    return timedelta(hours=at.hour, minutes=at.minute)


def _reminder(row: tuple[Any, ...]) -> Reminder:
    activity, start, name, kind, all_day, zone, remind, recurs, account, contact, deal = row
    starts = dates.moment_of(start)
    at = starts
    if all_day:
        first, _last, _ends = moments.whole_days(starts, None, zone)
        at = datetime.combine(first, workday.starts()).astimezone(UTC)
    people = tuple(one for one in (contact, account, deal) if one)
    rings = at - timedelta(minutes=remind)
    return Reminder(activity, starts, name, kind, bool(all_day), at, rings, bool(recurs), people)
