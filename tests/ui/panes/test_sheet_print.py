"""Ctrl+P prints what is in front: the list of accounts, or the sheet of the account whose page has the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.ui import printing
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.records import RecordsPane
from tests.ui.windows import Desktop

Printed = list[tuple[str, str]]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What goes to the printer: title and text of the first page."""
    found: Printed = []

    def take(_context: Context, path: Path, title: str, _paper: str) -> None:
        found.append((title, PdfReader(path).pages[0].extract_text()))

    monkeypatch.setattr(printing, "print_pdf", take)
    return found


def in_front(desk: Desktop, entity: str) -> RecordsPane:
    pane = desk.window.open_pane(entity)
    assert isinstance(pane, RecordsPane)
    desk.rest()
    return pane


def test_the_keyboard_says_whether_the_list_or_the_sheet_is_printed(desk: Desktop, printed: Printed) -> None:
    pane = in_front(desk, "account")
    desk.press("Ctrl+P")
    pane.open_selected()
    desk.settle()
    desk.press("Ctrl+P")
    assert [title for title, _text in printed] == ["Accounts", "Account sheet"]
    assert "What happened lately" in printed[1][1]


def test_the_page_of_anybody_else_prints_the_list(desk: Desktop, printed: Printed) -> None:
    pane = in_front(desk, "contact")
    pane.open_selected()
    desk.settle()
    desk.press("Ctrl+P")
    assert [title for title, _text in printed] == ["Contacts"]
