"""Undo, redo and history, all read from the one table that the triggers fill. No feature writes undo code.

An insert has no image in the journal until it is undone: only then is the row about to be lost.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Literal

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.model import Base
from crm_desktop.storage.batches import Batches
from crm_desktop.storage.tables import journaled_columns
from crm_desktop.storage.triggers import image

AT_ONCE = 5000
MANY = 100
Operation = Literal["I", "U", "D"]
_WITHIN = "id BETWEEN min(?1, ?2) AND max(?1, ?2)"


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


@dataclass(frozen=True)
class _Run:
    """Entries of one action that follow each other, on one table and of one operation; `ends` are the ids of both."""

    table: str
    operation: str
    ends: tuple[int, int]


def begin(raw: sqlite3.Connection, title: str) -> int:
    """Start an action and return its id; steps that were undone can no longer be redone."""
    # what is undone is always the newest: one look spares a walk over all of the past
    if raw.execute("SELECT undone FROM action ORDER BY id DESC LIMIT 1").fetchone() == (1,):
        raw.execute("DELETE FROM journal WHERE action IN (SELECT id FROM action WHERE undone)")
        raw.execute("DELETE FROM action WHERE undone")
    at = dates.moment_text(dates.now())
    action = raw.execute("INSERT INTO action(title, at) VALUES (?, ?)", (title, at)).lastrowid
    assert action is not None
    raw.execute("UPDATE acting SET action = ?, at = ?, journaling = 1, trailing = 1", (action, at))
    return action


def running(raw: sqlite3.Connection) -> int | None:
    """Return the action that is under way, None between two."""
    found = raw.execute("SELECT action FROM acting").fetchone()
    return None if found is None else found[0]


def end(raw: sqlite3.Connection) -> None:
    """Leave the action: what is written now fails."""
    raw.execute("UPDATE acting SET action = NULL, at = NULL, journaling = 1, trailing = 1")


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
    # what is undone is always the newest: behind the last step that stands
    row = raw.execute(
        """SELECT id, title, at, undone FROM action
           WHERE id > ifnull((SELECT id FROM action WHERE NOT undone ORDER BY id DESC LIMIT 1), 0) ORDER BY id LIMIT 1"""
    ).fetchone()
    return None if row is None else _step(*row)


def undo(raw: sqlite3.Connection, action: int, task: Task) -> None:
    """Take an action back; the caller holds the transaction."""
    _replay(raw, action, task, undoing=True)


def redo(raw: sqlite3.Connection, action: int, task: Task) -> None:
    """Repeat an undone action; the caller holds the transaction."""
    _replay(raw, action, task, undoing=False)


def _replay(raw: sqlite3.Connection, action: int, task: Task, *, undoing: bool) -> None:
    raw.execute("PRAGMA defer_foreign_keys = 1")
    raw.execute("UPDATE acting SET action = ?, journaling = 0, trailing = 0", (action,))
    runs = list(_runs(raw, action, "DESC" if undoing else "ASC"))
    side = "before" if undoing else "after"
    for run in task.steps(runs, every=1 if len(runs) < 1000 else 256):
        if run.operation == "I" and undoing:
            _keep_images(raw, run)
        if run.operation == "U":
            _apply_updates(raw, run, side)
        elif (run.operation == "D") == undoing:
            _insert_images(raw, run, side)
        else:
            raw.execute(f'DELETE FROM "{run.table}" WHERE id IN (SELECT row FROM journal WHERE {_WITHIN})', run.ends)
    raw.execute("UPDATE action SET undone = ? WHERE id = ?", (int(undoing), action))
    end(raw)


def _runs(raw: sqlite3.Connection, action: int, order: str) -> Iterator[_Run]:
    entries = raw.execute(f"SELECT tbl, op, id FROM journal WHERE action = ? ORDER BY id {order}", (action,))
    for (table, operation), group in groupby(entries, lambda entry: entry[:2]):
        while few := [entry[2] for entry in islice(group, AT_ONCE)]:
            yield _Run(table, operation, (few[0], few[-1]))


def _keep_images(raw: sqlite3.Connection, run: _Run) -> None:
    whole = image(journaled_columns(Base.metadata.tables[run.table]))
    raw.execute(
        f'UPDATE journal SET after = (SELECT {whole} FROM "{run.table}" WHERE id = journal.row) WHERE {_WITHIN}',
        run.ends,
    )


def _images(raw: sqlite3.Connection, run: _Run, side: str) -> Iterator[tuple[int, dict[str, Any]]]:
    order = "DESC" if run.ends[0] > run.ends[1] else "ASC"
    rows = raw.execute(f"SELECT row, {side} FROM journal WHERE {_WITHIN} ORDER BY id {order}", run.ends).fetchall()
    return ((row, json.loads(text)) for row, text in rows)


def _apply_updates(raw: sqlite3.Connection, run: _Run, side: str) -> None:
    for row, values in _images(raw, run, side):
        assignments = ", ".join(f'"{column}" = ?' for column in values)
        raw.execute(f'UPDATE "{run.table}" SET {assignments} WHERE id = ?', (*values.values(), row))


def _insert_images(raw: sqlite3.Connection, run: _Run, side: str) -> None:
    images = [values for _row, values in _images(raw, run, side)]
    for columns, group in groupby(images, tuple):
        alike = list(group)
        if len(alike) < MANY:
            for values in alike:
                insert_image(raw, run.table, values)
        else:
            Batches(raw, run.table, columns).insert([tuple(values.values()) for values in alike])


def insert_image(raw: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    """Put a whole row back, under its own id."""
    columns = ", ".join(f'"{column}"' for column in values)
    raw.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(values))})', tuple(values.values()))


def history(raw: sqlite3.Connection, table: str, row: int, limit: int = 200) -> list[Change]:
    """Return what happened to one row, newest first; steps that are undone are left out."""
    return list(
        _changes(raw, "j.tbl = ? AND j.row = ? AND NOT a.undone ORDER BY j.id DESC LIMIT ?", (table, row, limit))
    )


def past(raw: sqlite3.Connection, table: str, row: int, before: int | None = None) -> Iterator[Change]:
    """Yield what happened to one row, newest first and read as it is asked for; `before` is the id of an entry."""
    ends = (table, row, 1 << 62 if before is None else before)
    return _changes(raw, "j.tbl = ? AND j.row = ? AND j.id < ? AND NOT a.undone ORDER BY j.id DESC", ends)


def was_deleted_before(raw: sqlite3.Connection, change: Change) -> bool:
    """Tell whether the row of an insert had been there and was deleted: whether the insert brought it back."""
    sought = "SELECT 1 FROM journal WHERE tbl = ? AND row = ? AND op = 'D' AND id < ? LIMIT 1"
    return raw.execute(sought, (change.table, change.row, change.id)).fetchone() is not None


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
