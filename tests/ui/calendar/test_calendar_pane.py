"""The calendar in the window, on a book: what is done there is in the file, as one step each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base import workday
from crm_desktop.base.workday import Workday
from crm_desktop.model import Account, Activity, Contact, Opportunity, Seller, Stage
from crm_desktop.services import records
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.query import Query
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import key_text
from crm_desktop.ui.calendar.entry_pictures import repeat_sign
from crm_desktop.ui.calendar.free_times import FreeTimes
from crm_desktop.ui.calendar.occurrence_card import OccurrenceCard
from crm_desktop.ui.calendar.period import SIDE_KEY
from crm_desktop.ui.calendar.quick_entry import QuickEntry
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.calendar.which_bar import WhichBar
from crm_desktop.ui.commands.calendar import CALENDAR
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor
from crm_desktop.ui.panes.calendar import CalendarPane
from crm_desktop.ui.panes.records import RecordsPane
from crm_desktop.ui.tables import record_table
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.calendar.entries import local, november
from tests.ui.windows import Desktop, desktop

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
THURSDAY = 3
"""Its place in the work week of 16 to 20 November 2026."""


def fill(path: Path) -> None:
    """Make a book with a week in it."""
    store = create_store(path, title="Northwind")
    with store.act("Fill") as session:
        account = records.create(session, Account, {"name": "Bioplex"})
        records.create(session, Contact, {"name": "Hana Novák", "birthday": date(1990, 11, 17)})
        stage = session.query(Stage).filter_by(name="Proposal").one()
        deal = {"name": "GTX Pro", "account_id": account.id, "stage_id": stage.id, "close_date": november(20)}
        records.create(session, Opportunity, deal)
        for name, kind, day, clock, more in (
            ("Call Rangreen", "call", 19, "9:00", {"minutes": 30}),
            ("Visit Bioplex", "visit", 18, "11:00", {"minutes": 90, "account_id": account.id}),
            ("Pipeline review", "meeting", 16, "9:00", {"minutes": 60, "recurrence": "FREQ=WEEKLY"}),
            ("Send references", "task", 20, "0:00", {"minutes": 1440, "all_day": True}),
        ):
            starts = local(november(day), clock).astimezone(UTC)
            records.create(session, Activity, {"name": name, "kind": kind, "starts": starts, **more})
    store.close()


class Hand:
    """The calendar in front, and the hand that works on it."""

    def __init__(self, desk: Desktop) -> None:
        self.desk = desk
        pane = desk.window.open_pane("calendar")
        assert isinstance(pane, CalendarPane)
        self.pane = pane
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for is shown."""
        for _round in range(3):
            self.desk.qtbot.waitUntil(lambda: not self.pane.is_reading(), timeout=15_000)
            self.desk.settle()

    def entry(self, title: str) -> Entry:
        assert self.pane.reading is not None
        return next(entry for entry in self.pane.reading.all_entries() if entry.title == title)

    def titles(self) -> list[str]:
        assert self.pane.reading is not None
        return [entry.title for entry in self.pane.reading.all_entries()]

    def choose(self, title: str) -> None:
        self.pane.view.select(self.entry(title).key)
        self.pane.view.take_keyboard()

    def press(self, keys: str) -> None:
        self.desk.press(keys)
        self.settle()

    def write(self, text: str) -> None:
        self.desk.write(text)
        self.settle()

    def run(self, command: str) -> None:
        self.desk.run(command)
        self.settle()

    def drag(self, title: str, day: int, minute: int) -> None:
        """Take an entry by its middle to where it begins at a minute of a day."""
        grid = self.pane.views.grid
        geometry = grid.geometry_now
        box = next(geometry.block(one) for one in grid.sheet.blocks if one.entry.title == title)
        start = box.center()
        end = QPoint(geometry.day(day).center().x(), geometry.y_of(minute) + start.y() - box.top())
        QTest.mousePress(grid, LEFT, NONE, start)
        for part in (1, 2, 3):
            QTest.mouseMove(grid, start + (end - start) * part / 3)
        QTest.mouseRelease(grid, LEFT, NONE, end)
        self.settle()

    def value(self, title: str, column: str) -> Any:
        with self.desk.store.read() as session:
            found = session.query(Activity).filter_by(name=title).order_by(Activity.id.desc()).first()
            assert found is not None
            return found.value(column)

    def starts(self, title: str) -> list[datetime]:
        """Return when something stands in the four weeks from this one on."""
        from crm_desktop.services import calendar

        with self.desk.store.read() as session:
            found = calendar.between(session, november(16), date(2026, 12, 13))
        return [entry.starts for entry in found if entry.title == title]

    def card(self) -> QuickEntry:
        return self.desk.window.findChildren(QuickEntry)[-1]


