"""What is planned by its day, and the birthdays that are near; compared with plain SQL."""

from __future__ import annotations

import random
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.model import Account, Activity, Contact, Opportunity
from crm_desktop.services import activities, agenda, pipeline, records, series, views
from crm_desktop.services.activities import Next
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

TODAY = date(2026, 11, 20)


def _local(day: date, at: time = time(9)) -> datetime:
    return datetime.combine(day, at).astimezone(UTC)


def _account(store: Store, name: str = "Acme") -> int:
    with store.act("New account") as session:
        return records.create(session, Account, {"name": name}).id


def _plan(store: Store, account: int, when: datetime, name: str = "Call") -> int:
    with store.act("Plan") as session:
        return activities.plan(session, "call", name, "account", account, when).id


def _agenda(store: Store) -> agenda.Agenda:
    with store.read() as session:
        return agenda.agenda(session)


def _names(page: agenda.Page[agenda.Errand]) -> list[str]:
    return [errand.step.name for errand in page.rows]


def test_the_local_day_decides_where_an_activity_stands(store: Store) -> None:
    account = _account(store)
    late = time(23, 59)
    for days, name in ((-1, "yesterday"), (0, "today"), (1, "tomorrow"), (7, "in a week"), (8, "later")):
        _plan(store, account, _local(TODAY + timedelta(days=days), late), name)
    _plan(store, account, _local(TODAY, time()), "midnight")
    found = _agenda(store)
    assert _names(found.overdue) == ["yesterday"]
    assert _names(found.today) == ["midnight", "today"]
    assert _names(found.ahead) == ["tomorrow", "in a week"]


def test_what_was_missed_earlier_today_is_overdue_and_still_for_today(store: Store, clock: FrozenClock) -> None:
    account = _account(store)
    _plan(store, account, clock.at - timedelta(minutes=1))
    (errand,) = _agenda(store).today.rows
    assert errand.step.is_overdue


def test_an_errand_names_its_people_and_leads_to_the_most_special_record(store: Store) -> None:
    account = _account(store)
    with store.act("Deal") as session:
        contact = records.create(session, Contact, {"name": "Anna Berg", "account_id": account}).id
        values = {"name": "Renewal", "stage_id": pipeline.first_stage(session).id, "account_id": account}
        deal = records.create(session, Opportunity, {**values, "contact_id": contact}).id
        activities.plan(session, "call", "Prices", "opportunity", deal, _local(TODAY))
        activities.plan(session, "call", "Hello", "contact", contact, _local(TODAY, time(10)))
    on_deal, on_contact = _agenda(store).today.rows
    assert (on_deal.people, on_deal.on) == (("Anna Berg", "Acme", "Renewal"), ("opportunity", deal))
    assert (on_contact.people, on_contact.on) == (("Anna Berg", "Acme"), ("contact", contact))


def test_a_long_agenda_comes_in_pages_with_its_whole_number(store: Store) -> None:
    account, chance = _account(store), random.Random(1)
    with store.act("Plan") as session:
        for _ in range(70):
            when = _local(TODAY - timedelta(days=chance.randrange(1, 900)))
            activities.plan(session, "task", "Old", "account", account, when)
    found = _agenda(store).overdue
    assert (len(found.rows), found.total) == (50, 70)
    with store.read() as session:
        expected = raw_of(session).execute("SELECT id FROM activity WHERE NOT done ORDER BY starts, id LIMIT 50")
        assert [errand.step.id for errand in found.rows] == [row[0] for row in expected]


