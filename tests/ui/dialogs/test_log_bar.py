"""The log bar: one line logs what was done, the next one plans what comes, and both say beforehand what they make."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import records
from crm_desktop.ui.dialogs.log_bar import LogBar
from tests.conftest import FrozenClock
from tests.ui.bare_host import BareHost

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def anna(desk: BareHost) -> int:
    """A contact of an account."""
    with desk.book.store.act("People") as session:
        account = records.create(session, Account, {"name": "Betasoloin"})
        values = {"first_name": "Anna", "last_name": "Berg", "account_id": account.id}
        return records.create(session, Contact, values).id


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A column with a field that has the keyboard."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    made.show()
    return made


def bar_on(desk: BareHost, window: QWidget, *ids: int, kind: str = "call") -> LogBar:
    bar = LogBar(desk.book, "contact", ids, kind)
    column = window.layout()
    assert isinstance(column, QVBoxLayout)
    bar.open_in(column)
    return bar


def enter(bar: LogBar, text: str) -> None:
    QTest.keyClicks(bar.line, text)
    QTest.keyClick(bar.line, Qt.Key.Key_Return)


def activities(desk: BareHost) -> list[tuple[str, str, bool, datetime]]:
    with desk.book.store.read() as session:
        found = session.scalars(select(Activity).order_by(Activity.id))
        return [(one.kind, one.name, one.done, one.starts) for one in found]


def test_one_line_and_enter_log_a_call_now(desk: BareHost, window: QWidget, anna: int, clock: FrozenClock) -> None:
    enter(bar_on(desk, window, anna), "agreed on the pilot")
    assert activities(desk) == [("call", "agreed on the pilot", True, clock.at)]
    assert desk.said[-1] == ("info", "Call with Anna Berg, now: agreed on the pilot")
    assert desk.book.store.steps(1)[0].title == "Log call: agreed on the pilot"


def test_a_call_belongs_to_the_account_of_the_contact_too(desk: BareHost, window: QWidget, anna: int) -> None:
    enter(bar_on(desk, window, anna), "hello")
    with desk.book.store.read() as session:
        made = session.scalars(select(Activity)).one()
        assert (made.contact_id, made.account_id) == (anna, 1)


def test_the_line_says_what_it_will_make_while_it_is_typed(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna)
    assert bar.hint.text() == "Call with Anna Berg, now"
    QTest.keyClicks(bar.line, "pricing fri 15:00")
    assert bar.hint.text() == "Call with Anna Berg, planned Fri 27 Nov 15:00: pricing"
    bar.line.setText("pricing yesterday 15:00")
    assert bar.hint.text() == "Call with Anna Berg, Thu 19 Nov 15:00: pricing"


def test_a_time_ahead_plans_and_a_time_before_logs(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna)
    enter(bar, "offer fri 15:00")
    bar.close_bar()
    enter(bar_on(desk, window, anna), "offer yesterday 15:00")
    assert [(name, done) for _kind, name, done, _at in activities(desk)] == [("offer", False), ("offer", True)]


def test_the_button_says_whether_enter_logs_or_plans(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna)
    assert bar.done.text() == "Log"
    QTest.keyClicks(bar.line, "send the offer fri 15:00")
    assert bar.done.text() == "Plan"
    bar.line.setText("sent the offer 1 jan 2020")
    assert bar.done.text() == "Log"


def test_the_same_line_plans_the_next_step(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna)
    enter(bar, "agreed on the pilot")
    assert bar.line.text() == ""
    enter(bar, "send the offer mon 10:00")
    local = datetime(2026, 11, 23, 10).astimezone()
    assert activities(desk)[1] == ("task", "send the offer", False, local.astimezone(UTC))


def test_the_next_step_needs_a_time_ahead(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna)
    enter(bar, "agreed")
    enter(bar, "send the offer")
    assert "Say at the end when" in bar.hint.text()
    assert len(activities(desk)) == 1
    assert bar.line.text() == "send the offer"


def test_a_step_is_planned_without_logging_anything(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = LogBar(desk.book, "contact", (anna,), "task", planning=True)
    enter(bar, "send the offer")
    assert activities(desk) == []
    bar.line.clear()
    enter(bar, "send the offer tomorrow")
    assert [(kind, name, done) for kind, name, done, _at in activities(desk)] == [("task", "send the offer", False)]


def test_an_empty_line_logs_nothing_and_later_closes_the_bar(
    qtbot: QtBot, desk: BareHost, window: QWidget, anna: int
) -> None:
    bar = bar_on(desk, window, anna)
    enter(bar, "")
    assert "Write in a few words" in bar.hint.text()
    enter(bar, "agreed")
    with qtbot.waitSignal(bar.closed):
        enter(bar, "")
    assert len(activities(desk)) == 1


def test_up_and_down_turn_to_another_kind(desk: BareHost, window: QWidget, anna: int) -> None:
    bar = bar_on(desk, window, anna, kind="meeting")
    QTest.keyClick(bar.line, Qt.Key.Key_Down)
    assert bar.kind == "visit"
    QTest.keyClick(bar.line, Qt.Key.Key_Up)
    QTest.keyClick(bar.line, Qt.Key.Key_Up)
    enter(bar, "hello")
    assert activities(desk)[0][0] == "call"


def test_escape_closes_the_bar_and_gives_the_keyboard_back(
    qtbot: QtBot, desk: BareHost, window: QWidget, anna: int
) -> None:
    field = window.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    bar = bar_on(desk, window, anna)
    bar.line.setFocus()
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(field.hasFocus)


def test_several_records_get_one_activity_each_in_one_step(desk: BareHost, window: QWidget, anna: int) -> None:
    with desk.book.store.act("Bram") as session:
        bram = records.create(session, Contact, {"first_name": "Bram", "last_name": "de Wit"}).id
    bar = bar_on(desk, window, anna, bram, kind="email")
    assert bar.hint.text() == "E-mail with 2 contacts, now"
    enter(bar, "sent the news")
    assert len(activities(desk)) == 2
    desk.book.store.undo()
    assert activities(desk) == []


def test_a_second_bar_takes_the_place_of_the_first(qtbot: QtBot, desk: BareHost, window: QWidget, anna: int) -> None:
    first = bar_on(desk, window, anna)
    with qtbot.waitSignal(first.destroyed):
        second = bar_on(desk, window, anna)
    assert second.isVisible()


def test_names_are_shown_letter_by_letter(desk: BareHost, window: QWidget) -> None:
    with desk.book.store.act("Evil") as session:
        evil = records.create(session, Contact, {"last_name": "<b>Berg</b>"}).id
    bar = bar_on(desk, window, evil)
    assert bar.hint.textFormat() == Qt.TextFormat.PlainText
    assert "<b>Berg</b>" in bar.hint.text()
