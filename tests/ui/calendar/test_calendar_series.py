"""Series in the calendar: one day of them moved, changed or left out, or all of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QLabel

from crm_desktop.ui.calendar.entry_pictures import repeat_sign
from crm_desktop.ui.calendar.occurrence_card import OccurrenceCard
from crm_desktop.ui.calendar.which_bar import WhichBar
from tests.ui.calendar.conftest import Hand
from tests.ui.calendar.entries import local, november


def mondays(clock: str = "9:00") -> list[datetime]:
    return [local(day, clock) for day in (november(16), november(23), november(30), date(2026, 12, 7))]


def test_moving_one_of_a_series_asks_and_enter_takes_this_one(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar, grid = hand.desk.window.findChild(WhichBar), hand.pane.views.grid
    assert bar is not None
    assert bar.parent() is hand.pane.views, "nothing moves for it"
    asked = grid.proposal
    assert asked is not None
    assert (asked.placement.starts, bar.buttons[0].hasFocus()) == (local(november(16), "9:15"), True)
    assert hand.starts("Pipeline review") == mondays()
    hand.press("Return")
    assert grid.proposal is None
    assert hand.starts("Pipeline review") == [local(november(16), "9:15"), *mondays()[1:]]
    hand.run("edit.undo")
    assert (hand.starts("Pipeline review"), hand.at()) == (mondays(), local(november(16), "9:00"))


@pytest.mark.parametrize(("button", "expected"), [(1, "9:15"), (2, "9:15")])
def test_later_ones_and_all_of_a_series_are_moved_with_it(hand: Hand, button: int, expected: str) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar = hand.desk.window.findChild(WhichBar)
    assert bar is not None
    bar.buttons[button].click()
    hand.settle()
    assert hand.starts("Pipeline review") == mondays(expected)


@pytest.mark.parametrize("key", ["Escape", "Ctrl+Z"])
def test_escape_and_undo_take_the_question_back_and_change_nothing(hand: Hand, key: str) -> None:
    steps = len(hand.desk.store.steps())
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    hand.press(key)
    assert hand.starts("Pipeline review") == mondays()
    grid = hand.pane.views.grid
    assert (grid.hasFocus(), grid.proposal, len(hand.desk.store.steps())) == (True, None, steps)


def test_delete_leaves_the_rest_of_a_series(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Del")
    hand.press("Return")
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_commands_of_records_take_only_the_day_of_a_series_that_is_chosen(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.run("plan.finish")
    assert hand.starts("Pipeline review") == mondays()
    assert hand.entry("Pipeline review").done
    hand.pane.go_to_day(november(23))
    hand.settle()
    hand.choose("Pipeline review")
    hand.run("edit.delete")
    hand.press("Return")
    assert hand.starts("Pipeline review") == [mondays()[0], *mondays()[2:]]


def test_one_that_its_card_moved_alone_is_still_of_its_series_and_can_go_back(hand: Hand) -> None:
    whole = hand.entry("Pipeline review").id
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChild(OccurrenceCard)
    assert card is not None
    card.line.setText("17 nov 10:00 – 11:00")
    card.move_entry()
    hand.press("Return")
    elsewhere = [local(november(17), "10:00"), *mondays()[1:]]
    assert hand.starts("Pipeline review") == elsewhere
    moved = hand.entry("Pipeline review")
    assert (moved.series, repeat_sign(moved)) == (whole, "repeat-one")
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    buttons = {button.text(): button for button in card.buttons}
    assert list(buttons) == ["Finish…", "Move", "Back to the series", "Delete", "Open the series", "Open record"]
    buttons["Back to the series"].click()
    hand.settle()
    assert (hand.starts("Pipeline review"), hand.at()) == (mondays(), mondays()[0])
    hand.run("edit.undo")
    assert (hand.starts("Pipeline review"), hand.at()) == (elsewhere, elsewhere[0])


def test_the_card_of_a_series_asks_for_how_many_another_subject_is_meant(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    card.subject.setText("Pipeline talk")
    card.line.setText("16 nov 9:15")
    card.move_entry()
    hand.press("Return")
    assert hand.starts("Pipeline talk") == [local(november(16), "9:15")]
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_a_card_of_a_series_skips_its_day(hand: Hand) -> None:
    hand.pane.controller.skip(hand.entry("Pipeline review"))
    hand.settle()
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_the_question_of_a_series_is_one_low_line(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar = hand.desk.window.findChild(WhichBar)
    assert bar is not None
    question = next(label for label in bar.findChildren(QLabel) if label.text())
    hand.desk.window.resize(800, 700)
    hand.settle()
    assert question.text().endswith("…”: Mon 16 Nov, 09:15 – 10:15"), "a name gives way to the answers"
    assert question.geometry().center().y() == bar.buttons[0].geometry().center().y()
    assert bar.height() <= bar.buttons[0].height() + 12
