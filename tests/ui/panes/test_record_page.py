"""The page beside a list, in the whole window: by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.base import dates
from crm_desktop.model import Activity, Contact
from crm_desktop.services import activities, records
from crm_desktop.ui.dialogs.log_bar import LogBar
from crm_desktop.ui.dialogs.next_bar import NextBar
from crm_desktop.ui.forms.next_steps import NextSteps
from crm_desktop.ui.forms.timeline import Timeline
from crm_desktop.ui.panes.records import RecordsPane
from tests.ui.windows import Desktop


def page_name(pane: RecordsPane) -> str:
    return pane.page.head.name.text()


def test_alt_and_the_arrows_go_through_the_list_from_anywhere_on_the_page(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    names = desk.names()
    timeline = next(part for part in pane.page.parts if isinstance(part, Timeline))
    for widget in (timeline.notes.box, timeline.view, pane.page.edit):
        widget.setFocus()
        desk.press("Alt+Down", widget)
        desk.qtbot.waitUntil(lambda: page_name(pane) == names[1], timeout=5000)
        desk.press("Alt+Up")
        desk.qtbot.waitUntil(lambda: page_name(pane) == names[0], timeout=5000)


def test_alt_and_the_arrows_keep_inside_what_is_filtered(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    pane.list.set_words(desk.names()[0].split()[0])
    desk.rest()
    few = desk.names()
    for _step in range(len(few) + 2):
        desk.run("record.after")
    desk.rest()
    assert page_name(pane) == few[-1]


def test_going_on_stores_what_was_typed_and_stays_in_the_field(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    first = pane.page.record_id
    pane.page.details.edit("mobile")
    desk.settle()
    desk.write("555 1234")
    desk.run("record.after")
    desk.rest()
    assert pane.page.record_id != first
    assert QApplication.focusWidget() is pane.page.form.editor("mobile").widget
    with desk.store.read() as session:
        kept = session.get(Contact, first)
        assert kept is not None
        assert kept.mobile == "555 1234"


def test_enter_reads_and_a_letter_edits_and_escape_leads_back_to_the_list(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    with desk.store.act("Reach") as session:
        records.update(session, records.find(session, Contact, pane.page.record_id or 0), {"mobile": "555"})
    desk.rest()
    desk.run("record.open")
    desk.settle()
    line = QApplication.focusWidget()
    assert line in pane.page.details.glance.lines()
    QTest.keyClick(line, Qt.Key.Key_F2)
    desk.settle()
    assert pane.page.form.isVisible()
    desk.press("Esc")
    desk.settle()
    assert pane.page.form.isHidden()
    desk.press("Esc")
    desk.settle()
    assert pane.list.view.hasFocus()


def test_a_call_of_a_past_day_is_logged_by_the_field_beside_the_line(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    QTest.mouseClick(pane.page.log_bar.buttons["call"], Qt.MouseButton.LeftButton)
    desk.settle()
    bar = next(iter(pane.findChildren(LogBar)))
    QTest.keyClicks(bar.line, "agreed on the pilot")
    QTest.keyClicks(bar.when, "someday")
    QTest.keyClick(bar.when, Qt.Key.Key_Return)
    assert "someday" in bar.hint.text()
    bar.when.clear()
    QTest.keyClicks(bar.when, "yesterday 15:00")
    QTest.keyClick(bar.when, Qt.Key.Key_Return)
    desk.settle()
    with desk.store.read() as session:
        made = session.query(Activity).order_by(Activity.id.desc()).first()
        assert made is not None
        assert (made.name, made.done) == ("agreed on the pilot", True)
        assert made.starts.astimezone().date() == dates.today() - dates.DAY
    timeline = next(part for part in pane.page.parts if isinstance(part, Timeline))
    assert "Call · agreed on the pilot" in [line.text for line in timeline.view.lines.lines]


def test_what_was_finished_on_a_page_is_told_with_a_way_back(desk: Desktop) -> None:
    pane = desk.show_pane("contact")
    desk.rest()
    shown = pane.page.record_id
    assert shown is not None
    with desk.store.act("Plan") as session:
        activities.plan(session, "call", "Ask", "contact", shown, dates.now() + dates.DAY)
    desk.rest()
    steps = next(part for part in pane.page.parts if isinstance(part, NextSteps))
    QTest.mouseClick(steps.lines()[0].check, Qt.MouseButton.LeftButton)
    desk.rest()
    assert desk.status().endswith("Done: Ask")
    desk.run("edit.undo")
    desk.rest()
    assert [line.entry.step.name for line in steps.lines()] == ["Ask"]


def test_finishing_in_the_list_of_activities_asks_for_the_next_too(desk: Desktop) -> None:
    with desk.store.act("Plan") as session:
        contact = session.query(Contact).first()
        assert contact is not None
        planned = activities.plan(session, "call", "Ask", "contact", contact.id, dates.now() + dates.DAY).id
    pane = desk.show_pane("activity")
    desk.rest()
    before = desk.count(Activity)
    pane.was_finished(planned)
    bar = next(iter(pane.findChildren(NextBar)))
    QTest.keyClicks(bar.next_line.line, "send the offer")
    QTest.keyClick(bar.next_line.line, Qt.Key.Key_Return)
    desk.settle()
    assert desk.count(Activity) == before + 1
    assert not [bar for bar in pane.findChildren(NextBar) if bar.isVisible()]
