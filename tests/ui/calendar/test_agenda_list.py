"""The agenda is the accessible twin of the painted views: it says all that they show, and its keys do all that hands do there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.schema.formats import formats_for
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.order import in_order
from crm_desktop.ui.calendar import axis, drag
from crm_desktop.ui.calendar.agenda_list import AgendaList
from crm_desktop.ui.calendar.agenda_model import lines_of, time_words
from crm_desktop.ui.calendar.view import Placement
from tests.conftest import FrozenClock
from tests.ui.calendar.entries import bar, birthday, hours, local, november

REVIEW = hours(1, "Pipeline review", november(16), "9:00", kind="meeting", detail="every Monday", recurs=True)
LATE = hours(2, "Call Treequote", november(18), "9:30", is_overdue=True)
DONE = hours(3, "Meeting Isdom", november(18), "15:00", 90, kind="meeting", done=True)
FAIR = bar(4, "Trade fair", november(18), 2)
EARLY = hours(5, "Call Dario", november(20), "7:00", 30)
EVENING = hours(6, "Prepare forecast", november(20), "23:00", 30, kind="task", layer="tasks")
BIRTHDAY = birthday(7, "Birthday: Hana", november(27))
ALL = (REVIEW, LATE, DONE, FAIR, EARLY, EVENING, BIRTHDAY)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Agenda:
    """An agenda with the hand of its user; `told` has what it asked for, by the name of the signal."""

    def __init__(self, qtbot: QtBot, entries: Sequence[Entry] = ALL) -> None:
        self.list = AgendaList(formats_for("en_GB"))
        qtbot.addWidget(self.list)
        self.view = self.list.view
        self.told: list[tuple[Any, ...]] = []
        for name in ("opened", "create_wanted", "placed", "remove_wanted", "finish_wanted", "day_wanted"):
            getattr(self.list, name).connect(lambda *what, name=name: self.told.append((name, *what)))
        self.show(entries)
        self.list.resize(800, 600)
        with qtbot.waitActive(self.list):
            self.list.show()
            self.list.activateWindow()
        self.list.take_keyboard()

    def show(self, entries: Sequence[Entry], day: date | None = None) -> None:
        self.list.show_period(november(16), november(29), day or november(16))
        self.list.show_entries(in_order(entries), {})

    def press(self, key: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, getattr(Qt.Key, f"Key_{key}"), modifiers)

    def go(self, entry: Entry) -> None:
        self.list.select(entry.key)
        assert self.list.current() == entry

    def rows(self) -> list[str]:
        model = self.view.lines
        return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]

    def middle(self, entry: Entry) -> QPoint:
        row = next(n for n, line in enumerate(self.view.lines.lines) if line.entry == entry)
        return self.view.visualRect(self.view.lines.index(row, 0)).center()

    def last(self) -> tuple[Any, ...]:
        return self.told[-1]


@pytest.fixture
def agenda(qtbot: QtBot, clock: FrozenClock) -> Agenda:
    return Agenda(qtbot)


def test_the_model_is_one(agenda: Agenda, qtmodeltester: ModelTester) -> None:
    model: QAbstractItemModel = agenda.view.lines
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    agenda.show([])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


def test_each_line_says_all_that_is_to_be_known(agenda: Agenda) -> None:
    assert agenda.rows()[:9] == [
        "Monday 16 November, 1 entry",
        "Meeting, Pipeline review, Mon 16 Nov, 09:00 – 10:00, every Monday, Condax, Ann Field, repeats",
        "Wednesday 18 November, 3 entries",
        "Call, Trade fair, Wed 18 Nov – Thu 19 Nov, Condax, Ann Field",
        "Call, Call Treequote, Wed 18 Nov, 09:30 – 10:30, Condax, Ann Field, overdue",
        "Meeting, Meeting Isdom, Wed 18 Nov, 15:00 – 16:30, Condax, Ann Field, done",
        "Yesterday · Thursday 19 November, 1 entry",
        "Call, Trade fair, Wed 18 Nov – Thu 19 Nov, Condax, Ann Field",
        "Today · Friday 20 November, 2 entries",
    ]


def test_a_screen_reader_finds_the_same(agenda: Agenda) -> None:
    table = QAccessible.queryAccessibleInterface(agenda.view)
    assert table.text(QAccessible.Text.Name) == "Agenda"
    assert [table.child(row).text(QAccessible.Text.Name) for row in range(2)] == agenda.rows()[:2]


def test_the_moment_stands_between_what_has_begun_and_what_has_not(agenda: Agenda, clock: FrozenClock) -> None:
    sorts = [line.sort if line.entry is None else line.entry.id for line in agenda.view.lines.lines]
    assert sorts[-5:] == [EARLY.id, "now", EVENING.id, "day", BIRTHDAY.id]
    clock.at = EVENING.starts
    agenda.show(ALL)
    assert agenda.view.lines.lines[-3].sort == "now"


def test_today_has_a_heading_also_where_nothing_is_on_it() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    found = lines_of([REVIEW], november(16), november(22), noon)
    assert [(line.sort, line.day) for line in found] == [
        ("day", november(16)), ("entry", november(16)), ("day", november(20)), ("now", november(20)),
    ]  # fmt: skip


def test_the_column_of_times_tells_parts_of_what_lasts() -> None:
    night = hours(9, "Night train", november(24), "22:30", 480)
    found = lines_of([FAIR, night], november(18), november(25), datetime(2026, 1, 1, tzinfo=UTC))
    said = [time_words(line) for line in found if line.entry is not None]
    assert said == ["day 1 of 2", "day 2 of 2", "from 22:30", "until 6:30"]


def test_an_empty_period_says_so_and_offers_to_begin(qtbot: QtBot, clock: FrozenClock) -> None:
    agenda = Agenda(qtbot, [])
    said = agenda.list.empty.findChildren(type(agenda.list.empty._sentence))[0].text()
    assert said == "Nothing is planned from Monday 16 November to Sunday 29 November."
    assert agenda.list.make.hasFocus()
    agenda.press("Return")
    assert (agenda.last()[0], agenda.last()[1].starts) == ("create_wanted", local(november(20), "9:00"))
    agenda.press("D")
    assert agenda.last()[1].text == "d"
    agenda.press("Down")
    assert agenda.last() == ("day_wanted", november(30))
    agenda.show(ALL)
    assert agenda.view.hasFocus()


def test_arrows_walk_from_line_to_line_past_the_moment_and_out_of_the_period(agenda: Agenda) -> None:
    agenda.go(EARLY)
    agenda.press("Down")
    assert agenda.list.current() == EVENING
    agenda.press("End")
    assert agenda.list.current() == BIRTHDAY
    agenda.press("Down")
    assert agenda.last() == ("day_wanted", november(30))
    agenda.press("Home")
    agenda.press("Up")
    assert agenda.last() == ("day_wanted", november(15))


def test_entries_can_be_walked_past_headings(agenda: Agenda) -> None:
    agenda.go(DONE)
    seen = []
    for step in (1, 1, 1, 1, 1, -1):
        agenda.list.walk(step)
        seen.append(agenda.list.current())
    assert seen == [FAIR, EARLY, EVENING, BIRTHDAY, BIRTHDAY, EVENING]


def test_keys_do_what_drags_do_elsewhere(agenda: Agenda) -> None:
    agenda.go(EARLY)
    for key, day, clock in (("Right", 21, "7:00"), ("Left", 19, "7:00"), ("Down", 20, "7:15"), ("Up", 20, "6:45")):
        agenda.press(key, CTRL)
        assert agenda.last() == ("placed", EARLY, Placement(local(november(day), clock), 30, all_day=False))
    for key, minutes in (("Down", 45), ("Up", 15)):
        agenda.press(key, CTRL | SHIFT)
        assert agenda.last() == ("placed", EARLY, Placement(EARLY.starts, minutes, all_day=False))
    agenda.go(FAIR)
    agenda.press("Right", CTRL)
    assert agenda.last() == ("placed", FAIR, axis.whole_days(november(19), november(20)))
    agenda.press("Right", CTRL | SHIFT)
    assert agenda.last() == ("placed", FAIR, axis.whole_days(november(18), november(20)))


def test_enter_delete_space_and_letters_do_what_they_say(agenda: Agenda) -> None:
    agenda.go(LATE)
    for key, name in (("Return", "opened"), ("Delete", "remove_wanted"), ("Space", "finish_wanted")):
        agenda.press(key)
        assert agenda.last() == (name, LATE)
    agenda.press("L")
    name, draft = agenda.last()
    assert (name, draft.text, draft.starts) == ("create_wanted", "l", local(november(18), "9:00"))
    agenda.press("Up")
    agenda.press("Up")
    agenda.press("Return")
    assert (agenda.last()[0], agenda.last()[1].text) == ("create_wanted", ""), "a heading is the free time of its day"


def test_what_is_done_or_no_activity_is_not_finished_again(agenda: Agenda) -> None:
    for entry in (DONE, BIRTHDAY):
        agenda.go(entry)
        agenda.press("Space")
    assert agenda.told == []


def test_the_mouse_opens_with_two_clicks_and_ticks_with_one_on_the_circle(agenda: Agenda) -> None:
    QTest.mouseClick(agenda.view.viewport(), LEFT, NONE, agenda.middle(LATE))
    assert agenda.told == []
    QTest.mouseDClick(agenda.view.viewport(), LEFT, NONE, agenda.middle(LATE))
    assert agenda.told == [("opened", LATE)]
    row = agenda.view.visualRect(agenda.view.currentIndex())
    QTest.mouseClick(agenda.view.viewport(), LEFT, NONE, agenda.view.delegate.circle(row).center())
    assert agenda.last() == ("finish_wanted", LATE)


def test_the_cursor_stays_on_its_entry_and_day_when_all_is_read_anew(agenda: Agenda) -> None:
    agenda.go(FAIR)
    agenda.press("End")
    agenda.press("Up")
    agenda.go(LATE)
    agenda.press("Down")
    agenda.press("Down")
    agenda.press("Down")
    line = agenda.view.line()
    assert line is not None
    assert (line.entry, line.day) == (FAIR, november(19))
    agenda.show([*ALL, hours(50, "New", november(17), "8:00")])
    again = agenda.view.line()
    assert again is not None
    assert (again.entry, again.day) == (FAIR, november(19))
    agenda.show([entry for entry in ALL if entry is not FAIR])
    near = agenda.view.line()
    assert near is not None
    assert (near.sort, near.day) == ("day", november(20))


def test_another_day_puts_the_cursor_there(agenda: Agenda) -> None:
    agenda.go(FAIR)
    agenda.show(ALL, november(20))
    line = agenda.view.line()
    assert line is not None
    assert (line.sort, line.day) == ("day", november(20))


def test_an_entry_can_be_chosen_before_it_is_there(agenda: Agenda) -> None:
    late = hours(77, "Later", november(23), "8:00")
    agenda.list.select(late.key)
    agenda.show([*ALL, late])
    assert agenda.list.current() == late


def test_what_is_carried_here_goes_to_the_day_of_the_line(agenda: Agenda, monkeypatch: pytest.MonkeyPatch) -> None:
    task = hours(88, "Quote", november(2), "14:30", 45)
    monkeypatch.setattr(drag, "_under_way", [task])
    mime, at, move = drag.mime_of(task), agenda.middle(REVIEW), Qt.DropAction.MoveAction
    QApplication.sendEvent(agenda.view.viewport(), QDragEnterEvent(at, move, mime, LEFT, NONE))
    QApplication.sendEvent(agenda.view.viewport(), QDropEvent(QPointF(at), move, mime, LEFT, NONE))
    assert agenda.last() == ("placed", task, Placement(local(november(16), "14:30"), 45, all_day=False))


def test_only_what_can_be_moved_can_be_taken_up(agenda: Agenda) -> None:
    model = agenda.view.lines
    draggable = {
        line.entry.id
        for row, line in enumerate(model.lines)
        if line.entry is not None and model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    }
    assert draggable == {entry.id for entry in ALL if entry is not BIRTHDAY}


@pytest.mark.parametrize("name", ["דוד לוי!", "ليلى حداد!"], ids=["hebrew", "arabic"])
def test_names_read_by_what_they_hold(qtbot: QtBot, clock: FrozenClock, name: str) -> None:
    pictures = []
    for title in (name, name + "\u200f"):
        agenda = Agenda(qtbot, [hours(1, title, november(17), "9:00", detail=title)])
        pictures.append(agenda.view.viewport().grab().toImage())
    assert pictures[0] == pictures[1]


def test_in_a_mirrored_window_times_stand_at_the_right(agenda: Agenda) -> None:
    row = agenda.view.visualRect(agenda.view.lines.index(1, 0))
    assert agenda.view.delegate.circle(row).center().x() < row.center().x()
    agenda.list.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row = agenda.view.visualRect(agenda.view.lines.index(1, 0))
    assert agenda.view.delegate.circle(row).center().x() > row.center().x()
    agenda.go(EARLY)
    agenda.press("Left", CTRL)
    assert agenda.last() == ("placed", EARLY, Placement(local(november(21), "7:00"), 30, all_day=False))
