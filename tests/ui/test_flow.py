"""A row of widgets that goes on in the next line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.flow import FlowLayout


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    layout = FlowLayout(made, across=10, down=5)
    for _place in range(4):
        box = QWidget()  # no button: a style sheet would have a say in how high that is
        box.setFixedSize(100, 20)
        layout.addWidget(box)
    made.show()
    return made


def places(row: QWidget) -> list[tuple[int, int]]:
    return [(box.x(), box.y()) for box in row.findChildren(QWidget)]


def test_what_does_not_fit_goes_on_in_the_next_line(row: QWidget) -> None:
    row.resize(220, 100)
    assert places(row) == [(0, 0), (110, 0), (0, 25), (110, 25)]
    layout = row.layout()
    assert layout is not None
    assert [layout.heightForWidth(width) for width in (1000, 220, 100)] == [20, 45, 95]


def test_a_hidden_widget_leaves_no_gap(row: QWidget) -> None:
    row.resize(1000, 100)
    row.findChildren(QWidget)[1].hide()
    row.resize(1001, 100)
    assert [place for i, place in enumerate(places(row)) if i != 1] == [(0, 0), (110, 0), (220, 0)]


def test_it_begins_where_reading_begins(row: QWidget) -> None:
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row.resize(220, 100)
    assert places(row) == [(120, 0), (10, 0), (120, 25), (10, 25)]


def test_nothing_is_wider_than_the_row(row: QWidget) -> None:
    row.resize(60, 200)
    assert all(x == 0 for x, _y in places(row))


def test_an_item_can_be_taken_out(row: QWidget) -> None:
    layout = row.layout()
    assert isinstance(layout, FlowLayout)
    assert layout.takeAt(9) is None
    assert layout.takeAt(0) is not None
    assert layout.count() == 3
