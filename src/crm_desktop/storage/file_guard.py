"""A second lock on the open file, which nobody in our own process can drop by accident.

SQLite's lock on POSIX systems is gone as soon as anything in the process closes any handle of the file: a file dialog
that looks into the files it lists is enough, and a second program is let in. A lock by `flock` belongs to our own handle
and stays until that is closed; every start of this program asks for it first. Only on Linux, where the two kinds of
locks do not see each other. Source: sqlite.org/howtocorrupt.html, section 2.2; man 2 flock.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from crm_desktop.storage.problems import FileProblem, Problem

PATIENCE = 1.0
"""Seconds that a program which is just ending is waited for, as SQLite waits."""
_PAUSE = 0.05
_IS_LINUX = sys.platform == "linux"


def hold(path: Path, *, create: bool = False) -> int | None:
    """Take the lock and return the handle that `release` wants, None where there is no such lock.

    To be called before SQLite opens the file. Raises FileProblem where another program has it.
    """
    if not _IS_LINUX:
        return None
    import fcntl

    try:
        handle = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    except OSError:
        return None  # SQLite meets the same, and says it better
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                os.close(handle)
                raise FileProblem(Problem.ALREADY_OPEN, path, "another program holds it") from error
            time.sleep(_PAUSE)
        except OSError:  # a file system without such locks
            os.close(handle)
            return None
        else:
            return handle


def release(handle: int | None) -> None:
    """Give the lock back; to be called when SQLite has closed the file."""
    if handle is not None:
        os.close(handle)
