"""One program has the file, nobody else; making a book and ending clean; what the system forbids is said in words."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.storage import lock_note, opening, problems
from crm_desktop.storage.connection import PRAGMAS, connect, disconnect, uri_of
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.store import Store
from tests.storage.samples import account_names, add_account, refused, sqlite_file


def test_every_pragma_holds_on_the_connection(store: Store) -> None:
    with store.driver() as raw:
        assert {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS} == PRAGMAS
        assert raw.isolation_level is None


def test_a_second_opening_in_this_program_is_refused_and_the_lock_stays(book: Path, tmp_path: Path) -> None:
    store = open_store(book)
    (tmp_path / "link.crm").symlink_to(book)
    os.link(book, tmp_path / "hard.crm")
    for name in (book, tmp_path / "link.crm", tmp_path / "hard.crm"):
        with pytest.raises(FileProblem) as caught:
            open_store(name)
        assert caught.value.code is Problem.ALREADY_OPEN
    # a look at the file from here would have dropped the lock, as POSIX has it
    assert other_program_is_refused(book)
    store.close()
    open_store(book).close()


def other_program_is_refused(path: Path) -> bool:
    """Whether another process is kept from writing to `path`."""
    code = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return "database is locked" in ran.stderr


def test_without_our_lock_the_other_program_would_write(book: Path) -> None:
    assert not other_program_is_refused(book)


HOLDER = """
import sys
from pathlib import Path
from crm_desktop.storage.opening import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
"""


LOOKS_INTO_IT = HOLDER.replace(
    'print("open", flush=True)', 'open(sys.argv[1], "rb").close()\nprint("open", flush=True)'
)
"""A program in which something opened and closed the book's file, as a file dialog does that tells files by their content."""


