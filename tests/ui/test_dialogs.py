"""The plain dialogs: steps, deleted records, health, keys, and who we are."""

from __future__ import annotations

from pypdf import PdfReader
from PySide6.QtWidgets import QLabel

from crm_desktop.model import Account, Contact
from crm_desktop.services import records
from crm_desktop.ui.dialogs import shortcuts
from crm_desktop.ui.dialogs.deleted import DeletedDialog
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.print_preview import PrintPreview
from crm_desktop.ui.dialogs.steps import StepsDialog
from tests.ui.windows import Desktop


def rename(desk: Desktop, name: str) -> None:
    with desk.store.act(f"Rename to {name}") as session:
        records.update(session, session.get_one(Account, 1), {"name": name})


def name(desk: Desktop) -> str:
    with desk.store.read() as session:
        return session.get_one(Account, 1).name


def steps(desk: Desktop) -> StepsDialog:
    desk.run("edit.steps")
    return desk.window.findChildren(StepsDialog)[-1]


def said(dialog: FramedDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_choosing_a_step_takes_it_back_with_all_that_came_after(desk: Desktop) -> None:
    for word in ("One", "Two", "Three"):
        rename(desk, word)
    dialog = steps(desk)
    assert [step.title for step in dialog.steps[:3]] == ["Rename to Three", "Rename to Two", "Rename to One"]
    dialog.table.select_row(1)
    assert dialog.go.text() == "Undo to here"
    dialog.go.click()
    desk.settle()
    assert name(desk) == "One"
    assert "2 steps undone" in desk.status()
    assert [step.undone for step in dialog.steps[:3]] == [True, True, False]


def test_choosing_an_undone_step_does_it_again_with_all_before_it(desk: Desktop) -> None:
    for word in ("One", "Two", "Three"):
        rename(desk, word)
    for _step in range(3):
        desk.store.undo()
    desk.settle()
    dialog = steps(desk)
    dialog.table.select_row(1)
    assert dialog.go.text() == "Redo to here"
    dialog.go.click()
    desk.settle()
    assert name(desk) == "Two"
    assert "2 steps done again" in desk.status()


def test_a_deleted_record_is_brought_back_long_after_other_steps(desk: Desktop) -> None:
    with desk.store.act("Delete") as session:
        records.delete(session, Contact, [4])
    rename(desk, "Later")
    desk.show_pane("contact")
    desk.run("edit.deleted")
    dialog = desk.window.findChildren(DeletedDialog)[-1]
    assert dialog.kind.currentText() == "Contacts"
    assert dialog.shown.deletions[0].before["name"] == "Dario Conti"
    dialog.shown.restore()
    desk.settle()
    assert desk.count(Contact) == 7
    assert name(desk) == "Later"
    desk.rest()
    assert desk.pane.page.head.name.text() == "Dario Conti"
    dialog.reject()


def test_deleted_records_come_back_by_keys_alone(desk: Desktop) -> None:
    with desk.store.act("Delete") as session:
        records.delete(session, Contact, [4, 5])
    desk.show_pane("contact")
    desk.run("edit.deleted")
    dialog = desk.window.findChildren(DeletedDialog)[-1]
    assert dialog.shown.view.hasFocus()
    desk.press("Tab")
    assert dialog.shown.button.hasFocus()
    dialog.shown.view.setFocus()
    desk.press("Return")
    assert desk.count(Contact) == 6
    dialog.reject()


def test_the_name_of_a_step_takes_the_room_that_there_is(desk: Desktop) -> None:
    long = "Edit GTX Pro, 20 seats for the head office and both of its branches"
    with desk.store.act(long) as session:
        records.update(session, session.get_one(Account, 1), {"name": "Renamed"})
    dialog = steps(desk)
    table = dialog.table
    assert table.columnWidth(1) >= table.fontMetrics().horizontalAdvance(long)
    assert table.horizontalScrollBar().maximum() == 0
    dialog.reject()


def test_the_list_of_deleted_records_follows_the_kind(desk: Desktop) -> None:
    with desk.store.act("Delete") as session:
        records.delete(session, Account, [2])
    desk.show_pane("contact")
    desk.run("edit.deleted")
    dialog = desk.window.findChildren(DeletedDialog)[-1]
    assert not dialog.shown.deletions
    dialog.kind.setCurrentText("Accounts")
    assert dialog.shown.deletions[0].before["name"] == "Cancity"
    dialog.reject()


def test_a_check_of_the_file_says_in_sentences_what_it_found(desk: Desktop) -> None:
    desk.run("file.check")
    dialog = desk.window.findChildren(FramedDialog)[-1]
    text = said(dialog)
    assert "The file is whole." in text
    assert "The search finds every record." in text
    assert "7 contacts" in text
    dialog.reject()


def test_about_says_which_program_this_is_and_where_it_keeps_things(desk: Desktop) -> None:
    desk.run("help.about")
    dialog = desk.window.findChildren(FramedDialog)[-1]
    assert "CRM Desktop 0." in said(dialog)
    assert "SQLite" in said(dialog)
    dialog.reject()


def test_the_manual_opens_by_its_key_beside_the_work(desk: Desktop) -> None:
    desk.press("F1")
    dialog = desk.window.findChildren(FramedDialog)[-1]
    assert dialog.windowTitle() == "Manual"
    assert not dialog.isModal()
    dialog.reject()


def test_the_sheet_of_keys_is_shown_for_printing(desk: Desktop) -> None:
    dialog = shortcuts.open_shortcuts(desk.window)
    dialog.print_sheet()
    shown = dialog.findChildren(PrintPreview)[-1]
    desk.settle()
    assert shown.printed is not None
    said = " ".join(page.extract_text() for page in PdfReader(shown.printed.path).pages)
    assert all(key in said for _menu, _title, key in shortcuts.lines() if key.isascii())
    shown.reject()
    dialog.reject()
