"""One line from anywhere in the window: what it shows while it is typed, and what Enter makes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from crm_desktop.model import Account, Activity, Contact, Opportunity
from crm_desktop.ui import books
from crm_desktop.ui.dialogs.capture import CaptureBox
from tests.ui.windows import Desktop


def opened(desk: Desktop, line: str) -> CaptureBox:
    desk.press("Ctrl+Space")
    box = desk.window.findChild(CaptureBox)
    assert box is not None
    assert box.isVisible()
    desk.write(line)
    return box


def test_a_line_is_shown_as_what_it_makes_and_enter_makes_it(desk: Desktop) -> None:
    before = [desk.count(model) for model in (Account, Contact, Opportunity, Activity)]
    box = opened(desk, "call Dora Lang @Betasoloin re pilot 15k tomorrow 15:00")
    assert box.rows.texts()[:3] == ["Betasoloin", "Dora Lang", "pilot"]
    desk.press("Return")
    assert not box.isVisible()
    assert [desk.count(model) for model in (Account, Contact, Opportunity, Activity)] == [n + 1 for n in before]
    assert "Dora Lang" in desk.status()
    desk.press("Ctrl+Z", desk.window)
    assert [desk.count(model) for model in (Account, Contact, Opportunity, Activity)] == before


def test_tab_and_a_click_turn_to_another_one_of_that_name(desk: Desktop) -> None:
    box = opened(desk, "Anna")
    assert box.rows.texts() == ["Anna Lindqvist"]
    desk.press("Tab")
    assert box.rows.texts() == ["Anna"]
    assert "New contact" in box.rows.row(0).detail
    box.view.clicked.emit(box.rows.index(0, 0))
    assert box.rows.texts() == ["Anna Lindqvist"]


def test_a_name_that_is_there_is_shown_and_nothing_is_made(desk: Desktop) -> None:
    desk.show_pane("account")
    box = opened(desk, "Dario Conti")
    assert "in the book already" in box.hint.text()
    before = desk.words("edit.undo")
    desk.press("Return")
    assert desk.pane.entity == "contact"
    assert desk.words("edit.undo") == before


def test_what_cannot_be_understood_is_said_and_enter_does_nothing(desk: Desktop) -> None:
    box = opened(desk, "call Anna 25:00")
    assert "“25:00” is no time of day." in box.hint.text()
    desk.press("Return")
    assert box.isVisible()


def test_esc_gives_the_keyboard_back_and_keeps_the_line(desk: Desktop) -> None:
    view = desk.show_pane("contact").list.view
    view.setFocus()
    box = opened(desk, "Dora")
    desk.press("Escape")
    assert not box.isVisible()
    assert QApplication.focusWidget() is view
    desk.press("Ctrl+Space")
    assert box.line.text() == "Dora"


def test_another_book_has_a_box_of_its_own(desk: Desktop, tmp_path: Path) -> None:
    opened(desk, "Dora")
    assert books.create_book(desk.window, tmp_path / "other.crm", "Other", "EUR") is None
    desk.settle()
    assert not any(box.isVisible() for box in desk.window.findChildren(CaptureBox))
    assert opened(desk, "Ede").line.text() == "Ede"
