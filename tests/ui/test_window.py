"""A day in the window, by hand and keyboard: what is typed is stored, what was done is named and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.base.colours import DARK
from crm_desktop.base.settings import Settings
from crm_desktop.model import Contact, Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.ui import books, theme
from crm_desktop.ui.dialogs.stage_move import StageMove
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.panes import PANES
from tests.ui.small_book import NAMES
from tests.ui.windows import Desktop, desktop

NAMED = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)


def test_a_new_account_is_typed_and_stored_and_stands_in_the_list(desk: Desktop) -> None:
    desk.show_pane("account")
    desk.press("Ctrl+N")
    desk.write("Betasoloin Optik")
    desk.press("Return")
    desk.settle()
    assert "Betasoloin Optik" in desk.names()
    assert desk.words("edit.undo") == "Undo: New account: Betasoloin Optik"
    desk.rest()
    assert desk.pane.page.head.name.text() == "Betasoloin Optik"


def test_undo_and_redo_are_named_in_the_menu_and_the_list_follows(desk: Desktop) -> None:
    desk.show_pane("account")
    desk.press("Ctrl+N")
    desk.write("Betasoloin")
    desk.press("Return")
    desk.run("edit.undo")
    assert "Betasoloin" not in desk.names()
    assert "Undone: New account: Betasoloin" in desk.status()
    assert desk.words("edit.redo") == "Redo: New account: Betasoloin"
    desk.run("edit.redo")
    assert "Betasoloin" in desk.names()


def test_deleting_many_asks_nothing_and_the_foot_of_the_window_takes_it_back(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    pane.list.view.selectAll()
    desk.press("Del", pane.list.view)
    assert desk.names() == []
    assert "7 contacts deleted" in desk.status()
    assert desk.words("edit.undo") == "Undo: Delete 7 contacts"
    assert desk.window.frame.status.action().text() == "Undo"
    desk.window.frame.status.action().click()
    desk.settle()
    assert desk.names() == list(NAMES)


def test_a_long_deletion_runs_beside_the_window_and_is_one_step(desk: Desktop) -> None:
    with desk.store.act("Many") as session:
        session.add_all([Contact(name=f"Person {n:04}") for n in range(450)])
    pane = desk.show_pane("contact")
    pane.list.view.selectAll()
    desk.press("Del", pane.list.view)
    assert desk.count(Contact) == 0
    assert "457 contacts deleted" in desk.status()
    desk.run("edit.undo")
    assert desk.count(Contact) == 457


def test_an_opportunity_walks_through_the_stages_by_key(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    pane.list.select_first()
    deal = pane.list.selection.current()
    assert deal is not None
    desk.press("Ctrl+Right", pane.list.view)
    assert stage_of(desk, deal) == "Negotiation"
    assert desk.words("edit.undo") == "Undo: Move “GTX Pro, 20 seats” to Negotiation"
    desk.press("Ctrl+Left", pane.list.view)
    desk.press("Ctrl+Left", pane.list.view)
    assert stage_of(desk, deal) == "Qualified"


def test_the_step_behind_the_last_open_stage_asks_how_it_ended(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    pane.list.select_first()
    desk.press("Ctrl+Right", pane.list.view)
    desk.press("Ctrl+Right", pane.list.view)
    assert pane.findChildren(StageMove)
    assert stage_of(desk, pane.list.selection.ids()[0]) == "Negotiation"


def test_the_step_before_the_first_stage_leaves_everything_as_it_is(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    pane.list.select_first()
    for _press in range(2):
        desk.press("Ctrl+Left", pane.list.view)
    steps = len(desk.store.steps())
    desk.press("Ctrl+Left", pane.list.view)
    assert len(desk.store.steps()) == steps
    assert stage_of(desk, pane.list.selection.ids()[0]) == "Prospecting"


def stage_of(desk: Desktop, deal: int) -> str:
    with desk.store.read() as session:
        stage = session.get_one(Opportunity, deal).stage_id
        return session.get_one(Stage, stage).name


def test_a_link_on_a_page_leads_to_the_other_record(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    assert pane.list.select_id(2)
    desk.rest()
    pane.page.record_opened.emit("account", 2)
    desk.settle()
    assert desk.pane.entity == "account"
    assert desk.pane.page.head.name.text() == "Cancity"
    assert desk.window.desk is not None
    assert desk.window.desk.sidebar.selected() == "account"


def test_a_record_that_the_filter_hides_is_shown_and_the_filter_goes(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.press("Ctrl+F")
    desk.write("bram")
    desk.qtbot.waitUntil(lambda: desk.names() == ["Bram de Wit"])
    desk.context.go_to("contact", 1)
    desk.settle()
    assert pane.page.record_id == 1
    assert pane.list.filter_box.text() == ""
    assert len(desk.names()) == 7


def test_opportunities_begin_with_the_open_ones_and_show_it(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    assert pane.list.filter.bar.isVisible()
    assert pane.list.filter.bar.choice.currentText() == "Open"
    assert not desk.show_pane("account").list.filter.bar.isVisible()


def test_a_won_deal_that_is_gone_to_is_shown_and_open_stays_remembered(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    with desk.store.act("Won") as session:
        won = session.query(Stage).filter_by(kind="won").one()
        deal = records.create(session, Opportunity, {"name": "Won deal", "stage_id": won.id}).id
    desk.settle()
    assert desk.names() == ["GTX Pro, 20 seats"]
    desk.context.go_to("opportunity", deal)
    desk.settle()
    assert pane.page.record_id == deal
    assert sorted(desk.names()) == ["GTX Pro, 20 seats", "Won deal"]
    assert pane.list.kept_layout()["scope"] == "stage_id.kind=open"


def test_letting_the_filter_out_shows_all_and_is_remembered(desk: Desktop) -> None:
    pane = desk.show_pane("opportunity")
    pane._filter.click()
    desk.settle()
    assert not pane.list.filter.bar.isVisible()
    assert not pane.list.filter.is_narrow()
    assert WindowMemory().columns("opportunity")["scope"] == ""


def test_list_and_page_keep_their_shares_of_the_window(desk: Desktop) -> None:
    desk.window.resize(1360, 820)
    pane = desk.show_pane("contact")
    desk.window.resize(1024, 700)
    desk.settle()
    left, right = pane.split.sizes()
    assert left / (left + right) == pytest.approx(0.6, abs=0.02)


def test_all_records_behind_a_link_are_shown_and_the_way_back_is_one_click(desk: Desktop) -> None:
    pane = desk.show_pane("account")
    assert pane.list.select_id(1)
    desk.rest()
    pane.page.all_wanted.emit("contact", "account_id")
    desk.settle()
    assert desk.pane.entity == "contact"
    assert desk.names() == ["Anna Lindqvist", "Dario Conti", "Greta Olsen"]
    assert desk.notice() == "Only those of “Codehow”."
    desk.pane.show_record("contact", 2)
    desk.settle()
    assert len(desk.names()) == 7
    assert desk.notice() == "The filter does not show this record, so the list shows all now."


def test_the_line_below_the_title_says_what_all_of_it_comes_to(desk: Desktop) -> None:
    line = "1 open · $ 96,420 pipeline · $ 57,852 weighted · best case $ 96,420 · view: Open"
    assert desk.show_pane("opportunity").header.subtitle.text() == line
    assert desk.show_pane("contact").header.subtitle.text() == "7 contacts"
    desk.press("Ctrl+A", desk.pane.list.view)
    desk.press("Del", desk.pane.list.view)
    assert desk.pane.header.subtitle.text() == "0 contacts"


def test_each_pane_has_its_key(desk: Desktop) -> None:
    for number, declared in enumerate(PANES, 1):
        desk.press(f"Alt+{number % 10}")
        assert desk.window.desk is not None
        assert desk.window.desk.sidebar.selected() == declared.id


def test_another_theme_is_taken_at_once_and_kept(desk: Desktop) -> None:
    desk.run("view.theme.dark")
    assert theme.palette_now() is DARK
    assert Settings(desk.settings.path)["theme"] == "dark"
    assert desk.window.frame.menus.action("view.theme.dark").isChecked()
    assert not desk.window.frame.menus.action("view.theme.light").isChecked()


def test_larger_text_stops_at_the_largest(desk: Desktop) -> None:
    for _press in range(8):
        desk.run("view.larger")
    assert desk.settings["text_size"] == 200
    desk.qtbot.waitUntil(lambda: theme.pixels(100) == 200)
    desk.run("view.usual")
    assert desk.settings["text_size"] == 100
    desk.qtbot.waitUntil(lambda: theme.pixels(100) == 100)


def test_quick_presses_dress_the_window_once_and_say_the_size_at_once(desk: Desktop) -> None:
    dressed: list[object] = []
    end = theme.changed.connect(dressed.append)
    try:
        for _press in range(3):  # without a turn of the event loop, in which a slow machine would dress it
            desk.window.run_command("view.larger")
        assert not dressed
        assert "Text at 150 %" in desk.status()
        desk.qtbot.waitUntil(lambda: theme.pixels(100) == 150)
        assert len(dressed) == 1
    finally:
        end()


def test_a_deletion_is_called_by_the_name_of_the_record(desk: Desktop) -> None:
    desk.show_pane("contact").list.select_first()
    desk.run("edit.delete")
    assert desk.words("edit.undo") == "Undo: Delete “Anna Lindqvist”"
    assert "“Anna Lindqvist” deleted" in desk.status()


def test_an_empty_list_says_what_belongs_there_and_offers_ways_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    with desktop(qtbot) as made:
        assert books.create_book(made.window, tmp_path / "new.crm", "New", "USD") is None
        pane = made.show_pane("account")
        assert pane.list.empty.isVisible()
        assert not pane.page.isVisible()
        made.press("Ctrl+N")
        assert pane.page.isVisible()
        made.write("First")
        made.press("Return")
        assert made.names() == ["First"]


def test_a_window_of_1024_by_700_shows_list_and_page_side_by_side(desk: Desktop) -> None:
    desk.window.resize(1024, 700)
    pane = desk.show_pane("contact")
    assert desk.window.size().width() == 1024
    assert pane.list.width() >= 400
    assert pane.page.width() >= 300


def test_the_layout_of_a_list_is_there_again_after_a_kill(desk: Desktop) -> None:
    desk.show_pane("contact").list.columns.sort_by(2)
    desk.settle()
    kept = WindowMemory().columns("contact")
    assert kept["sort"] == desk.pane.list.current_query().sort == "title"


def test_numbers_of_another_country_are_shown_at_once(desk: Desktop) -> None:
    desk.settings["locale"] = "de_DE"
    desk.window.take_settings()
    desk.settle()
    assert desk.context.formats.code == "de_DE"
    assert desk.show_pane("opportunity").header.subtitle.text().startswith("1 open · $ 96.420 pipeline · $ 57.852")


def test_settings_that_cannot_be_saved_hold_until_the_end_and_that_is_said(desk: Desktop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    desk.settings.path = tmp_path / "file" / "settings.toml"
    desk.run("view.theme.dark")
    assert theme.palette_now() is DARK
    assert desk.notice().startswith("The settings cannot be saved: ")


@pytest.mark.parametrize("pane", [pane.id for pane in PANES])
def test_every_control_of_a_pane_has_a_name_for_a_screen_reader(desk: Desktop, pane: str) -> None:
    desk.window.open_pane(pane)
    desk.settle()
    controls = [
        w for w in desk.window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    nameless = [w for w in controls if isinstance(w, NAMED) and not name_of(w)]
    assert controls
    assert [(type(w).__name__, w.parent()) for w in nameless] == []


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    parent = widget.parentWidget()
    return widget.accessibleName() or text or (parent.accessibleName() if isinstance(parent, QComboBox) else "")
