"""The index behind the search: how it is made, follows each step, and proves that it is right.

Two full-text tables without content serve all entities: parts of words (three letters and more) and beginnings of
words (one and two). The row number holds the entity's place in `ENTITIES` and the record's id. A table without content
forgets a row only when it is told the very text that it was given: so the text comes from `body_of` alone, and a
change of that or of `fold` needs a new `VERSION`, at which an older file's index is filled anew.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from crm_desktop.base.text import fold
from crm_desktop.model import ENTITIES
from crm_desktop.model.record import Record

VERSION = 1
SHIFT = 40
BATCH = 5000
MANY = 1000
SAMPLE = 40
MOST_PARTS = 30
MOST_IDS = (1 << SHIFT) - 1
_TABLES = ("search_part", "search_word")
_SIGNATURE = "search"
_WORD = re.compile(r"[^\W_]+")
# scripts that write words without blanks, and Korean syllables as `fold` takes them apart
_ALONE = re.compile(
    "[\u1100-\u1112][\u1161-\u1175]?[\u11a8-\u11c2]?"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
)


def create_tables(raw: sqlite3.Connection) -> None:
    """Create the empty index, on a connection without triggers."""
    raw.execute(
        "CREATE VIRTUAL TABLE search_part USING fts5(body, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
    )
    raw.execute(
        "CREATE VIRTUAL TABLE search_word USING fts5(body, content='', detail=none, columnsize=0, prefix='1 2 3')"
    )
    raw.execute(
        "INSERT INTO book_value(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SIGNATURE, _signature()),
    )


@cache
def searched(model: type[Record]) -> tuple[str, ...]:
    """Return the columns of `model` that are searched."""
    return tuple(name for name, declared in model.fields().items() if declared.searched)


def searched_models() -> list[type[Record]]:
    """Return the entities that are searched: those by whose name somebody looks for them."""
    return [model for model in ENTITIES if "name" in searched(model)]


def first_row(model: type[Record]) -> int:
    """Return what is added to an id of `model` for its row number in the index."""
    return ENTITIES.index(model) << SHIFT


def body_of(values: Iterable[Any]) -> str:
    """Return the folded text of a record, in which parts of words are looked for."""
    return fold(" ".join(str(value) for value in values if value))


def spread(folded: str) -> str:
    """Return folded text with blanks around each sign of a script that has none between words."""
    return folded if folded.isascii() else _ALONE.sub(r" \g<0> ", folded)


def follow(raw: sqlite3.Connection, action: int) -> None:
    """Bring the index up to date with what a finished action changed.

    Not by triggers: with `trusted_schema` off SQLite lets none write to a full-text table. And once per action is
    cheaper than once per row.
    """
    for model in _touched(raw, action):
        base, was = first_row(model), _rows_before(raw, model, action)
        now = dict(_rows(raw, model, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(was)),)))
        changed = [row for row, values in was.items() if now.get(row) != values]
        _write(raw, ((base | row, body_of(was[row])) for row in changed), drop=True)
        _write(raw, ((base | row, body_of(now[row])) for row in changed if row in now))
        _write(raw, (one for one in _of_action(raw, model, action) if one[0] ^ base not in was))


def forget(raw: sqlite3.Connection, action: int) -> None:
    """Take the rows that an action touched out of the index, before it is replayed."""
    (touched,) = raw.execute("SELECT count(*) FROM journal WHERE action = ?", (action,)).fetchone()
    (others,) = raw.execute("SELECT sum(n) - ? FROM counter", (touched,)).fetchone()
    if touched > MANY and touched > others:
        _keep_others(raw, action)
    else:
        for model in _touched(raw, action):
            _write(raw, _of_action(raw, model, action), drop=True)


def learn(raw: sqlite3.Connection, action: int) -> None:
    """Put the rows that an action touched into the index, after it was replayed."""
    for model in _touched(raw, action):
        _write(raw, _of_action(raw, model, action))


def is_current(raw: sqlite3.Connection) -> bool:
    """Whether the index was made by today's rules, for today's fields."""
    found = raw.execute("SELECT value FROM book_value WHERE name = ?", (_SIGNATURE,)).fetchone()
    return found is not None and found[0] == _signature()


def fill(raw: sqlite3.Connection) -> None:
    """Fill an empty index from the records."""
    for model in searched_models():
        _write(raw, bodies(raw, model))


def is_right(raw: sqlite3.Connection) -> bool:
    """Whether a sample of the records is found by its parts and words, and what is found besides has the same parts."""
    return all(_is_found(raw, model, *one) for model in searched_models() for one in _sample(raw, model))


def bodies(
    raw: sqlite3.Connection, model: type[Record], where: str = "1", values: Sequence[Any] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the row number and the text of records, as the index has them."""
    base = first_row(model)
    return ((base | row, body_of(texts)) for row, texts in _rows(raw, model, where, values))


def words_of(folded: str) -> list[str]:
    """Return the runs of letters and digits, as the index of words takes them."""
    return _WORD.findall(folded)


