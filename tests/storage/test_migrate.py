"""An older book becomes today's in one step, or stays what it is. The steps here are made up; the way is the real one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, String, create_engine

from crm_desktop.model import Base
from crm_desktop.services import calendar
from crm_desktop.storage import backup, health, inspection, migrate, restore, shape
from crm_desktop.storage.connection import connect, disconnect
from crm_desktop.storage.migrations import MIGRATIONS, Migration
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.shape import SCHEMA_VERSION
from crm_desktop.storage.tables import journaled_tables
from tests.storage.samples import account_names, add_account, bytes_of, sqlite_file
from tests.zones import computer_in

if TYPE_CHECKING:
    from alembic.operations import Operations

OLDER = [
    "DROP INDEX ix_state_opportunity",
    "ALTER TABLE account DROP COLUMN sic",
    "ALTER TABLE seller RENAME COLUMN territory TO region",
    "CREATE TABLE colour(id INTEGER PRIMARY KEY, name TEXT)",
    "INSERT INTO colour(name) VALUES ('red'), ('blue')",
    f"PRAGMA user_version = {SCHEMA_VERSION - 2}",
]


def rename_region(operations: Operations) -> None:
    operations.alter_column("seller", "region", new_column_name="territory")


def bring_sic_back(operations: Operations) -> None:
    """Make a table anew the way that Alembic does, which drops the old one: foreign keys must be off."""
    with operations.batch_alter_table(
        "account", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as account:
        account.add_column(Column("sic", String))
    for column in ("last_contact", "next_at"):
        operations.execute(f'CREATE INDEX "sort_account_{column}" ON account (ifnull("{column}", \'\'), id)')
    operations.create_index("ix_state_opportunity", "opportunity_state", ["opportunity_id", "since", "id"])
    operations.drop_table("colour")


STEPS = (
    Migration(SCHEMA_VERSION - 1, rename_region),
    Migration(SCHEMA_VERSION, bring_sic_back, lambda before: {"colour": -before["colour"]}),
)


@pytest.fixture
def older(book: Path) -> Path:
    """The book as two made-up versions ago."""
    return sqlite_file(book, OLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
class TestUpgrade:
    """With Alembic reading a table that has indexes over expressions, of which it warns."""

    def test_an_older_book_becomes_todays_with_all_its_records(self, older: Path, folder: Path) -> None:
        with closing(sqlite3.connect(older)) as raw:
            contacts = raw.execute("SELECT id, name, account_id FROM contact ORDER BY id").fetchall()
        migrate.upgrade(older, folder, STEPS)
        store = open_store(older)
        with store.driver() as raw:
            assert raw.execute("SELECT id, name, account_id FROM contact ORDER BY id").fetchall() == contacts
            assert inspection.version_of(raw) == SCHEMA_VERSION
            assert shape.differences(raw) == []
        assert health.check(store).is_sound
        store.close()
        assert [path.name for path in older.parent.iterdir()] == [older.name]

    def test_the_undo_history_ends_and_the_readable_history_stays(self, book: Path, folder: Path) -> None:
        store = open_store(book)
        add_account(store, "Taken back")
        store.undo()
        before = [step.title for step in store.steps() if not step.undone]
        store.close()
        migrate.upgrade(sqlite_file(book, OLDER), folder, STEPS)
        store = open_store(book)
        assert store.undo() is None
        assert store.redo() is None
        with store.driver() as raw:
            told = [title for (title,) in raw.execute("SELECT title FROM action ORDER BY id DESC")]
            assert told == before
        add_account(store, "New")
        assert store.undo() is not None
        assert store.undo() is None
        store.close()

    def test_the_book_as_it_was_is_kept(self, older: Path, folder: Path) -> None:
        kept = migrate.upgrade(older, folder, STEPS)
        assert backup.list_backups(folder)[0].reason is backup.Reason.UPGRADE
        with inspection.looking_at(kept) as raw:
            assert inspection.version_of(raw) == SCHEMA_VERSION - 2
            assert inspection.rows(raw)["colour"] == 2

    def test_opening_upgrades_by_itself(self, older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(migrate.upgrade, "__defaults__", (None, STEPS))
        store = open_store(older)
        assert len(account_names(store)) == 5
        assert len(backup.list_backups(backup.default_folder())) == 1
        store.close()

    def test_a_backup_of_an_older_version_is_upgraded_on_its_copy(
        self, older: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(migrate.upgrade_copy, "__defaults__", (STEPS,))
        target = older.with_name("new.crm")
        before = older.read_bytes()
        restored = restore.restore(target, older, folder).store
        assert len(account_names(restored)) == 5
        assert older.read_bytes() == before
        restored.close()

    @pytest.mark.parametrize(
        ("sabotage", "found"),
        [
            (lambda operations: operations.execute("DELETE FROM note WHERE id = 1"), "note"),
            (lambda operations: operations.execute("INSERT INTO colour(name) VALUES ('green')"), "colour"),
            (lambda operations: operations.execute("UPDATE contact SET account_id = 99 WHERE id = 1"), "contact"),
            (lambda operations: operations.execute("CREATE TABLE forgotten(id INTEGER)"), "forgotten"),
            (lambda operations: operations.execute("SELECT no_such_function()"), "no_such_function"),
        ],
    )
    def test_a_step_that_goes_wrong_leaves_the_book_byte_for_byte(
        self, older: Path, folder: Path, sabotage: Callable[[Operations], None], found: str
    ) -> None:
        def wrong(operations: Operations) -> None:
            rename_region(operations)
            sabotage(operations)

        before = bytes_of(older)
        with pytest.raises(Exception) as caught:
            migrate.upgrade(older, folder, (Migration(SCHEMA_VERSION - 1, wrong), STEPS[1]))
        assert found in f"{caught.value!r} {getattr(caught.value, 'detail', '')}"
        assert bytes_of(older) == before

    def test_with_foreign_keys_on_a_step_would_lose_the_links(self, older: Path, folder: Path) -> None:
        """The twin of the above: why the pragma is read back."""
        engine = connect(older)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # inside a transaction: ignored
            connection.exec_driver_sql("DROP TABLE seller")
            linked = connection.exec_driver_sql("SELECT count(*) FROM account WHERE owner_id IS NOT NULL").scalar_one()
        disconnect(engine)
        assert linked == 0


def test_there_is_a_step_for_every_version_since_the_first() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(2, SCHEMA_VERSION + 1))


def test_without_a_step_from_its_version_a_book_is_left_alone(older: Path, folder: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(AssertionError, match="no way"):
        migrate.upgrade(older, folder, STEPS[1:])
    assert older.read_bytes() == before


def test_too_little_space_is_said_before_anything_is_written(
    older: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(older)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=older.stat().st_size * 3 - 1))
    before = bytes_of(older)
    with pytest.raises(FileProblem) as caught:
        migrate.upgrade(older, folder, STEPS)
    assert caught.value.code is Problem.DISK_FULL
    assert bytes_of(older) == before
    assert not folder.exists()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_a_new_book_has_the_tables_of_the_model_as_alembic_sees_them(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    create_store(tmp_path / "new.crm").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'new.crm'}")

    def ours(_object: object, name: str | None, kind: str, *_more: object) -> bool:
        return not (kind == "table" and str(name).startswith("search_"))

    with engine.connect() as connection:
        options = {"include_object": ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        connection.exec_driver_sql("ALTER TABLE account DROP COLUMN sic")
        assert compare_metadata(context, Base.metadata) != []
    engine.dispose()


def test_every_table_can_be_undone_exactly() -> None:
    for table in journaled_tables():
        assert list(table.primary_key.columns) == [table.c.id], table
        assert isinstance(table.c.id.type, Integer), table
        assert table.dialect_options["sqlite"]["autoincrement"], table
        kinds = {column.name: str(column.type.compile()) for column in table.columns}
        assert set(kinds.values()) <= {"INTEGER", "VARCHAR"}, (table, kinds)


FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_book_of_every_released_version_opens_for_ever(version: int, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(FIXTURES / f"version_{version}.crm", tmp_path / "book.crm"))
    with inspection.looking_at(path) as raw:
        counts = inspection.entity_counts(raw)
        assert inspection.version_of(raw) == version
    store = open_store(path)
    found = health.check(store)
    assert found.is_sound, found
    assert found.counts == {**dict.fromkeys(found.counts, 0), **counts}
    with store.driver() as raw:
        assert shape.differences(raw) == []
    while version == SCHEMA_VERSION and store.undo():
        pass
    assert health.check(store).is_sound
    store.close()


def test_whole_days_of_an_older_book_stay_those_days_in_another_zone(tmp_path: Path) -> None:
    path = Path(shutil.copyfile(FIXTURES / "version_2.crm", tmp_path / "book.crm"))
    midnight = "2026-11-23T23:00:00.000Z"
    sqlite_file(path, [f"UPDATE activity SET all_day = 1, starts = '{midnight}' WHERE id = 1"])
    with computer_in("Europe/Berlin"):
        open_store(path).close()
    with computer_in("America/New_York"):
        store = open_store(path)
        with store.read() as session:
            day = date(2026, 11, 24)
            assert [one.id for one in calendar.between(session, day, day) if one.all_day] == [1]
        with store.driver() as raw:
            assert raw.execute("SELECT count(*) FROM activity WHERE zone IS NOT NULL").fetchone() == (1,)
        assert store.undo() is None
        store.close()


def test_alembic_is_loaded_only_for_an_upgrade(book: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from crm_desktop.storage import opening, restore, health;"
        f"opening.open_store(Path({str(book)!r})).close(); print('alembic' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout == "False\n"
