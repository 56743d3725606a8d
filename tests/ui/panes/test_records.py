"""The list of one entity and the page beside it."""

from __future__ import annotations

from crm_desktop.model import Contact
from tests.ui.windows import Desktop


def test_several_selected_records_are_counted_beside_the_list_until_one_is_left(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    pane.list.selection.select_rows([(0, 2)])
    desk.qtbot.waitUntil(pane.page.many.isVisible, timeout=5000)
    assert pane.page.many.heading.text() == "3 contacts selected"
    pane.list.selection.select_rows([(0, 0)])
    desk.qtbot.waitUntil(pane.page.scroller.isVisible, timeout=5000)
    assert not pane.page.many.isVisible()


def test_the_button_beside_the_list_deletes_all_that_are_selected(desk: Desktop) -> None:
    pane, before = desk.show_pane("contact"), desk.count(Contact)
    pane.list.selection.select_rows([(0, 2)])
    desk.qtbot.waitUntil(pane.page.many.isVisible, timeout=5000)
    pane.page.many.buttons[-1].click()
    desk.settle()
    assert desk.count(Contact) == before - 3


def test_escape_in_a_new_record_goes_back_to_the_one_before(desk: Desktop) -> None:
    pane, before = desk.show_pane("contact"), desk.count(Contact)
    desk.rest()
    shown = pane.page.record_id
    desk.run("record.new")
    desk.write("Aaron First")
    desk.press("Tab")
    desk.press("Esc")
    desk.settle()
    assert (desk.count(Contact), pane.page.record_id) == (before, shown)
    assert pane.page.notice.text() == "The new contact was discarded."
