"""The power fails at any moment of a day's work: what was confirmed is there, and the book is whole.

The day is recorded once, write by write; then the disk is put together as it may be after a failure at a random place.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, update

from crm_desktop.model import Account, Contact
from crm_desktop.storage import health
from crm_desktop.storage.opening import open_store
from tests.storage.disk import Mark, Operation, Recorder, Sync, can_record, power_cut

pytestmark = pytest.mark.skipif(not can_record(), reason="This Python hides its SQLite library")
CUTS = 80
OPENED = 8
"""How many of them are opened by the program, with all its checks; the others by SQLite alone."""


@dataclass(frozen=True)
class Day:
    """A recorded day: the files at its start, what was done, and the names of all accounts after each step."""

    before: dict[str, bytes]
    operations: list[Operation]
    states: list[list[str]]


def work(book: Path, target: Path, pragma: str) -> None:
    """Do a day's work on a recording disk and leave the record in `target`."""
    recorder, states = Recorder(), []
    before = {book.name: book.read_bytes()}
    with recorder.installed():
        store = open_store(book)
        with store.driver() as raw:
            raw.execute("PRAGMA cache_size = -100")  # small, so that a step writes to the file before its end
            raw.execute(f"PRAGMA {pragma}")

        def confirmed() -> None:
            with store.read() as session:
                states.append(list(session.scalars(select(Account.name).order_by(Account.id))))
            recorder.mark(len(states) - 1)

        confirmed()
        for number in range(2):
            with store.act("Save") as session:
                account = Account(name=f"Saved {number}")
                session.add(account)
                session.flush()
                session.add(Contact(name="With it", account_id=account.id))
            confirmed()
            with store.act("Import") as session:
                session.add_all([Account(name=f"Row {number}.{i}", about="x" * 900) for i in range(80)])
                session.flush()
                session.execute(update(Account).values(name=Account.name + f" {number}"))
            confirmed()
            store.undo()
            confirmed()
            store.redo()
            confirmed()
        kept = list(recorder.operations)
        store.close()
    target.write_bytes(pickle.dumps(Day(before, kept, states)))


def recorded(book: Path, pragma: str = "synchronous = FULL") -> Day:
    """Record a day in a process of its own: the disk is under all connections of a process."""
    target = book.with_name("day")
    process = multiprocessing.get_context("spawn").Process(target=work, args=(book, target, pragma))
    process.start()
    process.join()
    assert process.exitcode == 0
    day = pickle.loads(target.read_bytes())
    assert isinstance(day, Day)
    return day


def failed(day: Day, folder: Path, chance: random.Random) -> tuple[Path, list[list[str]]]:
    """Return a book after a power cut, and the states of which one must be in it."""
    cut = chance.randrange(1, len(day.operations) + 1)
    folder.mkdir()
    for name, content in power_cut(day.before, day.operations[:cut], chance).items():
        (folder / name).write_bytes(content)
    marks = [operation.number for operation in day.operations[:cut] if isinstance(operation, Mark)]
    last = marks[-1] if marks else 0
    return folder / "book.crm", day.states[last : last + 2]


def look(book: Path, allowed: list[list[str]]) -> None:
    """Read the book with SQLite alone, which rolls back what was not finished."""
    with closing(sqlite3.connect(book)) as raw:
        raw.execute("PRAGMA synchronous = OFF")  # the power fails only once
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [name for (name,) in raw.execute("SELECT name FROM account ORDER BY id")] in allowed


def survives(day: Day, folder: Path, seed: int, cuts: int) -> None:
    for i in range(cuts):
        look(*failed(day, folder / str(i), random.Random(seed + i)))


def test_nothing_that_was_confirmed_is_lost_and_nothing_is_half_there(book: Path, tmp_path: Path) -> None:
    day, seed = recorded(book), random.randrange(10**9)
    print(f"seed {seed}")
    assert sum(isinstance(operation, Sync) for operation in day.operations) > len(day.states) * 3
    (tmp_path / "cuts").mkdir()
    survives(day, tmp_path / "cuts", seed, CUTS)
    for i in range(CUTS, CUTS + OPENED):
        path, allowed = failed(day, tmp_path / f"opened {i}", random.Random(seed + i))
        store = open_store(path)
        with store.read() as session:
            assert list(session.scalars(select(Account.name).order_by(Account.id))) in allowed
        assert health.check(store).is_sound
        store.close()


@pytest.mark.torture
def test_thousands_of_power_cuts_lose_nothing_either(book: Path, tmp_path: Path) -> None:
    day = recorded(book)
    for i in range(int(os.environ.get("CRM_TORTURE", "200")) * 20):
        look(*failed(day, tmp_path / "cut", chance := random.Random(random.randrange(10**9))))
        for path in (tmp_path / "cut").iterdir():
            path.unlink()
        (tmp_path / "cut").rmdir()
        if i % 20 == 0:
            path, _allowed = failed(day, tmp_path / f"opened {i}", chance)
            open_store(path).close()


@pytest.mark.parametrize(
    "pragma", ["synchronous = OFF", "synchronous = NORMAL", "journal_mode = MEMORY", "journal_mode = OFF"]
)
def test_with_weaker_pragmas_the_same_cuts_lose_or_damage(book: Path, tmp_path: Path, pragma: str) -> None:
    day = recorded(book, pragma)
    (tmp_path / "cuts").mkdir()
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        survives(day, tmp_path / "cuts", 0, CUTS * 20)
