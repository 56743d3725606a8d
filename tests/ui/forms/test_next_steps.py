"""What comes next on a page: finishing asks for the next in the same place; open business with its warnings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Activity, Contact, Opportunity, Stage
from crm_desktop.services import activities, records
from crm_desktop.ui.forms.next_steps import NextSteps
from crm_desktop.ui.forms.open_business import OpenBusiness
from crm_desktop.ui.forms.record_page import RecordPage
from tests.conftest import FrozenClock
from tests.ui.forms.conftest import MakePage, part
from tests.ui.small_book import Book, settle


@pytest.fixture
def page(clock: FrozenClock, make_page: MakePage, book: Book) -> RecordPage:
    """The page of a person with two planned activities, one of them overdue."""
    with book.store.act("Plans") as session:
        activities.plan(session, "call", "Ask for references", "contact", 1, clock.at + timedelta(days=1))
        activities.plan(session, "meeting", "Demo", "contact", 1, clock.at - timedelta(days=1))
    made: RecordPage = make_page("contact", 1)
    made.activateWindow()
    return made


def steps(page: RecordPage) -> NextSteps:
    return part(page, NextSteps)


def finish_first(page: RecordPage) -> None:
    QTest.mouseClick(steps(page).lines()[0].check, Qt.MouseButton.LeftButton)
    settle()


def test_finishing_one_of_a_series_says_when_the_next_is_and_asks_nothing(page: RecordPage, book: Book) -> None:
    with book.store.act("Weekly") as session:
        records.update(session, records.find(session, Activity, 2), {"recurrence": "FREQ=WEEKLY;COUNT=2"})
    settle()
    said = list[str]()
    page.said.connect(said.append)
    finish_first(page)
    assert not steps(page).next_line.isVisible()
    assert said[-1] == "Done: Demo · again Thu 26 Nov 12:00"
    assert [line.text.text() for line in steps(page).lines()] == ["Call · Ask for references", "Meeting · Demo"]
    QTest.mouseClick(steps(page).lines()[1].check, Qt.MouseButton.LeftButton)
    settle()
    assert steps(page).next_line.isVisible()
    book.store.undo()
    settle()
    assert [line.text.text() for line in steps(page).lines()] == ["Call · Ask for references", "Meeting · Demo"]


def test_planned_activities_stand_in_order_with_the_overdue_one_in_red(page: RecordPage) -> None:
    told = [(line.text.text(), line.entry.step.is_overdue) for line in steps(page).lines()]
    assert told == [("Meeting · Demo", True), ("Call · Ask for references", False)]


def test_an_account_shows_what_is_planned_with_its_people(page: RecordPage, make_page: MakePage, book: Book) -> None:
    account = make_page("account", book.id_of(Account, "Codehow"))
    assert steps(account).lines()[0].text.text() == "Meeting · Demo · Anna Lindqvist"


def test_finishing_asks_for_the_next_and_enter_plans_it(page: RecordPage, book: Book, clock: FrozenClock) -> None:
    said = list[str]()
    page.said.connect(said.append)
    finish_first(page)
    assert book.value(Activity, 2, "done") is True
    line = steps(page).next_line
    assert line.isVisible()
    assert (line.kind_button.kind, line.line.text()) == ("meeting", " in 7 days")
    QTest.keyClicks(line.line, "send the offer")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    settle()
    assert line.isHidden()
    made = [book.value(Activity, 3, column) for column in ("kind", "name", "done", "contact_id", "account_id")]
    assert made == ["meeting", "send the offer", False, 1, book.id_of(Account, "Codehow")]
    assert book.value(Activity, 3, "starts").date() == date(2026, 11, 27)
    assert said == ["Done: Demo", "Plan meeting: send the offer"]
    assert len(steps(page).lines()) == 2
    planned = next(line for line in steps(page).lines() if line.entry.step.id == 3)
    assert planned.check.hasFocus()


def test_escape_goes_without_a_next_step(page: RecordPage, book: Book) -> None:
    finish_first(page)
    QTest.keyClick(steps(page).next_line.line, Qt.Key.Key_Escape)
    settle()
    assert steps(page).next_line.isHidden()
    assert steps(page).plan.hasFocus()
    assert book.count(Activity) == 2
    assert page.record_id == 1


def test_up_and_down_turn_to_another_kind(page: RecordPage) -> None:
    finish_first(page)
    line = steps(page).next_line
    QTest.keyClick(line.line, Qt.Key.Key_Down)
    assert line.kind_button.kind == "visit"


@pytest.mark.parametrize(("text", "why"), [("", "few words"), ("offer", "when"), ("offer yesterday", "when")])
def test_a_next_step_needs_words_and_a_time_to_come(page: RecordPage, book: Book, text: str, why: str) -> None:
    finish_first(page)
    line = steps(page).next_line
    line.line.setText(text or " in 7 days")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert line.isVisible()
    assert why in line.hint.text()
    assert book.count(Activity) == 2


def test_undo_brings_a_finished_activity_back(page: RecordPage, book: Book) -> None:
    finish_first(page)
    book.store.undo()
    settle()
    assert len(steps(page).lines()) == 2


def test_the_question_goes_with_its_record(page: RecordPage) -> None:
    finish_first(page)
    page.show_record(2)
    assert steps(page).next_line.isHidden()
    assert steps(page).nothing.isVisible()


def test_a_planned_activity_opens_on_a_click(page: RecordPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.mouseClick(steps(page).lines()[1].text, Qt.MouseButton.LeftButton)
    assert signal.args == ["activity", 1]


def test_planning_is_asked_for(page: RecordPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.plan_requested):
        steps(page).plan.click()


def test_open_business_is_told_on_cards_with_what_is_wrong(
    clock: FrozenClock, make_page: MakePage, book: Book, qtbot: QtBot
) -> None:
    codehow = book.id_of(Account, "Codehow")
    with book.store.act("Deals") as session:
        stages = {stage.name: stage.id for stage in session.query(Stage)}
        deal = {"account_id": codehow, "stage_id": stages["Proposal"], "amount": Decimal(500)}
        records.create(session, Opportunity, {**deal, "name": "Late", "close_date": date(2026, 11, 17)})
        records.create(session, Opportunity, {**deal, "name": "Won", "stage_id": stages["Won"]})
    page = make_page("account", codehow)
    business = part(page, OpenBusiness)
    late, other = business.cards()
    assert (late.deal.name, late.deal.stage, late.deal.warnings) == ("Late", "Proposal", ("overdue 3 days",))
    assert other.deal.name == "GTX Pro, 20 seats"
    assert (business.heading.text(), business.show_all.text()) == ("Open opportunities  2", "Show all 3")
    with qtbot.waitSignal(page.record_opened) as signal:
        QTest.mouseClick(late, Qt.MouseButton.LeftButton)
    assert signal.args == ["opportunity", late.deal.id]
    with qtbot.waitSignal(page.all_wanted) as wanted:
        business.show_all.click()
    assert wanted.args == ["opportunity", "account_id"]


def test_two_clocks_run_on_an_open_opportunity(clock: FrozenClock, make_page: MakePage, book: Book) -> None:
    with book.store.act("Limits") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        records.update(session, stage, {"limit_in_stage": 10, "limit_without_contact": 14})
        activities.log(session, "call", "Hello", "opportunity", 1, datetime(2026, 11, 20, 9, tzinfo=UTC))
    clock.forward(days=15)
    told = [pill.text() for pill in make_page("opportunity", 1).clocks.pills]
    assert told[0] == "15 days since contact, limit 14"
    assert told[1].endswith("in stage, limit 10")


def test_a_clock_past_its_limit_is_calm_while_a_next_step_is_planned(
    clock: FrozenClock, make_page: MakePage, book: Book
) -> None:
    with book.store.act("Limits") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        records.update(session, stage, {"limit_in_stage": 10})
    clock.forward(days=15)
    page = make_page("opportunity", 1)
    assert [pill.property("kind") for pill in page.clocks.pills] == ["", "danger"]
    with book.store.act("Plan") as session:
        activities.plan(session, "call", "Ask again", "opportunity", 1, clock.at + timedelta(days=3))
    settle()
    assert [pill.property("kind") for pill in page.clocks.pills] == ["", ""]
    assert "The next step is planned" in page.clocks.pills[1].toolTip()


def test_one_clock_runs_on_people_and_none_on_sellers(clock: FrozenClock, make_page: MakePage, book: Book) -> None:
    page = make_page("contact", 1)
    assert [pill.text() for pill in page.clocks.pills] == ["no contact yet"]
    with book.store.act("Log") as session:
        activities.log(session, "call", "Hello", "contact", 1)
    settle()
    assert [pill.text() for pill in page.clocks.pills] == ["contact today"]
    assert make_page("seller", 1).clocks.isHidden()


def test_the_headline_says_since_when_somebody_is_a_client(clock: FrozenClock, make_page: MakePage, book: Book) -> None:
    with book.store.act("Won") as session:
        won = session.query(Stage).filter_by(name="Won").one().id
        deal = {"name": "First", "account_id": 1, "stage_id": won, "closed_on": date(2024, 3, 5)}
        records.create(session, Opportunity, deal)
    assert make_page("account", 1).head.line() == "Active client since Mar 2024 · Maureen Marcano"
    with book.store.act("Edit") as session:
        records.update(session, records.find(session, Contact, 1), {"status": "potential"})
    assert make_page("contact", 1).head.line() == "CEO at Codehow · Potential client since Nov 2026"
