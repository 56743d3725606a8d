"""The index behind the search: how it is made, follows each step, and proves that it is right.

One full-text table without content serves all entities: two would double what an edit writes.

The row number holds the entity's place in `ENTITIES` and the record's id. A table without content forgets a row only
when it is told the very text that it was given: so the text comes from `body_of` and `indexed` alone, and a change of
these or of `fold` needs a new `VERSION`, at which an older file's index is filled anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from crm_desktop.model import ENTITIES
from crm_desktop.model.record import Record
from crm_desktop.schema import custom
from crm_desktop.schema.field import Field
from crm_desktop.storage.search_terms import all_of, body_of, indexed, terms_of

VERSION = 3
SHIFT = 40
BATCH = 5000
MANY = 1000
SAMPLE = 40
MOST_TERMS = 30
MOST_IDS = (1 << SHIFT) - 1
TABLES = ("search_term", "search_part", "search_word")
"""The index as it is now, and the two tables that it was in older files."""
_SIGNATURE = "search"
_WRITE = "INSERT INTO search_term(search_term, rowid, body) VALUES (?, ?, ?)"


def create_tables(raw: sqlite3.Connection) -> None:
    """Create the empty index, on a connection without triggers."""
    raw.execute(
        "CREATE VIRTUAL TABLE search_term USING fts5(body, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
    )
    raw.execute(
        "INSERT INTO book_value(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SIGNATURE, _signature()),
    )


def searched(model: type[Record]) -> tuple[str, ...]:
    """Return the fields of `model` that are searched, the book's own last."""
    return _declared(model) + _searched_of(custom.fields_of(model.__tablename__))


@cache
def searched_models() -> list[type[Record]]:
    """Return the entities that are searched: those by whose name somebody looks for them."""
    return [model for model in ENTITIES if "name" in _declared(model)]


@cache
def _declared(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, declared in model.declared().items() if declared.searched)


