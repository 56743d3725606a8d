"""A book of deals and the window with its board in front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Opportunity, Seller
from crm_desktop.services import pipeline, records
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from crm_desktop.ui.board.board import Board
from crm_desktop.ui.board.column import BoardColumn
from crm_desktop.ui.panes.opportunities import OpportunitiesPane
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.windows import Desktop, desktop

DEALS = (
    ("GTX Plus renewal", "Prospecting", 24_000, date(2026, 12, 12)),
    ("MG Advanced, 12 seats", "Prospecting", 40_700, date(2026, 12, 20)),
    ("GTK 500 pilot", "Prospecting", None, date(2027, 1, 8)),
    ("GTX Pro rollout", "Qualified", 96_420, date(2026, 12, 5)),
    ("MG Special bundle", "Qualified", 5_500, date(2026, 11, 17)),
    ("GTK 500", "Negotiation", 80_304, date(2026, 11, 26)),
)


def carry(widget: QWidget, to: QPoint) -> None:
    """Move the mouse with its button held down; `QTest.mouseMove` moves the pointer without the button."""
    held = Qt.MouseButton.LeftButton
    where = QPointF(to), QPointF(widget.mapToGlobal(to))
    move = QMouseEvent(QEvent.Type.MouseMove, *where, Qt.MouseButton.NoButton, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, move)


class BoardHand:
    """The board in the window, and the hand that works on it."""

    def __init__(self, desk: Desktop) -> None:
        self.desk = desk
        desk.show_pane("opportunity")
        if not self.pane.choices.is_board:
            desk.press("Ctrl+B")
        self.settle()

    @property
    def pane(self) -> OpportunitiesPane:
        """The pane of the board."""
        pane = self.desk.pane
        assert isinstance(pane, OpportunitiesPane)
        return pane

    @property
    def board(self) -> Board:
        """The board itself."""
        return self.pane.board

    @property
    def store(self) -> Store:
        """The open file."""
        return self.desk.store

    def settle(self) -> None:
        """Wait until the board shows what the file holds."""
        self.desk.settle()
        self.desk.qtbot.waitUntil(lambda: self.board.snapshot is not None and not self.board.reading.is_on)
        self.desk.settle()

    def titles(self) -> list[str]:
        """Return the titles of the columns."""
        return [column.place.title for column in self.board.columns.by_key.values()]

    def column(self, title: str) -> BoardColumn:
        """Return a column by its title."""
        return next(column for column in self.board.columns.by_key.values() if column.place.title == title)

    def names(self, title: str) -> list[str]:
        """Return the names in a column."""
        model = self.column(title).model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def head(self, title: str) -> tuple[str, ...]:
        """Return what the head of a column says."""
        return self.column(title).head.texts()

    def place_of(self, name: str) -> tuple[BoardColumn, int]:
        """Return the column and the row of a card."""
        for column in self.board.columns.by_key.values():
            for row in range(column.model.rowCount()):
                if column.model.index(row).data() == name:
                    return column, row
        raise AssertionError(f"no card is called {name}")

    def click(self, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click on a card."""
        column, at = self.spot(name)
        QTest.mouseClick(column.list.viewport(), Qt.MouseButton.LeftButton, keys, at)
        self.settle()

    def spot(self, name: str) -> tuple[BoardColumn, QPoint]:
        """Return where in the list of its column a card is."""
        column, row = self.place_of(name)
        return column, column.list.visualRect(column.model.index(row)).center()

    def take(self, name: str, title: str) -> None:
        """Drag a card until it hangs over a column, and hold it there."""
        column, at = self.spot(name)
        view = column.list.viewport()
        target = self.column(title)
        there = view.mapFromGlobal(target.mapToGlobal(target.rect().center()))
        QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        carry(view, at + QPoint(40, 0))
        carry(view, there)
        self._held = (column, there)

    def let_go(self) -> None:
        """Let the card go where it hangs."""
        column, at = self._held
        QTest.mouseRelease(column.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.settle()

    def drag(self, name: str, title: str) -> None:
        """Drag a card to a column."""
        self.take(name, title)
        self.let_go()

    def deal(self, name: str) -> Opportunity:
        """Return a deal as it is in the file."""
        with self.store.read() as session:
            return session.query(Opportunity).filter_by(name=name).one()


def data_of(store: Store) -> list[tuple[object, ...]]:
    """Return what a file knows of all deals, without the moment of the change."""
    with store.read() as session:
        deals = session.query(Opportunity).order_by(Opportunity.id)
        return [
            (d.name, d.stage_id, d.amount, d.probability, d.category, d.close_date, d.closed_on, d.owner_id, d.loss_reason)
            for d in deals
        ]  # fmt: skip


def make_book(path: Path) -> None:
    """Make a book with a handful of deals."""
    store = create_store(path)
    with store.act("Sample") as session:
        account = records.create(session, Account, {"name": "Condax"}).id
        seller = records.create(session, Seller, {"name": "Anna Berg"}).id
        for name, title, amount, day in DEALS:
            stage = pipeline.stage_named(session, title)
            assert stage is not None
            values = {
                "name": name, "account_id": account, "owner_id": seller, "stage_id": stage.id, "close_date": day,
                "amount": None if amount is None else Decimal(amount),
            }  # fmt: skip
            records.create(session, Opportunity, values)
    store.close()


@pytest.fixture
def book(tmp_path: Path, clock: FrozenClock) -> Path:
    """A closed book with six deals, on Friday 20 November 2026."""
    path = tmp_path / "northwind.crm"
    return copied(path, make_book)


@pytest.fixture
def hand(qtbot: QtBot, book: Path) -> Iterator[BoardHand]:
    """The board in the window."""
    with desktop(qtbot, book) as desk:
        yield BoardHand(desk)
