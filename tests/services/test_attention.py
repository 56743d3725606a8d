"""Warnings and next steps, compared with the figures over the whole book."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from crm_desktop.base import dates
from crm_desktop.figures import aging
from crm_desktop.model import Account, Activity, Contact, Opportunity
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import activities, attention, deals, pipeline, records, series
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

FORMATS = formats_for("en_US")
TODAY = date(2026, 11, 20)


def _deal(store: Store, **values: object) -> int:
    with store.act("New opportunity") as session:
        stage = pipeline.first_stage(session)
        return records.create(session, Opportunity, {"name": "Deal", "stage_id": stage.id, **values}).id


def _plan(store: Store, entity: str, record: int, when: datetime, text: str = "Call back") -> int:
    with store.act("Plan") as session:
        return activities.plan(session, "call", text, entity, record, when).id


def _reasons(store: Store, *ids: int) -> dict[int, tuple[str, ...]]:
    with store.read() as session:
        return attention.reasons(session, ids, FORMATS)


def _needing(store: Store) -> list[int]:
    with store.read() as session:
        return attention.needing_attention(session)


def _without(store: Store, entity: attention.WithSteps) -> set[int]:
    condition = attention.without_next_step(entity)
    with store.read() as session:
        return {row[0] for row in raw_of(session).execute(f"SELECT id FROM {entity} WHERE {condition.sql}")}


def test_the_reasons_are_short_enough_for_a_card(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store, close_date=date(2026, 12, 1))
    for day in (5, 10, 15):
        clock.forward(hours=1)
        with store.act("Later") as session:
            records.update(session, records.find(session, Opportunity, deal), {"close_date": date(2026, 12, day)})
    with store.act("Call") as session:
        activities.log(session, "call", "Hello", "opportunity", deal)
    clock.forward(days=100)
    assert _reasons(store, deal) == {
        deal: ("no contact for 100 days, limit 30", "overdue 75 days", "close date moved 3 times")
    }


def test_one_day_is_overdue_one_day(store: Store) -> None:
    deal = _deal(store, close_date=TODAY - dates.DAY)
    assert _reasons(store, deal) == {deal: ("overdue 1 day",)}


def test_days_in_stage_run_from_the_last_move(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    with store.act("Move") as session:
        qualified = pipeline.stage_named(session, "Qualified")
        assert qualified is not None
        pipeline.move(session, records.find(session, Opportunity, deal), qualified)
    clock.forward(days=qualified.limit_in_stage or 0)
    with store.act("Call") as session:
        activities.log(session, "call", "Hello", "opportunity", deal)
    assert _needing(store) == []
    clock.forward(days=1)
    assert _reasons(store, deal) == {deal: (f"in stage for {(qualified.limit_in_stage or 0) + 1} days, limit 60",)}
    assert _needing(store) == [deal]


@pytest.mark.parametrize("at", ["opportunity", "account"])
def test_a_planned_step_silences_until_its_day(store: Store, clock: FrozenClock, at: str) -> None:
    with store.act("New account") as session:
        account = records.create(session, Account, {"name": "Acme"}).id
    deal = _deal(store, account_id=account, close_date=TODAY - dates.DAY)
    assert _needing(store) == [deal]
    _plan(store, at, deal if at == "opportunity" else account, clock.at + timedelta(days=3))
    assert _needing(store) == []
    assert _reasons(store, deal) == {}
    clock.forward(days=3)
    assert _needing(store) == [deal]


def test_a_closed_one_never_needs_attention(store: Store) -> None:
    deal = _deal(store, close_date=TODAY - timedelta(days=400))
    with store.act("Win") as session:
        won = pipeline.stage_named(session, "Won")
        assert won is not None
        pipeline.move(session, records.find(session, Opportunity, deal), won)
    assert (_needing(store), _reasons(store, deal)) == ([], {})


def test_the_longest_over_its_limit_comes_first_then_the_one_worth_most(store: Store) -> None:
    small, large, worst = (
        _deal(store, close_date=TODAY - timedelta(days=days), amount=Decimal(amount))
        for days, amount in ((3, 10), (3, 500), (9, 1))
    )
    assert _needing(store) == [worst, large, small]


@pytest.mark.parametrize("seed", range(4))
def test_sql_overlooks_nothing_that_the_figures_find_in_the_whole_book(
    store: Store, clock: FrozenClock, seed: int
) -> None:
    _fill(store, clock, random.Random(seed))
    with store.read() as session:
        whole = deals.as_of(session, dates.today()).values()
        expected = [deal.id for deal, _why in aging.by_urgency(whole, deals.rates(session), dates.today())]
        assert attention.needing_attention(session) == expected
        some = list(attention.reasons(session, expected[::2], FORMATS))
    assert expected
    assert sorted(some) == sorted(expected[::2])


def _fill(store: Store, clock: FrozenClock, chance: random.Random) -> None:
    with store.act("Links") as session:
        accounts = [records.create(session, Account, {"name": f"A{i}"}).id for i in range(5)]
        people = [records.create(session, Contact, {"name": f"C{i}"}).id for i in range(5)]
        stages = [stage.id for stage in pipeline.stages(session)]
    made = [
        _deal(store, account_id=chance.choice([None, *accounts]), contact_id=chance.choice([None, *people]))
        for _ in range(30)
    ]
    for _ in range(150):
        clock.forward(hours=chance.randrange(30))
        with store.act("Something") as session:
            deal = records.find(session, Opportunity, chance.choice(made))
            when = clock.at + timedelta(hours=chance.randrange(-400, 400))
            entity, record = chance.choice(
                [("opportunity", deal.id), ("account", chance.choice(accounts)), ("contact", chance.choice(people))]
            )
            match chance.randrange(4):
                case 0:
                    records.update(session, deal, {"stage_id": chance.choice(stages)})
                case 1:
                    records.update(session, deal, {"close_date": TODAY + timedelta(days=chance.randrange(120))})
                case 2:
                    activities.log(session, "call", "Hello", entity, record, when)
                case _:
                    activities.plan(session, chance.choice(["call", "task"]), "Next", entity, record, when)


def test_the_next_step_is_the_earliest_that_is_not_done(store: Store, clock: FrozenClock) -> None:
    deal, other = _deal(store), _deal(store)
    late = _plan(store, "opportunity", deal, clock.at + timedelta(days=9), "Offer")
    missed = _plan(store, "opportunity", deal, clock.at - timedelta(days=2), "Missed")
    with store.read() as session:
        found = attention.next_steps(session, "opportunity", [deal, other])
        assert [(record, step.id, step.is_overdue) for record, step in found.items()] == [(deal, missed, True)]
    with store.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, missed))
        found = attention.next_steps(session, "opportunity", [deal])
    assert (found[deal].id, found[deal].name, found[deal].kind, found[deal].is_overdue) == (
        late,
        "Offer",
        "call",
        False,
    )


def test_what_is_planned_for_a_whole_day_is_not_overdue_before_its_end(clock: FrozenClock) -> None:
    begins = clock.at - timedelta(hours=1)
    timed, whole = (attention.NextStep(1, "Fair", "visit", begins, all_day=all_day) for all_day in (False, True))
    assert (timed.is_overdue, whole.is_overdue) == (True, False)
    clock.forward(days=1)
    assert whole.is_overdue


def test_open_opportunities_without_a_plan_are_without_a_next_step(store: Store, clock: FrozenClock) -> None:
    planned, bare, done, won = (_deal(store) for _ in range(4))
    _plan(store, "opportunity", planned, clock.at + timedelta(days=1))
    with store.act("Log") as session:
        activities.log(session, "call", "Hello", "opportunity", done)
        stage = pipeline.stage_named(session, "Won")
        assert stage is not None
        pipeline.move(session, records.find(session, Opportunity, won), stage)
    assert _without(store, "opportunity") == {bare, done}


def test_active_accounts_without_a_plan_are_without_a_next_step(store: Store, clock: FrozenClock) -> None:
    with store.act("New") as session:
        active, planned, _prospect = (
            records.create(session, Account, {"name": "A", "status": status}).id
            for status in ("active", "active", "prospect")
        )
    _plan(store, "account", planned, clock.at + timedelta(days=1))
    assert _without(store, "account") == {active}


def _weekly(store: Store, starts: datetime, **links: int) -> int:
    with store.act("Series") as session:
        return records.create(
            session, Activity, {"name": "Weekly", "starts": starts, "recurrence": "FREQ=WEEKLY;COUNT=4", **links}
        ).id


def test_a_series_silences_a_deal_until_its_next_day_kept_or_not(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store, close_date=TODAY - timedelta(days=3))
    other = _deal(store, close_date=TODAY - timedelta(days=3))
    weekly = _weekly(store, clock.at - timedelta(days=9), opportunity_id=deal)
    _weekly(store, clock.at, opportunity_id=other)  # today is its day
    assert _needing(store) == [other]
    rolling.roll(store)
    assert _needing(store) == [other]
    with store.read() as session:
        assert deals.as_of(session, TODAY)[deal].next_step_on == TODAY + timedelta(days=5)
        assert deals.as_of(session, TODAY + timedelta(days=6))[deal].next_step_on == TODAY + timedelta(days=12)
    with store.act("Settle") as session:
        one = records.find(session, Activity, weekly)
        series.settle(session, one, clock.at + timedelta(days=90))
    assert _needing(store) == [deal, other]


def test_the_next_step_of_a_series_is_its_first_open_day_and_none_when_it_is_over(
    store: Store, clock: FrozenClock
) -> None:
    deal = _deal(store)
    weekly = _weekly(store, clock.at, opportunity_id=deal)
    with store.read() as session:
        step = attention.next_steps(session, "opportunity", [deal])[deal]
    assert (step.id, step.at, step.recurs) == (weekly, clock.at, True)
    assert _without(store, "opportunity") == set()
    with store.act("End") as session:
        series.settle(session, records.find(session, Activity, weekly), clock.at + timedelta(days=90))
    with store.read() as session:
        assert attention.next_steps(session, "opportunity", [deal]) == {}
    assert _without(store, "opportunity") == {deal}