def _searched_of(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Return the custom fields that are searched, in an order that does not depend on theirs: the index knows it."""
    return tuple(sorted(name for name, declared in fields.items() if declared.searched))


def first_row(model: type[Record]) -> int:
    """Return what is added to an id of `model` for its row number in the index."""
    return ENTITIES.index(model) << SHIFT


def follow(raw: sqlite3.Connection, action: int, tables: Container[str]) -> None:
    """Bring the index up to date with what a finished action changed in these tables.

    Not by triggers: with `trusted_schema` off SQLite lets none write to a full-text table. And once per action is
    cheaper than once per row.
    """
    for model in searched_models():
        if model.__tablename__ in tables:
            before, new = _images_before(raw, model, action)
            _follow_changes(raw, model, before)
            if new:
                _put_in(raw, bodies(raw, model, *_with_ids(new)))


def forget(raw: sqlite3.Connection, action: int) -> None:
    """Take the rows that an action touched out of the index, before it is replayed."""
    (touched,) = raw.execute("SELECT count(*) FROM journal WHERE action = ?", (action,)).fetchone()
    (others,) = raw.execute("SELECT sum(n) - ? FROM counter", (touched,)).fetchone()
    if touched > MANY and touched > others:
        _keep_others(raw, action)
    else:
        for model in _touched(raw, action):
            _take_out(raw, _of_action(raw, model, action))


def learn(raw: sqlite3.Connection, action: int) -> None:
    """Put the rows that an action touched into the index, after it was replayed."""
    for model in _touched(raw, action):
        _put_in(raw, _of_action(raw, model, action))


def exchange(
    raw: sqlite3.Connection, model: type[Record], before: Mapping[str, Field], after: Mapping[str, Field]
) -> None:
    """Follow a change of the custom fields of `model`: records with values in fields whose search began or ended."""
    old, new = _searched_of(before), _searched_of(after)
    differing = sorted(set(old) ^ set(new))
    if differing:
        where = " OR ".join(f"{custom.sql_of(name)} IS NOT NULL" for name in differing)
        base, own = first_row(model), _declared(model)
        for columns, write in ((own + old, _take_out), (own + new, _put_in)):
            rows = _values(raw, model, columns, where, ())
            write(raw, ((base | row, body_of(texts)) for row, texts in rows))


def is_current(raw: sqlite3.Connection) -> bool:
    """Whether the index was made by today's rules, for today's fields."""
    found = raw.execute("SELECT value FROM book_value WHERE name = ?", (_SIGNATURE,)).fetchone()
    return found is not None and found[0] == _signature()


def fill(raw: sqlite3.Connection) -> None:
    """Fill an empty index from the records."""
    for model in searched_models():
        _put_in(raw, bodies(raw, model))


def is_right(raw: sqlite3.Connection) -> bool:
    """Whether a sample of the records is found by its parts and words, and what is found besides has the same parts."""
    return all(_is_found(raw, model, *one) for model in searched_models() for one in _sample(raw, model))


def bodies(
    raw: sqlite3.Connection, model: type[Record], where: str = "1", values: Sequence[Any] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the row number and the text of records, as the index has them."""
    base = first_row(model)
    return ((base | row, body_of(texts)) for row, texts in _rows(raw, model, where, values))


def _signature() -> str:
    # of custom fields each step takes care itself
    return json.dumps([VERSION, [[model.__tablename__, *_declared(model)] for model in searched_models()]])


def _touched(raw: sqlite3.Connection, action: int) -> list[type[Record]]:
    names = {name for (name,) in raw.execute("SELECT DISTINCT tbl FROM journal WHERE action = ?", (action,))}
    return [model for model in searched_models() if model.__tablename__ in names]


def _rows(raw: sqlite3.Connection, model: type[Record], where: str, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return _values(raw, model, searched(model), where, values)


def _values(
    raw: sqlite3.Connection, model: type[Record], names: Iterable[str], where: str, values: Sequence[Any]
) -> Iterator[tuple[int, Any]]:
    columns = ", ".join(custom.sql_of(name) for name in names)
    for row in raw.execute(f'SELECT id, {columns} FROM "{model.__tablename__}" WHERE {where}', values):
        yield row[0], row[1:]


def _of_action(raw: sqlite3.Connection, model: type[Record], action: int) -> Iterator[tuple[int, str]]:
    # the + keeps SQLite from walking the whole history of the table instead of the entries of this action
    where = "id IN (SELECT row FROM journal WHERE action = ? AND +tbl = ?)"
    return bodies(raw, model, where, (action, model.__tablename__))


def _keep_others(raw: sqlite3.Connection, action: int) -> None:
    """Fill the index anew with what an action did not touch: that is less work after a first import."""
    raw.execute("INSERT INTO search_term(search_term) VALUES ('delete-all')")
    where = "id NOT IN (SELECT row FROM journal WHERE action = ? AND +tbl = ?)"
    for model in searched_models():
        _put_in(raw, bodies(raw, model, where, (action, model.__tablename__)))


def _put_in(raw: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    _write(raw, ((None, row, indexed(text)) for row, text in texts if text))


def _take_out(raw: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    # a record without words is never in: taking out what was not put in is an error of the index
    _write(raw, (("delete", row, indexed(text)) for row, text in texts if text))


def _write(raw: sqlite3.Connection, entries: Iterator[tuple[str | None, int, str]]) -> None:
    while batch := list(islice(entries, BATCH)):
        raw.executemany(_WRITE, batch)


def _images_before(
    raw: sqlite3.Connection, model: type[Record], action: int
) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """Return the searched values that an action changed, as they were before it, by record, and the records it made."""
    # the + keeps SQLite from walking the whole history of the table instead of the entries of this action
    entries = raw.execute(
        "SELECT row, op, before FROM journal WHERE action = ? AND +tbl = ? ORDER BY id DESC",
        (action, model.__tablename__),
    )
    columns = frozenset(searched(model))
    images: dict[int, dict[str, Any]] = {}
    new: set[int] = set()
    for row, operation, before in entries:
        if operation == "I":
            new.add(row)
            images.pop(row, None)
        else:
            new.discard(row)
            changed = _values_in(before, columns)
            if changed:
                images.setdefault(row, {}).update(changed)
    return images, new


def _values_in(image: str, columns: frozenset[str]) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(image)
    if custom.COLUMN in values:
        values |= dict.fromkeys(filter(custom.is_custom, columns)) | custom.values_in(values[custom.COLUMN])
    return {column: value for column, value in values.items() if column in columns}


def _follow_changes(raw: sqlite3.Connection, model: type[Record], images: Mapping[int, dict[str, Any]]) -> None:
    """Exchange the texts of records for which there is an image of what was before."""
    if not images:
        return
    columns, base = searched(model), first_row(model)
    now = dict(_rows(raw, model, *_with_ids(images)))
    # in the order of the rows: for a smaller one than the last the table writes out all that it has gathered
    for row in sorted(images):
        values = now.get(row)
        was = body_of(map(images[row].get, columns, values or (None,) * len(columns)))
        body = body_of(values or ())
        if was != body:
            _take_out(raw, [(base | row, was)])
            _put_in(raw, [(base | row, body)])


def _with_ids(ids: Iterable[int]) -> tuple[str, tuple[str]]:
    return "id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),)


def _sample(raw: sqlite3.Connection, model: type[Record]) -> Iterator[tuple[int, str]]:
    """Return row numbers and texts of records that are spread over the table."""
    name = model.__tablename__
    (last,) = raw.execute(f'SELECT ifnull(max(id), 0) FROM "{name}"').fetchone()
    next_one = f'SELECT min(id) FROM "{name}" WHERE id >= ?'
    ids = {raw.execute(next_one, (i,)).fetchone()[0] for i in range(1, last + 1, max(1, last // SAMPLE))}
    return bodies(raw, model, *_with_ids(ids))


def _is_found(raw: sqlite3.Connection, model: type[Record], row: int, body: str) -> bool:
    terms = sorted(terms_of(body))[:MOST_TERMS]
    sql = "SELECT 1 FROM search_term WHERE search_term MATCH ? AND rowid = ?"
    if terms and raw.execute(sql, (all_of(terms), row)).fetchone() is None:
        return False
    few, base = terms[-4:], first_row(model)
    sql = f"SELECT rowid FROM search_term WHERE search_term MATCH ? AND rowid BETWEEN {base} AND {base | MOST_IDS} LIMIT ?"
    ids = [found & MOST_IDS for (found,) in raw.execute(sql, (all_of(few), SAMPLE))] if few else []
    others = list(bodies(raw, model, *_with_ids(ids)))
    return len(others) == len(ids) and all(terms_of(other).issuperset(few) for _row, other in others)
