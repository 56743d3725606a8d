"""What the book held at the end of a past day, read back from the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.base.dates import Period
from crm_desktop.figures.deal import Deal
from crm_desktop.model import Activity, Goal, ListValue, Opportunity, Record, Stage
from crm_desktop.services import activities, book, deals, goals, lists, past, pipeline, records, ways
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

DAY = date(2026, 11, 20)
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def _adds(store: Store, model: type[Record], **values: Any) -> int:
    with store.act("Add") as session:
        return records.create(session, model, values).id


def _edits(store: Store, model: type[Record], record_id: int, **values: Any) -> None:
    with store.act("Edit") as session:
        records.update(session, records.find(session, model, record_id), values)


def _deal(store: Store, **values: Any) -> int:
    with store.read() as session:
        stage = pipeline.first_stage(session).id
    return _adds(store, Opportunity, name="Deal", stage_id=stage, amount=Decimal(1000), **values)


def _of_day(store: Store, deal: int) -> Deal:
    with store.read() as session:
        return deals.as_of(session, DAY)[deal]


def test_where_nothing_changed_since_nothing_is_read_back(store: Store, clock: FrozenClock) -> None:
    _deal(store)
    with store.read() as session:
        assert past.end_of(session, DAY) is None
        assert past.end_of(session, DAY - timedelta(days=1)) is not None
    clock.forward(days=3)
    _deal(store)
    store.undo()
    with store.read() as session:
        assert past.end_of(session, DAY) is None


def test_what_the_trail_does_not_keep_is_as_it_was(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store, source="Fair", probability=Decimal("0.35"), entered_on=date(2026, 11, 2))
    before = _of_day(store, deal)
    clock.forward(days=1)
    _edits(store, Opportunity, deal, source="Referral", entered_on=date(2026, 11, 9), loss_reason="price")
    _edits(store, Stage, before.stage, limit_in_stage=3, limit_without_contact=None, position=7)
    with store.act("Delete") as session:
        records.delete(session, Opportunity, [deal])
    assert _of_day(store, deal) == before
    assert (before.source, before.by_hand, before.created_on) == ("Fair", True, date(2026, 11, 2))


def test_a_call_that_was_planned_then_and_is_done_now_was_no_contact_but_the_next_step(
    store: Store, clock: FrozenClock
) -> None:
    deal = _deal(store)
    with store.act("Plan") as session:
        call = activities.plan(session, "call", "Ask", "opportunity", deal, datetime(2026, 11, 20, 15, tzinfo=UTC)).id
    clock.forward(days=2)
    with store.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, call))
    found = _of_day(store, deal)
    assert (found.contacted_on, found.next_step_on, found.next_step) == (None, DAY, call)


def test_a_day_of_a_series_that_is_done_later_was_still_planned_then(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    starts = datetime(2026, 11, 16, 9, tzinfo=UTC)
    series = _adds(
        store, Activity, name="Call", kind="call", starts=starts, recurrence="FREQ=DAILY", opportunity_id=deal
    )
    before = _of_day(store, deal)
    clock.forward(days=1)
    for _day in range(6):
        with store.act("Finish") as session:
            activities.finish(session, records.find(session, Activity, series))
    assert _of_day(store, deal) == before
    assert (before.contacted_on, before.next_step_on, before.next_step) == (None, DAY, series)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_contact_that_is_moved_or_deleted_later_still_counts_then(
    store: Store, clock: FrozenClock, is_deleted: bool
) -> None:
    deal, other = _deal(store), _deal(store)
    with store.act("Log") as session:
        call = activities.log(session, "call", "Hello", "opportunity", deal, datetime(2026, 11, 18, 9, tzinfo=UTC)).id
    clock.forward(days=1)
    if is_deleted:
        with store.act("Delete") as session:
            records.delete(session, Activity, [call])
    else:
        _edits(store, Activity, call, opportunity_id=other)
    assert (_of_day(store, deal).contacted_on, _of_day(store, other).contacted_on) == (date(2026, 11, 18), None)


def test_goals_are_those_of_then_and_late_ones_count(store: Store, clock: FrozenClock) -> None:
    days = {"first_day": QUARTER.first, "last_day": QUARTER.last}
    goal = _adds(store, Goal, name="Q4", amount=Decimal(500), **days)
    clock.forward(days=1)
    _edits(store, Goal, goal, amount=Decimal(900))
    late = Period(date(2026, 1, 1), date(2026, 3, 31))
    _adds(store, Goal, name="Q1", amount=Decimal(70), first_day=late.first, last_day=late.last)
    with store.read() as session:
        assert [goals.goal(session, QUARTER, as_of=day).amount for day in (DAY, None)] == [Decimal(500), Decimal(900)]
        assert goals.goal(session, late, as_of=DAY).amount == Decimal(70)
    with store.act("Delete") as session:
        records.delete(session, Goal, [goal])
    with store.read() as session:
        assert [goals.goal(session, QUARTER, as_of=day).amount for day in (DAY, None)] == [Decimal(500), None]


def test_a_list_of_reasons_that_was_begun_later_says_nothing_about_then(store: Store, clock: FrozenClock) -> None:
    with store.read() as session:
        usual = lists.not_counted(session)
    clock.forward(days=1)
    with store.act("Begin") as session:
        lists.add_usual(session, "loss_reason")
        price = next(value for value in lists.values(session, "loss_reason") if value.code == "price")
    _edits(store, ListValue, price.id, left_out=True)
    with store.read() as session:
        moment = past.end_of(session, DAY)
        assert lists.not_counted(session, moment) == usual
        assert "price" in lists.not_counted(session)


def test_title_and_currency_are_those_of_then(store: Store, clock: FrozenClock) -> None:
    with store.read() as session:
        before = book.title(session), book.currency(session)
    clock.forward(days=1)
    with store.act("Rename") as session:
        book.set_value(session, "title", "Another")
        book.set_value(session, "currency", "CHF")
    with store.read() as session:
        moment = past.end_of(session, DAY)
        assert (book.title(session, moment), book.currency(session, moment)) == before
        assert (book.title(session), book.currency(session)) == ("Another", "CHF")


def test_stages_that_came_later_are_there_only_where_they_were_used(store: Store, clock: FrozenClock) -> None:
    with store.read() as session:
        (before,) = ways.processes(session, DAY)
        first = pipeline.first_stage(session)
    clock.forward(days=1)
    late = _adds(store, Stage, name="Pilot", pipeline_id=first.pipeline_id, position=5)
    _edits(store, Stage, first.id, name="Lead")
    with store.read() as session:
        assert ways.processes(session, DAY) == [before]
        assert ways.processes(session, DAY, [late])[0].stages.keys() == {*before.stages, late}
