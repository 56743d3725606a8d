"""The opportunities of a past day, and the goals and rates that figures need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from crm_desktop.base.dates import Period
from crm_desktop.model import Account, ExchangeRate, Goal, Manager, Opportunity, Seller
from crm_desktop.services import activities, deals, goals, pipeline, records
from crm_desktop.services.goals import Whose
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

NOV_20, NOV_21, NOV_25 = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 25)
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def _deal(store: Store, **values: object) -> int:
    with store.act("New opportunity") as session:
        stage = pipeline.first_stage(session)
        return records.create(
            session, Opportunity, {"name": "Deal", "stage_id": stage.id, "amount": Decimal(1000), **values}
        ).id


def _edit(store: Store, deal: int, **values: object) -> None:
    with store.act("Edit") as session:
        records.update(session, records.find(session, Opportunity, deal), values)


def test_a_past_day_shows_what_was_then(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    clock.forward(days=1)
    _edit(store, deal, amount=Decimal(1500))
    clock.forward(days=4)
    with store.act("Delete") as session:
        records.delete(session, Opportunity, [deal])
    with store.read() as session:
        amounts = [deals.as_of(session, day).get(deal) for day in (date(2026, 11, 19), NOV_20, NOV_21, NOV_25)]
    assert [found.amount if found else None for found in amounts] == [None, Decimal(1000), Decimal(1500), None]


def test_two_changes_in_one_moment_leave_the_last(store: Store) -> None:
    deal = _deal(store)
    _edit(store, deal, amount=Decimal(2))
    _edit(store, deal, amount=Decimal(3))
    with store.read() as session:
        assert deals.as_of(session, NOV_20)[deal].amount == Decimal(3)


def test_pushes_and_the_first_date_come_from_the_trail(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store, close_date=date(2026, 12, 1))
    for day in (date(2026, 12, 15), date(2026, 12, 10), date(2027, 1, 5)):
        clock.forward(hours=1)
        _edit(store, deal, close_date=day)
    with store.read() as session:
        found = deals.as_of(session, NOV_20)[deal]
    assert (found.pushed, found.first_close_date, found.close_date) == (2, date(2026, 12, 1), date(2027, 1, 5))


def test_days_in_stage_start_at_the_last_change_of_stage(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    clock.forward(days=1)
    with store.act("Move") as session:
        stage = pipeline.stage_named(session, "Proposal")
        assert stage is not None
        pipeline.move(session, records.find(session, Opportunity, deal), stage)
    clock.forward(days=4)
    _edit(store, deal, amount=Decimal(5))
    with store.read() as session:
        assert deals.as_of(session, NOV_25)[deal].stage_since == NOV_21


def test_contact_with_the_account_counts_and_a_plan_on_the_deal_is_its_next_step(store: Store) -> None:
    with store.act("New account") as session:
        account = records.create(session, Account, {"name": "Codehow"}).id
    deal = _deal(store, account_id=account)
    with store.act("Log") as session:
        activities.log(session, "call", "Hello", "account", account, datetime(2026, 11, 3, 12, tzinfo=UTC))
        activities.plan(session, "task", "Offer", "opportunity", deal, datetime(2026, 11, 27, 12, tzinfo=UTC))
    with store.read() as session:
        found = deals.as_of(session, NOV_20)[deal]
    assert (found.contacted_on, found.next_step_on) == (date(2026, 11, 3), date(2026, 11, 27))


def test_a_goal_for_the_very_period_counts_alone_else_its_parts_add_up(store: Store) -> None:
    months = [(date(2026, m, 1), date(2026, m, d), Decimal(100)) for m, d in ((10, 31), (11, 30), (12, 31))]
    with store.act("Goals") as session:
        for first, last, amount in months:
            records.create(session, Goal, {"name": "Month", "first_day": first, "last_day": last, "amount": amount})
        assert goals.goal(session, QUARTER).amount == Decimal(300)
        records.create(
            session, Goal, {"name": "Q4", "first_day": QUARTER.first, "last_day": QUARTER.last, "amount": Decimal(750)}
        )
        assert goals.goal(session, QUARTER).amount == Decimal(750)


def test_without_a_goal_of_its_own_the_team_has_the_sum_of_its_sellers(store: Store) -> None:
    with store.act("Goals") as session:
        sellers = [records.create(session, Seller, {"name": name}).id for name in ("Ann", "Bob")]
        assert goals.goal(session, QUARTER).amount is None
        for seller in sellers:
            values = {
                "name": "Q4",
                "first_day": QUARTER.first,
                "last_day": QUARTER.last,
                "amount": Decimal(40),
                "seller_id": seller,
            }
            records.create(session, Goal, values)
        assert (goals.goal(session, QUARTER).amount, goals.goal(session, QUARTER, Whose(sellers[0])).amount) == (
            Decimal(80),
            Decimal(40),
        )


def test_a_team_has_its_own_goal_or_that_of_its_sellers_and_the_company_all_of_them(store: Store) -> None:
    def sets(amount: int, **whose: int) -> None:
        days = {"first_day": QUARTER.first, "last_day": QUARTER.last}
        records.create(session, Goal, {"name": "Q4", "amount": Decimal(amount), **days, **whose})

    with store.act("Goals") as session:
        north, south = (records.create(session, Manager, {"name": name}).id for name in ("North", "South"))
        ann, bob = (records.create(session, Seller, {"name": n, "manager_id": north}).id for n in ("Ann", "Bob"))
        carl = records.create(session, Seller, {"name": "Carl", "manager_id": south}).id
        dora = records.create(session, Seller, {"name": "Dora"}).id
        for seller, amount in ((ann, 10), (bob, 20), (carl, 40), (dora, 80)):
            sets(amount, seller_id=seller)
        assert goals.goal(session, QUARTER, Whose(team=north)).amount == 30
        assert goals.goal(session, QUARTER).amount == 150
        sets(100, manager_id=north)
        assert goals.goal(session, QUARTER, Whose(team=north)).amount == 100
        assert goals.goal(session, QUARTER).amount == 220
        sets(500)
        assert goals.goal(session, QUARTER).amount == 500


def test_a_rate_is_what_one_unit_costs(store: Store) -> None:
    with store.act("Rate") as session:
        values = {"name": "krw", "day": date(2026, 1, 1), "units": 10_000, "amount": Decimal("6.79")}
        records.create(session, ExchangeRate, values)
        rates = deals.rates(session)
    assert rates.in_base(Decimal(20_000), "KRW", NOV_20) == Decimal("13.58")
