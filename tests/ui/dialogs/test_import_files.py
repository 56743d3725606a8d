"""The import dialog: what files become, what a try says, what an import leaves, and what a cancel does not."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from crm_desktop.model import Account, Opportunity, Record, Stage
from crm_desktop.storage.health import content_hash
from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.ui.bare_host import BareHost

ACCOUNTS = """Account name,Industry,Employees,Colour
Betasoloin,Optics,120,blue
Bioplex,Medical,about 40,red
"""
DEALS = """Opportunity id,Opportunity name,Account name,Amount,Stage,Close date
A-1,Pilot,Betasoloin,"1,200",Proposal,2026-12-04
A-2,Rollout,bio plex,TBD,Engaging,2026-12-31
A-2,Rollout again,Bioplex,900,Proposal,2026-12-31
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Small exports of another program, one of them with rows that are wrong."""
    texts = {"accounts.csv": ACCOUNTS, "deals.csv": DEALS, "empty.csv": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in texts}


@pytest.fixture
def dialog(desk: BareHost, qtbot: QtBot) -> ImportDialog:
    """The dialog on an empty book."""
    made = ImportDialog(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made


def add(qtbot: QtBot, desk: BareHost, dialog: ImportDialog, *paths: Path) -> None:
    with qtbot.waitSignal(desk.jobs.idle):
        dialog.add_files(paths)


def press(qtbot: QtBot, desk: BareHost, button: object) -> None:
    with qtbot.waitSignal(desk.jobs.idle):
        button.click()  # type: ignore[attr-defined]


def count(desk: BareHost, model: type[Record]) -> int:
    with desk.book.store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def content(desk: BareHost) -> str:
    with desk.book.store.driver() as raw:
        return content_hash(raw)


def test_each_file_says_what_it_becomes_and_a_bad_one_does_not_stop_the_others(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"], files["empty.csv"], files["accounts.csv"])
    lines = [dialog.list.list.item(row).text().splitlines() for row in range(3)]
    assert lines == [
        ["deals.csv", "Opportunities"],
        ["empty.csv", "cannot be read"],
        ["accounts.csv", "Accounts"],
    ]
    dialog.list.list.setCurrentRow(1)
    assert "empty" in dialog.detail.reason.text()
    assert dialog.import_button.isEnabled()


def test_a_description_of_columns_is_left_out_with_a_sentence(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "data_dictionary.csv"
    path.write_text("Table,Field,Description\naccounts,account,Company name\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    assert "describes the columns of other files" in dialog.detail.reason.text()
    assert not dialog.import_button.isEnabled()


def test_the_first_rows_stand_below_the_fields_that_their_columns_become(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"])
    preview = dialog.detail.preview
    assert [preview.header.choice(i).currentText() for i in range(6)] == [
        "Reference", "Name", "Account", "Amount", "Stage", "Expected close",
    ]  # fmt: skip
    assert preview.rows.index(1, 2).data() == "bio plex"
    assert "“Account name” → Account" in dialog.detail.notes.text()


def test_a_try_says_what_would_happen_and_changes_nothing(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    before = content(desk)
    add(qtbot, desk, dialog, files["deals.csv"], files["accounts.csv"])
    press(qtbot, desk, dialog.try_button)
    rows = dialog.outcome.tallies.rows
    shown = [[rows.index(row, column).data() for column in range(6)] for row in range(2)]
    assert shown == [
        ["accounts.csv", "Accounts", "2", "0", "0", "0"],
        ["deals.csv", "Opportunities", "2", "0", "0", "1"],
    ]
    assert "Nothing is stored yet" in dialog.outcome.title.text()
    assert content(desk) == before
    assert desk.book.store.next_undo() is None


def test_an_import_brings_rows_in_and_lists_what_stayed_out_with_line_and_reason(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"], files["deals.csv"])
    press(qtbot, desk, dialog.import_button)
    assert (count(desk, Account), count(desk, Opportunity)) == (2, 2)
    rows = dialog.outcome.problems.rows
    told = [[rows.index(row, column).data() for column in range(4)] for row in range(rows.rowCount())]
    assert [line[:3] for line in told] == [
        ["accounts.csv", "3", "value left out"],
        ["deals.csv", "3", "value left out"],
        ["deals.csv", "4", "row refused"],
    ]
    assert "about 40" in told[0][3]
    assert "TBD" in told[1][3]


def test_the_rejected_rows_are_saved_with_their_reasons(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path], tmp_path: Path
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"])
    press(qtbot, desk, dialog.import_button)
    assert dialog.save_button.isVisible()
    dialog.write_rejected(tmp_path / "rejected.csv")
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert [(line[1], line[2], line[5]) for line in lines[1:]] == [("3", "A-2", "TBD"), ("4", "A-2", "900")]
    assert "TBD" in lines[1][0]


def test_one_undo_takes_the_whole_import_back(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    before = content(desk)
    add(qtbot, desk, dialog, files["accounts.csv"], files["deals.csv"])
    press(qtbot, desk, dialog.import_button)
    assert content(desk) != before
    press(qtbot, desk, dialog.undo_button)
    assert content(desk) == before
    assert not dialog.undo_button.isVisible()


def test_the_import_is_not_undone_over_later_steps(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.act("Rename") as session:
        session.scalars(select(Account)).first().name = "Renamed"  # type: ignore[union-attr]
    dialog.undo_button.click()
    assert "Other steps came after" in dialog.notice.text()
    assert count(desk, Account) == 2


def test_a_second_import_of_the_same_files_changes_nothing(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    press(qtbot, desk, dialog.import_button)
    dialog.back.click()
    press(qtbot, desk, dialog.import_button)
    assert dialog.outcome.title.text() == "Nothing changed."
    assert not dialog.undo_button.isVisible()


def test_a_column_becomes_what_the_user_picks(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    choice = dialog.detail.preview.header.choice(3)
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
    header = dialog.detail.preview.header
    header.choice(3).setCurrentText("Name")
    header.choice(3).activated.emit(header.choice(3).currentIndex())
    assert (header.choice(0).currentText(), header.choice(3).currentText()) == ("Left out", "Name")


def test_a_file_that_the_user_leaves_out_stays_out_and_can_come_back(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    holds = dialog.detail.holds
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
    assert dialog.detail.preview.rows.index(0, 0).data() == "Müller & Söhne"
    box = dialog.detail.encoding
    box.setCurrentIndex(box.findData("cp1251"))
    with qtbot.waitSignal(desk.jobs.idle):
        box.activated.emit(box.currentIndex())
    assert dialog.detail.preview.rows.index(0, 0).data() == "Müller & Söhne".encode("cp1252").decode("cp1251")


def test_another_separator_reads_the_file_again(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    box = dialog.detail.delimiter
    box.setCurrentIndex(box.findData(";"))
    with qtbot.waitSignal(desk.jobs.idle):
        box.activated.emit(box.currentIndex())
    assert dialog.files[0].table is not None
    assert dialog.files[0].table.headings == ("Account name,Industry,Employees,Colour",)


def test_the_order_of_day_and_month_is_shown_and_can_be_said(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Opportunity name,Stage,Close date\nPilot,Proposal,03/04/2027\n", encoding="utf-8")
    add(qtbot, desk, dialog, path)
    days = dialog.detail.days
    assert (days.isVisible(), days.currentText()) == (True, "")
    assert not dialog.detail.amounts.isVisible()
    days.setCurrentIndex(days.findData("dmy"))
    days.activated.emit(days.currentIndex())
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.read() as session:
        assert session.scalars(select(Opportunity.close_date)).all() == [date(2027, 4, 3)]


def test_a_cancel_in_the_middle_leaves_nothing(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("Account name\n" + "".join(f"Account {n}\n" for n in range(50_000)), encoding="utf-8")
    add(qtbot, desk, dialog, path)
    before = content(desk)
    dialog.import_button.click()
    job = desk.jobs.running[0]
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignal(desk.jobs.idle):
        job.cancel()
    assert content(desk) == before
    assert desk.book.store.next_undo() is None
    assert dialog.import_button.isEnabled()


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
    assert [chosen.name for chosen in dialog.files] == ["accounts.csv"]


def test_a_file_is_taken_off_the_list(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"], files["deals.csv"])
    QTest.keyClick(dialog.list.list, Qt.Key.Key_Delete)
    assert [chosen.name for chosen in dialog.files] == ["deals.csv"]


def test_a_stage_that_the_file_brought_waits_for_review(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["deals.csv"])
    press(qtbot, desk, dialog.import_button)
    with desk.book.store.read() as session:
        assert session.scalars(select(Stage.name).where(Stage.needs_review)).all() == ["Engaging"]
    assert "“Engaging” is new" in dialog.outcome.notes.toPlainText()


def test_the_file_of_the_book_is_backed_up_before_an_import(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    add(qtbot, desk, dialog, files["accounts.csv"])
    press(qtbot, desk, dialog.import_button)
    assert [path.suffix for path in sorted(desk.book.backup_folder().glob("*import.crm*"))] == [".crm", ".sha256"]
