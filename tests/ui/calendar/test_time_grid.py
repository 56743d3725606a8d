"""The grid of hours by mouse and by keys: everything that one can do, the other can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.schema.formats import formats_for
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import axis, drag, painted_text, time_cursor
from crm_desktop.ui.calendar.entry_pictures import EntryPictures, Shape
from crm_desktop.ui.calendar.time_grid import TimeGrid
from crm_desktop.ui.calendar.view import Placement, Proposal
from tests.conftest import FrozenClock
from tests.ui.calendar.entries import bar, birthday, hours, local, november
from tests.zones import computer_in

CALL = hours(1, "Call Rangreen", november(18), "9:00", 30)
VISIT = hours(2, "Visit Bioplex", november(18), "11:00", 90)
LUNCH = hours(3, "Lunch", november(18), "12:00", 60)
FAIR = bar(4, "Trade fair", november(18), 2)
BIRTHDAY = birthday(5, "Birthday: Hana", november(16))
NIGHT = hours(6, "Night shift", november(16), "22:00", 240)
ALL = (FAIR, BIRTHDAY, CALL, VISIT, LUNCH, NIGHT)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_SIGNALS = ("opened", "create_wanted", "placed", "remove_wanted", "finish_wanted", "day_wanted")
MONDAY, FRIDAY = november(16), november(20)


class Week:
    """A work week with the hand of its user; `told` has what it asked for, by the name of the signal."""

    def __init__(self, qtbot: QtBot, entries: Sequence[Entry] = ALL, first: date = MONDAY, last: date = FRIDAY) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.grid = TimeGrid(formats_for("en_GB"))
        column = QVBoxLayout(self.window)
        for widget in (self.before, self.grid, self.after):
            column.addWidget(widget)
        self.told: list[tuple[Any, ...]] = []
        for name in _SIGNALS:
            getattr(self.grid, name).connect(lambda *what, name=name: self.told.append((name, *what)))
        self.window.resize(1000, 860)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.first = first
        self.grid.show_period(first, last, last)
        self.grid.show_entries(entries, {})
        self.grid.setFocus()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.grid, key, modifiers)

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.grid, LEFT, NONE, at)

    def drag(self, start: QPoint, end: QPoint, *, drops: bool = True) -> None:
        QTest.mousePress(self.grid, LEFT, NONE, start)
        for part in (1, 2, 3, 4):
            QTest.mouseMove(self.grid, start + (end - start) * part / 4)
        if drops:
            QTest.mouseRelease(self.grid, LEFT, NONE, end)

    def at(self, day: date, clock: str) -> QPoint:
        """Return the point of a time, a little below its line."""
        hour, minute = map(int, clock.split(":"))
        geometry = self.grid.geometry_now
        column = geometry.day((day - self.first).days)
        return QPoint(column.center().x(), geometry.y_of(hour * 60 + minute) + 3)

    def above(self, day: date) -> QPoint:
        """Return a point among the bars of a day."""
        geometry = self.grid.geometry_now
        return QPoint(geometry.day((day - self.first).days).center().x(), geometry.heads + 6)

    def box(self, entry: Entry) -> QRect:
        geometry, sheet = self.grid.geometry_now, self.grid.sheet
        blocks = [geometry.block(one) for one in sheet.blocks if one.entry == entry]
        return (blocks or [geometry.bar(one) for one in sheet.bars if one.entry == entry])[0]

    def choose(self, entry: Entry) -> None:
        self.grid.select(entry.key)
        assert self.grid.current() == entry

    def last(self) -> tuple[Any, ...]:
        return self.told[-1]


@pytest.fixture
def week(qtbot: QtBot, clock: FrozenClock) -> Week:
    return Week(qtbot)


def placement(day: date, clock: str, minutes: int) -> Placement:
    return Placement(local(day, clock).astimezone(UTC), minutes, all_day=False)


def test_a_click_chooses_an_entry_and_free_time_lets_it_go(week: Week) -> None:
    chosen: list[Entry | None] = []
    week.grid.chosen.connect(chosen.append)
    week.click(week.box(CALL).center())
    week.click(week.at(november(17), "14:00"))
    assert chosen == [CALL, None]
    draft = week.grid.selected_time()
    assert draft is not None
    assert (draft.starts, draft.minutes) == (local(november(17), "14:00"), 60)


def test_a_double_click_opens_an_entry_or_makes_one_on_free_time(week: Week) -> None:
    QTest.mouseDClick(week.grid, LEFT, NONE, week.box(CALL).center())
    assert week.last() == ("opened", CALL)
    QTest.mouseDClick(week.grid, LEFT, NONE, week.at(november(17), "14:10"))
    name, draft = week.last()
    assert (name, draft.starts, draft.minutes) == ("create_wanted", local(november(17), "14:00"), 60)


def test_a_drag_over_free_time_makes_something_as_long_as_that(week: Week) -> None:
    week.drag(week.at(november(17), "14:00"), week.at(november(17), "15:30"))
    name, draft = week.last()
    assert (name, draft.starts, draft.minutes) == ("create_wanted", local(november(17), "14:00"), 90)
    assert not draft.all_day


def test_a_drag_over_days_makes_something_for_all_of_them(week: Week) -> None:
    week.drag(week.above(november(20)), week.above(november(19)))
    name, draft = week.last()
    assert (name, draft.starts, draft.minutes, draft.all_day) == (
        "create_wanted", local(november(19)), 2 * 24 * 60, True,
    )  # fmt: skip


def test_a_drag_moves_an_entry_to_another_day_and_hour_in_quarters(week: Week) -> None:
    week.drag(
        week.box(VISIT).center(),
        week.box(VISIT).center() + week.at(november(20), "9:00") - week.at(november(18), "10:50"),
    )
    assert week.last() == ("placed", VISIT, placement(november(20), "9:15", 90))


def test_a_key_does_what_the_drag_does(week: Week) -> None:
    week.choose(VISIT)
    week.press(Qt.Key.Key_Down, CTRL)
    assert week.last() == ("placed", VISIT, placement(november(18), "11:15", 90))
    week.press(Qt.Key.Key_Right, CTRL)
    assert week.last() == ("placed", VISIT, placement(november(19), "11:00", 90))
    week.press(Qt.Key.Key_Down, CTRL | SHIFT)
    assert week.last() == ("placed", VISIT, placement(november(18), "11:00", 105))
    week.press(Qt.Key.Key_Up, CTRL | SHIFT)
    assert week.last() == ("placed", VISIT, placement(november(18), "11:00", 75))


def test_both_edges_make_an_entry_longer_and_shorter(week: Week) -> None:
    box = week.box(CALL)
    week.drag(QPoint(box.center().x(), box.bottom() - 1), week.at(november(18), "10:15"))
    assert week.last() == ("placed", CALL, placement(november(18), "9:00", 75))
    box = week.box(VISIT)
    week.drag(QPoint(box.center().x(), box.top() + 1), week.at(november(18), "11:30"))
    assert week.last() == ("placed", VISIT, placement(november(18), "11:30", 60))


def test_an_edge_never_turns_an_entry_inside_out(week: Week) -> None:
    box = week.box(VISIT)
    week.drag(QPoint(box.center().x(), box.top() + 1), week.at(november(18), "15:00"))
    assert week.last() == ("placed", VISIT, placement(november(18), "12:15", 15))


def test_the_pointer_shows_where_an_edge_can_be_taken(week: Week) -> None:
    box = week.box(CALL)
    QTest.mouseMove(week.grid, QPoint(box.center().x(), box.bottom() - 1))
    assert week.grid.cursor().shape() == Qt.CursorShape.SizeVerCursor
    bar_box = week.box(FAIR)
    QTest.mouseMove(week.grid, QPoint(bar_box.right() - 1, bar_box.center().y()))
    assert week.grid.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(week.grid, week.at(november(17), "14:00"))
    assert week.grid.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_the_end_of_a_bar_is_dragged_to_another_day(week: Week) -> None:
    box = week.box(FAIR)
    week.drag(QPoint(box.right() - 1, box.center().y()), week.above(november(20)))
    assert week.last() == ("placed", FAIR, Placement(local(november(18)).astimezone(UTC), 3 * 24 * 60, all_day=True))


def test_a_bar_goes_to_the_hours_and_an_hour_among_the_bars(week: Week) -> None:
    week.drag(week.box(FAIR).center(), week.at(november(19), "15:00"))
    assert week.last() == ("placed", FAIR, placement(november(19), "15:00", 60))
    week.drag(week.box(CALL).center(), week.above(november(17)))
    assert week.last() == ("placed", CALL, Placement(local(november(17)).astimezone(UTC), 24 * 60, all_day=True))


def test_escape_gives_back_what_is_under_way(week: Week) -> None:
    week.drag(week.box(CALL).center(), week.at(november(20), "15:00"), drops=False)
    assert week.grid.is_busy()
    week.press(Qt.Key.Key_Escape)
    assert not week.grid.is_busy()
    QTest.mouseRelease(week.grid, LEFT, NONE, week.at(november(20), "15:00"))
    assert week.told == []


def test_what_can_not_be_moved_stays(week: Week) -> None:
    week.drag(week.box(BIRTHDAY).center(), week.above(november(20)))
    assert week.told == []
    week.choose(BIRTHDAY)
    week.press(Qt.Key.Key_Right, CTRL)
    assert week.told == []


def test_the_hours_scroll_while_something_is_held_at_their_edge(week: Week, qtbot: QtBot) -> None:
    before = week.grid.slider.value()
    geometry = week.grid.geometry_now
    week.drag(week.box(CALL).center(), QPoint(week.box(CALL).center().x(), geometry.height - 4), drops=False)
    qtbot.waitUntil(lambda: week.grid.slider.value() > before + 60)
    week.press(Qt.Key.Key_Escape)


def test_the_hours_stand_still_while_something_passes_their_edge(week: Week) -> None:
    week.grid.slider.setValue(200)
    before, geometry = week.grid.slider.value(), week.grid.geometry_now
    timer = week.grid.hand.findChild(QTimer)
    assert timer is not None
    at_edge = QPoint(week.box(FAIR).center().x(), geometry.top + 4)
    week.drag(week.box(FAIR).center(), at_edge, drops=False)
    for _tick in range(15):
        timer.timeout.emit()
    assert week.grid.slider.value() == before
    QTest.mouseMove(week.grid, week.above(november(18)))
    timer.timeout.emit()
    QTest.mouseMove(week.grid, at_edge)
    for _tick in range(15):
        timer.timeout.emit()
    assert week.grid.slider.value() == before, "the way over the bars begins the wait anew"
    for _tick in range(15):
        timer.timeout.emit()
    assert week.grid.slider.value() < before
    week.press(Qt.Key.Key_Escape)


def test_the_arrows_walk_over_slots_and_entries(week: Week) -> None:
    week.click(week.at(november(18), "8:40"))
    assert week.grid.current() is None
    week.press(Qt.Key.Key_Down)
    assert week.grid.current() == CALL
    week.press(Qt.Key.Key_Down)
    assert (week.grid.current(), week.grid.here.minute) == (None, 9 * 60 + 30)
    for _step in range(3):
        week.press(Qt.Key.Key_Down)
    assert week.grid.current() == VISIT
    week.press(Qt.Key.Key_Right)
    assert week.grid.current() == LUNCH, "what stands beside it comes before the next day"
    week.press(Qt.Key.Key_Right)
    assert (week.grid.current(), week.grid.here.day) == (None, 3)


def test_the_arrows_reach_the_bars_above_the_first_hour(week: Week) -> None:
    week.grid.go(time_cursor.Cursor(2, 0))
    week.press(Qt.Key.Key_Up)
    assert week.grid.current() == FAIR
    week.press(Qt.Key.Key_Down)
    assert (week.grid.here.is_above, week.grid.current()) == (False, CALL)


def test_the_arrows_walk_out_of_the_period(week: Week) -> None:
    week.click(week.at(november(20), "14:00"))
    week.press(Qt.Key.Key_Right)
    assert week.last() == ("day_wanted", november(21))
    week.press(Qt.Key.Key_PageUp)
    assert week.last() == ("day_wanted", november(13))


def test_tab_visits_the_entries_in_the_order_of_time_and_then_leaves(week: Week) -> None:
    week.before.setFocus()
    QTest.keyClick(week.before, Qt.Key.Key_Tab)
    week.grid.go(time_cursor.Cursor(0, 0, is_above=True))
    visited = []
    while week.grid.hasFocus():
        week.press(Qt.Key.Key_Tab)
        visited.append(week.grid.current())
    assert visited[:-1] == [BIRTHDAY, NIGHT, FAIR, CALL, VISIT, LUNCH]
    assert week.after.hasFocus()


def test_enter_opens_an_entry_and_a_letter_begins_a_new_one(week: Week) -> None:
    week.choose(CALL)
    week.press(Qt.Key.Key_Return)
    assert week.last() == ("opened", CALL)
    week.click(week.at(november(17), "14:00"))
    week.press(Qt.Key.Key_L)
    name, draft = week.last()
    assert (name, draft.text, draft.starts) == ("create_wanted", "l", local(november(17), "14:00"))
    week.press(Qt.Key.Key_Return)
    assert week.last()[1].text == ""


def test_delete_and_space_ask_for_what_they_say(week: Week) -> None:
    week.choose(CALL)
    week.press(Qt.Key.Key_Delete)
    week.press(Qt.Key.Key_Space)
    assert week.told == [("remove_wanted", CALL), ("finish_wanted", CALL)]


def test_a_click_on_the_name_of_a_day_asks_for_that_day(week: Week) -> None:
    week.click(week.grid.geometry_now.head(1).center())
    assert week.last() == ("day_wanted", november(17))


def test_more_bars_than_have_room_are_counted_and_shown_when_asked_for(qtbot: QtBot, clock: FrozenClock) -> None:
    week = Week(qtbot, [bar(n, f"Bar {n}", november(17)) for n in range(1, 8)])
    sheet = week.grid.sheet
    assert (sheet.lanes, sheet.hidden(1), sheet.hidden(2)) == (4, 4, 0)
    week.click(sheet.more(1, week.grid.geometry_now).center())
    assert (week.grid.sheet.lanes, week.grid.sheet.hidden(1)) == (7, 0)


def test_an_entry_over_midnight_stands_on_both_days(week: Week) -> None:
    pieces = [(one.day, one.top, one.bottom) for one in week.grid.sheet.blocks if one.entry == NIGHT]
    assert pieces == [(0, 22 * 60, 24 * 60), (1, 0, 2 * 60)]


def test_the_cursor_stays_on_its_entry_when_the_book_is_read_anew(week: Week) -> None:
    week.choose(CALL)
    moved = hours(1, "Call Rangreen", november(19), "15:00", 30)
    week.grid.show_entries([moved, VISIT], {})
    assert week.grid.current() == moved
    assert (week.grid.here.day, week.grid.here.minute) == (3, 15 * 60)


def test_the_name_of_the_grid_tells_what_the_cursor_is_on(week: Week) -> None:
    week.choose(VISIT)
    told = week.grid.accessibleName()
    assert told.startswith("Visit Bioplex, Wed 18 Nov, 11:00 – 12:30")
    assert "overlaps with “Lunch”" in told
    week.click(week.at(november(17), "14:00"))
    assert week.grid.accessibleName() == "Tue 17 Nov, 14:00 – 15:00, free"


def test_something_waiting_is_dropped_onto_a_time(week: Week, monkeypatch: pytest.MonkeyPatch) -> None:
    task = bar(9, "Send references", november(12), layer="tasks", kind="task")
    mime = drag.mime_of(task)
    monkeypatch.setattr(drag, "_under_way", [task])
    spot = QPointF(week.at(november(19), "15:00"))
    actions, buttons = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(spot.toPoint(), actions, mime, buttons, NONE)
    QApplication.sendEvent(week.grid, entering)
    assert week.grid.is_busy()
    QApplication.sendEvent(week.grid, QDropEvent(spot, actions, mime, buttons, NONE))
    assert week.last() == ("placed", task, placement(november(19), "15:00", 30))
    assert not week.grid.is_busy()


def test_the_grid_reads_from_the_right_where_the_language_does(qtbot: QtBot, clock: FrozenClock) -> None:
    week = Week(qtbot)
    week.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    geometry = week.grid.geometry_now
    assert geometry.day(0).left() > geometry.day(4).left()
    week.click(week.at(november(16), "14:00"))
    assert week.grid.here.day == 0
    week.press(Qt.Key.Key_Left)
    assert week.grid.here.day == 1


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 3, 29), 180), (date(2026, 10, 25), 300)])
def test_a_drag_over_the_hour_of_the_change_lasts_as_long_as_really_passes(
    qtbot: QtBot, clock: FrozenClock, day: date, minutes: int
) -> None:
    with computer_in("Europe/Berlin"):
        week = Week(qtbot, (), day, day)
        week.grid.slider.setValue(0)
        week.drag(week.at(day, "1:00"), week.at(day, "5:00"))
        name, draft = week.last()
        assert (name, draft.starts, draft.minutes) == ("create_wanted", local(day, "1:00"), minutes)


def test_an_entry_is_moved_over_the_change_by_the_clock_on_the_wall(qtbot: QtBot, clock: FrozenClock) -> None:
    with computer_in("Europe/Berlin"):
        before, after = date(2026, 3, 28), date(2026, 3, 29)
        call = hours(1, "Call", before, "9:00", 30)
        week = Week(qtbot, [call], before, after)
        week.choose(call)
        week.press(Qt.Key.Key_Right, CTRL)
        _name, _entry, placed = week.last()
        assert placed.starts == local(after, "9:00")
        assert placed.starts - call.starts == timedelta(hours=23)


def test_an_hour_that_the_clock_leaves_out_is_the_one_after_it(clock: FrozenClock) -> None:
    with computer_in("Europe/Berlin"):
        assert axis.moment(date(2026, 3, 29), 150) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert axis.moment(date(2026, 10, 25), 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def picture(week: Week) -> QImage:
    return week.grid.grab().toImage()


def test_the_line_of_the_moment_is_over_today_alone(week: Week) -> None:
    at = week.at(november(20), "12:00").y() - 3
    column = {day: week.grid.geometry_now.day(day).center().x() for day in (3, 4)}
    image, red = picture(week), theme.colour("danger")
    assert image.pixelColor(column[4], at) == red
    assert image.pixelColor(column[3], at) != red


def test_home_shows_the_present_hour_with_what_comes_after_it(week: Week) -> None:
    slider, geometry = week.grid.slider, week.grid.geometry_now
    assert geometry.y_of(8 * 60) > geometry.top, "the grid begins with a whole hour"
    week.grid.resize(900, 420)
    for begin in (0, slider.maximum()):
        slider.setValue(begin)
        week.press(Qt.Key.Key_Home)
        geometry = week.grid.geometry_now
        now = geometry.y_of(12 * 60) - geometry.top
        assert 0 < now < geometry.room / 3


def test_what_is_held_says_its_whole_time_above_a_narrow_day(week: Week) -> None:
    week.grid.resize(340, 500)
    before = picture(week)
    week.drag(week.at(november(18), "14:00"), week.at(november(18), "15:00"), drops=False)
    ghost = week.grid.hand.ghost
    assert ghost is not None
    above = week.grid.geometry_now.slot(3, 14 * 60, 15 * 60).topLeft() - QPoint(0, 8)
    held = picture(week)
    assert held.pixelColor(above) == theme.colour("primary") != before.pixelColor(above)
    week.grid.hand.give_up()
    letters, words = QFontMetrics(theme.font(bold=True)), "11:30 – 12:00"
    slot = week.grid.geometry_now.slot(3, 690, 720).width()
    while slot - 7 - 2 * theme.pixels(8) < letters.horizontalAdvance(words):
        week.grid.resize(week.grid.width() + 5, 500)
        slot = week.grid.geometry_now.slot(3, 690, 720).width()
    half = placement(november(19), "11:30", 30)
    week.grid.propose(Proposal(half, "Call"))
    named = picture(week)
    week.grid.propose(Proposal(half, ""))
    assert named == picture(week), "the time is not cut for the sake of the name"


def test_hours_off_work_are_grey(week: Week) -> None:
    image = picture(week)
    work, off = (image.pixelColor(week.at(november(17), clock)) for clock in ("9:30", "17:30"))
    assert (work, off) == (theme.colour("card"), theme.colour("window"))


def test_words_are_broken_between_words_and_else_cut(qapp: QApplication) -> None:
    font = theme.font()
    width = QFontMetrics(font).horizontalAdvance("Pipeline")

    def lines(text: str, room: int) -> list[str]:
        return painted_text.lines_of(text, font, room, 3)

    assert lines("Pipeline review now", width + 2) == ["Pipeline", "review", "now"]
    assert lines("Pipeline review", width - 4) == ["Pipeline review"], "one line, which is cut when it is written"
    assert lines("A Pipeline review", width - 4) == ["A", "Pipeline review"]


def test_an_entry_is_drawn_once_until_it_changes(qtbot: QtBot, clock: FrozenClock) -> None:
    pictures, shape = EntryPictures("kind", 1.0, mirrored=False), Shape(140, 60, is_bar=False, begins=True, ends=True)
    first = pictures.picture(CALL, shape, is_chosen=False).cacheKey()
    assert pictures.picture(replace(CALL), shape, is_chosen=False).cacheKey() == first
    assert pictures.picture(replace(CALL, done=True), shape, is_chosen=False).cacheKey() != first