def test_the_agenda_is_read_along_the_indexes_of_what_is_planned(store: Store) -> None:
    rolling.roll(store)
    asked: list[str] = []
    with store.read() as session:
        raw = raw_of(session)
        raw.set_trace_callback(asked.append)
        agenda.agenda(session)
        raw.set_trace_callback(None)
        looks = [sql for sql in asked if "FROM activity" in sql or "FROM occurrence" in sql]
        plans = [" ".join(str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in looks]
    assert len(plans) == 8
    for plan in plans:
        assert "ix_activity_planned" in plan or "ix_occurrence_when" in plan
        assert "SCAN activity" not in plan


def _series(store: Store, account: int, starts: datetime, rule: str, name: str = "Jour fixe") -> int:
    with store.act("Series") as session:
        values = {"name": name, "kind": "meeting", "account_id": account, "starts": starts, "recurrence": rule}
        return records.create(session, Activity, values).id


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_series_is_late_once_and_shows_each_day_that_is_near(store: Store, is_kept: bool) -> None:
    account = _account(store)
    if is_kept:
        rolling.roll(store)
    found = _series(store, account, _local(TODAY - timedelta(days=3)), "FREQ=DAILY;COUNT=6")
    _plan(store, account, _local(TODAY, time(8)))
    day = _agenda(store)
    (late,) = day.overdue.rows
    assert (late.step.at, late.step.starts) == (_local(TODAY - timedelta(days=3)), _local(TODAY - timedelta(days=3)))
    assert [(one.step.name, one.step.recurs) for one in day.today.rows] == [("Call", False), ("Jour fixe", True)]
    assert [one.step.at for one in day.ahead.rows] == [_local(TODAY + timedelta(days=n)) for n in (1, 2)]
    assert (day.overdue.total, day.today.total, day.ahead.total) == (1, 2, 2)
    with store.act("Finish today's") as session:
        activities.finish(session, records.find(session, Activity, found), at=_local(TODAY))
    day = _agenda(store)
    assert (_names(day.overdue), _names(day.today)) == (["Jour fixe"], ["Call"])
    with store.act("Settle") as session:
        series.settle(session, records.find(session, Activity, found), _local(TODAY + timedelta(days=2)))
    assert [page.total for page in (_agenda(store).overdue, _agenda(store).ahead)] == [0, 1]
    store.undo()
    store.undo()
    assert _names(_agenda(store).today) == ["Call", "Jour fixe"]


def test_one_of_a_series_is_put_off_by_itself(store: Store) -> None:
    account = _account(store)
    found = _series(store, account, _local(TODAY), "FREQ=WEEKLY;COUNT=2")
    with store.act("Postpone") as session:
        activities.postpone(session, records.find(session, Activity, found), TODAY + timedelta(days=1))
    day = _agenda(store)
    assert (_names(day.today), [one.step.recurs for one in day.ahead.rows]) == ([], [False, True])
    with store.act("Finish the last") as session:
        activities.finish(session, records.find(session, Activity, found))
        assert activities.comes_again(session, found) is None
        with pytest.raises(UserError, match="“Jour fixe” is over"):
            activities.finish(session, records.find(session, Activity, found))


def test_finishing_takes_it_off_the_agenda_and_plans_what_comes_next_in_one_step(store: Store) -> None:
    account = _account(store)
    first = _plan(store, account, _local(TODAY))
    tomorrow = _local(TODAY + timedelta(days=1))
    with store.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, first), then=Next("task", "Send offer", tomorrow))
    found = _agenda(store)
    assert (_names(found.today), _names(found.ahead)) == ([], ["Send offer"])
    assert found.ahead.rows[0].on == ("account", account)
    store.undo()
    assert (_names(_agenda(store).today), _names(_agenda(store).ahead)) == (["Call"], [])


def test_what_is_postponed_keeps_its_time_of_day(store: Store) -> None:
    account = _account(store)
    planned = _plan(store, account, _local(TODAY, time(15, 30)))
    with store.act("Postpone") as session:
        activities.postpone(session, records.find(session, Activity, planned), date(2026, 12, 24))
        assert records.find(session, Activity, planned).starts == _local(date(2026, 12, 24), time(15, 30))


@pytest.mark.parametrize(
    ("today", "born", "day", "age"),
    [
        (TODAY, "1980-11-20", TODAY, 46),
        (TODAY, "1990-11-27", date(2026, 11, 27), 36),
        (date(2026, 12, 28), "1990-01-03", date(2027, 1, 3), 37),
        (date(2026, 2, 27), "1992-02-29", date(2026, 2, 28), 34),
        (date(2028, 2, 27), "1992-02-29", date(2028, 2, 29), 36),
        (TODAY, "1604-11-20", TODAY, None),
    ],
)
def test_a_birthday_is_near_for_a_week(
    store: Store, clock: FrozenClock, today: date, born: str, day: date, age: int | None
) -> None:
    clock.at = datetime.combine(today, time(12), UTC)
    with store.act("Contacts") as session:
        values = {"name": "Anna", "birthday": date.fromisoformat(born)}
        anna = records.create(session, Contact, values).id
        records.create(session, Contact, {"name": "Far", "birthday": date(1980, 7, 1)})
        records.create(session, Contact, {"name": "Unknown"})
        assert agenda.birthdays(session) == (agenda.Birthday(anna, "Anna", "", day, age),)


def test_the_view_of_what_is_overdue_has_a_series_only_while_a_day_of_it_is(store: Store) -> None:
    account = _account(store)
    _series(store, account, _local(TODAY - timedelta(days=3)), "FREQ=WEEKLY", "Late")
    settled = _series(store, account, _local(TODAY - timedelta(days=30)), "FREQ=WEEKLY", "Settled")
    single = _plan(store, account, _local(TODAY - timedelta(days=1)))
    with store.act("Settle") as session:
        series.settle(session, records.find(session, Activity, settled), _local(TODAY))
    with store.read() as session:
        view = views.find(session, "activity", "due")
        assert view.ids is not None
        assert view.ids(lambda: nullcontext(session)) == [settled - 1, single]
