"""A backup takes the place of a book. What was there before is kept, also when it is damaged.

A file can pass every check of SQLite and still hold a trigger that somebody put there, which would run at the next
save; so its tables are compared with those of a fresh file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.storage import backup, header, inspection, migrate, opening, side_files
from crm_desktop.storage.connection import connect, disconnect
from crm_desktop.storage.problems import FileProblem, Problem, writing
from crm_desktop.storage.shape import SCHEMA_VERSION
from crm_desktop.storage.store import Store

_REPLACEABLE = {
    Problem.EMPTY, Problem.NOT_A_DATABASE, Problem.NEWER_SQLITE, Problem.OTHER_PROGRAM, Problem.NEWER_PROGRAM,
    Problem.TRUNCATED, Problem.DAMAGED,
}  # fmt: skip
"""What is wrong with a file that a backup may replace; with the others something is wrong around it."""


@dataclass(frozen=True)
class Inspection:
    """What a closed book holds; `last_step` is when its newest step was made, None where it has none."""

    counts: Mapping[str, int]
    version: int
    title: str
    last_step: datetime | None


@dataclass(frozen=True)
class Restored:
    """The book, open again, and where the file that it replaced is kept (None: there was none)."""

    store: Store
    kept: Path | None


def counts(path: Path) -> dict[str, int]:
    """Return the number of records by entity in a closed book. Raises FileProblem."""
    return dict(inspect(path).counts)


def inspect(path: Path) -> Inspection:
    """Return what a closed book holds, by counting. Raises FileProblem."""
    _require_book(path)
    with inspection.looking_at(path, alone=True) as raw:
        title = raw.execute("SELECT value FROM book_value WHERE name = 'title'").fetchone()
        (last,) = raw.execute("SELECT max(at) FROM action").fetchone()
        return Inspection(
            inspection.entity_counts(raw),
            inspection.version_of(raw),
            "" if title is None else str(title[0]),
            None if last is None else dates.moment_of(last),
        )


def restore(target: Store | Path, source: Path, folder: Path | None = None) -> Restored:
    """Put the book `source` in the place of an open book or of a path, and open it.

    What is replaced is kept in `folder`: as a backup, or file by file where it is damaged. Raises FileProblem with the
    book as it was; a store that was given is closed only when the backup was found good and the old book is kept.
    """
    path = target.path if isinstance(target, Store) else target
    folder = folder or backup.default_folder()
    with writing(path):
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.resolve().parent)
        os.close(handle)
        copy = Path(name)
        try:
            _copy_proved(source, copy)
            kept = _keep(target, folder)
            for side in side_files.beside(path):
                side.unlink()
            migrate.swap(copy, path)
        finally:
            copy.unlink(missing_ok=True)
    return Restored(opening.open_store(path), kept)


def _require_book(path: Path) -> None:
    found = header.look(path)
    header.refuse_short(path, found)
    header.refuse_strangers(path, found, SCHEMA_VERSION)


def _copy_proved(source: Path, copy: Path) -> None:
    """Copy a backup and raise FileProblem, naming the backup, unless the copy is a whole book of today's schema."""
    _require_book(source)
    side_files.refuse_if_open_elsewhere(source)
    with writing(copy):
        shutil.copyfile(source, copy)
    if side_files.beside(source):
        _roll_back(source, copy)
    noted = backup.recorded_checksum(source)
    if noted and noted != inspection.checksum(copy):
        raise FileProblem(Problem.DAMAGED, source, "the checksum differs")
    try:
        with inspection.looking_at(copy, alone=True) as raw:
            version = inspection.require_book(raw, source)
            inspection.require_whole(raw, source, full=True)
            if version == SCHEMA_VERSION:
                inspection.require_shape(raw, source)
        if version < SCHEMA_VERSION:
            migrate.upgrade_copy(copy)
    except FileProblem as problem:
        if problem.code in {Problem.DAMAGED, Problem.NOT_A_DATABASE}:
            raise FileProblem(problem.code, source, problem.detail) from problem
        raise


def _roll_back(source: Path, copy: Path) -> None:
    """Finish on the copy what the program that had `source` open did not."""
    sides = [
        (side, copy.with_name(copy.name + side.name.removeprefix(source.name))) for side in side_files.beside(source)
    ]
    with writing(copy):
        for side, copied in sides:
            shutil.copyfile(side, copied)
        side_files.prove(copy)
        disconnect(connect(copy))


def _keep(target: Store | Path, folder: Path) -> Path | None:
    """Keep what is about to be replaced, and close it."""
    if isinstance(target, Path) and not target.exists():
        return None
    try:
        store = opening.open_store(target) if isinstance(target, Path) else target
    except FileProblem as problem:
        if problem.code not in _REPLACEABLE:
            raise
        return _keep_as_it_is(problem.path, folder)
    try:
        kept = backup.back_up(store, folder, backup.Reason.RESTORE).path
    except FileProblem as problem:
        if problem.code is not Problem.DAMAGED or problem.path != store.path:
            if isinstance(target, Path):
                store.close()
            raise
        store.close()
        return _keep_as_it_is(store.path, folder)
    store.close()
    return kept


def _keep_as_it_is(path: Path, folder: Path) -> Path:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        names = (f"{path.stem} replaced {dates.now():%Y-%m-%d} {n}{path.suffix}" for n in range(1, 10_000))
        kept = next(folder / name for name in names if not (folder / name).exists())
        for source in (path, *side_files.beside(path)):
            shutil.copyfile(source, kept.with_name(kept.name + source.name.removeprefix(path.name)))
    return kept
