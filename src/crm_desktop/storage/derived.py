"""What a file holds twice: counters, sort keys, last contacts, next steps, sums, days of series, the search index.

All of it can be made anew, or compared with what it would be then. An upgrade makes all of it anew: the order of
`ENTITIES` is in the row numbers of the search index, and a step that touches a name must not think of sort keys. No
journal is kept of it, undo never sees it.
"""

from __future__ import annotations

import sqlite3

from crm_desktop.model import ENTITIES
from crm_desktop.model.record import Record, sort_column
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import last_contact, next_step, occurrences, pipeline_sums, search_index
from crm_desktop.storage.tables import link_key


def rebuild(raw: sqlite3.Connection) -> None:
    """Make everything derived anew, on a connection without triggers and inside the caller's transaction."""
    raw.execute("DELETE FROM counter")
    fill_counters(raw)
    for model in ENTITIES:
        keys = sort_keys(model)
        if keys:
            assignments = ", ".join(f'"{column}" = {expression}' for column, expression in keys.items())
            raw.execute(f'UPDATE "{model.__tablename__}" SET {assignments}')
    for name in last_contact.WITH_LAST_CONTACT:
        raw.execute(f'UPDATE "{name}" SET last_contact = {last_contact.latest(name)}')
    occurrences.rebuild(raw)
    for name in next_step.WITH_NEXT_STEP:
        raw.execute(f'UPDATE "{name}" SET {next_step.assignments(name)}')
    pipeline_sums.refill(raw)
    refill_search(raw)


def refill_search(raw: sqlite3.Connection) -> None:
    """Make the search index anew, on a connection without triggers and inside the caller's transaction."""
    for table in search_index.TABLES:
        raw.execute(f"DROP TABLE IF EXISTS {table}")
    search_index.create_tables(raw)
    search_index.fill(raw)


def fill_counters(raw: sqlite3.Connection) -> None:
    """Count the rows of every entity that has no counter."""
    known = {name for (name,) in raw.execute("SELECT tbl FROM counter")}
    for name in (model.__tablename__ for model in ENTITIES):
        if name not in known:
            raw.execute(f"INSERT INTO counter(tbl, n) SELECT '{name}', count(*) FROM \"{name}\"")


def wrong(raw: sqlite3.Connection) -> list[str]:
    """Return what is not as it would be made anew, the search index left out."""
    found = []
    for model in ENTITIES:
        name = model.__tablename__
        (right,) = raw.execute(
            f"SELECT (SELECT n FROM counter WHERE tbl = '{name}') IS count(*) FROM \"{name}\""
        ).fetchone()
        if not right:
            found.append(f"count of {name}")
        expected = sort_keys(model)
        if name in last_contact.WITH_LAST_CONTACT:
            expected["last_contact"] = last_contact.latest(name)
        expected |= next_step.columns(name)
        for column, expression in expected.items():
            if raw.execute(f'SELECT 1 FROM "{name}" WHERE "{column}" IS NOT {expression} LIMIT 1').fetchone():
                found.append(f"{column} of {name}")
    if not pipeline_sums.is_right(raw):
        found.append("sums of the pipeline")
    return found + occurrences.wrong(raw)


def sort_keys(model: type[Record]) -> dict[str, str]:
    """Return the SQL of each stored sort key by its column; a statement over the table of `model` computes it."""
    name = model.__tablename__
    keys = {}
    for column, declared in model.fields().items():
        stored = sort_column(column, declared) if declared.listed else None
        if stored and isinstance(declared.kind, Link):
            target = f'"{declared.kind.target}" AS target WHERE target.id = "{name}"."{column}"'
            keys[stored] = f"ifnull((SELECT {link_key(declared.kind.target, 'target')} FROM {target}), '')"
        elif stored:
            keys[stored] = f'fold("{name}"."{column}")'
    return keys
