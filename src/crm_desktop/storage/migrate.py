"""An older file is brought to today's schema on a copy, which takes its place only when it was found right.

Foreign keys are off meanwhile: to make a table anew SQLite drops the old one, which deletes every row that links to
it. The pragma is ignored inside a transaction without a word, so it is set before and read back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine

from crm_desktop.base.paths import sync_folder
from crm_desktop.schema import custom, zones
from crm_desktop.storage import backup, custom_fields, derived, inspection
from crm_desktop.storage.connection import connect, disconnect
from crm_desktop.storage.migrations import MIGRATIONS, Migration
from crm_desktop.storage.problems import FileProblem, Problem, told, writing
from crm_desktop.storage.shape import SCHEMA_VERSION
from crm_desktop.storage.store import raw_of

SPACE = 3
"""How many times its size a file needs free: the backup, the copy, and the copy's journal."""

ZONES_SINCE = 3
"""The version from which on what is for whole days knows whose days they are."""


def upgrade(path: Path, folder: Path | None = None, migrations: Sequence[Migration] = MIGRATIONS) -> Path:
    """Bring a closed older book to today's schema and return the backup of what it was.

    Raises FileProblem; whatever happens, `path` is the old file or the new one, whole.
    """
    with told(path):
        engine = connect(path)
    try:
        with writing(path):
            _require_space(path)
            kept, _serial = backup.copy_proved(
                _raw(engine), path, folder or backup.default_folder(), backup.Reason.UPGRADE
            )
            handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
            os.close(handle)
            copy = Path(name)
            try:
                backup.copy_to(_raw(engine), copy, path)
                upgrade_copy(copy, migrations)
                disconnect(engine)
                swap(copy, path)
            finally:
                copy.unlink(missing_ok=True)
    finally:
        disconnect(engine)
    return kept


def upgrade_copy(copy: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a file that nobody else knows to today's schema, in one transaction; raises FileProblem or what a step does."""
    with told(copy):
        engine = connect(copy)
        try:
            raw = _raw(engine)
            raw.execute("PRAGMA foreign_keys = OFF")
            assert raw.execute("PRAGMA foreign_keys").fetchone() == (0,)
            with engine.connect() as connection:
                version = inspection.version_of(raw)
                for migration in _due(migrations, version):
                    _run(connection, migration)
                if version < ZONES_SINCE:
                    _name_zones(raw)
                with custom.aside(custom_fields.read(raw)):  # the search has the texts of those that are searched
                    derived.rebuild(raw)
                end_undo(raw)
                _require_links(raw, copy)
                connection.commit()
            inspection.require_whole(raw, copy, full=True)
            inspection.require_shape(raw, copy)
        finally:
            disconnect(engine)


def swap(new: Path, path: Path) -> None:
    """Put a finished file in the place of a closed one: before or after, never half. Raises OSError."""
    real = path.resolve()
    with new.open("rb+") as stream:
        os.fsync(stream.fileno())
    new.replace(real)
    sync_folder(real.parent)


def end_undo(raw: sqlite3.Connection) -> None:
    """Close the undo history: its images fit the tables as they were. What it tells of the past stays readable."""
    raw.execute("DELETE FROM journal WHERE action IN (SELECT id FROM action WHERE undone)")
    raw.execute("DELETE FROM action WHERE undone")
    raw.execute("UPDATE action SET ended = 1")


def _due(migrations: Sequence[Migration], version: int) -> list[Migration]:
    due = [migration for migration in migrations if version < migration.version <= SCHEMA_VERSION]
    expected = list(range(version + 1, SCHEMA_VERSION + 1))
    assert [migration.version for migration in due] == expected, f"no way from version {version}"
    return due


def _name_zones(raw: sqlite3.Connection) -> None:
    """Say that whole days of before are days of this computer's zone, so that they stay those days in another one.

    No migration does it: what a computer calls its zone is found out by the code of today.
    """
    raw.execute("UPDATE activity SET zone = ? WHERE all_day AND zone IS NULL", (zones.local_name(),))


def _run(connection: Connection, migration: Migration) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    raw = raw_of(connection)
    connection.exec_driver_sql(
        "SELECT 1"
    )  # SQLAlchemy begins with the first statement, and the counting is none of its
    before = inspection.rows(raw)
    migration.upgrade(Operations(MigrationContext.configure(connection)))
    after, declared = inspection.rows(raw), migration.rows(before)
    wrong = {
        table: (before.get(table, 0), after.get(table, 0))
        for table in before.keys() | after.keys()
        if after.get(table, 0) - before.get(table, 0) != declared.get(table, 0)
    }
    assert not wrong, f"step {migration.version} changed rows that it did not declare: {wrong}"
    raw.execute(f"PRAGMA user_version = {migration.version}")


def _require_space(path: Path) -> None:
    needed = SPACE * path.stat().st_size
    if shutil.disk_usage(path.resolve().parent).free < needed:
        raise FileProblem(Problem.DISK_FULL, path, f"{needed} bytes needed")


def _require_links(raw: sqlite3.Connection, copy: Path) -> None:
    broken = raw.execute('SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 1').fetchone()
    if broken:
        raise FileProblem(Problem.DAMAGED, copy, f"{broken[0]} {broken[1]} links to nothing in {broken[2]}")


def _raw(engine: Engine) -> sqlite3.Connection:
    with engine.connect() as connection:
        return raw_of(connection)
