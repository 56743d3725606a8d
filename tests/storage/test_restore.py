"""A restore ends with the old book or the new one, whole, and what was replaced is kept."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from crm_desktop.storage import backup, migrate, restore
from crm_desktop.storage.backup import Reason, back_up, list_backups
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.shape import SCHEMA_VERSION
from crm_desktop.storage.store import Store
from tests.storage.samples import account_names, add_account, content, dump, sqlite_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def saved(store: Store, folder: Path) -> Path:
    """A backup of the open book, which has gone on since."""
    path = back_up(store, folder, Reason.HAND).path
    add_account(store, "Since then")
    return path


def test_what_was_backed_up_is_back_with_its_undo_history(store: Store, folder: Path) -> None:
    add_account(store, "Wanted")
    state, hashed, steps = dump(store), content(store), store.steps()
    saved = back_up(store, folder, Reason.HAND).path
    add_account(store, "Unwanted")
    restored = restore.restore(store, saved, folder).store
    assert dump(restored) == state
    assert content(restored) == hashed
    assert restored.steps() == steps
    assert restored.undo() is not None
    restored.close()


def test_the_replaced_book_is_kept_as_a_backup(store: Store, saved: Path, folder: Path) -> None:
    names = account_names(store)
    restored = restore.restore(store, saved, folder)
    assert restored.kept is not None
    again = restore.restore(restored.store, restored.kept, folder).store
    assert account_names(again) == names
    assert [one.reason for one in list_backups(folder)] == [Reason.RESTORE, Reason.RESTORE, Reason.HAND]
    again.close()


def test_counts_of_both_are_there_before_anything_is_replaced(store: Store, saved: Path) -> None:
    found = restore.inspect(saved)
    assert found.counts["account"] == restore.counts(saved)["account"] == 5
    assert found.version == SCHEMA_VERSION
    assert found.title == "book"
    assert found.last_step == store.steps()[-1].at
    assert account_names(store)[-1] == "Since then"


@pytest.mark.parametrize("bad", [b"", b"no book", b"SQLite format 3\x00" + b"\x00" * 4080])
def test_what_is_no_book_is_refused_and_the_open_book_goes_on(
    store: Store, folder: Path, tmp_path: Path, bad: bytes
) -> None:
    source = tmp_path / "bad.crm"
    source.write_bytes(bad)
    with pytest.raises(FileProblem, match=r"bad\.crm"):
        restore.restore(store, source, folder)
    add_account(store, "Goes on")
    assert [path.name for path in store.path.parent.iterdir() if path.suffix == ".part"] == []
    assert list_backups(folder) == []


def test_a_trigger_that_every_check_of_sqlite_passes_is_refused(store: Store, saved: Path, folder: Path) -> None:
    backup.sidecar_of(saved).unlink()
    sqlite_file(saved, ["CREATE TRIGGER t AFTER INSERT ON account BEGIN DELETE FROM contact; END"])
    with pytest.raises(FileProblem) as caught:
        restore.restore(store, saved, folder)
    assert caught.value.code is Problem.DAMAGED
    assert saved.name in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE surprise(id INTEGER PRIMARY KEY)",
        "CREATE UNIQUE INDEX surprise ON account(name)",
        "DROP INDEX ix_account_owner_id",
        "ALTER TABLE account ADD COLUMN surprise TEXT GENERATED ALWAYS AS (name) VIRTUAL",
        "ALTER TABLE account ADD COLUMN surprise TEXT CHECK (surprise <> 'x')",
    ],
)
def test_tables_that_are_not_as_in_a_new_book_are_refused(
    store: Store, saved: Path, folder: Path, statement: str
) -> None:
    backup.sidecar_of(saved).unlink()
    sqlite_file(saved, [statement])
    with pytest.raises(FileProblem) as caught:
        restore.restore(store, saved, folder)
    assert caught.value.code is Problem.DAMAGED
    assert account_names(store)[-1] == "Since then"


def test_a_book_without_a_checksum_is_restored_on_its_own_merits(store: Store, saved: Path, folder: Path) -> None:
    backup.sidecar_of(saved).unlink()
    restored = restore.restore(store, saved, folder).store
    assert account_names(restored)[-1] != "Since then"
    restored.close()


def test_a_damaged_book_is_replaced_and_kept_byte_for_byte(book: Path, folder: Path) -> None:
    store = open_store(book)
    saved = back_up(store, folder, Reason.HAND).path
    store.close()
    torn = book.read_bytes()[:-5000]
    book.write_bytes(torn)
    restored = restore.restore(book, saved, folder)
    assert restored.kept is not None
    assert restored.kept.read_bytes() == torn
    assert len(account_names(restored.store)) == 5
    restored.store.close()


def test_an_open_book_that_is_found_damaged_can_still_be_replaced(store: Store, saved: Path, folder: Path) -> None:
    with store.driver() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE acting SET journaling = 0, trailing = 0")
        raw.execute("UPDATE contact SET account_id = 99")
    restored = restore.restore(store, saved, folder)
    assert restored.kept is not None
    assert "replaced" in restored.kept.name
    restored.store.close()


def test_a_book_that_is_gone_comes_back(book: Path, folder: Path) -> None:
    store = open_store(book)
    saved = back_up(store, folder, Reason.HAND).path
    store.close()
    book.unlink()
    restored = restore.restore(book, saved, folder)
    assert restored.kept is None
    assert len(account_names(restored.store)) == 5
    restored.store.close()


def test_side_files_of_the_replaced_book_do_not_survive_it(book: Path, folder: Path) -> None:
    store = open_store(book)
    saved = back_up(store, folder, Reason.HAND).path
    store.close()
    book.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4080)
    journal = book.with_name(book.name + "-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 stale")
    restored = restore.restore(book, saved, folder)
    assert restored.kept is not None
    assert (restored.kept.parent / (restored.kept.name + "-journal")).read_bytes().endswith(b"stale")
    assert not journal.exists() or journal.stat().st_size == 0
    restored.store.close()


def test_the_book_itself_is_no_backup_of_itself(store: Store, folder: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        restore.restore(store, store.path, folder)
    assert caught.value.code is Problem.ALREADY_OPEN
    add_account(store, "Goes on")


def test_a_restore_that_cannot_swap_leaves_the_old_book_whole(
    store: Store, saved: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate, "swap", fail)
    with pytest.raises(FileProblem) as caught:
        restore.restore(store, saved, folder)
    assert caught.value.code is Problem.DISK_FULL
    again = open_store(store.path)
    assert account_names(again)[-1] == "Since then"
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="Links need rights there")
def test_a_book_behind_a_link_is_replaced_where_it_lies(book: Path, folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.crm"
    link.symlink_to(book)
    store = open_store(link)
    saved = back_up(store, folder, Reason.HAND).path
    add_account(store, "Since then")
    restore.restore(store, saved, folder).store.close()
    assert link.is_symlink()
    assert hashlib.sha256(link.read_bytes()).digest() == hashlib.sha256(book.read_bytes()).digest()
    again = open_store(book)
    assert len(account_names(again)) == 5
    again.close()


def test_a_book_of_another_name_is_restored_here(store: Store, folder: Path, tmp_path: Path) -> None:
    other = create_store(tmp_path / "other.crm")
    add_account(other, "Elsewhere")
    other.close()
    source = Path(shutil.copyfile(tmp_path / "other.crm", tmp_path / "copy of other.crm"))
    restored = restore.restore(store, source, folder).store
    assert account_names(restored) == ["Elsewhere"]
    restored.close()
