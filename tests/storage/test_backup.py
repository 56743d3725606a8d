"""A backup that is listed is whole; whatever goes wrong, the older ones stay."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.storage import backup, inspection, restore
from crm_desktop.storage.backup import Backup, Reason, at_close, back_up, list_backups
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.store import Store
from tests.storage.samples import account_names, add_account, content, dump, sqlite_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_holds_everything_and_its_number(store: Store, folder: Path) -> None:
    made = back_up(store, folder, Reason.HAND)
    assert made.serial == 1
    assert made.reason is Reason.HAND
    assert made.counts["account"] == 5
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    state, hashed = dump(store), content(store)
    store.close()
    copy = open_store(made.path)
    assert dump(copy) == state
    assert content(copy) == hashed
    copy.close()


def test_backups_are_listed_newest_first_and_nothing_else_is(store: Store, folder: Path) -> None:
    made = [back_up(store, folder, reason) for reason in (Reason.CLOSE, Reason.IMPORT, Reason.BULK)]
    (folder / "letter.txt").write_text("no backup")
    (folder / ".book-12345678-000009-close.crm.part").write_bytes(b"half")
    shutil.copyfile(made[0].path, folder / "book-12345678-000004-because.crm")
    assert list_backups(folder) == made[::-1]
    assert list_backups(folder / "nowhere") == []


def test_the_order_follows_the_numbers_and_not_a_clock_that_runs_wrong(store: Store, folder: Path) -> None:
    made = [back_up(store, folder, Reason.CLOSE) for _ in range(3)]
    for age, one in enumerate(made):
        at = datetime(2030 - age, 1, 1, tzinfo=UTC).timestamp()
        os.utime(one.path, (at, at))
    assert [one.serial for one in list_backups(folder)] == [3, 2, 1]


def test_a_restored_book_never_writes_over_the_backups_made_since(store: Store, folder: Path) -> None:
    first = back_up(store, folder, Reason.HAND)
    for name in ("One", "Two"):
        add_account(store, name)
        back_up(store, folder, Reason.HAND)
    before = {one.path: one.sha256 for one in list_backups(folder)}
    restored = restore.restore(store, first.path, folder).store
    assert back_up(restored, folder, Reason.HAND).serial == 5
    assert before.items() <= {one.path: one.sha256 for one in list_backups(folder)}.items()
    restored.close()


def test_two_books_of_one_name_share_a_folder(tmp_path: Path, folder: Path) -> None:
    made = []
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        store = create_store(tmp_path / place / "book.crm")
        made.append(back_up(store, folder, Reason.HAND))
        store.close()
    assert [one.serial for one in made] == [1, 1]
    assert len(list_backups(folder)) == 2


def test_closing_backs_up_only_what_changed(store: Store, folder: Path) -> None:
    def backed_up() -> bool:
        return at_close(store, folder) is not None

    assert backed_up()
    assert not backed_up()
    add_account(store, "New")
    assert backed_up()
    store.undo()
    assert backed_up()
    store.redo()
    assert backed_up()
    with store.act("Nothing"):
        pass
    assert not backed_up()


def test_a_backup_is_no_step_and_takes_no_redo_away(store: Store, folder: Path) -> None:
    store.undo()
    steps = store.steps()
    back_up(store, folder, Reason.HAND)
    assert store.steps() == steps
    assert store.redo() is not None


def test_a_backup_is_for_its_owner_alone_and_leaves_no_part(store: Store, folder: Path) -> None:
    made = back_up(store, folder, Reason.HAND)
    assert {path.name for path in folder.iterdir()} == {made.path.name, made.path.name + backup.SIDECAR}
    if os.name != "nt":
        assert made.path.stat().st_mode & 0o777 == 0o600


def test_other_programs_can_check_the_checksum(store: Store, folder: Path) -> None:
    made = back_up(store, folder, Reason.HAND)
    line = backup.sidecar_of(made.path).read_text()
    assert line == f"{hashlib.sha256(made.path.read_bytes()).hexdigest()}  {made.path.name}\n"


def test_a_damaged_book_gives_no_backup_and_says_which_file_is_damaged(store: Store, folder: Path) -> None:
    kept = back_up(store, folder, Reason.HAND)
    with store.driver() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE acting SET journaling = 0, trailing = 0")
        raw.execute("UPDATE contact SET account_id = 99")
    with pytest.raises(FileProblem) as caught:
        back_up(store, folder, Reason.HAND)
    assert caught.value.code is Problem.DAMAGED
    assert "book.crm" in str(caught.value)
    assert list_backups(folder) == [kept]


class Forgetful(sqlite3.Connection):
    """A driver whose backup copies nothing."""

    def backup(self, *_args: Any, **_more: Any) -> None:
        pass


class Losing(sqlite3.Connection):
    """A driver whose backup loses a note."""

    def backup(self, target: sqlite3.Connection, **more: Any) -> None:
        super().backup(target, **more)
        target.execute("DELETE FROM note WHERE id = 1")
        target.commit()


class Tearing(sqlite3.Connection):
    """A driver whose backup writes a page in the wrong place."""

    def backup(self, target: sqlite3.Connection, **more: Any) -> None:
        super().backup(target, **more)
        (page,) = target.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
        with Path(target.execute("PRAGMA database_list").fetchone()[2]).open("rb+") as stream:
            stream.seek(4096 * (page - 1))
            stream.write(b"elsewhere")


class Unsorting(sqlite3.Connection):
    """A driver whose backup leaves an index behind its table."""

    def backup(self, target: sqlite3.Connection, **more: Any) -> None:
        super().backup(target, **more)
        change = "UPDATE sqlite_master SET sql = {} WHERE name = 'ix_contact_account_id'"
        for definition, further in (
            ("sql || ' WHERE 0'", "UPDATE contact SET account_id = NULL"),
            ("replace(sql, ' WHERE 0', '')", "SELECT 1"),
        ):
            target.execute("PRAGMA writable_schema = ON")
            target.execute(change.format(definition))
            target.execute("PRAGMA writable_schema = RESET")
            target.execute(further)
            target.commit()


@pytest.mark.parametrize("reason", [Reason.HAND, Reason.CLOSE])
@pytest.mark.parametrize(
    ("driver", "found"), [(Forgetful, "application_id"), (Losing, "'note'"), (Tearing, "malformed")]
)
def test_what_is_lost_on_the_way_is_noticed(
    book: Path, folder: Path, driver: type[sqlite3.Connection], found: str, reason: Reason
) -> None:
    with closing(sqlite3.connect(book, factory=driver)) as raw, pytest.raises(FileProblem) as caught:
        backup.copy_proved(raw, book, folder, reason)
    assert found in caught.value.detail
    assert list_backups(folder) == []


@pytest.mark.parametrize("reason", list(Reason))
def test_who_asks_for_a_backup_or_exchanges_the_file_has_the_indexes_compared(
    book: Path, folder: Path, reason: Reason
) -> None:
    with closing(sqlite3.connect(book, factory=Unsorting)) as raw:
        if reason in {Reason.HAND, Reason.UPGRADE, Reason.RESTORE}:
            with pytest.raises(FileProblem) as caught:
                backup.copy_proved(raw, book, folder, reason)
            assert "ix_contact_account_id" in caught.value.detail
        else:
            made, _serial = backup.copy_proved(raw, book, folder, reason)
            with inspection.looking_at(made) as copy:
                assert "ix_contact_account_id" in str(inspection.flaws(copy, full=True))


def test_an_empty_copy_would_pass_the_check_of_sqlite(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.crm")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_into_a_file_instead_of_a_folder_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FileProblem):
        back_up(store, tmp_path / "taken", Reason.HAND)
    assert account_names(store)


def test_a_backup_that_cannot_be_read_is_still_listed(store: Store, folder: Path) -> None:
    made = back_up(store, folder, Reason.HAND)
    made.path.write_bytes(b"gone bad")
    (listed,) = list_backups(folder)
    assert isinstance(listed, Backup)
    assert listed.counts == {}


def test_a_change_behind_the_back_of_sqlite_is_seen_by_the_checksum_alone(store: Store, folder: Path) -> None:
    made = back_up(store, folder, Reason.HAND)
    sqlite_file(made.path, ["UPDATE account SET about = 'forged' WHERE id = 1"])
    with inspection.looking_at(made.path) as raw:
        assert inspection.flaws(raw, full=True) == []
    with pytest.raises(FileProblem) as caught:
        restore.restore(store, made.path, folder)
    assert "checksum" in caught.value.detail
    assert account_names(store)
