"""The page of one record: what belongs to it, and what becomes of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base import dates
from crm_desktop.model import ENTITIES, Account, Activity, Contact, Record
from crm_desktop.services import activities, records
from crm_desktop.ui import theme
from crm_desktop.ui.forms.day_editor import DayLine
from crm_desktop.ui.forms.editor import LineEditor
from crm_desktop.ui.forms.headline import LinkLabel
from crm_desktop.ui.forms.many import Way
from crm_desktop.ui.forms.page_bars import LOGGED
from crm_desktop.ui.forms.related_panel import RelatedPanel
from crm_desktop.ui.labels import PlainLabel
from tests.ui.forms.conftest import MakePage, part
from tests.ui.small_book import Book, settle


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


def test_related_records_open_by_enter(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("account", book.id_of(Account, "Codehow"))
    groups = {group.relation.model.__tablename__: group for group in part(page, RelatedPanel).groups}
    assert groups["contact"].heading.text() == "Contacts  3"
    view = groups["contact"].view
    view.setCurrentIndex(view.lines.index(0))
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert signal.args == ["contact", 1]


@pytest.mark.parametrize("kind", [kind for kind, _title, _sign in LOGGED])
def test_logging_is_asked_for_by_kind(make_page: MakePage, qtbot: QtBot, kind: str) -> None:
    page = make_page("contact", 1)
    with qtbot.waitSignal(page.log_requested) as signal:
        QTest.mouseClick(page.log_bar.buttons[kind], Qt.MouseButton.LeftButton)
    assert signal.args == [kind]


def test_nothing_is_logged_on_what_one_does_not_talk_to(make_page: MakePage) -> None:
    assert make_page("seller", 1).log_bar.isHidden()


def test_adding_a_related_record_gives_it_the_link(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    codehow = book.id_of(Account, "Codehow")
    page = make_page("account", codehow)
    contacts = next(group for group in part(page, RelatedPanel).groups if group.relation.column == "account_id")
    with qtbot.waitSignal(page.add_wanted) as signal:
        contacts.add.click()
    assert signal.args == ["contact", {"account_id": codehow}]


def test_the_head_leads_to_the_account(make_page: MakePage, book: Book, qtbot: QtBot) -> None:
    page = make_page("contact", 1)
    assert page.head.line() == "CEO at Codehow · Prospect"
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.mouseClick(page.head.findChildren(LinkLabel)[0], Qt.MouseButton.LeftButton)
    assert signal.args == ["account", book.id_of(Account, "Codehow")]


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


def test_a_narrow_page_logs_by_signs_that_still_have_names(make_page: MakePage) -> None:
    page = make_page("contact", 1)
    button = page.log_bar.buttons["call"]
    assert button.text() == "Log call"
    page.resize(240, 700)
    settle()
    assert button.text() == ""
    assert button.accessibleName() == "Log call"
    page.resize(500, 700)
    settle()
    assert button.text() == "Log call"


def test_a_page_without_a_record_is_empty(make_page: MakePage) -> None:
    page = make_page("contact")
    assert not page.scroller.isVisible()
    page.show_record(1)
    assert page.scroller.isVisible()
    page.clear()
    assert not page.scroller.isVisible()


def test_the_cards_are_shown_whole_after_the_text_has_grown(
    make_page: MakePage, book: Book, qapp: QApplication
) -> None:
    page = make_page("account", book.id_of(Account, "Codehow"))
    groups = [group for group in part(page, RelatedPanel).groups if group.view.lines.rowCount()]
    try:
        theme.apply(qapp, "light", 150)
        settle()
        for group in groups:
            last = group.view.lines.index(group.view.lines.rowCount() - 1)
            assert group.view.visualRect(last).bottom() < group.view.viewport().height()
            assert group.view.geometry().bottom() <= group.height()
    finally:
        theme.apply(qapp, "light", 100)
        settle()


def test_several_selected_records_take_the_place_of_one(make_page: MakePage) -> None:
    page, told = make_page("contact", 1), list[str]()
    page.show_many(3, [Way("Delete", "trash", lambda: told.append("delete"))])
    assert (page.many.heading.text(), page.scroller.isVisible()) == ("3 contacts selected", False)
    page.many.buttons[0].click()
    assert told == ["delete"]
    page.show_record(1)
    assert (page.many.isVisible(), page.scroller.isVisible()) == (False, True)


@pytest.mark.parametrize("model", ENTITIES)
@pytest.mark.parametrize("width", [240, 440])
def test_no_label_of_a_form_is_cut(make_page: MakePage, model: type[Record], width: int) -> None:
    page = make_page(model.__tablename__)
    page.resize(width, 700)
    page.new_record()
    for name in model.editable():
        page.form.editor(name)
    settle()
    labels = [label for label in page.form.findChildren(PlainLabel) if label.property("role") == "muted"]
    assert labels
    assert page.form.width() <= width
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width())
        assert not label.is_cut()


def test_a_label_that_has_room_again_is_one_line_again(make_page: MakePage) -> None:
    page = make_page("opportunity", 1)
    page.form.editor("entered_on")
    page.details.edit()
    tall = {label.text(): label for label in page.form.findChildren(PlainLabel)}["Entered the pipeline"]
    page.resize(460, 700)
    settle()
    before = tall.height()
    page.resize(280, 700)
    settle()
    narrow = tall.height()
    page.resize(460, 700)
    settle()
    assert (narrow > before, tall.height()) == (True, before)


def test_an_empty_currency_shows_the_one_of_the_book(make_page: MakePage) -> None:
    editor = make_page("opportunity", 1).form.editor("currency")
    assert isinstance(editor, LineEditor)
    assert editor.line.placeholderText() == "USD"


def test_fields_of_a_new_record_show_where_one_can_type(make_page: MakePage) -> None:
    page = make_page("opportunity", 1)
    line = page.form.editor("close_date").widget
    assert line.property("fresh") is False
    page.new_record()
    assert line.property("fresh") is True
    assert isinstance(line, DayLine)
    assert line.placeholderText() == "12/31/2026 or “fri”"
