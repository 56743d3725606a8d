"""How did it go: outcome, who came and what comes next, all of it one step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.base import dates
from crm_desktop.model import Activity, Contact
from crm_desktop.services import activities, attendees, records
from crm_desktop.ui.dialogs.finish_bar import FinishBar, open_finish_bar
from tests.ui.windows import Desktop


@pytest.fixture
def planned(desk: Desktop) -> int:
    """Return a meeting with the first contact and with Cleo, with its list in front."""
    with desk.store.act("Plan") as session:
        contact = session.query(Contact).order_by(Contact.id).first()
        assert contact is not None
        made = activities.plan(session, "meeting", "Demo", "contact", contact.id, dates.now() - timedelta(hours=1))
        attendees.invite(session, made, "Cleo Nobody")
    desk.show_pane("activity")
    desk.rest()
    return made.id


def _opened(desk: Desktop, activity: int) -> FinishBar:
    context = desk.window.context
    assert context is not None
    bar = open_finish_bar(context, activity)
    assert bar is not None
    desk.settle()
    return bar


def _people(desk: Desktop, activity: int) -> list[str]:
    with desk.store.read() as session:
        return [person.presence for person in attendees.of(session, activity)]


def _activity(desk: Desktop, activity: int) -> Activity:
    with desk.store.read() as session:
        return records.find(session, Activity, activity)


def test_outcome_people_and_the_next_step_are_one_step(desk: Desktop, planned: int) -> None:
    bar = _opened(desk, planned)
    QTest.keyClicks(bar.outcome, "They want an offer")
    bar.ticks[1].click()
    QTest.keyClicks(bar.next_line.line, "Second demo")
    QTest.keyClick(bar.next_line.line, Qt.Key.Key_Return)
    desk.settle()
    done, following = _activity(desk, planned), _activity(desk, planned + 1)
    assert (done.done, done.outcome) == (True, "They want an offer")
    assert _people(desk, planned) == ["", "absent"]
    assert (following.name, following.kind, following.done) == ("Second demo", "meeting", False)
    assert _people(desk, planned + 1) == ["", "invited"]
    assert desk.status().endswith("Undo") or "Finish meeting: Demo" in desk.status()
    desk.run("edit.undo")
    desk.rest()
    assert not _activity(desk, planned).done
    assert _people(desk, planned) == ["", "invited"]
    assert desk.count(Activity) == desk.count(Activity)


def test_with_nothing_said_it_is_only_finished(desk: Desktop, planned: int) -> None:
    bar, before = _opened(desk, planned), desk.count(Activity)
    QTest.keyClick(bar.outcome, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert _activity(desk, planned).done
    assert desk.count(Activity) == before


def test_a_next_step_without_a_day_is_asked_for_one_and_nothing_is_stored(desk: Desktop, planned: int) -> None:
    bar = _opened(desk, planned)
    bar.next_line.line.setText("Second demo")
    bar.done.click()
    desk.settle()
    assert bar.isVisible()
    assert bar.next_line.hint.text().startswith("Say at the end when")
    assert not _activity(desk, planned).done


def test_esc_leaves_everything_as_it_was(desk: Desktop, planned: int) -> None:
    bar = _opened(desk, planned)
    QTest.keyClicks(bar.outcome, "No")
    QTest.keyClick(bar.outcome, Qt.Key.Key_Escape)
    desk.settle()
    assert not _activity(desk, planned).done


def test_what_is_done_already_only_gets_its_outcome(desk: Desktop, planned: int) -> None:
    with desk.store.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, planned))
    bar = _opened(desk, planned)
    assert bar.done.accessibleName() == "Save"
    QTest.keyClicks(bar.outcome, "Late note")
    bar.save()
    desk.settle()
    assert _activity(desk, planned).outcome == "Late note"
    assert desk.store.steps()[0].title == "Note how it went: Demo"


def test_the_bar_opens_from_the_list_by_its_key(desk: Desktop, planned: int) -> None:
    pane = desk.window.pane
    assert pane is not None
    pane.show_record("activity", planned)
    desk.rest()
    desk.run("plan.conclude")
    desk.settle()
    bars = pane.findChildren(FinishBar)
    assert [bar.isVisible() for bar in bars] == [True]
