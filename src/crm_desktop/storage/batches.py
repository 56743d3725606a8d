"""Whole rows put into a table by the thousand, with the work of its row triggers done once a batch.

A bulk insert and an undo that brings deleted rows back both end here. What a step owes besides, its journal and the
trail of opportunities, is the caller's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from crm_desktop.base.text import fold
from crm_desktop.model import BY_NAME
from crm_desktop.model.record import sort_column
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import last_contact, next_step, pipeline_sums
from crm_desktop.storage.tables import link_key
from crm_desktop.storage.triggers import without_row_triggers

AMONG = "IN (SELECT value FROM json_each(?))"


class Batches:
    """The way into one table for rows of the same columns; "id" is one of them."""

    def __init__(self, raw: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
        self._raw, self._table, self._id = raw, table, columns.index("id")
        listed = _with_stored_keys(table)
        self._keys: list[tuple[int, Callable[[Any], str]]] = []
        names = list(columns)
        for column, target in listed.items():
            if column in columns:
                self._keys.append((columns.index(column), _LinkKeys(raw, target) if target else fold))
                names.append(f"{column}_sort")
        quoted = ", ".join(f'"{name}"' for name in names)
        self._sql = f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(names))})'

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows of file values. Raises `sqlite3.IntegrityError`."""
        keys = self._keys
        with without_row_triggers(self._raw, self._table):
            self._raw.executemany(self._sql, ((*row, *[key(row[place]) for place, key in keys]) for row in rows))
            if self._table in BY_NAME:
                self._follow_up(len(rows), json.dumps([row[self._id] for row in rows]))

    def _follow_up(self, count: int, ids: str) -> None:
        table = self._table
        self._raw.execute("UPDATE counter SET n = n + ? WHERE tbl = ?", (count, table))
        if table == "opportunity":
            pipeline_sums.add(self._raw, ids)
        next_step.follow_many(self._raw, table, AMONG, ids)
        last_contact.follow_many(self._raw, table, AMONG, ids)


class _LinkKeys(dict[Any, str]):
    """The keys that sort links, by id, each read once; a record that comes later has none yet."""

    def __init__(self, raw: sqlite3.Connection, target: str) -> None:
        super().__init__({None: ""})
        self._raw, self._sql = raw, f'SELECT {link_key(target, "k")} FROM "{target}" AS k WHERE k.id = ?'

    def __call__(self, record_id: int | None) -> str:
        return self[record_id]

    def __missing__(self, record_id: int) -> str:
        found = self._raw.execute(self._sql, (record_id,)).fetchone()
        if found is None:
            return ""
        self[record_id] = str(found[0])
        return self[record_id]


def _with_stored_keys(table: str) -> dict[str, str]:
    """Return the columns whose sort key is stored, with the entity that they link to, or the empty text."""
    fields = BY_NAME[table].fields() if table in BY_NAME else {}
    return {
        column: declared.kind.target if isinstance(declared.kind, Link) else ""
        for column, declared in fields.items()
        if declared.listed and sort_column(column, declared)
    }
