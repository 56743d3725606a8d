"""The published calendar follows the book, on a worker, and a place that cannot be written is said once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from crm_desktop.base.settings import Settings
from crm_desktop.exchange import ical_in
from crm_desktop.model import Activity
from crm_desktop.services import records
from crm_desktop.ui.dialogs.preferences import open_preferences
from crm_desktop.ui.dialogs.settings_page import SettingsPage
from crm_desktop.ui.publishing import Publishing
from tests.ui.windows import Desktop, desktop

STARTS = datetime(2126, 11, 24, 9, tzinfo=UTC)


def publishing(desk: Desktop) -> Publishing:
    assert desk.window.desk is not None
    return desk.window.desk.publishing


def publish(desk: Desktop) -> None:
    """Let the time pass that is waited after a change."""
    assert publishing(desk).timer.isActive()
    publishing(desk).timer.timeout.emit()
    desk.settle()


def choose(desk: Desktop, place: Path) -> None:
    """Choose a place in the preferences."""
    dialog = open_preferences(desk.context)
    page = dialog.page("Calendar")
    assert isinstance(page, SettingsPage)
    editor = page.form.editor("publish_calendar")
    editor.put(str(place))
    editor.left.emit()
    dialog.close()
    desk.settle()


def add(desk: Desktop, name: str) -> None:
    with desk.store.act("Add") as session:
        records.create(session, Activity, {"name": name, "starts": STARTS, "kind": "call"})
    desk.settle()


def titles(path: Path) -> set[str]:
    return {one.title for one in ical_in.read(path).events}


def test_nothing_is_published_unless_it_is_wanted(desk: Desktop) -> None:
    add(desk, "Call")
    assert not publishing(desk).timer.isActive()


def test_the_file_follows_the_book_and_undo(desk: Desktop, tmp_path: Path) -> None:
    path = tmp_path / "public.ics"
    choose(desk, path)
    publish(desk)
    before = titles(path)
    add(desk, "Call somebody")
    publish(desk)
    assert titles(path) == before | {"Call somebody"}
    desk.run("edit.undo")
    publish(desk)
    assert titles(path) == before


def test_what_changed_elsewhere_is_published_when_the_book_is_opened(qtbot: QtBot, book: Path, tmp_path: Path) -> None:
    Settings()["publish_calendar"] = str(tmp_path / "public.ics")
    with desktop(qtbot, book) as desk:
        publish(desk)
    assert (tmp_path / "public.ics").exists()


def test_a_change_while_the_file_is_written_is_written_too(desk: Desktop, tmp_path: Path) -> None:
    path = tmp_path / "public.ics"
    choose(desk, path)
    publishing(desk).publish()
    with desk.store.act("Add") as session:
        records.create(session, Activity, {"name": "Meanwhile", "starts": STARTS, "kind": "call"})
    publishing(desk).publish()
    desk.settle()
    assert "Meanwhile" in titles(path)


def test_a_place_that_cannot_be_written_is_said_once(desk: Desktop, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    choose(desk, folder / "public.ics")
    folder.rmdir()
    publish(desk)
    assert "There is no folder" in desk.notice()
    desk.pane.notice.hide()
    add(desk, "Call")
    publish(desk)
    assert desk.notice() == ""


def test_a_place_that_makes_no_sense_is_refused_in_the_preferences(desk: Desktop, tmp_path: Path) -> None:
    choose(desk, tmp_path / "calendar.txt")
    assert desk.settings["publish_calendar"] == ""
