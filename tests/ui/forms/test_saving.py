"""Saving without a Save command: each field when it is left, and a draft until then."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact, Opportunity, Seller
from crm_desktop.services import records
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.record_page import RecordPage
from tests.ui.forms.conftest import MakePage
from tests.ui.small_book import Book, settle


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
    assert book.titles()[0] == "Edit Anna Lindqvist: title"


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


def test_a_new_record_comes_into_being_by_enter(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("contact")
    codehow = book.id_of(Account, "Codehow")
    page.new_record({"account_id": codehow})
    type_into(page, "title", "Buyer")
    with qtbot.waitSignal(page.created) as signal:
        QTest.keyClick(type_into(page, "name", "Aaron First"), Qt.Key.Key_Return)
    made = signal.args[0]
    assert (book.value(Contact, made, "title"), book.value(Contact, made, "account_id")) == ("Buyer", codehow)
    assert book.titles()[0] == "New contact: Aaron First"
    assert page.head.line() == "Buyer at Codehow · Prospect"
    assert Drafts().all() == {}


def test_create_says_what_a_new_record_still_needs(make_page: MakePage, book: Book) -> None:
    page = make_page("goal")
    page.new_record()
    page.form.editor("name").put("Q4")
    page.saver.save(insist=True)
    assert {"first_day", "last_day", "amount"} <= page.form.problems().keys()
    assert page.record_id is None


def test_a_new_opportunity_starts_in_the_first_stage(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity")
    page.new_record()
    page.form.editor("name").put("Big deal")
    page.leave()
    assert page.record_id is not None
    assert page.head.line() == "Prospecting"
    assert book.value(Opportunity, page.record_id, "probability") == Decimal("0.1")


def test_tab_in_a_new_form_makes_nothing_and_the_buttons_stay(make_page: MakePage, book: Book) -> None:
    before = book.count(Contact)
    page = make_page("contact")
    page.new_record()
    QTest.keyClick(type_into(page, "name", "Aaron First"), Qt.Key.Key_Tab)
    QTest.keyClick(type_into(page, "email", "aaron(at)example"), Qt.Key.Key_Tab)
    assert (book.count(Contact), page.new_bar.isVisible()) == (before, True)
    assert "aaron(at)example" in page.form.problems()["email"]
    assert Drafts().of(page._key) == {"name": "Aaron First", "email": "aaron(at)example"}


def test_a_new_record_that_lacks_nothing_is_made_when_its_page_is_left(make_page: MakePage, book: Book) -> None:
    page = make_page("contact")
    page.new_record()
    QTest.keyClick(type_into(page, "name", "Aaron First"), Qt.Key.Key_Tab)
    page.show_record(1)
    assert book.id_of(Contact, "Aaron First")
    assert Drafts().all() == {}


def test_a_new_form_that_was_killed_comes_back_with_its_links(make_page: MakePage, book: Book) -> None:
    page = make_page("opportunity")
    page.new_record()
    type_into(page, "name", "Big deal")
    page.form.editor("account_id").put("codehow")
    page.saver.keep_draft()
    page.saver.end()
    book.drafts = Drafts()
    next_page = make_page("opportunity")
    next_page.new_record()
    assert next_page.form.texts() == {"name": "Big deal", "account_id": book.id_of(Account, "Codehow")}


def test_escape_gives_a_new_record_up_and_it_can_be_taken_up_again(make_page: MakePage, book: Book) -> None:
    before = book.count(Contact)
    page = make_page("contact")
    page.new_record()
    QTest.keyClick(type_into(page, "name", "Aaron First"), Qt.Key.Key_Escape)
    assert page.notice.text() == "The new contact was discarded."
    assert (book.count(Contact), Drafts().all(), page.new_bar.isVisible()) == (before, {}, False)
    page.notice._action.click()
    assert page.form.texts() == {"name": "Aaron First"}


def test_the_first_letter_is_on_the_disk_at_once_and_the_rest_soon(
    make_page: MakePage, book: Book, qtbot: QtBot
) -> None:
    page = make_page("opportunity", 1)
    key = book.value(Opportunity, 1, "uid")
    widget = type_into(page, "next_step", "C")
    assert Drafts().of(key) == {"next_step": "C"}
    QTest.keyClicks(widget, "all")
    assert Drafts().of(key) == {"next_step": "C"}
    qtbot.waitUntil(lambda: Drafts().of(key) == {"next_step": "Call"}, timeout=5000)


def test_an_unknown_name_in_a_link_is_made_by_enter_after_it_was_told(make_page: MakePage, book: Book) -> None:
    page = make_page("account", 1)
    page.form.editor("owner_id").put("Jemand")
    page.leave()
    told = "No seller is called “Jemand”; choose one of the list, or press Enter to create it."
    assert page.form.problems() == {"owner_id": told}
    QTest.keyClick(page.form.editor("owner_id").widget, Qt.Key.Key_Return)
    assert book.value(Account, 1, "owner_id") == book.id_of(Seller, "Jemand")
    assert page.form.problems() == {}


def test_a_name_that_several_have_is_told_so(make_page: MakePage, book: Book) -> None:
    with book.store.act("Namesake") as session:
        records.create(session, Account, {"name": "Codehow"})
    page = make_page("contact", 2)
    page.form.editor("account_id").put("codehow")
    page.leave()
    assert page.form.problems()["account_id"].startswith("Several accounts are called “codehow”")


def test_a_given_up_new_record_leaves_nothing(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    before = book.count(Contact)
    page = make_page("contact")
    page.new_record()
    page.form.editor("title").put("Buyer")
    page.saver.keep_draft()
    assert Drafts().all()
    with qtbot.waitSignal(page.discarded):
        page.new_bar.discard_wanted.emit()
    page.hide()
    assert Drafts().all() == {}
    assert book.count(Contact) == before


def test_escape_puts_the_stored_value_back_where_a_text_was_refused_and_then_goes_back_to_reading(
    make_page: MakePage, book: Book
) -> None:
    page = make_page("contact", 1)
    page.details.edit("email")
    line = type_into(page, "email", "bad")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.form.problems()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert page.form.problems() == page.form.texts() == book.drafts.all() == {}
    assert page.details.is_editing
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not page.details.is_editing


def test_typing_back_what_is_stored_takes_the_reason_away(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    line = type_into(page, "email", "bad")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.form.problems()
    for _key in range(4):
        QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.form.texts() == page.form.problems() == {}


def test_a_page_that_shows_a_kept_text_while_another_field_is_typed_in_makes_no_step_within_its_reading(
    make_page: MakePage, book: Book
) -> None:
    page = make_page("contact", 1)
    page.details.edit("email")
    QTest.keyClick(type_into(page, "email", "bad"), Qt.Key.Key_Tab)
    page.show_record(2)
    QTest.keyClick(type_into(page, "phone", "+46 40 123"), Qt.Key.Key_Tab)
    page.show_record(1)
    settle()
    assert page.form.texts() == {"email": "bad"}
    assert "email" in page.form.problems()
    assert book.value(Contact, 2, "phone") == "+46 40 123"
