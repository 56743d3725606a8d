"""The month by mouse and by keys: everything that one can do, the other can."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.dates import DAY
from crm_desktop.schema.formats import formats_for
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.month_layout import Piece, arrange
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import axis, drag, month_cursor
from crm_desktop.ui.calendar.month_grid import MonthGrid
from crm_desktop.ui.calendar.month_hit import hit
from crm_desktop.ui.calendar.view import Placement
from tests.conftest import FrozenClock
from tests.ui.calendar.entries import bar, birthday, cells, hours, local, november

CALL = hours(1, "Call Rangreen", november(19), "9:00", 30)
VISIT = hours(2, "Visit Bioplex", november(19), "11:00", 90)
FAIR = bar(3, "Trade fair", november(18), 2)
HOLIDAY = bar(4, "Holiday", november(27), 5)
BIRTHDAY = birthday(5, "Birthday: Hana", november(24))
MANY = [hours(10 + n, f"Call {n}", november(12), f"{8 + n}:00") for n in range(9)]
ALL = (CALL, VISIT, FAIR, HOLIDAY, BIRTHDAY, *MANY)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Month:
    """A month with the hand of its user; `told` has what it asked for, by the name of the signal."""

    def __init__(self, qtbot: QtBot, entries: Sequence[Entry] = ALL) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.grid = MonthGrid(formats_for("en_GB"))
        column = QVBoxLayout(self.window)
        for widget in (self.before, self.grid, self.after):
            column.addWidget(widget)
        self.told: list[tuple[Any, ...]] = []
        self.day = november(20)
        self.grid.day_chosen.connect(self.note_day)
        for name in (
            "opened",
            "create_wanted",
            "placed",
            "remove_wanted",
            "finish_wanted",
            "day_wanted",
            "week_wanted",
        ):
            getattr(self.grid, name).connect(lambda *what, name=name: self.told.append((name, *what)))
        self.show(entries)
        self.window.resize(1000, 860)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.grid.setFocus()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show entries, as the pane does each time that something has changed."""
        self.grid.show_period(november(1), november(30), self.day)
        self.grid.show_entries((), cells(entries, date(2026, 10, 26), date(2026, 12, 6)))

    def note_day(self, day: date) -> None:
        self.day = day

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

    def free(self, day: date) -> QPoint:
        """Return a point low in a day, where nothing is."""
        return self.box_of(day, self.grid.geometry_now.cell) + QPoint(0, 30)

    def number(self, day: date) -> QPoint:
        box = self.place(day)
        return self.grid.geometry_now.number_box(*box).topLeft() + QPoint(9, 9)

    def place(self, day: date) -> tuple[int, int]:
        return divmod((day - self.grid.weeks[0].first).days, 7)

    def box_of(self, day: date, box: Callable[[int, int], Any]) -> QPoint:
        at: QPoint = box(*self.place(day)).center()
        return at

    def pieces(self, entry: Entry) -> list[Piece]:
        return [piece for week in self.grid.weeks for piece in week.pieces if piece.entry == entry]

    def at(self, entry: Entry) -> QPoint:
        return self.grid.geometry_now.piece(self.pieces(entry)[0]).center()

    def last(self) -> tuple[Any, ...]:
        return self.told[-1]


@pytest.fixture
def month(qtbot: QtBot, clock: FrozenClock) -> Month:
    return Month(qtbot)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_click_chooses_a_day_or_an_entry(month: Month) -> None:
    chosen: list[Entry | None] = []
    month.grid.chosen.connect(chosen.append)
    month.click(month.at(CALL))
    assert month.grid.current() == CALL
    assert chosen == [CALL]
    month.click(month.free(november(4)))
    assert month.grid.here.day == november(4)
    assert month.grid.current() is None
    assert chosen == [CALL, None]


def test_a_double_click_opens_an_entry_and_asks_for_something_new_on_a_free_day(month: Month) -> None:
    QTest.mouseDClick(month.grid, LEFT, NONE, month.at(CALL))
    assert month.last() == ("opened", CALL)
    QTest.mouseDClick(month.grid, LEFT, NONE, month.free(november(4)))
    name, draft = month.last()
    assert (name, draft.starts, draft.minutes, draft.all_day) == (
        "create_wanted",
        local(november(4), "9:00"),
        60,
        False,
    )
    assert draft.place.contains(month.grid.mapToGlobal(month.free(november(4))))


def test_an_entry_that_is_dragged_to_another_day_keeps_its_hour(month: Month) -> None:
    month.drag(month.at(CALL), month.free(november(25)))
    assert month.last() == ("placed", CALL, Placement(local(november(25), "9:00"), 30, all_day=False))


