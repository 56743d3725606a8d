"""The import dialog makes a field of the user's own for a column that fits none."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from crm_desktop.model import Account
from crm_desktop.schema import custom
from crm_desktop.services import records
from crm_desktop.ui.dialogs.import_files import ImportDialog
from crm_desktop.ui.dialogs.import_preview import FieldChoice
from tests.ui.bare_host import BareHost
from tests.ui.dialogs.importing import add, press


def pick(choice: FieldChoice, title: str) -> None:
    choice.setCurrentIndex(choice.findText(title))
    choice.activated.emit(choice.currentIndex())


def test_a_column_becomes_a_new_field_and_comes_in_with_its_values(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    header = dialog.page.detail.preview.header
    assert header.choice(3).currentText() == "Left out"
    pick(header.choice(3), "New field…")
    assert header.choice(3).currentText() == "Colour"
    assert "a field of accounts now" in dialog.notice.text()
    (name,) = custom.fields_of("account")
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.read() as session:
        assert [records.find(session, Account, i).value(name) for i in (1, 2)] == ["blue", "red"]


def test_a_field_whose_title_is_taken_says_so_and_the_column_stays_left_out(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("Account name,Industry,City\nAcme,Optics,Ulm\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    header = dialog.page.detail.preview.header
    pick(header.choice(1), "Left out")
    pick(header.choice(1), "New field…")
    assert header.choice(1).currentText() == "Left out"
    assert "already" in dialog.notice.text()


def test_files_that_wait_leave_out_a_field_that_was_taken_back_meanwhile(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    pick(dialog.page.detail.preview.header.choice(3), "New field…")
    desk.book.store.undo()
    dialog.page.take_fields()
    assert dialog.page.detail.preview.header.choice(3).currentText() == "Left out"
    assert [chosen.mapping.columns for chosen in dialog.page.files if chosen.mapping] == [
        ("name", "industry", "employees", None)
    ]
