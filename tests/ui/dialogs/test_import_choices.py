"""The import dialog, before anything happens: what each file becomes, and what the user can say about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from crm_desktop.model import Account, Opportunity
from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.ui.bare_host import BareHost
from tests.ui.dialogs.importing import add, press


def test_each_file_says_what_it_becomes_and_a_bad_one_does_not_stop_the_others(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"], files["empty.csv"], files["accounts.csv"])
    lines = [dialog.page.list.list.item(row).text().splitlines() for row in range(3)]
    assert lines == [
        ["deals.csv", "Opportunities"],
        ["empty.csv", "cannot be read"],
        ["accounts.csv", "Accounts"],
    ]
    dialog.page.list.list.setCurrentRow(1)
    assert "empty" in dialog.page.detail.reason.text()
    assert dialog.import_button.isEnabled()


def test_a_description_of_columns_is_left_out_with_a_sentence(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "data_dictionary.csv"
    path.write_text("Table,Field,Description\naccounts,account,Company name\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    assert "describes the columns of other files" in dialog.page.detail.reason.text()
    assert not dialog.import_button.isEnabled()


def test_the_first_rows_stand_below_the_fields_that_their_columns_become(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"])
    preview = dialog.page.detail.preview
    assert [preview.header.choice(i).currentText() for i in range(6)] == [
        "Reference", "Name", "Account", "Amount", "Stage", "Expected close",
    ]  # fmt: skip
    assert preview.rows.index(1, 2).data() == "bio plex"
    assert "“Account name” → Account" in dialog.page.detail.notes.text()


def test_a_column_becomes_what_the_user_picks(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    choice = dialog.page.detail.preview.header.choice(3)
    assert choice.currentText() == "Left out"
    choice.setCurrentText("About")
    choice.activated.emit(choice.currentIndex())
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.read() as session:
        assert session.scalars(select(Account.about).order_by(Account.id)).all() == ["blue", "red"]


def test_a_field_that_is_picked_for_a_second_column_leaves_the_first(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    header = dialog.page.detail.preview.header
    header.choice(3).setCurrentText("Name")
    header.choice(3).activated.emit(header.choice(3).currentIndex())
    assert (header.choice(0).currentText(), header.choice(3).currentText()) == ("Left out", "Name")


def test_a_file_that_the_user_leaves_out_stays_out_and_can_come_back(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    holds = dialog.page.detail.holds
    holds.setCurrentIndex(0)
    holds.activated.emit(0)
    assert not dialog.import_button.isEnabled()
    holds.setCurrentText("Accounts")
    holds.activated.emit(holds.currentIndex())
    assert dialog.import_button.isEnabled()


def test_another_encoding_reads_the_file_again(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes("Account name;Industry\nMüller & Söhne;Bau\n".encode("cp1252"))
    add(qtbot, desk, dialog, path)
    assert dialog.page.detail.preview.rows.index(0, 0).data() == "Müller & Söhne"
    box = dialog.page.detail.encoding
    box.setCurrentIndex(box.findData("cp1251"))
    with qtbot.waitSignal(desk.jobs.idle):
        box.activated.emit(box.currentIndex())
    assert dialog.page.detail.preview.rows.index(0, 0).data() == "Müller & Söhne".encode("cp1252").decode("cp1251")


def test_another_separator_reads_the_file_again(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    box = dialog.page.detail.delimiter
    box.setCurrentIndex(box.findData(";"))
    with qtbot.waitSignal(desk.jobs.idle):
        box.activated.emit(box.currentIndex())
    assert dialog.page.files[0].table is not None
    assert dialog.page.files[0].table.headings == ("Account name,Industry,Employees,Colour",)


def test_the_order_of_day_and_month_is_shown_and_can_be_said(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Opportunity name,Stage,Close date\nPilot,Proposal,03/04/2027\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    days = dialog.page.detail.days
    assert (days.isVisible(), days.currentText()) == (True, "")
    assert not dialog.page.detail.amounts.isVisible()
    days.setCurrentIndex(days.findData("dmy"))
    days.activated.emit(days.currentIndex())
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.read() as session:
        assert session.scalars(select(Opportunity.close_date)).all() == [date(2027, 4, 3)]


def test_files_are_dropped_on_the_dialog(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files["accounts.csv"])), QUrl("https://example.com/deals.csv")])
    drop = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(desk.jobs.idle):
        dialog.dropEvent(drop)
    assert [chosen.name for chosen in dialog.page.files] == ["accounts.csv"]


def test_a_file_is_taken_off_the_list(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"], files["deals.csv"])
    QTest.keyClick(dialog.page.list.list, Qt.Key.Key_Delete)
    assert [chosen.name for chosen in dialog.page.files] == ["deals.csv"]


def test_the_habits_of_a_column_are_found_when_it_is_picked_by_hand(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Opportunity name;Stage;Termin\nPilot;Proposal;24.12.2027\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    assert not dialog.page.detail.days.isVisible()
    choice = dialog.page.detail.preview.header.choice(2)
    choice.setCurrentText("Expected close")
    choice.activated.emit(choice.currentIndex())
    assert dialog.page.detail.days.currentText() == "day first"


def test_a_choice_above_a_column_that_is_out_of_sight_comes_into_view_with_the_keyboard(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    headings = ",".join(["Account name", "Industry", *(f"Extra {n}" for n in range(30))])
    path.write_text(f"{headings}\nBetasoloin,Optics{',x' * 30}\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    dialog.page.detail.holds.setCurrentText("Accounts")  # too few of its columns are known to tell by themselves
    dialog.page.detail.holds.activated.emit(0)
    preview = dialog.page.detail.preview
    dialog.activateWindow()
    last = preview.header.choice(31)
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    assert preview.viewport().rect().contains(last.geometry().center().x(), 1)


def test_every_file_of_other_programs_is_read_or_refused_in_words(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, real_data: Path
) -> None:
    folders = (real_data / "csv_edge", real_data / "contacts_csv")
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    add(qtbot, desk, dialog, *paths)
    assert len(dialog.page.files) == len(paths) > 60
    for row, chosen in enumerate(dialog.page.files):
        dialog.page.list.list.setCurrentRow(row)
        assert chosen.mapping is not None or chosen.reason.endswith(".")
    press(qtbot, desk, dialog.try_button)
    assert dialog.outcome.isVisible()
    assert desk.book.store.next_undo() is None
