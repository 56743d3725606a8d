"""Reading a record at a glance and changing it with one click, F2 or a letter; addresses open outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import ENTITIES, Account, Contact, Opportunity, Record
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.facts import facts_of, next_time
from crm_desktop.ui.forms.glance import FactLine
from crm_desktop.ui.forms.record_page import RecordPage
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage
from tests.ui.opener import Opener, opener_of
from tests.ui.small_book import Book, settle

FORMATS = formats_for("en_US")
ANNA = {
    "email": "anna@codehow.example",
    "mobile": "+39 333 555 0199",
    "website": "www.рaypal.com",
    "street": "Via Roma 1",
    "postcode": "20121",
    "city": "Milano",
    "birthday": date(1980, 12, 13),
    "source": "Trade fair",
}


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[Opener]:
    with opener_of(("mailto", "tel", "https")) as made:
        yield made


@pytest.fixture
def page(clock: FrozenClock, make_page: MakePage, book: Book) -> RecordPage:
    """The page of a person of whom much is known."""
    with book.store.act("Anna") as session:
        records.update(session, records.find(session, Contact, 1), ANNA)
    made: RecordPage = make_page("contact", 1)
    made.activateWindow()
    return made


def line(page: RecordPage, field: str) -> FactLine:
    found = page.details.glance.line(field)
    assert found is not None
    return found


def click(page: RecordPage, field: str, *, on_title: bool = False) -> None:
    at = line(page, field)
    where = at.title if on_title else at.text
    QTest.mouseClick(at, Qt.MouseButton.LeftButton, pos=where.geometry().center())
    settle()


def test_a_person_is_told_at_a_glance_the_ways_to_reach_them_first(page: RecordPage) -> None:
    told = [(one.fact.title, one.fact.text, one.fact.remark) for one in page.details.glance.lines()]
    assert told == [
        ("E-mail", "anna@codehow.example", ""),
        ("Mobile", "+39 333 555 0199", ""),
        ("Website", "www.рaypal.com", "leads to www.xn--aypal-uye.com"),
        ("Address", "Via Roma 1, 20121 Milano", ""),
        ("Birthday", "12/13/1980", "in 23 days"),
        ("Source", "Trade fair", ""),
    ]
    assert page.form.isHidden()


@pytest.mark.parametrize(
    ("field", "scheme"), [("email", "mailto"), ("mobile", "tel"), ("website", "https"), ("street", "https")]
)
def test_a_click_on_an_address_opens_the_system_s_program(
    page: RecordPage, opener: Opener, field: str, scheme: str
) -> None:
    click(page, field)
    assert [address.partition(":")[0] for address in opener.opened] == [scheme]
    line(page, field).setFocus()
    QTest.keyClick(line(page, field), Qt.Key.Key_Return)
    assert len(opener.opened) == 2
    assert page.form.isHidden()


def test_a_click_on_a_link_shows_that_record(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("account", book.id_of(Account, "Codehow"))
    assert page.details.glance.line("owner_id") is None  # the headline tells it
    deal = make_page("opportunity", 1)
    with book.store.act("Contact") as session:
        records.update(session, records.find(session, Opportunity, 1), {"contact_id": 1})
    settle()
    with qtbot.waitSignal(deal.record_opened) as signal:
        click(deal, "contact_id")
    assert signal.args == ["contact", 1]


def test_one_click_beside_the_text_edits_the_field(page: RecordPage) -> None:
    click(page, "mobile", on_title=True)
    assert page.form.isVisible()
    assert QApplication.focusWidget() is page.form.editor("mobile").widget


def test_a_click_on_what_is_no_address_edits_it(page: RecordPage) -> None:
    click(page, "source")
    assert page.form.isVisible()


def test_f2_edits_the_line_with_the_keyboard_and_escape_stores_and_goes_back(page: RecordPage, book: Book) -> None:
    line(page, "mobile").setFocus()
    QTest.keyClick(line(page, "mobile"), Qt.Key.Key_F2)
    settle()
    QTest.keyClicks(page.form.editor("mobile").widget, "555 1234")
    QTest.keyClick(page.form.editor("mobile").widget, Qt.Key.Key_Escape)
    settle()
    assert page.form.isHidden()
    assert book.value(Contact, 1, "mobile") == "555 1234"
    assert line(page, "mobile").fact.text == "555 1234"


def test_a_letter_begins_the_new_text(page: RecordPage, book: Book) -> None:
    QTest.keyClicks(line(page, "mobile"), "7")
    settle()
    assert page.form.editor("mobile").said() == "7"
    assert Drafts().all(), "what was typed is on the disk already"
    page.leave()
    assert book.value(Contact, 1, "mobile") == "7"


def test_up_and_down_go_through_the_lines(page: RecordPage) -> None:
    page.details.take_keyboard()
    QTest.keyClick(line(page, "email"), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is line(page, "mobile")
    QTest.keyClick(line(page, "mobile"), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is line(page, "email")


def test_ctrl_c_copies_the_text_of_a_line(page: RecordPage) -> None:
    QTest.keyClick(line(page, "mobile"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "+39 333 555 0199"


def test_another_record_is_read_unless_somebody_is_typing(page: RecordPage) -> None:
    page.details.edit("mobile")
    settle()
    page.show_record(2)
    assert page.form.isVisible()
    assert QApplication.focusWidget() is page.form.editor("mobile").widget
    page.scroller.setFocus()
    page.log_bar.buttons["call"].setFocus()
    page.show_record(1)
    assert page.form.isHidden()


def test_a_text_that_cannot_be_stored_keeps_the_form_in_sight(make_page: MakePage) -> None:
    page = make_page("opportunity", 1)
    page.activateWindow()
    page.details.edit("amount", "1")
    page.form.editor("amount").put("12 apples")
    QTest.keyClick(page.form.editor("amount").widget, Qt.Key.Key_Escape)
    assert page.form.isVisible()
    assert page.form.problems()


def test_what_was_typed_before_the_program_was_killed_is_in_sight_again(make_page: MakePage) -> None:
    first = make_page("opportunity", 1)
    first.form.editor("amount").put("12 apples")
    first.saver.keep_draft()
    again = make_page("opportunity", 1)
    settle()
    assert again.form.isVisible()
    assert again.form.editor("amount").said() == "12 apples"


def test_a_deleted_record_is_read_and_not_changed(page: RecordPage, book: Book) -> None:
    with book.store.act("Delete") as session:
        records.delete(session, Contact, [1])
    settle()
    QTest.mouseClick(line(page, "source"), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert page.form.isHidden()


def test_a_record_of_which_nothing_is_known_offers_to_fill_it_in(make_page: MakePage, book: Book) -> None:
    with book.store.act("Empty") as session:
        empty = records.create(session, Contact, {"name": "Nobody"}).id
    page = make_page("contact", empty)
    assert page.details.glance.nothing.isVisible()
    QTest.mouseClick(page.details.glance.nothing, Qt.MouseButton.LeftButton)
    assert page.form.isVisible()


def test_a_birthday_comes_round_every_year() -> None:
    today = date(2026, 11, 20)
    assert next_time(date(1980, 12, 13), today) == date(2026, 12, 13)
    assert next_time(date(1980, 11, 20), today) == today
    assert next_time(date(1980, 11, 19), today) == date(2027, 11, 19)
    assert next_time(date(1980, 2, 29), today) == date(2027, 2, 28)
    assert next_time(date(1980, 2, 29), date(2028, 1, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize("model", ENTITIES)
def test_every_entity_can_be_told_at_a_glance(make_page: MakePage, model: type[Record]) -> None:
    assert facts_of(model, {"name": "Somebody"}, {}, FORMATS, "USD") == []
    number = next((name for name, f in model.fields().items() if f.kind.is_number and not f.derived), None)
    if number is not None and number not in model.links():
        told = facts_of(model, {"name": "Somebody", number: model.fields()[number].kind.load(1)}, {}, FORMATS, "USD")
        assert all(fact.text for fact in told)
    assert make_page(model.__tablename__).details.form.isHidden()
