"""The page of one record: it saves by itself, loses nothing, and shows what belongs to the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base import dates
from crm_desktop.model import ENTITIES, Account, Activity, Contact, Note, Opportunity, Record
from crm_desktop.services import activities, records
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.headline import LinkLabel
from crm_desktop.ui.forms.record_page import RecordPage
from tests.conftest import FrozenClock
from tests.ui.small_book import Book, settle

MakePage = Callable[..., RecordPage]


@pytest.fixture
def make_page(book: Book, qtbot: QtBot) -> MakePage:
    def make(entity: str, record_id: int | None = None) -> RecordPage:
        page = RecordPage(book.around, entity)
        qtbot.addWidget(page)
        page.resize(440, 700)
        page.show()
        if record_id is not None:
            page.show_record(record_id)
        settle()
        return page

    return make


def type_into(page: RecordPage, name: str, text: str) -> QWidget:
    """Replace what stands in a field, key by key."""
    widget = page.form.editor(name).widget
    page.activateWindow()
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)
    return widget


def test_a_field_is_stored_when_enter_is_pressed(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    QTest.keyClick(type_into(page, "title", "Owner"), Qt.Key.Key_Return)
    assert book.value(Contact, 1, "title") == "Owner"
    assert book.titles()[0] == "Edit “Anna Lindqvist”"


def test_a_field_is_stored_when_it_is_left_and_each_is_one_step_of_undo(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    type_into(page, "title", "Owner")
    type_into(page, "phone", "+46 40 123")
    page.form.editor("name").widget.setFocus()
    assert (book.value(Contact, 1, "title"), book.value(Contact, 1, "phone")) == ("Owner", "+46 40 123")
    book.store.undo()
    settle()
    assert (book.value(Contact, 1, "title"), book.value(Contact, 1, "phone")) == ("Owner", None)
    assert page.form.editor("phone").said() == ""


def test_turning_to_another_record_stores_what_was_typed(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    type_into(page, "title", "Owner")
    page.show_record(2)
    assert book.value(Contact, 1, "title") == "Owner"
    assert book.value(Contact, 2, "title") == "CEO"
    assert page.head.name.text() == "Bram de Wit"


def test_a_wrong_amount_is_noted_under_its_field_and_keeps_its_text(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity", 1)
    QTest.keyClick(type_into(page, "amount", "12 apples"), Qt.Key.Key_Return)
    assert "12 apples" in page.form.problems()["amount"]
    assert page.form.editor("amount").said() == "12 apples"
    assert book.value(Opportunity, 1, "amount") == Decimal(96420)
    QTest.keyClick(type_into(page, "amount", "12.50"), Qt.Key.Key_Return)
    assert page.form.problems() == {}
    assert book.value(Opportunity, 1, "amount") == Decimal("12.5")


def test_a_wrong_field_does_not_hold_back_the_others(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity", 1)
    page.form.editor("amount").put("12 apples")
    page.form.editor("next_step").put("Call")
    assert not page.leave()
    assert book.value(Opportunity, 1, "next_step") == "Call"
    assert page.form.texts() == {"amount": "12 apples"}


def test_what_was_typed_in_two_fields_is_back_after_the_program_was_killed(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity", 1)
    page.form.editor("next_step").put("Send the off")
    page.form.editor("amount").put("12 app")
    page.form.edited.emit("amount")
    page.saver.keep_draft()
    # a killed program runs nothing more: only what is on the disk is there for the next one
    left_behind = Drafts()
    page.saver.end()
    book.drafts = left_behind
    next_page = make_page("opportunity", 1)
    assert book.value(Opportunity, 1, "next_step") == "Send the off"
    assert next_page.form.editor("amount").said() == "12 app"
    assert "12 app" in next_page.form.problems()["amount"]
    assert Drafts().of(book.value(Opportunity, 1, "uid")) == {"amount": "12 app"}


def test_typing_writes_a_draft_within_a_moment_and_changes_no_record(
    make_page: MakePage, book: Book, qtbot: QtBot
) -> None:
    page = make_page("opportunity", 1)
    type_into(page, "amount", "5")
    qtbot.waitUntil(lambda: bool(Drafts().all()), timeout=5000)
    assert book.value(Opportunity, 1, "amount") == Decimal(96420)
    page.leave()
    assert book.value(Opportunity, 1, "amount") == Decimal(5)
    assert Drafts().all() == {}


def test_a_wrong_text_waits_while_other_records_are_looked_at(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    page.form.editor("email").put("anna(at)example")
    page.show_record(2)
    settle()
    assert page.form.problems() == {}
    assert page.form.editor("email").said() == ""
    page.show_record(1)
    settle()
    assert page.form.editor("email").said() == "anna(at)example"
    assert "email" in page.form.problems()


def test_what_others_change_shows_but_not_under_the_hand_that_types(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    type_into(page, "title", "Own")
    with book.store.act("Import") as session:
        records.update(session, records.find(session, Contact, 1), {"title": "CFO", "phone": "555"})
    settle()
    assert page.form.editor("title").said() == "Own"
    assert page.form.editor("phone").said() == "555"


def test_a_deleted_record_says_so_and_undo_brings_it_back(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    with book.store.act("Delete contact") as session:
        records.delete(session, Contact, [1])
    settle()
    assert page.notice.isVisible()
    assert page.notice.text() == "“Anna Lindqvist” was deleted."
    assert not page.form.editor("name").widget.isEnabled()
    page.notice._action.click()
    settle()
    assert book.value(Contact, 1, "name") == "Anna Lindqvist"
    assert not page.notice.isVisible()
    assert page.form.editor("name").widget.isEnabled()


def test_a_record_deleted_a_while_ago_is_brought_back_alone(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    with book.store.act("Delete contact") as session:
        records.delete(session, Contact, [1])
    with book.store.act("Something else") as session:
        records.create(session, Account, {"name": "Later"})
    settle()
    page.notice._action.click()
    settle()
    assert book.titles()[0] == "Restore “Anna Lindqvist”"
    assert book.id_of(Account, "Later")
    assert page.form.editor("account_id").said() == book.id_of(Account, "Codehow")


def test_a_record_whose_creation_was_undone_comes_back_by_redo(make_page: MakePage, book: Book) -> None:
    with book.store.act("New contact") as session:
        new = records.create(session, Contact, {"name": "Aaron First"}).id
    page = make_page("contact", new)
    book.store.undo()
    settle()
    assert "undone" in page.notice.text()
    page.notice._action.click()
    settle()
    assert book.value(Contact, new, "name") == "Aaron First"


def test_a_new_record_comes_into_being_with_its_name(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("contact")
    codehow = book.id_of(Account, "Codehow")
    page.new_record({"account_id": codehow})
    QTest.keyClick(type_into(page, "title", "Buyer"), Qt.Key.Key_Return)
    assert page.record_id is None
    assert page.form.problems() == {}
    with qtbot.waitSignal(page.stored) as signal:
        QTest.keyClick(type_into(page, "name", "Aaron First"), Qt.Key.Key_Return)
    made = signal.args[0]
    assert (book.value(Contact, made, "title"), book.value(Contact, made, "account_id")) == ("Buyer", codehow)
    assert book.titles()[0] == "New Contact: Aaron First"
    assert page.head.line() == "Buyer at Codehow · Prospect"
    assert Drafts().all() == {}


def test_create_says_what_a_new_record_still_needs(make_page: MakePage, book: Book) -> None:
    page = make_page("goal")
    page.new_record()
    page.form.editor("name").put("Q4")
    page.saver.commit(insist=True)
    assert {"first_day", "last_day", "amount"} <= page.form.problems().keys()
    assert page.record_id is None


def test_a_new_opportunity_starts_in_the_first_stage(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity")
    page.new_record()
    page.form.editor("name").put("Big deal")
    page.leave()
    assert page.record_id is not None
    assert page.head.line() == "Prospecting · 10 %"
    assert book.value(Opportunity, page.record_id, "probability") == Decimal("0.1")


def test_a_given_up_new_record_leaves_nothing(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    before = book.count(Contact)
    page = make_page("contact")
    page.new_record()
    page.form.editor("title").put("Buyer")
    page.saver.keep_draft()
    assert Drafts().all()
    with qtbot.waitSignal(page.discarded):
        page._discard()
    page.hide()
    assert Drafts().all() == {}
    assert book.count(Contact) == before


def test_related_records_show_open_business_and_open_on_a_click(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("account", book.id_of(Account, "Codehow"))
    groups = {group.relation.model.__tablename__: group for group in page.related.groups if group.relation.is_only_one}
    assert groups["contact"].heading.text() == "Contacts  3"
    deal = groups["opportunity"].view.lines.lines[0]
    assert (deal.text, deal.after) == ("GTX Pro, 20 seats", "$ 96,420")
    assert deal.detail.startswith("Proposal")
    view = groups["opportunity"].view
    view.setCurrentIndex(view.lines.index(0))
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert signal.args == ["opportunity", 1]


def test_adding_a_related_record_gives_it_the_link(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    codehow = book.id_of(Account, "Codehow")
    page = make_page("account", codehow)
    contacts = next(group for group in page.related.groups if group.relation.column == "account_id")
    with qtbot.waitSignal(page.add_wanted) as signal:
        contacts.add.click()
    assert signal.args == ["contact", {"account_id": codehow}]


def test_the_head_leads_to_the_account(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("contact", 1)
    assert page.head.line() == "CEO at Codehow · Prospect"
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.mouseClick(page.head.findChildren(LinkLabel)[0], Qt.MouseButton.LeftButton)
    assert signal.args == ["account", book.id_of(Account, "Codehow")]


def test_logging_is_asked_for_by_kind(make_page: MakePage, qtbot: QtBot) -> None:
    page = make_page("contact", 1)
    with qtbot.waitSignal(page.log_requested) as signal:
        QTest.mouseClick(page.log_bar.buttons["call"], Qt.MouseButton.LeftButton)
    assert signal.args == ["call"]
    assert make_page("seller", 1).log_bar.isHidden()


def test_the_timeline_tells_changes_and_activities_newest_first(
    clock: FrozenClock, make_page: MakePage, book: Book
) -> None:
    page = make_page("contact", 1)
    clock.forward(hours=1)
    with book.store.act("Edit") as session:
        records.update(session, records.find(session, Contact, 1), {"status": "active"})
    with book.store.act("Log") as session:
        when = dates.now() - timedelta(days=2)
        activities.log(session, "call", "Agreed on the scope", "contact", 1, when)
    settle()
    told = [(line.before, line.text) for line in page.timeline.view.lines.lines]
    assert told[0][1] == "Status: Prospect → Active client"
    assert told[0][0].startswith("Today ")
    assert ("18 Nov", "Call · Agreed on the scope") in told


def test_notes_are_added_changed_pinned_and_deleted(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    for text in ("First <b>note</b>", "Second note"):
        page.notes.box.setPlainText(text)
        page.notes.add_button.click()
    settle()
    assert [card._text.text() for card in page.notes.cards()] == ["Second note", "First <b>note</b>"]
    page.notes.cards()[1].pin.click()
    settle()
    first = page.notes.cards()[0]
    assert first._text.text() == "First <b>note</b>"
    first.edit.click()
    assert first._box is not None
    first._box.setPlainText("Changed")
    first.finish()
    settle()
    assert page.notes.cards()[0]._text.text() == "Changed"
    page.notes.cards()[0].delete.click()
    settle()
    assert book.count(Note) == 1
    book.store.undo()
    settle()
    assert len(page.notes.cards()) == 2


def test_a_note_that_was_not_added_is_there_when_one_comes_back(make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    page.notes.box.setPlainText("Half a thou")
    page.show_record(2)
    assert page.notes.box.toPlainText() == ""
    page.show_record(1)
    assert page.notes.box.toPlainText() == "Half a thou"
    assert book.count(Note) == 0


@pytest.mark.parametrize("model", ENTITIES)
def test_every_entity_has_a_page_for_a_new_record(make_page: MakePage, model: type[Record]) -> None:
    page = make_page(model.__tablename__)
    page.new_record()
    assert page.form.isVisible()
    assert page.leave() or page.form.problems()


def test_the_activity_page_knows_no_logging_of_its_own(make_page: MakePage, book: Book) -> None:
    with book.store.act("Plan") as session:
        planned = activities.plan(session, "task", "Send the offer", "contact", 1, dates.now()).id
    page = make_page("activity", planned)
    assert page.head.name.text() == "Send the offer"
    assert page.log_bar.isHidden()
    assert book.value(Activity, planned, "contact_id") == 1
