"""Whether a file is whole, asked by opening, backup, restore, migration and the health check alike.

SQLite's own check sees only a part of flipped bits and calls an empty file sound, so that numbers of rows are compared
and checksums kept besides.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_desktop.model import ENTITIES
from crm_desktop.storage import shape, triggers
from crm_desktop.storage.connection import APPLICATION_ID, uri_of
from crm_desktop.storage.problems import FileProblem, Problem, unproved

_ROOM = -256 * 1024
"""Memory for a full check, as SQLite counts it: in KB, and negative. Less is taken where the file is smaller."""


@contextmanager
def looking_at(path: Path, *, alone: bool = False) -> Iterator[sqlite3.Connection]:
    """Give a connection that reads a closed file; `alone` leaves the files beside it out of account.

    Raises FileProblem for what goes wrong inside.
    """
    with unproved(path):
        uri = uri_of(path, "ro") + ("&immutable=1" if alone else "")
        raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=1)
        try:
            with lenient(raw):
                for pragma in ("trusted_schema=0", "cell_size_check=1", "locking_mode=exclusive", "mmap_size=0"):
                    raw.execute(f"PRAGMA {pragma}")
                yield raw
        finally:
            raw.close()


@contextmanager
def lenient(raw: sqlite3.Connection) -> Iterator[None]:
    """Let damaged text through: a finding about it must not end the search for findings."""
    before = raw.text_factory
    raw.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        yield
    finally:
        raw.text_factory = before


def flaws(raw: sqlite3.Connection, *, full: bool) -> list[str]:
    """Return what SQLite finds wrong with the structure; `full` also compares indexes and links with the tables."""
    try:
        return (_all_flaws(raw) if full else _told(raw, "quick_check")) + _strangers(raw)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_IOERR", "SQLITE_FULL")):
            raise
        return [str(error)]


def _all_flaws(raw: sqlite3.Connection) -> list[str]:
    (before,) = raw.execute("PRAGMA cache_size").fetchone()
    # each entry of each index is looked up, in no order of the file
    raw.execute(f"PRAGMA cache_size={_ROOM}")
    try:
        found = _told(raw, "integrity_check")
        if not found:
            broken = raw.execute('SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 20')
            found = [f"{table} {row} links to nothing in {parent}" for table, row, parent in broken]
        return found
    finally:
        raw.execute(f"PRAGMA cache_size={before}")


def _told(raw: sqlite3.Connection, check: str) -> list[str]:
    return [text for (text,) in raw.execute(f"PRAGMA {check}(20)").fetchall() if text != "ok"]


def require_whole(raw: sqlite3.Connection, path: Path, *, full: bool) -> None:
    """Raise FileProblem when the structure has flaws."""
    found = flaws(raw, full=full)
    if found:
        raise FileProblem(Problem.DAMAGED, path, "; ".join(found))


def require_no_strangers(raw: sqlite3.Connection, path: Path) -> None:
    """Raise FileProblem when there are triggers or views in the file: a book has none, and they would run."""
    found = _strangers(raw)
    if found:
        raise FileProblem(Problem.DAMAGED, path, "; ".join(found))


def require_book(raw: sqlite3.Connection, path: Path) -> int:
    """Return the schema version of a book that this program can use; raise FileProblem for any other file."""
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    version = version_of(raw)
    if application != APPLICATION_ID:
        raise FileProblem(Problem.OTHER_PROGRAM, path, f"application_id {application:#x}")
    if version > shape.SCHEMA_VERSION:
        raise FileProblem(Problem.NEWER_PROGRAM, path, f"user_version {version}")
    return version


def require_shape(raw: sqlite3.Connection, path: Path) -> None:
    """Raise FileProblem when the tables are not those of a new file."""
    found = shape.differences(raw)
    if found:
        raise FileProblem(Problem.DAMAGED, path, "; ".join(found))


def version_of(raw: sqlite3.Connection) -> int:
    """Return the schema version of a file."""
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    return int(version)


def rows(raw: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has, also those of the journal and of the search index."""
    names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    return {name: _count(raw, name) for (name,) in names.fetchall()}


def entity_counts(raw: sqlite3.Connection) -> dict[str, int]:
    """Return how many records of each kind there are; kinds that an older file does not know are left out."""
    known = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = [model.__tablename__ for model in ENTITIES]
    return {name: _count(raw, name) for name in names if name in known}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a closed file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def synced_checksum(path: Path) -> str:
    """Return the SHA-256 of a file that has just been written, which is on the disk then."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _strangers(raw: sqlite3.Connection) -> list[str]:
    return [f"{name} does not belong in a book" for name in triggers.foreign_triggers(raw)]


def _count(raw: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    (n,) = raw.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    return int(n)
