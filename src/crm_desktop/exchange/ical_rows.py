"""The activities that go out as iCalendar, read in portions with all that is said about each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model.activity import IS_BAR
from crm_desktop.storage.store import raw_of

PORTION = 500
_COLUMNS = (
    "id", "uid", "name", "kind", "starts", "minutes", "all_day", "location", "recurrence", "remind", "done", "outcome", "zone",
    "original", "skipped", "added", "created", "changed",
)  # fmt: skip
_CHANGED_DAY = "a.recurrence IS NULL AND s.recurrence IS NOT NULL"
_ROWS = f"""
SELECT {", ".join(f"a.{name}" for name in _COLUMNS)}, s.id, s.uid, s.zone, s.all_day
FROM activity a LEFT JOIN activity s ON s.id = a.series_id AND {_CHANGED_DAY}
WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id
"""
_GIVEN_AWAY = f"""
SELECT s.id, a.original, a.id FROM activity a JOIN activity s ON s.id = a.series_id
WHERE {_CHANGED_DAY} AND s.id IN (SELECT value FROM json_each(?))
"""
_PEOPLE = """
SELECT t.activity_id, iif(ifnull(t.email, c.email) IS NULL, t.name, ifnull(c.name, t.name)), ifnull(t.email, ifnull(c.email, '')),
       t.presence, t.id
FROM attendee t LEFT JOIN contact c ON c.id = t.contact_id WHERE t.activity_id IN (SELECT value FROM json_each(:ids))
UNION ALL
SELECT a.id, c.name, c.email, 'invited', 0 FROM activity a JOIN contact c ON c.id = a.contact_id
WHERE a.id IN (SELECT value FROM json_each(:ids)) AND c.email IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM attendee t WHERE t.activity_id = a.id AND t.contact_id = a.contact_id)
ORDER BY 1, 5
"""
_END_DAY = "substr(recurrence, instr(recurrence, 'UNTIL=') + 6, 8)"
_SINCE = f"""
SELECT id FROM activity WHERE recurrence IS NULL AND NOT {IS_BAR} AND starts >= :since
UNION SELECT id FROM activity WHERE recurrence IS NULL AND {IS_BAR} AND starts >= :since
UNION SELECT id FROM activity WHERE recurrence IS NOT NULL AND (
  starts >= :since OR due >= :since OR added > :since
  OR (recurrence NOT LIKE '%COUNT=%' AND (recurrence NOT LIKE '%UNTIL=%' OR {_END_DAY} >= :day))
  OR EXISTS (SELECT 1 FROM occurrence o WHERE o.activity_id = activity.id AND o.starts >= :since))
UNION SELECT series_id FROM activity WHERE series_id > 0 AND starts >= :since
"""  # one branch for each index; a series that is counted is told by the days of it that are kept


@dataclass(frozen=True)
class Person:
    """One person at an activity; `email` is "" where none is known."""

    name: str
    email: str
    presence: str


@dataclass(frozen=True)
class Series:
    """The series that a record was one day of."""

    uid: str
    zone: str | None
    all_day: bool


@dataclass(frozen=True)
class Row:
    """One activity; `values` are the columns as stored, `given_away` the days of a series that go out as their own."""

    values: dict[str, Any]
    series: Series | None
    given_away: frozenset[str]
    people: tuple[Person, ...]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def starts(self) -> datetime:
        """When it begins."""
        return dates.moment_of(self.values["starts"])


@dataclass(frozen=True)
class Choice:
    """Which activities go out: those of `ids`, else all from `since` on, else all; a series is there for its last day."""

    ids: tuple[int, ...] | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Chosen:
    """What goes out: `ids` in order, None for every activity; `count` of them."""

    ids: tuple[int, ...] | None
    among: frozenset[int]
    count: int
    zones: tuple[tuple[str, datetime], ...]
    """The zones by whose clocks series repeat, each with the start of its first series."""

    def holds(self, row: int) -> bool:
        """Tell whether an activity goes out."""
        return self.ids is None or row in self.among


def look_up(raw: sqlite3.Connection, choice: Choice) -> Chosen:
    """Find what goes out."""
    ids = None if choice.ids is None else tuple(sorted(set(choice.ids)))
    if ids is None and choice.since is not None:
        values = {"since": dates.moment_text(choice.since), "day": f"{choice.since:%Y%m%d}"}
        ids = tuple(sorted(row[0] for row in raw.execute(_SINCE, values)))
    among = frozenset(ids or ())
    zones: dict[str, str] = {}
    for row, zone, starts in raw.execute(
        "SELECT id, zone, starts FROM activity WHERE recurrence IS NOT NULL AND zone IS NOT NULL AND NOT all_day"
    ):
        if ids is None or row in among:
            zones[zone] = min(starts, zones.get(zone, starts))
    (n,) = raw.execute("SELECT count(*) FROM activity").fetchone() if ids is None else (len(ids),)
    return Chosen(ids, among, n, tuple((zone, dates.moment_of(zones[zone])) for zone in sorted(zones)))


def portions(read: Callable[[], AbstractContextManager[Session]], chosen: Chosen) -> Iterator[list[Row]]:
    """Yield what goes out, in the order of ids; the book is opened anew for each portion."""
    last = place = 0
    while True:
        with read() as session:
            raw = raw_of(session)
            if chosen.ids is None:
                following = raw.execute("SELECT id FROM activity WHERE id > ? ORDER BY id LIMIT ?", (last, PORTION))
                ids = [row[0] for row in following]
            else:
                ids = list(chosen.ids[place : place + PORTION])
            found = list(rows(raw, chosen, ids))
        if not ids:
            return
        last, place = ids[-1], place + len(ids)
        yield found


def rows(raw: sqlite3.Connection, chosen: Chosen, ids: Sequence[int]) -> Iterator[Row]:
    """Yield some of what goes out, in the order of ids."""
    wanted = json.dumps(list(ids))
    people: dict[int, list[Person]] = {}
    for activity, name, email, presence, _row in raw.execute(_PEOPLE, {"ids": wanted}):
        people.setdefault(activity, []).append(Person(name, email, presence))
    given_away: dict[int, set[str]] = {}
    for series, original, row in raw.execute(_GIVEN_AWAY, (wanted,)):
        if chosen.holds(row):
            given_away.setdefault(series, set()).add(original)
    for row in raw.execute(_ROWS, (wanted,)):
        columns = dict(zip(_COLUMNS, row, strict=False))
        series_id, uid, zone, all_day = row[len(_COLUMNS) :]
        series = Series(uid, zone, bool(all_day)) if series_id is not None and columns["original"] else None
        here = columns["id"]
        yield Row(columns, series, frozenset(given_away.get(here, ())), tuple(people.get(here, ())))
