"""The way between panes: by mouse and keyboard, in wide windows and narrow ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.navigation import NavButton, NavGroup, NavItem, Sidebar
from crm_desktop.ui.page_header import PageHeader
from crm_desktop.ui.widgets import PrimaryButton, SearchBox, plain_tooltip

EVIL = '<img src="secret.png"><b>R&D</b>'
GROUPS = [
    NavGroup("", [NavItem("today", "Today", "today"), NavItem("calendar", "Calendar", "calendar", "Alt+2")]),
    NavGroup("Sell", [NavItem("account", "Accounts", "account")]),
]


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light", 100)
    yield
    theme.apply(qapp, "light", 100)


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    made = Sidebar(GROUPS)
    qtbot.addWidget(made)
    made.resize(208, 600)
    made.show()
    return made


def lines(sidebar: Sidebar) -> dict[str, NavButton]:
    return {button.item.id: button for button in sidebar.findChildren(NavButton)}


def test_a_click_in_the_navigation_chooses_a_pane_and_marks_it(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignal(sidebar.chosen) as told:
        QTest.mouseClick(lines(sidebar)["account"], Qt.MouseButton.LeftButton)
    assert told.args == ["account"]
    assert sidebar.selected() == "account"
    assert [pane for pane, line in lines(sidebar).items() if line.isChecked()] == ["account"]


def test_a_second_click_on_the_current_pane_leaves_it_marked(qtbot: QtBot, sidebar: Sidebar) -> None:
    for _click in range(2):
        QTest.mouseClick(lines(sidebar)["account"], Qt.MouseButton.LeftButton)
    assert sidebar.selected() == "account"


def test_selecting_from_outside_does_not_choose_again(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.assertNotEmitted(sidebar.chosen):
        sidebar.select("calendar")
    assert sidebar.selected() == "calendar"
    sidebar.select("elsewhere")
    assert sidebar.selected() == ""


def test_the_arrows_walk_through_the_navigation_and_enter_chooses(qtbot: QtBot, sidebar: Sidebar) -> None:
    at = lines(sidebar)
    at["today"].setFocus()
    QTest.keyClick(at["today"], Qt.Key.Key_Up)
    assert sidebar.focusWidget() is at["account"]
    QTest.keyClick(at["account"], Qt.Key.Key_Down)
    QTest.keyClick(at["today"], Qt.Key.Key_Down)
    assert sidebar.focusWidget() is at["calendar"]
    with qtbot.waitSignal(sidebar.chosen) as told:
        QTest.keyClick(at["calendar"], Qt.Key.Key_Return)
    assert told.args == ["calendar"]


def test_tab_stops_at_one_line_of_the_navigation(sidebar: Sidebar) -> None:
    def stops() -> list[str]:
        return [pane for pane, line in lines(sidebar).items() if line.focusPolicy() & Qt.FocusPolicy.TabFocus]

    assert stops() == ["today"]
    sidebar.select("account")
    assert stops() == ["account"]


def test_a_narrow_window_leaves_the_icons_with_their_names_as_tooltips(sidebar: Sidebar) -> None:
    wide = sidebar.width()
    sidebar.fit(899)
    line = lines(sidebar)["account"]
    assert (line.text(), line.toolTip(), line.accessibleName()) == ("", plain_tooltip("Accounts"), "Accounts")
    assert sidebar.width() < wide // 3
    sidebar.fit(900)
    assert (line.text().strip(), line.toolTip()) == ("Accounts", "")
    assert sidebar.width() == wide


def test_the_name_of_the_book_stays_text(sidebar: Sidebar) -> None:
    sidebar.set_heading(EVIL, "northwind.crm")
    label = next(label for label in sidebar.findChildren(QLabel) if label.text() == EVIL)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_navigation_grows_with_the_text_size(qapp: QApplication, sidebar: Sidebar) -> None:
    wide = sidebar.width()
    theme.apply(qapp, "light", 150)
    assert sidebar.width() == round(wide * 1.5)


def test_the_header_of_a_page_loses_no_word_however_narrow(qtbot: QtBot) -> None:
    new = PrimaryButton("New", "Ctrl+N")
    header = PageHeader("Opportunities", "33 open · $ 1,049,440 pipeline", [SearchBox("Search", "Ctrl+K"), new])
    page = QWidget()
    QVBoxLayout(page).addWidget(header)
    qtbot.addWidget(page)
    page.show()
    places = set()
    for width in (1400, 560, 400):
        page.resize(width, 300)
        QApplication.processEvents()
        assert not header.title.is_cut()
        assert not header.subtitle.is_cut()
        assert header.rect().contains(new.mapTo(header, new.rect().bottomRight()))
        places.add((new.mapTo(header, QPoint()).y() > header.title.y(), header.height()))
    assert len(places) == 3


def test_the_buttons_of_a_header_leave_words_out_before_one_is_cut(qtbot: QtBot) -> None:
    columns, new = FlatButton("Columns", "columns"), PrimaryButton("New", "Ctrl+N")
    header = PageHeader("Opportunities", "", [SearchBox("Search", "Ctrl+K"), columns, new])
    qtbot.addWidget(header)
    header.show()
    header.resize(900, 90)
    QApplication.processEvents()
    assert columns.text() == "Columns"
    header.resize(header.minimumSizeHint().width() - 20, 90)
    QApplication.processEvents()
    assert (columns.text(), columns.accessibleName(), new.text()) == ("", "Columns", "New")
    assert header.rect().contains(new.mapTo(header, new.rect().bottomRight()))
    header.resize(900, 90)
    QApplication.processEvents()
    assert columns.text() == "Columns"
