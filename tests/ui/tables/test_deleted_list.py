"""Deleted records and their way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact
from crm_desktop.services import records
from crm_desktop.ui.tables.deleted_list import DeletedList
from tests.ui.small_book import NAMES, Book, settle


@pytest.fixture
def trash(book: Book, qtbot: QtBot) -> DeletedList:
    shown = DeletedList(book.store, book.bridge, book.formats, "contact")
    qtbot.addWidget(shown)
    shown.show()
    return shown


def delete(book: Book, *names: str) -> None:
    with book.store.act("Delete contacts") as session:
        records.delete(session, Contact, [book.id_of(Contact, name) for name in names])
    settle()


def test_nothing_deleted_is_said_in_words(trash: DeletedList) -> None:
    assert trash.empty.isVisible()
    assert not trash.button.isEnabled()


def test_deleted_records_come_back_with_their_links(book: Book, trash: DeletedList, qtbot: QtBot) -> None:
    delete(book, "Anna Lindqvist", "Dario Conti")
    assert {trash.view.rows.index(row, 0).data() for row in range(2)} == {"Anna Lindqvist", "Dario Conti"}
    trash.view.selectAll()
    with qtbot.waitSignal(trash.restored) as signal:
        QTest.keyClick(trash.view, Qt.Key.Key_Return)
    settle()
    assert book.count(Contact) == len(NAMES)
    assert {book.value(Contact, i, "account_id") for i in signal.args[0]} == {book.id_of(Account, "Codehow")}
    assert book.titles()[0] == "Restore 2 records"
    assert trash.empty.isVisible()


def test_an_undone_deletion_is_no_deletion(book: Book, trash: DeletedList) -> None:
    delete(book, "Anna Lindqvist")
    assert len(trash.deletions) == 1
    book.store.undo()
    settle()
    assert len(trash.deletions) == 0
