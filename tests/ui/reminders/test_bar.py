"""What rings above the pane, and how it is answered by mouse and keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.schema.formats import formats_for
from crm_desktop.services.reminders import Reminder
from crm_desktop.storage.store import raw_of
from crm_desktop.ui.reminders import words
from crm_desktop.ui.reminders.bar import MOST
from tests.conftest import FrozenClock
from tests.ui.reminders.conftest import Planned, activities, bar, leave_book, look
from tests.ui.windows import Desktop

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEETING: Planned = {"name": "Meeting", "kind": "meeting", "starts": NOW + timedelta(minutes=10), "remind": 15}


def _many(number: int) -> list[Planned]:
    return [{**MEETING, "name": f"Call {n}", "starts": NOW + timedelta(minutes=n + 1)} for n in range(number)]


def _texts(desk: Desktop) -> list[tuple[str, str]]:
    return [(row.name.text(), row.detail.text()) for row in bar(desk).rows]


def _clock(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"


@pytest.mark.parametrize("planned", [[MEETING]])
def test_what_rings_says_what_how_soon_and_with_whom_and_takes_no_keyboard(day: Desktop) -> None:
    assert bar(day).isVisible()
    assert _texts(day) == [("Meeting", f"in 10 minutes · {_clock(MEETING['starts'])} · Anna Berg · Kan-code")]
    assert not bar(day).isAncestorOf(QApplication.focusWidget() or day.window)


@pytest.mark.parametrize("planned", [[MEETING]])
def test_time_goes_on_in_the_bar(day: Desktop, clock: FrozenClock) -> None:
    said = []
    for minutes in (9, 1, 5):
        clock.forward(minutes=minutes)
        look(day)
        said.append(bar(day).rows[0].detail.text().partition(" · ")[0])
    assert said == ["in 1 minute", "now", "5 minutes ago"]


def test_what_is_planned_while_the_window_is_open_rings_in_its_time(day: Desktop, clock: FrozenClock) -> None:
    from crm_desktop.model import Activity
    from crm_desktop.services import records

    assert not bar(day).isVisible()
    with day.store.act("Plan") as session:
        records.create(session, Activity, {**MEETING, "starts": NOW + timedelta(minutes=16)})
    look(day)
    assert not bar(day).isVisible()
    clock.forward(minutes=1)
    look(day)
    assert bar(day).isVisible()


@pytest.mark.parametrize("planned", [[MEETING]])
def test_dismissed_it_stays_planned_and_rings_no_more(day: Desktop, clock: FrozenClock) -> None:
    bar(day).rows[0].buttons["dismiss"].click()
    assert not bar(day).isVisible()
    day.settle()
    clock.forward(minutes=5)
    look(day)
    assert not bar(day).isVisible()
    assert activities(day, "done") == [(False,)]
    assert [step.title for step in day.store.steps()] == ["Sample"]


@pytest.mark.parametrize("planned", [[MEETING]])
@pytest.mark.parametrize(("way", "minutes"), [("5 minutes", 5), ("Until it begins", 10)])
def test_put_off_it_comes_back_then(day: Desktop, clock: FrozenClock, way: str, minutes: int) -> None:
    menu = bar(day).rows[0].buttons["snooze"].menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == way).trigger()
    day.settle()
    assert not bar(day).isVisible()
    clock.forward(minutes=minutes - 1)
    look(day)
    assert not bar(day).isVisible()
    clock.forward(minutes=1)
    look(day)
    assert [name for name, _detail in _texts(day)] == ["Meeting"]


@pytest.mark.parametrize("planned", [[MEETING]])
def test_finished_it_is_done_in_one_step_that_undo_takes_back(day: Desktop) -> None:
    bar(day).rows[0].buttons["finish"].click()
    look(day)
    assert activities(day, "done") == [(True,)]
    assert not bar(day).isVisible()
    assert day.words("edit.undo") == "Undo: Finish “Meeting”"
    day.run("edit.undo")
    look(day)
    assert activities(day, "done") == [(False,)]
    assert bar(day).isVisible()


@pytest.mark.parametrize("planned", [[{**MEETING, "recurrence": "FREQ=DAILY"}]])
def test_of_a_series_only_the_day_that_rings_is_finished(day: Desktop, clock: FrozenClock) -> None:
    bar(day).rows[0].buttons["finish"].click()
    look(day)
    assert activities(day, "done", "series_id") == [(False, None), (True, 1)]
    clock.forward(days=1)
    look(day)
    assert [name for name, _detail in _texts(day)] == ["Meeting"]


@pytest.mark.parametrize("planned", [[MEETING]])
def test_open_shows_the_record(day: Desktop) -> None:
    bar(day).rows[0].buttons["open"].click()
    day.settle()
    assert day.pane.entity == "activity"
    assert day.pane.list.selection.current() == 1
    assert bar(day).isVisible()


@pytest.mark.parametrize("planned", [_many(5)])
def test_several_stand_below_one_another_and_can_be_dismissed_at_once(day: Desktop) -> None:
    assert [name for name, _detail in _texts(day)] == ["Call 0", "Call 1", "Call 2"]
    assert bar(day).more.text() == f"and {5 - MOST} more"
    bar(day).rows[0].buttons["dismiss"].click()
    assert [name for name, _detail in _texts(day)] == ["Call 1", "Call 2", "Call 3"]
    bar(day).dismiss_all.click()
    day.settle()
    look(day)
    assert not bar(day).isVisible()
    with day.store.read() as session:
        assert raw_of(session).execute("SELECT count(*) FROM reminder WHERE rings IS NULL").fetchone() == (5,)


@pytest.mark.parametrize("planned", [_many(2)])
def test_a_key_goes_to_the_reminders_and_escape_comes_back(day: Desktop) -> None:
    day.show_pane("contact").list.view.setFocus()
    before = QApplication.focusWidget()
    day.press("F8")
    assert QApplication.focusWidget() is bar(day).rows[0].buttons["open"]
    day.press("Esc")
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("planned", [_many(2)])
def test_the_keyboard_stays_in_the_bar_until_the_last_is_answered(day: Desktop) -> None:
    day.show_pane("contact").list.view.setFocus()
    before = QApplication.focusWidget()
    day.press("F8")
    bar(day).rows[0].buttons["dismiss"].setFocus()
    QTest.keyClick(bar(day).rows[0].buttons["dismiss"], Qt.Key.Key_Return)
    assert QApplication.focusWidget() is bar(day).rows[0].buttons["dismiss"]
    QTest.keyClick(bar(day).rows[0].buttons["dismiss"], Qt.Key.Key_Return)
    assert QApplication.focusWidget() is before
    day.settle()


def test_the_key_does_nothing_where_nothing_rings(day: Desktop) -> None:
    before = QApplication.focusWidget()
    day.press("F8")
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("planned", [[MEETING]])
def test_what_rang_is_still_there_in_another_language_and_after_a_restart(day: Desktop, clock: FrozenClock) -> None:
    from crm_desktop.ui import books

    clock.forward(hours=3)
    path = day.store.path
    leave_book(day)
    assert books.open_book(day.window, path)
    look(day)
    assert bar(day).rows[0].detail.text().startswith("3 hours ago")


@pytest.mark.parametrize("planned", [_many(1)])
def test_a_narrow_window_leaves_the_words_out_of_the_buttons(day: Desktop) -> None:
    finish = bar(day).rows[0].buttons["finish"]
    assert finish.text() == "Finish"
    day.window.resize(700, 600)
    day.settle()
    assert (finish.text(), finish.accessibleName()) == ("", "Finish")


@pytest.mark.parametrize("planned", [_many(5)])
def test_a_low_window_shows_one_reminder_and_how_many_follow(day: Desktop) -> None:
    day.window.resize(1360, 560)
    day.settle()
    ((name, detail),) = _texts(day)
    assert (name, detail.split(" · ")[2]) == ("Call 0", "and 4 more")
    day.window.resize(1360, 820)
    day.settle()
    assert len(_texts(day)) == MOST


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(seconds=61), "in 2 minutes"),
        (timedelta(minutes=59), "in 59 minutes"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(), "now"),
        (-timedelta(seconds=59), "now"),
        (-timedelta(minutes=90), "2 hours ago"),
        (-timedelta(days=2), "2 days ago"),
    ],
)
def test_how_soon_is_said_in_one_unit(ahead: timedelta, said: str) -> None:
    assert words.distance(NOW + ahead, NOW) == said


@pytest.mark.parametrize(("days", "said"), [(0, "all day today"), (1, "all day tomorrow"), (3, "Mon 23 Nov")])
def test_a_whole_day_is_told_by_its_day(clock: FrozenClock, days: int, said: str) -> None:
    at = NOW + timedelta(days=days)
    whole = Reminder(1, at, "Fair", "visit", all_day=True, at=at, rings=NOW, recurs=False, people=())
    assert words.when(whole, NOW, formats_for()) == said
