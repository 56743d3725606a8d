"""Thousands of rows at once: through the driver, with the work of the row triggers done per batch instead of per row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.model import Base
from crm_desktop.storage.store import raw_of

BATCH = 2000


def insert_rows(
    session: Session, model: type[Base], columns: Sequence[str], rows: Sequence[Sequence[Any]], task: Task, *, trail: bool = True
) -> list[int]:
    """Insert rows of raw file values inside the running step and return their ids, in order.

    `trail` False leaves the trail of opportunities to the caller, who knows since when they are what they are.
    """
    raw, table = raw_of(session), model.__table__
    assert isinstance(table, Table)
    names = ", ".join(f'"{name}"' for name in columns)
    insert = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))}) RETURNING id'
    raw.execute("UPDATE acting SET trailing = ?", (int(trail),))
    ids: list[int] = []
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        task.check()
        ids += [raw.execute(insert, tuple(row)).fetchone()[0] for row in batch]
    raw.execute("UPDATE acting SET trailing = 1")
    return ids
