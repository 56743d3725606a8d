"""Any part of any word, in any searched field of any entity, with or without accents, as it is typed.

Two full-text tables without content serve all entities: parts of words (three letters and more) and beginnings of
words (one and two letters). The row number holds the entity's place in `ENTITIES` and the record's id.
"""

from __future__ import annotations

import json
import sqlite3

from crm_desktop.base.text import fold
from crm_desktop.model import ENTITIES
from crm_desktop.model.record import Record

SHIFT = 40


def create_tables(raw: sqlite3.Connection) -> None:
    """Create the empty index."""
    raw.execute(
        "CREATE VIRTUAL TABLE search_part USING fts5(body, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
    )
    raw.execute(
        "CREATE VIRTUAL TABLE search_word USING fts5(body, content='', detail=none, columnsize=0, prefix='1 2 3')"
    )


def searched(model: type[Record]) -> list[str]:
    """Return the columns of `model` that are searched."""
    return [name for name, declared in model.fields().items() if declared.searched]


def follow(raw: sqlite3.Connection, action: int) -> None:
    """Bring the index up to date with what a finished action changed.

    Not by triggers: with `trusted_schema` off SQLite lets none write to a full-text table. And once per action is
    cheaper than once per row.
    """
    for model in _touched(raw, action):
        _write(raw, model, action, _ADD, "AND op = 'I'")
        _follow_old_rows(raw, model, action)


def forget(raw: sqlite3.Connection, action: int) -> None:
    """Take the rows that an action touched out of the index, before it is replayed."""
    for model in _touched(raw, action):
        _write(raw, model, action, _DROP)


def learn(raw: sqlite3.Connection, action: int) -> None:
    """Put the rows that an action touched into the index, after it was replayed."""
    for model in _touched(raw, action):
        _write(raw, model, action, _ADD)


_TABLES = ("search_part", "search_word")
_ADD = "INSERT INTO {t}(rowid, body) "
_DROP = "INSERT INTO {t}({t}, rowid, body) SELECT 'delete', * FROM ("


def _touched(raw: sqlite3.Connection, action: int) -> list[type[Record]]:
    names = {name for (name,) in raw.execute("SELECT DISTINCT tbl FROM journal WHERE action = ?", (action,))}
    return [model for model in ENTITIES if model.__tablename__ in names and searched(model)]


def _write(raw: sqlite3.Connection, model: type[Record], action: int, verb: str, only: str = "") -> None:
    name = model.__tablename__
    body = " || ' ' || ".join(f"ifnull(\"{c}\", '')" for c in searched(model))
    rows = f"""SELECT ({ENTITIES.index(model)} << {SHIFT}) | id, fold({body}) FROM "{name}"
               WHERE id IN (SELECT row FROM journal WHERE action = ? AND tbl = ? {only})"""
    for table in _TABLES:
        raw.execute(verb.format(t=table) + rows + (")" if verb is _DROP else ""), (action, name))


def _follow_old_rows(raw: sqlite3.Connection, model: type[Record], action: int) -> None:
    """Replace the words of rows that were there before the action; what they were is in the journal."""
    name, columns = model.__tablename__, searched(model)
    entries = raw.execute(
        """SELECT row, op, before FROM journal WHERE action = ? AND tbl = ? AND op <> 'I'
           AND row NOT IN (SELECT row FROM journal WHERE action = ? AND tbl = ? AND op = 'I') ORDER BY id DESC""",
        (action, name, action, name),
    ).fetchall()
    quoted = ", ".join(f'"{c}"' for c in columns)
    select = f'SELECT {quoted} FROM "{name}" WHERE id = ?'
    now: dict[int, dict[str, object] | None] = {}
    was: dict[int, dict[str, object]] = {}
    for row, operation, before in entries:
        if row not in now:
            found = raw.execute(select, (row,)).fetchone()
            now[row] = None if found is None else dict(zip(columns, found, strict=True))
            was[row] = dict(now[row] or {})
        image = json.loads(before)
        was[row] = (
            {c: image.get(c) for c in columns}
            if operation == "D"
            else {**was[row], **{c: image[c] for c in columns if c in image}}
        )
    base = ENTITIES.index(model) << SHIFT
    for row, old in was.items():
        new = now[row]
        if old == new:
            continue
        for table in _TABLES:
            raw.execute(
                f"INSERT INTO {table}({table}, rowid, body) VALUES ('delete', ?, ?)", (base | row, _body(columns, old))
            )
            if new is not None:
                raw.execute(f"INSERT INTO {table}(rowid, body) VALUES (?, ?)", (base | row, _body(columns, new)))


def _body(columns: list[str], values: dict[str, object]) -> str:
    return fold(" ".join(str(values.get(c) or "") for c in columns))
