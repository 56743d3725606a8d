"""A series on its page: its days, what is left out of it, and the way from one of its days back to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Activity
from crm_desktop.services import activities, records, series
from crm_desktop.ui.forms.record_page import RecordPage
from crm_desktop.ui.forms.recurring import Recurring
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage, part
from tests.ui.small_book import Book, settle


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour).astimezone(UTC)


@pytest.fixture
def page(clock: FrozenClock, make_page: MakePage, book: Book) -> RecordPage:
    """The page of a call on every weekday from 20 November on."""
    with book.store.act("Plan") as session:
        values = {"name": "Call", "starts": at(20, 15), "recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
        series_id = records.create(session, Activity, values).id
    made: RecordPage = make_page("activity", series_id)
    made.activateWindow()
    return made


def told(page: RecordPage) -> list[str]:
    return [line.spoken() for line in part(page, Recurring).view.lines.lines]


def press(page: RecordPage, row: int, key: Qt.Key) -> None:
    view = part(page, Recurring).view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(row))
    QTest.keyClick(view, key)
    settle()


DAYS = [f"{day} 15:00, Skip" for day in ("Fri 20 Nov", "Mon 23 Nov", "Tue 24 Nov", "Wed 25 Nov", "Thu 26 Nov")]


def test_a_series_shows_its_next_days(page: RecordPage) -> None:
    assert part(page, Recurring).heading.text() == "Next days"
    assert told(page) == DAYS


def test_a_day_is_skipped_by_del_and_brought_back_by_space(page: RecordPage, book: Book) -> None:
    press(page, 1, Qt.Key.Key_Delete)
    assert told(page)[1:3] == ["Mon 23 Nov 15:00, left out, Bring back", DAYS[2]]
    assert book.titles()[0] == "Skip Mon 23 Nov 15:00"
    press(page, 1, Qt.Key.Key_Delete)
    assert told(page)[1] == "Mon 23 Nov 15:00, left out, Bring back"
    press(page, 1, Qt.Key.Key_Space)
    assert told(page) == DAYS
    book.store.undo()
    settle()
    assert told(page)[1] == "Mon 23 Nov 15:00, left out, Bring back"


def test_a_click_on_the_word_does_what_it_says(page: RecordPage) -> None:
    view = part(page, Recurring).view
    row = view.visualRect(view.lines.index(0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 3, row.center().y()))
    settle()
    assert told(page)[0] == "Fri 20 Nov 15:00, left out, Bring back"


def test_a_day_that_is_done_or_moved_is_a_link_and_leads_back(
    page: RecordPage, book: Book, make_page: MakePage, qtbot: QtBot
) -> None:
    assert page.record_id is not None
    with book.store.act("Finish and move") as session:
        whole = records.find(session, Activity, page.record_id)
        activities.finish(session, whole, at=at(20, 15))
        moved = series.change(session, whole.id, at(23, 15), "one", {"starts": at(24, 9)}).id
    settle()
    assert told(page)[:3] == ["Fri 20 Nov 15:00, done", "Mon 23 Nov 15:00, moved to Tue 24 Nov 09:00", DAYS[2]]
    with qtbot.waitSignal(page.record_opened) as opened:
        press(page, 1, Qt.Key.Key_Return)
    assert opened.args == ["activity", moved]
    one = part(make_page("activity", moved), Recurring)
    assert one.whole.text() == "One of: Every weekday"
    with qtbot.waitSignal(one.opened) as back:
        one.whole.followed.emit()
    assert back.args == ["activity", page.record_id]


def test_what_never_recurred_says_nothing_of_it(book: Book, make_page: MakePage) -> None:
    with book.store.act("Plan") as session:
        single = activities.plan(session, "call", "Ask", "contact", 1, at(21)).id
    assert not part(make_page("activity", single), Recurring).heading.isVisible()