@pytest.fixture
def hand(qtbot: QtBot, clock: FrozenClock, tmp_path: Path) -> Iterator[Hand]:
    path = tmp_path / "northwind.crm"
    copied(path, fill)
    with desktop(qtbot, path) as made:
        yield Hand(made)


def mondays(clock: str = "9:00") -> list[datetime]:
    return [local(day, clock) for day in (november(16), november(23), november(30), date(2026, 12, 7))]


def test_the_heading_tells_the_days_and_what_they_hold(hand: Hand) -> None:
    assert hand.pane.header.title.text() == "16 – 20 November 2026"
    assert hand.pane.header.subtitle.text() == "4 activities · 4 to do · 3 overdue"
    panel = hand.pane.beside.panel
    assert panel is not None
    assert panel.to_do.heading.text() == "To do · 4"
    shown, more = len(panel.to_do.view.cards.entries), panel.to_do.more
    assert shown + (0 if more.isHidden() else int(more.text().split()[0])) == 4


def test_a_month_counts_no_birthdays_and_no_expected_closes(hand: Hand) -> None:
    hand.run("calendar.way.month")
    assert (hand.pane.header.subtitle.text() or "").startswith("6 activities · ")


def test_the_menu_ticks_the_way_the_layers_and_the_colours_that_are_chosen(hand: Hand) -> None:
    hand.run("calendar.way.week")
    hand.run("calendar.layer.birthdays")
    hand.run("calendar.colour.account")
    host = hand.desk.window
    ticked = {one.id for one in CALENDAR if one.checked is not None and one.checked(host)}
    assert ticked == {
        "calendar.way.week", "calendar.layer.activities", "calendar.layer.tasks", "calendar.layer.closes",
        "calendar.colour.account", "calendar.side",
    }  # fmt: skip


@pytest.mark.parametrize(("owner", "whose"), [(None, "free for everyone"), (1, "free for Ida")])
def test_free_time_says_whose_it_is_and_that_a_full_week_has_none_left(
    hand: Hand, clock: FrozenClock, owner: int | None, whose: str
) -> None:
    with hand.desk.store.act("Seller") as session:
        records.create(session, Seller, {"name": "Ida"})
    clock.at = local(november(28), "10:00").astimezone(UTC)
    hand.pane.choices.show_owner(owner)
    hand.settle()
    hand.run("calendar.free")
    box = hand.desk.window.findChild(FreeTimes)
    assert box is not None
    hand.desk.qtbot.waitUntil(lambda: whose in box.hint.text())
    assert box.hint.text().startswith("No time of that length is left then")
    assert "30 Nov" in box.rows.texts()[0]


def test_a_letter_and_enter_make_something_at_the_cursor(hand: Hand) -> None:
    hand.pane.views.grid.go(Cursor(THURSDAY, 14 * 60))
    hand.write("L")
    hand.write("unch with Hana")
    hand.press("Return")
    assert hand.value("Lunch with Hana", "starts") == local(november(19), "14:00")
    assert hand.value("Lunch with Hana", "minutes") == 60
    current = hand.pane.view.current()
    assert current is not None
    assert current.title == "Lunch with Hana"
    assert hand.pane.views.grid.hasFocus()
    hand.run("edit.undo")
    assert "Lunch with Hana" not in hand.titles()