def trigrams(folded: str) -> list[str]:
    """Return the different runs of three signs."""
    return list(dict.fromkeys(folded[i : i + 3] for i in range(len(folded) - 2)))


def all_of(words: Iterable[str], end: str = "") -> str:
    """Return the full-text query for all of the words; quoted, so that no text has a meaning of its own."""
    return " AND ".join('"' + word.replace('"', '""') + '"' + end for word in words)


def _signature() -> str:
    return json.dumps([VERSION, [[model.__tablename__, *searched(model)] for model in searched_models()]])


def _touched(raw: sqlite3.Connection, action: int) -> list[type[Record]]:
    names = {name for (name,) in raw.execute("SELECT DISTINCT tbl FROM journal WHERE action = ?", (action,))}
    return [model for model in searched_models() if model.__tablename__ in names]


def _rows(raw: sqlite3.Connection, model: type[Record], where: str, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    columns = ", ".join(f'"{column}"' for column in searched(model))
    for row in raw.execute(f'SELECT id, {columns} FROM "{model.__tablename__}" WHERE {where}', values):
        yield row[0], row[1:]


def _of_action(raw: sqlite3.Connection, model: type[Record], action: int) -> Iterator[tuple[int, str]]:
    # the + keeps SQLite from walking the whole history of the table instead of the entries of this action
    where = "id IN (SELECT row FROM journal WHERE action = ? AND +tbl = ?)"
    return bodies(raw, model, where, (action, model.__tablename__))


def _keep_others(raw: sqlite3.Connection, action: int) -> None:
    """Fill the index anew with what an action did not touch: that is less work after a first import."""
    for table in _TABLES:
        raw.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    where = "id NOT IN (SELECT row FROM journal WHERE action = ? AND +tbl = ?)"
    for model in searched_models():
        _write(raw, bodies(raw, model, where, (action, model.__tablename__)))


def _write(raw: sqlite3.Connection, bodies: Iterator[tuple[int, str]], *, drop: bool = False) -> None:
    verbs = [
        f"INSERT INTO {t}({t}, rowid, body) VALUES ('delete', ?, ?)"
        if drop
        else f"INSERT INTO {t}(rowid, body) VALUES (?, ?)"
        for t in _TABLES
    ]
    # a record without words is never in: taking out what was not put in is an error of the index
    worded = (one for one in bodies if one[1])
    while batch := list(islice(worded, BATCH)):
        raw.executemany(verbs[0], batch)
        raw.executemany(verbs[1], ((row, spread(body)) for row, body in batch))


def _rows_before(raw: sqlite3.Connection, model: type[Record], action: int) -> dict[int, tuple[Any, ...]]:
    """Return the searched values, as they were before the action, of the touched rows that there were already."""
    columns, name = searched(model), model.__tablename__
    entries = raw.execute(
        "SELECT row, op, before FROM journal WHERE action = ? AND +tbl = ? AND op <> 'I' ORDER BY id DESC",
        (action, name),
    ).fetchall()
    if not entries:
        return {}
    first = "SELECT row, op, min(id) FROM journal WHERE action = ? AND +tbl = ? GROUP BY row"
    new = {row for (row,) in raw.execute(f"SELECT row FROM ({first}) WHERE op = 'I'", (action, name))}
    rows = [entry[0] for entry in entries]
    was = dict(_rows(raw, model, "id IN (SELECT value FROM json_each(?))", (json.dumps(rows),)))
    for row, _operation, before in entries:
        image = json.loads(before)
        known = was.get(row, (None,) * len(columns))
        was[row] = tuple(image.get(column, value) for column, value in zip(columns, known, strict=True))
    return {row: values for row, values in was.items() if row not in new}


def _sample(raw: sqlite3.Connection, model: type[Record]) -> Iterator[tuple[int, str]]:
    """Return row numbers and texts of records that are spread over the table."""
    name = model.__tablename__
    (last,) = raw.execute(f'SELECT ifnull(max(id), 0) FROM "{name}"').fetchone()
    next_one = f'SELECT min(id) FROM "{name}" WHERE id >= ?'
    ids = {raw.execute(next_one, (i,)).fetchone()[0] for i in range(1, last + 1, max(1, last // SAMPLE))}
    return bodies(raw, model, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


def _is_found(raw: sqlite3.Connection, model: type[Record], row: int, body: str) -> bool:
    parts, words = trigrams(body)[:MOST_PARTS], words_of(spread(body))[:MOST_PARTS]
    for table, asked in zip(_TABLES, (parts, words), strict=True):
        sql = f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?"
        if asked and raw.execute(sql, (all_of(asked), row)).fetchone() is None:
            return False
    few, base = parts[:4], first_row(model)
    sql = f"SELECT rowid FROM search_part WHERE search_part MATCH ? AND rowid BETWEEN {base} AND {base | MOST_IDS} LIMIT ?"
    ids = [found & MOST_IDS for (found,) in raw.execute(sql, (all_of(few), SAMPLE))] if few else []
    others = list(bodies(raw, model, "id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)))
    return len(others) == len(ids) and all(part in other for _row, other in others for part in few)
