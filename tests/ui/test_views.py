"""Views in the window: opened from the navigation, changed, saved, renamed, copied, deleted, printed; all undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.model import Opportunity, SavedView, Stage
from crm_desktop.services import records
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.ui.commands.views import views_to_open
from crm_desktop.ui.dialogs.view_name import ViewName
from crm_desktop.ui.navigation import NavButton
from tests.ui.small_book import opened_book
from tests.ui.windows import Desktop, desktop

CANCITY = Group("all", (Rule("account_id.name", "is", "Cancity"),))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desktop]:
    path = tmp_path / "small.crm"
    with opened_book(path) as book, book.store.act("Won") as session:
        won = session.query(Stage).filter_by(kind="won").one()
        records.create(session, Opportunity, {"name": "Won deal", "stage_id": won.id})
    with desktop(qtbot, path) as made:
        yield made


def place(desk: Desktop) -> str:
    """Return what the navigation marks."""
    assert desk.window.desk is not None
    return desk.window.desk.sidebar.selected()


def lines(desk: Desktop) -> list[str]:
    """Return the views in the navigation."""
    assert desk.window.desk is not None
    buttons = desk.window.desk.sidebar.findChildren(NavButton)
    return [button.item.title for button in buttons if button.item.is_view and not button.isHidden()]


def click(desk: Desktop, where: str) -> None:
    """Click a line of the navigation."""
    assert desk.window.desk is not None
    buttons = desk.window.desk.sidebar.findChildren(NavButton)
    next(b for b in buttons if b.item.id == where and not b.isHidden()).click()
    desk.settle()


def save_as(desk: Desktop, name: str) -> None:
    """Save what is shown under a name, by keyboard."""
    desk.run("list.save_as")
    desk.write(name)
    desk.press("Return")


def filtered_contacts(desk: Desktop) -> None:
    """Show the people of Cancity, last names first."""
    pane = desk.show_pane("contact")
    pane.open_conditions()
    pane.list.filter.set_conditions(CANCITY)
    desk.settle()
    assert desk.names() == ["Bram de Wit", "Émile Özdemir"]


def header(desk: Desktop) -> str:
    """Return the line below the title."""
    return desk.pane.header.subtitle.text()


def test_the_two_lists_that_matter_are_one_click_away_from_everywhere(desk: Desktop) -> None:
    desk.show_pane("contact")
    assert lines(desk) == ["Without a next step", "Needs attention"]
    click(desk, "opportunity/no_next_step")
    assert place(desk) == "opportunity/no_next_step"
    assert desk.names() == ["GTX Pro, 20 seats"]
    assert "view: Without a next step" in header(desk)
    click(desk, "opportunity/attention")
    assert place(desk) == "opportunity/attention"
    assert desk.names() == []


def test_the_pane_itself_leads_back_to_its_usual_list(desk: Desktop) -> None:
    click(desk, "opportunity/attention")
    click(desk, "opportunity")
    assert place(desk) == "opportunity"
    assert desk.pane.list.filter.bar.choice.currentText() == "Open"
    assert desk.names() == ["GTX Pro, 20 seats"]


def test_a_view_is_saved_by_keyboard_and_stands_in_the_navigation(desk: Desktop) -> None:
    filtered_contacts(desk)
    save_as(desk, "Cancity people")
    assert lines(desk) == ["Without a next step", "Needs attention", "Cancity people"]
    assert place(desk).startswith("contact/own-")
    assert "view: Cancity people" in header(desk)
    click(desk, "contact")
    assert len(desk.names()) == 7
    click(desk, "contact/own-1")
    assert desk.names() == ["Bram de Wit", "Émile Özdemir"]


def test_the_button_of_the_panel_saves_the_same_view_as_the_command(desk: Desktop) -> None:
    filtered_contacts(desk)
    save_as(desk, "By keyboard")
    click(desk, "contact")
    filtered_contacts(desk)
    desk.pane.list.filter.panel.save_as.click()
    desk.settle()
    bar = desk.pane.findChildren(ViewName)[-1]
    bar.name.setText("By mouse")
    bar.done.click()
    desk.settle()
    with desk.store.read() as session:
        first, second = session.query(SavedView).order_by(SavedView.id)
        assert (first.definition, first.entity_name) == (second.definition, second.entity_name)


def test_a_name_that_is_taken_stays_in_the_bar_with_the_reason(desk: Desktop) -> None:
    filtered_contacts(desk)
    save_as(desk, "Mine")
    desk.run("list.save_as")
    desk.write("mine")
    desk.press("Return")
    bar = desk.pane.findChildren(ViewName)[-1]
    assert bar.wrong.text() == "There is a view “mine” already."
    desk.press("Esc")
    assert desk.count(SavedView) == 1


def test_a_changed_view_has_a_dot_until_it_is_saved(desk: Desktop) -> None:
    filtered_contacts(desk)
    save_as(desk, "Mine")
    pane = desk.pane
    assert "•" not in header(desk)
    assert not pane.list.filter.panel.save.isVisibleTo(pane.list.filter.panel)
    pane.list.columns.sort_by(0)
    desk.settle()
    assert "•" in header(desk)
    assert pane.list.filter.panel.save.isVisibleTo(pane.list.filter.panel)
    pane.list.filter.panel.save.click()
    desk.settle()
    assert "•" not in header(desk)
    click(desk, "contact")
    click(desk, "contact/own-1")
    assert desk.names() == ["Émile Özdemir", "Bram de Wit"]
    desk.run("edit.undo")
    assert desk.names() == ["Bram de Wit", "Émile Özdemir"]


def test_a_view_brings_its_columns_order_and_groups_and_leaves_those_of_the_list_alone(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    plain = pane.list.columns.shown()
    pane.list.columns._take(["name", "account_id", "title"])
    pane.list.filter.group_by("account_id")
    desk.settle()
    save_as(desk, "Grouped")
    assert pane.list.columns.shown() == ("name", "account_id", "title")
    pane.list.columns._take_usual()
    desk.settle()
    click(desk, "contact")
    assert not pane.list.table.listing.headings
    click(desk, "contact/own-1")
    assert pane.list.columns.shown() == ("name", "account_id", "title")
    assert len(pane.list.table.listing.headings) == 3
    assert plain[0] == "name"


def test_a_view_is_renamed_copied_and_deleted_from_its_menu_and_all_of_it_is_undone(desk: Desktop) -> None:
    filtered_contacts(desk)
    save_as(desk, "Mine")
    assert desk.window.desk is not None
    desk.show_pane("account")
    desk.window.desk.sidebar.menu_wanted.emit("contact/own-1", QPoint(5, 5))
    desk.settle()
    menu = desk.window.desk.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == [
        "Rename the view…", "Duplicate the view", "Delete the view",
    ]  # fmt: skip
    menu.close()
    desk.run("list.rename")
    desk.write("Yours")
    desk.press("Return")
    assert lines(desk)[2:] == ["Yours"]
    desk.run("list.duplicate")
    assert lines(desk)[2:] == ["Yours", "Yours (copy)"]
    assert place(desk) == "contact/own-2"
    desk.run("list.delete")
    assert lines(desk)[2:] == ["Yours"]
    assert place(desk) == "contact"
    for expected in (["Yours", "Yours (copy)"], ["Yours"], ["Mine"], []):
        desk.run("edit.undo")
        assert lines(desk)[2:] == expected


def test_built_in_views_can_be_copied_but_not_renamed_or_deleted(desk: Desktop) -> None:
    click(desk, "opportunity/no_next_step")
    assert not desk.is_offered("list.rename")
    assert not desk.is_offered("list.delete")
    assert desk.is_offered("list.duplicate")
    click(desk, "opportunity/attention")
    assert not desk.is_offered("list.duplicate")


def test_views_are_opened_from_the_palette(desk: Desktop) -> None:
    desk.show_pane("contact")
    found = {command.text(desk.window): command for command in views_to_open(desk.window)}
    assert "Opportunities: Without a next step" in found
    found["Contacts: Not contacted for 30 days"].run(desk.window)
    desk.settle()
    assert "view: Not contacted for 30 days" in header(desk)


def test_the_conditions_open_by_their_key_and_escape_leads_back_to_the_list(desk: Desktop) -> None:
    filtered_contacts(desk)
    desk.run("list.conditions")
    panel = desk.pane.list.filter.panel
    assert panel.isVisible()
    assert panel.isAncestorOf(desk.window.focusWidget())
    desk.press("Esc")
    assert not panel.isVisible()
    assert desk.pane.list.view.hasFocus()
    assert desk.names() == ["Bram de Wit", "Émile Özdemir"]


def test_a_view_is_exported_exactly_as_shown(desk: Desktop) -> None:
    filtered_contacts(desk)
    query = desk.pane.shown_list()
    assert query is not None
    assert query.filter == CANCITY
