"""Free time, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import workday
from crm_desktop.base.errors import UserError
from crm_desktop.base.workday import Workday
from crm_desktop.model import Activity, Seller
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.services.calendar import Entry, free, free_day, free_reply, free_words
from crm_desktop.services.calendar.free import Ask
from crm_desktop.services.calendar.free_day import AFTERNOON, MORNING
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

FRIDAY, MONDAY, NEXT_FRIDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _usual_hours() -> Iterator[None]:
    yield
    workday.use(Workday())


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def _busy(store: Store, *spans: tuple[datetime, int], **values: Any) -> None:
    with store.act("New") as session:
        for number, (starts, minutes) in enumerate(spans):
            usual = {"name": f"Meeting {number}", "kind": "meeting", "starts": starts, "minutes": minutes}
            records.create(session, Activity, {**usual, **values})


def _found(store: Store, minutes: int, first: date, last: date, **asked: Any) -> list[tuple[int, str, str]]:
    """Return day, time and reason of each slot; all of them are as long as asked for."""
    with store.read() as session:
        slots = free.slots(session, Ask(minutes, first, last), **asked)
    assert all(one.ends - one.starts == timedelta(minutes=minutes) for one in slots)
    return [(one.starts.day, f"{one.starts:%H:%M}", one.why) for one in slots]


def test_a_full_day_has_only_its_gaps(store: Store) -> None:
    _busy(store, (_at(23, 9), 60), (_at(23, 10, 30), 150), (_at(23, 13, 45), 135), (_at(23, 16, 0), 30))
    assert _found(store, 30, MONDAY, MONDAY) == [
        (23, "10:00", "Just between “Meeting 0” and “Meeting 1”."),
        (23, "16:30", "Right after “Meeting 3”."),
        (23, "13:00", "Right after “Meeting 1”."),  # leaves a quarter of an hour
    ]
    assert _found(store, 45, MONDAY, MONDAY) == [(23, "13:00", "Just between “Meeting 1” and “Meeting 2”.")]
    assert _found(store, 60, MONDAY, MONDAY) == []


def test_days_take_turns_and_the_nearest_come_first(store: Store) -> None:
    found = _found(store, 60, MONDAY, NEXT_FRIDAY, limit=10)
    assert len(found) == 10
    assert [day for day, _time, _why in found] == sorted(day for day, _time, _why in found)
    assert {day: sum(1 for one in found if one[0] == day) for day, _time, _why in found} == {23: 3, 24: 3, 25: 3, 26: 1}
    assert found[0] == (23, "09:00", "The whole day is free.")


def test_what_is_over_today_and_days_off_are_not_offered(store: Store, clock: FrozenClock) -> None:
    clock.at = _at(20, 15, 42)
    assert [one[:2] for one in _found(store, 30, FRIDAY, date(2026, 11, 22))] == [(20, "16:30"), (20, "16:00")]
    assert _found(store, 30, date(2026, 11, 21), date(2026, 11, 22)) == []
    assert _found(store, 30, date(2026, 11, 2), date(2026, 11, 6)) == []
    clock.at = _at(20, 16, 31)
    assert _found(store, 30, FRIDAY, FRIDAY) == []
    assert _found(store, 25, FRIDAY, FRIDAY) == [(20, "16:35", "Free from 16:35 to 17:00.")]


@pytest.mark.parametrize(
    ("values", "is_busy"),
    [
        ({"kind": "meeting", "all_day": True}, True),
        ({"kind": "visit", "all_day": True, "minutes": 2880}, True),
        ({"kind": "call", "all_day": True}, False),
        ({"kind": "task"}, True),
        ({"kind": "task", "minutes": None}, False),
        ({"kind": "task", "all_day": True}, False),
        ({"kind": "email"}, False),
        ({"kind": "visit"}, True),
        ({"kind": "call", "minutes": None}, True),
    ],
)
def test_only_what_takes_time_is_in_the_way(store: Store, values: dict[str, Any], is_busy: bool) -> None:
    starts = _at(23, 0) if values.get("all_day") else _at(23, 9)
    _busy(store, (starts, 8 * 60), **values)
    first = next(iter(_found(store, 30, MONDAY, MONDAY)), None)
    assert (first is None or first[1] != "09:00") == is_busy


def test_each_day_of_a_series_is_in_the_way(store: Store) -> None:
    _busy(store, (_at(2, 9), 8 * 60), recurrence="FREQ=WEEKLY;BYDAY=MO,TU,TH,FR")
    assert {day for day, _time, _why in _found(store, 60, MONDAY, NEXT_FRIDAY)} == {25}


def test_what_another_seller_does_is_not_in_the_way(store: Store) -> None:
    with store.act("New") as session:
        ida, max_ = (records.create(session, Seller, {"name": name}).id for name in ("Ida", "Max"))
    _busy(store, (_at(23, 9), 8 * 60), owner_id=ida)
    assert not _found(store, 30, MONDAY, MONDAY, owner_id=ida)
    assert not _found(store, 30, MONDAY, MONDAY)
    assert _found(store, 30, MONDAY, MONDAY, owner_id=max_)


def test_where_the_days_have_no_time_left_the_next_days_are_offered(store: Store, clock: FrozenClock) -> None:
    clock.at = _at(22, 10)
    with store.read() as session:
        this_week = free.find(session, free_words.ask_of("30 minutes this week"), limit=2)
        from_sunday = free.find(session, free_words.ask_of("30 minutes this week", first_weekday=6), limit=2)
    assert [(one.is_later, one.slots[0].starts) for one in (this_week, from_sunday)] == [
        (True, _at(23, 9)), (False, _at(23, 9)),
    ]  # fmt: skip


def test_what_takes_whole_days_is_named_and_the_same_weekday_comes_first_instead(store: Store) -> None:
    _busy(store, (_at(24, 0), 3 * 1440), kind="visit", all_day=True, name="Install the pilot")
    _busy(store, (_at(27, 9), 200), (_at(27, 12, 20), 280))
    with store.read() as session:
        week = free.find(session, free_words.ask_of("90 min next week"))
        tuesday = free.find(session, free_words.ask_of("90 min tuesday afternoon"))
        afternoon = free.find(session, Ask(90, date(2026, 11, 24), date(2026, 11, 24), AFTERNOON))
    shown = formats_for("en")
    assert free_reply.order(week, shown) == "The best first"
    assert free_reply.in_the_way(week, shown) == [
        "Tue 24 Nov – Thu 26 Nov: “Install the pilot” takes the whole day.",
        "Fri 27 Nov: “Meeting 1” and 1 more leave no such time.",
    ]
    days = [one.starts.day for one in tuesday.slots]
    assert (set(days[:3]), days[3]) == ({1}, 30)
    assert all(one.starts.hour >= 12 for one in tuesday.slots)
    assert "Tue 1 Dec comes first" in free_reply.order(tuesday, shown)
    assert free_reply.in_the_way(tuesday, shown)[0].endswith("takes the whole afternoon.")
    assert (afternoon.slots[0].starts.day, afternoon.on_the_same) == (30, None)


def test_more_than_a_few_full_days_are_counted(store: Store) -> None:
    _busy(store, *((_at(day, 9), 480) for day in (*range(23, 28), 30)))
    with store.read() as session:
        found = free.find(session, free_words.ask_of("1 hour next 2 weeks"))
    assert len(found.blocked) == 6
    assert free_reply.in_the_way(found, formats_for("en"))[3:] == ["3 more days have no such time."]


def test_a_part_of_the_day_ends_or_begins_at_noon(store: Store) -> None:
    _busy(store, (_at(24, 13), 60))
    with store.read() as session:
        found = {
            part: [
                (one.starts.hour, one.why)
                for one in free.slots(session, Ask(180, date(2026, 11, 24), date(2026, 11, 24), part))
            ]
            for part in (MORNING, AFTERNOON)
        }
    assert found == {
        MORNING: [(9, "Free from 09:00 to 12:00.")],
        AFTERNOON: [(14, "Right after “Meeting 0”.")],
    }


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)])
def test_a_night_in_which_the_clock_changes_has_as_many_slots_as_hours(
    store: Store, in_zone: Callable[[str], None], day: date, hours: int
) -> None:
    in_zone("Europe/Berlin")
    workday.use(Workday(time(0), time(0), range(7)))
    with store.read() as session:
        found = free.slots(session, Ask(60, day, day), limit=99)
    assert len(found) == hours
    assert {one.starts.astimezone().date() for one in found} == {day}


@given(
    spans=st.lists(st.tuples(st.integers(0, 5 * 96), st.integers(1, 20)), max_size=15),
    minutes=st.sampled_from((15, 30, 50, 90)),
)
def test_no_slot_is_where_something_is_or_outside_of_work(spans: list[tuple[int, int]], minutes: int) -> None:
    busy = [_entry(_at(23, 0) + timedelta(minutes=15 * start), 15 * length) for start, length in spans]
    for n in range(5):
        day = MONDAY + timedelta(days=n)
        for _cost, slot in free_day.of_day(day, n, timedelta(minutes=minutes), busy, 9):
            assert day == slot.starts.date()
            assert time(9) <= slot.starts.time() < slot.ends.time() <= time(17)
            assert all(one.ends <= slot.starts or slot.ends <= one.starts for one in busy)


def _entry(starts: datetime, minutes: int) -> Entry:
    ends = starts + timedelta(minutes=minutes)
    usual: dict[str, Any] = {
        "layer": "activities",
        "entity": "activity",
        "id": 1,
        "title": "Meeting",
        "kind": "meeting",
        **dict.fromkeys(("detail", "owner", "account"), ""),
        **dict.fromkeys(("all_day", "done", "recurs", "can_move", "can_resize", "is_overdue"), False),
        **dict.fromkeys(("at", "owner_id", "account_id")),
    }
    return Entry(starts=starts, ends=ends, first=starts.date(), last=(ends - timedelta(seconds=1)).date(), **usual)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("30 minutes this week", Ask(30, FRIDAY, date(2026, 11, 22))),
        ("find 30 minutes this week", Ask(30, FRIDAY, date(2026, 11, 22))),
        ("1 hour tomorrow", Ask(60, date(2026, 11, 21), date(2026, 11, 21))),
        ("an hour on Tuesday", Ask(60, date(2026, 11, 24), date(2026, 11, 24), weekday=1)),
        ("90 min next week", Ask(90, MONDAY, date(2026, 11, 29))),
        ("half an hour today", Ask(30, FRIDAY, FRIDAY)),
        ("1.5 hours in the next 3 days", Ask(90, FRIDAY, date(2026, 11, 22))),
        ("1h30 within the next 2 weeks", Ask(90, FRIDAY, date(2026, 12, 3))),
        ("2 h this month", Ask(120, FRIDAY, date(2026, 11, 30))),
        ("45m next month", Ask(45, date(2026, 12, 1), date(2026, 12, 31))),
        ("90 minutes tuesday afternoon", Ask(90, date(2026, 11, 24), date(2026, 11, 24), AFTERNOON, 1)),
        ("1 hour in 3 days", Ask(60, MONDAY, MONDAY)),
        ("30 min tomorrow morning", Ask(30, date(2026, 11, 21), date(2026, 11, 21), MORNING)),
        ("30 min next week in the afternoon", Ask(30, MONDAY, date(2026, 11, 29), AFTERNOON)),
        ("1 hour this afternoon", Ask(60, FRIDAY, FRIDAY, AFTERNOON)),
        ("an hour and a half", Ask(90, FRIDAY, date(2026, 12, 3))),
        ("20 minutes free on 24 Dec", Ask(20, date(2026, 12, 24), date(2026, 12, 24))),
        ("1 hour 2026-12-01", Ask(60, date(2026, 12, 1), date(2026, 12, 1))),
    ],
)
@pytest.mark.usefixtures("clock")
def test_time_is_asked_for_in_words(text: str, ask: Ask) -> None:
    assert free_words.ask_of(text) == ask


@pytest.mark.parametrize(
    ("weekday", "this_week", "next_week"),
    [
        (0, (date(2026, 11, 22), date(2026, 11, 22)), (date(2026, 11, 23), date(2026, 11, 29))),
        (6, (date(2026, 11, 22), date(2026, 11, 28)), (date(2026, 11, 29), date(2026, 12, 5))),
        (5, (date(2026, 11, 22), date(2026, 11, 27)), (date(2026, 11, 28), date(2026, 12, 4))),
    ],
)
def test_on_a_sunday_this_week_is_the_one_of_the_users_first_weekday(
    clock: FrozenClock, weekday: int, this_week: tuple[date, date], next_week: tuple[date, date]
) -> None:
    clock.at = _at(22, 10)
    assert free_words.ask_of("30 minutes this week", weekday) == Ask(30, *this_week)
    assert free_words.ask_of("30 minutes next week", weekday) == Ask(30, *next_week)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "30 minutes this week"),
        ("this week", "30 minutes this week"),
        ("30 bananas", "30 minutes this week"),
        ("30 minutes whenever", "30 minutes this week"),
        ("30 minutes tomorrow 15:00", "30 minutes this week"),
        ("2 minutes today", "5 minutes to 12 hours"),
        ("20 hours next week", "5 minutes to 12 hours"),
        ("1 hour yesterday", "are over"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_what_is_not_understood_is_refused_with_examples(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        free_words.ask_of(text)