@pytest.mark.usefixtures("berlin")
def test_an_hour_stays_the_same_where_the_clock_is_changed_in_between(qtbot: QtBot, clock: FrozenClock) -> None:
    friday, monday = date(2026, 10, 23), date(2026, 10, 26)
    call = hours(1, "Call", friday, "9:00", 30)
    month = Month(qtbot, [call])
    month.grid.show_period(date(2026, 10, 1), date(2026, 10, 31), friday)
    month.grid.show_entries((), cells([call], friday, friday))
    month.drag(month.at(call), month.free(monday))
    assert month.last() == ("placed", call, Placement(local(monday, "9:00"), 30, all_day=False))
    assert moments.on_wall(month.last()[2].starts) == (monday, 9 * 60)


def test_a_bar_moves_as_a_whole_and_grows_by_its_end(month: Month) -> None:
    month.drag(month.at(FAIR), month.at(FAIR) + QPoint(month.grid.geometry_now.cell(0, 0).width(), 0))
    assert month.last() == ("placed", FAIR, axis.whole_days(november(19), november(20)))
    end = month.grid.geometry_now.piece(month.pieces(FAIR)[0])
    month.drag(QPoint(end.right() - 1, end.center().y()), month.free(november(21)))
    assert month.last() == ("placed", FAIR, axis.whole_days(november(18), november(21)))
    month.drag(QPoint(end.left() + 1, end.center().y()), month.free(november(16)))
    assert month.last() == ("placed", FAIR, axis.whole_days(november(16), november(19)))


def test_a_drag_over_free_days_asks_for_a_bar_over_them(month: Month) -> None:
    month.drag(month.free(november(5)), month.free(november(3)))
    name, draft = month.last()
    assert (name, draft.starts, draft.minutes, draft.all_day) == ("create_wanted", local(november(3)), 3 * 1440, True)


def test_escape_gives_back_what_is_dragged(month: Month) -> None:
    month.drag(month.at(CALL), month.free(november(25)), drops=False)
    assert month.grid.is_busy()
    month.press(Qt.Key.Key_Escape)
    assert not month.grid.is_busy()
    QTest.mouseRelease(month.grid, LEFT, NONE, month.free(november(25)))
    assert month.told == []


def test_what_cannot_be_moved_is_not_taken_up(month: Month) -> None:
    month.drag(month.at(BIRTHDAY), month.free(november(26)))
    assert month.told == []


def test_a_small_shake_of_the_hand_moves_nothing(month: Month) -> None:
    month.drag(month.at(CALL), month.at(CALL) + QPoint(QApplication.startDragDistance() + 2, 0))
    assert month.told == []


def test_numbers_lead_to_their_day_and_their_week(month: Month) -> None:
    month.click(month.number(november(17)))
    assert month.last() == ("day_wanted", november(17))
    month.click(month.grid.geometry_now.week(3).center())
    assert month.last() == ("week_wanted", november(16))
    month.click(month.box_of(november(12), month.grid.geometry_now.more_box))
    assert month.last() == ("day_wanted", november(12))


def test_entries_can_be_walked_from_day_to_day(month: Month) -> None:
    month.click(month.free(november(18)))
    seen = []
    for step in (1, 1, 1, 1, -1, -1):
        month.grid.walk(step)
        seen.append(month.grid.current())
    assert seen == [FAIR, CALL, VISIT, BIRTHDAY, VISIT, CALL]
    month.click(month.free(november(23)))
    month.grid.walk(-1)
    assert month.grid.current() == VISIT


def test_arrows_walk_the_days_and_ask_for_those_beyond(month: Month) -> None:
    for key, day in (("Left", 19), ("Up", 12), ("Right", 13), ("Down", 20), ("Home", 16), ("End", 22)):
        month.press(getattr(Qt.Key, f"Key_{key}"))
        assert month.grid.here.day == november(day)
    month.press(Qt.Key.Key_Down)
    month.press(Qt.Key.Key_Down)
    assert month.grid.here.day == date(2026, 12, 6)
    assert month.told == []
    month.press(Qt.Key.Key_Right)
    assert month.last() == ("day_wanted", date(2026, 12, 7))


def test_pages_ask_for_the_months_beside(month: Month) -> None:
    month.press(Qt.Key.Key_PageDown)
    assert month.last() == ("day_wanted", date(2026, 12, 20))
    month.press(Qt.Key.Key_PageUp)
    assert month.last() == ("day_wanted", date(2026, 10, 20))


def test_tab_walks_through_a_day_and_then_leaves_the_month(month: Month) -> None:
    month.click(month.free(november(19)))
    seen = []
    for _step in range(3):
        month.press(Qt.Key.Key_Tab)
        seen.append(month.grid.current())
    assert seen == [FAIR, CALL, VISIT]
    month.press(Qt.Key.Key_Tab)
    assert month.after.hasFocus()


