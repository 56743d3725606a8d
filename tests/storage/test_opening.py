"""Whatever is put before it, the program opens it or says in one sentence why not, and leaves it as it was."""

from __future__ import annotations

import os
import random
import shutil
import struct
from pathlib import Path

import pytest

from crm_desktop.storage import opening
from crm_desktop.storage.connection import APPLICATION_ID
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.shape import SCHEMA_VERSION
from tests.storage.samples import refused, sqlite_file


def put(path: Path, place: int, data: bytes) -> None:
    """Write into a closed file."""
    with path.open("rb+") as stream:
        stream.seek(place)
        stream.write(data)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_names_the_file_and_says_what_to_do(problem: Problem) -> None:
    sentence = str(FileProblem(problem, Path("a {wind}/north {wind}.crm")))
    assert ("a {wind}”" if problem is Problem.NO_FOLDER else "north {wind}.crm") in sentence
    assert sentence.count(".") >= 2


def test_a_file_that_is_not_there_is_missing_and_is_not_made(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.crm").code is Problem.MISSING
    assert refused(tmp_path / "no folder" / "none.crm").code is Problem.MISSING
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_leads_nowhere_is_missing(tmp_path: Path) -> None:
    (tmp_path / "link.crm").symlink_to(tmp_path / "none.crm")
    with pytest.raises(FileProblem) as caught:
        open_store(tmp_path / "link.crm")
    assert caught.value.code is Problem.MISSING


def test_a_folder_is_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).code is Problem.FOLDER


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no named pipes")
def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.crm")
    with pytest.raises(FileProblem) as caught:
        open_store(tmp_path / "pipe.crm")
    assert caught.value.code is Problem.CANNOT_OPEN


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"PK\x03\x04 a spreadsheet", Problem.NOT_A_DATABASE),
        (b"\x00" * 4096, Problem.NOT_A_DATABASE),
        (bytes(range(256)) * 64, Problem.NOT_A_DATABASE),
        (b"SQLite", Problem.TRUNCATED),
        (b"SQLite format 3\x00" + b"\x10\x00" * 20, Problem.TRUNCATED),
        (b"SQLite format 3\x00" + b"\x00" * 4080, Problem.DAMAGED),
    ],
)
def test_a_file_without_our_header_says_what_it_is(tmp_path: Path, content: bytes, problem: Problem) -> None:
    path = tmp_path / "some.crm"
    path.write_bytes(content)
    assert refused(path).code is problem


def test_a_database_of_another_program_is_told_from_ours(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path / "other.crm", ["CREATE TABLE account(id INTEGER PRIMARY KEY, name TEXT)"])
    assert refused(path).code is Problem.OTHER_PROGRAM


def test_a_book_of_a_newer_program_is_refused(book: Path) -> None:
    sqlite_file(book, [f"PRAGMA user_version = {SCHEMA_VERSION + 1}"])
    assert refused(book).code is Problem.NEWER_PROGRAM


def test_a_format_of_a_newer_sqlite_is_refused(book: Path) -> None:
    put(book, 18, b"\x03\x03")
    assert refused(book).code is Problem.NEWER_SQLITE


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_book_that_lost_its_end_is_cut_short(book: Path, share: float) -> None:
    os.truncate(book, int(book.stat().st_size * share))
    assert refused(book).code is Problem.TRUNCATED


def test_a_book_with_an_overwritten_page_is_damaged(book: Path) -> None:
    put(book, 4096 * 2, b"\xff" * 4096)
    assert refused(book).code is Problem.DAMAGED


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON account BEGIN DELETE FROM contact; END",
        "CREATE VIEW v AS SELECT * FROM account",
    ],
)
def test_a_trigger_or_view_in_the_file_is_refused_before_it_can_run(book: Path, statement: str) -> None:
    sqlite_file(book, [statement])
    problem = refused(book)
    assert problem.code is Problem.DAMAGED
    assert "does not belong" in problem.detail


def test_a_trigger_is_also_seen_in_a_book_too_large_to_be_checked_at_once(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHECKED_AT_ONCE", 0)
    open_store(book).close()
    sqlite_file(book, ["CREATE VIEW v AS SELECT * FROM account"])
    assert refused(book).code is Problem.DAMAGED


def test_flipped_bits_never_raise_anything_but_a_problem(book: Path, tmp_path: Path) -> None:
    seed = random.randrange(10**9)
    chance, whole = random.Random(seed), book.read_bytes()
    codes = set()
    for i in range(60):
        broken = tmp_path / f"broken {i}" / "book.crm"
        broken.parent.mkdir()
        torn = bytearray(whole)
        for _n in range(chance.choice((1, 20, 400))):
            torn[chance.randrange(len(torn) if i % 2 else 4096)] ^= 1 << chance.randrange(8)
        broken.write_bytes(torn)
        try:
            open_store(broken).close()
        except FileProblem as problem:
            assert broken.read_bytes() == bytes(torn), f"seed {seed}, book {i}"
            codes.add(problem.code)
    assert Problem.DAMAGED in codes


def test_every_damaged_database_of_the_collection_gets_one_sentence(real_data: Path, tmp_path: Path) -> None:
    samples = sorted((real_data / "ugly" / "sqlite_damaged").glob("*.db"))
    assert len(samples) >= 16
    for sample in [*samples, real_data / "sales" / "chinook" / "Chinook_Sqlite.sqlite"]:
        folder = tmp_path / sample.stem
        folder.mkdir()
        refused(Path(shutil.copyfile(sample, folder / sample.name)))


def test_damaged_databases_that_call_themselves_ours_get_one_sentence_too(real_data: Path, tmp_path: Path) -> None:
    for sample in sorted((real_data / "ugly" / "sqlite_damaged").glob("*.db")):
        path = tmp_path / sample.stem / "book.crm"
        path.parent.mkdir()
        shutil.copyfile(sample, path)
        put(path, 60, struct.pack(">i", SCHEMA_VERSION))
        put(path, 68, struct.pack(">I", APPLICATION_ID))
        refused(path)
