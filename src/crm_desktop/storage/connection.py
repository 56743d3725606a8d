"""The one connection to a file, with every pragma set, read back, and the lock taken before anything else happens.

Python's driver begins transactions on its own terms; here BEGIN IMMEDIATE is sent explicitly, because a migration that
fails half way leaves a half-changed file otherwise.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from crm_desktop.base.text import fold
from crm_desktop.storage import file_guard
from crm_desktop.storage.problems import FileProblem, Problem

APPLICATION_ID = 0x43524D44  # "CRMD"
PRAGMAS: dict[str, Any] = {
    "locking_mode": "exclusive",
    "journal_mode": "truncate",
    "synchronous": 2,
    "fullfsync": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 0,
    "secure_delete": 1,
    "temp_store": 2,
}

_held: WeakValueDictionary[tuple[int, int], Engine] = WeakValueDictionary()
"""The files that this process has open, by device and inode: opening one a second time would free its lock."""
_guards: WeakKeyDictionary[Engine, int | None] = WeakKeyDictionary()


def uri_of(path: Path, mode: str) -> str:
    """Return the SQLite URI of a file; `mode` is "rw", "rwc" or "ro"."""
    absolute = path.resolve().as_posix()
    slash = "" if absolute.startswith("/") else "/"
    return f"file://{slash}{quote(os.fsencode(absolute))}?mode={mode}"


def connect(path: Path, *, create: bool = False) -> Engine:
    """Open `path` as the only program that has it; raise the driver's own errors, which `opening` puts into words."""
    guard = file_guard.hold(path, create=create)
    try:
        engine = _connected(path, create=create)
    except BaseException:
        file_guard.release(guard)
        raise
    _held[_identity(path)] = engine
    _guards[engine] = guard
    return engine


def _connected(path: Path, *, create: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: _driver_connection(path, create=create),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", begin)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        connection.rollback()
    return engine


def begin(connection: Connection) -> None:
    """Begin a transaction that may write, and say so at once."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute("BEGIN IMMEDIATE")


def disconnect(engine: Engine) -> None:
    """Close the connection; the lock on the file is free at once, and nothing lies beside it."""
    with suppress(DBAPIError), engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        # removes the journal while we still hold the lock: a moment later it may be another program's
        with suppress(sqlite3.Error):
            raw.execute("PRAGMA journal_mode = DELETE")
    engine.dispose()
    for identity in [key for key, held in _held.items() if held is engine]:
        del _held[identity]
    file_guard.release(_guards.pop(engine, None))


def is_held(path: Path) -> bool:
    """Whether this process has the file open, under this name or another."""
    return _identity(path) in _held


def require_in_place(path: Path, engine: Engine) -> None:
    """Raise FileProblem when the open file is no longer the one at its path: what is saved in it would be lost.

    SQLite asks this itself when it opens a journal; ours stays open.
    """
    if os.name == "nt":  # there an open file can be neither deleted nor replaced
        return
    try:
        identity = _identity(path)
    except OSError as error:
        raise FileProblem(Problem.MISSING, path, str(error)) from error
    if _held.get(identity) is not engine:
        raise FileProblem(Problem.MISSING, path, "another file has taken its place")


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _driver_connection(path: Path, *, create: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(uri_of(path, "rwc" if create else "rw"), uri=True, timeout=1, check_same_thread=False)
    try:
        raw.isolation_level = None
        for name, value in PRAGMAS.items():
            raw.execute(f"PRAGMA {name}={value}")
            found = raw.execute(f"PRAGMA {name}").fetchone()
            # fullfsync exists on macOS only and reads back as set everywhere; a pragma that did not take is a bug
            assert found is not None, name
            assert found[0] == value, (name, found)
        raw.execute("PRAGMA mmap_size=0")
        raw.execute("PRAGMA cache_size=-32768")
        raw.execute("BEGIN EXCLUSIVE")
        raw.execute("COMMIT")
        raw.create_function("fold", 1, fold, deterministic=True)
    except BaseException:
        raw.close()
        raise
    return raw
