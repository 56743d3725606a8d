"""The next planned activity that a record carries, through every way in which activities change."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from crm_desktop.base.task import Task
from crm_desktop.model import Account, Activity, Opportunity
from crm_desktop.services import activities, pipeline, records
from crm_desktop.storage import bulk, derived
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock


def _account(store: Store) -> int:
    with store.act("New") as session:
        return records.create(session, Account, {"name": "Acme"}).id


def _plan(store: Store, account: int, when: datetime, name: str) -> int:
    with store.act("Plan") as session:
        return activities.plan(session, "call", name, "account", account, when).id


def _next(store: Store, account: int) -> tuple[str | None, datetime | None]:
    with store.read() as session:
        found = records.find(session, Account, account)
        return found.next_activity, found.next_at


def _wrong(store: Store) -> list[str]:
    with store.read() as session:
        return derived.wrong(raw_of(session))


def test_a_record_carries_its_earliest_planned_activity(store: Store, clock: FrozenClock) -> None:
    account, soon, late = _account(store), clock.at + timedelta(days=1), clock.at + timedelta(days=5)
    assert _next(store, account) == (None, None)
    _plan(store, account, late, "Offer")
    assert _next(store, account) == ("Offer", late)
    call = _plan(store, account, soon, "Call")
    assert _next(store, account) == ("Call", soon)
    with store.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, call))
    assert _next(store, account) == ("Offer", late)
    store.undo()
    assert _next(store, account) == ("Call", soon)


def test_it_follows_a_new_name_another_customer_and_a_deletion(store: Store, clock: FrozenClock) -> None:
    first, second = _account(store), _account(store)
    call = _plan(store, first, clock.at, "Call")
    with store.act("Edit") as session:
        records.update(session, records.find(session, Activity, call), {"name": "Visit", "account_id": second})
    assert (_next(store, first), _next(store, second)) == ((None, None), ("Visit", clock.at))
    with store.act("Delete") as session:
        records.delete(session, Activity, [call])
    assert _next(store, second) == (None, None)
    store.undo()
    assert _next(store, second) == ("Visit", clock.at)


def test_a_deleted_account_comes_back_with_its_next_step(store: Store, clock: FrozenClock) -> None:
    account = _account(store)
    _plan(store, account, clock.at, "Call")
    with store.act("Delete") as session:
        records.delete(session, Account, [account])
    store.undo()
    assert _next(store, account) == ("Call", clock.at)


def test_many_activities_at_once_leave_their_next_steps(store: Store) -> None:
    accounts = [_account(store) for _ in range(3)]
    rows = [(f"A{n}", f"2027-01-{9 - n:02}T09:00:00.000Z", n == 4, accounts[n % 2]) for n in range(5)]
    with store.act("Import") as session:
        bulk.insert_rows(session, Activity, ("name", "starts", "done", "account_id"), rows, Task())
    assert [_next(store, account)[0] for account in accounts] == ["A2", "A3", None]
    store.undo()
    store.redo()
    assert [_next(store, account)[0] for account in accounts] == ["A2", "A3", None]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_it_is_what_it_would_be_made_anew(store: Store, clock: FrozenClock, seed: int) -> None:
    chance = random.Random(seed)
    with store.act("Start") as session:
        stage = pipeline.first_stage(session).id
        deals = [records.create(session, Opportunity, {"name": f"D{n}", "stage_id": stage}).id for n in range(3)]
    made: list[int] = []
    for _ in range(60):
        clock.forward(minutes=1)
        with store.act("Something") as session:
            one = session.get(Activity, chance.choice(made)) if made else None
            when = clock.at + timedelta(days=chance.randrange(-5, 5))
            match chance.randrange(4):
                case 0 if one is not None:
                    activities.finish(session, one)
                case 1 if one is not None:
                    records.update(session, one, {"starts": when, "opportunity_id": chance.choice([None, *deals])})
                case 2 if one is not None:
                    records.delete(session, Activity, [one.id])
                case _:
                    made.append(activities.plan(session, "task", "Do", "opportunity", chance.choice(deals), when).id)
        if chance.random() < 0.3:
            store.undo()
            if chance.random() < 0.5:
                store.redo()
    assert _wrong(store) == []
