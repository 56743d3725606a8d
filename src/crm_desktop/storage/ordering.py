"""The SQL behind a list: its order, its conditions and its columns, composed from declared fields alone.

A position in an order is (key, id). SQLite 3.40 does not seek by the row value (key, id) where id is the rowid, nor by
an expression in a row value; so each step is two statements: the rest of the same key, then the keys beyond.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from crm_desktop.base.text import fold
from crm_desktop.model import Record
from crm_desktop.model.record import is_indexed, sort_column, sort_key
from crm_desktop.schema import custom
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.tables import link_key

Position = tuple[Any, int]


@dataclass(frozen=True)
class Condition:
    """What rows must fulfil: SQL with a `+` before each column where the index of the order is to be walked."""

    terms: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, model: type[Record], where: Iterable[tuple[str, Any]]) -> Condition:
        """Return the condition for columns and their Python values; raises KeyError for what is no field."""
        found = cls()
        for column, value in where:
            found = found & _term(model, column, value)
        return found

    def __and__(self, other: Condition) -> Condition:
        return Condition(self.terms + other.terms, self.values + other.values)

    @property
    def is_empty(self) -> bool:
        """Whether every row fulfils it."""
        return not self.terms

    @property
    def sql(self) -> str:
        """The condition for SQLite to find the best way through."""
        return " AND ".join(f"({term})" for term in self.terms) or "1"

    @property
    def by_row(self) -> str:
        """The condition as a check of one row after another, in the order of the walk."""
        return self.sql.replace('("', '(+"').replace('(t."', '(+t."')

    def count(self, raw: sqlite3.Connection, table: str) -> int:
        """Return how many rows fulfil it."""
        return int(raw.execute(f'SELECT count(*) FROM "{table}" t WHERE {self.sql}', self.values).fetchone()[0])


def among(ids: Iterable[int]) -> Condition:
    """Return the condition of being one of `ids`, however many they are."""
    return Condition(('"id" IN (SELECT value FROM json_each(?))',), (json.dumps(list(ids)),))


def _term(model: type[Record], column: str, value: Any) -> Condition:
    if column == "id":
        return among(value if isinstance(value, tuple) else (value,))
    declared = model.fields()[column]
    stored = sort_column(column, declared) if declared.listed and declared.kind.is_text else None
    here = custom.sql_of(stored or column)

    def dumped(one: Any) -> Any:
        return fold(one) if stored else declared.kind.dump(one)

    if not isinstance(value, tuple):
        return Condition((f"{here} IS ?",), (dumped(value),))
    empty = f" OR {custom.sql_of(column)} IS NULL" if None in value else ""
    inside = f"{here} IN (SELECT value FROM json_each(?)){empty}"
    return Condition((inside,), (json.dumps([dumped(one) for one in value if one is not None]),))


@dataclass(frozen=True)
class Order:
    """A total order of a table: by `key`, an SQL expression that is never NULL, then by id."""

    table: str
    key: str
    descending: bool
    is_indexed: bool

    @classmethod
    def of(cls, model: type[Record], column: str, *, descending: bool) -> Order:
        """Return the order by a field; only that of a listed field of the program has an index."""
        declared = model.fields()[column]
        if is_indexed(column, declared):
            key = sort_key(column, declared)
        elif isinstance(declared.kind, Link):
            target = declared.kind.target
            key = f"ifnull((SELECT {link_key(target, 'k')} FROM \"{target}\" k WHERE k.id = {custom.sql_of(column, 't')}), '')"
        elif declared.kind.is_text:
            key = f"fold({custom.sql_of(column)})"
        else:
            key = sort_key(column, declared)
        return cls(model.__tablename__, key, descending, is_indexed(column, declared))

    def reversed(self) -> Order:
        """Return the same order from the other end."""
        return replace(self, descending=not self.descending)

    def ids_from(self, raw: sqlite3.Connection, start: Position | None, offset: int, limit: int) -> list[int]:
        """Return `limit` ids, `offset` rows behind `start` (None: the first row)."""
        return [row[-1] for row in self._from(raw, "id", start, offset, limit)]

    def positions(self, raw: sqlite3.Connection, start: Position | None, offset: int, limit: int) -> list[Position]:
        """Return `limit` positions, `offset` rows behind `start` (None: the first row)."""
        return self._from(raw, f"{self.key}, id", start, offset, limit)

    def first_ids(self, raw: sqlite3.Connection, condition: Condition, offset: int, limit: int) -> list[int]:
        """Return ids that fulfil a condition which many rows do, by trying one after another in order."""
        sql = f"{self._ids} WHERE {condition.by_row} ORDER BY {self._way} LIMIT ? OFFSET ?"
        return [row[0] for row in raw.execute(sql, (*condition.values, limit, offset))]

    def ids(self, raw: sqlite3.Connection, condition: Condition) -> array[int]:
        """Return all ids that fulfil a condition, in order."""
        sql = f"{self._ids} WHERE {condition.sql} ORDER BY {self._way}"
        return array("q", (row[0] for row in raw.execute(sql, condition.values)))

    def chunk(self, raw: sqlite3.Connection, condition: Condition, after: int, size: int) -> list[Position]:
        """Return positions of rows that fulfil a condition, in the order of their ids and above `after`."""
        sql = f'SELECT {self.key}, id FROM "{self.table}" t WHERE {condition.by_row} AND id > ? ORDER BY id LIMIT ?'
        return raw.execute(sql, (*condition.values, after, size)).fetchall()

    def put_in_order(self, positions: list[Position]) -> array[int]:
        """Return the ids of positions in this order."""
        positions.sort(reverse=self.descending)
        return array("q", (record_id for _key, record_id in positions))

    def position(self, raw: sqlite3.Connection, record_id: int) -> Position | None:
        """Return the position of a record, None if there is no such record."""
        sql = f'SELECT {self.key}, id FROM "{self.table}" t WHERE id = ?'
        found: Position | None = raw.execute(sql, (record_id,)).fetchone()
        return found

    def is_after(self, one: Position, other: Position) -> bool:
        """Whether `one` stands behind `other`: Python and SQLite compare text alike, by code point."""
        return one < other if self.descending else one > other

    def distance(self, raw: sqlite3.Connection, start: Position | None, end: Position) -> int:
        """Return how many rows lie from `start` (None: the first row) on before `end`."""
        more, less = ("<", ">") if self.descending else (">", "<")
        key, record_id = end
        if start is not None and start[0] == key:
            return self._count(raw, f"{self.key} = ? AND id {more}= ? AND id {less} ?", key, start[1], record_id)
        same = self._count(raw, f"{self.key} = ? AND id {less} ?", key, record_id)
        if start is None:
            return same + self._count(raw, f"{self.key} {less} ?", key)
        rest = self._count(raw, f"{self.key} = ? AND id {more}= ?", *start)
        return rest + same + self._count(raw, f"{self.key} {more} ? AND {self.key} {less} ?", start[0], key)

    @property
    def _ids(self) -> str:
        return f'SELECT id FROM "{self.table}" t'

    @property
    def _way(self) -> str:
        way = "DESC" if self.descending else "ASC"
        return f"{self.key} {way}, id {way}"

    @property
    def _beyond(self) -> str:
        return "<" if self.descending else ">"

    def _count(self, raw: sqlite3.Connection, condition: str, *values: Any) -> int:
        return int(raw.execute(f'SELECT count(*) FROM "{self.table}" t WHERE {condition}', values).fetchone()[0])

    def _from(self, raw: sqlite3.Connection, what: str, start: Position | None, offset: int, limit: int) -> list[Any]:
        select, ends = f'SELECT {what} FROM "{self.table}" t', f"ORDER BY {self._way} LIMIT ? OFFSET ?"
        if start is None:
            return raw.execute(f"{select} {ends}", (limit, offset)).fetchall()
        same = f"{self.key} = ? AND id {self._beyond}= ?"
        # by id alone: SQLite does not see that an expression which equals a constant needs no sorting
        by_id = f"ORDER BY id {'DESC' if self.descending else 'ASC'} LIMIT ? OFFSET ?"
        found = raw.execute(f"{select} WHERE {same} {by_id}", (*start, limit, offset)).fetchall()
        if len(found) == limit:
            return found
        passed = offset + len(found) if found else self._count(raw, same, *start)
        beyond = f"{select} WHERE {self.key} {self._beyond} ? {ends}"
        return found + raw.execute(beyond, (start[0], limit - len(found), max(0, offset - passed))).fetchall()


@dataclass(frozen=True)
class Columns:
    """The SQL that reads the columns of a list, for ids in the order in which they are given."""

    sql: str

    @classmethod
    def of(cls, model: type[Record], columns: Iterable[str]) -> Columns:
        """Return the columns by field name; raises KeyError for what is no field."""
        fields = model.fields()
        values, joins = ["j.value"], []
        for place, column in enumerate(columns):
            kind, here = fields[column].kind, custom.sql_of(column, "t")
            if isinstance(kind, Link):
                values.append(f"l{place}.name")
                joins.append(f'LEFT JOIN "{kind.target}" l{place} ON l{place}.id = {here}')
            else:
                values.append(here)
        joined = f'json_each(?) j LEFT JOIN "{model.__tablename__}" t ON t.id = j.value {" ".join(joins)}'
        return cls(f"SELECT {', '.join(values)} FROM {joined} ORDER BY j.key")

    def rows(self, raw: sqlite3.Connection, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return one row per id; that of an id which is gone holds None."""
        return raw.execute(self.sql, (json.dumps(list(ids)),)).fetchall()


def count_all(raw: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has, from the counter that triggers keep."""
    return int(raw.execute("SELECT n FROM counter WHERE tbl = ?", (table,)).fetchone()[0])
