"""The calendar in the window, on a book: its headings, ways and periods, and what is shown of them."""

from __future__ import annotations

from datetime import UTC

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.model import Activity, Seller
from crm_desktop.services import records
from crm_desktop.services.calendar import moments
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import key_text
from crm_desktop.ui.calendar.free_times import FreeTimes
from crm_desktop.ui.calendar.period import SIDE_KEY
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.commands.calendar import CALENDAR
from crm_desktop.ui.panes.calendar import CalendarPane
from tests.conftest import FrozenClock
from tests.ui.calendar.conftest import THURSDAY, Hand
from tests.ui.calendar.entries import local, november

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_the_heading_tells_the_days_and_what_they_hold(hand: Hand) -> None:
    assert hand.pane.header.title.text() == "16 – 20 November 2026"
    assert hand.pane.header.subtitle.text() == "4 activities · 4 to do · 3 overdue"
    panel = hand.pane.beside.panel
    assert panel is not None
    assert panel.to_do.heading.text() == "To do · 4"
    shown, more = len(panel.to_do.view.cards.entries), panel.to_do.more
    assert shown + (0 if more.isHidden() else int(more.text().split()[0])) == 4


def test_a_month_counts_no_birthdays_and_no_expected_closes(hand: Hand) -> None:
    hand.run("calendar.way.month")
    assert (hand.pane.header.subtitle.text() or "").startswith("6 activities · ")


def test_the_menu_ticks_the_way_the_layers_and_the_colours_that_are_chosen(hand: Hand) -> None:
    hand.run("calendar.way.week")
    hand.run("calendar.layer.birthdays")
    hand.run("calendar.colour.account")
    host = hand.desk.window
    ticked = {one.id for one in CALENDAR if one.checked is not None and one.checked(host)}
    assert ticked == {
        "calendar.way.week", "calendar.layer.activities", "calendar.layer.tasks", "calendar.layer.closes",
        "calendar.colour.account", "calendar.side",
    }  # fmt: skip


@pytest.mark.parametrize(("owner", "whose"), [(None, "free for everyone"), (1, "free for Ida")])
def test_free_time_says_whose_it_is_and_that_a_full_week_has_none_left(
    hand: Hand, clock: FrozenClock, owner: int | None, whose: str
) -> None:
    with hand.desk.store.act("Seller") as session:
        records.create(session, Seller, {"name": "Ida"})
    clock.at = local(november(28), "10:00").astimezone(UTC)
    hand.pane.choices.show_owner(owner)
    hand.settle()
    hand.run("calendar.free")
    box = hand.desk.window.findChild(FreeTimes)
    assert box is not None
    hand.desk.qtbot.waitUntil(lambda: whose in box.hint.text())
    assert box.hint.text().startswith("No time of that length is left then")
    assert "30 Nov" in box.rows.texts()[0]


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("Ctrl+1", "Friday 20 November 2026"),
        ("Ctrl+2", "16 – 20 November 2026"),
        ("Ctrl+3", "15 – 21 November 2026"),
        ("Ctrl+4", "November 2026"),
        ("Ctrl+5", "20 Nov – 17 Dec 2026"),
    ],
)
def test_each_way_has_its_key_and_heading(hand: Hand, key: str, title: str) -> None:
    hand.press(key)
    assert hand.pane.header.title.text() == title
    holder = QApplication.focusWidget()
    assert holder is not None
    assert holder is hand.pane.view or hand.pane.view.isAncestorOf(holder)
    assert holder is not hand.pane.view or key != "Ctrl+5", "the list in the agenda has the keys"


def test_the_way_the_layers_and_the_colours_are_remembered(hand: Hand) -> None:
    hand.run("calendar.way.week")
    hand.run("calendar.layer.birthdays")
    hand.run("calendar.colour.account")
    assert "Birthday: Hana Novák" not in hand.titles()
    again = CalendarPane(hand.desk.context)
    assert (again.choices.way, again.choices.hidden, again.choices.by) == ("week", {"birthdays"}, "account")
    again.deleteLater()


