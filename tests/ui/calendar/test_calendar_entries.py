"""What stands in the calendar is moved, opened and changed, each as one step in the book."""

from __future__ import annotations

from crm_desktop.model import Opportunity
from crm_desktop.ui.calendar.occurrence_card import OccurrenceCard
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.panes.records import RecordsPane
from tests.ui.calendar.conftest import THURSDAY, Hand
from tests.ui.calendar.entries import local, november


def test_a_drag_is_one_step_and_says_what_it_overlaps(hand: Hand) -> None:
    hand.drag("Call Rangreen", 2, 11 * 60 + 30)
    assert hand.value("Call Rangreen", "starts") == local(november(18), "11:30")
    said = hand.desk.status()
    assert said.count("overlaps with “Visit Bioplex”") == 1
    assert said.index("overlaps with") < said.index("Move “Call Rangreen”")
    current = hand.pane.view.current()
    assert current is not None
    assert current.title == "Call Rangreen"
    hand.run("edit.undo")
    assert hand.value("Call Rangreen", "starts") == local(november(19), "9:00")
    hand.run("edit.delete")
    assert "Call Rangreen" not in hand.titles()
    hand.pane.view.select(hand.entry("Visit Bioplex").key)
    hand.run("edit.undo")
    current = hand.pane.view.current()
    assert current is not None, "Enter would make a second one"
    assert current.title == "Call Rangreen"


def test_postponing_moves_what_is_overdue_to_the_day_after_today(hand: Hand) -> None:
    hand.choose("Visit Bioplex")
    hand.run("plan.tomorrow")
    assert hand.value("Visit Bioplex", "starts") == local(november(21), "11:00")


def test_an_expected_close_is_moved_and_a_birthday_stays(hand: Hand) -> None:
    hand.choose("Expected close: GTX Pro")
    hand.press("Ctrl+Left")
    with hand.desk.store.read() as session:
        assert session.get_one(Opportunity, 1).close_date == november(19)
    hand.choose("Birthday: Hana Novák")
    hand.press("Del")
    assert "because of its record" in hand.desk.notice()


def test_opening_an_activity_shows_its_card_in_place_and_from_there_its_page(hand: Hand) -> None:
    hand.choose("Call Rangreen")
    hand.press("Return")
    card = hand.desk.window.findChild(OccurrenceCard)
    assert card is not None
    assert hand.pane.isVisible()
    assert [button.text() for button in card.buttons] == ["Finish…", "Move", "Delete", "Open record"]
    card.line.setText("17 Nov 10:00 – 10:30")
    hand.press("Return")
    assert hand.value("Call Rangreen", "starts") == local(november(17), "10:00")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    card.subject.setText("Ring Rangreen")
    card.line.setText("17 Nov 11:00")
    assert [button.text() for button in card.buttons] == ["Finish…", "Save", "Delete", "Open record"]
    card.buttons[1].click()
    hand.settle()
    assert hand.value("Ring Rangreen", "starts") == local(november(17), "11:00")
    hand.run("edit.undo")
    assert hand.value("Call Rangreen", "starts") == local(november(17), "10:00")
    hand.choose("Call Rangreen")
    hand.press("Return")
    hand.desk.window.findChildren(OccurrenceCard)[-1].buttons[-1].click()
    hand.desk.settle()
    assert isinstance(hand.desk.window.pane, RecordsPane)
    assert hand.desk.pane.selected() is not None


def test_what_has_its_day_from_a_record_opens_that_record(hand: Hand) -> None:
    hand.choose("Expected close: GTX Pro")
    hand.press("Return")
    assert hand.desk.window.findChild(OccurrenceCard) is None
    assert isinstance(hand.desk.window.pane, RecordsPane)


def test_an_hour_is_taken_among_the_bars_and_back_by_a_key(hand: Hand) -> None:
    hand.choose("Call Rangreen")
    hand.press("Ctrl+Shift+A")
    assert hand.value("Call Rangreen", "all_day") is True
    hand.press("Ctrl+Shift+A")
    assert hand.value("Call Rangreen", "all_day") is False
    assert hand.value("Call Rangreen", "starts") == local(november(19), "9:00")


def test_what_waits_is_put_where_the_cursor_is(hand: Hand) -> None:
    hand.pane.views.grid.go(Cursor(THURSDAY, 15 * 60))
    panel = hand.pane.beside.panel
    assert panel is not None
    panel.place_wanted.emit(hand.entry("Send references"))
    hand.settle()
    assert hand.value("Send references", "starts") == local(november(19), "15:00")
    assert hand.value("Send references", "all_day") is False
