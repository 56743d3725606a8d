"""The days of every series in the months around today, kept so that a calendar shows them without working them out.

They follow the series at the end of each step, undo included, and so does the first day of a series that is still to
be done (`due`). A series is followed at once; of thousands that come in one step only `due` is: their days are then
worked out where they are asked for, until `rolling` has made them. Months are those of UTC, and nothing here knows
what day it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm_desktop.base import dates
from crm_desktop.model.activity import IS_BAR
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence.expansion import Pattern

AT_ONCE = 200
"""So many series are followed in the step that touches them."""
KEPT, COMING = "occurrences kept", "occurrences coming"
"""The marks of the window that is kept, and of a larger one that is being made."""

Row = tuple[int, str, int, str]
"""A row of the table `occurrence`."""

_AMONG = "IN (SELECT value FROM json_each(?1))"
_CONCERNED = f"""
SELECT id FROM activity WHERE id {_AMONG} AND (recurrence IS NOT NULL OR due IS NOT NULL)
UNION SELECT activity_id FROM occurrence WHERE activity_id {_AMONG}
"""
_SERIES = f"""
SELECT id, kind, {IS_BAR}, starts, all_day, zone, recurrence, skipped, added, settled, due FROM activity
WHERE recurrence IS NOT NULL
"""
_KEPT_ROWS = """
SELECT activity_id, starts, bar, kind FROM occurrence
WHERE bar IN (0, 1) AND starts >= :days_first AND starts < :days_end
"""  # `bar` leads the index
_WORKED_OUT = """
SELECT json_extract(value, '$[0]') AS activity_id, json_extract(value, '$[1]') AS starts,
       json_extract(value, '$[2]') AS bar, json_extract(value, '$[3]') AS kind FROM json_each(:days)
