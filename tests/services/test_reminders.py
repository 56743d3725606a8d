"""What rings and when, on a clock that stands still; the index is asked how the questions are answered."""

from __future__ import annotations

import time as clocks
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm_desktop.base import dates, workday
from crm_desktop.base.settings import Settings
from crm_desktop.model import Account, Activity, Contact
from crm_desktop.schema import country
from crm_desktop.services import away, records, reminders, series
from crm_desktop.services.calendar import placing
from crm_desktop.services.reminders import Reminder
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer's clock is that of Berlin."""
    if not hasattr(clocks, "tzset"):
        pytest.skip("This system takes its zone from elsewhere.")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clocks.tzset()
    yield
    monkeypatch.undo()
    clocks.tzset()


def _plan(store: Store, starts: datetime, remind: int | None = 15, **values: Any) -> int:
    with store.act("Plan") as session:
        return records.create(session, Activity, {"name": "Call", "starts": starts, "remind": remind, **values}).id


def _due(store: Store) -> list[Reminder]:
    with store.read() as session:
        return reminders.due(session, dates.now())


def _next_at(store: Store) -> datetime | None:
    with store.read() as session:
        return reminders.next_at(session, dates.now())


def _minutes(**span: float) -> datetime:
    return NOW + timedelta(**span)


def test_it_rings_so_long_before_and_not_sooner(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=15, seconds=1))
    assert _due(store) == []
    assert _next_at(store) == _minutes(seconds=1)
    clock.forward(seconds=1)
    (ringing,) = _due(store)
    assert (ringing.name, ringing.at, ringing.rings) == ("Call", _minutes(minutes=15, seconds=1), _minutes(seconds=1))


@pytest.mark.parametrize("values", [{"done": True}, {"remind": None}])
def test_what_is_done_or_wants_no_reminder_never_rings(store: Store, values: dict[str, Any]) -> None:
    _plan(store, **{"starts": _minutes(minutes=5), "remind": 15, **values})
    assert (_due(store), _next_at(store)) == ([], None)


def test_a_reminder_says_with_whom(store: Store) -> None:
    with store.act("People") as session:
        account = records.create(session, Account, {"name": "Kan-code"})
        contact = records.create(session, Contact, {"name": "Anna Berg", "account_id": account.id})
    _plan(store, _minutes(minutes=5), contact_id=contact.id)
    assert _due(store)[0].people == ("Anna Berg", "Kan-code")


def test_what_begins_first_stands_first(store: Store) -> None:
    _plan(store, _minutes(minutes=40), remind=60, name="later")
    _plan(store, _minutes(minutes=4), remind=5, name="sooner")
    assert [one.name for one in _due(store)] == ["sooner", "later"]


def test_what_began_an_hour_ago_does_not_begin_to_ring(store: Store) -> None:
    _plan(store, _minutes(minutes=-59), name="just now")
    _plan(store, _minutes(minutes=-60), name="gone by")
    assert [one.name for one in _due(store)] == ["just now"]


def test_what_rang_stays_until_it_is_answered_also_over_a_restart(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=10))
    found = _due(store)
    with store.upkeep() as raw:
        reminders.keep(raw, found)
    clock.forward(hours=3)
    (ringing,) = _due(store)
    with store.upkeep() as raw:
        reminders.dismiss(raw, ringing)
    assert _due(store) == []
    clock.forward(days=400)
    assert (_due(store), _next_at(store)) == ([], None)


def test_what_was_put_off_rings_again_then(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=10))
    (ringing,) = _due(store)
    with store.upkeep() as raw:
        reminders.snooze(raw, ringing, _minutes(minutes=5))
    assert (_due(store), _next_at(store)) == ([], _minutes(minutes=5))
    clock.forward(minutes=5)
    assert _due(store) == [ringing]


def test_what_is_moved_rings_anew(store: Store, clock: FrozenClock) -> None:
    planned = _plan(store, _minutes(minutes=10))
    found = _due(store)
    with store.upkeep() as raw:
        reminders.dismiss(raw, *found)
    with store.act("Move") as session:
        records.update(session, records.find(session, Activity, planned), {"starts": _minutes(minutes=12)})
    assert [one.at for one in _due(store)] == [_minutes(minutes=12)]
    store.undo()
    assert _due(store) == []


def test_finishing_ends_it_and_undo_brings_it_back(store: Store) -> None:
    _plan(store, _minutes(minutes=10))
    (ringing,) = _due(store)
    with store.act("Finish") as session:
        reminders.finish(session, ringing)
    assert _due(store) == []
    store.undo()
    assert _due(store) == [ringing]


def test_each_day_of_a_series_rings_once(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(days=-3, minutes=10), recurrence="FREQ=DAILY")
    (today,) = _due(store)
    assert (today.starts, today.recurs) == (_minutes(minutes=10), True)
    with store.upkeep() as raw:
        reminders.dismiss(raw, today)
    assert _due(store) == []
    clock.forward(days=1)
    assert [one.starts for one in _due(store)] == [_minutes(days=1, minutes=10)]


def test_a_day_of_a_series_is_finished_alone(store: Store, clock: FrozenClock) -> None:
    series = _plan(store, _minutes(minutes=10), recurrence="FREQ=DAILY")
    with store.act("Finish") as session:
        done = reminders.finish(session, reminders.due(session, dates.now())[0])
        assert (done != series, records.find(session, Activity, done).done) == (True, True)
    assert _due(store) == []
    clock.forward(days=1)
    assert [one.activity_id for one in _due(store)] == [series]


