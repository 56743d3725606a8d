"""The parts of a pane: text stays text, the keyboard reaches everything, nothing is lost in a narrow window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTableView, QToolTip
from pytestqt.qtbot import QtBot

from crm_desktop.ui import theme
from crm_desktop.ui.labels import plain_message
from crm_desktop.ui.widgets import (
    Card,
    EmptyState,
    FlatButton,
    NoticeBar,
    NumberBox,
    Pill,
    PrimaryButton,
    SearchBox,
    SectionHeading,
    dress_table,
    key_text,
    plain_label,
    plain_tooltip,
)

EVIL = '<img src="secret.png"><b>R&D</b>'


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light", 100)
    yield
    theme.apply(qapp, "light", 100)


@pytest.mark.parametrize("make", [plain_label, Pill, SectionHeading])
def test_a_label_shows_html_as_it_was_typed(qtbot: QtBot, make: type[QLabel]) -> None:
    label = make(EVIL)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == EVIL


def test_a_message_shows_html_as_it_was_typed(qtbot: QtBot) -> None:
    box = plain_message(EVIL, EVIL)
    qtbot.addWidget(box)
    shown = [label for label in box.findChildren(QLabel) if label.text()]
    assert [label.text() for label in shown] == [EVIL, EVIL]
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}


def test_a_tooltip_shows_html_as_it_was_typed_and_keeps_its_lines() -> None:
    assert plain_tooltip("<b>&\nnext") == "<span>&lt;b&gt;&amp;<br>next</span>"
    assert plain_tooltip("") == ""


def test_a_label_that_is_too_long_is_cut_and_tells_the_rest_in_a_tooltip(qtbot: QtBot) -> None:
    label = plain_label("A name that is much too long for the place it stands in")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert not label.is_cut()
    label.resize(80, label.height())
    assert label.is_cut()
    QApplication.sendEvent(label, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(2, 2), label.mapToGlobal(QPoint(2, 2))))
    assert QToolTip.text() == plain_tooltip(label.text())
    QToolTip.hideText()


def test_a_cut_label_paints_less_than_the_whole_text(qtbot: QtBot) -> None:
    label = plain_label("W" * 60)
    other = plain_label("W" * 90)
    for each in (label, other):
        qtbot.addWidget(each)
        each.resize(100, 20)
    assert label.grab().toImage() == other.grab().toImage()


def test_a_label_gives_way_unless_it_may_not(qtbot: QtBot) -> None:
    text = "$ 1,049,440 in the pipeline"
    cut, whole, selectable = plain_label(text), plain_label(text, cuts=False), plain_label(text, selectable=True)
    for label in (cut, whole, selectable):
        qtbot.addWidget(label)
    assert cut.minimumSizeHint().width() < cut.sizeHint().width() // 2
    assert whole.minimumSizeHint().width() == selectable.minimumSizeHint().width() == cut.sizeHint().width()


def test_a_wrapping_label_grows_downwards(qtbot: QtBot) -> None:
    label = plain_label("word " * 40, wraps=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(120) > 3 * label.heightForWidth(5000)


def test_a_heading_is_in_capitals_on_the_screen_only(qtbot: QtBot) -> None:
    heading = SectionHeading("Open opportunities")
    qtbot.addWidget(heading)
    heading.ensurePolished()
    assert heading.text() == "Open opportunities"
    assert heading.font().capitalization() == heading.font().Capitalization.AllUppercase


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_button_and_a_card_answer_to_enter_and_space(qtbot: QtBot, key: Qt.Key) -> None:
    button, card = FlatButton("Filter", "filter"), Card(opens=True)
    for widget in (button, card):
        qtbot.addWidget(widget)
        with qtbot.waitSignal(widget.clicked, timeout=1000):
            QTest.keyClick(widget, key)


def test_a_card_answers_to_a_click_only_if_it_opens_something(qtbot: QtBot) -> None:
    clicks: list[str] = []
    for opens in (True, False):
        card = Card(opens=opens)
        qtbot.addWidget(card)
        card.clicked.connect(lambda name=str(opens): clicks.append(name))
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert clicks == ["True"]


def test_a_menu_button_opens_its_menu_and_says_so(qtbot: QtBot) -> None:
    menu = QMenu()
    button = FlatButton("Board", menu=menu)
    qtbot.addWidget(button)
    qtbot.addWidget(menu)
    assert button.menu() is menu
    assert button.property("menu") is True


def test_the_primary_button_shows_its_key_but_is_called_by_its_text(qtbot: QtBot) -> None:
    button = PrimaryButton("New", "Ctrl+N")
    qtbot.addWidget(button)
    assert button.text() == f"New  {key_text('Ctrl+N')}"
    assert button.accessibleName() == "New"


def test_the_search_box_shows_its_key_only_while_it_is_empty(qtbot: QtBot) -> None:
    with_key, without = SearchBox("Search", "Ctrl+K"), SearchBox("Search")
    for box in (with_key, without):
        qtbot.addWidget(box)
        box.resize(330, 34)
    assert with_key.grab().toImage() != without.grab().toImage()
    for box in (with_key, without):
        box.setText("co")
    assert with_key.grab().toImage() == without.grab().toImage()


def test_a_notice_offers_its_action_and_closes_when_it_is_taken(qtbot: QtBot) -> None:
    bar, undone = NoticeBar(), []
    qtbot.addWidget(bar)
    bar.say(EVIL, action="Undo", run=lambda: undone.append(bar.isHidden()))
    assert bar.text() == EVIL
    button = next(button for button in bar.findChildren(FlatButton) if button.text() == "Undo")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [True]


def test_news_goes_by_itself_and_an_error_stays(qtbot: QtBot) -> None:
    news, error = NoticeBar(), NoticeBar()
    for bar in (news, error):
        qtbot.addWidget(bar)
    error.say("The disk is full.", "error")
    with qtbot.waitSignal(news.closed, timeout=5000):
        news.say("Moved to Proposal.", seconds=1)
    assert news.isHidden()
    assert not error.isHidden()
    QTest.keyClick(error, Qt.Key.Key_Escape)
    assert error.isHidden()


def test_a_notice_without_an_action_has_no_button_for_it(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.say("Once", action="Undo")
    bar.say("Twice")
    assert not any(button.isVisible() for button in bar.findChildren(FlatButton))


def test_an_empty_pane_says_what_belongs_there_and_how_to_begin(qtbot: QtBot) -> None:
    begin = PrimaryButton("New contact")
    pane = EmptyState("contact", "No contacts yet.", [begin])
    qtbot.addWidget(pane)
    pane.resize(500, 400)
    pane.show()
    assert begin.isVisible()
    pane.set_sentence("Nothing fits the filter.")
    assert "Nothing fits the filter." in [label.text() for label in pane.findChildren(QLabel)]


def test_a_number_box_keeps_its_number_within_bounds(qtbot: QtBot) -> None:
    box = NumberBox(100, 200, 150)
    qtbot.addWidget(box)
    box.setValue(999)
    assert box.value() == 200


def test_a_table_gets_rows_of_the_height_of_the_design(qtbot: QtBot) -> None:
    view, model = QTableView(), QStandardItemModel(3, 2)
    qtbot.addWidget(view)
    dress_table(view)
    view.setModel(model)
    assert view.rowHeight(2) == theme.row_height()
    assert not view.showGrid()
