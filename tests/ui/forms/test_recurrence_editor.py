"""The editor of how something repeats, with the keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Recurrence
from crm_desktop.ui.forms.editors import editor_for
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor
from crm_desktop.ui.labels import PlainLabel
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage
from tests.ui.small_book import settle

BRITISH = formats_for("en_GB")


@pytest.fixture
def editor(qtbot: QtBot, clock: FrozenClock) -> RecurrenceEditor:
    made = editor_for(Field(Recurrence(), "Repeats"), BRITISH)
    assert isinstance(made, RecurrenceEditor)
    qtbot.addWidget(made.widget)
    made.first_day = lambda: date(2026, 11, 17)
    made.widget.show()
    made.widget.setFocus()
    return made


def test_words_are_given_back_as_the_rule_is_said(editor: RecurrenceEditor) -> None:
    QTest.keyClicks(editor.line, "last  WORKING day of the month")
    assert editor.said() == "Every month on the last working day"
    assert editor.line.text() == "last  WORKING day of the month"


def test_what_is_not_understood_stays_as_it_was_typed(editor: RecurrenceEditor) -> None:
    QTest.keyClicks(editor.line, "every blue moon")
    assert editor.said() == "every blue moon"
    assert editor.understood() == ""


def test_never_is_the_empty_value(editor: RecurrenceEditor) -> None:
    QTest.keyClicks(editor.line, "Never")
    assert editor.said() == ""


def test_a_rule_that_words_cannot_say_wholly_is_kept_as_its_text(editor: RecurrenceEditor) -> None:
    editor.put("FREQ=DAILY;UNTIL=20270630T080015")
    assert editor.said() == "FREQ=DAILY;UNTIL=20270630T080015"


def test_while_one_types_the_next_days_are_told(qtbot: QtBot, editor: RecurrenceEditor) -> None:
    told: list[str] = []
    editor.told.connect(told.append)
    QTest.keyClicks(editor.line, "every second tuesday")
    assert told[-1] == "Every second Tuesday: Tue 1 Dec, Tue 15 Dec, Tue 29 Dec"
    assert "" in told  # before it was a rule
    editor.left.emit()
    assert told[-1] == ""


def test_a_series_without_a_day_is_told_so(editor: RecurrenceEditor) -> None:
    editor.put("every day until 1 January 2020")
    assert editor.understood() == "Every day until 1 January 2020: on no day after the first"


def test_down_offers_what_suits_the_first_day_and_enter_takes_it(qtbot: QtBot, editor: RecurrenceEditor) -> None:
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.offered()[:5] == ["Never", "Every day", "Every weekday", "Every Tuesday", "Every second Tuesday"]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    for _step in range(5):
        QTest.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(editor.left):
        QTest.keyClick(popup, Qt.Key.Key_Return)
    assert editor.said() == "Every second Tuesday"


def test_typing_narrows_what_is_offered(editor: RecurrenceEditor) -> None:
    QTest.keyClicks(editor.line, "month")
    assert editor.offered()[:2] == ["Every month on the 17th", "Every month on the third Tuesday"]
    QTest.keyClicks(editor.line, " nonsense")
    assert editor.offered() == []
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("every day", ["Every day", "Every weekday"]),
        ("every MONTH", ["Every month", "Every month on the 17th"]),
        ("every 2 weeks until june", ["Every second week until 30 June 2027"]),
    ],
)
def test_enter_takes_what_was_typed_and_its_meaning_is_offered_first(
    editor: RecurrenceEditor, typed: str, offered: list[str]
) -> None:
    QTest.keyClicks(editor.line, typed)
    assert editor.offered()[:2] == offered
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert QApplication.activePopupWidget() is None
    assert editor.line.text() == typed
    assert editor.said() == offered[0]


def test_a_page_offers_for_the_day_on_which_the_activity_starts(make_page: MakePage, clock: FrozenClock) -> None:
    page = make_page("activity")
    page.new_record()
    form = page.form
    form.editor("starts").put("24 Dec 2026 10:00")
    editor = form.editor("recurrence")
    assert isinstance(editor, RecurrenceEditor)
    editor.widget.setFocus()
    QTest.keyClicks(editor.line, "yearly")
    settle()
    told = [
        label
        for label in form.findChildren(PlainLabel)
        if label.text().startswith("Every year: Thu 24 Dec, Fri 24 Dec 2027")
    ]
    assert [label.isVisible() for label in told] == [True]
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert "Every year on 24 December" in editor.offered()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Escape)


def test_words_in_another_language_mean_the_rule_that_they_show(editor: RecurrenceEditor) -> None:
    editor.show_value("FREQ=WEEKLY;BYDAY=TU", "Jeden Dienstag")
    assert editor.said() == "Every Tuesday"
    assert editor.understood().startswith("Every Tuesday: Tue 24 Nov,")


def test_what_is_shown_and_left_is_no_change(make_page: MakePage) -> None:
    form = make_page("activity").form
    form.set_values({"recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU;UNTIL=20270630T080015Z"}, {})
    assert form.texts() == {}
    form.editor("recurrence").left.emit()
    assert form.texts() == {}
