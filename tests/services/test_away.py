"""What fell due while nobody was here: each thing once, whatever happens to it meanwhile. The clock stands still."""

from __future__ import annotations

import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import away, records, series
from crm_desktop.services.away import Away, Item
from crm_desktop.storage import occurrences, rolling
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

LEFT = datetime(2026, 11, 13, 17, 30, tzinfo=UTC)
BACK = datetime(2026, 11, 20, 12, tzinfo=UTC)


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


def _plan(store: Store, starts: datetime, name: str = "Call", **values: Any) -> int:
    with store.act("Plan") as session:
        return records.create(session, Activity, {"name": name, "starts": starts, **values}).id


def _leave(store: Store, clock: FrozenClock, at: datetime = LEFT) -> None:
    clock.at = at
    with store.upkeep() as raw:
        away.stay(raw)


def _return(store: Store, clock: FrozenClock, at: datetime = BACK) -> None:
    clock.at = at
    with store.read() as session:
        returned = away.returning(session)
    with store.upkeep() as raw:
        away.stay(raw, returned)


def _away(store: Store) -> Away | None:
    with store.read() as session:
        return away.since(session)


def _items(store: Store) -> tuple[Item, ...]:
    found = _away(store)
    return () if found is None else found.items


def _names(store: Store) -> list[str]:
    return [item.name for item in _items(store)]


def _do(store: Store, what: Callable[..., bool], item: Item, *more: Any) -> bool:
    with store.act("Answer") as session:
        return what(session, item, *more)


def test_what_fell_due_meanwhile_is_told_oldest_first_and_nothing_else(store: Store, clock: FrozenClock) -> None:
    _plan(store, LEFT - timedelta(minutes=1), "before")
    _plan(store, BACK, "now")
    _plan(store, BACK - timedelta(minutes=1), "this morning")
    _plan(store, LEFT, "that evening")
    _plan(store, LEFT + timedelta(days=3), "done", done=True)
    _plan(store, BACK + timedelta(days=1), "tomorrow")
    _leave(store, clock)
    _return(store, clock)
    found = _away(store)
    assert found is not None
    assert (found.window.since, found.window.until) == (LEFT, BACK)
    assert [item.name for item in found.items] == ["that evening", "this morning"]
    assert [item.day for item in found.items] == [date(2026, 11, 13), date(2026, 11, 20)]


@pytest.mark.parametrize(
    ("left", "back"),
    [
        (datetime(2026, 11, 20, 6, tzinfo=UTC), datetime(2026, 11, 20, 21, tzinfo=UTC)),
        (datetime(2026, 11, 19, 22, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC)),
        (datetime(2026, 11, 25, 22, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC)),
    ],
)
def test_a_short_time_a_time_within_one_day_and_a_clock_set_back_tell_nothing(
    store: Store, clock: FrozenClock, left: datetime, back: datetime
) -> None:
    _plan(store, back - timedelta(hours=1))
    _leave(store, clock, left)
    _return(store, clock, back)
    assert _away(store) is None


def test_a_book_that_is_opened_for_the_first_time_tells_nothing(store: Store, clock: FrozenClock) -> None:
    _plan(store, BACK - timedelta(days=2))
    _return(store, clock)
    assert _away(store) is None


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_week_away_with_a_daily_series_gives_each_day_once(store: Store, clock: FrozenClock, is_kept: bool) -> None:
    clock.at = LEFT
    if is_kept:
        rolling.roll(store)
    first = datetime(2026, 11, 2, 9, tzinfo=UTC)
    _plan(store, first, "Look at the leads", recurrence="FREQ=DAILY")
    _leave(store, clock)
    _return(store, clock)
    assert [item.starts for item in _items(store)] == [first + timedelta(days=n) for n in range(12, 19)]
    assert all(item.recurs for item in _items(store))


def test_the_days_before_the_window_that_is_kept_are_worked_out(store: Store, clock: FrozenClock) -> None:
    left = BACK - timedelta(days=700)
    _plan(store, left + timedelta(hours=1), "Each month", recurrence="FREQ=MONTHLY")
    _leave(store, clock, left)
    clock.at = BACK
    rolling.roll(store)
    with store.upkeep() as raw:
        occurrences.drop_before(raw, "2026-10-01T00:00:00.000Z")
    _return(store, clock)
    days = [item.starts for item in _items(store)]
    assert (len(days), len(set(days)), days) == (23, 23, sorted(days))


