"""What lies beside a file is used only when it belongs to it; a wrong journal would be written over a good book."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.base.paths import data_folder
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from tests.storage.samples import account_names, add_account, bytes_of, sqlite_file

PAGE = 4096
SECTOR = 512
NONCE = 7


def journal_of(path: Path) -> bytes:
    """Return a hot journal that writes every page of `path` over the file beside which it lies.

    Format: https://www.sqlite.org/fileformat2.html#the_rollback_journal
    """
    content = path.read_bytes()
    pages = [content[i : i + PAGE] for i in range(0, len(content), PAGE)]
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">5I", len(pages), NONCE, len(pages), SECTOR, PAGE)
    records = (
        struct.pack(">I", number) + page + struct.pack(">I", NONCE + sum(page[i] for i in range(PAGE - 200, 0, -200)))
        for number, page in enumerate(pages, 1)
    )
    return head.ljust(SECTOR, b"\0") + b"".join(records)


def beside(path: Path, suffix: str = "-journal") -> Path:
    return path.with_name(path.name + suffix)


def rescued() -> list[Path]:
    folder = data_folder() / "rescue"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def names_in(path: Path) -> list[str]:
    store = open_store(path)
    names = account_names(store)
    store.close()
    return names


@pytest.fixture
def other_book(tmp_path: Path) -> Path:
    """A sound book that has nothing to do with the first one."""
    path = tmp_path / "other.crm"
    store = create_store(path)
    add_account(store, "Somebody else's")
    store.close()
    return path


def test_a_step_that_was_broken_off_is_rolled_back(book: Path, tmp_path: Path) -> None:
    whole, before = names_in(book), book.read_bytes()
    raw = sqlite3.connect(book, isolation_level=None)
    raw.execute("PRAGMA cache_size = 1")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("UPDATE account SET name = 'Half ' || hex(randomblob(4000)), about = hex(randomblob(4000))")
    torn = Path(shutil.copyfile(book, tmp_path / "torn.crm"))
    shutil.copyfile(beside(book), beside(torn))
    raw.close()
    assert torn.read_bytes() != before
    assert names_in(torn) == whole
    assert rescued() == []


def test_the_journal_of_another_book_is_set_aside(book: Path, other_book: Path) -> None:
    whole = names_in(book)
    beside(book).write_bytes(journal_of(other_book))
    assert names_in(book) == whole
    (folder,) = rescued()
    assert (folder / "book.crm-journal").read_bytes() == journal_of(other_book)


def test_without_the_proof_the_journal_of_another_book_takes_all_and_sqlite_calls_it_sound(
    book: Path, other_book: Path
) -> None:
    beside(book).write_bytes(journal_of(other_book))
    raw = sqlite3.connect(book)
    assert raw.execute("SELECT name FROM account").fetchall() == [("Somebody else's",)]
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()


def test_an_old_journal_of_the_same_book_is_set_aside(book: Path) -> None:
    old = journal_of(book)
    store = open_store(book)
    for name in ("One", "Two"):
        add_account(store, name)
    store.close()
    beside(book).write_bytes(old)
    assert names_in(book)[-2:] == ["One", "Two"]
    assert len(rescued()) == 1


def test_a_journal_without_a_valid_head_is_no_danger(book: Path) -> None:
    whole = names_in(book)
    beside(book).write_bytes(b"\0" * 5000)
    assert names_in(book) == whole


def test_a_damaged_book_beside_a_wrong_journal_is_refused_and_copied(book: Path, other_book: Path) -> None:
    beside(book).write_bytes(journal_of(other_book))
    torn = bytearray(book.read_bytes())
    torn[PAGE * 2 : PAGE * 3] = b"\xff" * PAGE
    book.write_bytes(torn)
    before = bytes_of(book)
    with pytest.raises(FileProblem) as caught:
        open_store(book)
    assert caught.value.code is Problem.DAMAGED
    assert bytes_of(book) == before
    (folder,) = rescued()
    assert bytes_of(folder / "book.crm") == before
    assert str(folder) in caught.value.detail


def test_what_another_tool_left_in_a_write_ahead_log_is_not_lost(book: Path, tmp_path: Path) -> None:
    raw = sqlite3.connect(book, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA wal_autocheckpoint = 0")
    raw.execute("UPDATE account SET name = 'From the log' WHERE id = 1")
    left = Path(shutil.copyfile(book, tmp_path / "left.crm"))
    shutil.copyfile(beside(book, "-wal"), beside(left, "-wal"))
    raw.close()
    assert names_in(left)[0] == "From the log"
    assert not beside(left, "-wal").exists()


def test_the_write_ahead_log_of_another_book_is_set_aside(book: Path, other_book: Path) -> None:
    whole = names_in(book)
    raw = sqlite3.connect(other_book, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA wal_autocheckpoint = 0")
    raw.execute("VACUUM")
    shutil.copyfile(beside(other_book, "-wal"), beside(book, "-wal"))
    raw.close()
    assert names_in(book) == whole
    assert len(rescued()) == 1


def test_a_book_that_another_tool_left_in_its_own_journal_mode_opens(book: Path) -> None:
    sqlite_file(book, ["PRAGMA journal_mode = WAL"])
    assert len(names_in(book)) == 5


WRITER = """
import sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA locking_mode = EXCLUSIVE")
raw.execute("PRAGMA cache_size = 1")
raw.execute("BEGIN EXCLUSIVE")
raw.execute("UPDATE account SET about = hex(randomblob(4000))")
print("writing", flush=True)
sys.stdin.readline()
"""


def test_the_journal_of_a_running_program_is_left_to_it(book: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert beside(book).stat().st_size > PAGE
        before = bytes_of(book)
        with pytest.raises(FileProblem) as caught:
            open_store(book)
        assert caught.value.code is Problem.ALREADY_OPEN
        assert bytes_of(book) == before
        assert rescued() == []
        process.kill()
    assert len(names_in(book)) == 5


@pytest.mark.skipif(os.name == "nt", reason="There a folder takes no permissions")
def test_a_rescue_folder_is_for_its_owner_alone(book: Path, other_book: Path) -> None:
    beside(book).write_bytes(journal_of(other_book))
    names_in(book)
    (folder,) = rescued()
    assert folder.stat().st_mode & 0o077 == 0
