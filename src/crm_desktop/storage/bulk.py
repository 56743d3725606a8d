"""Thousands of rows at once inside a running step, as an import needs it.

Undo takes them back like anything else: the journal gets the same entries that the row triggers would have written.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.model import Base, Opportunity, Record
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.schema import custom
from crm_desktop.storage.batches import Batches
from crm_desktop.storage.store import raw_of

BATCH = 2000


def insert_rows(
    session: Session,
    model: type[Base],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    task: Task,
    *,
    trail: bool = True,
) -> range:
    """Insert rows of file values (`kind.dump`) inside the running step and return their ids, in order.

    Columns that are not given take their defaults. `trail` False leaves the trail of opportunities to the caller, who
    knows since when they are what they are; its rows go in by this function too. Raises `sqlite3.IntegrityError`.
    """
    session.flush()
    raw, name = raw_of(session), model.__tablename__
    first = after = _last_id(raw, name) + 1
    constants = _defaults(model, columns) if issubclass(model, Record) else {}
    columns, rows = custom.folded(columns, rows)
    own = ("id", "uid") if issubclass(model, Record) else ("id",)
    batches, uids = Batches(raw, name, (*own, *columns, *constants)), _new_uids()
    values, source = tuple(constants.values()), iter(rows)
    while batch := list(islice(source, BATCH)):
        task.check()
        ids = range(after, after + len(batch))
        if "uid" in own:
            whole = [(i, uid, *row, *values) for i, uid, row in zip(ids, islice(uids, len(batch)), batch, strict=True)]
        else:
            whole = [(i, *row) for i, row in zip(ids, batch, strict=True)]
        batches.insert(whole)
        _note(raw, name, after, after + len(batch))
        if model is Opportunity and trail:
            _leave_trail(raw, after, after + len(batch))
        after += len(batch)
    return range(first, after)


def update_rows(
    session: Session, model: type[Record], columns: Sequence[str], rows: Iterable[Sequence[Any]], task: Task
) -> int:
    """Set columns of records to file values; a row is the id and the values. Return how many were different."""
    session.flush()
    raw, name = raw_of(session), model.__tablename__
    (_id, *columns), rows = custom.patched(("id", *columns), rows)
    new = {
        column: _patched(place) if column == custom.COLUMN else f"?{place}" for place, column in enumerate(columns, 2)
    }
    values = ", ".join(f'"{column}" = {value}' for column, value in new.items())
    differs = " OR ".join(f'"{column}" IS NOT {value}' for column, value in new.items())
    sql = f'UPDATE "{name}" SET {values}, changed = ?{len(columns) + 2} WHERE id = ?1 AND ({differs})'
    now, source, changed = dates.moment_text(dates.now()), iter(rows), 0
    while batch := list(islice(source, BATCH)):
        task.check()
        changed += raw.executemany(sql, ((*row, now) for row in batch)).rowcount
    return changed


def _patched(place: int) -> str:
    """Return the SQL of the custom values of a row behind the merge patch that is bound there."""
    # || '': or else it is still known as JSON in the trigger, and the journal gets it as such instead of as a text
    return f"nullif(json_patch(ifnull(\"{custom.COLUMN}\", '{{}}'), ?{place}) || '', '{{}}')"


def _defaults(model: type[Record], columns: Sequence[str]) -> dict[str, Any]:
    """Return the file values of the defaults of the columns that are not given."""
    found = {}
    for name, declared in model.fields().items():
        if name not in columns and declared.default is not None:
            value = declared.default() if callable(declared.default) else declared.default
            found[name] = declared.kind.dump(value)
    return found


def _new_uids() -> Iterator[str]:
    """Yield version 7 UUIDs (RFC 9562): they rise, and a rising key is the cheapest for an index."""
    head = f"{time.time_ns() // 1_000_000:012x}7{secrets.randbits(12):03x}{8 + secrets.randbelow(4):x}"
    tail = secrets.randbits(59)
    while True:
        yield f"{head}{tail:015x}"
        tail += 1 + secrets.randbits(8)


def _note(raw: sqlite3.Connection, table: str, first: int, end: int) -> None:
    raw.execute(
        f"""INSERT INTO journal(action, tbl, row, op) SELECT action, '{table}', t.id, 'I'
            FROM "{table}" t, acting WHERE t.id >= ? AND t.id < ? ORDER BY t.id""",
        (first, end),
    )


def _leave_trail(raw: sqlite3.Connection, first: int, end: int) -> None:
    """Write what the trail's own trigger does for one opportunity."""
    columns = ", ".join(f'"{column}"' for column in TRACKED)
    raw.execute(
        f"""INSERT INTO opportunity_state(opportunity_id, since, kind, {columns})
            SELECT t.id, at, (SELECT kind FROM stage WHERE id = t.stage_id), {columns}
            FROM opportunity t, acting WHERE t.id >= ? AND t.id < ? ORDER BY t.id""",
        (first, end),
    )


def _last_id(raw: sqlite3.Connection, table: str) -> int:
    """Return the highest id that the table ever had."""
    found = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if found is None else int(found[0])
