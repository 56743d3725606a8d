"""A book with a week in it and the window on it, with the calendar in front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Activity, Contact, Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.storage.opening import create_store
from crm_desktop.ui.calendar.quick_entry import QuickEntry
from crm_desktop.ui.panes.calendar import CalendarPane
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.calendar.entries import local, november
from tests.ui.windows import Desktop, desktop

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
THURSDAY = 3
"""Its place in the work week of 16 to 20 November 2026."""


def fill(path: Path) -> None:
    """Make a book with a week in it."""
    store = create_store(path, title="Northwind")
    with store.act("Fill") as session:
        account = records.create(session, Account, {"name": "Bioplex"})
        records.create(session, Contact, {"name": "Hana Novák", "birthday": date(1990, 11, 17)})
        stage = session.query(Stage).filter_by(name="Proposal").one()
        deal = {"name": "GTX Pro", "account_id": account.id, "stage_id": stage.id, "close_date": november(20)}
        records.create(session, Opportunity, deal)
        for name, kind, day, clock, more in (
            ("Call Rangreen", "call", 19, "9:00", {"minutes": 30}),
            ("Visit Bioplex", "visit", 18, "11:00", {"minutes": 90, "account_id": account.id}),
            ("Pipeline review", "meeting", 16, "9:00", {"minutes": 60, "recurrence": "FREQ=WEEKLY"}),
            ("Send references", "task", 20, "0:00", {"minutes": 1440, "all_day": True}),
        ):
            starts = local(november(day), clock).astimezone(UTC)
            records.create(session, Activity, {"name": name, "kind": kind, "starts": starts, **more})
    store.close()


class Hand:
    """The calendar in front, and the hand that works on it."""

    def __init__(self, desk: Desktop) -> None:
        self.desk = desk
        pane = desk.window.open_pane("calendar")
        assert isinstance(pane, CalendarPane)
        self.pane = pane
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for is shown."""
        for _round in range(3):
            self.desk.qtbot.waitUntil(lambda: not self.pane.is_reading(), timeout=15_000)
            self.desk.settle()

    def entry(self, title: str) -> Entry:
        assert self.pane.reading is not None
        return next(entry for entry in self.pane.reading.all_entries() if entry.title == title)

    def titles(self) -> list[str]:
        assert self.pane.reading is not None
        return [entry.title for entry in self.pane.reading.all_entries()]

    def choose(self, title: str) -> None:
        self.pane.view.select(self.entry(title).key)
        self.pane.view.take_keyboard()

    def press(self, keys: str) -> None:
        self.desk.press(keys)
        self.settle()

    def write(self, text: str) -> None:
        self.desk.write(text)
        self.settle()

    def run(self, command: str) -> None:
        self.desk.run(command)
        self.settle()

    def drag(self, title: str, day: int, minute: int) -> None:
        """Take an entry by its middle to where it begins at a minute of a day."""
        grid = self.pane.views.grid
        geometry = grid.geometry_now
        box = next(geometry.block(one) for one in grid.sheet.blocks if one.entry.title == title)
        start = box.center()
        end = QPoint(geometry.day(day).center().x(), geometry.y_of(minute) + start.y() - box.top())
        QTest.mousePress(grid, LEFT, NONE, start)
        for part in (1, 2, 3):
            QTest.mouseMove(grid, start + (end - start) * part / 3)
        QTest.mouseRelease(grid, LEFT, NONE, end)
        self.settle()

    def value(self, title: str, column: str) -> Any:
        with self.desk.store.read() as session:
            found = session.query(Activity).filter_by(name=title).order_by(Activity.id.desc()).first()
            assert found is not None
            return found.value(column)

    def starts(self, title: str) -> list[datetime]:
        """Return when something stands in the four weeks from this one on."""
        from crm_desktop.services import calendar

        with self.desk.store.read() as session:
            found = calendar.between(session, november(16), date(2026, 12, 13))
        return [entry.starts for entry in found if entry.title == title]

    def at(self) -> datetime | None:
        """Return when the entry under the cursor begins."""
        entry = self.pane.view.current()
        return entry.starts if entry is not None else None

    def card(self) -> QuickEntry:
        return self.desk.window.findChildren(QuickEntry)[-1]


@pytest.fixture
def hand(qtbot: QtBot, clock: FrozenClock, tmp_path: Path) -> Iterator[Hand]:
    path = tmp_path / "northwind.crm"
    copied(path, fill)
    with desktop(qtbot, path) as made:
        yield Hand(made)
