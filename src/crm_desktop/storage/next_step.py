"""The next planned activity of a record, kept on it so that a list of any size shows it and is put in order by it.

Like the last contact it follows the activities by triggers, also while undo replays, and stands outside the journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from crm_desktop.model.activity import DUE, IS_PLANNED

WITH_NEXT_STEP = ("account", "opportunity")


def columns(name: str) -> dict[str, str]:
    """Return the SQL of the columns that tell the next step of a row of the table `name`; nothing for most tables."""
    if name not in WITH_NEXT_STEP:
        return {}
    # the index of what was done with a record, and what is planned with it, gives the first at once
    first = (
        f'FROM activity p WHERE p.{name}_id = "{name}".id AND p.done = 0 AND {IS_PLANNED} ORDER BY {DUE}, p.id LIMIT 1'
    )
    return {"next_at": f"(SELECT {DUE} {first})", "next_activity": f"(SELECT p.name {first})"}


def assignments(name: str) -> str:
    """Return what stands behind SET in a statement that makes the columns of some rows anew."""
    return ", ".join(f"{column} = {value}" for column, value in columns(name).items())


def triggers(is_replaying: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the triggers as name, event, table, condition and statement; `is_replaying` is the SQL that says so."""
    for name in WITH_NEXT_STEP:
        link, anew = f"{name}_id", f'UPDATE "{name}" SET {assignments(name)} WHERE id'
        was, is_now = f"OLD.{link} IS NOT NULL AND OLD.done = 0", f"NEW.{link} IS NOT NULL AND NEW.done = 0"
        yield f"next_{name}_i", "INSERT", "activity", is_now, f"{anew} = NEW.{link}"
        update = f"UPDATE OF {link}, done, starts, name, recurrence, due"
        yield f"next_{name}_u", update, "activity", f"({was}) OR ({is_now})", f"{anew} IN (OLD.{link}, NEW.{link})"
        yield f"next_{name}_d", "DELETE", "activity", was, f"{anew} = OLD.{link}"
        # undo brings a deleted record back before or after its activities: it asks for itself as well
        yield f"next_{name}_back", "INSERT", name, is_replaying, f"{anew} = NEW.id"


def follow_many(raw: sqlite3.Connection, table: str, among: str, ids: str) -> None:
    """Do the work of the triggers for rows that were put into `table` at once; `among` is the SQL that `ids` fills."""
    if table == "activity":
        for name in WITH_NEXT_STEP:
            links = f"SELECT {name}_id FROM activity WHERE id {among} AND done = 0"
            raw.execute(f'UPDATE "{name}" SET {assignments(name)} WHERE id IN ({links})', (ids,))
    elif table in WITH_NEXT_STEP:
        met = f'EXISTS (SELECT 1 FROM activity p WHERE p.{table}_id = "{table}".id AND p.done = 0)'
        raw.execute(f'UPDATE "{table}" SET {assignments(table)} WHERE id {among} AND {met}', (ids,))
