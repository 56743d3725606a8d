"""The import dialog at work: what a try says, what an import leaves, and what a cancel does not."""

from __future__ import annotations

import csv
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from crm_desktop.model import Account, Opportunity, Record, Stage
from crm_desktop.storage.health import content_hash
from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.ui.bare_host import BareHost
from tests.ui.dialogs.importing import add, press


def count(desk: BareHost, model: type[Record]) -> int:
    with desk.book.store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def content(desk: BareHost) -> str:
    with desk.book.store.driver() as raw:
        return content_hash(raw)


def test_a_try_says_what_would_happen_and_changes_nothing(
    qtbot: QtBot, desk: BareHost, dialog: ImportDialog, files: dict[str, Path]
) -> None:
    before = content(desk)
    add(qtbot, desk, dialog, files["deals.csv"], files["accounts.csv"])
    press(qtbot, desk, dialog.try_button)
    rows = dialog.outcome.tallies.rows
    shown = [[rows.index(row, column).data() for column in range(7)] for row in range(2)]
    assert shown == [
        ["accounts.csv", "Accounts", "2", "0", "0", "0", "1"],
        ["deals.csv", "Opportunities", "2", "0", "0", "1", "1"],
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
    assert [(line[1], line[3], line[6]) for line in lines[1:]] == [("3", "A-2", "TBD"), ("4", "A-2", "900")]
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