def test_tab_stops_at_the_number_of_the_rest_whose_enter_shows_the_day(month: Month) -> None:
    month.click(month.free(november(12)))
    while not month.grid.here.on_more:
        month.press(Qt.Key.Key_Tab)
    assert "more" in month.grid.accessibleName()
    month.press(Qt.Key.Key_Return)
    assert month.last() == ("day_wanted", november(12))
    month.press(Qt.Key.Key_Backtab)
    assert month.grid.current() in MANY


def test_keys_do_what_drags_do(month: Month) -> None:
    month.click(month.at(CALL))
    for key, day in (("Right", 20), ("Left", 18), ("Down", 26), ("Up", 12)):
        month.press(getattr(Qt.Key, f"Key_{key}"), CTRL)
        assert month.last() == ("placed", CALL, Placement(local(november(day), "9:00"), 30, all_day=False))
    month.click(month.at(FAIR))
    month.press(Qt.Key.Key_Right, CTRL | SHIFT)
    assert month.last() == ("placed", FAIR, axis.whole_days(november(18), november(20)))
    month.press(Qt.Key.Key_Left, CTRL | SHIFT)
    assert month.last() == ("placed", FAIR, axis.whole_days(november(18), november(18)))


def test_a_key_on_what_cannot_be_moved_is_passed_on_so_that_somebody_can_say_why(month: Month) -> None:
    month.click(month.at(BIRTHDAY))
    month.press(Qt.Key.Key_Right, CTRL)
    assert month.last()[:2] == ("placed", BIRTHDAY)


def test_an_entry_moved_out_of_the_month_is_followed(month: Month) -> None:
    month.click(month.at(HOLIDAY))
    month.press(Qt.Key.Key_Down, CTRL)
    assert [told[0] for told in month.told] == ["placed"], "the first days of December are still seen"
    month.show([bar(4, "Holiday", date(2026, 12, 4), 5)])
    assert month.grid.here == month_cursor.Cursor(date(2026, 12, 4), HOLIDAY.key)
    month.press(Qt.Key.Key_Down, CTRL)
    assert month.last() == ("day_wanted", date(2026, 12, 11))


def test_enter_delete_space_and_letters_do_what_they_say(month: Month) -> None:
    month.press(Qt.Key.Key_Return)
    assert month.last()[0] == "create_wanted"
    month.press(Qt.Key.Key_D)
    assert (month.last()[0], month.last()[1].text) == ("create_wanted", "d")
    month.click(month.at(CALL))
    for key, name in (
        (Qt.Key.Key_Return, "opened"),
        (Qt.Key.Key_Delete, "remove_wanted"),
        (Qt.Key.Key_Space, "finish_wanted"),
    ):
        month.press(key)
        assert month.last() == (name, CALL)


def test_escape_leaves_the_entry_for_its_day(month: Month) -> None:
    month.click(month.at(CALL))
    month.press(Qt.Key.Key_Escape)
    assert month.grid.current() is None
    assert month.grid.here.day == november(19)


def test_the_cursor_stays_where_it_is_when_the_same_is_shown_again(month: Month) -> None:
    month.click(month.at(CALL))
    month.show(ALL)
    assert month.grid.current() == CALL
    assert month.grid.here.day == november(19)


def test_a_day_of_the_month_beside_is_visited_without_turning_to_its_month(month: Month) -> None:
    month.click(month.free(november(27)))
    month.click(month.free(date(2026, 12, 2)))
    assert month.day == november(27)
    month.show(ALL)
    assert month.grid.here.day == date(2026, 12, 2)
    month.day = november(3)
    month.show(ALL)
    assert month.grid.here.day == november(3)


def test_the_cursor_follows_an_entry_that_somebody_else_moved(month: Month) -> None:
    month.click(month.at(CALL))
    month.show([hours(1, "Call Rangreen", november(24), "10:00", 30)])
    assert month.grid.here.day == november(24)
    month.show([VISIT])
    assert month.grid.current() is None


def test_an_entry_can_be_chosen_before_it_is_there(month: Month) -> None:
    late = hours(77, "Late", november(3), "8:00")
    month.grid.select(late.key)
    assert month.grid.current() is None
    month.show([*ALL, late])
    assert month.grid.current() == late


