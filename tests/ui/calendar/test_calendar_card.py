"""The card of something new, filled by hand and by keys alone; what is written in it is in the book as one step."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLabel, QLineEdit, QPushButton, QWidget

from crm_desktop.base import workday
from crm_desktop.base.workday import Workday
from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import records
from crm_desktop.storage.query import Query
from crm_desktop.ui.calendar.quick_entry import QuickEntry
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.calendar.view import Proposal
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor
from crm_desktop.ui.tables import record_table
from tests.ui.calendar.conftest import THURSDAY, Hand
from tests.ui.calendar.entries import local, november


def repeats_of(card: QuickEntry) -> RecurrenceEditor:
    """Return where the card says how it repeats."""
    editor = card.forms[0].editor("recurrence")
    assert isinstance(editor, RecurrenceEditor)
    return editor


def links_of(card: QuickEntry) -> list[LinkEditor]:
    """Return where the card names a contact and an account."""
    editors = [card.forms[1].editor(name) for name in ("contact_id", "account_id")]
    return [editor for editor in editors if isinstance(editor, LinkEditor)]


def press_more(card: QuickEntry) -> None:
    """Press "More…" in the foot of the card."""
    next(button for button in card.findChildren(QPushButton) if button.text() == "More…").click()


def popup_of(editor: LinkEditor | RecurrenceEditor) -> QWidget:
    """Return the names that are offered below a line."""
    popup = editor.findChildren(QCompleter)[0].popup()
    assert popup is not None
    return popup


def test_a_letter_and_enter_make_something_at_the_cursor(hand: Hand) -> None:
    hand.pane.views.grid.go(Cursor(THURSDAY, 14 * 60))
    hand.write("L")
    hand.write("unch with Hana")
    hand.press("Return")
    assert hand.value("Lunch with Hana", "starts") == local(november(19), "14:00")
    assert hand.value("Lunch with Hana", "minutes") == 60
    hand.run("edit.undo")
    assert hand.pane.view.current() is None
    hand.run("edit.redo")
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
    assert card.when.accessibleDescription() == ""
    quiet = next(label for label in card.findChildren(QLabel) if label.text().startswith("Not understood yet"))
    assert quiet.isVisible()
    card.save()
    assert not quiet.isVisible(), "it is said in red"
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
    assert hand.card() is not card
    hand.press("Escape")  # an empty one is no draft
    assert hand.pane.controller._given_up is card
    marked: list[Proposal | None] = []
    hand.pane.controller.proposed.connect(marked.append)
    hand.pane.controller._take_up(card)
    assert [one and one.placement for one in marked] == [card.placement()]
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
    hand.press("Escape")
    assert "The new meeting was discarded; the contact “Zhang Wei” stays." in hand.desk.status()
    hand.pane.controller._take_up(card)
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


def test_escape_leaves_the_card_and_gives_the_keyboard_back(hand: Hand) -> None:
    hand.pane.views.grid.setFocus()
    hand.write("x")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    hand.press("Escape")
    assert hand.pane.views.grid.hasFocus()


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
