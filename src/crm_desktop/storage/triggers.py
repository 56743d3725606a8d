"""The triggers, generated from the metadata at each open as TEMP triggers.

A file holds none of its own: today's metadata decide what is journaled, and a trigger found in a file is foreign.
The one row of the TEMP table `acting` says which action is running and what is switched off while undo replays
(`journaling`, `trailing`). Outside an action its `action` is NULL, so that a stray write fails instead of escaping the
journal. A bulk insert drops the triggers on inserts into its table and does their work at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Table

from crm_desktop.model import BY_NAME, ENTITIES, HANGING
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.model.record import Record, sort_column
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import last_contact, next_step, pipeline_sums
from crm_desktop.storage.tables import journaled_columns, journaled_tables, link_key

ACTING = "CREATE TEMP TABLE acting(action INTEGER, at TEXT, journaling INTEGER NOT NULL, trailing INTEGER NOT NULL)"
ALWAYS = "1"
JOURNALING = "(SELECT journaling FROM acting)"
TRAILING = "(SELECT trailing FROM acting)"


def install(raw: sqlite3.Connection) -> None:
    """Create the TEMP table and every trigger on a fresh connection."""
    raw.execute(ACTING)
    raw.execute("INSERT INTO acting VALUES (NULL, NULL, 1, 1)")
    for statement in all_triggers():
        raw.execute(statement)


def all_triggers() -> Iterator[str]:
    """Yield the CREATE statement of every trigger."""
    for table in journaled_tables():
        yield from _journal(table)
    for model in ENTITIES:
        yield from _counter(model.__tablename__)
        yield from _hanging(model.__tablename__)
        yield from _sort_keys(model)
    yield from _trail()
    for module in (last_contact, next_step):
        for name, when, table_name, condition, statement in module.triggers(f"NOT {TRAILING}"):
            yield _trigger(name, when, table_name, condition, statement)
    for parts in pipeline_sums.triggers():
        yield _trigger(*parts)


@contextmanager
def without_row_triggers(raw: sqlite3.Connection, table: str) -> Iterator[None]:
    """Leave the work of the triggers on inserts into a table to the caller; a trigger that only refuses costs as much."""
    # a rollback in between brings them back by itself
    for name in (statement.split('"')[1] for statement in _on_insert(table)):
        raw.execute(f'DROP TRIGGER temp."{name}"')
    try:
        yield
    finally:
        for statement in _on_insert(table):
            raw.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))


@cache
def _on_insert(table: str) -> tuple[str, ...]:
    return tuple(statement for statement in all_triggers() if f' AFTER INSERT ON main."{table}" ' in statement)


def image(columns: Iterable[str], row: str = "") -> str:
    """Return the SQL of a JSON object that holds `columns` of `row` ("OLD.", "NEW." or "" in a SELECT)."""
    return (
        "'{' || " + " || ',' || ".join(f"""'"{name}":' || json_quote({row}"{name}")""" for name in columns) + " || '}'"
    )


def _trigger(name: str, when: str, table: str, condition: str, *statements: str) -> str:
    body = " ".join(f"{statement};" for statement in statements)
    return f'CREATE TEMP TRIGGER "{name}" AFTER {when} ON main."{table}" WHEN {condition} BEGIN {body} END'


def _journal(table: Table) -> Iterator[str]:
    name, columns = table.name, journaled_columns(table)
    note = (
        "INSERT INTO journal(action, tbl, row, op, before, after) SELECT action, '{}', {}.id, '{}', {}, {} FROM acting"
    )
    changed = [(f'OLD."{c}" IS NOT NEW."{c}"', c) for c in columns if c != "id"]

    def only_changed(row: str) -> str:
        parts = " || ".join(f"""iif({differs}, ',"{c}":' || json_quote({row}."{c}"), '')""" for differs, c in changed)
        return f"'{{' || substr({parts}, 2) || '}}'"

    yield _trigger(f"journal_{name}_i", "INSERT", name, JOURNALING, note.format(name, "NEW", "I", "NULL", "NULL"))
    yield _trigger(
        f"journal_{name}_u",
        "UPDATE OF " + ", ".join(f'"{c}"' for _differs, c in changed),
        name,
        f"{JOURNALING} AND ({' OR '.join(differs for differs, _c in changed)})",
        note.format(name, "NEW", "U", only_changed("OLD"), only_changed("NEW")),
    )
    yield _trigger(
        f"journal_{name}_d", "DELETE", name, JOURNALING, note.format(name, "OLD", "D", image(columns, "OLD."), "NULL")
    )


def _counter(name: str) -> Iterator[str]:
    for when, step in (("INSERT", "+ 1"), ("DELETE", "- 1")):
        yield _trigger(
            f"count_{name}_{when}", when, name, ALWAYS, f"UPDATE counter SET n = n {step} WHERE tbl = '{name}'"
        )


def _hanging(name: str) -> Iterator[str]:
    """Let what hangs on a record go with it."""
    for other in HANGING:
        table = other.__tablename__
        if name != table:
            gone = f"DELETE FROM {table} WHERE entity_name = '{name}' AND record_id = OLD.id"
            yield _trigger(f"{table}_of_{name}", "DELETE", name, TRAILING, gone)


def _sort_keys(model: type[Record]) -> Iterator[str]:
    """Keep the stored sort keys of `model` right, and those of its listed links when a target changes."""
    name = model.__tablename__
    listed = {c: f for c, f in model.fields().items() if f.listed and sort_column(c, f)}
    if not listed:
        return

    def assignment(column: str) -> str:
        kind = listed[column].kind
        if isinstance(kind, Link):
            found = f'SELECT {link_key(kind.target, "k")} FROM "{kind.target}" k WHERE k.id = NEW."{column}"'
            return f"\"{column}_sort\" = ifnull(({found}), '')"
        return f'"{column}_sort" = fold(NEW."{column}")'

    assignments = ", ".join(assignment(c) for c in listed)
    yield _trigger(f"sort_{name}_i", "INSERT", name, ALWAYS, f'UPDATE "{name}" SET {assignments} WHERE id = NEW.id')
    for column, declared in listed.items():
        yield _trigger(
            f"sort_{name}_{column}",
            f'UPDATE OF "{column}"',
            name,
            f'OLD."{column}" IS NOT NEW."{column}"',
            f'UPDATE "{name}" SET {assignment(column)} WHERE id = NEW.id',
        )
        kind = declared.kind
        if isinstance(kind, Link):
            order = BY_NAME[kind.target].entity.order
            yield _trigger(
                f"sort_{name}_{column}_target",
                f'UPDATE OF "{order}"',
                kind.target,
                f'OLD."{order}" IS NOT NEW."{order}"',
                f'UPDATE "{name}" SET "{column}_sort" = {link_key(kind.target, "NEW")} WHERE "{column}" = NEW.id',
            )


def _trail() -> Iterator[str]:
    """Write a row of `opportunity_state` for every change of a tracked column, and one when it is deleted."""
    columns = ", ".join(f'"{c}"' for c in TRACKED)
    into = f"INSERT INTO opportunity_state(opportunity_id, since, kind, {columns})"

    def of(row: str) -> str:
        return ", ".join(f'{row}."{c}"' for c in TRACKED)

    kind = "(SELECT kind FROM stage WHERE id = NEW.stage_id)"
    state = f"{into} SELECT NEW.id, at, {kind}, {of('NEW')} FROM acting"
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in TRACKED)
    yield _trigger("trail_i", "INSERT", "opportunity", TRAILING, state)
    yield _trigger("trail_u", f"UPDATE OF {columns}", "opportunity", f"{TRAILING} AND ({differs})", state)
    yield _trigger(
        "trail_d", "DELETE", "opportunity", TRAILING, f"{into} SELECT OLD.id, at, 'removed', {of('OLD')} FROM acting"
    )
    # a stage that changes its own probability, category or kind takes along what follows it
    for column in ("probability", "category"):
        yield _trigger(
            f"trail_stage_{column}",
            f'UPDATE OF "{column}"',
            "stage",
            f'{TRAILING} AND OLD."{column}" IS NOT NEW."{column}"',
            f'UPDATE opportunity SET "{column}" = NEW."{column}" WHERE stage_id = NEW.id AND NOT {column}_by_hand',
        )


def foreign_triggers(raw: sqlite3.Connection) -> list[str]:
    """Return the names of triggers and views in the file: a book has none, whatever is there came from elsewhere."""
    rows = raw.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return [str(row[0]) for row in rows]
