"""The list of one entity and the page beside it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from crm_desktop.model import Contact, Opportunity
from crm_desktop.services import pipeline, records
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


@pytest.fixture
def closed_deal(desk: Desktop) -> int:
    """A deal that was won long ago."""
    with desk.store.act("Won long ago") as session:
        won = pipeline.stage_named(session, "Won")
        assert won is not None
        values = {"name": "Old deal", "stage_id": won.id, "closed_on": date(2024, 3, 1)}
        return records.create(session, Opportunity, values).id


def back_button(desk: Desktop) -> QPushButton:
    return next(button for button in desk.pane.notice.findChildren(QPushButton) if button.text().startswith("Back to"))


def test_a_record_that_the_view_hides_is_shown_among_all_with_the_way_back(desk: Desktop, closed_deal: int) -> None:
    desk.context.open_pane("opportunity/kind-open")
    desk.settle()
    before = desk.names()
    desk.context.go_to("opportunity", closed_deal)
    desk.settle()
    assert "Old deal" in desk.names()
    assert desk.notice() == "“Open” does not show this record, so the list shows all now."
    assert back_button(desk).text() == "Back to “Open”"
    back_button(desk).click()
    desk.settle()
    assert (desk.names(), desk.notice()) == (before, "")


def test_the_way_back_leads_to_the_words_of_the_filter_too(desk: Desktop, closed_deal: int) -> None:
    pane = desk.show_pane("opportunity")
    pane.list.filter.choose_all()
    pane.list.set_words("no such words")
    pane.list.filter.bar.apply()
    desk.settle()
    desk.context.go_to("opportunity", closed_deal)
    desk.settle()
    assert desk.notice() == "The filter does not show this record, so the list shows all now."
    back_button(desk).click()
    desk.settle()
    assert (pane.list.filter_box.text(), desk.names()) == ("no such words", [])


def test_a_record_of_the_whole_list_needs_no_way_back(desk: Desktop, closed_deal: int) -> None:
    desk.show_pane("opportunity").list.filter.choose_all()
    desk.settle()
    desk.context.go_to("opportunity", closed_deal)
    desk.settle()
    assert desk.notice() == ""


def test_walking_the_list_back_to_a_text_that_was_refused_shows_it_again(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    first = pane.page.record_id
    desk.press("F2", pane.page)
    pane.page.details.edit("email")
    desk.press("Ctrl+A")
    desk.write("bad")
    desk.press("Tab")
    assert pane.page.form.problems()
    pane.walk(1)
    desk.rest()
    pane.walk(-1)
    desk.rest()
    assert pane.page.record_id == first
    assert pane.page.form.texts() == {"email": "bad"}
    assert "email" in pane.page.form.problems()
