"""The small month: by mouse, keys and wheel, and what it says."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base.dates import DAY
from crm_desktop.schema.formats import formats_for
from crm_desktop.services.calendar import ways
from crm_desktop.ui.calendar.mini_month import MiniMonth
from tests.conftest import FrozenClock
from tests.ui.calendar.entries import november

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Small:
    """A small month on its own, and the days and weeks that it asked for."""

    def __init__(self, qtbot: QtBot, country: str = "en_GB") -> None:
        self.month = MiniMonth(formats_for(country))
        qtbot.addWidget(self.month)
        self.asked: list[date] = []
        self.weeks: list[date] = []
        self.seen: list[tuple[date, date]] = []
        self.month.day_wanted.connect(self.asked.append)
        self.month.week_wanted.connect(self.weeks.append)
        self.month.month_shown.connect(lambda first, last: self.seen.append((first, last)))
        self.month.show_period(november(16), november(22), november(20))
        self.month.resize(250, 220)
        with qtbot.waitActive(self.month):
            self.month.show()
            self.month.activateWindow()
        self.month.setFocus()

    def press(self, key: str) -> None:
        QTest.keyClick(self.month.days, getattr(Qt.Key, f"Key_{key}"))

    def turn_wheel(self, by: int) -> None:
        at = QPointF(50, 50)
        event = QWheelEvent(
            at, at, QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(self.month.days, event)


@pytest.fixture
def small(qtbot: QtBot, clock: FrozenClock) -> Small:
    return Small(qtbot)


def test_a_click_asks_for_a_day_also_of_the_month_beside(small: Small) -> None:
    for day in (november(4), date(2026, 12, 3)):
        QTest.mouseClick(small.month.days, LEFT, NONE, small.month.days.box(day).center())
    assert small.asked == [november(4), date(2026, 12, 3)]
    assert small.month.title.text() == "December 2026"


def test_a_click_on_its_number_asks_for_a_week(small: Small) -> None:
    QTest.mouseClick(small.month.days, LEFT, NONE, small.month.days.week_box(3).center())
    assert small.weeks == [november(16)]
    assert small.asked == []


def test_keys_jump(small: Small) -> None:
    for key in ("Right", "Down", "Left", "Up", "PageDown", "PageUp", "PageUp", "Home"):
        small.press(key)
    jumps = [november(21), november(28), november(27), november(20)]
    jumps += [date(2026, 12, 20), november(20), date(2026, 10, 20), november(20)]
    assert small.asked == jumps


def test_the_arrows_turn_in_a_mirrored_window(small: Small) -> None:
    small.month.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    small.press("Left")
    assert small.asked == [november(21)]
    assert small.month.days.box(november(16)).left() > small.month.days.box(november(17)).left()


def test_wheel_and_buttons_turn_the_month_and_leave_the_calendar_alone(small: Small) -> None:
    small.turn_wheel(-120)
    assert small.month.title.text() == "December 2026"
    small.turn_wheel(60)
    assert small.month.title.text() == "December 2026", "half a notch is not enough"
    small.turn_wheel(60)
    small.month.before.click()
    assert small.month.title.text() == "October 2026"
    small.month.after.click()
    assert small.month.title.text() == "November 2026"
    assert small.asked == []


def test_it_tells_which_days_are_seen(small: Small) -> None:
    small.month.after.click()
    assert small.seen[-1] == small.month.seen() == (november(30), date(2027, 1, 10))


@pytest.mark.parametrize(("country", "first"), [("en_GB", date(2026, 10, 26)), ("en_US", november(1))])
def test_the_week_begins_as_in_the_country(qtbot: QtBot, clock: FrozenClock, country: str, first: date) -> None:
    small = Small(qtbot, country)
    assert small.month.seen()[0] == first


@pytest.mark.parametrize("first_weekday", range(7))
def test_weeks_have_the_number_of_their_thursday(first_weekday: int) -> None:
    for n in range(800):
        day = date(2025, 12, 1) + n * DAY
        start = ways.week_start(day, first_weekday)
        assert start.weekday() == first_weekday
        assert start <= day <= start + 6 * DAY
        thursday = next(start + m * DAY for m in range(7) if (start + m * DAY).weekday() == 3)
        assert ways.week_number(start) == thursday.isocalendar().week


def test_a_day_that_holds_something_is_marked_and_said(small: Small) -> None:
    days, plain = small.month.days, small.month.days.grab(small.month.days.box(november(24))).toImage()
    small.month.mark({november(24), november(20)})
    assert days.grab(days.box(november(24))).toImage() != plain
    assert days.accessibleName() == "Friday 20 November 2026, today, has entries"
    small.press("Right")
    assert days.accessibleName() == "Saturday 21 November 2026"


def test_the_period_of_the_calendar_is_tinted(small: Small) -> None:
    days = small.month.days
    inside = days.grab(days.box(november(18))).toImage()
    small.month.show_period(november(23), november(29), november(24))
    assert days.grab(days.box(november(18))).toImage() != inside
    assert days.day == november(24)


def test_another_period_brings_its_month_into_sight(small: Small) -> None:
    small.month.show_period(date(2027, 3, 1), date(2027, 3, 7), date(2027, 3, 3))
    assert small.month.title.text() == "March 2027"


def test_months_are_named_as_in_the_country(qtbot: QtBot, clock: FrozenClock) -> None:
    small = Small(qtbot, "fr_FR")
    assert small.month.title.text() == "Novembre 2026"
