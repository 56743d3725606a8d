"""The window and its file: closing and opening again, another book, and a file that goes away under one's hands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact
from crm_desktop.storage import backup, connection, occurrences
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import raw_of
from crm_desktop.ui import books
from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.ui.small_book import opened_book
from tests.ui.windows import Desktop, desktop


def test_undo_is_there_after_closing_and_opening_again(qtbot: QtBot, book: Path) -> None:
    with desktop(qtbot, book) as first:
        first.show_pane("contact").list.view.selectAll()
        first.press("Del", first.pane.list.view)
    with desktop(qtbot, book) as second:
        assert second.words("edit.undo") == "Undo: Delete 7 contacts"
        second.run("edit.undo")
        assert second.count(Contact) == 7


def test_closing_backs_up_what_changed_and_gives_the_file_back(qtbot: QtBot, book: Path, tmp_path: Path) -> None:
    with desktop(qtbot, book) as made:
        made.settings["backup_folder"] = str(tmp_path / "backups")
        made.show_pane("contact").list.view.selectAll()
        made.press("Del", made.pane.list.view)
        made.close()
    assert [kept.reason for kept in backup.list_backups(tmp_path / "backups")] == [backup.Reason.CLOSE]
    open_store(book).close()


def test_the_next_book_takes_the_place_of_the_one_before_and_its_file_is_free(
    desk: Desktop, book: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.crm"
    _let_days_move_on(desk)  # and be cancelled at that
    assert books.create_book(desk.window, other, "Other", "EUR") is None
    desk.settle()
    assert desk.window.windowTitle().startswith("Other")
    assert desk.settings["last_file"] == str(other)
    assert desk.settings["recent_files"] == (str(other), str(book))
    desk.qtbot.waitUntil(lambda: not connection.is_held(book))
    open_store(book).close()
    _let_days_move_on(desk)
    desk.settle()
    with desk.store.read() as session:
        assert occurrences.window(raw_of(session)) is not None


def _let_days_move_on(desk: Desktop) -> None:
    """Let the first seconds with a book pass."""
    assert desk.window.desk is not None
    desk.window.desk.kept_days.timer.timeout.emit()


def test_a_book_that_cannot_be_opened_leaves_the_open_one_open(desk: Desktop, book: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.crm"
    damaged.write_bytes(book.read_bytes()[:3000])
    assert not books.open_book(desk.window, damaged)
    assert desk.notice() == (
        "“damaged.crm” is cut short: its end is missing, as after an interrupted copy or download. "
        "Copy it here again, or restore a backup."
    )
    assert desk.store.path == book
    assert desk.count(Account) == 3


def test_a_file_that_vanishes_while_typing_is_told_and_the_text_stays(desk: Desktop, book: Path) -> None:
    pane = desk.show_pane("account")
    pane.list.select_first()
    desk.rest()
    field = desk.field("city")
    field.setFocus()
    desk.write("Rotterdam")
    moved = book.with_name("moved.crm")
    book.rename(moved)
    desk.press("Return", field)
    assert "“northwind.crm” is not there" in pane.page.notice.text()
    assert field.text() == "Rotterdam"
    moved.rename(book)
    desk.press("Return", field)
    with desk.store.read() as session:
        assert session.get_one(Account, pane.page.record_id or 0).city == "Rotterdam"


def test_a_draft_of_a_killed_program_is_stored_at_the_next_start(qtbot: QtBot, book: Path) -> None:
    from crm_desktop.ui.forms.drafts import Drafts

    store = open_store(book)
    with store.read() as session:
        uid = session.get_one(Account, 1).uid
    store.close()
    Drafts().keep(uid, "account", {"city": "Jena"})
    with desktop(qtbot, book) as made:
        assert "What was being typed when the program ended is kept." in made.status()
        with made.store.read() as session:
            assert session.get_one(Account, 1).city == "Jena"
        made.run("edit.undo")
        with made.store.read() as session:
            assert session.get_one(Account, 1).city is None


def test_a_file_that_is_dropped_on_the_window_begins_an_import(desk: Desktop, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("First name,Last name\nHana,Novák\n", encoding="utf-8")
    drop(desk, people)
    found = desk.window.findChildren(ImportDialog)
    desk.qtbot.waitUntil(lambda: bool(found[0].page.files))
    assert found[0].page.files[0].path == people
    found[0].reject()


def test_a_book_that_is_dropped_on_the_window_is_opened(desk: Desktop, tmp_path: Path) -> None:
    other = tmp_path / "other.crm"
    with opened_book(other):
        pass
    drop(desk, other)
    assert desk.store.path == other


def drop(desk: Desktop, path: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    carried.setText(str(path))  # as file managers do: a text field would take it
    how = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(QPoint(400, 400), *how), QDropEvent(QPointF(400, 400), *how)):
        QApplication.sendEvent(desk.window.windowHandle(), event)
        assert event.isAccepted()
    desk.settle()
