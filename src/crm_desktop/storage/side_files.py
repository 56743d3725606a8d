"""What a program that did not end well leaves beside its file, proved on copies before SQLite may use it.

A journal that belongs to another file, or to an older copy of this one, is written over a good file when it is opened,
and SQLite's check still calls the outcome sound. So the file is looked at with the journal and without it, and both
must be one step apart in the life of the same book. The originals stay in a rescue folder unless all was well.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.paths import data_folder
from crm_desktop.storage import inspection, shape
from crm_desktop.storage.connection import uri_of
from crm_desktop.storage.problems import FileProblem, Problem, told, writing


@dataclass(frozen=True)
class Place:
    """Where a book is in its life: which book it is, and how many steps were ever made in it."""

    book: str
    steps: int


def beside(path: Path) -> list[Path]:
    """Return the files that SQLite would use besides `path`."""
    names = [path.with_name(path.name + suffix) for suffix in ("-journal", "-wal")]
    return [name for name in names if name.exists() and name.stat().st_size]


def prove(path: Path) -> None:
    """Return when `path` can be opened with what lies beside it; set aside what does not belong to it.

    Raises FileProblem when another program has the file, or when it is whole neither with its side files nor without.
    """
    sides = beside(path)
    refuse_if_open_elsewhere(path)
    rescue = _new_folder(path)
    with writing(rescue):
        _copy(path, sides, rescue)
        _copy(path, sides, rescue / "tried")
    original, tried = rescue / path.name, rescue / "tried" / path.name
    flaws_with, place_with = _roll_back_and_examine(tried)
    place_without = _place(original)
    if not flaws_with and _belong(place_with, place_without, forward=any(s.name.endswith("-wal") for s in sides)):
        shutil.rmtree(rescue)
        return
    shutil.rmtree(rescue / "tried")
    flaws_without = _examine(original)
    if flaws_without and not flaws_with and _same_book(place_with, place_without):
        return  # torn in the middle of a step, so that what it says of its steps means nothing
    if flaws_without or not sides:
        raise FileProblem(Problem.DAMAGED, path, "; ".join([*flaws_with, *flaws_without, f"copied to {rescue}"]))
    for side in sides:
        side.unlink()


def refuse_if_open_elsewhere(path: Path) -> None:
    """Raise FileProblem when another program has the file; asked for reading only, so that nothing changes."""
    try:
        with inspection.looking_at(path) as raw:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except FileProblem as problem:
        # anything else, also "there is something to roll back", says that nobody holds it
        if problem.code is Problem.ALREADY_OPEN:
            raise


def _belong(with_sides: Place | None, without: Place | None, *, forward: bool) -> bool:
    """Whether the side files belong to the file: a journal takes back one step, a write-ahead log adds some."""
    if with_sides is None or without is None:
        return with_sides is not None
    ahead = with_sides.steps - without.steps
    return _same_book(with_sides, without) and (ahead >= 0 if forward else ahead in {0, -1})


def _same_book(with_sides: Place | None, without: Place | None) -> bool:
    """Whether both are one book, as far as a file that is torn still says which it is."""
    return with_sides is not None and (without is None or with_sides.book == without.book)


def _new_folder(path: Path) -> Path:
    base = data_folder() / "rescue"
    with writing(base):
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = f"{path.stem} {dates.now():%Y-%m-%d %H%M%S}"
        folder = next(
            folder for n in range(1, 10_000) if not (folder := base / (stamp if n == 1 else f"{stamp} {n}")).exists()
        )
        folder.mkdir(mode=0o700)
    return folder


def _copy(path: Path, sides: Iterable[Path], folder: Path) -> None:
    folder.mkdir(exist_ok=True, mode=0o700)
    for source in (path, *sides):
        shutil.copyfile(source, folder / source.name)


def _roll_back_and_examine(path: Path) -> tuple[list[str], Place | None]:
    try:
        with told(path):
            raw = sqlite3.connect(uri_of(path, "rw"), uri=True, isolation_level=None)
            try:
                raw.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
            finally:
                raw.close()
        return _examine(path), _place(path)
    except FileProblem as problem:
        return [problem.detail], None


def _examine(path: Path) -> list[str]:
    try:
        with inspection.looking_at(path, alone=True) as raw:
            version = inspection.require_book(raw, path)
            flaws = inspection.flaws(raw, full=True)
            return flaws or (shape.differences(raw) if version == shape.SCHEMA_VERSION else [])
    except FileProblem as problem:
        return [problem.detail or problem.code.name]


def _place(path: Path) -> Place | None:
    try:
        with inspection.looking_at(path, alone=True) as raw:
            (book,) = raw.execute("SELECT value FROM book_value WHERE name = 'uid'").fetchone()
            (steps,) = raw.execute("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'action'").fetchone()
            return Place(str(book), int(steps))
    except (FileProblem, sqlite3.Error, TypeError):
        return None
