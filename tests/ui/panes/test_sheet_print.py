"""Ctrl+P shows for printing what is in front: a list, a board, the sheet of a record, the page of the day, a dialog."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base import dates
from crm_desktop.model import Opportunity, Record, Seller
from crm_desktop.services import records
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.dialogs.deleted import open_deleted
from crm_desktop.ui.dialogs.preferences import open_preferences
from crm_desktop.ui.dialogs.print_preview import PrintPreview
from crm_desktop.ui.panes.opportunities import OpportunitiesPane
from crm_desktop.ui.panes.records import RecordsPane
from crm_desktop.ui.print_key import PrintKey, print_dialog
from tests.ui.windows import Desktop, desktop


def in_front(desk: Desktop, entity: str) -> RecordsPane:
    pane = desk.window.open_pane(entity)
    assert isinstance(pane, RecordsPane)
    desk.rest()
    return pane


def preview(desk: Desktop) -> PrintPreview:
    """Return the preview that is open."""
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, PrintPreview) and one.isVisible()]
    desk.settle()
    assert found.printed is not None, found.notice.text()
    return found


def printed(desk: Desktop) -> tuple[str, str]:
    """Press Ctrl+P; return the title of the preview and the text of its first page."""
    with desk.qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    desk.press("Ctrl+P")
    found = preview(desk)
    assert found.printed is not None
    text = PdfReader(found.printed.path).pages[0].extract_text()
    title = found.windowTitle().removeprefix("Print: ")
    found.reject()
    desk.settle()
    return title, text


def test_the_keyboard_says_whether_the_list_or_the_sheet_is_printed(desk: Desktop) -> None:
    pane = in_front(desk, "account")
    assert printed(desk)[0] == "Accounts"
    pane.open_selected()
    desk.settle()
    title, text = printed(desk)
    assert title == "Account"
    assert "What happened lately" in text


def test_the_page_of_a_record_prints_its_own_sheet(desk: Desktop) -> None:
    models: list[type[Record]] = [Opportunity, Seller]
    for model in models:
        pane = in_front(desk, model.__tablename__)
        pane.open_selected()
        desk.settle()
        with desk.store.read() as session:
            name = records.values_of(session.get_one(model, pane.page.record_id))["name"]
        title, text = printed(desk)
        assert title == model.entity.title
        assert text.startswith(name)


def test_a_list_is_printed_with_its_words_its_columns_and_its_groups(desk: Desktop) -> None:
    pane = in_front(desk, "opportunity")
    pane.list.filter.choose_all()
    pane.list.filter.group_by("stage_id")
    pane.list.set_words("GTX")
    desk.settle()
    shown = [pane.list.table.texts(row)[0].removeprefix("▾ ") for row in range(pane.list.table.rowCount())]
    _title, text = printed(desk)
    assert "with “GTX”" in text
    assert len(shown) > 1
    assert [name for name in shown if name not in text] == []
    assert desk.is_offered("report.print")


def test_what_is_shown_only_is_said_and_a_record_that_is_not_made_yet_is_not_printed(desk: Desktop) -> None:
    pane = in_front(desk, "contact")
    pane.show_linked("account_id", 1, "Cancity")
    desk.settle()
    assert "Only those of “Cancity”." in printed(desk)[1]
    pane.new_record()
    with desk.qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    desk.press("Ctrl+P")
    assert "not made yet" in desk.notice()


def test_a_board_is_printed_column_by_column(desk: Desktop) -> None:
    pane = in_front(desk, "opportunity")
    assert isinstance(pane, OpportunitiesPane)
    pane.show_board(True)
    desk.settle()
    snapshot = pane.board.snapshot
    assert snapshot is not None
    title, text = printed(desk)
    assert title == "Opportunities"
    for column in snapshot.columns:
        assert f"{column.place.title} · {column.worth.count}" in text
        assert [card.name for card in snapshot.pages[column.place.key] if card.name not in text] == []


def test_the_day_the_grid_of_goals_and_the_calendar_are_printed_as_they_are_shown(desk: Desktop) -> None:
    found = {}
    for pane in ("today", "goal", "calendar"):
        desk.window.open_pane(pane)
        desk.settle()
        title, found[pane] = printed(desk)
        assert title == {"today": "Page of the day", "goal": "Goals", "calendar": "Calendar"}[pane]
    assert "Needs attention" in found["today"]
    assert "All sellers together" in found["goal"]
    assert str(dates.today().year) in found["calendar"]


def test_without_a_book_the_key_says_that_there_is_nothing(qtbot: QtBot) -> None:
    with desktop(qtbot) as made:
        made.press("Ctrl+P")
        assert "there is nothing to print" in made.notice()


def test_a_dialog_prints_its_table_or_says_that_it_has_none(desk: Desktop) -> None:
    desk.pane.setFocus()
    desk.run("edit.delete")
    dialog = open_deleted(desk.context)
    desk.settle()
    name = dialog.shown.deletions[0].before["name"]
    print_dialog(desk.window, dialog)
    shown = preview(desk)
    assert shown.printed is not None
    assert name in PdfReader(shown.printed.path).pages[0].extract_text()
    shown.reject()
    dialog.reject()
    preferences = open_preferences(desk.context)
    print_dialog(desk.window, preferences)
    assert "nothing here" in preferences.notice.text()
    preferences.reject()
    assert isinstance(desk.window.frame.print_key, PrintKey)


def test_a_preview_is_saved_as_pdf_and_says_where_no_printer_is(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_front(desk, "seller")
    desk.press("Ctrl+P")
    shown = preview(desk)
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_args: tmp_path / "sellers")
    shown.save_button.click()
    desk.settle()
    assert "sellers.pdf" in shown.notice.text()
    assert (tmp_path / "sellers.pdf").read_bytes().startswith(b"%PDF")
    shown.save(tmp_path / "nowhere" / "sellers.pdf")
    desk.settle()
    assert "nowhere" in shown.notice.text()
    if sys.platform == "linux":  # elsewhere the machine may have a printer, which would ask
        shown.print_button.click()
        assert "No printer is set up" in shown.notice.text()
    shown.reject()
