"""Many records at once: one field of all selected, rows pasted from a spreadsheet, and Tab from cell to cell."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from crm_desktop.model import Account, Contact
from crm_desktop.ui.dialogs.bulk_bar import BulkBar
from crm_desktop.ui.tables.pasting import mapping_of
from tests.ui.windows import Desktop


def values(desk: Desktop, column: str) -> list[object]:
    with desk.store.read() as session:
        return [getattr(record, column) for record in session.query(Contact).order_by(Contact.id)]


def test_one_field_of_all_selected_is_changed_by_keyboard_and_undone_in_one_step(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    before = values(desk, "city")
    pane.list.view.selectAll()
    desk.press("Ctrl+Shift+E", pane.list.view)
    bar = pane.findChild(BulkBar)
    assert bar is not None
    bar.choice.setCurrentIndex(bar.choice.findData("city"))
    desk.press("Return", bar.choice)
    desk.write("Berlin")
    desk.press("Return")
    desk.settle()
    assert values(desk, "city") == ["Berlin"] * 7
    assert "Set “City” of 7 contacts" in desk.status()
    desk.run("edit.undo")
    assert values(desk, "city") == before


def test_what_is_wrong_stands_under_the_field_and_nothing_changes(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    before = values(desk, "birthday")
    pane.list.view.selectAll()
    desk.run("edit.all")
    bar = pane.findChild(BulkBar)
    assert bar is not None
    bar.choice.setCurrentIndex(bar.choice.findData("birthday"))
    bar.form.editor("birthday").put("some day")
    bar.done.click()
    desk.settle()
    assert bar.isVisible()
    assert values(desk, "birthday") == before


def test_rows_of_a_spreadsheet_with_headings_become_records_and_a_second_paste_changes_nothing(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    before = desk.count(Contact)
    QGuiApplication.clipboard().setText(
        "Full name\tE-mail\tCompany\nDora Lang\tdora@x.example\tCodehow\nEde Ek\t\tNeu AG\n"
    )
    desk.press("Ctrl+V", pane.list.view)
    desk.settle()
    assert desk.count(Contact) == before + 2
    assert "Pasted: 2 contacts" in desk.status()
    desk.press("Ctrl+V", pane.list.view)
    desk.settle()
    assert desk.count(Contact) == before + 2
    desk.run("edit.undo")
    assert desk.count(Contact) == before


def test_rows_without_headings_are_taken_for_the_columns_of_the_list(desk: Desktop) -> None:
    pane = desk.show_pane("account")
    QGuiApplication.clipboard().setText("Neu AG\nAlt GmbH\n")
    desk.press("Ctrl+V", pane.list.view)
    desk.settle()
    assert {"Neu AG", "Alt GmbH"} <= set(desk.names())


def test_what_was_copied_from_the_list_can_be_pasted_into_it(desk: Desktop) -> None:
    pane = desk.show_pane("account")
    pane.list.view.selectAll()
    desk.press("Ctrl+C", pane.list.view)
    before = desk.count(Account)
    desk.press("Ctrl+V", pane.list.view)
    desk.settle()
    assert desk.count(Account) == before
    assert "nothing changed" in desk.status()


def test_a_clipboard_that_does_not_fit_says_so(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    QGuiApplication.clipboard().setText("   ")
    desk.press("Ctrl+V", pane.list.view)
    assert "no rows on the clipboard" in desk.notice()
    assert mapping_of("", "contact", ["name"]) is None


def test_tab_stores_a_cell_and_opens_the_next_of_the_row(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    pane.list.select_first()
    editing = pane.list.editing
    pane.list.view.setCurrentIndex(pane.list.table.index(0, 0))
    editing.open_current()
    assert editing.editor is not None
    editor = editing.editor.widget
    assert isinstance(editor, QLineEdit)
    editor.setText("Anna Neu")
    desk.press("Tab", editor)
    assert "Anna Neu" in values(desk, "name")
    assert editing.editor is not None
    assert editing.editor.widget is not editor
    assert editing.editor.widget.accessibleName() == "Account"
    desk.press("Escape", editing.editor.widget)
    assert editing.editor is None


def test_a_name_that_nobody_has_keeps_the_keyboard_in_its_cell(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    pane.list.select_first()
    pane.list.view.setCurrentIndex(pane.list.table.index(0, 1))
    pane.list.editing.open_current()
    editor = pane.list.editing.editor
    assert editor is not None
    editor.widget.clear()  # type: ignore[attr-defined]  # a line of text
    desk.write("Nowhere Ltd")
    desk.press("Tab")
    assert pane.list.editing.editor is editor
    assert editor.widget.hasFocus()
    assert "Nowhere Ltd" in pane.list.notice.text()
    desk.press("Escape", editor.widget)
    assert not pane.list.notice.isVisible()
