"""The window in the tray: what goes there, what ends the program, and what the desktop is told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from crm_desktop.base.settings import Settings
from crm_desktop.ui import doorbell
from crm_desktop.ui.dialogs.capture import CaptureBox
from crm_desktop.ui.dialogs.preferences import open_preferences
from crm_desktop.ui.dialogs.settings_page import SettingsPage
from crm_desktop.ui.reminders import tray
from tests.conftest import FrozenClock
from tests.ui.reminders.conftest import Planned, look
from tests.ui.windows import Desktop

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEETING: Planned = {"name": "Meeting", "kind": "meeting", "starts": NOW + timedelta(minutes=20), "remind": 15}
SOURCES = str(Path(doorbell.__file__).parents[2])
RING = """
import sys
from pathlib import Path
from crm_desktop.ui import doorbell
print(doorbell.ring(Path(sys.argv[1])))
"""


class ByTheUser(QCloseEvent):
    """The closing of a window by its own button."""

    def spontaneous(self) -> bool:
        return True


@pytest.fixture
def has_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop has a tray, and both of its settings are on."""
    monkeypatch.setattr(tray, "is_there", lambda: True)
    shown = dict[int, bool]()
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda sign, is_shown: shown.update({id(sign): is_shown}))
    monkeypatch.setattr(QSystemTrayIcon, "isVisible", lambda sign: shown.get(id(sign), False))
    settings = Settings()
    settings[tray.NOTIFY] = settings[tray.STAY] = True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the desktop was told."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _sign, title, text, *_more: found.append((title, text)))
    return found


def _close_by_hand(desk: Desktop) -> ByTheUser:
    event = ByTheUser()
    desk.window.closeEvent(event)
    desk.settle()
    return event


@pytest.mark.usefixtures("has_tray")
def test_the_closed_window_goes_into_the_tray_and_the_book_stays_open(day: Desktop) -> None:
    event = _close_by_hand(day)
    assert (event.isAccepted(), day.window.isVisible()) == (False, False)
    assert not QApplication.quitOnLastWindowClosed()
    assert day.store.steps()
    day.window.frame.tray.sign.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert day.window.isVisible()
    assert QApplication.quitOnLastWindowClosed()


@pytest.mark.usefixtures("has_tray")
def test_whoever_wants_the_book_elsewhere_brings_the_window_out_of_the_tray(day: Desktop) -> None:
    path = day.store.path
    assert day.window.desk is not None
    day.window.desk.doorbell.timer.timeout.emit()
    _close_by_hand(day)
    command, environment = [sys.executable, "-c", RING, str(path)], {**os.environ, "PYTHONPATH": SOURCES}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as other:
        day.qtbot.waitUntil(day.window.isVisible, timeout=15_000)
        assert other.communicate()[0] == "True\n"
    assert day.status().endswith("The book was asked for once more: this window has it open.")
    day.close()
    assert not doorbell.ring(path)


@pytest.mark.usefixtures("has_tray")
def test_quit_in_the_tray_gives_the_book_back(day: Desktop) -> None:
    store = day.store
    _close_by_hand(day)
    quit_action = day.window.frame.tray.sign.contextMenu().actions()[-1]
    quit_action.trigger()
    day.qtbot.waitUntil(lambda: store._is_closed, timeout=15_000)
    day.settle()
    assert not day.window.isVisible()
    assert not day.window.frame.tray.sign.isVisible()


@pytest.mark.parametrize("has_setting", [True, False])
def test_without_a_tray_or_without_the_setting_closing_ends_the_program(
    day: Desktop, monkeypatch: pytest.MonkeyPatch, has_setting: bool
) -> None:
    monkeypatch.setattr(tray, "is_there", lambda: not has_setting)
    day.settings[tray.STAY] = has_setting
    _close_by_hand(day)
    day.qtbot.waitUntil(lambda: day.window.context is None, timeout=15_000)


@pytest.mark.usefixtures("has_tray")
def test_the_start_page_does_not_go_into_the_tray(day: Desktop) -> None:
    day.window.leave_book()
    day.settle()
    _close_by_hand(day)
    day.qtbot.waitUntil(lambda: not day.window.isVisible(), timeout=15_000)
    assert QApplication.quitOnLastWindowClosed()


@pytest.mark.usefixtures("has_tray")
@pytest.mark.parametrize("planned", [[MEETING]])
def test_the_desktop_is_told_while_the_window_is_not_in_front(
    day: Desktop, clock: FrozenClock, told: list[tuple[str, str]]
) -> None:
    _close_by_hand(day)
    clock.forward(minutes=5)
    look(day)
    shown = f"{MEETING['starts'].astimezone():%H:%M}"
    assert told == [("Meeting", f"in 15 minutes · {shown} · Anna Berg · Kan-code")]
    look(day)
    assert len(told) == 1
    day.window.frame.tray.sign.messageClicked.emit()
    day.settle()
    assert day.window.isVisible()
    assert day.pane.entity == "activity"


@pytest.mark.usefixtures("has_tray")
@pytest.mark.parametrize("planned", [[MEETING, {**MEETING, "name": "Call"}]])
def test_several_at_once_are_one_message(day: Desktop, clock: FrozenClock, told: list[tuple[str, str]]) -> None:
    _close_by_hand(day)
    clock.forward(minutes=5)
    look(day)
    ((title, text),) = told
    assert (title, [line.partition(":")[0] for line in text.splitlines()]) == ("Reminders", ["Meeting", "Call"])


@pytest.mark.usefixtures("has_tray")
@pytest.mark.parametrize("planned", [[MEETING]])
def test_a_window_in_front_tells_nothing_twice(day: Desktop, clock: FrozenClock, told: list[tuple[str, str]]) -> None:
    day.window.activateWindow()
    day.qtbot.waitUntil(day.window.isActiveWindow)
    clock.forward(minutes=5)
    look(day)
    assert told == []


@pytest.mark.usefixtures("has_tray")
def test_a_call_is_logged_from_the_tray(day: Desktop) -> None:
    _close_by_hand(day)
    day.window.frame.tray.sign.contextMenu().actions()[1].trigger()
    day.settle()
    box = day.window.findChild(CaptureBox)
    assert isinstance(box, CaptureBox)
    line = box.line
    assert (day.window.isVisible(), line.text()) == (True, "call ")


@pytest.mark.usefixtures("has_tray")
def test_the_sign_follows_the_settings(day: Desktop) -> None:
    sign = day.window.frame.tray.sign
    seen = []
    for wanted in (True, False):
        day.settings[tray.NOTIFY] = day.settings[tray.STAY] = wanted
        day.window.take_settings()
        seen.append(sign.isVisible())
    assert seen == [True, False]


@pytest.mark.parametrize("is_there", [True, False])
def test_the_preferences_say_where_there_is_no_tray(
    day: Desktop, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    monkeypatch.setattr(tray, "is_there", lambda: is_there)
    dialog = open_preferences(day.context, "Calendar")
    page = dialog.page("Calendar")
    assert isinstance(page, SettingsPage)
    said = [page.form.fields[key].help for key in (tray.NOTIFY, tray.STAY)]
    assert all(text.startswith("This desktop has no tray") for text in said) is not is_there
    dialog.reject()
