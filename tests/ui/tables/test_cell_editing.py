"""F2 changes a value in the list."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact, Opportunity
from crm_desktop.services import records
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book, settle


def opened(book: Book, qtbot: QtBot, entity: str, row: int, column: str) -> tuple[RecordList, QWidget]:
    """Return a list with F2 pressed on a cell, and the editor over it."""
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, entity)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.activateWindow()
    made.view.setFocus()
    made.selection.go_to(row)
    made.view.setCurrentIndex(made.table.index(row, made.table.query.columns.index(column)))
    QTest.keyClick(made.view, Qt.Key.Key_F2)
    settle()
    assert made.editing.editor is not None
    return made, made.editing.editor.widget


def test_enter_stores_the_new_value_as_one_step(book: Book, qtbot: QtBot) -> None:
    people, editor = opened(book, qtbot, "contact", 0, "title")
    QTest.keyClicks(editor, "Owner")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    assert people.editing.editor is None
    assert people.table.texts(0)[people.table.query.columns.index("title")] == "Owner"
    assert book.titles()[0] == "Edit “Anna Lindqvist”"
    assert people.view.hasFocus()


def test_escape_lets_the_value_be(book: Book, qtbot: QtBot) -> None:
    people, editor = opened(book, qtbot, "contact", 0, "title")
    QTest.keyClicks(editor, "Owner")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert people.editing.editor is None
    assert book.value(Contact, 1, "title") == "CEO"


def test_a_text_that_cannot_be_stored_stays_in_the_cell_with_the_reason_above(book: Book, qtbot: QtBot) -> None:
    deals, editor = opened(book, qtbot, "opportunity", 0, "amount")
    QTest.keyClicks(editor, "12 apples")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "12 apples" in deals.notice.text()
    assert book.value(Opportunity, 1, "amount") == Decimal(96420)
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, "12.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert deals.editing.editor is None
    assert book.value(Opportunity, 1, "amount") == Decimal("12.5")


def test_a_link_is_picked_in_the_cell(book: Book, qtbot: QtBot) -> None:
    people, editor = opened(book, qtbot, "contact", 0, "account_id")
    QTest.keyClicks(editor, "cancity")
    people.editing.save()
    assert book.value(Contact, 1, "account_id") == book.id_of(Account, "Cancity")


def test_a_value_of_the_program_opens_the_name_instead(book: Book, qtbot: QtBot) -> None:
    _people, editor = opened(book, qtbot, "contact", 0, "last_contact")
    assert editor.accessibleName() == "Name"


def test_the_editor_goes_with_its_record(book: Book, qtbot: QtBot) -> None:
    people, _editor = opened(book, qtbot, "contact", 0, "title")
    with book.store.act("Delete") as session:
        records.delete(session, Contact, [1])
    settle()
    assert people.editing.editor is None


@pytest.mark.parametrize("column", ["name", "account_id", "title", "status", "email"])
def test_a_cell_that_was_only_looked_at_changes_nothing(book: Book, qtbot: QtBot, column: str) -> None:
    before = book.titles()
    people, _editor = opened(book, qtbot, "contact", 0, column)
    people.editing.save()
    assert people.editing.editor is None
    assert book.titles() == before
