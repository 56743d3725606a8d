"""Logging and planning in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.model import Account, Activity, Contact, Opportunity
from crm_desktop.services import activities, pipeline, records
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock


def _book(store: Store) -> tuple[int, int, int]:
    with store.act("New") as session:
        account = records.create(session, Account, {"name": "Codehow"})
        contact = records.create(session, Contact, {"name": "Dario Conti", "account_id": account.id})
        values = {
            "name": "GTX Pro",
            "account_id": account.id,
            "contact_id": contact.id,
            "stage_id": pipeline.first_stage(session).id,
        }
        return account.id, contact.id, records.create(session, Opportunity, values).id


@pytest.mark.parametrize(
    ("line", "subject", "when"),
    [
        ("send the offer fri 15:00", "send the offer", datetime(2026, 11, 27, 15)),
        ("send the offer tomorrow", "send the offer", datetime(2026, 11, 21, 9)),
        ("review 2026-12-01 08:30", "review", datetime(2026, 12, 1, 8, 30)),
        ("review in 3 days", "review", datetime(2026, 11, 23, 9)),
        ("agreed on the pilot", "agreed on the pilot", None),
        ("fri", "fri", None),
        ("paid 25:99", "paid 25:99", None),
    ],
)
@pytest.mark.usefixtures("clock")
def test_a_day_and_time_at_the_end_of_the_line_say_when(line: str, subject: str, when: datetime | None) -> None:
    found = activities.split_when(line)
    assert found == (subject, when.astimezone(UTC) if when else None)


def test_a_call_on_a_contact_is_also_one_with_the_account(store: Store) -> None:
    account, contact, _deal = _book(store)
    with store.act("Log a call") as session:
        made = activities.log(session, "call", "Agreed on the scope\nWants references", "contact", contact)
        assert (made.name, made.outcome, made.done) == ("Agreed on the scope", "Wants references", True)
        assert (made.account_id, made.contact_id) == (account, contact)


def test_a_call_on_an_opportunity_carries_its_people(store: Store) -> None:
    account, contact, deal = _book(store)
    with store.act("Log a call") as session:
        made = activities.log(session, "call", "Budget is fixed", "opportunity", deal)
        assert (made.opportunity_id, made.account_id, made.contact_id) == (deal, account, contact)


def test_contact_is_counted_when_it_is_done_and_forgotten_with_it(store: Store) -> None:
    account, contact, _deal = _book(store)
    with store.act("Log a call") as session:
        made = activities.log(session, "call", "Hello", "contact", contact, datetime(2026, 11, 10, 12, tzinfo=UTC)).id
    with store.act("Plan") as session:
        activities.plan(session, "meeting", "Demo", "contact", contact, datetime(2026, 12, 1, 12, tzinfo=UTC))
    with store.act("Log a task") as session:
        activities.log(session, "task", "Write it down", "contact", contact)
    with store.read() as session:
        assert records.find(session, Account, account).last_contact == date(2026, 11, 10)
    with store.act("Delete") as session:
        records.delete(session, Activity, [made])
    with store.read() as session:
        assert records.find(session, Contact, contact).last_contact is None
    store.undo()
    with store.read() as session:
        assert records.find(session, Contact, contact).last_contact == date(2026, 11, 10)


def test_what_lies_ahead_is_planned_and_what_is_past_is_logged(store: Store, clock: FrozenClock) -> None:
    account, _contact, _deal = _book(store)
    with store.act("Note down") as session:
        ahead = activities.note_down(session, "task", "Offer", "account", account, datetime(2026, 12, 1, 9, tzinfo=UTC))
        past = activities.note_down(session, "call", "Hello", "account", account, None)
        assert (ahead.done, past.done, past.starts) == (False, True, clock.at)


def test_finishing_early_happened_now_and_keeps_both_notes(store: Store, clock: FrozenClock) -> None:
    account, _contact, _deal = _book(store)
    with store.act("Plan") as session:
        planned = activities.plan(
            session, "call", "Offer\nFirst note", "account", account, datetime(2026, 12, 1, 9, tzinfo=UTC)
        )
        activities.finish(session, planned, "Second note")
        assert (planned.done, planned.starts, planned.outcome) == (True, clock.at, "First note\nSecond note")


def test_finishing_plans_what_comes_next_with_the_same_people(store: Store, clock: FrozenClock) -> None:
    account, contact, deal = _book(store)
    then = activities.Next("task", "Send the offer", clock.at + timedelta(days=3))
    with store.act("Plan and finish") as session:
        planned = activities.plan(session, "call", "Ask", "opportunity", deal, clock.at + timedelta(days=1))
        following = activities.finish(session, planned, then=then)
        assert following is not None
        assert (following.done, following.kind, following.name) == (False, "task", "Send the offer")
        assert (following.account_id, following.contact_id, following.opportunity_id) == (account, contact, deal)
    store.undo()
    with store.read() as session:
        assert session.query(Activity).count() == 0


def test_the_usual_next_day_is_a_working_day_in_a_week(clock: FrozenClock) -> None:
    assert activities.usual_next_day() == date(2026, 11, 27)
    clock.forward(days=1)
    assert activities.usual_next_day() == date(2026, 11, 30)


def test_an_empty_line_is_refused(store: Store) -> None:
    account, _contact, _deal = _book(store)
    with pytest.raises(InvalidInput), store.act("Log a call") as session:
        activities.log(session, "call", "  \n ", "account", account)
