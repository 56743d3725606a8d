"""Long reading on a worker, in short turns: between them the window reads, or a step is written.

SQLite keeps the file for as long as a read lasts. A lock that is taken again at once never reaches those who wait for
it, so there is a pause between two turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task

STEP = 1024
"""So many rows are read by one statement."""
STEPS_AT_ONCE = 8
"""So many statements make one turn."""
BREATH = 0.001

Read = Callable[[], AbstractContextManager[Session]]
"""Opens the file for one turn."""


def breathe(task: Task) -> None:
    """Let others read before the next turn. Raises Cancelled."""
    task.check()
    time.sleep(BREATH)
