"""Preferences, Lists: words added, rewritten, moved and taken off in place, and offered in the forms."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Opportunity
from crm_desktop.schema.sic import MAJOR_GROUPS
from crm_desktop.services import lists, records
from crm_desktop.ui.dialogs.book_lists import BookListsPage
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.forms.choice_editor import OpenChoiceEditor
from tests.ui.bare_host import BareHost


@pytest.fixture
def page(desk: BareHost, qtbot: QtBot) -> BookListsPage:
    """The page, at the sources of an empty book."""
    made = BookListsPage(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made


def say(page: BookListsPage, name: str, text: object) -> None:
    editor = page.form.editor(name)
    editor.show_value(text, str(text))
    editor.left.emit()


def turn(page: BookListsPage, name: str) -> None:
    page.choice.setCurrentIndex(page.choice.findData(name))
    page.choice.activated.emit(page.choice.currentIndex())


def stored(desk: BareHost, name: str) -> list[tuple[str, str | None, bool]]:
    with desk.book.store.read() as session:
        return [(value.name, value.code, value.left_out) for value in lists.values(session, name)]


def test_a_word_is_stored_when_it_is_left_and_undo_takes_it_back(desk: BareHost, page: BookListsPage) -> None:
    page.tools.add.click()
    say(page, "name", "Podcast")
    assert stored(desk, "source") == [("Podcast", None, False)]
    desk.book.store.undo()
    assert stored(desk, "source") == []


def test_words_are_moved_and_deleted_by_keys(desk: BareHost, page: BookListsPage) -> None:
    page.usual.click()
    first, second = [word for word, _code, _flag in stored(desk, "source")][:2]
    page.table.select_row(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [word for word, _code, _flag in stored(desk, "source")][:2] == [second, first]
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert first not in [word for word, _code, _flag in stored(desk, "source")]


def test_industries_begin_with_the_classification(desk: BareHost, page: BookListsPage) -> None:
    turn(page, "industry")
    page.usual.click()
    assert len(stored(desk, "industry")) == len(MAJOR_GROUPS)
    assert not page.usual.isVisibleTo(page)
    page.table.select_row(0)
    say(page, "code", "0111")
    assert stored(desk, "industry")[0][1] == "0111"


def test_a_rewritten_word_is_rewritten_in_the_records(desk: BareHost, page: BookListsPage) -> None:
    with desk.book.store.act("Account") as session:
        account = records.create(session, Account, {"name": "Codehow", "industry": "Optics"})
    turn(page, "industry")
    page.tools.add.click()
    say(page, "name", "Optics")
    say(page, "name", "Photonics")
    with desk.book.store.read() as session:
        assert records.find(session, Account, account.id).industry == "Photonics"


def test_a_word_that_the_list_has_is_refused_under_its_field(page: BookListsPage) -> None:
    page.usual.click()
    page.tools.add.click()
    say(page, "name", "referral")
    assert "already" in page.form.editor("name").widget.accessibleDescription()


def test_a_form_offers_the_words_of_the_list_at_once(desk: BareHost, page: BookListsPage, qtbot: QtBot) -> None:
    form = FieldForm({"loss_reason": Opportunity.fields()["loss_reason"]}, desk.book.formats, desk.book.store)
    qtbot.addWidget(form)
    editor = form.editor("loss_reason")
    assert isinstance(editor, OpenChoiceEditor)
    assert editor.known_words()[0] == "Price"
    turn(page, "loss_reason")
    page.tools.add.click()
    say(page, "name", "Moved abroad")
    assert editor.known_words() == ["Moved abroad"]