WHERE json_extract(value, '$[1]') >= :days_first AND json_extract(value, '$[1]') < :days_end
"""
_OPEN_SERIES = "SELECT id FROM activity WHERE recurrence IS NOT NULL AND NOT done AND due < ?"
_STEP = timedelta(days=7)


@dataclass(frozen=True)
class Window:
    """The moments, as stored, from `first` on and before `end`; `clock` is how this computer's clock was set in it."""

    first: str
    end: str
    clock: str

    @classmethod
    def between(cls, first: datetime, end: datetime) -> Window:
        """Return the window between two moments, by the clock of today."""
        return cls(dates.moment_text(first), dates.moment_text(end), _clock(first, end))

    def holds(self, first: datetime, end: datetime) -> bool:
        """Tell whether all of a span lies inside."""
        return self.first <= dates.moment_text(first) and dates.moment_text(end) <= self.end

    @property
    def is_by_this_clock(self) -> bool:
        """Whether the clock still is as it was: without a zone of its own a series goes by it."""
        return self.clock == _clock(*self.moments)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Both ends."""
        return dates.moment_of(self.first), dates.moment_of(self.end)


@dataclass(frozen=True)
class Series:
    """What the days of a series follow from, and `due` as it is stored."""

    id: int
    kind: str
    bar: int
    pattern: Pattern
    settled: str | None
    due: str | None

    def rows(self, first: datetime, end: datetime) -> list[Row]:
        """Work out its rows from `first` on and before `end`."""
        return [(self.id, at, self.bar, self.kind) for at in self.starts(first, end)]

    def starts(self, first: datetime, end: datetime) -> list[str]:
        """Work out the stored moments between two; none for a rule that no program of ours has written."""
        if self.pattern.starts - 2 * dates.DAY >= end and not self.pattern.added:  # midnight may lie before the start
            return []
        try:
            return [dates.moment_text(at) for at in expansion.between(self.pattern, first, end)]
        except ValueError:
            return []

    def first_open(self) -> str | None:
        """Work out what `due` is."""
        return self.first_from(self.settled)

    def first_from(self, at: str | None) -> str | None:
        """Work out the first stored moment at or after another one, or of all."""
        try:
            found = expansion.first_from(self.pattern, None if at is None else dates.moment_of(at))
        except ValueError:
            return None
        return None if found is None else dates.moment_text(found)


def follow(raw: sqlite3.Connection, rows: Mapping[str, Iterable[int]]) -> None:
    """Make what follows from the series among the touched `rows` anew; without one it is a single look."""
    touched = rows.get("activity")
    if touched:
        concerned = [row[0] for row in raw.execute(_CONCERNED, (json.dumps(list(touched)),))]
        if concerned:
            _renew(raw, concerned)


def rebuild(raw: sqlite3.Connection) -> None:
    """Set what is due of every series anew and give up the window; `rolling` makes it again."""
    give_up(raw)
    raw.execute("UPDATE activity SET due = NULL WHERE due IS NOT NULL AND recurrence IS NULL")
    for one in series(raw):
        set_due(raw, one, one.first_open())


def give_up(raw: sqlite3.Connection) -> None:
    """Keep no days; they are worked out where they are asked for."""
    raw.execute("DELETE FROM occurrence")
    raw.execute("DELETE FROM mark WHERE name IN (?, ?)", (KEPT, COMING))


def drop_before(raw: sqlite3.Connection, first: str) -> None:
    """Keep nothing of what is older than a stored moment."""
    raw.execute("DELETE FROM occurrence WHERE starts < ?", (first,))
    kept = window(raw)
    if kept is not None:
        rest = Window.between(dates.moment_of(first), kept.moments[1])
        set_window(raw, KEPT, rest if rest.first < rest.end else None)


def wrong(raw: sqlite3.Connection) -> list[str]:
    """Return what is not as it would be made anew."""
    found, kept, seen = list[str](), window(raw), set[int]()
    for one in series(raw):
        seen.add(one.id)
        rows = raw.execute("SELECT starts, bar, kind FROM occurrence WHERE activity_id = ? ORDER BY starts", (one.id,))
        days = rows.fetchall()
        right = one.starts(*kept.moments) if kept is not None else []
        inside = [at for at, _bar, _kind in days if kept is not None and kept.first <= at < kept.end]
        if inside != right or any(row[1:] != (one.bar, one.kind) for row in days):
            found.append(f"days of series {one.id}")
        if one.due != one.first_open():
            found.append(f"due of series {one.id}")
    strange = {row[0] for row in raw.execute("SELECT DISTINCT activity_id FROM occurrence")} - seen
    found += [f"days of {row}, which is no series" for row in sorted(strange)]
    over = raw.execute("SELECT id FROM activity WHERE recurrence IS NULL AND due IS NOT NULL")
    return found + [f"due of {row}, which is no series" for (row,) in over]


def window(raw: sqlite3.Connection, name: str = KEPT) -> Window | None:
    """Return the window in which the days of every series are kept; None where none is."""
    found = raw.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return None if found is None else Window(*json.loads(found[0]))


def set_window(raw: sqlite3.Connection, name: str, window: Window | None) -> None:
    """Remember a window."""
    if window is None:
        raw.execute("DELETE FROM mark WHERE name = ?", (name,))
    else:
        value = json.dumps([window.first, window.end, window.clock])
        raw.execute("INSERT OR REPLACE INTO mark(name, value) VALUES (?, ?)", (name, value))


def source(
    raw: sqlite3.Connection, first: datetime, end: datetime, *, only_open: bool = False
) -> tuple[str, dict[str, str]]:
    """Return the SQL that selects what begins from `first` on and before `end`, and its named values.

    The columns are those of the table `occurrence`. It is right for any days: those outside the window are worked out.
    With other values of `days_first` and `days_end` it selects a part of them. With `only_open` days that are done with
    may be among them or not, which spares the work on series that are due later.
    """
    span = {"days_first": dates.moment_text(first), "days_end": dates.moment_text(end)}
    kept = window(raw)
    if kept is not None and kept.holds(first, end):
        return _KEPT_ROWS, span
    concerned = None
    if only_open:
        concerned = [row[0] for row in raw.execute(_OPEN_SERIES, (span["days_end"],))]
    days = [row for one in series(raw, concerned) for row in one.rows(first, end)]
    return _WORKED_OUT, {"days": json.dumps(days), **span}


def starts_between(raw: sqlite3.Connection, first: datetime, end: datetime) -> list[tuple[int, datetime]]:
    """Return the series and moments of all that begins from `first` on and before `end`, in order of time."""
    sql, values = source(raw, first, end)
    rows = raw.execute(f"SELECT activity_id, starts FROM ({sql}) ORDER BY starts, activity_id", values)
    return [(row, dates.moment_of(at)) for row, at in rows]


def first_after(raw: sqlite3.Connection, ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Return the stored moment of the first day of series after a moment, done with or not; some have none."""
    wanted, kept, text = list(ids), window(raw), dates.moment_text(at)
    found: dict[int, str] = {}
    if kept is not None and kept.first <= text < kept.end:
        sql = f"SELECT activity_id, min(starts) FROM occurrence WHERE activity_id {_AMONG} AND starts > ?2 GROUP BY 1"
        found = dict(raw.execute(sql, (json.dumps(wanted), text)))
    later = dates.moment_text(at + timedelta(milliseconds=1))
    for one in series(raw, [row for row in wanted if row not in found]):
        first = one.first_from(later)
        if first is not None:
            found[one.id] = first
    return found


