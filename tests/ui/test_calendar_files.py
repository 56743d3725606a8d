"""Calendars that are dropped on the window or chosen: they come in at once, with a list of what did not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from crm_desktop.exchange import ical_in
from crm_desktop.model import Activity
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.calendar.drag import FORMAT
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.import_outcome import OutcomeView
from crm_desktop.ui.dragged_files import FileDrops
from tests.exchange.calendars import calendar, event
from tests.ui.windows import Desktop


def drop(desk: Desktop, *paths: Path) -> None:
    assert desk.window.desk is not None
    desk.window.desk.take_files(list(paths))
    desk.settle()


def written(path: Path, *components: str) -> Path:
    path.write_bytes(calendar(*components))
    return path


def test_a_dropped_calendar_comes_in_at_once_and_undo_takes_it_back(desk: Desktop, tmp_path: Path) -> None:
    before = desk.count(Activity)
    drop(desk, written(tmp_path / "my.ics", event(starts="DTSTART:21261124T090000Z")))
    assert desk.count(Activity) == before + 1
    assert "From the calendar: 1 new, 0 changed, 0 the same." in desk.status()
    desk.run("edit.undo")
    assert desk.count(Activity) == before


def test_the_same_one_again_says_that_nothing_is_new(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path / "my.ics", event(starts="DTSTART:21261124T090000Z"))
    drop(desk, path)
    drop(desk, path)
    assert "Nothing is new in the calendar." in desk.status()


def test_what_was_left_out_is_told_with_a_way_to_the_list(desk: Desktop, tmp_path: Path) -> None:
    drop(desk, written(tmp_path / "my.ics", event(starts="DTSTART:soon"), event(uid="2")))
    assert "1 was left out." in desk.notice()
    assert desk.window.pane is not None
    desk.window.pane.notice._action.click()
    desk.settle()
    (view,) = desk.window.findChildren(OutcomeView)
    rows = view.problems.rows
    assert rows.data(rows.index(0, 3)) == "“soon” is neither a day nor a time."
    dialog = view.window()
    assert isinstance(dialog, FramedDialog)
    dialog.close()


def test_what_is_no_calendar_is_refused_in_words(desk: Desktop, tmp_path: Path) -> None:
    (tmp_path / "my.ics").write_text("hello", encoding="utf-8")
    drop(desk, tmp_path / "my.ics")
    assert "is no calendar" in desk.notice()


@pytest.mark.parametrize(("carried", "came"), [((), 1), ((FORMAT,), 0)])
def test_an_event_of_another_program_can_be_dropped_anywhere_and_one_of_ours_is_there_already(
    desk: Desktop, carried: tuple[str, ...], came: int
) -> None:
    before = desk.count(Activity)
    mime = QMimeData()
    mime.setData("text/calendar", calendar(event(starts="DTSTART:21261124T090000Z")))
    for name in carried:
        mime.setData(name, b"{}")
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dropped = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, buttons, keys)
    drops = next(child for child in desk.window.findChildren(FileDrops))
    assert drops.eventFilter(desk.window, dropped) == bool(came)
    desk.settle()
    assert desk.count(Activity) == before + came


def test_calendars_are_chosen_and_exported_by_commands(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "my.ics", event(starts="DTSTART:21261124T090000Z", title="Far away"))
    monkeypatch.setattr(file_dialogs, "open_many", lambda *_asked: [path])
    desk.run("file.import_calendar")
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_asked: tmp_path / "out")
    desk.run("file.export_calendar")
    found = ical_in.read(tmp_path / "out.ics")
    assert len(found.events) == desk.count(Activity)
    assert "Far away" in {one.title for one in found.events}


def test_selected_activities_are_exported(desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(desk, written(tmp_path / "my.ics", event(starts="DTSTART:21261124T090000Z", title="Far away")))
    pane = desk.show_pane("activity")
    with desk.store.read() as session:
        row = session.query(Activity).filter_by(name="Far away").one().id
    pane.show_record("activity", row)
    desk.rest()
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_asked: tmp_path / "out.ics")
    desk.run("record.export_calendar")
    assert [one.title for one in ical_in.read(tmp_path / "out.ics").events] == ["Far away"]
