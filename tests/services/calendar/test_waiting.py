"""What waits beside the calendar for a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from crm_desktop.model import Activity, Contact, Seller
from crm_desktop.services import calendar, records
from crm_desktop.services.calendar import BY_KEY, Shown, placing
from crm_desktop.storage.store import Store


def _at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _add(store: Store, **values: Any) -> None:
    with store.act("New") as session:
        records.create(session, Activity, {"kind": "task", **values})


def _titles(store: Store, limit: int = 50, **shown: Any) -> list[str]:
    with store.read() as session:
        return [one.title for one in calendar.to_do(session, limit, Shown(**shown))]


def test_what_was_missed_comes_first_then_the_tasks_then_birthdays(store: Store) -> None:
    with store.act("New") as session:
        for name, day in (("Today", 20), ("In a week", 27), ("Later", 28)):
            records.create(session, Contact, {"name": name, "birthday": date(1980, 11, day)})
    _add(store, name="In March", starts=_at(1, month=12))
    _add(store, name="This morning", starts=_at(20, 8))
    _add(store, name="Missed call", kind="call", starts=_at(19))
    _add(store, name="Missed task", starts=_at(2))
    _add(store, name="Coming call", kind="call", starts=_at(23))
    _add(store, name="Done", starts=_at(19), done=True)
    _add(store, name="Fair that is still on", kind="visit", starts=_at(19, 0), all_day=True, minutes=3 * 1440)
    expected = ["Missed task", "Missed call", "This morning", "In March"]
    assert _titles(store) == [*expected, "Birthday: Today", "Birthday: In a week"]
    assert _titles(store, 2) == expected[:2]
    assert _titles(store, layers=frozenset(BY_KEY) - {"birthdays"}) == expected
    with store.read() as session:
        assert calendar.to_do_total(session) == 4


def test_of_a_series_only_the_first_day_that_is_open_waits(store: Store) -> None:
    _add(store, name="Expenses", starts=_at(6), recurrence="FREQ=WEEKLY;COUNT=3")
    for day in (6, 13, 20):
        with store.read() as session:
            (task,) = calendar.to_do(session)
        assert (task.at, task.recurs) == (_at(day), True)
        with store.act("Finish") as session:
            placing.finish(session, task)
    assert _titles(store) == []


def test_a_task_that_is_drawn_onto_a_time_stands_there(store: Store) -> None:
    _add(store, name="Quote", starts=_at(2), minutes=30)
    with store.read() as session:
        (task,) = calendar.to_do(session)
    with store.act("Move") as session:
        placing.place(session, task, _at(23, 14), None, False)
    with store.read() as session:
        (there,) = calendar.between(session, date(2026, 11, 23), date(2026, 11, 23))
    assert (there.starts, there.minutes, there.is_overdue) == (_at(23, 14), 30, False)


def test_only_what_belongs_to_one_seller_waits_for_them(store: Store) -> None:
    with store.act("New") as session:
        ida = records.create(session, Seller, {"name": "Ida"}).id
    _add(store, name="Hers", starts=_at(2), owner_id=ida)
    _add(store, name="Nobody's", starts=_at(2))
    assert _titles(store, owner_id=ida) == ["Hers"]
