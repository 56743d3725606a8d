"""The pane of the day, driven by keys and by the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Activity, Contact, Opportunity
from crm_desktop.services import activities, pipeline, records
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import raw_of
from crm_desktop.ui.behind import Behind
from crm_desktop.ui.panes.today import TodayPane
from crm_desktop.ui.today.box import Box
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.windows import Desktop, desktop

TODAY = date(2026, 11, 20)


def _at(days: int, hour: int = 15) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour)).astimezone(UTC)


def _make_book(path: Path) -> None:
    store = create_store(path)
    with store.act("Sample") as session:
        account = records.create(session, Account, {"name": "Kan-code", "status": "active"}).id
        contact = records.create(
            session, Contact, {"name": "Anna Berg", "account_id": account, "birthday": date(1980, 11, 21)}
        ).id
        values = {"name": "Renewal", "account_id": account, "contact_id": contact, "amount": Decimal(1000)}
        stage = pipeline.first_stage(session).id
        late = {"close_date": TODAY - timedelta(days=3)}
        deal = records.create(session, Opportunity, {**values, **late, "stage_id": stage}).id
        records.create(session, Opportunity, {"name": "Pilot", "stage_id": stage})
        activities.plan(session, "call", "Ask for the order", "opportunity", deal, _at(-1))
        activities.plan(session, "task", "Send the offer", "contact", contact, _at(0))
        activities.plan(session, "visit", "See the plant", "account", account, _at(3))
    store.close()


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path, clock: FrozenClock) -> Iterator[Desktop]:
    """The window on a small book, with the day in front."""
    path = tmp_path / "day.crm"
    copied(path, _make_book)
    with desktop(qtbot, path, "today") as desk:
        yield desk


def _pane(desk: Desktop) -> TodayPane:
    pane = desk.window.pane
    assert isinstance(pane, TodayPane)
    return pane


def _lines(box: Box) -> list[str]:
    return [entry.text for entry in box.view.entries.entries]


def _planned(desk: Desktop) -> list[tuple[str, bool, str]]:
    with desk.store.read() as session:
        return raw_of(session).execute("SELECT name, done, starts FROM activity ORDER BY id").fetchall()


def _rest(desk: Desktop) -> None:
    """Wait until the pane has read the day again."""
    pane = _pane(desk)
    desk.settle()
    desk.qtbot.waitUntil(lambda: not pane.is_reading())
    desk.settle()


def _click(box: Box, row: int, *, circle: bool = False) -> None:
    place = box.view.visualRect(box.view.entries.index(row, 0))
    point = box.view.delegate.circle(place).center() if circle else place.center()
    QTest.mouseClick(box.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_the_program_starts_with_the_day(qtbot: QtBot, tmp_path: Path) -> None:
    from crm_desktop.ui import books

    create_store(tmp_path / "new.crm").close()
    desk = Desktop(qtbot)
    assert books.open_book(desk.window, tmp_path / "new.crm")
    assert desk.window.desk is not None
    assert desk.window.desk.sidebar.selected() == "today"
    desk.press("Alt+2")
    desk.press("Alt+1")
    assert isinstance(desk.window.pane, TodayPane)
    desk.settle()
    desk.close()
    desk.window.deleteLater()


def test_each_thing_stands_in_its_box(day: Desktop) -> None:
    boxes = _pane(day).boxes
    assert [_lines(box) for box in boxes.planned] == [["Ask for the order"], ["Send the offer"], ["See the plant"]]
    assert _lines(boxes.bare) == ["Pilot"]
    assert _lines(boxes.birthdays) == ["Anna Berg"]
    assert _lines(boxes.changes) == ["Sample"]
    assert boxes.overdue.heading.text() == "Overdue  1"
    assert day.status() == "1 overdue, 1 today"


def test_what_needs_attention_says_why(day: Desktop) -> None:
    (entry,) = _pane(day).boxes.attention.view.entries.entries
    assert (entry.text, entry.detail, entry.after) == ("Renewal · Kan-code", "overdue 3 days", "$ 1,000")


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_finishing_asks_in_its_place_what_comes_next(day: Desktop, way: str) -> None:
    pane = _pane(day)
    box = pane.boxes.overdue
    if way == "keys":
        box.view.setFocus()
        day.press("Space")
    else:
        _click(box, 0, circle=True)
        day.settle()
    assert pane.asking.line.isVisible()
    assert pane.asking.line.parent() is box.view.viewport()
    _rest(day)
    assert box.isVisible()
    pane.asking.line.line.clear()
    day.write("Sign the contract mon 10:00")
    day.press("Return")
    _rest(day)
    assert not pane.asking.line.isVisible()
    assert [row[:2] for row in _planned(day)][::3] == [("Ask for the order", 1), ("Sign the contract", 0)]
    assert "Sign the contract" in _lines(pane.boxes.ahead)
    assert not box.isVisible()


def test_escape_goes_without_a_next_step(day: Desktop) -> None:
    pane = _pane(day)
    pane.boxes.today.view.setFocus()
    day.press("Ctrl+D")
    day.press("Esc")
    _rest(day)
    assert _lines(pane.boxes.today) == []
    assert [row[1] for row in _planned(day)] == [0, 1, 0]


def test_undo_brings_back_what_was_finished(day: Desktop) -> None:
    pane = _pane(day)
    pane.boxes.today.view.setFocus()
    day.press("Space")
    day.press("Esc")
    _rest(day)
    assert _lines(pane.boxes.changes) == ["Finish “Send the offer”", "Sample"]
    pane.boxes.undo.click()
    _rest(day)
    assert _lines(pane.boxes.today) == ["Send the offer"]


def _standup(desk: Desktop, rule: str) -> None:
    """Plan a daily talk since the day before yesterday."""
    with desk.store.act("Series") as session:
        values = {"name": "Stand-up", "kind": "meeting", "starts": _at(-2, 9), "recurrence": rule}
        records.create(session, Activity, values)
    _rest(desk)


def _of_standup(desk: Desktop) -> list[tuple[str, int, str]]:
    with desk.store.read() as session:
        sql = "SELECT ifnull(original, ''), done, ifnull(due, '') FROM activity WHERE name = 'Stand-up' ORDER BY id"
        return [(original[:10], done, due[:10]) for original, done, due in raw_of(session).execute(sql)]


def test_ticking_a_day_of_a_series_finishes_that_day_and_asks_nothing(day: Desktop) -> None:
    pane = _pane(day)
    _standup(day, "FREQ=DAILY")
    assert _lines(pane.boxes.overdue) == ["Stand-up", "Ask for the order"]
    assert _lines(pane.boxes.today) == ["Stand-up", "Send the offer"]
    _click(pane.boxes.today, 0, circle=True)
    _rest(day)
    assert not pane.asking.line.isVisible()
    assert _of_standup(day) == [("", 0, "2026-11-18"), ("2026-11-20", 1, "")]
    assert _lines(pane.boxes.today) == ["Send the offer"]
    pane.boxes.overdue.view.setFocus()
    day.press("Home")
    day.press("Ctrl+D")
    assert "again Thu 19 Nov 09:00" in day.status()
    _rest(day)
    assert _of_standup(day)[0] == ("", 0, "2026-11-19")
    pane.boxes.undo.click()
    _rest(day)
    pane.boxes.undo.click()
    _rest(day)
    assert _of_standup(day) == [("", 0, "2026-11-18")]
    assert _lines(pane.boxes.today) == ["Stand-up", "Send the offer"]


def test_the_last_day_of_a_series_asks_what_comes_next(day: Desktop) -> None:
    pane = _pane(day)
    _standup(day, "FREQ=DAILY;COUNT=1")
    _click(pane.boxes.overdue, 0, circle=True)
    day.settle()
    assert pane.asking.line.isVisible()


def test_a_key_puts_off_one_day_of_a_series(day: Desktop) -> None:
    _standup(day, "FREQ=DAILY")
    _pane(day).boxes.today.view.setFocus()
    day.press("Ctrl+T")
    _rest(day)
    assert _of_standup(day) == [("", 0, "2026-11-18"), ("2026-11-20", 0, "")]
    with day.store.read() as session:
        moved = raw_of(session).execute("SELECT starts FROM activity WHERE original IS NOT NULL").fetchone()[0]
    assert datetime.fromisoformat(moved) == _at(1, 9)


def test_deleting_a_day_of_a_series_asks_which_are_meant(day: Desktop) -> None:
    _standup(day, "FREQ=DAILY")
    _pane(day).boxes.today.view.setFocus()
    day.press("Del")
    day.press("Return")
    _rest(day)
    assert _of_standup(day) == [("", 0, "2026-11-18")]
    assert _lines(_pane(day).boxes.today) == ["Send the offer"]
    assert _lines(_pane(day).boxes.overdue)[0] == "Stand-up"


@pytest.mark.parametrize(("key", "days"), [("Ctrl+T", 1), ("Ctrl+Shift+T", 3)])
def test_a_key_puts_off_what_is_under_the_cursor(day: Desktop, key: str, days: int) -> None:
    pane = _pane(day)
    pane.boxes.today.view.setFocus()
    day.press(key)
    _rest(day)
    assert _lines(pane.boxes.today) == []
    assert _planned(day)[1][2] == _at(days).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_arrows_walk_from_box_to_box(day: Desktop) -> None:
    boxes = _pane(day).boxes
    boxes.overdue.view.setFocus()
    day.press("Down")
    assert boxes.today.view.hasFocus()
    day.press("Up")
    assert boxes.overdue.view.hasFocus()


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_a_line_opens_whom_it_is_about(day: Desktop, way: str) -> None:
    boxes = _pane(day).boxes
    if way == "keys":
        boxes.ahead.view.setFocus()
        day.press("Return")
    else:
        _click(boxes.ahead, 0)
        day.settle()
    assert day.pane.entity == "account"


def test_commands_work_on_the_line_under_the_cursor(day: Desktop) -> None:
    _pane(day).boxes.attention.view.setFocus()
    day.run("record.forward")
    _rest(day)
    with day.store.read() as session:
        deal = records.find(session, Opportunity, 1)
        assert [stage.id for stage in pipeline.stages(session)].index(deal.stage_id) == 1


def test_a_long_box_shows_its_first_lines_and_how_many_there_are(day: Desktop) -> None:
    with day.store.act("Many") as session:
        for number in range(70):
            activities.plan(session, "task", f"Old {number}", "account", 1, _at(-2 - number))
    _rest(day)
    box = _pane(day).boxes.overdue
    assert (len(_lines(box)), box.shown.text(), box.heading.text()) == (6, "6 of 71", "Overdue  71")
    box.more.click()
    assert (len(_lines(box)), box.shown.text()) == (50, "50 of 71")
    box.all.click()
    day.settle()
    assert day.pane.entity == "activity"


def test_open_the_list_shows_only_those_that_need_attention(day: Desktop) -> None:
    _pane(day).boxes.attention.all_wanted.emit()
    day.settle()
    assert day.names() == ["Renewal"]
    assert day.notice() == "Only those that need attention."


def test_open_the_list_shows_only_those_without_a_next_step(day: Desktop) -> None:
    _pane(day).boxes.bare.all_wanted.emit()
    day.settle()
    assert day.names() == ["Pilot"]


def test_a_number_opens_its_records_and_says_how_it_was_computed(day: Desktop) -> None:
    pane = _pane(day)
    card = pane.boxes.figures.cards["pipeline"]
    assert (card.value.text(), card.detail.text()) == ("$ 1,000", "2 opportunities")
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    day.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), Behind))
    behind = QApplication.activePopupWidget()
    assert isinstance(behind, Behind)
    assert (behind.title.text(), behind.value.text()) == ("Open pipeline", "$ 1,000")
    assert behind.definition.text().startswith("The sum of the amounts of open opportunities.")
    assert behind.scope.text() == "all open · 2 opportunities"
    table = behind.table
    rows = [[table.rows.index(row, column).data() for column in (0, 1)] for row in range(table.rows.rowCount())]
    assert rows == [["Renewal · Kan-code", "1,000"], ["Pilot", "no amount"]]
    table.select_row(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    day.settle()
    assert day.pane.entity == "opportunity"
    assert day.pane.list.selection.current() == 1


def test_a_change_anywhere_is_seen(day: Desktop) -> None:
    with day.store.act("Plan") as session:
        activities.plan(session, "call", "Call back", "account", 1, _at(0, 18))
    _rest(day)
    assert _lines(_pane(day).boxes.today) == ["Send the offer", "Call back"]


def test_the_page_turns_at_midnight(day: Desktop, clock: FrozenClock) -> None:
    clock.forward(days=1)
    pane = _pane(day)
    pane.follow_time()
    _rest(day)
    assert _lines(pane.boxes.overdue) == ["Ask for the order", "Send the offer"]
    assert pane.header.subtitle.text() == "Sat 21 Nov 2026"


def test_a_narrow_window_puts_the_boxes_into_fewer_columns(day: Desktop) -> None:
    pane = _pane(day)
    counts = []
    for width in (1500, 1024, 700):
        day.window.resize(width, 820)
        day.settle()
        counts.append(pane.boxes.columns.shown)
    assert counts == [3, 2, 1]
    assert pane.boxes.width() <= pane.width()


def test_an_empty_book_offers_ways_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "empty.crm"
    create_store(path).close()
    with desktop(qtbot, path, "today") as desk:
        pane = _pane(desk)
        assert pane.empty.isVisible()
        with desk.store.act("Acme") as session:
            records.create(session, Account, {"name": "Acme"})
        _rest(desk)
        assert not pane.empty.isVisible()
        assert pane.boxes.today.empty.text() == "Nothing is planned for today."


def test_the_list_of_activities_finishes_and_puts_off_too(day: Desktop) -> None:
    day.show_pane("activity")
    day.press("Ctrl+A", day.pane.list.view)
    day.run("plan.next_week")
    assert {row[2][:10] for row in _planned(day)} == {"2026-11-23"}
    day.run("plan.finish")
    assert [row[1] for row in _planned(day)] == [1, 1, 1]
    assert day.store.steps()[0].title == "Finish 3 activities"


def test_the_circle_lies_where_reading_begins(day: Desktop) -> None:
    view = _pane(day).boxes.today.view
    place = view.visualRect(view.entries.index(0, 0))
    assert view.delegate.circle(place).center().x() < place.center().x()
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.delegate.circle(place).center().x() > place.center().x()
    assert view.entries.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Send the offer, Anna Berg")


def test_a_click_beside_the_lines_opens_nothing(day: Desktop) -> None:
    view = _pane(day).boxes.today.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, view.height() + 50))
    assert isinstance(day.window.pane, TodayPane)
