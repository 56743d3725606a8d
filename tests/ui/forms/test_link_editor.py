"""Links are picked by typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account
from crm_desktop.schema.kinds import Link
from crm_desktop.ui.forms.link_editor import LinkEditor
from tests.ui.small_book import Book, settle

MakeEditor = Callable[[str], LinkEditor]


@pytest.fixture
def make_editor(book: Book, qtbot: QtBot) -> MakeEditor:
    def make(target: str) -> LinkEditor:
        editor = LinkEditor(book.store, Link(target))
        qtbot.addWidget(editor.line)
        editor.line.show()
        editor.line.setFocus()
        settle()
        return editor

    return make


def test_a_few_letters_offer_the_names_that_begin_and_those_that_hold_them(make_editor: MakeEditor) -> None:
    editor = make_editor("account")
    QTest.keyClicks(editor.line, "c")
    assert editor.offered() == ["Cancity", "Codehow", "Create “c”"]
    QTest.keyClicks(editor.line, "ity")
    assert editor.offered() == ["Create “city”"] or editor.offered()[0] == "Cancity"


def test_tab_takes_the_only_one_that_fits_and_makes_none(make_editor: MakeEditor, book: Book) -> None:
    editor, accounts = make_editor("account"), book.count(Account)
    QTest.keyClicks(editor.line, "code")
    QTest.keyClick(editor._popup, Qt.Key.Key_Tab)
    assert editor.said() == book.id_of(Account, "Codehow")
    for typed in ("c", "Acme"):
        editor = make_editor("account")
        QTest.keyClicks(editor.line, typed)
        QTest.keyClick(editor._popup, Qt.Key.Key_Tab)
        assert editor.said() == typed
    assert book.count(Account) == accounts


def test_enter_makes_no_record_while_others_fit_what_is_typed(make_editor: MakeEditor, book: Book) -> None:
    editor, accounts = make_editor("account"), book.count(Account)
    for typed, told in (
        ("c", "Several accounts fit “c”: choose one in the list (Down)."),
        ("Codeh", "One account fits “Codeh”: choose it in the list (Down)."),
    ):
        editor.show_value(None, "")
        QTest.keyClicks(editor.line, typed)
        QTest.keyClick(editor._popup, Qt.Key.Key_Escape)
        editor.settle()
        assert editor.problem() == told
        for _twice in range(2):
            editor._popup.hide()
            QTest.keyClick(editor.line, Qt.Key.Key_Return)
            assert editor._popup.isVisible()
    assert book.count(Account) == accounts


def test_enter_picks_the_first_and_gives_its_id(make_editor: MakeEditor, book: Book, qtbot: QtBot) -> None:
    editor = make_editor("account")
    QTest.keyClicks(editor.line, "code")
    with qtbot.waitSignal(editor.left):
        QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    assert editor.said() == book.id_of(Account, "Codehow")
    assert editor.line.text() == "Codehow"


def test_accents_and_case_make_no_difference(make_editor: MakeEditor) -> None:
    editor = make_editor("contact")
    QTest.keyClicks(editor.line, "EMILE")
    assert editor.offered()[0] == "Émile Özdemir · Cancity"


def test_a_name_typed_whole_is_taken_without_picking(make_editor: MakeEditor, book: Book) -> None:
    editor = make_editor("account")
    editor.line.setText("codehow")
    editor.settle()
    assert editor.said() == book.id_of(Account, "Codehow")
    assert editor.line.text() == "Codehow"


def test_a_name_of_nobody_stays_where_it_was_typed(make_editor: MakeEditor) -> None:
    editor = make_editor("account")
    editor.line.setText("Acm")
    editor.settle()
    assert editor.said() == "Acm"


def test_the_last_line_makes_a_new_record_of_what_was_typed(make_editor: MakeEditor, book: Book, qtbot: QtBot) -> None:
    editor = make_editor("account")
    QTest.keyClicks(editor.line, "Acme")
    assert editor.offered() == ["Create “Acme”"]
    with qtbot.waitSignal(editor.left):
        QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    assert editor.said() == book.id_of(Account, "Acme")
    assert book.titles()[0] == "New account: Acme"


def test_a_link_that_only_chooses_offers_no_new_record(book: Book, qtbot: QtBot) -> None:
    editor = LinkEditor(book.store, Link("account"), creates=False)
    qtbot.addWidget(editor.line)
    editor.line.show()
    QTest.keyClicks(editor.line, "Acme")
    assert editor.offered() == []
    assert editor.problem() == "No account is called “Acme”; choose one of the list."


def test_a_stage_is_not_made_by_its_name_alone_and_all_are_offered_in_their_order(make_editor: MakeEditor) -> None:
    editor = make_editor("stage")
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.offered() == ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    QTest.keyClicks(editor.line, "nothing of the kind")
    assert editor.offered() == []


def test_the_link_is_emptied_and_followed(make_editor: MakeEditor, book: Book, qtbot: QtBot) -> None:
    editor = make_editor("account")
    codehow = book.id_of(Account, "Codehow")
    editor.show_value(codehow, "Codehow")
    with qtbot.waitSignal(editor.go_wanted) as signal:
        editor.go()
    assert signal.args == ["account", codehow]
    editor.clear()
    assert editor.said() is None
