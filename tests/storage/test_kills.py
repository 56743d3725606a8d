"""The program is killed at random moments. What it was told is saved is there, and nothing is half there.

`CRM_TORTURE=500 make torture` kills 500 times per kind of work instead of ten. Each kind has a twin without its
protection, which is killed at one step after the other until the harm is seen.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from crm_desktop.storage import backup, health, inspection
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem
from tests.storage import victims
from tests.storage.samples import add_account, bytes_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Processes are forked, which Windows cannot")
KILLS = 10
"""Per kind of work; there are five kinds."""
STEPS = 40
"""At so many steps, one after the other, a victim without protection is killed at most."""
PATIENCE = 20
"""Seconds that a victim may take to get going."""


@pytest.fixture(scope="module")
def nursery() -> ForkServerContext:
    """Where victims come from: a process that has imported what they need."""
    context = multiprocessing.get_context("forkserver")
    assert isinstance(context, ForkServerContext)
    context.set_forkserver_preload(["tests.storage.victims", "sqlalchemy.dialects.sqlite.pysqlite"])
    return context


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that every victim begins with: a book, and two backups of it to restore."""
    folder = tmp_path_factory.mktemp("start")
    store = create_store(folder / "book.crm")
    for name in ("first", "second"):
        add_account(store, name)
        backup.back_up(store, folder / "sources", backup.Reason.HAND)
    store.close()
    return folder


def kill(context: ForkServerContext, name: str, folder: Path, after: int, moment: float) -> list[int]:
    """Start a victim, kill it `moment` seconds after its confirmation number `after`, return the confirmations."""
    return _killed(context, name, folder, None, lambda place: len(victims.noted(place)) >= after, moment)


def kill_at(context: ForkServerContext, name: str, folder: Path, halt: int) -> list[int]:
    """Start a victim without protection, kill it at a step, from 0, and return the confirmations."""
    return _killed(context, name, folder, halt, victims.is_waiting, 0)


def _killed(
    context: ForkServerContext,
    name: str,
    folder: Path,
    halt: int | None,
    is_far_enough: Callable[[Path], bool],
    moment: float,
) -> list[int]:
    place = folder / "confirmed"
    victim = context.Process(target=victims.run, args=(name, folder / "book.crm", place, halt))
    victim.start()
    for _ in range(PATIENCE * 1000):
        if is_far_enough(place):
            break
        victim.join(0.001)
        assert victim.exitcode is None, f"the victim ended by itself: {victim.exitcode}"
    victim.join(moment)
    victim.kill()
    victim.join()
    victim.close()
    return victims.noted(place)


def saved_as_confirmed(folder: Path, confirmed: list[int]) -> None:
    """Every confirmed save is there whole, and at most the one that was running."""
    store = open_store(folder / "book.crm")
    try:
        accounts, contacts = victims.numbers(store)
        assert accounts[:2] == ["first", "second"]
        saved = accounts[2:]
        assert contacts == saved
        assert saved == [f"Saved {i}" for i in range(1, len(saved) + 1)]
        assert len(confirmed) <= len(saved) <= len(confirmed) + 1
        assert len(store.steps(10_000)) == 2 + len(saved)
        assert health.check(store).is_sound
    finally:
        store.close()


def imported_whole(folder: Path, confirmed: list[int]) -> None:
    """All rows of an import are there, and all changes that came with it, or none."""
    store = open_store(folder / "book.crm")
    try:
        accounts, _contacts = victims.numbers(store)
        done, rest = divmod(len(accounts) - 2, victims.ROWS)
        assert rest == 0
        assert len(confirmed) <= done <= len(confirmed) + 1
        assert victims.imports(store) == {f"Import {done}" if done else "None": len(accounts)}
        assert health.check(store).is_sound
    finally:
        store.close()


def undone_whole(folder: Path, confirmed: list[int]) -> None:
    """The import is there or taken back, all of it, and the list of steps knows which."""
    store = open_store(folder / "book.crm")
    try:
        (newest, *older) = store.steps()
        is_there = newest.title == "Import" and not newest.undone
        assert victims.imports(store) == ({"Import": victims.ROWS + 2} if is_there else {"None": 2})
        assert len(older) == 2 or not confirmed
        assert health.check(store).is_sound
    finally:
        store.close()


def backups_whole(folder: Path, confirmed: list[int]) -> None:
    """Every backup that is listed is one, and the book itself is untouched."""
    listed = backup.list_backups(folder / "backups")
    assert len(confirmed) <= len(listed) <= len(confirmed) + 1
    for one in listed:
        with inspection.looking_at(one.path) as raw:
            assert inspection.flaws(raw, full=True) == []
            assert inspection.entity_counts(raw).get("account") == 2
        assert one.sha256 == inspection.checksum(one.path)
    open_store(folder / "book.crm").close()


def old_or_new(folder: Path, confirmed: list[int]) -> None:
    """The book is one of the two, whole; a first restore that was not finished leaves what was there before."""
    store = open_store(folder / "book.crm")
    try:
        accounts, _contacts = victims.numbers(store)
        assert accounts in (["first"], ["first", "second"])
        assert health.check(store).is_sound
    finally:
        store.close()


CHECKS: dict[str, Callable[[Path, list[int]], None]] = {
    "save": saved_as_confirmed,
    "load": imported_whole,
    "undo_and_redo": undone_whole,
    "back_up": backups_whole,
    "put_back": old_or_new,
}


def killed_once(context: ForkServerContext, name: str, start: Path, folder: Path, chance: random.Random) -> None:
    shutil.copytree(start, folder)
    confirmed = kill(context, name, folder, chance.randrange(4), chance.random() * 0.06)
    CHECKS[name](folder, confirmed)


@pytest.mark.parametrize("name", CHECKS)
def test_a_kill_at_any_moment_loses_nothing_that_was_confirmed(
    nursery: ForkServerContext, name: str, start: Path, tmp_path: Path
) -> None:
    seed = random.randrange(10**9)
    print(f"random.Random({seed})")
    for i in range(KILLS):
        killed_once(nursery, name, start, tmp_path / str(i), random.Random(seed + i))


@pytest.mark.torture
@pytest.mark.parametrize("name", CHECKS)
def test_many_more_kills_lose_nothing_either(
    nursery: ForkServerContext, name: str, start: Path, tmp_path: Path
) -> None:
    seed = random.randrange(10**9)
    for i in range(int(os.environ.get("CRM_TORTURE", "200"))):
        killed_once(nursery, name, start, tmp_path / str(i), random.Random(seed + i))
        shutil.rmtree(tmp_path / str(i))


@pytest.mark.parametrize("name", CHECKS)
def test_without_its_protection_a_kill_is_seen(
    nursery: ForkServerContext, name: str, start: Path, tmp_path: Path
) -> None:
    """No BEGIN, backups copied in place, restores written over the book: a kill at one of the first steps shows it."""
    for step in range(STEPS):
        folder = tmp_path / str(step)
        shutil.copytree(start, folder)
        confirmed = kill_at(nursery, name, folder, step)
        try:
            CHECKS[name](folder, confirmed)
        except (AssertionError, FileProblem):
            return
    pytest.fail(f"no kill at any of {STEPS} steps was seen")


def test_the_check_sees_a_save_that_was_confirmed_and_is_lost(start: Path, tmp_path: Path) -> None:
    shutil.copytree(start, tmp_path / "lost")
    before = bytes_of(tmp_path / "lost" / "book.crm")
    with pytest.raises(AssertionError):
        saved_as_confirmed(tmp_path / "lost", [1])
    assert bytes_of(tmp_path / "lost" / "book.crm") == before
