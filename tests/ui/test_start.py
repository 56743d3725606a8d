"""The first start and everything that may be wrong with a file: one clear sentence, and ways to go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base.paths import data_folder
from crm_desktop.model import Contact, Opportunity
from crm_desktop.services import book, sample
from crm_desktop.storage import backup
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.ui import books, file_dialogs
from crm_desktop.ui.dialogs import restore_start
from crm_desktop.ui.dialogs.import_files import ImportDialog
from crm_desktop.ui.dialogs.new_book import NewBookDialog
from crm_desktop.ui.dialogs.start import WAYS
from tests.ui.small_book import opened_book
from tests.ui.windows import Desktop, desktop


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desktop]:
    with desktop(qtbot) as made:
        yield made


def choose(desk: Desktop, way: str) -> None:
    QTest.mouseClick(desk.window.frame.start.ways[way], Qt.MouseButton.LeftButton)
    desk.settle()


def dialog(desk: Desktop) -> NewBookDialog:
    return desk.window.findChildren(NewBookDialog)[-1]


def test_the_first_start_offers_five_ways_to_begin(desk: Desktop) -> None:
    assert [way.id for way in WAYS] == ["empty", "sample", "import", "open", "restore"]
    assert all(desk.window.frame.start.ways[way.id].isVisible() for way in WAYS)
    assert not list(data_folder().glob("*")) if data_folder().exists() else True


def test_the_arrow_keys_walk_over_the_ways_and_enter_takes_one(desk: Desktop, tmp_path: Path) -> None:
    ways, page = desk.window.frame.start.ways, desk.window.frame.start
    assert ways["empty"].hasFocus()
    for key, way in (("Right", "sample"), ("Down", "open"), ("Left", "import"), ("Up", "empty"), ("Up", "empty")):
        desk.press(key)
        assert ways[way].hasFocus()
    desk.settings["recent_files"] = (str(tmp_path / "Late.crm"),)
    page.refresh()
    for _press in range(3):
        desk.press("Down")
    late = page.recent.itemAt(0)
    assert late is not None
    assert late.widget() is QApplication.focusWidget()
    ways["empty"].setFocus()
    desk.press("Return")
    assert dialog(desk).title_line.hasFocus()


def test_a_late_book_is_named_letter_by_letter(desk: Desktop, tmp_path: Path) -> None:
    desk.settings["recent_files"] = (str(tmp_path / "Größe & Söhne.crm"),)
    desk.window.frame.start.refresh()
    late = desk.window.frame.start.recent.itemAt(0)
    assert late is not None
    button = late.widget()
    assert isinstance(button, QPushButton)
    assert button.text().startswith("Größe && Söhne  ·")
    assert button.shortcut().isEmpty()


def test_what_was_wrong_with_a_new_book_goes_with_the_next_letter(desk: Desktop) -> None:
    choose(desk, "empty")
    asked = dialog(desk)
    asked.currency.setText("money")
    asked.make()
    assert asked.currency.property("invalid")
    asked.currency.selectAll()
    QTest.keyClicks(asked.currency, "EUR")
    assert not asked.currency.property("invalid")
    assert not asked.notice.isVisible()


def test_looking_around_makes_a_book_of_invented_customers(desk: Desktop) -> None:
    choose(desk, "sample")
    assert desk.window.windowTitle().startswith(sample.TITLE)
    assert desk.count(Opportunity) == 270
    assert desk.store.path.parent == data_folder()


def test_looking_around_twice_leaves_the_first_book_alone(desk: Desktop) -> None:
    choose(desk, "sample")
    first = desk.store.path
    desk.run("file.close")
    choose(desk, "sample")
    assert desk.store.path == first.with_name("Northwind territory 2.crm")


def test_starting_empty_asks_for_title_and_currency_and_enter_makes_the_book(desk: Desktop) -> None:
    choose(desk, "empty")
    asked = dialog(desk)
    asked.title_line.setText("Müller & Söhne: 2026")
    asked.currency.setText("eur")
    assert Path(asked.place.text()) == data_folder() / "Müller & Söhne  2026.crm"
    asked.make()
    desk.settle()
    with desk.store.read() as session:
        assert (book.title(session), book.currency(session)) == ("Müller & Söhne: 2026", "EUR")
    assert desk.window.windowTitle().startswith("Müller & Söhne: 2026")


def test_a_currency_that_is_none_is_said_and_no_book_is_made(desk: Desktop) -> None:
    choose(desk, "empty")
    asked = dialog(desk)
    asked.currency.setText("money")
    asked.make()
    assert asked.notice.text() == "“money” is no currency; write three letters like USD or EUR."
    assert desk.window.context is None
    asked.reject()


def test_a_new_book_never_takes_the_place_of_another_file(desk: Desktop, tmp_path: Path) -> None:
    taken = tmp_path / "taken.crm"
    taken.write_text("something else")
    choose(desk, "empty")
    asked = dialog(desk)
    asked.place.setText(str(taken))
    asked.make()
    assert "“taken.crm” is there already." in asked.notice.text()
    assert taken.read_text() == "something else"
    asked.reject()


def test_a_folder_that_cannot_be_made_is_said(desk: Desktop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    choose(desk, "empty")
    asked = dialog(desk)
    asked.place.setText(str(tmp_path / "file" / "book.crm"))
    asked.make()
    assert "folder" in asked.notice.text()
    assert desk.window.context is None
    asked.reject()


def test_import_makes_a_book_and_opens_the_import_on_it(desk: Desktop) -> None:
    choose(desk, "import")
    assert desk.store.path == data_folder() / "My business.crm"
    found = desk.window.findChildren(ImportDialog)
    assert len(found) == 1
    found[0].reject()


def test_a_book_is_chosen_and_opened_and_stands_among_those_of_late(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chosen.crm"
    with opened_book(path):
        pass
    monkeypatch.setattr(file_dialogs, "open_one", lambda *_args: path)
    choose(desk, "open")
    assert desk.store.path == path
    desk.run("file.close")
    desk.qtbot.waitUntil(desk.window.frame.start.isVisible)
    late = desk.window.frame.start.recent.itemAt(0)
    button = late.widget() if late is not None else None
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.store.path == path


def test_a_choice_that_was_given_up_changes_nothing(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_dialogs, "open_one", lambda *_args: None)
    choose(desk, "open")
    choose(desk, "restore")
    assert desk.window.context is None
    assert desk.notice() == ""


@pytest.mark.parametrize(
    "content, sentence",
    [
        (None, "“book.crm” is not there"),
        (b"", "“book.crm” is empty"),
        (b"Name,City\nCodehow,Milano\n" * 100, "“book.crm” is no book of business"),
    ],
)
def test_what_is_no_book_is_told_on_the_start_page_in_one_sentence(
    desk: Desktop, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "book.crm"
    if content is not None:
        path.write_bytes(content)
    assert not books.open_book(desk.window, path)
    assert desk.notice().startswith(sentence)
    assert content is None or path.read_bytes() == content


def test_a_book_that_is_open_elsewhere_is_told(desk: Desktop, tmp_path: Path) -> None:
    path = tmp_path / "book.crm"
    with opened_book(path):
        assert not books.open_book(desk.window, path)
    assert desk.notice().startswith("“book.crm” is ")
    assert desk.notice().endswith("Close it there first, or look at a backup.")


def test_a_backup_becomes_a_book_without_any_book_being_there(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backed_up(tmp_path)
    answers = answered(monkeypatch, "Restore")
    monkeypatch.setattr(file_dialogs, "open_one", lambda *_args: made)
    choose(desk, "restore")
    assert "7 contacts" in answers[0]
    assert desk.store.path == data_folder() / "Lost.crm"
    assert desk.count(Contact) == 7


def test_a_backup_takes_the_place_of_a_damaged_book_which_is_kept(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backed_up(tmp_path)
    lost = tmp_path / "Lost.crm"
    lost.write_bytes(b"damaged")
    desk.settings["last_file"] = str(lost)
    desk.settings["backup_folder"] = str(made.parent)
    answered(monkeypatch, "Restore")
    monkeypatch.setattr(file_dialogs, "open_one", lambda *_args: made)
    choose(desk, "restore")
    assert desk.store.path == lost
    assert "What was there before is kept as" in desk.status()
    assert b"damaged" in {kept.read_bytes() for kept in made.parent.glob("*replaced*")}


def test_a_file_that_is_no_backup_is_told(desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "wrong.crm"
    wrong.write_bytes(b"x" * 5000)
    monkeypatch.setattr(file_dialogs, "open_one", lambda *_args: wrong)
    restore_start.restore_without_book(desk.window)
    assert desk.notice().startswith("“wrong.crm” is no book of business")


def backed_up(folder: Path) -> Path:
    """Return a backup of a book that is gone."""
    path = folder / "Lost.crm"
    with opened_book(path) as opened:
        kept = backup.back_up(opened.store, folder / "backups", backup.Reason.HAND).path
    path.unlink()
    return kept


def answered(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    """Answer every question with the button of that name; return the words of the questions."""
    asked: list[str] = []

    def answer_now(box: QMessageBox) -> int:
        asked.append(f"{box.text()}\n{box.informativeText()}")
        next(button for button in box.buttons() if button.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer_now)
    return asked


def test_a_backup_that_fails_at_closing_asks_and_stays_if_the_user_wants(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.crm"
    create_store(path).close()
    (tmp_path / "blocked").write_text("no folder")
    with desktop(qtbot, path) as made:
        made.settings["backup_folder"] = str(tmp_path / "blocked")
        asked = answered(monkeypatch, "Stay")
        made.window.close()
        qtbot.waitUntil(lambda: made.window.context is not None and bool(asked))
        assert "The book itself is saved." in asked[0]
        assert made.window.isVisible()
        made.settle()
        answered(monkeypatch, "Close without a backup")
        made.close()
    open_store(path).close()