@pytest.mark.skipif(sys.platform != "linux", reason="the second lock is there on Linux only")
def test_a_look_into_the_file_drops_sqlites_lock_and_not_ours(book: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOOKS_INTO_IT, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        assert not other_program_is_refused(book), "the look must have dropped SQLite's own lock"
        assert refused(book).code is Problem.ALREADY_OPEN
        process.kill()
    open_store(book).close()


@pytest.fixture
def holder(book: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the book open until it reads a line or is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_book_open_in_another_program_says_where_and_since_when(book: Path, holder: subprocess.Popen[str]) -> None:
    problem = refused(book)
    assert problem.code is Problem.ALREADY_OPEN
    assert f"open in CRM Desktop on {socket.gethostname()} since 20" in str(problem)


def test_a_killed_program_gives_the_book_free_at_once(book: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    open_store(book).close()


def test_a_clean_end_leaves_one_file(book: Path) -> None:
    store = open_store(book)
    assert lock_note.note_of(book).exists()
    add_account(store, "Clean")
    store.close()
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def broken_index(path: Path) -> Path:
    """Make an index of `path` disagree with its table: `quick_check` does not see that."""
    return sqlite_file(
        path,
        [
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, '\"name_sort\"', '\"city_sort\"') WHERE name = 'sort_account_name'",
            "UPDATE sqlite_master SET sql = replace(sql, 'name_sort,', 'city_sort,') WHERE name = 'sort_account_name'",
        ],
    )


def test_after_an_unclean_end_the_book_is_checked_in_full(book: Path) -> None:
    broken_index(book)
    open_store(book).close()
    lock_note.write(book)
    assert refused(book).code is Problem.DAMAGED


def test_opening_a_book_twice_over_changes_nothing_in_it(book: Path) -> None:
    before = book.read_bytes()
    open_store(book).close()
    assert book.read_bytes() == before


def test_a_counter_that_is_missing_is_counted_again(book: Path) -> None:
    sqlite_file(book, ["DELETE FROM counter WHERE tbl = 'account'"])
    store = open_store(book)
    with store.driver() as raw:
        assert raw.execute("SELECT n FROM counter WHERE tbl = 'account'").fetchone() == (5,)
    store.close()


def test_a_new_book_is_never_written_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.crm"
    path.write_text("Dear Anna")
    with pytest.raises(UserError, match="there already"):
        create_store(path)
    assert path.read_text() == "Dear Anna"
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_a_new_book_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise sqlite3.OperationalError("sabotage")

    monkeypatch.setattr(opening, "_seed", fail)
    with pytest.raises(sqlite3.OperationalError):
        create_store(tmp_path / "new.crm")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Permissions are of another kind there")
def test_a_new_book_is_for_its_owner_alone(tmp_path: Path) -> None:
    create_store(tmp_path / "new.crm").close()
    assert (tmp_path / "new.crm").stat().st_mode & 0o777 == 0o600


def test_a_new_book_in_a_folder_that_is_gone_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        create_store(tmp_path / "gone" / "new.crm")
    assert caught.value.code is Problem.NO_FOLDER


@pytest.mark.parametrize("name", ["Zoë & Söhne #1 100%.crm", "a?mode=memory.crm", "-journal.crm", "x" * 200 + ".crm"])
def test_any_name_of_a_file_works(tmp_path: Path, name: str) -> None:
    store = create_store(tmp_path / name)
    add_account(store, "One")
    store.close()
    store = open_store(tmp_path / name)
    assert account_names(store) == ["One"]
    store.close()


def test_a_relative_name_holds_when_the_program_moves_elsewhere(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book.parent)
    store = open_store(Path(book.name))
    monkeypatch.chdir("/")
    add_account(store, "Saved")
    store.close()
    assert [path.name for path in book.parent.iterdir()] == [book.name]


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of one's own, as a user whom permissions hold; root is made one for the test."""
    folder = Path(tempfile.mkdtemp())
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.setresuid(65534, 65534, 0)
    yield folder
    if root:
        os.setresuid(0, 0, 0)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Permissions are of another kind there")
@pytest.mark.parametrize(
    ("protect", "problem"),
    [
        (lambda book: book.chmod(0o400), Problem.READ_ONLY),
        (lambda book: book.parent.chmod(0o500), Problem.READ_ONLY),
        (lambda book: book.chmod(0o000), Problem.CANNOT_OPEN),
        (lambda book: book.parent.chmod(0o000), Problem.CANNOT_OPEN),
    ],
)
def test_permissions_are_told_in_words(ordinary_user: Path, protect: Callable[[Path], None], problem: Problem) -> None:
    path = ordinary_user / "books" / "book.crm"
    path.parent.mkdir()
    create_store(path).close()
    protect(path)
    with pytest.raises(FileProblem) as caught:
        open_store(path)
    assert caught.value.code is problem


@pytest.mark.skipif(os.name == "nt", reason="There an open file cannot be deleted")
def test_a_step_in_a_file_that_was_deleted_meanwhile_is_not_called_saved(store: Store) -> None:
    add_account(store, "Before")
    aside = store.path.rename(store.path.with_name("aside.crm"))
    with pytest.raises(FileProblem) as caught:
        add_account(store, "Lost")
    assert caught.value.code is Problem.MISSING
    aside.rename(store.path)
    add_account(store, "After")
    assert account_names(store)[-2:] == ["Before", "After"]


@pytest.mark.skipif(os.name == "nt", reason="There an open file cannot be replaced")
def test_a_step_in_a_file_that_was_replaced_meanwhile_is_not_called_saved(store: Store) -> None:
    shutil.copyfile(store.path, store.path.with_name("synced.crm"))
    store.path.with_name("synced.crm").replace(store.path)
    with pytest.raises(FileProblem) as caught:
        store.undo()
    assert caught.value.code is Problem.MISSING


def test_an_error_that_is_no_problem_of_the_file_stays_what_it_is(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.driver() as raw:
        raw.execute("SELECT * FROM nowhere")
    assert problems.of(ValueError("x"), store.path) is None


def test_the_lock_is_free_after_a_refusal(book: Path) -> None:
    sqlite_file(book, ["CREATE VIEW v AS SELECT 1"])
    refused(book)
    sqlite_file(book, ["DROP VIEW v"])
    open_store(book).close()


def test_a_closed_book_is_a_plain_file_for_every_program(book: Path) -> None:
    disconnect(connect(book))
    raw = sqlite3.connect(uri_of(book, "ro"), uri=True)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()