def test_what_is_carried_here_from_elsewhere_keeps_its_hour(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    task = hours(88, "Quote", november(2), "14:30", 45)
    monkeypatch.setattr(drag, "_under_way", [task])
    mime = drag.mime_of(task)
    at, move = month.free(november(26)), Qt.DropAction.MoveAction
    entering = QDragEnterEvent(at, move, mime, LEFT, NONE)
    QApplication.sendEvent(month.grid, entering)
    assert entering.isAccepted()
    assert month.grid.hand.target == (november(26), november(26))
    QApplication.sendEvent(month.grid, QDropEvent(QPointF(at), move, mime, LEFT, NONE))
    assert month.last() == ("placed", task, Placement(local(november(26), "14:30"), 45, all_day=False))


def test_a_bar_goes_on_from_week_to_week_with_an_end_only_where_it_ends(month: Month) -> None:
    first, second = month.pieces(HOLIDAY)
    assert (first.first, first.last, first.begins, first.ends) == (4, 6, True, False)
    assert (second.first, second.last, second.begins, second.ends) == (0, 1, False, True)
    geometry = month.grid.geometry_now
    assert geometry.piece(first).right() >= geometry.cell(first.week, 6).right() - 1


@pytest.mark.parametrize("lines", range(8))
@pytest.mark.parametrize("keeps_line", [False, True])
def test_what_has_no_line_is_counted_and_no_two_share_one(lines: int, keeps_line: bool) -> None:
    entries = [*ALL, *(bar(50 + n, f"Bar {n}", november(9 + n), 4) for n in range(4))]
    start = november(9)
    found = cells(entries, start, start + 6 * DAY)
    week = arrange(start, 0, found, lines, keeps_line=keeps_line)
    for column in range(7):
        on_day, day = week.on(column), start + column * DAY
        total = found[day].total if day in found else 0
        assert len(on_day) + week.hidden[column] == total
        taken = [piece.line for piece in on_day]
        assert len(set(taken)) == len(taken)
        assert all(line < lines - (keeps_line and week.hidden[column] > 0) for line in taken)


def test_every_point_belongs_to_a_day_and_every_entry_is_found_where_it_is_painted(month: Month) -> None:
    geometry = month.grid.geometry_now
    for week in month.grid.weeks:
        for piece in week.pieces:
            found = hit(geometry.piece(piece).center(), month.grid.weeks, geometry)
            assert found.piece is not None
            assert found.piece.entry == piece.entry
    for at in (QPoint(-50, -50), QPoint(5000, 5000)):
        assert month.grid.shows(month.grid.day_at(at))


def test_in_a_mirrored_window_the_week_begins_at_the_right(month: Month) -> None:
    month.grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    geometry = month.grid.geometry_now
    assert geometry.cell(0, 0).left() > geometry.cell(0, 6).right()
    assert geometry.week(0).left() > geometry.cell(0, 0).left()
    month.press(Qt.Key.Key_Left)
    assert month.grid.here.day == november(21)
    month.click(month.at(CALL))
    assert month.grid.current() == CALL


def test_a_long_word_stays_in_its_day(qtbot: QtBot, clock: FrozenClock) -> None:
    pictures = []
    for title in ("Rat", "Donaudampfschifffahrtsgesellschaftskapitänsversammlung in Regensburg"):
        month = Month(qtbot, [hours(1, title, november(17), "9:00")])
        beside = month.grid.geometry_now.cell(*month.place(november(18)))
        pictures.append(month.grid.grab(beside).toImage())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("name", ["דוד לוי!", "ليلى حداد!"], ids=["hebrew", "arabic"])
def test_names_read_by_what_they_hold(qtbot: QtBot, clock: FrozenClock, name: str) -> None:
    pictures = []
    for title in (name, name + "\u200f"):
        month = Month(qtbot, [hours(1, title, november(17), "9:00"), bar(2, title, november(10), 3)])
        pictures.append(month.grid.grab().toImage())
    assert pictures[0] == pictures[1]


def test_the_month_says_what_its_cursor_is_on(month: Month) -> None:
    assert month.grid.accessibleName() == "Today · Friday 20 November, free"
    month.press(Qt.Key.Key_Left)
    assert month.grid.accessibleName() == "Yesterday · Thursday 19 November, 3 entries"
    month.click(month.at(CALL))
    assert month.grid.accessibleName() == "Call, Call Rangreen, Thu 19 Nov, 09:00 – 09:30, Condax, Ann Field"


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("size", [(1000, 860), (520, 420)])
def test_however_small_the_month_is_a_full_day_says_so(
    month: Month, qapp: QApplication, percent: int, size: tuple[int, int]
) -> None:
    try:
        theme.apply(qapp, "light", percent)
        month.grid.resize(*size)
        week, column = month.place(november(12))
        assert month.grid.weeks[week].hidden[column] > 0
        assert month.grid.geometry_now.more_box(week, column).isValid()
        assert not month.grid.grab().isNull()
    finally:
        theme.apply(qapp, "light", 100)
