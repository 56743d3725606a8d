"""Hebrew and Arabic names read from right to left wherever they stand, in a window that reads from left to right.

An exclamation mark behind such a name belongs to its left. A mark that nobody sees says so outright, so a name with it
must look just as the same name without; where the direction were taken from the window, the two would differ.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.storage.opening import create_store
from crm_desktop.ui.board.card_list import CardList
from crm_desktop.ui.labels import plain_label
from tests.ui.windows import desktop

OUTRIGHT = "\u200f"
NAMES = pytest.mark.parametrize("name", ["דוד לוי!", "ليلى حداد!"], ids=["hebrew", "arabic"])


def looks(view: QAbstractItemView, column: int = 0) -> list[QImage]:
    """Return the pictures of the lines of a view but that of the one with the cursor."""
    model, cursor = view.model(), view.currentIndex().row()
    indexes = [model.index(row, column) for row in range(model.rowCount(QModelIndex())) if row != cursor]
    return [view.viewport().grab(view.visualRect(index)).toImage() for index in indexes]


def all_alike(pictures: list[QImage]) -> bool:
    return len(pictures) >= 3 and all(picture == pictures[0] for picture in pictures)


@NAMES
def test_a_label_reads_by_what_it_holds(qtbot: QtBot, name: str) -> None:
    pictures = []
    for text in (name, name + OUTRIGHT, "\u200e" + name + "\u200e"):
        label = plain_label(text, "title")
        qtbot.addWidget(label)
        label.resize(300, 40)
        pictures.append(label.grab().toImage())
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2], "the other direction would be seen"


@NAMES
def test_list_board_and_palette_read_by_what_they_hold(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    path = tmp_path / "book.crm"
    store = create_store(path)
    with store.act("Sample") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        account = records.create(session, Account, {"name": name})
        for text in (name, name + OUTRIGHT) * 2:
            deal = records.create(session, Opportunity, {"name": name, "stage_id": stage.id, "account_id": account.id})
            deal.name = text
    store.close()
    with desktop(qtbot, path) as desk:
        desk.rest()
        assert all_alike(looks(desk.pane.list.view))
        assert desk.pane.page.head.name.text().startswith(name)
        desk.window.open_palette(name.split(maxsplit=1)[0])
        desk.settle()
        assert all_alike(looks(desk.window.frame.palette_box.view)[-3:])
        desk.window.frame.palette_box.close_box()
        desk.run("board.turn")
        cards = next(
            cards for cards in desk.window.findChildren(CardList) if cards.model().rowCount(QModelIndex()) == 4
        )
        assert all_alike(looks(cards))
