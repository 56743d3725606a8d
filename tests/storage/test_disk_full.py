"""On a full disk nothing is half there, and freeing space is enough to go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_desktop.base.paths import written_whole
from crm_desktop.model import Account
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import editing
from crm_desktop.storage import backup, health, restore
from crm_desktop.storage.backup import Reason, back_up, list_backups
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.problems import FileProblem, Problem
from crm_desktop.storage.store import Store
from tests.storage.samples import account_names, add_account, dump, populate

FULL = {Problem.DISK_FULL, Problem.DISK_ERROR}
BIG = "Notes " * 40_000


def fill_up(store: Store) -> Callable[[], None]:
    """Let the book not grow by a page from now on; the returned function gives it room again."""
    with store.driver() as raw:
        raw.execute("VACUUM")
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
        raw.execute(f"PRAGMA max_page_count = {pages}")

    def free() -> None:
        with store.driver() as raw:
            raw.execute(f"PRAGMA max_page_count = {pages * 10}")

    return free


def test_a_save_on_a_full_disk_keeps_the_texts_and_works_once_there_is_room(store: Store) -> None:
    formats = formats_for("en_US")
    texts = {"name": "Kept in the form", "about": BIG}
    free, before = fill_up(store), dump(store)
    with pytest.raises(FileProblem) as caught, store.act("New account") as session:
        editing.save(session, Account, None, texts, formats)
    assert caught.value.code is Problem.DISK_FULL
    assert "Free some space" in str(caught.value)
    assert dump(store) == before
    assert texts == {"name": "Kept in the form", "about": BIG}
    free()
    with store.act("New account") as session:
        editing.save(session, Account, None, texts, formats)
    assert account_names(store)[-1] == "Kept in the form"
    assert health.check(store).is_sound


def test_an_import_that_fills_the_disk_leaves_nothing(store: Store) -> None:
    free, before, steps = fill_up(store), dump(store), store.steps()
    with pytest.raises(FileProblem):
        populate(store, 400)
    assert dump(store) == before
    assert store.steps() == steps
    free()
    populate(store, 40)
    assert health.check(store).is_sound


def test_a_redo_that_finds_no_room_changes_nothing_and_can_be_repeated(store: Store) -> None:
    with store.act("Write") as session:
        account = session.get(Account, 1)
        assert account is not None
        account.about = BIG
    after = dump(store)
    step = store.undo()
    free, before = fill_up(store), dump(store)
    with pytest.raises(FileProblem) as caught:
        store.redo()
    assert caught.value.code is Problem.DISK_FULL
    assert dump(store) == before
    assert step is not None
    assert store.next_redo() is not None
    free()
    store.redo()
    assert dump(store) == after
    assert health.check(store).is_sound


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write any file of this process beyond `size` bytes."""
    resource = pytest.importorskip("resource", reason="This system has no limit for files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_save_that_the_system_refuses_to_write_is_told_in_words(store: Store) -> None:
    before = dump(store)
    with no_file_larger_than(store.path.stat().st_size), pytest.raises(FileProblem) as caught:
        populate(store, 300)
    assert caught.value.code in FULL
    assert dump(store) == before
    add_account(store, "Goes on")
    assert health.check(store).is_sound


def test_a_backup_without_room_leaves_the_older_ones(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    kept = back_up(store, folder, Reason.HAND)
    with no_file_larger_than(200_000), pytest.raises(FileProblem) as caught:
        back_up(store, folder, Reason.HAND)
    assert caught.value.code in FULL
    assert list_backups(folder) == [kept]
    assert {path.name for path in folder.iterdir()} == {kept.path.name, backup.sidecar_of(kept.path).name}
    assert back_up(store, folder, Reason.HAND).serial == 2


def test_a_restore_without_room_leaves_the_book(store: Store, tmp_path: Path) -> None:
    saved = back_up(store, tmp_path / "backups", Reason.HAND).path
    add_account(store, "Since then")
    with no_file_larger_than(200_000), pytest.raises(FileProblem) as caught:
        restore.restore(store, saved, tmp_path / "backups")
    assert caught.value.code in FULL
    assert [path.name for path in store.path.parent.iterdir() if path.suffix == ".part"] == []
    assert account_names(store)[-1] == "Since then"
    add_account(store, "Goes on")


def test_a_new_book_without_room_leaves_nothing(tmp_path: Path) -> None:
    with no_file_larger_than(200_000), pytest.raises(FileProblem) as caught:
        create_store(tmp_path / "new.crm")
    assert caught.value.code in FULL
    assert list(tmp_path.iterdir()) == []


def test_an_export_without_room_leaves_the_older_one(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("the older list")
    with no_file_larger_than(1000), pytest.raises(OSError, match="large"), written_whole(target) as part:
        part.write_text("x" * 5000)
    assert target.read_text() == "the older list"
    assert list(tmp_path.iterdir()) == [target]


def test_writing_in_place_would_have_destroyed_the_older_export(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("the older list")
    with no_file_larger_than(1000), pytest.raises(OSError, match="large"):
        target.write_text("x" * 5000)
    assert target.read_text() != "the older list"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("Only an administrator of Linux can mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill_disk(place: Path) -> Path:
    """Write until the disk is full."""
    junk = place / "junk"
    with pytest.raises(OSError, match="space"):
        junk.write_bytes(b"x" * 2**23)
    return junk


def test_a_real_disk_that_is_full_loses_nothing_and_goes_on_when_it_has_room(small_disk: Path) -> None:
    store = create_store(small_disk / "book.crm")
    populate(store)
    kept = back_up(store, small_disk / "backups", Reason.HAND)
    junk, before = fill_disk(small_disk), dump(store)
    for attempt in (
        lambda: populate(store, 100),
        lambda: back_up(store, small_disk / "backups", Reason.HAND),
        lambda: restore.restore(store, kept.path, small_disk / "backups"),
        lambda: create_store(small_disk / "second.crm"),
    ):
        with pytest.raises(FileProblem) as caught:
            attempt()
        assert caught.value.code is Problem.DISK_FULL, caught.value.detail
        assert dump(store) == before
    assert list_backups(small_disk / "backups") == [kept]
    assert sorted(path.name for path in small_disk.iterdir() if path.suffix in {".crm", ".part"}) == ["book.crm"]
    junk.unlink()
    populate(store, 20)
    assert back_up(store, small_disk / "backups", Reason.HAND).serial == 2
    store.close()
    again = open_store(small_disk / "book.crm")
    assert health.check(again).is_sound
    again.close()
