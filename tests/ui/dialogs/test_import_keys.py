"""The import dialog by the keyboard alone: where it is after each step, and that a choice is never lost by a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account
from crm_desktop.services import records
from crm_desktop.ui import theme
from crm_desktop.ui.dialogs.import_files import ImportDialog, open_import
from tests.ui.bare_host import BareHost
from tests.ui.dialogs.importing import add, press


@pytest.fixture
def shown(qtbot: QtBot, desk: BareHost, dialog: ImportDialog) -> ImportDialog:
    """The dialog with the keyboard in it."""
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    return dialog


def test_enter_after_enter_imports_and_closes(
    qtbot: QtBot, desk: BareHost, shown: ImportDialog, files: dict[str, Path]
) -> None:
    assert shown.page.choose.hasFocus()
    add(qtbot, desk, shown, files["accounts.csv"])
    assert shown.page.list.list.hasFocus()
    assert shown.import_button.isDefault()
    with qtbot.waitSignal(desk.jobs.idle):
        QTest.keyClick(shown.page.list.list, Qt.Key.Key_Return)
    assert shown.close_button.hasFocus()
    QTest.keyClick(shown.close_button, Qt.Key.Key_Return)
    assert shown.isHidden()
    with desk.book.store.read() as session:
        assert [name for (name,) in session.query(Account.name).order_by(Account.id)] == ["Betasoloin", "Bioplex"]


def test_a_try_leaves_the_keyboard_on_import(
    qtbot: QtBot, desk: BareHost, shown: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, shown, files["accounts.csv"])
    press(qtbot, desk, shown.try_button)
    assert shown.import_button.hasFocus()


def test_another_reading_leaves_the_keyboard_where_it_was(
    qtbot: QtBot, desk: BareHost, shown: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, shown, files["accounts.csv"])
    box = shown.page.detail.encoding
    box.setFocus()
    box.setCurrentIndex(box.findData("cp1252"))
    with qtbot.waitSignal(desk.jobs.idle):
        box.activated.emit(box.currentIndex())
    assert box.hasFocus()


def test_escape_keeps_the_files_for_the_next_time(qtbot: QtBot, desk: BareHost, files: dict[str, Path]) -> None:
    dialog = open_import(desk.book)
    add(qtbot, desk, dialog, files["accounts.csv"], files["deals.csv"])
    dialog.page.detail.preview.column_picked.emit(1, None)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert desk.said[-1] == ("info", "Nothing was imported. The files stay chosen for the next time.")
    again = open_import(desk.book)
    assert again.isVisible()
    assert [chosen.name for chosen in again.page.files] == ["accounts.csv", "deals.csv"]
    mapped = again.page.files[0].mapping
    assert mapped is not None
    assert mapped.columns[1] is None
    again.close()


def test_after_an_import_the_next_begins_anew(qtbot: QtBot, desk: BareHost, files: dict[str, Path]) -> None:
    dialog = open_import(desk.book)
    add(qtbot, desk, dialog, files["accounts.csv"])
    press(qtbot, desk, dialog.import_button)
    dialog.reject()
    again = open_import(desk.book)
    assert again is not dialog
    assert not again.page.files
    again.close()


@pytest.mark.parametrize("percent", [100, 150])
def test_the_window_keeps_its_size_whatever_file_is_looked_at(
    qtbot: QtBot, qapp: QApplication, desk: BareHost, files: dict[str, Path], tmp_path: Path, percent: int
) -> None:
    theme.apply(qapp, "light", percent)
    odd = tmp_path / f"{'a_very_long_name_' * 6}.csv"
    odd.write_text("première,second\n1,2\n", encoding="utf-8")
    dialog = ImportDialog(desk.book)
    qtbot.addWidget(dialog)
    dialog.show()
    add(qtbot, desk, dialog, *files.values(), odd)
    sizes = set()
    for row in range(len(dialog.page.files)):
        dialog.page.list.list.setCurrentRow(row)
        QApplication.processEvents()
        sizes.add((dialog.width(), dialog.height()))
    assert len(sizes) == 1
    theme.apply(qapp, "light", 100)


def test_every_file_of_an_outcome_is_in_sight(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    with desk.book.store.act("One") as session:
        records.create(session, Account, {"name": "Bioplex"})
    add(qtbot, desk, dialog, *files.values())
    press(qtbot, desk, dialog.import_button)
    QApplication.processEvents()
    tallies = dialog.outcome.tallies
    assert tallies.verticalScrollBar().maximum() == 0
    assert tallies.horizontalScrollBar().maximum() == 0
