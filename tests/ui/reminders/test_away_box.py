"""“While you were away” at the top of the day, by mouse and keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QMenu

from crm_desktop.model import Contact
from crm_desktop.services import away, records
from crm_desktop.ui import books
from crm_desktop.ui.panes.today import TodayPane
from crm_desktop.ui.today.away_box import AwayBox
from crm_desktop.ui.today.away_lines import MOVE, SKIP, answer_words
from tests.conftest import FrozenClock
from tests.ui.reminders.conftest import Planned, activities, leave_book, look
from tests.ui.windows import Desktop

LEFT = datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
CALL: Planned = {"name": "Call", "starts": datetime(2026, 11, 19, 9, tzinfo=UTC)}
DAILY: Planned = {"name": "Leads", "starts": datetime(2026, 11, 16, 8, tzinfo=UTC), "recurrence": "FREQ=DAILY"}

pytestmark = [pytest.mark.parametrize("left_at", [LEFT]), pytest.mark.parametrize("planned", [[CALL, DAILY]])]


def _box(desk: Desktop) -> AwayBox:
    pane = desk.window.pane
    assert isinstance(pane, TodayPane)
    return pane.away


def _lines(desk: Desktop) -> list[tuple[str, str]]:
    box = _box(desk)
    if not box.isVisible():
        return []
    return [
        (lines.accessibleName(), entry.text)
        for lines in box.lines
        if lines.isVisible()
        for entry in lines.entries.entries
    ]


def _rest(desk: Desktop) -> None:
    """Wait until the pane has read everything again."""
    pane = desk.window.pane
    assert isinstance(pane, TodayPane)
    desk.settle()
    desk.qtbot.waitUntil(lambda: not pane.is_reading(), timeout=15_000)
    desk.settle()


ALL = [("Wed 18 Nov", "Leads"), ("Thu 19 Nov", "Leads"), ("Thu 19 Nov", "Call"), ("Fri 20 Nov", "Leads")]


def test_the_box_says_how_much_fell_due_since_when_by_day_and_nothing_else_repeats_it(day: Desktop) -> None:
    assert _box(day).title.text() == "While you were away · 4 things fell due since Tue 17 Nov"
    assert _lines(day) == ALL
    pane = day.window.pane
    assert isinstance(pane, TodayPane)
    assert (_box(day).lines[0].hasFocus(), pane.selected()) == (True, None)
    # the series owes a day from before: that one alone is not told above
    assert [box.view.entries.rowCount() for box in pane.boxes.planned] == [1, 0, 7]
    lines = [one for one in _box(day).lines if one.isVisible()]
    for _line in ALL[:-1]:
        day.press("Down")
    assert lines[-1].hasFocus(), "the arrows go through all days"
    _box(day).buttons["close"].click()
    day.qtbot.waitUntil(lambda: pane.boxes.overdue.view.entries.rowCount() == 2, timeout=15_000)


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_one_line_is_done_and_undo_brings_it_back(day: Desktop, way: str) -> None:
    lines = _box(day).lines[1]
    if way == "key":
        lines.setFocus()
        day.press("Down")
        day.press("Space")
    else:
        place = lines.visualRect(lines.entries.index(1, 0))
        QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=lines.answers.circle(place).center())
    _rest(day)
    assert _lines(day) == [ALL[0], ALL[1], ALL[3]]
    assert day.words("edit.undo") == "Undo: Finish “Call”"
    day.run("edit.undo")
    _rest(day)
    assert _lines(day) == ALL


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_one_of_a_series_is_skipped_and_its_other_days_stay(day: Desktop, way: str) -> None:
    lines = _box(day).lines[0]
    if way == "key":
        lines.setFocus()
        day.press("Del")
    else:
        place = lines.answers.parts(lines.visualRect(lines.entries.index(0, 0)), lines.items[0])[SKIP]
        QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    _rest(day)
    assert _lines(day) == ALL[1:]
    assert day.store.steps()[0].title == "Skip “Leads”"
    assert activities(day, "name") == [("Call",), ("Leads",)]


def _menu(desk: Desktop) -> QMenu:
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_one_line_is_moved_to_tomorrow(day: Desktop, way: str) -> None:
    lines = _box(day).lines[1]
    if way == "key":
        lines.setFocus()
        day.press("Down")
        QTest.keyClick(lines, Qt.Key.Key_M)
    else:
        place = lines.answers.parts(lines.visualRect(lines.entries.index(1, 0)), lines.items[1])[MOVE]
        QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    menu = _menu(day)
    assert [action.text().partition("  ·  ")[2] for action in menu.actions()][:3] == [
        "Fri 20 Nov", "Sat 21 Nov", "Mon 23 Nov",
    ]  # fmt: skip
    menu.actions()[1].trigger()
    menu.close()
    _rest(day)
    assert ("Thu 19 Nov", "Call") not in _lines(day)
    assert activities(day, "starts")[0] == (datetime(2026, 11, 21, 9, tzinfo=UTC),)
    assert day.store.steps()[0].title == "Move “Call” to Sat 21 Nov"


def test_one_line_is_moved_to_a_day_of_the_calendar(day: Desktop) -> None:
    box = _box(day)
    assert box.away is not None
    box.answer(MOVE, box.away.items[2], QPoint(10, 10))
    menu = _menu(day)
    menu.actions()[3].trigger()
    menu.close()
    calendar = next(one for one in box.findChildren(QCalendarWidget) if one.isVisible())
    calendar.clicked.emit(date(2026, 12, 1))
    _rest(day)
    assert activities(day, "starts")[0] == (datetime(2026, 12, 1, 9, tzinfo=UTC),)


def test_all_is_done_in_one_step(day: Desktop) -> None:
    _box(day).buttons["done"].click()
    _rest(day)
    assert not _box(day).isVisible()
    assert day.store.steps()[0].title == "Finish 4 activities"
    day.run("edit.undo")
    _rest(day)
    assert _lines(day) == ALL


def test_all_is_moved_to_today_and_stands_ahead(day: Desktop, clock: FrozenClock) -> None:
    _box(day).buttons["move"].click()
    _rest(day)
    assert not _box(day).isVisible()
    assert all(
        starts > clock.at for starts, series, rule in activities(day, "starts", "series_id", "recurrence") if not rule
    )


def test_a_line_says_whether_it_is_skipped_or_deleted(day: Desktop) -> None:
    box = _box(day)
    assert box.away is not None
    assert [answer_words(item)[SKIP] for item in box.away.items] == ["Skip", "Skip", "Delete", "Skip"]
    box.answer(SKIP, box.away.items[2], QPoint())
    _rest(day)
    assert day.store.steps()[0].title == "Delete “Call”"


def test_all_is_skipped_or_deleted_and_the_foot_says_how_many(day: Desktop) -> None:
    button = _box(day).buttons["skip"]
    assert button.text() == "Skip or delete all"
    button.click()
    _rest(day)
    assert day.store.steps()[0].title == "Skip or delete 4 activities"
    assert day.status().endswith(" · Deleted 1, skipped 3")
    assert not _box(day).isVisible()
    assert activities(day, "name") == [("Leads",)]


def test_closed_it_never_comes_again_and_what_is_left_is_overdue(day: Desktop, clock: FrozenClock) -> None:
    _box(day).buttons["close"].click()
    _rest(day)
    path = day.store.path
    clock.forward(minutes=10)
    leave_book(day)
    assert books.open_book(day.window, path)
    look(day)
    _rest(day)
    assert not _box(day).isVisible()
    assert activities(day, "done") == [(False,), (False,)]


def test_a_line_that_was_done_elsewhere_goes(day: Desktop) -> None:
    from crm_desktop.model import Activity

    with day.store.act("Elsewhere") as session:
        records.update(session, records.find(session, Activity, 1), {"done": True})
    _rest(day)
    assert _lines(day) == [ALL[0], ALL[1], ALL[3]]


def test_the_box_comes_when_the_computer_wakes_after_days(day: Desktop, clock: FrozenClock) -> None:
    _box(day).buttons["done"].click()
    _rest(day)
    clock.forward(days=2)
    look(day)
    _rest(day)
    assert [name for _day, name in _lines(day)] == ["Leads", "Leads"]


def test_enter_shows_whom_it_is_about(day: Desktop) -> None:
    _box(day).lines[0].setFocus()
    day.press("Return")
    day.settle()
    assert day.pane.entity == "contact"


def test_commands_on_records_and_typed_words_leave_these_lines_alone(day: Desktop, qapp: QApplication) -> None:
    _box(day).lines[0].setFocus()
    assert not day.is_offered("plan.finish")
    day.press("Ctrl+D")
    before = qapp.keyboardInputInterval()
    qapp.setKeyboardInputInterval(60_000)
    try:
        QTest.keyClicks(_box(day).lines[1], "ca l")
    finally:
        qapp.setKeyboardInputInterval(before)
    _rest(day)
    assert activities(day, "done") == [(False,), (False,)]


def test_the_cursor_stays_on_its_line_while_others_go(day: Desktop) -> None:
    box = _box(day)
    lines = box.lines[1]
    lines.setFocus()
    day.press("Down")
    assert box.away is not None
    box.answer(SKIP, box.away.items[1], QPoint())
    _rest(day)
    current = box.lines[1].current()
    assert (current.text if current else "", box.lines[1].hasFocus()) == ("Call", True)


def test_a_missed_birthday_is_told_with_it(day: Desktop) -> None:
    with day.store.act("Contact") as session:
        records.create(session, Contact, {"name": "Bo", "birthday": date(1990, 11, 19)})
    _rest(day)
    assert [entry.text for entry in _box(day).birthdays.entries.entries] == ["Birthday: Bo"]


def test_a_long_list_shows_its_beginning_and_more_on_demand(day: Desktop) -> None:
    from crm_desktop.model import Activity

    with day.store.act("Many") as session:
        for n in range(20):
            values = {"name": f"Task {n}", "starts": CALL["starts"] + timedelta(minutes=n)}
            records.create(session, Activity, values)
        records.create(session, Contact, {"name": "Bo", "birthday": date(1990, 11, 19)})
    _rest(day)
    box = _box(day)
    assert (len(_lines(day)), box.more.text()) == (8, "16 more, up to Fri 20 Nov")
    last = [lines for lines in box.lines if lines.isVisible()][-1]
    for key in ("Down", "Tab"):
        last.setFocus()
        last.setCurrentIndex(last.entries.index(last.entries.rowCount() - 1, 0))
        day.press(key)
        assert box.more.hasFocus(), "nothing is jumped over"
    _box(day).more.click()
    assert (len(_lines(day)), _box(day).more.text()) == (24, "Fewer")
    _box(day).buttons["skip"].click()
    _rest(day)
    assert not _box(day).isVisible()


def test_what_the_answers_mean_can_be_read(day: Desktop) -> None:
    box = _box(day)
    assert box.away is not None
    single, of_series = box.away.items[2], box.away.items[0]
    from crm_desktop.ui.today.away_lines import skip_words

    assert skip_words(single) == "It does not take place: it is deleted."
    assert skip_words(of_series) == "Leaves this one out of the series."
    assert away.Item is type(single)