def test_what_a_series_skips_has_given_away_or_owes_no_more_is_not_told(store: Store, clock: FrozenClock) -> None:
    first = datetime(2026, 11, 16, 9, tzinfo=UTC)
    activity = _plan(store, first, "Each day", recurrence="FREQ=DAILY")
    days = [first + timedelta(days=n) for n in range(5)]
    with store.act("Change") as session:
        series.skip(session, activity, days[2], "one")
        series.change(session, activity, days[3], "one", {"starts": BACK + timedelta(days=9)})
        series.settle(session, series.find(session, activity), days[1])
    _leave(store, clock)
    _return(store, clock)
    assert [item.starts for item in _items(store)] == [days[1], days[4]]


@pytest.mark.parametrize("what", [away.finish, away.skip])
def test_what_is_dealt_with_goes_and_undo_brings_it_back(
    store: Store, clock: FrozenClock, what: Callable[..., bool]
) -> None:
    _plan(store, BACK - timedelta(days=2), "single")
    _plan(store, datetime(2026, 11, 17, 9, tzinfo=UTC), "series", recurrence="FREQ=DAILY;COUNT=2")
    _leave(store, clock)
    _return(store, clock)
    before = _items(store)
    for item in before:
        steps = len(store.steps())
        assert _do(store, what, item)
        assert item not in _items(store)
        assert len(store.steps()) == steps + 1
    assert _away(store) is None
    for _item in before:
        store.undo()
    assert _items(store) == before


def test_finishing_one_of_a_series_leaves_the_others(store: Store, clock: FrozenClock) -> None:
    activity = _plan(store, datetime(2026, 11, 17, 9, tzinfo=UTC), "series", recurrence="FREQ=DAILY")
    _leave(store, clock)
    _return(store, clock)
    first, second, third, fourth = _items(store)
    _do(store, away.finish, second)
    assert _items(store) == (first, third, fourth)
    with store.read() as session:
        (done,) = series.detached(session, activity)
        assert (done.done, done.starts) == (True, second.starts)


def test_skipping_a_single_one_deletes_it(store: Store, clock: FrozenClock) -> None:
    activity = _plan(store, BACK - timedelta(days=2))
    _leave(store, clock)
    _return(store, clock)
    _do(store, away.skip, _items(store)[0])
    with store.read() as session:
        assert session.get(Activity, activity) is None


def test_what_is_moved_keeps_its_hour_and_is_never_overdue_at_once(store: Store, clock: FrozenClock) -> None:
    _plan(store, datetime(2026, 11, 17, 9, tzinfo=UTC), "morning")
    _plan(store, datetime(2026, 11, 17, 15, 30, tzinfo=UTC), "afternoon")
    _plan(store, datetime(2026, 11, 17, 0, tzinfo=UTC), "whole day", all_day=True)
    _leave(store, clock)
    _return(store, clock)
    for item in _items(store):
        assert _do(store, away.move, item, BACK.date())
    assert _away(store) is None
    with store.read() as session:
        found = {one.name: one.starts for one in session.query(Activity)}
    assert found == {
        "morning": datetime(2026, 11, 20, 13, tzinfo=UTC),
        "afternoon": datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
        "whole day": datetime(2026, 11, 20, 0, tzinfo=UTC),
    }


def test_one_of_a_series_that_is_moved_is_told_of_no_more(store: Store, clock: FrozenClock) -> None:
    _plan(store, datetime(2026, 11, 18, 9, tzinfo=UTC), "series", recurrence="FREQ=DAILY")
    _leave(store, clock)
    _return(store, clock)
    first, *others = _items(store)
    _do(store, away.move, first, date(2026, 11, 23))
    assert list(_items(store)) == others


def test_what_was_done_elsewhere_meanwhile_is_not_done_again(store: Store, clock: FrozenClock) -> None:
    single = _plan(store, BACK - timedelta(days=2), "single")
    activity = _plan(store, datetime(2026, 11, 17, 9, tzinfo=UTC), "series", recurrence="FREQ=DAILY;COUNT=1")
    _leave(store, clock)
    _return(store, clock)
    items = _items(store)
    with store.act("Elsewhere") as session:
        records.delete(session, Activity, [single])
        series.skip(session, activity, items[0].starts, "one")
    for item in items:
        assert not any(_do(store, what, item) for what in (away.finish, away.skip))
        assert not _do(store, away.move, item, BACK.date())
    assert store.steps()[0].title == "Elsewhere"