def test_a_skipped_day_does_not_ring_although_it_rang_before(store: Store) -> None:
    activity = _plan(store, _minutes(minutes=10), recurrence="FREQ=DAILY")
    found = _due(store)
    with store.upkeep() as raw:
        reminders.keep(raw, found)
    with store.act("Skip") as session:
        series.skip(session, activity, found[0].starts, "one")
    assert _due(store) == []


def test_the_next_of_a_series_is_known(store: Store, clock: FrozenClock) -> None:
    rolling.roll(store)
    _plan(store, _minutes(days=-3, minutes=60), recurrence="FREQ=DAILY")
    assert _next_at(store) == _minutes(minutes=45)


@pytest.mark.usefixtures("berlin")
def test_a_whole_day_counts_from_where_work_begins(store: Store, clock: FrozenClock) -> None:
    _plan(store, datetime(2026, 11, 20, 23, tzinfo=UTC), remind=60, all_day=True, minutes=1440)
    assert _next_at(store) == datetime(2026, 11, 21, 7, tzinfo=UTC)
    clock.at = datetime(2026, 11, 21, 6, 59, 59, tzinfo=UTC)
    assert _due(store) == []
    clock.forward(seconds=1)
    (ringing,) = _due(store)
    assert ringing.at == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.usefixtures("berlin")
def test_a_day_before_is_a_whole_day_before_also_where_the_clock_is_changed(store: Store, clock: FrozenClock) -> None:
    starts = datetime(2027, 3, 28, 13, tzinfo=UTC)
    _plan(store, starts, remind=1440)
    clock.at = starts - timedelta(days=1, seconds=1)
    assert _due(store) == []
    clock.forward(seconds=1)
    assert len(_due(store)) == 1


@pytest.mark.usefixtures("berlin")
def test_a_whole_day_on_which_the_clock_is_changed_rings_by_the_hour_of_work(store: Store, clock: FrozenClock) -> None:
    _plan(store, datetime(2027, 3, 27, 23, tzinfo=UTC), remind=0, all_day=True)
    clock.at = datetime(2027, 3, 28, 6, 59, tzinfo=UTC)
    assert _due(store) == []
    clock.forward(minutes=1)
    assert [one.at for one in _due(store)] == [datetime(2027, 3, 28, 7, tzinfo=UTC)]


def test_what_the_list_of_the_time_away_tells_does_not_ring_as_well(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=20), name="told there")
    _plan(store, _minutes(days=2, minutes=10), name="still ahead")
    with store.upkeep() as raw:
        away.stay(raw)
    clock.forward(minutes=6)
    found = _due(store)
    with store.upkeep() as raw:
        reminders.keep(raw, found)
    clock.at = _minutes(days=2)
    with store.read() as session:
        returned = away.returning(session)
    with store.upkeep() as raw:
        away.stay(raw, returned)
    assert [one.name for one in _due(store)] == ["still ahead"]
    with store.upkeep() as raw:
        away.close(raw)
    assert [one.name for one in _due(store)] == ["still ahead"]


def test_old_answers_are_swept_and_nothing_rings_because_of_it(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=10), name="answered")
    _plan(store, _minutes(minutes=11), name="never answered")
    answered, waiting = _due(store)
    with store.upkeep() as raw:
        reminders.keep(raw, [waiting])
        reminders.dismiss(raw, answered)
    clock.forward(days=4)
    with store.upkeep() as raw:
        reminders.sweep(raw, dates.now())
        assert raw.execute("SELECT count(*) FROM reminder").fetchone() == (1,)
    assert [one.name for one in _due(store)] == ["never answered"]
    clock.forward(days=60)
    with store.upkeep() as raw:
        reminders.sweep(raw, dates.now())
    assert _due(store) == []


def test_it_can_be_put_off_until_it_begins_while_that_is_ahead(store: Store, clock: FrozenClock) -> None:
    _plan(store, _minutes(minutes=10))
    (ringing,) = _due(store)
    ways = dict(reminders.ways_to_snooze(ringing, dates.now()))
    assert ways["Until it begins"] == ringing.at
    assert ways["Tomorrow morning"] == datetime(2026, 11, 21, 9).astimezone(UTC)
    assert "Until it begins" not in dict(reminders.ways_to_snooze(ringing, ringing.at))


@pytest.mark.parametrize(("chosen", "minutes"), [("", 15), ("none", None), ("0", 0), ("1440", 1440)])
def test_what_is_planned_is_called_to_mind_as_the_user_chose(
    store: Store, request: pytest.FixtureRequest, chosen: str, minutes: int | None
) -> None:
    request.addfinalizer(lambda: workday.use(workday.Workday()))
    settings = Settings()
    if chosen:
        settings["remind_before"] = chosen
    country.take_up(settings)
    with store.act("Plan") as session:
        planned = placing.create(session, "call", "Call Ann", dates.now() + timedelta(days=1), 30, False, {})
        done = placing.create(session, "call", "Called Ann", dates.now() - timedelta(days=1), 30, False, {})
        assert (planned.remind, done.remind) == (minutes, None)


def test_a_book_full_of_reminders_is_asked_as_quickly_as_an_empty_one(store: Store) -> None:
    def add(number: int) -> None:
        with store.act("Many") as session:
            for n in range(number):
                values = {"name": "Far", "starts": _minutes(days=100 + n), "remind": 15 + n % 3}
                records.create(session, Activity, values)

    add(3)
    few = _steps(store)
    add(600)
    assert _steps(store) < few + 5


def _steps(store: Store) -> int:
    """Return how many hundreds of its own small steps SQLite takes for both questions."""
    with store.read() as session:
        raw, steps = raw_of(session), list[int]()
        raw.set_progress_handler(lambda: steps.append(1), 100)
        assert reminders.due(session, NOW) == []
        assert reminders.next_at(session, NOW) is not None
        raw.set_progress_handler(None, 0)
    return len(steps)
