"""Thousands of rows at once: through the driver, with the work of the row triggers done per batch instead of per row.

Undo takes them back like any other step: the journal holds the same entries that the triggers would have written.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import Base, Record
from crm_desktop.model.activity import IS_CONTACT, Activity
from crm_desktop.model.opportunity import TRACKED, Opportunity
from crm_desktop.model.record import sort_column
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.store import raw_of

BATCH = 2000
WITH_LAST_CONTACT = ("account", "contact", "opportunity")


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
    shape = _Shape(raw, model, columns)
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        task.check()
        with _without_row_triggers(raw):
            raw.executemany(shape.insert, shape.complete(batch, after))
            _do_work_of_triggers(raw, model, (after, after + len(batch) - 1), trail=trail)
        after += len(batch)
    return range(first, after)


def update_rows(
    session: Session, model: type[Record], columns: Sequence[str], rows: Iterable[Sequence[Any]], task: Task
) -> int:
    """Set columns of records to file values; a row is the id and the values. Return how many were different."""
    session.flush()
    raw, name = raw_of(session), model.__tablename__
    places = list(enumerate(columns, 2))
    values = ", ".join(f'"{column}" = ?{place}' for place, column in places)
    differs = " OR ".join(f'"{column}" IS NOT ?{place}' for place, column in places)
    sql = f'UPDATE "{name}" SET {values}, changed = ?{len(columns) + 2} WHERE id = ?1 AND ({differs})'
    now, source, changed = dates.moment_text(dates.now()), iter(rows), 0
    while batch := list(islice(source, BATCH)):
        task.check()
        changed += raw.executemany(sql, ((*row, now) for row in batch)).rowcount
    return changed


class _Shape:
    """What an inserted row of one table is made of: an id, the given values, defaults, and sort keys."""

    def __init__(self, raw: sqlite3.Connection, model: type[Base], columns: Sequence[str]) -> None:
        fields = model.fields() if issubclass(model, Record) else {}
        constants = _constants(model, columns)
        listed = {name: f.kind for name, f in fields.items() if f.listed and sort_column(name, f)}
        self._has_uid = bool(fields) and "uid" not in columns
        self._constants = tuple(constants.values())
        self._keys: list[tuple[int, Callable[[Any], str]]] = []
        names = ["id", *(["uid"] if self._has_uid else []), *columns, *constants]
        places = {name: place for place, name in enumerate([*columns, *constants])}
        for name, kind in listed.items():
            if name in places:
                key = _LinkKeys(raw, kind.target) if isinstance(kind, Link) else fold
                self._keys.append((places[name], key))
                names.append(f"{name}_sort")
        marks = ", ".join("?" * len(names))
        self.insert = f'INSERT INTO "{model.__tablename__}" ({", ".join(map(_quoted, names))}) VALUES ({marks})'

    def complete(self, rows: Iterable[Sequence[Any]], first_id: int) -> Iterator[tuple[Any, ...]]:
        """Yield whole rows with ids from `first_id` on."""
        keys, constants, uids = self._keys, self._constants, _new_uids()
        for record_id, row in enumerate(rows, first_id):
            values = (*row, *constants)
            own = (record_id, next(uids)) if self._has_uid else (record_id,)
            yield (*own, *values, *[key(values[place]) for place, key in keys])


class _LinkKeys(dict[Any, str]):
    """The folded names of linked records by id, read once each."""

    def __init__(self, raw: sqlite3.Connection, target: str) -> None:
        super().__init__({None: ""})
        self._raw, self._sql = raw, f'SELECT fold(name) FROM "{target}" WHERE id = ?'

    def __call__(self, record_id: int | None) -> str:
        return self[record_id]

    def __missing__(self, record_id: int) -> str:
        found = self._raw.execute(self._sql, (record_id,)).fetchone()
        if found is None:
            return ""
        self[record_id] = str(found[0])
        return self[record_id]


def _constants(model: type[Base], columns: Sequence[str]) -> dict[str, Any]:
    """Return the file values of defaults for the columns of a record that are not given."""
    if not issubclass(model, Record):
        return {}
    found = {}
    for name, declared in model.fields().items():
        if name not in columns and declared.default is not None:
            value = declared.default() if callable(declared.default) else declared.default
            found[name] = declared.kind.dump(value)
    return found


def _new_uids() -> Iterator[str]:
    """Yield version 7 UUIDs (RFC 9562): they rise, and a rising key is the cheapest for an index."""
    head = f"{time.time_ns() // 1_000_000:012x}7{secrets.token_hex(2)[:3]}{8 + secrets.randbelow(4):x}"
    count = secrets.randbits(59)
    while True:
        count += 1 + secrets.randbits(8)
        yield f"{head}{count % 2**60:015x}"


@contextmanager
def _without_row_triggers(raw: sqlite3.Connection) -> Iterator[None]:
    raw.execute("UPDATE acting SET journaling = 0, trailing = 0, keeping = 0")
    try:
        yield
    finally:
        raw.execute("UPDATE acting SET journaling = 1, trailing = 1, keeping = 1")


def _do_work_of_triggers(raw: sqlite3.Connection, model: type[Base], ids: tuple[int, int], *, trail: bool) -> None:
    name = model.__tablename__
    _note(raw, name, ids)
    if not issubclass(model, Record):
        return
    raw.execute("UPDATE counter SET n = n + ? WHERE tbl = ?", (ids[1] - ids[0] + 1, name))
    for column, declared in model.fields().items():
        if declared.listed and isinstance(declared.kind, Link) and declared.kind.target == name:
            key = f'ifnull((SELECT fold(k.name) FROM "{name}" k WHERE k.id = "{name}"."{column}"), \'\')'
            raw.execute(f'UPDATE "{name}" SET "{column}_sort" = {key} WHERE id BETWEEN ? AND ?', ids)
    if model is Opportunity and trail:
        _leave_trail(raw, ids)
    elif model is Activity:
        _move_last_contacts(raw, ids)


def _note(raw: sqlite3.Connection, table: str, ids: tuple[int, int]) -> None:
    raw.execute(
        f"""INSERT INTO journal(action, tbl, row, op) SELECT action, '{table}', t.id, 'I'
            FROM "{table}" t, acting WHERE t.id BETWEEN ? AND ? ORDER BY t.id""",
        ids,
    )


def _leave_trail(raw: sqlite3.Connection, ids: tuple[int, int]) -> None:
    before, columns = _last_id(raw, "opportunity_state"), ", ".join(map(_quoted, TRACKED))
    raw.execute(
        f"""INSERT INTO opportunity_state(opportunity_id, since, kind, {columns})
            SELECT t.id, at, (SELECT kind FROM stage WHERE id = t.stage_id), {columns}
            FROM opportunity t, acting WHERE t.id BETWEEN ? AND ? ORDER BY t.id""",
        ids,
    )
    _note(raw, "opportunity_state", (before + 1, before + ids[1] - ids[0] + 1))


def _move_last_contacts(raw: sqlite3.Connection, ids: tuple[int, int]) -> None:
    kinds = json.dumps(IS_CONTACT)
    for name in WITH_LAST_CONTACT:
        raw.execute(
            f"""UPDATE "{name}" SET last_contact = latest.day FROM (
                  SELECT {name}_id AS link, date(max(starts), 'localtime') AS day FROM activity
                  WHERE id BETWEEN ? AND ? AND done AND kind IN (SELECT value FROM json_each(?)) GROUP BY {name}_id
                ) AS latest WHERE id = latest.link AND ifnull(last_contact, '') < latest.day""",
            (*ids, kinds),
        )


def _last_id(raw: sqlite3.Connection, table: str) -> int:
    """Return the highest id that the table ever had."""
    found = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if found is None else int(found[0])


def _quoted(name: str) -> str:
    return f'"{name}"'