def test_the_card_takes_time_rule_and_people_in_words(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    hand.write("Pilot review")
    card.when.setText("thu 9:30 - 11")
    card.forms[0].editor("recurrence").put("every second Thursday")
    card.forms[1].editor("account_id").put("Bioplex")
    card.save()
    hand.settle()
    assert hand.value("Pilot review", "starts") == local(november(26), "9:30")
    assert hand.value("Pilot review", "minutes") == 90
    assert hand.value("Pilot review", "recurrence") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    assert hand.value("Pilot review", "account_id") == 1
    hand.run("edit.undo")
    assert hand.starts("Pilot review") == [], "all of it is one step"


def test_what_is_wrong_stands_under_its_field(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    card.when.setText("whenever")
    card.save()
    assert "“whenever” is no time" in card.when.accessibleDescription()
    assert card.line.accessibleDescription() == "Write in a few words what it is about."
    assert card.isVisible()
    card.when.clear()
    assert card.when.accessibleDescription() == ""
    card.save()
    assert card.when.accessibleDescription().startswith("Say when it is, like")
    repeats = card.forms[0].editor("recurrence").widget
    for typed, told in (("blah", "“blah” is not understood here. You can write"), ("FREQ=MONTHLY", "")):
        repeats.setFocus()
        hand.press("Ctrl+A")
        hand.write(typed)
        assert repeats.accessibleDescription() == ""
        card.save()
        assert repeats.accessibleDescription().startswith(told)


def test_a_card_that_was_given_up_is_taken_up_again_as_it_was(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    hand.write("Pilot review")
    card.when.setText("nov 27 3-5pm")
    assert "Fri 27 Nov, 15:00 – 17:00" in [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    card.forms[1].editor("account_id").put("Bioplex")
    hand.press("Escape")
    assert hand.desk.count(Activity) == 4
    assert not card.isVisible()
    assert "The new meeting was discarded." in hand.desk.status()
    hand.run("calendar.new")
    hand.press("Escape")  # an empty one is no draft
    hand.pane.controller._take_up(card)
    card.save()
    hand.settle()
    assert hand.value("Pilot review", "starts") == local(november(27), "15:00")
    assert hand.value("Pilot review", "account_id") == 1


def test_a_card_is_filled_with_the_keyboard_alone(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    hand.write("Daily thing")
    card.when.setText("wed 25 nov 11:00")
    repeats, (contact, account) = repeats_of(card), links_of(card)
    repeats.line.setFocus()
    QTest.keyClick(repeats.line, Qt.Key.Key_Down)
    assert {"Every Wednesday", "Every month on the 25th"} <= set(repeats.offered())
    hand.write("every day")
    QTest.keyClick(popup_of(repeats), Qt.Key.Key_Return)
    contact.line.setFocus()
    hand.write("Zhang Wei")
    QTest.keyClick(popup_of(contact), Qt.Key.Key_Tab)
    assert hand.desk.count(Contact) == 1
    assert contact.line.accessibleDescription().endswith("choose one of the list, or press Enter to create it.")
    contact.line.setFocus()
    hand.press("Return")
    assert hand.desk.count(Contact) == 2
    assert contact.line.accessibleDescription() == ""
    account.line.setFocus()
    hand.write("Acme celik")
    QTest.keyClick(popup_of(account), Qt.Key.Key_Return)
    hand.settle()
    assert account.said() == 2
    card.save()
    hand.settle()
    assert hand.value("Daily thing", "recurrence") == "FREQ=DAILY"
    assert hand.value("Daily thing", "starts") == local(november(25), "11:00")
    assert (hand.value("Daily thing", "contact_id"), hand.value("Daily thing", "account_id")) == (2, 2)


def repeats_of(card: QuickEntry) -> RecurrenceEditor:
    """Return where the card says how it repeats."""
    editor = card.forms[0].editor("recurrence")
    assert isinstance(editor, RecurrenceEditor)
    return editor


def links_of(card: QuickEntry) -> list[LinkEditor]:
    """Return where the card names a contact and an account."""
    editors = [card.forms[1].editor(name) for name in ("contact_id", "account_id")]
    return [editor for editor in editors if isinstance(editor, LinkEditor)]


def test_escape_leaves_the_card_and_gives_the_keyboard_back(hand: Hand) -> None:
    hand.pane.views.grid.setFocus()
    hand.write("x")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    hand.press("Escape")
    assert hand.pane.views.grid.hasFocus()


def press_more(card: QuickEntry) -> None:
    """Press "More…" in the foot of the card."""
    next(button for button in card.findChildren(QPushButton) if button.text() == "More…").click()


def test_more_goes_on_in_the_whole_form(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workday, "_usual", Workday(reminds=15))
    hand.pane.views.grid.go(Cursor(THURSDAY, 14 * 60))
    hand.write("D")
    hand.write("emo")
    card = hand.card()
    card.when.setText("27 nov 9:00 for 45 min")
    card.kind.turn(1)
    kind = card.kind.kind
    card.forms[0].editor("recurrence").put("every friday")
    card.forms[1].editor("account_id").put("Bioplex")
    press_more(card)
    hand.desk.settle()
    assert hand.desk.pane.page.form.editor("name").said() == "Demo"
    hand.desk.window.open_pane("calendar")
    hand.settle()
    told = {
        name: hand.value("Demo", name) for name in ("kind", "minutes", "all_day", "recurrence", "account_id", "remind")
    }
    assert told == {
        "kind": kind,
        "minutes": 45,
        "all_day": False,
        "recurrence": "FREQ=WEEKLY;BYDAY=FR",
        "account_id": 1,
        "remind": 15,
    }
    assert hand.value("Demo", "starts") == local(november(27), "9:00")


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_list_that_is_still_being_read_leaves_the_page_to_the_new_record(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, is_quick: bool
) -> None:
    monkeypatch.setattr(record_table, "_AT_ONCE", -1)
    monkeypatch.setattr(Query, "is_quick", is_quick)
    hand.run("calendar.new")
    hand.write("Pilot review")
    press_more(hand.card())
    pane = hand.desk.pane
    assert (pane.list.table.rowCount() > 0) is is_quick, "a slow list is still being read"
    hand.desk.qtbot.waitUntil(lambda: pane.list.table.rowCount() > 0)
    hand.desk.settle()
    hand.desk.qtbot.waitUntil(lambda: not pane._rest.isActive())
    hand.desk.settle()
    assert pane.page.is_new
    assert pane.page.form.texts() == {"name": "Pilot review"}
    pane.page.new_bar.discard_wanted.emit()
    hand.desk.rest()
    assert pane.page.record_id is not None


def test_a_rule_moves_the_start_to_its_first_day_and_the_card_says_so(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    hand.write("Steering")
    card.when.setText("fri 27 nov 9:30 - 11")
    repeats = card.forms[0].editor("recurrence")
    assert isinstance(repeats.widget, QLineEdit)
    repeats.widget.setFocus()
    hand.write("every second Tuesday until June")
    assert "Every second Tuesday from 8 Dec until 30 June 2027" in [label.text() for label in card.findChildren(QLabel)]
    card.save()
    hand.settle()
    assert hand.value("Steering", "starts") == local(date(2026, 12, 8), "9:30")
    assert hand.entry("Steering").first == date(2026, 12, 8), "its day is shown"


def test_a_rule_without_a_day_from_then_on_is_refused_under_its_field(hand: Hand) -> None:
    hand.run("calendar.new")
    card = hand.card()
    hand.write("Steering")
    card.forms[0].editor("recurrence").put("every Tuesday until 1 January 2026")
    card.save()
    assert "on no day" in card.forms[0].editor("recurrence").widget.accessibleDescription()
    assert hand.desk.count(Activity) == 4


@pytest.mark.parametrize(
    ("when", "title"), [("8 dec", "7 – 11 December 2026"), ("sat 28 nov 10:00", "22 – 28 November 2026")]
)
def test_what_is_made_on_a_day_that_is_not_shown_leads_there(hand: Hand, when: str, title: str) -> None:
    hand.run("calendar.new")
    hand.write("Fair")
    hand.card().when.setText(when)
    hand.card().save()
    hand.settle()
    assert hand.pane.header.title.text() == title
    assert "Fair" in hand.titles()


def test_a_contact_stands_with_its_company_and_brings_it_into_the_card(hand: Hand) -> None:
    with hand.desk.store.act("Namesakes") as session:
        other = records.create(session, Account, {"name": "Condax"})
        for account_id in (1, other.id):
            records.create(session, Contact, {"name": "Ann Lee", "account_id": account_id})
    hand.run("calendar.new")
    card = hand.card()
    contact, account = (card.forms[1].editor(name) for name in ("contact_id", "account_id"))
    assert isinstance(contact, LinkEditor)
    contact.line.setFocus()
    hand.write("Ann")
    assert contact.offered() == ["Ann Lee · Bioplex", "Ann Lee · Condax", "Create “Ann”"]
    QTest.keyClick(popup_of(contact), Qt.Key.Key_Down)
    QTest.keyClick(popup_of(contact), Qt.Key.Key_Return)
    assert account.draft() == "Condax"
    hand.press("Escape")


def popup_of(editor: LinkEditor | RecurrenceEditor) -> QWidget:
    """Return the names that are offered below a line."""
    popup = editor.findChildren(QCompleter)[0].popup()
    assert popup is not None
    return popup


def test_a_drag_is_one_step_and_says_what_it_overlaps(hand: Hand) -> None:
    hand.drag("Call Rangreen", 2, 11 * 60 + 30)
    assert hand.value("Call Rangreen", "starts") == local(november(18), "11:30")
    said = hand.desk.status()
    assert said.count("overlaps with “Visit Bioplex”") == 1
    assert said.index("overlaps with") < said.index("Move “Call Rangreen”")
    current = hand.pane.view.current()
    assert current is not None
    assert current.title == "Call Rangreen"
    hand.run("edit.undo")
    assert hand.value("Call Rangreen", "starts") == local(november(19), "9:00")


def test_moving_one_of_a_series_asks_and_enter_takes_this_one(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar, grid = hand.desk.window.findChild(WhichBar), hand.pane.views.grid
    assert bar is not None
    assert bar.parent() is hand.pane.views, "nothing moves for it"
    asked = grid.proposal
    assert asked is not None
    assert (asked.placement.starts, bar.buttons[0].hasFocus()) == (local(november(16), "9:15"), True)
    assert hand.starts("Pipeline review") == mondays()
    hand.press("Return")
    assert grid.proposal is None
    assert hand.starts("Pipeline review") == [local(november(16), "9:15"), *mondays()[1:]]
    hand.run("edit.undo")
    assert hand.starts("Pipeline review") == mondays()


@pytest.mark.parametrize(("button", "expected"), [(1, "9:15"), (2, "9:15")])
def test_later_ones_and_all_of_a_series_are_moved_with_it(hand: Hand, button: int, expected: str) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar = hand.desk.window.findChild(WhichBar)
    assert bar is not None
    bar.buttons[button].click()
    hand.settle()
    assert hand.starts("Pipeline review") == mondays(expected)


@pytest.mark.parametrize("key", ["Escape", "Ctrl+Z"])
def test_escape_and_undo_take_the_question_back_and_change_nothing(hand: Hand, key: str) -> None:
    steps = len(hand.desk.store.steps())
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    hand.press(key)
    assert hand.starts("Pipeline review") == mondays()
    grid = hand.pane.views.grid
    assert (grid.hasFocus(), grid.proposal, len(hand.desk.store.steps())) == (True, None, steps)


def test_delete_leaves_the_rest_of_a_series(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Del")
    hand.press("Return")
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_commands_of_records_take_only_the_day_of_a_series_that_is_chosen(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.run("plan.finish")
    assert hand.starts("Pipeline review") == mondays()
    assert hand.entry("Pipeline review").done
    hand.pane.go_to_day(november(23))
    hand.settle()
    hand.choose("Pipeline review")
    hand.run("edit.delete")
    hand.press("Return")
    assert hand.starts("Pipeline review") == [mondays()[0], *mondays()[2:]]


def test_postponing_moves_what_is_overdue_to_the_day_after_today(hand: Hand) -> None:
    hand.choose("Visit Bioplex")
    hand.run("plan.tomorrow")
    assert hand.value("Visit Bioplex", "starts") == local(november(21), "11:00")


def test_an_expected_close_is_moved_and_a_birthday_stays(hand: Hand) -> None:
    hand.choose("Expected close: GTX Pro")
    hand.press("Ctrl+Left")
    with hand.desk.store.read() as session:
        assert session.get_one(Opportunity, 1).close_date == november(19)
    hand.choose("Birthday: Hana Novák")
    hand.press("Del")
    assert "because of its record" in hand.desk.notice()


def test_opening_an_activity_shows_its_card_in_place_and_from_there_its_page(hand: Hand) -> None:
    hand.choose("Call Rangreen")
    hand.press("Return")
    card = hand.desk.window.findChild(OccurrenceCard)
    assert card is not None
    assert hand.pane.isVisible()
    assert [button.text() for button in card.buttons] == ["Finish…", "Move", "Delete", "Open record"]
    card.line.setText("17 Nov 10:00 – 10:30")
    hand.press("Return")
    assert hand.value("Call Rangreen", "starts") == local(november(17), "10:00")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    card.subject.setText("Ring Rangreen")
    card.line.setText("17 Nov 11:00")
    assert [button.text() for button in card.buttons] == ["Finish…", "Save", "Delete", "Open record"]
    card.buttons[1].click()
    hand.settle()
    assert hand.value("Ring Rangreen", "starts") == local(november(17), "11:00")
    hand.run("edit.undo")
    assert hand.value("Call Rangreen", "starts") == local(november(17), "10:00")
    hand.choose("Call Rangreen")
    hand.press("Return")
    hand.desk.window.findChildren(OccurrenceCard)[-1].buttons[-1].click()
    hand.desk.settle()
    assert isinstance(hand.desk.window.pane, RecordsPane)
    assert hand.desk.pane.selected() is not None


def test_what_has_its_day_from_a_record_opens_that_record(hand: Hand) -> None:
    hand.choose("Expected close: GTX Pro")
    hand.press("Return")
    assert hand.desk.window.findChild(OccurrenceCard) is None
    assert isinstance(hand.desk.window.pane, RecordsPane)


def test_one_that_its_card_moved_alone_is_still_of_its_series_and_can_go_back(hand: Hand) -> None:
    whole = hand.entry("Pipeline review").id
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChild(OccurrenceCard)
    assert card is not None
    card.line.setText("17 nov 10:00 – 11:00")
    card.move_entry()
    hand.press("Return")
    elsewhere = [local(november(17), "10:00"), *mondays()[1:]]
    assert hand.starts("Pipeline review") == elsewhere
    moved = hand.entry("Pipeline review")
    assert (moved.series, repeat_sign(moved)) == (whole, "repeat-one")
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    buttons = {button.text(): button for button in card.buttons}
    assert list(buttons) == ["Finish…", "Move", "Back to the series", "Delete", "Open the series", "Open record"]
    buttons["Back to the series"].click()
    hand.settle()
    assert hand.starts("Pipeline review") == mondays()
    hand.run("edit.undo")
    assert hand.starts("Pipeline review") == elsewhere


def test_the_card_of_a_series_asks_for_how_many_another_subject_is_meant(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Return")
    card = hand.desk.window.findChildren(OccurrenceCard)[-1]
    card.subject.setText("Pipeline talk")
    card.line.setText("16 nov 9:15")
    card.move_entry()
    hand.press("Return")
    assert hand.starts("Pipeline talk") == [local(november(16), "9:15")]
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_a_card_of_a_series_skips_its_day(hand: Hand) -> None:
    hand.pane.controller.skip(hand.entry("Pipeline review"))
    hand.settle()
    assert hand.starts("Pipeline review") == mondays()[1:]


def test_an_hour_is_taken_among_the_bars_and_back_by_a_key(hand: Hand) -> None:
    hand.choose("Call Rangreen")
    hand.press("Ctrl+Shift+A")
    assert hand.value("Call Rangreen", "all_day") is True
    hand.press("Ctrl+Shift+A")
    assert hand.value("Call Rangreen", "all_day") is False
    assert hand.value("Call Rangreen", "starts") == local(november(19), "9:00")


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("Ctrl+1", "Friday 20 November 2026"),
        ("Ctrl+2", "16 – 20 November 2026"),
        ("Ctrl+3", "15 – 21 November 2026"),
        ("Ctrl+4", "November 2026"),
        ("Ctrl+5", "20 Nov – 17 Dec 2026"),
    ],
)
def test_each_way_has_its_key_and_heading(hand: Hand, key: str, title: str) -> None:
    hand.press(key)
    assert hand.pane.header.title.text() == title
    holder = QApplication.focusWidget()
    assert holder is not None
    assert holder is hand.pane.view or hand.pane.view.isAncestorOf(holder)
    assert holder is not hand.pane.view or key != "Ctrl+5", "the list in the agenda has the keys"


def test_the_way_the_layers_and_the_colours_are_remembered(hand: Hand) -> None:
    hand.run("calendar.way.week")
    hand.run("calendar.layer.birthdays")
    hand.run("calendar.colour.account")
    assert "Birthday: Hana Novák" not in hand.titles()
    again = CalendarPane(hand.desk.context)
    assert (again.choices.way, again.choices.hidden, again.choices.by) == ("week", {"birthdays"}, "account")
    again.deleteLater()


def test_the_periods_are_turned_and_today_is_found_again(hand: Hand) -> None:
    turner, window = hand.pane.turner, hand.desk.window
    before = turner.mapTo(window, QPoint())
    hand.press("PgDown")
    assert hand.pane.header.title.text() == "23 – 27 November 2026"
    hand.press("PgDown")
    assert hand.pane.header.title.text() == "30 Nov – 4 Dec 2026"
    assert turner.mapTo(window, QPoint()) == before
    hand.run("calendar.earlier")
    hand.run("calendar.earlier")
    hand.run("calendar.earlier")
    assert hand.pane.header.title.text() == "9 – 13 November 2026"
    hand.run("calendar.today")
    assert hand.pane.header.title.text() == "16 – 20 November 2026"


def test_a_day_that_is_clicked_is_shown_alone(hand: Hand) -> None:
    grid = hand.pane.views.grid
    QTest.mouseClick(grid, LEFT, NONE, grid.geometry_now.head(1).center())
    hand.settle()
    assert hand.pane.header.title.text() == "Tuesday 17 November 2026"


def test_what_changes_elsewhere_is_shown(hand: Hand) -> None:
    with hand.desk.store.act("Elsewhere") as session:
        records.update(session, session.get_one(Activity, 1), {"name": "Call Condax"})
    hand.settle()
    assert "Call Condax" in hand.titles()


def test_midnight_makes_another_day_today(hand: Hand, clock: FrozenClock) -> None:
    clock.forward(days=1)
    hand.pane.follow_time()
    hand.settle()
    assert hand.pane.header.subtitle.text().endswith("4 overdue")


def test_free_time_is_found_and_taken(hand: Hand) -> None:
    hand.run("calendar.free")
    box = hand.desk.window.findChild(FreeTimes)
    assert box is not None
    box.line.setText("1 hour next week")
    hand.desk.qtbot.waitUntil(lambda: any("23 Nov" in text for text in box.rows.texts()))
    hand.press("Return")
    assert hand.pane.header.title.text() == "23 – 27 November 2026"
    hand.write("Offer")
    hand.press("Return")
    assert moments.local_day(hand.value("Offer", "starts")) >= november(23)


def test_the_side_is_hidden_where_room_is_short_until_it_is_asked_for(hand: Hand) -> None:
    panel = hand.pane.beside.panel
    assert panel is not None
    assert panel.isVisible()
    hand.desk.window.resize(1024, 700)
    hand.settle()
    assert not panel.isVisible()
    button = hand.pane.beside.button
    assert button.accessibleName()
    assert key_text(SIDE_KEY) in button.toolTip()
    for wanted in (True, False):
        button.click()
        hand.settle()
        assert (panel.isVisible(), button.isChecked()) == (wanted, wanted)
    hand.run("calendar.side")
    assert (panel.isVisible(), panel.lies_over) == (True, False)
    hand.desk.window.resize(700, 600)
    hand.settle()
    assert panel.lies_over, "the days keep their width"
    hand.desk.window.resize(1360, 820)
    hand.settle()
    hand.run("calendar.side")
    assert not panel.isVisible()


def test_the_question_of_a_series_is_one_low_line(hand: Hand) -> None:
    hand.choose("Pipeline review")
    hand.press("Ctrl+Down")
    bar = hand.desk.window.findChild(WhichBar)
    assert bar is not None
    question = next(label for label in bar.findChildren(QLabel) if label.text())
    assert question.geometry().center().y() == bar.buttons[0].geometry().center().y()
    assert bar.height() <= bar.buttons[0].height() + 12


def test_the_ways_stand_side_by_side_again_when_the_text_is_small_again(hand: Hand, qapp: QApplication) -> None:
    try:
        theme.apply(qapp, "light", 200)
        hand.settle()
        assert not hand.pane.switch.buttons["day"].isVisible()
    finally:
        theme.apply(qapp, "light", 100)
    hand.settle()
    assert hand.pane.switch.buttons["day"].isVisible()


def test_what_waits_is_put_where_the_cursor_is(hand: Hand) -> None:
    hand.pane.views.grid.go(Cursor(THURSDAY, 15 * 60))
    panel = hand.pane.beside.panel
    assert panel is not None
    panel.place_wanted.emit(hand.entry("Send references"))
    hand.settle()
    assert hand.value("Send references", "starts") == local(november(19), "15:00")
    assert hand.value("Send references", "all_day") is False
