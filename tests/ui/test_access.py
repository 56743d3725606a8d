"""The whole window by keyboard, by ear, with large letters and on a small screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.ui.panes import PANES
from crm_desktop.ui.panes.records import RecordsPane
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.walking import Scene, foreign_book, scenes, start_scenes
from tests.ui.windows import Desktop, desktop

_CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
_MOST_STOPS = 200
_SETTLING = 2000
"""Milliseconds that a layout may go on moving."""
_RING, _TOLD = 3, 4
_SMALL, _USUAL = (1024, 700), (1360, 820)


@pytest.fixture
def desk(qtbot: QtBot, clock: FrozenClock, tmp_path: Path) -> Iterator[Desktop]:
    """The window on a small book."""
    path = tmp_path / "book.crm"
    copied(path, foreign_book)
    with desktop(qtbot, path) as made:
        yield made


def is_inner(widget: QWidget) -> bool:
    """Tell whether a widget is a part of another control, which speaks for it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView | QLineEdit):
            return not isinstance(parent, QAbstractItemView) or isinstance(widget, QHeaderView)
        parent = parent.parentWidget()
    return isinstance(widget, QHeaderView)


def nameless(scene: Scene) -> set[str]:
    """Return the controls of a scene that a screen reader has no name for."""
    found = set()
    for widget in scene.widgets():
        is_stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QScrollArea)
        if (isinstance(widget, _CONTROLS) or is_stop) and not is_inner(widget):
            spoken = QAccessible.queryAccessibleInterface(widget)
            if not spoken.text(QAccessible.Text.Name):
                found.add(f"{scene.name}: {path_of(widget)}")
    return found


def path_of(widget: QWidget) -> str:
    """Return what a widget is and what it is in, for the message of a test."""
    names: list[str] = []
    here: QWidget | None = widget
    while here is not None and len(names) < _TOLD:
        names.append(type(here).__name__ + (f"#{here.objectName()}" if here.objectName() else ""))
        here = here.parentWidget()
    return " in ".join(names)


def outside(scene: Scene) -> set[str]:
    """Return the widgets that stand out of what they are in, where nothing scrolls to them."""
    found = set()
    for widget in scene.widgets():
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or widget in scene.roots or widget.size().isEmpty():
            continue
        room, area = parent.rect().adjusted(-1, -1, 1, 1), parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            if isinstance(area, QScrollArea):
                hides = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
                if hides and widget.width() > parent.width() + 1:
                    found.add(f"{scene.name}: {path_of(widget)} {widget.width()} in {parent.width()}")
            continue
        if not room.contains(widget.geometry()):
            found.add(f"{scene.name}: {path_of(widget)} {widget.geometry().getRect()} in {parent.rect().getRect()}")
    return found


def test_every_control_has_a_name_for_a_screen_reader(desk: Desktop) -> None:
    found = set().union(*map(nameless, scenes(desk)))
    assert not found, "\n".join(sorted(found))


def test_every_control_of_the_start_page_has_a_name(qtbot: QtBot) -> None:
    with desktop(qtbot) as desk:
        found = set().union(*map(nameless, start_scenes(desk)))
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize(("size", "percent"), [(_SMALL, 100), (_USUAL, 200)])
def test_nothing_stands_out_of_what_it_is_in(desk: Desktop, size: tuple[int, int], percent: int) -> None:
    desk.settings["text_size"] = percent
    desk.window.take_settings()
    desk.window.resize(*size)
    desk.settle()
    assert (desk.window.width(), desk.window.height()) == size, "the window can be as small as the screen"
    found = set[str]()
    for scene in scenes(desk):
        found |= outside_at_rest(desk, scene)
    assert not found, "\n".join(sorted(found))


def outside_at_rest(desk: Desktop, scene: Scene) -> set[str]:
    """Return what still stands out of what it is in when the layout has come to rest: texts grow step by step."""
    with suppress(desk.qtbot.TimeoutError):
        desk.qtbot.waitUntil(lambda: not outside(scene), timeout=_SETTLING)
    return outside(scene)


def pane_in_front(desk: Desktop, name: str) -> None:
    """Show a pane, with the page of a record beside a list."""
    pane = desk.window.open_pane(name)
    desk.settle()
    if isinstance(pane, RecordsPane) and pane.list.table.rowCount():
        desk.rest()


def stops(desk: Desktop, key: Qt.Key = Qt.Key.Key_Tab) -> Iterator[QWidget]:
    """Press Tab until it comes round, and yield every stop on the way while it has the keyboard.

    A painted view may have stops of its own, which its name tells; it is yielded once.
    """
    found: list[QWidget] = []
    passed: set[tuple[QWidget, str]] = set()
    for _press in range(_MOST_STOPS):
        here = QApplication.focusWidget()
        if here is None or (here, here.accessibleName()) in passed:
            break
        passed.add((here, here.accessibleName()))
        if here not in found:
            found.append(here)
            yield here
        here.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(here, key)
        QApplication.processEvents()


@pytest.mark.parametrize("pane", [pane.id for pane in PANES])
def test_tab_goes_round_a_pane_and_stops_only_where_something_is_seen(desk: Desktop, pane: str) -> None:
    pane_in_front(desk, pane)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        names, unseen = [], []
        for widget in stops(desk, key):
            names.append(path_of(widget))
            if not widget.isVisible() or widget.visibleRegion().isEmpty():
                unseen.append(path_of(widget))
        assert 3 < len(names) < _MOST_STOPS, f"a trap behind {names[-2:]}"
        assert any(name.startswith("PaletteBox") for name in names)
        assert not unseen


def picture(desk: Desktop, widget: QWidget) -> QImage:
    """Return how a widget and what is right around it look."""
    place = QRect(widget.mapTo(desk.window, QPoint()), widget.size()).adjusted(-_RING, -_RING, _RING, _RING)
    return desk.window.grab(place).toImage()


@pytest.mark.parametrize("pane", [pane.id for pane in PANES])
def test_what_has_the_keyboard_is_seen(desk: Desktop, pane: str) -> None:
    QApplication.setCursorFlashTime(0)
    pane_in_front(desk, pane)
    unseen = []
    for widget in stops(desk):
        with_keyboard = picture(desk, widget)
        widget.clearFocus()
        if picture(desk, widget) == with_keyboard:
            unseen.append(path_of(widget))
    assert not unseen
