"""The commands as data: each can be found in a menu, in the palette and on the sheet of keys, and runs from there."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import ENTITIES, Activity, Contact, Opportunity, Stage
from crm_desktop.reports.report import REPORTS
from crm_desktop.storage import connection
from crm_desktop.storage.opening import open_store
from crm_desktop.ui import file_dialogs, icons
from crm_desktop.ui.commands import COMMANDS, FAMILIES
from crm_desktop.ui.commands.command import MENUS, Command
from crm_desktop.ui.dialogs import shortcuts
from crm_desktop.ui.dialogs.stage_move import StageMove
from crm_desktop.ui.menus import available
from crm_desktop.ui.panes import PANES
from tests.ui.small_book import opened_book
from tests.ui.windows import Desktop, desktop

WITHOUT_BOOK = {command.id for command in COMMANDS if command.id.startswith(("help.", "view.theme."))} | {
    "file.new", "file.open", "file.quit", "view.larger", "view.smaller", "view.usual",
}  # fmt: skip


def test_no_two_commands_share_an_id_or_a_key() -> None:
    assert [id_ for id_, n in Counter(command.id for command in COMMANDS).items() if n > 1] == []
    keys = Counter(QKeySequence(command.key).toString() for command in COMMANDS if command.key)
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_stands_in_a_known_menu_under_an_icon_that_is_there(command: Command) -> None:
    assert command.menu.partition("/")[0] in MENUS
    assert not command.icon or command.icon in icons.names()
    assert not command.key or QKeySequence(command.key).count() == 1


def test_every_pane_every_kind_of_record_and_every_report_has_its_command() -> None:
    ids = {command.id for command in COMMANDS}
    assert ids >= {f"view.{pane.id}" for pane in PANES}
    assert ids >= {f"record.new.{model.__tablename__}" for model in ENTITIES if model.entity.group}
    listed = [command for command in COMMANDS if command.icon == "report" and command.menu == "Reports"]
    assert [(command.id, command.title) for command in listed] == [(f"report.{one.name}", one.title) for one in REPORTS]


def test_every_kind_of_record_with_a_group_has_a_pane() -> None:
    assert {pane.id for pane in PANES} >= {model.__tablename__ for model in ENTITIES if model.entity.group}


def test_the_menu_bar_shows_every_command_once_with_its_key(desk: Desktop) -> None:
    for command in COMMANDS:
        action = desk.window.frame.menus.action(command.id)
        assert action in desk.menu_of(command.id).actions()
        shown = action.shortcut().toString() or action.text().partition("\t")[2]
        assert QKeySequence(shown) == QKeySequence(command.key), command.id


def test_the_sheet_of_keys_has_every_key(qapp: QApplication) -> None:
    keys = {QKeySequence(line[2]) for line in shortcuts.lines()}
    assert keys >= {QKeySequence(command.key) for command in COMMANDS if command.key}


def test_without_a_book_only_what_needs_none_is_offered(qtbot: QtBot) -> None:
    with desktop(qtbot) as made:
        assert {command.id for command in available(made.window)} == WITHOUT_BOOK
        assert not made.is_offered("file.copy")
        assert made.is_offered("file.open")
        made.run("edit.delete")


def test_a_closed_menu_leaves_every_key_awake(desk: Desktop) -> None:
    assert not desk.is_offered("edit.redo")
    assert desk.window.frame.menus.action("edit.redo").isEnabled()


def test_what_makes_no_sense_in_a_pane_is_grey_there(desk: Desktop) -> None:
    desk.show_pane("account").list.select_first()
    assert desk.is_offered("record.log.call")
    assert not desk.is_offered("record.forward")
    desk.show_pane("opportunity").list.select_first()
    assert desk.is_offered("record.forward")
    desk.show_pane("product")
    assert not desk.is_offered("record.log.call")
    assert not desk.is_offered("edit.delete")


def test_the_context_menu_of_a_record_holds_what_can_be_done_with_it(desk: Desktop) -> None:
    desk.show_pane("opportunity").list.select_first()
    offered = texts(desk.window.frame.menus.of_selection())
    assert offered[:3] == ["Open", "Edit in the list", "Log call…"]
    assert "Move to the next stage" in offered
    assert offered[-1] == "Delete"
    desk.show_pane("contact").list.select_first()
    assert "Move to the next stage" not in texts(desk.window.frame.menus.of_selection())


def texts(actions: list[QAction]) -> list[str]:
    return [action.text().partition("\t")[0] for action in actions if not action.isSeparator()]


def test_a_stage_is_chosen_from_a_menu_that_is_made_of_the_book(desk: Desktop) -> None:
    desk.show_pane("opportunity").list.select_first()
    family = next(family for family in FAMILIES if family.title == "Move to")
    members = {command.text(desk.window): command for command in family.members(desk.window)}
    assert list(members)[:3] == ["Move to Prospecting", "Move to Qualified", "Move to Proposal"]
    members["Move to Qualified"].run(desk.window)
    desk.settle()
    assert desk.words("edit.undo") == "Undo: Move “GTX Pro, 20 seats” to Qualified"
    with desk.store.read() as session:
        deal = session.query(Opportunity).one()
        assert session.get_one(Stage, deal.stage_id).name == "Qualified"


def test_a_move_to_the_end_asks_how_it_ended_before_anything_happens(desk: Desktop) -> None:
    desk.show_pane("opportunity").list.select_first()
    family = next(family for family in FAMILIES if family.title == "Move to")
    steps = len(desk.store.steps())
    next(c for c in family.members(desk.window) if c.text(desk.window) == "Move to Won").run(desk.window)
    desk.settle()
    assert len(desk.pane.findChildren(StageMove)) == 1
    assert len(desk.store.steps()) == steps


def test_a_call_is_logged_in_one_key_and_one_line(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    pane.list.select_first()
    desk.press("Ctrl+L", pane.list.view)
    desk.write("Agreed on the pilot")
    desk.press("Return")
    with desk.store.read() as session:
        made = session.query(Activity).one()
        assert (made.kind, made.name, made.contact_id, made.done) == ("call", "Agreed on the pilot", 1, True)


def test_new_of_another_kind_turns_to_its_pane(desk: Desktop) -> None:
    desk.run("record.new.product")
    assert desk.pane.entity == "product"
    assert desk.pane.page.isVisible()
    assert desk.pane.page.record_id is None


def test_next_and_previous_walk_through_the_list(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.press("Alt+Down")
    desk.rest()
    assert pane.page.head.name.text() == "Bram de Wit"
    desk.press("Alt+Up")
    desk.press("Alt+Up")
    desk.rest()
    assert pane.page.head.name.text() == "Anna Lindqvist"


def test_enter_goes_from_the_list_into_the_page_and_escape_back(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.press("Return", pane.list.view)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert pane.page.isAncestorOf(focused)
    desk.press("Esc")
    assert pane.list.view.hasFocus()


def test_the_filter_opens_by_its_key_and_goes_when_it_is_empty(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    assert pane.list.filter.bar.isHidden()
    desk.press("Ctrl+F")
    desk.write("conti")
    desk.qtbot.waitUntil(lambda: desk.names() == ["Dario Conti"])
    desk.press("Esc")
    desk.qtbot.waitUntil(lambda: len(desk.names()) == 7)
    assert pane.list.filter.bar.isHidden()


def test_the_list_is_exported_exactly_as_it_is_shown(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "people"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_args: target)
    desk.show_pane("contact")
    desk.press("Ctrl+F")
    desk.write("ari")
    desk.qtbot.waitUntil(lambda: 0 < len(desk.names()) < 7)
    shown = desk.names()
    desk.run("file.export")
    lines = (tmp_path / "people.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Name,")
    assert [line.split(",")[0] for line in lines[1:]] == shown
    assert len(shown) == 2
    assert "2 contacts written to “people.csv”." in desk.status()


def test_a_copy_is_a_whole_book(desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "copy"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_args: target)
    desk.run("file.copy")
    assert "Copied to “copy.crm”" in desk.status()
    store = open_store(tmp_path / "copy.crm")
    with store.read() as session:
        assert session.query(Contact).count() == 7
    store.close()


def test_a_copy_onto_the_book_itself_is_refused(desk: Desktop, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_args: book)
    desk.run("file.copy")
    assert desk.notice() == "That is the book itself. Choose another name for the copy."


def test_a_backup_by_hand_is_told_and_shown_in_the_heading(desk: Desktop, tmp_path: Path) -> None:
    desk.settings["backup_folder"] = str(tmp_path / "backups")
    desk.run("file.backup")
    assert "Backed up and checked: northwind-" in desk.status()
    assert len(list((tmp_path / "backups").glob("*-hand.crm"))) == 1


def test_closing_the_book_shows_the_start_page_and_gives_the_file_back(desk: Desktop, book: Path) -> None:
    desk.run("file.close")
    assert desk.window.context is None
    desk.qtbot.waitUntil(desk.window.frame.start.isVisible)
    assert not connection.is_held(book)
    desk.run("file.close")


def test_the_books_of_late_are_a_menu_without_the_open_one(desk: Desktop, book: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.crm"
    with opened_book(other):
        pass
    desk.settings["recent_files"] = (str(book), str(other))
    family = next(family for family in FAMILIES if family.title == "Open recent")
    members = family.members(desk.window)
    assert [command.title.partition("  ")[0] for command in members] == ["other"]
    members[0].run(desk.window)
    desk.settle()
    assert desk.store.path == other


def test_a_busy_book_leaves_undo_without_a_name_and_waits(desk: Desktop) -> None:
    desk.show_pane("contact").list.select_first()
    inside, leave = threading.Event(), threading.Event()

    def long_step() -> None:
        with desk.store.act("Long") as session:
            session.add(Contact(name="Late"))
            inside.set()
            leave.wait(10)

    worker = threading.Thread(target=long_step)
    worker.start()
    inside.wait(10)
    try:
        assert desk.words("edit.undo") == "Undo"
        desk.press("Del", desk.pane.list.view)
        assert desk.notice() == "A longer job is still running. Try again when it is done, or cancel it."
    finally:
        leave.set()
        worker.join()
    desk.settle()
    assert desk.count(Contact) == 8


def test_the_name_of_a_step_is_shown_letter_by_letter_in_the_menu(desk: Desktop) -> None:
    desk.show_pane("account")
    assert desk.pane.list.select_id(3)
    desk.rest()
    desk.field("city").setFocus()
    desk.write("Jena")
    desk.press("Return")
    assert desk.words("edit.undo") == "Undo: Edit R&&D <b>Ltd</b>: city"


def test_every_menu_opens_by_a_letter_of_its_own() -> None:
    letters = [title[title.index("&") + 1].lower() for title in MENUS.values()]
    assert len(set(letters)) == len(letters)
