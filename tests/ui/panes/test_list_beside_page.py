"""The list and the page beside it keep their places, whatever the filter finds, and the header says how many that are."""

from __future__ import annotations

import pytest

from crm_desktop.model import Contact
from crm_desktop.services import records
from crm_desktop.storage.filters import Group, Rule
from tests.ui.windows import Desktop

FEW = Group("all", (Rule("name", "starts", "Person 00"),))


def header(desk: Desktop) -> str:
    """Return the line below the title."""
    return desk.pane.header.subtitle.text()


def save_as(desk: Desktop, name: str) -> None:
    """Keep what is shown as a view."""
    desk.run("list.save_as")
    desk.write(name)
    desk.press("Return")


def many_people(desk: Desktop) -> None:
    """Add a hundred contacts and show them."""
    with desk.store.act("Many") as session:
        for number in range(100):
            records.create(session, Contact, {"name": f"Person {number:03}"})
    desk.show_pane("contact")


def test_the_list_keeps_its_width_where_a_filter_finds_nothing(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    sizes = pane.split.sizes()
    pane.list.set_words("no such words")
    desk.qtbot.waitUntil(lambda: not pane.page.isVisible())
    assert pane.split.sizes() == sizes
    pane.list.set_words("")
    desk.qtbot.waitUntil(pane.page.isVisible)
    assert pane.split.sizes() == sizes


def test_the_header_counts_what_the_filter_leaves(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    assert header(desk) == "7 contacts"
    pane.list.set_words("anna")
    desk.settle()
    assert header(desk) == "1 of 7 contacts"
    save_as(desk, "Mine")
    pane.list.set_words("")
    desk.settle()
    assert header(desk) == "7 contacts · view: Mine"


def test_the_box_shows_a_view_as_soon_as_it_is_saved_or_copied(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    assert desk.window.desk is not None
    box, sidebar = pane.list.filter.bar.choice, desk.window.desk.sidebar
    pane.list.filter.set_conditions(FEW)
    desk.settle()
    save_as(desk, "Mine")
    assert (box.currentText(), sidebar.selected()) == ("Mine", "contact/own-1")
    desk.run("list.duplicate")
    assert (box.currentText(), sidebar.selected()) == ("Mine (copy)", "contact/own-2")
    assert box.itemText(0) == "All contacts"
    desk.run("list.delete")
    assert (box.currentText(), sidebar.selected()) == ("All contacts", "contact")
    assert box.findText("Mine (copy)") < 0


@pytest.mark.parametrize("begin", ["Person 00", "Person 05", "Person 09"])
def test_the_selected_record_is_in_sight_after_the_view_was_deleted(desk: Desktop, begin: str) -> None:
    many_people(desk)
    pane = desk.pane
    pane.list.filter.set_conditions(Group("all", (Rule("name", "starts", begin),)))
    desk.settle()
    save_as(desk, "Mine")
    pane.list.selection.go_to(5)
    desk.rest()
    desk.run("list.delete")
    desk.rest()
    view = pane.list.view
    assert len(desk.names()) == 107
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    is_at_end = view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert is_at_end or view.visible_rows()[1] == 0
