"""Long reading that a user can give up: SQLite looks now and then whether its task was cancelled, also inside a query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.storage.store import raw_of

_STEPS = 5_000
"""So many instructions of SQLite's machine, less than a millisecond, run between two looks."""


@contextmanager
def stoppable(session: Session, task: Task) -> Iterator[None]:
    """Let the statements of a session stop soon after `task` was cancelled. Raises Cancelled."""
    raw = raw_of(session)
    raw.set_progress_handler(lambda: task.is_cancelled, _STEPS)
    try:
        yield
        task.check()
    except (sqlite3.OperationalError, DBAPIError):
        task.check()
        raise
    finally:
        raw.set_progress_handler(None, 0)
