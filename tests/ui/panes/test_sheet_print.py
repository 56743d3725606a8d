"""Ctrl+P prints what is in front: a list, a board as a list, the sheet of an account, the page of the day."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.model import Opportunity
from crm_desktop.ui import printing
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.opportunities import OpportunitiesPane
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


def test_the_page_of_a_contact_prints_the_sheet_of_its_account(desk: Desktop, printed: Printed) -> None:
    pane = in_front(desk, "contact")
    pane.open_selected()
    desk.settle()
    desk.press("Ctrl+P")
    assert [title for title, _text in printed] == ["Account sheet"]


def test_the_page_of_a_record_without_an_account_prints_the_list(desk: Desktop, printed: Printed) -> None:
    pane = in_front(desk, "seller")
    pane.open_selected()
    desk.settle()
    desk.press("Ctrl+P")
    assert [title for title, _text in printed] == ["Sellers"]


def test_today_prints_the_page_of_the_day(desk: Desktop, printed: Printed) -> None:
    desk.window.open_pane("today")
    desk.settle()
    desk.press("Ctrl+P")
    desk.settle()
    ((title, text),) = printed
    assert title == "Page of the day"
    assert "Needs attention" in text


def test_a_board_is_printed_as_a_list_of_its_cards_by_stage(desk: Desktop, printed: Printed) -> None:
    pane = in_front(desk, "opportunity")
    assert isinstance(pane, OpportunitiesPane)
    pane.show_board(True)
    desk.settle()
    with desk.store.read() as session:
        shown = pane.board.ids(session)
        names = [session.get_one(Opportunity, one).name for one in shown]
    desk.press("Ctrl+P")
    desk.settle()
    ((title, text),) = printed
    assert title == "Opportunities"
    assert shown
    assert all(name in text for name in names)
