"""The restore dialog: backups of this book, both contents side by side, and the way back that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account
from crm_desktop.services import records
from crm_desktop.storage import backup, restore
from crm_desktop.storage.opening import create_store
from crm_desktop.ui.dialogs.restore import RestoreDialog
from tests.ui.bare_host import BareHost


@pytest.fixture
def backups(desk: BareHost) -> list[Path]:
    """Two backups: with no account and with one; the book has two."""
    paths = []
    for name in ("Betasoloin", "Bioplex"):
        made = backup.back_up(desk.book.store, desk.book.backup_folder(), backup.Reason.HAND)
        paths.append(made.path)
        with desk.book.store.act(f"New account: {name}") as session:
            records.create(session, Account, {"name": name})
    return paths


@pytest.fixture
def dialog(desk: BareHost, qtbot: QtBot, backups: list[Path]) -> RestoreDialog:
    """The dialog with the backups listed."""
    desk.window.resize(1024, 700)
    made = RestoreDialog(desk.book)  # deleted when it closes, or with the window
    made.show()
    qtbot.waitUntil(lambda: made.backups.rows.rowCount() == len(backups))
    return made


def counts(dialog: RestoreDialog) -> dict[str, list[str]]:
    rows = dialog.counts.rows
    lines = [[rows.index(row, column).data() for column in range(4)] for row in range(rows.rowCount())]
    return {line[0]: line[1:] for line in lines}


def test_the_backups_are_listed_newest_first_with_why_they_were_made(
    dialog: RestoreDialog, backups: list[Path]
) -> None:
    rows = dialog.backups.rows
    assert [rows.index(row, 3).data() for row in range(2)] == [path.name for path in reversed(backups)]
    assert rows.index(0, 1).data() == "Made by hand"


def test_both_contents_stand_side_by_side(dialog: RestoreDialog) -> None:
    assert counts(dialog)["Accounts"] == ["2", "1", "1 go"]
    dialog.backups.select_row(1)
    assert counts(dialog)["Accounts"] == ["2", "0", "2 go"]
    assert counts(dialog)["Stages"] == ["6", "6", ""]


def test_restoring_opens_the_backup_and_keeps_what_was_there(
    qtbot: QtBot, desk: BareHost, dialog: RestoreDialog
) -> None:
    before = desk.book.store
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: desk.context is not None and desk.context.store is not before)
    with desk.book.store.read() as session:
        assert [account.name for account in session.query(Account)] == ["Betasoloin"]
    kept = [one for one in backup.list_backups(desk.book.backup_folder()) if one.reason is backup.Reason.RESTORE]
    assert [one.counts["account"] for one in kept] == [2]
    qtbot.waitUntil(lambda: bool(desk.said))
    assert kept[0].path.name in desk.said[-1][1]


def test_a_file_that_is_no_backup_has_its_sentence(desk: BareHost, dialog: RestoreDialog, tmp_path: Path) -> None:
    (tmp_path / "letter.crm").write_text("Dear Anna", encoding="utf-8")
    dialog.look_at(tmp_path / "letter.crm")
    assert "“letter.crm”" in dialog.notice.text()
    assert not dialog.restore_button.isEnabled()


def test_a_damaged_backup_leaves_the_book_as_it_was_and_open(
    qtbot: QtBot, desk: BareHost, dialog: RestoreDialog, backups: list[Path]
) -> None:
    damaged = bytearray(backups[1].read_bytes())
    damaged[-20_000:-10_000] = bytes(10_000)
    backups[1].write_bytes(damaged)
    before = desk.book.store
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: any(kind == "error" for kind, _text in desk.said))
    assert desk.book.store is not before
    with desk.book.store.read() as session:
        assert session.query(Account).count() == 2


def test_another_file_can_be_restored(qtbot: QtBot, desk: BareHost, dialog: RestoreDialog, tmp_path: Path) -> None:
    create_store(tmp_path / "other.crm", title="Southwind", currency="EUR").close()
    dialog.look_at(tmp_path / "other.crm")
    assert "Southwind" in dialog.heading.text()
    dialog.restore()
    qtbot.waitUntil(lambda: bool(desk.said))
    assert restore.counts(tmp_path / "other.crm")["account"] == 0


def test_an_empty_folder_says_so(qtbot: QtBot, desk: BareHost) -> None:
    desk.window.resize(1024, 700)
    dialog = RestoreDialog(desk.book)
    dialog.show()
    qtbot.waitUntil(dialog.empty.isVisible)
    assert "no backups" in dialog.empty.text()
