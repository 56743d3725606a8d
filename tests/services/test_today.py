"""The day at one glance and the numbers of the month, against the figures over the whole book and plain SQL."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.figures import closing, pipeline
from crm_desktop.figures.figure import Figure
from crm_desktop.model import Account, Activity, ExchangeRate, Goal, Opportunity
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import activities, deals, month, records, sample, today
from crm_desktop.services.pipeline import first_stage, move, stage_named
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

FORMATS = formats_for("en_US")
TODAY = date(2026, 11, 20)


def _read(store: Store) -> today.Today:
    return today.read(store.read, FORMATS)


def _figures(store: Store, fiscal_month: int = 1) -> dict[str, Figure]:
    with store.read() as session:
        return {figure.name: figure for figure in month.figures(session, fiscal_month)}


def _deal(store: Store, **values: object) -> int:
    with store.act("New opportunity") as session:
        return records.create(session, Opportunity, {"name": "Deal", "stage_id": first_stage(session).id, **values}).id


def _win(store: Store, amount: int, day: date) -> int:
    deal = _deal(store, amount=Decimal(amount))
    with store.act("Win") as session:
        won = stage_named(session, "Won")
        assert won is not None
        move(session, records.find(session, Opportunity, deal), won, closed_on=day)
    return deal


def _goal(store: Store, first: date, last: date, amount: int) -> None:
    with store.act("Goal") as session:
        values = {"name": "Goal", "first_day": first, "last_day": last, "amount": Decimal(amount)}
        records.create(session, Goal, values)


def test_an_empty_book_says_so(store: Store) -> None:
    found = _read(store)
    assert found.is_empty
    assert (found.agenda.today.total, found.attention.total, found.bare.total, found.birthdays) == (0, 0, 0, ())


def test_the_sample_book_agrees_with_the_figures_of_the_whole_book(store: Store) -> None:
    sample.fill(store)
    found = {figure.name: figure for figure in _read(store).figures}
    with store.read() as session:
        whole, rates = list(deals.as_of(session, TODAY).values()), deals.rates(session)
        won = closing.won(whole, rates, month.period_of("month", 1))
        expected = (won, pipeline.weighted(whole, rates), pipeline.pipeline(whole, rates))
        assert [found[figure.name].value for figure in expected] == [figure.value for figure in expected]
        assert [found[figure.name].count for figure in expected] == [figure.count for figure in expected]
        assert [month.explained(session, found[figure.name]) for figure in expected] == list(expected)


def test_won_this_month_counts_by_the_day_of_closing(store: Store) -> None:
    mine = _win(store, 300, date(2026, 11, 1))
    _win(store, 50, date(2026, 10, 31))
    won = _figures(store)["won"]
    assert (won.value, won.records) == (Decimal(300), (mine,))


@pytest.mark.parametrize(
    ("first", "last", "value", "gone"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), Decimal("0.3"), (15, 21)),
        (date(2026, 10, 1), date(2026, 12, 31), Decimal("0.5"), (37, 66)),
        (date(2026, 1, 1), date(2026, 12, 31), Decimal("0.7"), (232, 261)),
    ],
)
def test_the_goal_is_that_of_the_shortest_period_that_has_one(
    store: Store, first: date, last: date, value: Decimal, gone: tuple[int, int]
) -> None:
    for amount, day in ((300, date(2026, 11, 3)), (200, date(2026, 10, 5)), (200, date(2026, 2, 5))):
        _win(store, amount, day)
    _goal(store, first, last, 1000)
    found = _figures(store)
    assert (found["attainment"].value, found["working_days_gone"].of) == (value, gone)


def test_without_a_goal_there_is_the_reason_and_no_zero(store: Store) -> None:
    reached = _figures(store)["attainment"]
    assert (reached.value, str(reached.why)) == (None, "no goal")


def test_a_missing_exchange_rate_refuses_the_sums(store: Store) -> None:
    _deal(store, amount=Decimal(5), currency="EUR", close_date=TODAY)
    assert "EUR" in _figures(store)["weighted"].why
    with store.act("Rate") as session:
        records.create(session, ExchangeRate, {"name": "EUR", "day": TODAY, "units": 1, "amount": Decimal(2)})
    assert _figures(store)["pipeline"].value == Decimal(10)


def test_business_without_a_next_step_comes_by_its_close_date(store: Store, clock: FrozenClock) -> None:
    undated, late, soon = (
        _deal(store, close_date=day) for day in (None, TODAY + timedelta(days=9), TODAY + timedelta(days=2))
    )
    planned = _deal(store)
    with store.act("Plan") as session:
        activities.plan(session, "call", "Call", "opportunity", planned, clock.at + timedelta(days=1))
        records.create(session, Account, {"name": "Acme", "status": "active"})
    found = _read(store)
    assert [deal.id for deal in found.bare.rows] == [soon, late, undated]
    assert (found.bare.total, found.idle_accounts) == (3, 1)


def test_what_needs_attention_comes_with_its_reasons_in_pages(store: Store) -> None:
    with store.act("Many") as session:
        stage = first_stage(session).id
        for number in range(60):
            values = {"name": f"D{number}", "stage_id": stage, "close_date": TODAY - timedelta(days=number + 1)}
            records.create(session, Opportunity, values)
    found = _read(store)
    assert (len(found.attention.rows), found.attention.total, len(found.urgent)) == (50, 60, 60)
    assert [deal.name for deal in found.attention.rows[:2]] == ["D59", "D58"]
    assert found.attention.rows[0].reasons == ("overdue 60 days",)


def test_the_newest_steps_that_stand_are_told(store: Store) -> None:
    for name in ("One", "Two"):
        with store.act(name) as session:
            records.create(session, Account, {"name": name})
    store.undo()
    assert next(step.title for step in _read(store).changes) == "One"


def test_a_day_that_nobody_waits_for_any_more_is_not_read_to_the_end(store: Store) -> None:
    _deal(store, close_date=TODAY - timedelta(days=3))
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        today.read(store.read, FORMATS, task=task)


def test_the_counts_are_those_of_plain_sql(store: Store) -> None:
    sample.fill(store)
    with store.act("Only what does not repeat can be counted by its row") as session:
        series = session.scalars(select(Activity.id).where(Activity.recurrence.is_not(None))).all()
        assert records.delete(session, Activity, series) > 0
    found = _read(store)
    with store.read() as session:
        raw = raw_of(session)
        (planned,) = raw.execute("SELECT count(*) FROM activity WHERE done = 0").fetchone()
        (bare,) = raw.execute(
            """SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id AND s.kind = 'open'
               WHERE NOT EXISTS (SELECT 1 FROM activity a WHERE a.opportunity_id = o.id AND a.done = 0)"""
        ).fetchone()
        (later,) = raw.execute("SELECT count(*) FROM activity WHERE done = 0 AND starts > '2026-11-28'").fetchone()
    agenda = found.agenda
    assert agenda.overdue.total + agenda.today.total + agenda.ahead.total + later == planned
    assert found.bare.total == bare
