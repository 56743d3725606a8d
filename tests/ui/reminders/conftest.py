"""A book with one meeting that rings and the window on it, with the day in front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import away, records
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from crm_desktop.ui.reminders.bar import ReminderBar
from tests.conftest import FrozenClock
from tests.ui.windows import Desktop, desktop

Planned = dict[str, Any]


@pytest.fixture
def planned() -> list[Planned]:
    """What the book holds; a test adds to it before it opens the window."""
    return []


@pytest.fixture
def left_at() -> datetime | None:
    """When the program was open for the last time."""
    return None


@pytest.fixture
def day(
    qtbot: QtBot, tmp_path: Path, clock: FrozenClock, planned: list[Planned], left_at: datetime | None
) -> Iterator[Desktop]:
    """The window on the book, with the day in front."""
    path = tmp_path / "reminders.crm"
    store = create_store(path)
    with store.act("Sample") as session:
        account = records.create(session, Account, {"name": "Kan-code", "status": "active"}).id
        contact = records.create(session, Contact, {"name": "Anna Berg", "account_id": account}).id
        for values in planned:
            records.create(session, Activity, {"contact_id": contact, **values})
    _note_open(store, clock, left_at)
    store.close()
    with desktop(qtbot, path, "today") as desk:
        look(desk)
        yield desk


def _note_open(store: Store, clock: FrozenClock, left_at: datetime | None) -> None:
    if left_at is not None:
        now, clock.at = clock.at, left_at
        with store.upkeep() as raw:
            away.stay(raw)
        clock.at = now


def look(desk: Desktop) -> None:
    """Let the watcher look at the clock, and wait until all is shown."""
    assert desk.window.desk is not None
    watcher = desk.window.desk.watcher
    watcher.look()
    desk.qtbot.waitUntil(lambda: not watcher.is_looking(), timeout=15_000)
    desk.settle()


def bar(desk: Desktop) -> ReminderBar:
    """Return the bar above the pane."""
    assert desk.window.desk is not None
    return desk.window.desk.reminders


def activities(desk: Desktop, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of all activities."""
    with desk.store.read() as session:
        found = session.query(Activity).order_by(Activity.id)
        return [tuple(getattr(one, column) for column in columns) for one in found]


def leave_book(desk: Desktop) -> None:
    """Give the file back and wait until that is done."""
    ended: list[bool] = []
    desk.window.leave_book(lambda: ended.append(True))
    desk.qtbot.waitUntil(lambda: bool(ended), timeout=15_000)
