"""The timeline of a page: pages, the filter that is remembered, notes, and what can be done with an entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from crm_desktop.base import dates
from crm_desktop.model import Account, Activity, Contact, Note
from crm_desktop.services import activities, records
from crm_desktop.services.timeline import AT_ONCE
from crm_desktop.ui import theme
from crm_desktop.ui.forms.broken_text import broken
from crm_desktop.ui.forms.drafts import Drafts, recover
from crm_desktop.ui.forms.record_page import RecordPage
from crm_desktop.ui.forms.timeline import Timeline
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage, part
from tests.ui.small_book import Book, settle

LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 20


def timeline_of(page: RecordPage) -> Timeline:
    return part(page, Timeline)


def texts(page: RecordPage) -> list[str]:
    return [line.text for line in timeline_of(page).view.lines.lines]


def log(book: Book, text: str, kind: str = "call", entity: str = "contact", **ago: float) -> int:
    with book.store.act("Log") as session:
        made = activities.log(session, kind, text, entity, 1, dates.now() - timedelta(**ago)).id
    settle()
    return made


def add_note(page: RecordPage, text: str) -> None:
    timeline_of(page).notes.box.setPlainText(text)
    timeline_of(page).notes.add_button.click()
    settle()


def choose(page: RecordPage, row: int) -> None:
    view = timeline_of(page).view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(row))


def test_it_tells_changes_and_activities_newest_first(clock: FrozenClock, make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    clock.forward(hours=1)
    with book.store.act("Edit") as session:
        records.update(session, records.find(session, Contact, 1), {"title": "CFO"})
    log(book, "Agreed on the scope\nWants references", days=2)
    told = [(line.time, line.text, line.detail) for line in timeline_of(page).view.lines.lines]
    assert told[0][1] == "Title: CEO → CFO"
    assert told[0][0].startswith("Today ")
    assert ("18 Nov", "Call · Agreed on the scope", "Wants references") in told


def test_an_account_names_the_person_that_it_was_with(make_page: MakePage, book: Book) -> None:
    page = make_page("account", book.id_of(Account, "Codehow"))
    log(book, "Hello")
    lines = {line.text: line.event.on for line in timeline_of(page).view.lines.lines}
    assert lines["Call · Hello"] == "Anna Lindqvist"


def test_older_entries_come_in_pages_by_button_and_by_key(clock: FrozenClock, make_page: MakePage, book: Book) -> None:
    with book.store.act("Many") as session:
        for i in range(70):
            activities.log(session, "call", f"Call {i}", "contact", 1, clock.at - timedelta(hours=i))
    page = make_page("contact", 1)
    timeline = timeline_of(page)
    QAbstractItemModelTester(timeline.view.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert timeline.view.lines.rowCount() == AT_ONCE
    timeline.more.click()
    assert timeline.view.lines.rowCount() == 2 * AT_ONCE
    choose(page, 2 * AT_ONCE - 1)
    QTest.keyClick(timeline.view, Qt.Key.Key_Down)
    assert timeline.view.lines.rowCount() == 71
    assert timeline.view.currentIndex().row() == 2 * AT_ONCE
    assert timeline.more.isHidden()
    log(book, "And one more")
    assert timeline.view.lines.rowCount() == 72, "what is in sight stays in sight"


def test_a_filter_shows_the_kinds_that_are_pressed_and_is_remembered(make_page: MakePage, book: Book) -> None:
    log(book, "Talk")
    log(book, "Letter", "letter")
    page = make_page("contact", 1)
    buttons = timeline_of(page).filter.buttons
    QTest.mouseClick(buttons["mail"], Qt.MouseButton.LeftButton)
    assert texts(page) == ["Letter · Letter"]
    assert texts(make_page("account", 1)) == ["Letter · Letter"]
    buttons["activity"].setFocus()
    QTest.keyClick(buttons["activity"], Qt.Key.Key_Space)
    assert texts(page) == ["Letter · Letter", "Call · Talk"]
    QTest.mouseClick(buttons["mail"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons["activity"], Qt.MouseButton.LeftButton)
    assert "Created" in texts(page)


def test_a_filter_that_leaves_nothing_says_so(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    QTest.mouseClick(timeline_of(page).filter.buttons["note"], Qt.MouseButton.LeftButton)
    assert timeline_of(page).nothing.isVisible()
    assert timeline_of(page).view.isHidden()


def test_a_page_offers_only_the_kinds_that_it_can_have(make_page: MakePage) -> None:
    assert not {"activity", "mail", "stage"} & timeline_of(make_page("seller", 1)).filter.buttons.keys()
    assert {"activity", "mail", "stage"} <= timeline_of(make_page("contact", 1)).filter.buttons.keys()


def test_enter_opens_what_an_entry_is_about(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    talk = log(book, "Talk")
    page = make_page("contact", 1)
    choose(page, texts(page).index("Call · Talk"))
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.keyClick(timeline_of(page).view, Qt.Key.Key_Return)
    assert signal.args == ["activity", talk]


def test_delete_takes_an_entry_away_and_leaves_the_record(make_page: MakePage, book: Book) -> None:
    log(book, "Talk")
    page = make_page("contact", 1)
    choose(page, texts(page).index("Call · Talk"))
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_Delete)
    settle()
    assert (book.count(Activity), book.count(Contact)) == (0, 7)
    assert "Call · Talk" not in texts(page)
    assert book.titles()[0] == "Delete activity: Call · Talk"
    book.store.undo()
    settle()
    assert "Call · Talk" in texts(page)


def test_what_was_changed_cannot_be_deleted(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    choose(page, texts(page).index("Created"))
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_Delete)
    assert book.count(Contact) == 7


def test_ctrl_c_copies_an_entry(make_page: MakePage, book: Book) -> None:
    log(book, "Talk\nMore of it")
    page = make_page("contact", 1)
    choose(page, texts(page).index("Call · Talk"))
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Call · Talk\nMore of it"


def test_a_note_is_written_changed_and_deleted(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    add_note(page, "First <b>note</b>")
    assert texts(page)[0] == "First <b>note</b>"
    choose(page, 0)
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_F2)
    card = timeline_of(page).notes.cards()[0]
    assert card._box is not None
    card._box.setPlainText("Changed")
    QTest.keyClick(card._box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert texts(page)[0] == "Changed"
    assert timeline_of(page).notes.cards() == []
    choose(page, 0)
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_Delete)
    settle()
    assert book.count(Note) == 0
    book.store.undo()
    settle()
    assert texts(page)[0] == "Changed"


def test_escape_leaves_a_note_as_it_was(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    add_note(page, "First")
    choose(page, 0)
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_Return)
    card = timeline_of(page).notes.cards()[0]
    assert card._box is not None
    card._box.setPlainText("Changed")
    QTest.keyClick(card._box, Qt.Key.Key_Escape)
    assert (texts(page)[0], timeline_of(page).notes.cards()) == ("First", [])


def test_a_note_that_is_being_changed_is_stored_when_its_page_is_left(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    add_note(page, "First")
    choose(page, 0)
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_F2)
    box = timeline_of(page).notes.cards()[0]._box
    assert box is not None
    box.setPlainText("Changed")
    page.show_record(2)
    assert book.value(Note, 1, "name") == "Changed"


def test_a_note_that_was_being_changed_when_the_program_was_killed_is_stored_at_the_next_start(
    make_page: MakePage, book: Book, qtbot: QtBot
) -> None:
    page = make_page("contact", 1)
    add_note(page, "First")
    choose(page, 0)
    QTest.keyClick(timeline_of(page).view, Qt.Key.Key_F2)
    box = timeline_of(page).notes.cards()[0]._box
    assert box is not None
    QTest.keyClicks(box, "Nearly ")
    qtbot.waitUntil(lambda: ("note", {"name": "Nearly First"}) in Drafts().all().values(), timeout=5000)
    assert recover(book.store, Drafts(), book.formats) == [("note", 1)]
    assert book.value(Note, 1, "name") == "Nearly First"


def test_a_step_elsewhere_leaves_a_note_alone_that_is_typed_in(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    add_note(page, "First")
    timeline_of(page).notes.pin(timeline_of(page).view.lines.lines[0].event)
    settle()
    card = timeline_of(page).notes.cards()[0]
    card.edit.click()
    assert card._box is not None
    card._box.setPlainText("Half a thou")
    with book.store.act("Another") as session:
        note = {"name": "Second", "entity_name": "contact", "record_id": 1, "pinned": True}
        records.create(session, Note, note)
    settle()
    assert timeline_of(page).notes.cards()[0]._box is card._box
    card.edit.click()
    settle()
    assert {card.note.lines[0] for card in timeline_of(page).notes.cards()} == {"Half a thou", "Second"}
    assert Drafts().all() == {}


def test_a_pinned_note_stays_on_top(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    add_note(page, "Keep in mind")
    add_note(page, "Less so")
    timeline = timeline_of(page)
    timeline.notes.pin(timeline.view.lines.lines[1].event)
    settle()
    assert [card.note.lines[0] for card in timeline.notes.cards()] == ["Keep in mind"]
    assert "Keep in mind" not in texts(page)
    assert book.titles()[0] == "Pin a note of Anna Lindqvist"
    timeline.notes.cards()[0].pin.click()
    settle()
    assert timeline.notes.cards() == []
    assert texts(page)[:2] == ["Less so", "Keep in mind"]


def test_a_note_that_was_not_added_is_there_when_one_comes_back(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    box = timeline_of(page).notes.box
    box.setPlainText("Half a thou")
    page.show_record(2)
    assert box.toPlainText() == ""
    page.show_record(1)
    assert box.toPlainText() == "Half a thou"
    assert book.count(Note) == 0


def test_a_long_note_takes_several_lines_and_is_cut_after_them(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    add_note(page, "Short")
    view = timeline_of(page).view
    one = view.visualRect(view.lines.index(0)).height()
    add_note(page, LONG)
    settle()
    assert view.visualRect(view.lines.index(0)).height() > 2 * one
    last = view.lines.index(view.lines.rowCount() - 1)
    assert view.visualRect(last).bottom() <= view.viewport().height()


@pytest.mark.parametrize("text", ["one line", "two\nlines", LONG, "😀 " * 200, "ملاحظة " * 60, "x" * 5000, ""])
def test_text_is_broken_without_loss_until_it_is_cut(qapp: object, text: str) -> None:
    whole = broken(text, theme.font(), 200, 1000)
    assert "".join("".join(whole).split()) == "".join(text.split())
    few = broken(text, theme.font(), 200, 2)
    assert len(few) <= 2
    assert few == whole or few[-1].endswith("…") or "…" in few[-1]


def test_the_menu_key_opens_the_menu_below_its_entry(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    log(book, "Hello")
    page = make_page("contact", 1)
    view = timeline_of(page).view
    view.menu_wanted.disconnect()
    choose(page, 0)
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(view.menu_wanted) as signal:
        view.contextMenuEvent(by_key)
    entry = view.visualRect(view.lines.index(0))
    assert view.viewport().mapFromGlobal(signal.args[1]) == entry.bottomLeft()
