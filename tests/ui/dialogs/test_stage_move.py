"""Moving an opportunity to a stage: what follows is said, how it ended is asked, and all of it is one step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.model import Opportunity
from crm_desktop.services import pipeline, records
from crm_desktop.ui.dialogs.stage_move import StageMove
from tests.ui.bare_host import BareHost

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def deal(desk: BareHost) -> int:
    """An opportunity in Proposal."""
    return made(desk, "GTX Pro", "Proposal", amount=Decimal(54_820))


def made(desk: BareHost, name: str, stage: str, **values: object) -> int:
    with desk.book.store.act(name) as session:
        found = pipeline.stage_named(session, stage)
        assert found is not None
        return records.create(session, Opportunity, {"name": name, "stage_id": found.id, **values}).id


def move(qtbot: QtBot, desk: BareHost, *ids: int) -> StageMove:
    bar = StageMove(desk.book, ids)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def stored(desk: BareHost, key: int) -> Opportunity:
    with desk.book.store.read() as session:
        return records.find(session, Opportunity, key)


def say(bar: StageMove, name: str, text: str) -> None:
    form = bar.asked()
    assert form is not None
    form.editor(name).put(text)


def test_the_bar_begins_at_the_stage_of_the_opportunity(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    assert bar.choice.currentText() == "Proposal"
    assert bar.result.text() == "It is there now."


def test_the_probability_that_follows_is_said_and_comes(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Negotiation")
    assert bar.result.text() == "Probability 80 %, forecast category Commit."
    QTest.keyClick(bar.choice, Qt.Key.Key_Return)
    assert stored(desk, deal).probability == Decimal("0.8")
    assert desk.said[-1] == ("info", "“GTX Pro” is in Negotiation now.")
    assert desk.book.store.steps(1)[0].title == "Move “GTX Pro” to Negotiation"


def test_a_probability_set_by_hand_stays_and_that_is_said(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    with desk.book.store.act("By hand") as session:
        records.update(session, records.find(session, Opportunity, deal), {"probability": Decimal("0.55")})
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Negotiation")
    assert "stays at 55 %" in bar.result.text()
    bar.take()
    assert stored(desk, deal).probability == Decimal("0.55")
    assert "it was set by hand" in desk.said[-1][1]


def test_a_win_asks_for_the_amount_and_the_day(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Won")
    form = bar.asked()
    assert form is not None
    line = form.editor("amount").widget
    assert isinstance(line, QLineEdit)
    assert line.text() == "54,820"
    say(bar, "amount", "50000")
    say(bar, "closed_on", "yesterday")
    bar.take()
    won = stored(desk, deal)
    assert (won.amount, won.closed_on) == (Decimal(50_000), date(2026, 11, 19))


def test_a_loss_asks_for_the_reason(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Lost")
    say(bar, "loss_reason", "Competitor")
    bar.take()
    lost = stored(desk, deal)
    assert (lost.loss_reason, lost.closed_on) == ("competitor", date(2026, 11, 20))


def test_a_loss_without_a_reason_and_a_day_to_come_are_told_under_their_fields(
    qtbot: QtBot, desk: BareHost, deal: int
) -> None:
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Lost")
    say(bar, "closed_on", "2030-12-01")
    bar.take()
    form = bar.asked()
    assert form is not None
    assert form.editor("loss_reason").widget.accessibleDescription() == "Choose why it was lost."
    assert form.editor("closed_on").widget.accessibleDescription().startswith("This day is still to come.")
    assert stored(desk, deal).closed_on is None


def test_several_that_moved_are_told_in_the_plural(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal, made(desk, "Support", "Qualified"))
    bar.choice.setCurrentText("Negotiation")
    bar.take()
    assert desk.said[-1] == ("info", "2 opportunities are now in Negotiation.")


def test_enter_goes_by_way_of_the_questions(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    bar.activateWindow()
    bar.choice.setFocus()
    bar.choice.setCurrentText("Won")
    qtbot.waitUntil(bar.choice.hasFocus)
    QTest.keyClick(bar.choice, Qt.Key.Key_Return)
    form = bar.asked()
    assert form is not None
    line = form.editor("amount").widget
    qtbot.waitUntil(line.hasFocus)
    assert stored(desk, deal).closed_on is None
    with qtbot.waitSignal(bar.closed):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert stored(desk, deal).closed_on == date(2026, 11, 20)


def test_a_wrong_amount_is_told_under_its_field_and_nothing_moves(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    bar = move(qtbot, desk, deal)
    bar.choice.setCurrentText("Won")
    say(bar, "amount", "TBD")
    bar.take()
    form = bar.asked()
    assert form is not None
    assert "no amount" in form.editor("amount").widget.accessibleDescription()
    assert stored(desk, deal).closed_on is None


def test_several_opportunities_move_in_one_step_with_their_own_amounts(qtbot: QtBot, desk: BareHost, deal: int) -> None:
    other = made(desk, "Support", "Qualified", amount=Decimal(100))
    bar = move(qtbot, desk, deal, other)
    bar.choice.setCurrentText("Won")
    form = bar.asked()
    assert form is not None
    assert list(form.fields) == ["closed_on"]
    bar.take()
    assert [stored(desk, key).amount for key in (deal, other)] == [Decimal(54_820), Decimal(100)]
    desk.book.store.undo()
    assert [stored(desk, key).closed_on for key in (deal, other)] == [None, None]
