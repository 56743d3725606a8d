"""Ctrl+K: everything is found as it is typed, every command runs, and the hands stay on the keyboard."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import Contact, Note
from crm_desktop.services import records
from crm_desktop.ui.dialogs.palette import Palette, fitting
from tests.ui.windows import Desktop, desktop


def palette(desk: Desktop) -> Palette:
    return desk.window.frame.palette_box


def shown(desk: Desktop) -> list[str]:
    return palette(desk).rows.texts()


def current(desk: Desktop) -> str:
    return str(palette(desk).view.currentIndex().data())


def test_a_part_of_a_word_without_its_accents_finds_the_record_and_enter_opens_it(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    assert palette(desk).line.hasFocus()
    desk.write("ozdem")
    assert shown(desk)[:2] == ["Contacts", "Émile Özdemir"]
    assert current(desk) == "Émile Özdemir"
    desk.press("Return")
    assert palette(desk).isHidden()
    assert desk.pane.entity == "contact"
    assert desk.pane.page.head.name.text() == "Émile Özdemir"


def test_hits_stand_under_the_name_of_their_kind_and_the_cursor_skips_it(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write("c")
    rows = shown(desk)
    assert {"Contacts", "Accounts", "Commands"} <= set(rows)
    seen = []
    for _press in range(5):
        seen.append(current(desk))
        desk.press("Down")
    assert not {"Contacts", "Accounts", "Commands"} & set(seen)
    desk.press("Up")
    assert current(desk) == seen[-1]


def test_up_from_the_first_row_goes_to_the_last(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.press("Up")
    assert current(desk) == shown(desk)[-1]


def test_a_command_runs_from_the_same_box(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write("new product")
    assert "New product" in shown(desk)
    while current(desk) != "New product":
        desk.press("Down")
    desk.press("Return")
    assert desk.pane.entity == "product"


def test_a_sign_asks_for_commands_only(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write(">dark")
    assert shown(desk) == ["Commands", "Dark"]
    desk.press("Return")
    assert desk.settings["theme"] == "dark"


def test_the_name_of_the_step_is_found_beside_undo(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write(">undo")
    assert shown(desk)[1] == "Undo: Sample"


def test_what_cannot_be_done_now_is_not_offered(desk: Desktop) -> None:
    desk.show_pane("product")
    desk.press("Ctrl+K")
    desk.write(">delete")
    assert "Delete" not in shown(desk)


def test_escape_gives_the_keyboard_back_to_where_it_was(desk: Desktop) -> None:
    view = desk.show_pane("contact").list.view
    view.setFocus()
    desk.press("Ctrl+K")
    desk.press("Esc")
    assert palette(desk).isHidden()
    assert view.hasFocus()


def test_a_letter_typed_into_the_field_of_the_header_goes_on_in_the_palette(desk: Desktop) -> None:
    desk.show_pane("contact").search.setFocus()
    desk.write("g")
    assert palette(desk).line.text() == "g"
    desk.write("reta")
    assert "Greta Olsen" in shown(desk)


def test_a_note_leads_to_the_record_that_it_is_on(desk: Desktop) -> None:
    with desk.store.act("Note") as session:
        records.create(session, Note, {"name": "Wants a pilot", "entity_name": "contact", "record_id": 3})
    desk.press("Ctrl+K")
    desk.write("pilot")
    assert shown(desk)[:2] == ["Notes", "Wants a pilot"]
    desk.press("Return")
    assert desk.pane.page.record_id == 3


def test_a_name_of_a_customer_is_shown_letter_by_letter(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write("r&d")
    assert "R&D <b>Ltd</b>" in shown(desk)


def test_words_that_nothing_has_say_so(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write("qqqxyz")
    assert shown(desk) == []
    assert palette(desk).nothing.text() == "Nothing is called “qqqxyz”. Try fewer letters."
    assert palette(desk).nothing.isVisible()
    assert not palette(desk).view.currentIndex().isValid()
    desk.press("Return")
    assert palette(desk).isVisible()
    desk.press("Backspace")
    palette(desk).line.setText("greta")
    assert not palette(desk).nothing.isVisible()


def test_a_busy_book_lets_commands_run_and_says_why_nothing_is_found(desk: Desktop) -> None:
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
        desk.press("Ctrl+K")
        desk.write("an")
        assert shown(desk)[0] == "Commands"
    finally:
        leave.set()
        worker.join()
    desk.settle()


def test_a_record_that_was_deleted_meanwhile_is_told(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.write("greta")
    with desk.store.act("Elsewhere") as session:
        records.delete(session, Contact, [7])
    desk.press("Return")
    assert desk.notice() == "This record was deleted. Undo the deletion to bring it back."


def test_without_a_book_the_palette_runs_what_needs_none(qtbot: QtBot) -> None:
    with desktop(qtbot) as made:
        made.window.open_palette()
        made.settle()
        assert "Open…" in shown(made)
        assert "Save a copy…" not in shown(made)


def test_commands_that_begin_with_the_words_come_first(desk: Desktop) -> None:
    from crm_desktop.ui.commands import COMMANDS

    pairs = [(command.title, command) for command in COMMANDS]
    found = [title for title, _command in fitting(pairs, "re")]
    assert found[0].lower().startswith("re")
    assert [title for title, _command in fitting(pairs, "")] == [title for title, _command in pairs]


def test_a_click_elsewhere_closes_the_palette(desk: Desktop) -> None:
    desk.press("Ctrl+K")
    desk.pane.list.view.setFocus()
    assert palette(desk).isHidden()
    assert QApplication.focusWidget() is desk.pane.list.view
