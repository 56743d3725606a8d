"""The people on the page of an activity: by keys and by mouse, each thing one step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.model import Attendee, Contact
from crm_desktop.services import activities
from crm_desktop.ui.forms.attendees import Attendees
from crm_desktop.ui.forms.record_page import RecordPage
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage, part
from tests.ui.small_book import Book, settle


@pytest.fixture
def page(clock: FrozenClock, make_page: MakePage, book: Book) -> RecordPage:
    """The page of a planned meeting with the first contact."""
    with book.store.act("Plan") as session:
        planned = activities.plan(session, "meeting", "Demo", "contact", 1, clock.at + timedelta(days=1)).id
    made: RecordPage = make_page("activity", planned)
    made.activateWindow()
    return made


def people(page: RecordPage) -> Attendees:
    return part(page, Attendees)


def told(page: RecordPage) -> list[tuple[str, str]]:
    return [(line.text, line.after) for line in people(page).view.lines.lines]


def add(page: RecordPage, text: str) -> None:
    editor = people(page).add
    editor.line.setFocus()
    QTest.keyClicks(editor.line, text)
    QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    settle()


def test_a_beginning_offers_the_contact_first_and_then_the_name_alone(page: RecordPage, book: Book) -> None:
    first = name_of(book, 2)
    QTest.keyClicks(people(page).add.line, first[:3])
    offered = people(page).add.offered()
    assert offered[0].startswith(first)
    assert offered[-1] == f"Only the name: “{first[:3]}”"


def press(page: RecordPage, row: int, key: Qt.Key) -> None:
    view = people(page).view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(row))
    QTest.keyClick(view, key)
    settle()


def name_of(book: Book, contact: int) -> str:
    return str(book.value(Contact, contact, "name"))


def test_a_name_that_no_contact_has_stays_a_name_and_the_line_is_free_for_the_next(
    page: RecordPage, book: Book
) -> None:
    add(page, "Cleo Nobody")
    assert told(page) == [(name_of(book, 1), "Contact"), ("Cleo Nobody", "Invited")]
    assert people(page).add.line.text() == ""
    assert people(page).heading.text() == "Who is there  2"
    assert book.value(Attendee, 1, "contact_id") is None


def test_a_contact_is_put_on_the_list_by_name_and_enter_opens_its_page(
    page: RecordPage, book: Book, qtbot: QtBot
) -> None:
    add(page, name_of(book, 2))
    assert book.value(Attendee, 1, "contact_id") == 2
    with qtbot.waitSignal(page.record_opened) as opened:
        press(page, 1, Qt.Key.Key_Return)
    assert opened.args == ["contact", 2]


def test_space_says_who_came_and_who_did_not_and_undo_takes_it_back(page: RecordPage, book: Book) -> None:
    add(page, "Cleo Nobody")
    seen = []
    for _ in range(3):
        press(page, 1, Qt.Key.Key_Space)
        seen.append(told(page)[1][1])
    assert seen == ["Attended", "Did not come", "Invited"]
    book.store.undo()
    settle()
    assert told(page)[1][1] == "Did not come"


def test_space_on_the_contact_says_of_it_too_who_came(page: RecordPage, book: Book) -> None:
    press(page, 0, Qt.Key.Key_Space)
    assert told(page) == [(name_of(book, 1), "Attended")]
    book.store.undo()
    settle()
    assert told(page) == [(name_of(book, 1), "Contact")]


def test_del_takes_a_person_off_but_never_the_contact_that_it_is_with(page: RecordPage, book: Book) -> None:
    add(page, "Cleo Nobody")
    press(page, 1, Qt.Key.Key_Delete)
    assert told(page) == [(name_of(book, 1), "Contact")]
    press(page, 0, Qt.Key.Key_Delete)
    assert told(page) == [(name_of(book, 1), "Contact")]
    assert page.notice.isVisible()


def test_a_click_on_the_presence_offers_all_of_them(page: RecordPage, qtbot: QtBot) -> None:
    add(page, "Cleo Nobody")
    view = people(page).view
    row = view.visualRect(view.lines.index(1))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 3, row.center().y()))
    menu = next(menu for menu in people(page).findChildren(QMenu) if menu.isVisible())
    offered = {action.text(): action for action in menu.actions()}
    assert offered["Invited"].isChecked()
    offered["Declined"].trigger()
    menu.close()
    settle()
    assert told(page)[1] == ("Cleo Nobody", "Declined")


def test_somebody_who_is_there_already_is_told_so_and_not_added(page: RecordPage, book: Book) -> None:
    add(page, name_of(book, 1))
    assert len(told(page)) == 1
    assert page.notice.isVisible()


def test_a_name_that_is_typed_when_another_record_is_shown_belongs_to_the_first(page: RecordPage, book: Book) -> None:
    QTest.keyClicks(people(page).add.line, "Cleo Nobody")
    page.clear()
    settle()
    assert book.value(Attendee, 1, "name") == "Cleo Nobody"


def test_the_page_of_an_activity_asks_how_it_went(page: RecordPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.finish_requested):
        people(page).finish.click()
