"""What records held at a past moment, read backwards from the journal: names, links, limits, and what was deleted since.

Only what changed since is read, each table once in a session, so that a report of today costs nothing more. A step that
was undone counts as never taken, whenever that was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.storage.store import raw_of

_KEPT: Final = "what changed since"
_FIRST = "SELECT id FROM journal WHERE action > ? ORDER BY action, id LIMIT 1"
_LAST_ACTION = "SELECT id FROM action WHERE NOT undone ORDER BY id DESC LIMIT 1"
_TABLES = "SELECT DISTINCT +tbl FROM journal WHERE id >= ? AND action <= ?"
# by the id, in which order the steps were taken: + keeps out the index of a record's own history
_SINCE = """
SELECT row, op, before FROM journal WHERE id >= ? AND action <= ? AND +tbl = ? ORDER BY id DESC
"""


@dataclass(frozen=True)
class _Since:
    """What became of the rows of a table: what changed of each and what it was, all of a deleted one, those that came."""

    changed: dict[int, dict[str, Any]]
    gone: dict[int, dict[str, Any]]
    came: set[int]


def end_of(session: Session, day: date) -> str | None:
    """Return the stored moment at which a day ended; None where nothing has changed since, and now will do."""
    moment = dates.moment_text(dates.end_of(day))
    raw = raw_of(session)
    later = raw.execute("SELECT 1 FROM action WHERE id > ? AND NOT undone LIMIT 1", (_last(raw, moment),)).fetchone()
    return moment if later else None


def changed(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any]]:
    """Return, by row, the stored values at a stored moment of those `columns` that changed since, all of a deleted row's.

    What came into the book later, such as an imported history, counts as it is now, or as it was when it was deleted.
    """
    since = _since(session, table, moment)
    found = {row: {name: image[name] for name in columns if name in image} for row, image in since.gone.items()}
    for row, image in since.changed.items():
        held = {name: image[name] for name in columns if name in image}
        if held:
            found[row] = held
    return found


def came(session: Session, table: str, moment: str) -> set[int]:
    """Return the rows that came into a table after a stored moment, and were not there before."""
    return set(_since(session, table, moment).came)


def others(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any] | None]:
    """Return, by id, the records that are not what they were at a stored moment, as they were.

    None stands for what was not there: it came later, also where it says that it is older, as a day that was taken out
    of a series does. `created` is one of the columns.
    """
    since = _since(session, table, moment)
    sql = f'SELECT id, {_quoted(columns)} FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))'
    today = raw_of(session).execute(sql, (json.dumps([*since.changed]),))
    rows = {row: dict(zip(columns, values, strict=True)) for row, *values in today}
    found: dict[int, dict[str, Any] | None] = dict.fromkeys((*since.gone, *since.came))
    for row, image in since.changed.items():
        values: dict[str, Any] = {
            name: image[name] if name in image else rows.get(row, {}).get(name) for name in columns
        }
        found[row] = values if values["created"] <= moment else None
    return found


def column(session: Session, table: str, name: str, moment: str, ids: Iterable[int] | None = None) -> dict[int, Any]:
    """Return what a column held at a stored moment by row, deleted rows included; empty ones are left out.

    Rows that came later are in it too: nothing of the past leads to them. With `ids` only these are read.
    """
    wanted = None if ids is None else set(ids)
    among, names = (
        ("", ()) if wanted is None else (" AND id IN (SELECT value FROM json_each(?))", (json.dumps([*wanted]),))
    )
    today = raw_of(session).execute(f'SELECT id, "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL{among}', names)
    values = dict(today.fetchall())
    for row, held in changed(session, table, (name,), moment).items():
        if wanted is None or row in wanted:
            values[row] = held[name]
    return {row: value for row, value in values.items() if value is not None}


def rows(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any]]:
    """Return the rows of a small table of records as they were at a stored moment, by id; those that came later as now."""
    today = raw_of(session).execute(f'SELECT id, {_quoted(columns)} FROM "{table}" ORDER BY id')
    found = {row: dict(zip(columns, values, strict=True)) for row, *values in today}
    return found | _that_were(found, changed(session, table, {*columns, "created"}, moment), columns, moment)


def there(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any]]:
    """Return the same without those that came later, unless the book itself began later: then all of its past did."""
    found = rows(session, table, (*columns, "created"), moment)
    if not _was_begun(raw_of(session), moment):
        return found
    return {row: values for row, values in found.items() if values["created"] <= moment}


def began(session: Session) -> date:
    """Return the day on which the book began, with its first step or before; the first of all days where none was taken."""
    sql = "SELECT min(at), (SELECT min(created) FROM pipeline) FROM action"
    first, created = raw_of(session).execute(sql).fetchone()
    return date.min if first is None else dates.local_day(dates.moment_of(min(first, created or first)))


def _that_were(
    today: dict[int, dict[str, Any]], since: dict[int, dict[str, Any]], columns: Collection[str], moment: str
) -> dict[int, dict[str, Any]]:
    """Return the rows that were others, or are gone."""
    found = {}
    for row, held in since.items():
        if row in today or held["created"] <= moment:
            found[row] = {name: held.get(name, today.get(row, {}).get(name)) for name in columns}
    return found


def _since(session: Session, table: str, moment: str) -> _Since:
    """Return what became of the rows of a table since; read once, until something is written."""
    raw = raw_of(session)
    now = raw.total_changes, _last(raw, moment)
    kept: dict[object, Any] = session.info.setdefault(_KEPT, {})
    if now not in kept:
        kept[now] = _span(raw, now[1])
    first, last, tables = kept[now]
    if (now, table) not in kept:
        rows = raw.execute(_SINCE, (first, last, table)) if table in tables else ()
        kept[now, table] = _read(rows)
    found: _Since = kept[now, table]
    return found


def _span(raw: sqlite3.Connection, last: int) -> tuple[int, int, set[str]]:
    """Return the first entry after a step, the last step that was not undone, and the tables that were changed."""
    first, end = raw.execute(_FIRST, (last,)).fetchone(), raw.execute(_LAST_ACTION).fetchone()
    if first is None or end is None or end[0] <= last:
        return 0, 0, set()
    return first[0], end[0], {row[0] for row in raw.execute(_TABLES, (first[0], end[0]))}


def _read(rows: Iterable[tuple[int, str, str | None]]) -> _Since:
    """Return what entries say, the newest first: the oldest one comes last and says what was there."""
    found: dict[int, dict[str, Any]] = {}
    gone: dict[int, dict[str, Any]] = {}
    oldest: dict[int, str] = {}
    for row, operation, before in rows:
        oldest[row] = operation
        if operation == "I":
            found.pop(row, None)
            continue
        image = json.loads(before or "{}")
        if operation == "D":
            gone.setdefault(row, image)
        found.setdefault(row, {}).update(image)
    return _Since(found, gone, {row for row, operation in oldest.items() if operation == "I"})


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _last(raw: sqlite3.Connection, moment: str) -> int:
    """Return the last step that was taken by a stored moment, 0 where all of them came later."""
    row = raw.execute("SELECT id FROM action WHERE at <= ? ORDER BY id DESC LIMIT 1", (moment,)).fetchone()
    return int(row[0]) if row else 0


def _was_begun(raw: sqlite3.Connection, moment: str) -> bool:
    """Tell whether the book was there at a stored moment: its first pipeline is as old as itself."""
    begun = raw.execute("SELECT 1 FROM pipeline WHERE created <= ? LIMIT 1", (moment,)).fetchone()
    return begun is not None or _last(raw, moment) > 0
