"""The report of the week, as the window says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.storage.opening import create_store
from crm_desktop.ui.scheduled import Scheduled
from tests.conftest import FrozenClock
from tests.ui.bare_host import BareHost


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, clock: FrozenClock) -> Iterator[BareHost]:
    """A book that was looked at on Thursday, and a folder for Friday at four."""
    made = BareHost(create_store(tmp_path / "book.crm", title="Test"), tmp_path)
    (tmp_path / "packets").mkdir()
    made.settings["schedule_folder"] = str(tmp_path / "packets")
    clock.at = datetime(2026, 11, 19, 9).astimezone(UTC)
    yield made
    made.close()


@pytest.fixture
def scheduled(desk: BareHost, qtbot: QtBot) -> Scheduled:
    """What looks, after its first look."""
    made = Scheduled(desk.book, desk.window)
    look(made, qtbot)
    return made


def look(scheduled: Scheduled, qtbot: QtBot) -> None:
    """Let the minute pass."""
    scheduled.timer.timeout.emit()
    qtbot.waitUntil(lambda: not scheduled.is_looking())


def test_the_report_lies_there_after_a_sleep_over_its_hour_and_a_note_says_so(
    desk: BareHost, scheduled: Scheduled, clock: FrozenClock, qtbot: QtBot, tmp_path: Path
) -> None:
    assert desk.said == []
    clock.at = datetime(2026, 11, 23, 8).astimezone(UTC)
    with qtbot.waitSignal(scheduled.lies_ready) as told:
        look(scheduled, qtbot)
    assert [path.name for path in (tmp_path / "packets").iterdir()] == ["Weekly packet 2026-W47.pdf"]
    sentence = f"“Weekly packet” lies in “{tmp_path / 'packets'}”."
    assert told.args == ["Weekly packet", sentence]
    assert desk.said == [("info", sentence)]
    look(scheduled, qtbot)
    assert len(desk.said) == 1


def test_a_folder_that_is_gone_is_said_once_and_tried_again_later(
    desk: BareHost, scheduled: Scheduled, clock: FrozenClock, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "packets").rmdir()
    clock.at = datetime(2026, 11, 20, 17).astimezone(UTC)
    for _minute in range(40):
        look(scheduled, qtbot)
        clock.forward(minutes=1)
    ((kind, sentence),) = desk.said
    assert kind == "warning"
    assert sentence.startswith("The report of the week could not be made: There is no folder")
    (tmp_path / "packets").mkdir()
    clock.forward(minutes=15)
    look(scheduled, qtbot)
    assert desk.said[-1][0] == "info"


def test_a_report_that_is_gone_is_told_by_the_name_that_was_chosen(
    desk: BareHost, scheduled: Scheduled, clock: FrozenClock, qtbot: QtBot
) -> None:
    desk.settings["schedule_report"] = "By seller"
    clock.at = datetime(2026, 11, 20, 17).astimezone(UTC)
    look(scheduled, qtbot)
    ((_kind, sentence),) = desk.said
    assert sentence.endswith("there is no report “By seller” in this book. Choose another one in the preferences.")


def test_without_a_folder_nothing_is_looked_for(desk: BareHost, scheduled: Scheduled) -> None:
    desk.settings["schedule_folder"] = ""
    scheduled.look()
    assert not scheduled.is_looking()
    assert not desk.jobs.running
