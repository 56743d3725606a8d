"""What the tables of a file look like, compared with those of a fresh one.

Compared by structure and not by text: a migrated file says the same with other words and in another order. What a
book never has (triggers, views, checks, generated columns) counts as a difference, because all of it would run.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import Connection, create_engine, create_mock_engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.pool import StaticPool

from crm_desktop.model import Base
from crm_desktop.storage import search_index
from crm_desktop.storage.tables import ACTION

SCHEMA_VERSION = 3
Shape = dict[str, Any]

_WORDS = re.compile(r"\b(AUTOINCREMENT|CHECK|COLLATE|STRICT|ROWID|GENERATED)\b", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_BLANKS = re.compile(r"\s+")


def create(connection: Connection) -> None:
    """Create every table and index of today's version, empty."""
    for statement in _statements():
        connection.exec_driver_sql(statement)
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    search_index.create_tables(raw)


@cache
def _statements() -> tuple[str, ...]:
    """Return the SQL of every table and index; to write it anew would be half of what a new file takes."""
    assert ACTION.metadata is Base.metadata  # the program's own tables are declared beside the user's
    found: list[str] = []
    dialect = SQLiteDialect()
    engine = create_mock_engine(
        "sqlite://", lambda sql, *_rest, **_more: found.append(str(sql.compile(dialect=dialect)))
    )
    Base.metadata.create_all(engine, checkfirst=False)
    return tuple(found)


def fresh() -> Shape:
    """Return the shape of a new file."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            create(connection)
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            return shape_of(raw)
    finally:
        engine.dispose()


def differences(raw: sqlite3.Connection) -> list[str]:
    """Return the names of tables and indexes that are not as in a new file."""
    found, wanted = shape_of(raw), fresh()
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))


def shape_of(raw: sqlite3.Connection) -> Shape:
    """Return what each table and index is, by its name."""
    shape: Shape = {}
    for kind, name, table, sql in raw.execute("SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_master"):
        if name.startswith("sqlite_") and kind == "table":
            continue
        if kind == "table" and not sql.upper().startswith("CREATE VIRTUAL"):
            shape[f"table {name}"] = _table(raw, name, sql)
        elif kind == "index":
            key, index = _index(raw, name, table, sql)
            shape[key] = index
        else:
            shape[f"{kind} {name}"] = _BLANKS.sub(" ", sql)
    return shape


def _table(raw: sqlite3.Connection, name: str, sql: str) -> Any:
    columns = {row[0]: row[1:] for row in raw.execute(
        'SELECT name, upper(type), "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', (name,)
    )}  # fmt: skip
    links = sorted(raw.execute(
        'SELECT "table", "from", "to", on_update, on_delete, match FROM pragma_foreign_key_list(?)', (name,)
    ))  # fmt: skip
    return columns, links, sorted(word.upper() for word in _WORDS.findall(_QUOTED.sub("", sql)))


def _index(raw: sqlite3.Connection, name: str, table: str, sql: str) -> tuple[str, Any]:
    parts = raw.execute('SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key', (name,)).fetchall()
    (unique,) = raw.execute('SELECT "unique" FROM pragma_index_list(?) WHERE name = ?', (table, name)).fetchone()
    if not sql:  # an index that a UNIQUE constraint made: its name is only a number
        return f"unique {table} ({', '.join(part[0] for part in parts)})", (parts, unique)
    expressions = _BLANKS.sub("", sql[sql.index("(") :]).replace('"', "")
    return f"index {name}", (table, parts, unique, expressions)
