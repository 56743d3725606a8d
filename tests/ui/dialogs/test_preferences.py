"""Preferences: every declared setting has its place, holds at once, and refuses what makes no sense, in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.base.paths import config_folder, log_folder
from crm_desktop.base.settings import SETTINGS, Settings
from crm_desktop.model import Account, Contact, Seller
from crm_desktop.services import book, records, saved_reports
from crm_desktop.services.pivot_editing import begun
from crm_desktop.storage import backup
from crm_desktop.ui import file_dialogs, theme
from crm_desktop.ui.dialogs.preferences import Preferences, open_preferences
from crm_desktop.ui.dialogs.settings_page import BookPage, SettingsPage, pages
from crm_desktop.ui.widgets import FlatButton
from tests.ui.bare_host import BareHost


@pytest.fixture
def dialog(desk: BareHost, qtbot: QtBot) -> Preferences:
    """The dialog on an empty book."""
    made = Preferences(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made


def say(dialog: Preferences, page: str, name: str, text: str) -> None:
    """Type a text into a field and leave it."""
    shown = dialog.page(page)
    assert isinstance(shown, SettingsPage | BookPage)
    editor = shown.form.editor(name)
    editor.put(text)
    editor.left.emit()


def why(dialog: Preferences, page: str, name: str) -> str:
    shown = dialog.page(page)
    assert isinstance(shown, SettingsPage | BookPage)
    return shown.form.editor(name).widget.accessibleDescription()


def test_every_setting_of_a_page_has_its_row(dialog: Preferences) -> None:
    for title in pages():
        page = dialog.page(title)
        assert isinstance(page, SettingsPage)
        assert set(page.form.fields) == {setting.key for setting in SETTINGS if setting.page == title}


def test_a_choice_holds_at_once_and_the_window_looks_at_it(desk: BareHost, dialog: Preferences) -> None:
    page = dialog.page("Appearance")
    assert isinstance(page, SettingsPage)
    box = page.form.editor("theme").widget
    assert isinstance(box, QComboBox)
    box.setCurrentText("Dark")
    box.activated.emit(box.currentIndex())
    assert Settings(desk.settings.path)["theme"] == "dark"
    assert desk.settings_taken == 1


def test_a_tick_is_stored(desk: BareHost, dialog: Preferences) -> None:
    page = dialog.page("Files")
    assert isinstance(page, SettingsPage)
    page.form.editor("backup_at_close").widget.click()  # type: ignore[attr-defined]
    assert Settings(desk.settings.path)["backup_at_close"] is False


@pytest.mark.parametrize(("page", "name", "text", "reason"), [
    ("Appearance", "text_size", "900", "outside 100 to 200"),
    ("Calendar", "fiscal_month", "13", "outside 1 to 12"),
    ("Language and country", "currency", "Taler", "no currency"),
    ("Files", "backup_folder", "/nowhere/at all", "no folder"),
    ("Reports", "schedule_folder", "/nowhere/at all", "no folder"),
    ("Reports", "rfm_days", "30, 90, 180, 365", "each smaller"),
    ("Reports", "rfm_money", "1,000 and more", "each greater"),
])  # fmt: skip
def test_nonsense_is_told_under_its_field_and_not_stored(
    desk: BareHost, dialog: Preferences, page: str, name: str, text: str, reason: str
) -> None:
    before = desk.settings[name]
    say(dialog, page, name, text)
    assert reason in why(dialog, page, name)
    assert Settings(desk.settings.path)[name] == before


def test_an_empty_field_takes_the_default_again(desk: BareHost, dialog: Preferences) -> None:
    say(dialog, "Language and country", "currency", "chf")
    assert desk.settings["currency"] == "CHF"
    say(dialog, "Language and country", "currency", "")
    assert desk.settings["currency"] == "USD"


def test_what_was_typed_last_is_kept_when_the_dialog_closes(qtbot: QtBot, desk: BareHost, dialog: Preferences) -> None:
    dialog.list.setCurrentRow(pages().index("Reports"))
    page = dialog.page("Reports")
    assert isinstance(page, SettingsPage)
    line = page.form.editor("author").widget
    dialog.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "Maureen Marcano")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: Settings(desk.settings.path)["author"] == "Maureen Marcano")


def test_the_page_says_where_backups_go_while_no_folder_is_chosen(dialog: Preferences) -> None:
    page = dialog.page("Files")
    assert isinstance(page, SettingsPage)
    assert str(backup.default_folder()) in page.form.editor("backup_folder").widget.accessibleDescription()


def test_why_a_step_failed_goes_with_the_next_that_succeeds(qtbot: QtBot, desk: BareHost, dialog: Preferences) -> None:
    dialog.page("sales-process").failed.emit("“Qualified” has been used.")
    assert dialog.notice.isVisible()
    with desk.book.store.act("Something else") as session:
        records.create(session, Account, {"name": "Bioplex"})
    qtbot.waitUntil(lambda: not dialog.notice.isVisible())


@pytest.mark.parametrize("percent", [150, 200])
def test_the_dialog_fits_the_screen_with_large_text(
    qtbot: QtBot, qapp: QApplication, desk: BareHost, percent: int
) -> None:
    theme.apply(qapp, "light", percent)
    made = Preferences(desk.book)
    qtbot.addWidget(made)
    made.show()
    for row in range(made.list.count()):
        made.list.setCurrentRow(row)
    assert made.frameSize().boundedTo(made.screen().availableGeometry().size()) == made.frameSize()
    theme.apply(qapp, "light", 100)


def test_a_folder_for_backups_is_taken(desk: BareHost, dialog: Preferences, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    say(dialog, "Files", "backup_folder", str(tmp_path / "safe"))
    assert desk.book.backup_folder() == tmp_path / "safe"


def test_title_and_currency_of_the_book_are_steps_that_can_be_undone(desk: BareHost, dialog: Preferences) -> None:
    say(dialog, "book", "title", "Southwind")
    say(dialog, "book", "currency", "€")
    store = desk.book.store
    with store.read() as session:
        assert (book.title(session), book.currency(session)) == ("Southwind", "EUR")
    assert [step.title for step in store.steps(2)] == [
        "Change the currency of the book",
        "Change the title of the book",
    ]


def test_the_page_of_the_book_follows_an_undo(qtbot: QtBot, desk: BareHost, dialog: Preferences) -> None:
    say(dialog, "book", "title", "Southwind")
    page = dialog.page("book")
    assert isinstance(page, BookPage)
    line = page.form.editor("title").widget
    assert isinstance(line, QLineEdit)
    desk.book.store.undo()
    qtbot.waitUntil(lambda: line.text() == "Northwind")


def test_a_book_without_such_a_currency_keeps_its_own(desk: BareHost, dialog: Preferences) -> None:
    say(dialog, "book", "currency", "XXQ")
    assert "no currency" in why(dialog, "book", "currency")
    assert desk.book.store.next_undo() is None


def test_the_preferences_open_at_a_page(qtbot: QtBot, desk: BareHost) -> None:
    dialog = open_preferences(desk.book, "sales-process")
    qtbot.addWidget(dialog)
    assert dialog.title.text() == "Sales process"


def test_every_place_of_a_file_is_told_and_shown_in_its_folder(
    desk: BareHost, dialog: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    page = dialog.page("Files")
    assert isinstance(page, SettingsPage)
    assert page.places is not None
    for button in page.places.buttons:
        button.click()
    assert opened == [desk.book.store.path.parent, desk.book.backup_folder(), config_folder(), log_folder()]
    assert all(folder.is_dir() for folder in opened)


def test_the_order_of_names_is_chosen_in_the_book(desk: BareHost, dialog: Preferences, qtbot: QtBot) -> None:
    with desk.book.store.act("New") as session:
        contact = records.create(session, Contact, {"name": "Anna Berg"})
    with qtbot.waitSignal(desk.jobs.idle):
        say(dialog, "book", "name_order", "Last name, First name")
    with desk.book.store.read() as session:
        assert records.find(session, Contact, contact.id).name == "Berg, Anna"
    assert desk.book.store.steps(1)[0].title == "Change how the names of contacts are shown"


def test_another_language_is_spoken_by_the_preferences_too(desk: BareHost, dialog: Preferences) -> None:
    page = dialog.page("Language and country")
    assert isinstance(page, SettingsPage)
    dialog.list.setCurrentRow(1)
    say(dialog, "Language and country", "language", "English")
    assert not dialog.isVisible()
    anew = next(one for one in desk.window.findChildren(Preferences) if one is not dialog and one.isVisible())
    assert anew.list.currentRow() == 1
    assert Settings(desk.settings.path)["language"] == "en"
    anew.reject()


def test_the_report_of_the_week_is_chosen_by_its_title_and_its_folder_is_looked_for(
    desk: BareHost, dialog: Preferences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.book.store.act("Save") as session:
        saved_reports.save(session, "By seller", begun(Account))
        for name, active in (("Zoë", True), ("Anna", True), ("Gone", False)):
            records.create(session, Seller, {"name": name, "active": active})
    page = dialog.page("Reports")
    assert isinstance(page, SettingsPage)
    box = page.form.editor("schedule_report").widget
    assert isinstance(box, QComboBox)
    titles = [box.itemText(at) for at in range(box.count())]
    assert (box.currentText(), titles[-1], "" in titles) == ("Weekly packet", "By seller", False)
    for title, kept in (("By seller", "By seller"), ("Weekly pipeline", "weekly-pipeline")):
        say(dialog, "Reports", "schedule_report", title)
        assert Settings(desk.settings.path)["schedule_report"] == kept
    sellers = page.form.editor("schedule_seller").widget
    assert isinstance(sellers, QComboBox)
    assert [sellers.itemText(at) for at in range(sellers.count())] == ["", "Anna", "Zoë"]
    for said in ("Zoë", ""):
        say(dialog, "Reports", "schedule_seller", said)
        assert Settings(desk.settings.path)["schedule_seller"] == said
    monkeypatch.setattr(file_dialogs, "folder", lambda *_asked: tmp_path)
    page.form.findChildren(FlatButton)[0].click()
    assert Settings(desk.settings.path)["schedule_folder"] == str(tmp_path)
    desk.settings["schedule_report"], desk.settings["schedule_folder"] = "Gone", str(tmp_path / "gone")
    desk.settings["schedule_seller"] = "Gone"
    later = SettingsPage(desk.book, "Reports")
    told = [later.form.editor(f"schedule_{name}").widget.accessibleDescription() for name in ("report", "folder")]
    assert told[0] == "There is no report “Gone” in this book; choose another one."
    assert told[1].startswith("There is no folder")
    assert (
        later.form.editor("schedule_seller")
        .widget.accessibleDescription()
        .startswith("Nobody who sells is called “Gone”")
    )
    later.deleteLater()
