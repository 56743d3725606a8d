"""Undo, redo and history, all read from the one table that the triggers fill. No feature writes undo code.

An insert has no image in the journal until it is undone: only then is the row about to be lost.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.model import Base
from crm_desktop.storage.tables import journaled_columns
from crm_desktop.storage.triggers import image

Operation = Literal["I", "U", "D"]


@dataclass(frozen=True)
class Step:
    """One action of the user as the Edit menu names it."""

    id: int
    title: str
    at: datetime
    undone: bool


@dataclass(frozen=True)
class Change:
    """One change of one row, in raw values by column name; `before` is empty for an insert, `after` for a deletion."""

    id: int
    step: Step
    table: str
    row: int
    operation: Operation
    before: dict[str, Any]
    after: dict[str, Any]


def begin(raw: sqlite3.Connection, title: str) -> int:
    """Start an action and return its id; steps that were undone can no longer be redone."""
    raw.execute("DELETE FROM journal WHERE action IN (SELECT id FROM action WHERE undone)")
    raw.execute("DELETE FROM action WHERE undone")
    at = dates.moment_text(dates.now())
    action = raw.execute("INSERT INTO action(title, at) VALUES (?, ?)", (title, at)).lastrowid
    assert action is not None
    raw.execute("UPDATE acting SET action = ?, at = ?, journaling = 1, trailing = 1, keeping = 1", (action, at))
    return action


def end(raw: sqlite3.Connection) -> None:
    """Leave the action: what is written now fails."""
    raw.execute("UPDATE acting SET action = NULL, at = NULL, journaling = 1, trailing = 1, keeping = 1")


def touched(raw: sqlite3.Connection, action: int) -> dict[str, frozenset[int]]:
    """Return the rows that an action changed, by table."""
    rows = raw.execute("SELECT DISTINCT tbl, row FROM journal WHERE action = ? ORDER BY tbl", (action,))
    return {table: frozenset(row for _table, row in group) for table, group in groupby(rows, lambda pair: str(pair[0]))}


def steps(raw: sqlite3.Connection, limit: int = 100) -> list[Step]:
    """Return the steps that can be undone or redone, newest first."""
    rows = raw.execute("SELECT id, title, at, undone FROM action WHERE NOT ended ORDER BY id DESC LIMIT ?", (limit,))
    return [_step(*row) for row in rows]


def next_undo(raw: sqlite3.Connection) -> Step | None:
    """Return the step that Undo would take back."""
    row = raw.execute(
        "SELECT id, title, at, undone FROM action WHERE NOT undone AND NOT ended ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else _step(*row)


def next_redo(raw: sqlite3.Connection) -> Step | None:
    """Return the step that Redo would repeat."""
    row = raw.execute("SELECT id, title, at, undone FROM action WHERE undone ORDER BY id LIMIT 1").fetchone()
    return None if row is None else _step(*row)


def undo(raw: sqlite3.Connection, action: int, task: Task) -> None:
    """Take an action back; the caller holds the transaction."""
    _replay(raw, action, task, undoing=True)


def redo(raw: sqlite3.Connection, action: int, task: Task) -> None:
    """Repeat an undone action; the caller holds the transaction."""
    _replay(raw, action, task, undoing=False)


def _replay(raw: sqlite3.Connection, action: int, task: Task, *, undoing: bool) -> None:
    order = "DESC" if undoing else "ASC"
    entries = raw.execute(
        f"SELECT id, tbl, row, op FROM journal WHERE action = ? ORDER BY id {order}", (action,)
    ).fetchall()
    raw.execute("PRAGMA defer_foreign_keys = 1")
    raw.execute("UPDATE acting SET action = ?, journaling = 0, trailing = 0, keeping = 1", (action,))
    runs = [(key, list(group)) for key, group in groupby(entries, lambda e: (str(e[1]), str(e[3])))]
    for (table, operation), run in task.steps(runs, every=1 if len(runs) < 1000 else 256):
        ids = [entry[0] for entry in run]
        if operation == "I" and undoing:
            _keep_images(raw, table, ids)
        if operation == "U":
            _apply_updates(raw, table, ids, "before" if undoing else "after")
        elif (operation == "D") == undoing:
            _insert_images(raw, table, ids, "before" if undoing else "after")
        else:
            raw.executemany(f'DELETE FROM "{table}" WHERE id = ?', ((entry[2],) for entry in run))
    raw.execute("UPDATE action SET undone = ? WHERE id = ?", (int(undoing), action))
    end(raw)


def _keep_images(raw: sqlite3.Connection, table: str, ids: list[int]) -> None:
    whole = image(journaled_columns(Base.metadata.tables[table]))
    raw.executemany(
        f'UPDATE journal SET after = (SELECT {whole} FROM "{table}" WHERE id = journal.row) WHERE id = ?',
        ((i,) for i in ids),
    )


def _apply_updates(raw: sqlite3.Connection, table: str, ids: list[int], side: str) -> None:
    for i in ids:
        row, text = raw.execute(f"SELECT row, {side} FROM journal WHERE id = ?", (i,)).fetchone()
        values = json.loads(text)
        assignments = ", ".join(f'"{column}" = ?' for column in values)
        raw.execute(f'UPDATE "{table}" SET {assignments} WHERE id = ?', (*values.values(), row))


def _insert_images(raw: sqlite3.Connection, table: str, ids: list[int], side: str) -> None:
    for i in ids:
        (text,) = raw.execute(f"SELECT {side} FROM journal WHERE id = ?", (i,)).fetchone()
        insert_image(raw, table, json.loads(text))


def insert_image(raw: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    """Put a whole row back, under its own id."""
    columns = ", ".join(f'"{column}"' for column in values)
    raw.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(values))})', tuple(values.values()))


def history(raw: sqlite3.Connection, table: str, row: int, limit: int = 200) -> list[Change]:
    """Return what happened to one row, newest first; steps that are undone are left out."""
    return list(
        _changes(raw, "j.tbl = ? AND j.row = ? AND NOT a.undone ORDER BY j.id DESC LIMIT ?", (table, row, limit))
    )


def deletions(raw: sqlite3.Connection, table: str, limit: int = 200) -> list[Change]:
    """Return the deletions in a table of rows that are still gone, newest first."""
    where = f"j.tbl = ? AND j.op = 'D' AND NOT a.undone AND NOT EXISTS (SELECT 1 FROM \"{table}\" t WHERE t.id = j.row) ORDER BY j.id DESC LIMIT ?"
    return list(_changes(raw, where, (table, limit)))


def changes_of(raw: sqlite3.Connection, action: int) -> list[Change]:
    """Return every change of one action, in order."""
    return list(_changes(raw, "j.action = ? ORDER BY j.id", (action,)))


def change(raw: sqlite3.Connection, entry: int) -> list[Change]:
    """Return the entry with that id, or nothing."""
    return list(_changes(raw, "j.id = ?", (entry,)))


def _changes(raw: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> Iterator[Change]:
    rows = raw.execute(
        f"""SELECT j.id, a.id, a.title, a.at, a.undone, j.tbl, j.row, j.op, j.before, j.after
            FROM journal j JOIN action a ON a.id = j.action WHERE {where}""",
        values,
    )
    for i, action, title, at, undone, table, row, operation, before, after in rows:
        yield Change(
            i,
            _step(action, title, at, undone),
            table,
            row,
            operation,
            json.loads(before or "{}"),
            json.loads(after or "{}"),
        )


def _step(action: int, title: str, at: str, undone: int) -> Step:
    return Step(action, title, dates.moment_of(at), bool(undone))
