"""What records held at a past moment, read backwards from the journal: names, links, limits, and what was deleted since.

Only what changed since is read, so that a report of today costs nothing more. A step that was undone counts as never
taken, whenever that was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.storage.store import raw_of

# + keeps the index of a record's own history out: it would read all of the table's past
_SINCE = """
SELECT j.row, j.op, j.before FROM journal j JOIN action a ON a.id = j.action
WHERE j.action > ? AND NOT a.undone AND +j.tbl = ? ORDER BY j.id DESC
"""


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
    found: dict[int, dict[str, Any]] = {}
    gone: dict[int, dict[str, Any]] = {}
    raw = raw_of(session)
    for row, operation, before in raw.execute(_SINCE, (_last(raw, moment), table)):
        if operation == "I":
            found.pop(row, None)
            continue
        image = json.loads(before)
        held = {column: image[column] for column in columns if column in image}
        if operation == "D":
            gone.setdefault(row, held)
        if held:
            found.setdefault(row, {}).update(held)  # the oldest change comes last and says what was there
    return {**gone, **found}


def came(session: Session, table: str, moment: str) -> set[int]:
    """Return the rows that came into a table after a stored moment, and were not there before."""
    raw = raw_of(session)
    oldest = {row: operation for row, operation, _before in raw.execute(_SINCE, (_last(raw, moment), table))}
    return {row for row, operation in oldest.items() if operation == "I"}


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
    every = ", ".join(f'"{name}"' for name in columns)
    today = raw_of(session).execute(f'SELECT id, {every} FROM "{table}" ORDER BY id')
    found = {row: dict(zip(columns, values, strict=True)) for row, *values in today}
    return found | _that_were(found, changed(session, table, {*columns, "created"}, moment), columns, moment)


def there(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any]]:
    """Return the same without those that came later, unless the book itself began later: then all of its past did."""
    found = rows(session, table, (*columns, "created"), moment)
    if not _was_begun(raw_of(session), moment):
        return found
    return {row: values for row, values in found.items() if values["created"] <= moment}


def _that_were(
    today: dict[int, dict[str, Any]], since: dict[int, dict[str, Any]], columns: Collection[str], moment: str
) -> dict[int, dict[str, Any]]:
    """Return the rows that were others, or are gone."""
    found = {}
    for row, held in since.items():
        if row in today or held["created"] <= moment:
            found[row] = {name: held.get(name, today.get(row, {}).get(name)) for name in columns}
    return found


def _last(raw: sqlite3.Connection, moment: str) -> int:
    """Return the last step that was taken by a stored moment, 0 where all of them came later."""
    row = raw.execute("SELECT id FROM action WHERE at <= ? ORDER BY id DESC LIMIT 1", (moment,)).fetchone()
    return int(row[0]) if row else 0


def _was_begun(raw: sqlite3.Connection, moment: str) -> bool:
    """Tell whether the book was there at a stored moment: its first pipeline is as old as itself."""
    begun = raw.execute("SELECT 1 FROM pipeline WHERE created <= ? LIMIT 1", (moment,)).fetchone()
    return begun is not None or _last(raw, moment) > 0