def test_a_program_that_was_killed_shows_the_same_list_again(store: Store, clock: FrozenClock) -> None:
    _plan(store, BACK - timedelta(days=2))
    _leave(store, clock)
    _return(store, clock)
    before = _away(store)
    _return(store, clock, BACK + timedelta(hours=1))
    assert _away(store) == before
    _plan(store, BACK + timedelta(days=1), "later")
    _return(store, clock, BACK + timedelta(days=2))
    assert _names(store) == ["Call", "later"]


def test_nothing_is_told_twice_once_the_list_was_closed(store: Store, clock: FrozenClock) -> None:
    _plan(store, BACK - timedelta(days=2), "first time")
    _leave(store, clock)
    _return(store, clock)
    with store.upkeep() as raw:
        away.close(raw)
    assert _away(store) is None
    _plan(store, BACK + timedelta(days=1), "second time")
    _return(store, clock, BACK + timedelta(days=2))
    assert _names(store) == ["second time"]


def test_a_list_with_which_all_was_done_does_not_go_on(store: Store, clock: FrozenClock) -> None:
    _plan(store, BACK - timedelta(days=2), "first time")
    _leave(store, clock)
    _return(store, clock)
    _do(store, away.finish, _items(store)[0])
    _plan(store, BACK + timedelta(hours=2), "while it was open")
    _leave(store, clock, BACK + timedelta(hours=3))
    _plan(store, BACK + timedelta(days=1), "second time")
    _return(store, clock, BACK + timedelta(days=2))
    assert _names(store) == ["second time"]


@pytest.mark.usefixtures("berlin")
def test_a_whole_day_has_until_its_end(store: Store, clock: FrozenClock) -> None:
    for day, name in ((12, "over when he left"), (13, "that day"), (19, "yesterday"), (20, "today")):
        starts = datetime(2026, 11, day, 0).astimezone(UTC)
        _plan(store, starts, name, all_day=True, minutes=1440)
    _leave(store, clock)
    _return(store, clock)
    assert _names(store) == ["that day", "yesterday"]


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("sunday", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_series_over_the_change_of_the_clock_gives_each_day_once(
    store: Store, clock: FrozenClock, sunday: date
) -> None:
    def at(days: int) -> datetime:
        return datetime(sunday.year, sunday.month, sunday.day, 2, 30).replace(tzinfo=None) + timedelta(days=days)

    _plan(store, at(-5).astimezone(UTC), "Night", recurrence="FREQ=DAILY")
    _plan(store, datetime.combine(sunday - timedelta(days=5), datetime.min.time()).astimezone(UTC), "Whole day",
          recurrence="FREQ=DAILY", all_day=True)  # fmt: skip
    _leave(store, clock, (at(-2) + timedelta(hours=12)).astimezone(UTC))
    _return(store, clock, (at(2) + timedelta(hours=12)).astimezone(UTC))
    found = {name: [item.day for item in _items(store) if item.name == name] for name in ("Night", "Whole day")}
    assert found["Night"] == [sunday + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert found["Whole day"] == [sunday + timedelta(days=n) for n in (-2, -1, 0, 1)]
    _do(store, away.move, next(item for item in _items(store) if item.name == "Whole day"), sunday)
    with store.read() as session:
        moved = session.query(Activity).filter(Activity.series_id.is_not(None)).one()
        assert moved.starts.astimezone().hour == 0


def test_whose_birthday_was_missed_is_told_with_the_rest(store: Store, clock: FrozenClock) -> None:
    with store.act("Contacts") as session:
        for name, day in (("Missed", 15), ("That day", 13), ("Today", 20)):
            records.create(session, Contact, {"name": name, "birthday": date(1980, 11, day)})
    _leave(store, clock)
    _return(store, clock)
    assert _away(store) is None, "a birthday alone is no list"
    _plan(store, BACK - timedelta(days=1))
    found = _away(store)
    assert found is not None
    assert [(entry.title, entry.first) for entry in found.birthdays] == [("Birthday: Missed", date(2026, 11, 15))]


def test_a_line_knows_with_whom_and_where_it_leads(store: Store, clock: FrozenClock) -> None:
    with store.act("Account") as session:
        account = records.create(session, Account, {"name": "Kan-code"}).id
    _plan(store, BACK - timedelta(days=2), account_id=account)
    alone = _plan(store, BACK - timedelta(days=1), "alone")
    _leave(store, clock)
    _return(store, clock)
    assert [(item.people, item.on) for item in _items(store)] == [
        (("Kan-code",), ("account", account)),
        ((), ("activity", alone)),
    ]