def series(raw: sqlite3.Connection, ids: Iterable[int] | None = None) -> Iterator[Series]:
    """Yield all series, or those among `ids`."""
    among, values = ("", ()) if ids is None else (f" AND id {_AMONG}", (json.dumps(list(ids)),))
    for row in raw.execute(f"{_SERIES}{among} ORDER BY id", values).fetchall():
        row_id, kind, bar, *pattern, settled, due = row
        names = ("starts", "all_day", "zone", "recurrence", "skipped", "added")
        values_of: dict[str, Any] = dict(zip(names, pattern, strict=True))
        yield Series(row_id, kind, bar, expansion.pattern_of(values_of), settled, due)


def set_due(raw: sqlite3.Connection, one: Series, due: str | None) -> None:
    """Store what is due of a series where it is another day."""
    if due != one.due:
        raw.execute("UPDATE activity SET due = ? WHERE id = ?", (due, one.id))


def insert(raw: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Put in rows; those that are there already stay."""
    raw.executemany("INSERT OR IGNORE INTO occurrence(activity_id, starts, bar, kind) VALUES (?, ?, ?, ?)", rows)


def _renew(raw: sqlite3.Connection, ids: list[int]) -> None:
    among = json.dumps(ids)
    raw.execute(f"DELETE FROM occurrence WHERE activity_id {_AMONG}", (among,))
    raw.execute(f"UPDATE activity SET due = NULL WHERE id {_AMONG} AND recurrence IS NULL", (among,))
    found = list(series(raw, ids))
    for one in found:
        set_due(raw, one, one.first_open())
    if len(found) > AT_ONCE:
        give_up(raw)
        return
    # also where they are being made at the moment: whoever makes them leaves out a series that has changed meanwhile
    windows = [one for one in (window(raw), window(raw, COMING)) if one is not None]
    if windows:
        first, end = min(one.first for one in windows), max(one.end for one in windows)
        ends = dates.moment_of(first), dates.moment_of(end)
        insert(raw, (row for one in found for row in one.rows(*ends)))


def _clock(first: datetime, end: datetime) -> str:
    """Return how far this computer's clock is from UTC, week by week where it changes."""
    found, before, at = list[str](), None, first
    while at < end:
        offset = at.astimezone().utcoffset()
        if offset != before:
            found.append(f"{at:%Y-%m-%d} {offset}")
            before = offset
        at += _STEP
    return ", ".join(found)
