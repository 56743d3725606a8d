"""The kept days of series, as an open book lets them move on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import Activity
from crm_desktop.services import records
from crm_desktop.storage import occurrences
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Changes, Store, raw_of
from crm_desktop.ui.kept_days import KeptDays
from tests.conftest import FrozenClock
from tests.ui.bare_host import BareHost


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, clock: FrozenClock) -> Iterator[BareHost]:
    """A book with a series, in November 2026."""
    clock.at = datetime(2026, 11, 30, 20, tzinfo=UTC)
    made = BareHost(create_store(tmp_path / "book.crm", title="Test"), tmp_path)
    with made.book.store.act("Plan") as session:
        values = {"name": "Round", "starts": datetime(2026, 11, 2, 9, tzinfo=UTC), "recurrence": "FREQ=DAILY"}
        records.create(session, Activity, values)
    yield made
    made.close()


def kept(store: Store) -> str:
    """Return the first and last month of the window, "" where none is kept."""
    with store.read(patient=True) as session:
        found = occurrences.window(raw_of(session))
    return "" if found is None else f"{found.first[:7]} {found.end[:7]}"


def look(days: KeptDays, qtbot: QtBot) -> None:
    """Let the minute pass."""
    days.timer.timeout.emit()
    qtbot.waitUntil(lambda: not days.is_rolling())


def test_the_days_move_on_when_another_one_begins_and_what_shows_them_is_told(
    desk: BareHost, clock: FrozenClock, qtbot: QtBot
) -> None:
    store, told = desk.book.store, list[Changes]()
    store.changed.connect(told.append)
    days = KeptDays(desk.book, desk.window)
    assert (days.is_rolling(), kept(store)) == (False, "")
    look(days, qtbot)
    assert (kept(store), len(told), told[0].touches("activity")) == ("2026-08 2028-03", 1, True)
    clock.forward(hours=1)
    days.timer.timeout.emit()
    assert not days.is_rolling()
    clock.forward(hours=11)
    look(days, qtbot)
    assert (kept(store), len(told)) == ("2026-08 2028-04", 2)
    clock.forward(days=1)
    look(days, qtbot)
    assert (len(told), desk.said) == (2, [])


def test_a_book_that_is_closed_meanwhile_ends_it_without_a_word(desk: BareHost, qtbot: QtBot) -> None:
    days = KeptDays(desk.book, desk.window)
    with desk.book.store.read():  # it waits for the file, and is cancelled there
        days.look()
        desk.jobs.stop()
    qtbot.waitUntil(lambda: not days.is_rolling())
    assert kept(desk.book.store) == ""
    desk.book.store.close()
    look(days, qtbot)
    assert desk.said == []