def test_the_periods_are_turned_and_today_is_found_again(hand: Hand) -> None:
    turner, window = hand.pane.turner, hand.desk.window
    before = turner.mapTo(window, QPoint())
    hand.press("PgDown")
    assert hand.pane.header.title.text() == "23 – 27 November 2026"
    hand.press("PgDown")
    assert hand.pane.header.title.text() == "30 Nov – 4 Dec 2026"
    assert turner.mapTo(window, QPoint()) == before
    hand.run("calendar.earlier")
    hand.run("calendar.earlier")
    hand.run("calendar.earlier")
    assert hand.pane.header.title.text() == "9 – 13 November 2026"
    hand.run("calendar.today")
    assert hand.pane.header.title.text() == "16 – 20 November 2026"


def test_a_day_that_is_clicked_is_shown_alone(hand: Hand) -> None:
    grid = hand.pane.views.grid
    QTest.mouseClick(grid, LEFT, NONE, grid.geometry_now.head(1).center())
    hand.settle()
    assert hand.pane.header.title.text() == "Tuesday 17 November 2026"


def test_what_changes_elsewhere_is_shown(hand: Hand) -> None:
    with hand.desk.store.act("Elsewhere") as session:
        records.update(session, session.get_one(Activity, 1), {"name": "Call Condax"})
    hand.settle()
    assert "Call Condax" in hand.titles()


def test_midnight_makes_another_day_today(hand: Hand, clock: FrozenClock) -> None:
    clock.forward(days=1)
    hand.pane.follow_time()
    hand.settle()
    assert hand.pane.header.subtitle.text().endswith("4 overdue")


def test_free_time_is_found_and_taken(hand: Hand) -> None:
    hand.run("calendar.free")
    box = hand.desk.window.findChild(FreeTimes)
    assert box is not None
    box.line.setText("1 hour next week")
    hand.desk.qtbot.waitUntil(lambda: any("23 Nov" in text for text in box.rows.texts()))
    hand.press("Return")
    assert hand.pane.header.title.text() == "23 – 27 November 2026"
    hand.write("Offer")
    hand.press("Return")
    assert moments.local_day(hand.value("Offer", "starts")) >= november(23)


def test_the_side_is_hidden_where_room_is_short_until_it_is_asked_for(hand: Hand) -> None:
    panel = hand.pane.beside.panel
    assert panel is not None
    assert panel.isVisible()
    hand.desk.window.resize(1024, 700)
    hand.settle()
    assert not panel.isVisible()
    button = hand.pane.beside.button
    assert button.accessibleName()
    assert key_text(SIDE_KEY) in button.toolTip()
    for wanted in (True, False):
        button.click()
        hand.settle()
        assert (panel.isVisible(), button.isChecked()) == (wanted, wanted)
    hand.run("calendar.side")
    assert (panel.isVisible(), panel.lies_over) == (True, False)
    hand.desk.window.resize(700, 600)
    hand.settle()
    assert panel.lies_over, "the days keep their width"
    hand.run("calendar.side")
    grid = hand.pane.views.grid
    grid.go(Cursor(0, 9 * 60))
    hand.pane.beside.button.click()
    hand.settle()
    hand.pane.view.take_keyboard()
    assert panel.isVisible()
    while panel.isVisible() and grid.here.day < THURSDAY:
        assert grid.spot().x() < panel.x(), "the cursor is never behind the panel"
        hand.press("Right")
    assert panel.x() <= grid.spot().x()
    assert (panel.isVisible(), hand.pane.beside.button.isChecked()) == (False, False)
    hand.desk.window.resize(1360, 820)
    hand.settle()
    hand.run("calendar.side")
    assert not panel.isVisible()


def test_the_ways_stand_side_by_side_again_when_the_text_is_small_again(hand: Hand, qapp: QApplication) -> None:
    try:
        theme.apply(qapp, "light", 200)
        hand.settle()
        assert not hand.pane.switch.buttons["day"].isVisible()
    finally:
        theme.apply(qapp, "light", 100)
    hand.settle()
    assert hand.pane.switch.buttons["day"].isVisible()
