"""The days of series that are kept: they follow every step, roll on with time, and are right where none are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.model import Activity
from crm_desktop.services import records, series
from crm_desktop.storage import bulk, derived, occurrences, rolling
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock
from tests.zones import computer_in

START = datetime(2026, 10, 6, 9, tzinfo=UTC)
"""A Tuesday."""


def _make(store: Store, rule: str = "FREQ=WEEKLY", **values: Any) -> int:
    with store.act("New") as session:
        whole = {"name": "Review", "starts": START, "recurrence": rule, "zone": "UTC", **values}
        return records.create(session, Activity, whole).id


def _kept(store: Store, series_id: int) -> list[str]:
    with store.read() as session:
        rows = raw_of(session).execute("SELECT starts FROM occurrence WHERE activity_id = ?", (series_id,))
        return [at[:10] for (at,) in rows]


def _ends(store: Store) -> tuple[str, str] | None:
    with store.read() as session:
        kept = occurrences.window(raw_of(session))
    return None if kept is None else (kept.first[:10], kept.end[:10])


def _wrong(store: Store) -> list[str]:
    with store.read() as session:
        return derived.wrong(raw_of(session))


def _between(store: Store, first: date, end: date) -> list[tuple[int, datetime]]:
    with store.read() as session:
        ends = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, end))
        return occurrences.starts_between(raw_of(session), *ends)


@contextmanager
def _statements(store: Store) -> Iterator[list[str]]:
    """Collect what is asked of SQLite."""
    found: list[str] = []
    with store.driver() as raw:
        raw.set_trace_callback(found.append)
    yield found
    with store.driver() as raw:
        raw.set_trace_callback(None)


def test_the_window_is_whole_months_around_today_and_rolls_on_with_time(store: Store, clock: FrozenClock) -> None:
    found = _make(store)
    assert (_ends(store), _kept(store, found)) == (None, [])
    assert rolling.roll(store) is True
    assert _ends(store) == ("2026-08-01", "2028-03-01")
    assert (_kept(store, found)[0], _kept(store, found)[-1], len(_kept(store, found))) == (
        "2026-10-06",
        "2028-02-29",
        74,
    )
    assert rolling.roll(store) is False
    clock.forward(days=45)
    assert rolling.roll(store) is True
    assert _ends(store) == ("2026-08-01", "2028-05-01")
    assert (_kept(store, found)[-1], _wrong(store)) == ("2028-04-25", [])


def test_a_look_further_away_is_kept_as_far_as_that_is_cheap(store: Store, clock: FrozenClock) -> None:
    found = _make(store, "FREQ=DAILY", starts=datetime(2020, 1, 1, 9, tzinfo=UTC))
    assert rolling.cover(store, date(2026, 3, 5), date(2028, 7, 9)) is True
    assert _ends(store) == ("2026-03-01", "2028-08-01")
    assert rolling.cover(store, date(2010, 1, 1), date(2099, 1, 1)) is True
    assert _ends(store) == ("2024-11-01", "2031-12-01")
    clock.forward(days=365)
    rolling.roll(store)
    assert (_ends(store), _kept(store, found)[0]) == (("2025-11-01", "2031-12-01"), "2025-11-01")
    clock.forward(days=365 * 20)
    rolling.roll(store)
    assert (_ends(store), _kept(store, found)[0], _wrong(store)) == (("2045-11-01", "2049-03-01"), "2045-11-01", [])


def test_what_is_read_is_the_same_with_and_without_a_window(store: Store, clock: FrozenClock) -> None:
    ids = [_make(store, rule) for rule in ("FREQ=DAILY", "FREQ=WEEKLY;COUNT=9", "FREQ=MONTHLY;BYDAY=-1FR")]
    spans = [
        (date(2026, 10, 1), date(2026, 12, 1)),
        (date(2026, 5, 1), date(2026, 10, 8)),
        (date(2040, 1, 1), date(2040, 2, 1)),
    ]
    before = [_between(store, *span) for span in spans]
    rolling.roll(store)
    assert [_between(store, *span) for span in spans] == before
    assert {row for row, _at in before[0]} == set(ids)
    assert before[0] == sorted(before[0], key=lambda entry: (entry[1], entry[0]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda one: {"recurrence": "FREQ=WEEKLY;COUNT=2"}, ["2026-10-06", "2026-10-13"]),
        (lambda one: {"starts": one.starts + timedelta(days=1), "recurrence": "FREQ=WEEKLY;COUNT=1"}, ["2026-10-07"]),
        (lambda one: {"recurrence": None}, []),
    ],
)
def test_the_days_follow_a_change_and_its_undo_and_redo(
    store: Store, clock: FrozenClock, change: Callable[[Activity], dict[str, Any]], expected: list[str]
) -> None:
    rolling.roll(store)
    found = _make(store, "FREQ=WEEKLY;COUNT=3")
    before = ["2026-10-06", "2026-10-13", "2026-10-20"]
    assert _kept(store, found) == before
    with store.act("Change") as session:
        one = records.find(session, Activity, found)
        records.update(session, one, change(one))
    for days in (before, expected):
        (store.undo if days is before else store.redo)()
        assert (_kept(store, found), _wrong(store)) == (days, [])
    with store.act("Delete") as session:
        records.delete(session, Activity, [found])
    assert (_kept(store, found), _wrong(store)) == ([], [])
    store.undo()
    assert (_kept(store, found), _wrong(store)) == (expected, [])


def test_what_is_due_stands_outside_the_journal(store: Store, clock: FrozenClock) -> None:
    found = _make(store)
    with store.read() as session:
        (due,) = raw_of(session).execute("SELECT due FROM activity WHERE id = ?", (found,)).fetchone()
        entries = raw_of(session).execute(
            "SELECT op, before, after FROM journal WHERE row = ? AND tbl = 'activity'", (found,)
        )
        assert (due, entries.fetchall()) == ("2026-10-06T09:00:00.000Z", [("I", None, None)])


def test_a_step_without_a_series_costs_one_look(store: Store, clock: FrozenClock) -> None:
    rolling.roll(store)
    _make(store)
    with store.act("New") as session:
        single = records.create(session, Activity, {"name": "Call"}).id
    with _statements(store) as asked, store.act("Edit") as session:
        records.update(session, records.find(session, Activity, single), {"name": "Visit"})
    looks = [sql for sql in asked if "occurrence" in sql]
    assert len(looks) == 1
    with store.read() as session:
        plan = " ".join(str(row[3]) for row in raw_of(session).execute(f"EXPLAIN QUERY PLAN {looks[0]}"))
    assert "SCAN activity" not in plan
    assert "SCAN occurrence" not in plan


def test_thousands_that_come_in_one_step_are_made_later_and_found_at_once(store: Store, clock: FrozenClock) -> None:
    rolling.roll(store)
    own = _make(store)
    n = occurrences.AT_ONCE + 1
    columns = ("name", "starts", "recurrence", "zone")
    rows = [
        (f"Imported {i}", f"2026-11-{i % 28 + 1:02d}T08:00:00.000Z", "FREQ=MONTHLY;COUNT=3", "UTC") for i in range(n)
    ]
    with store.act("Import") as session:
        bulk.insert_rows(session, Activity, columns, rows, Task())
    assert _ends(store) is None
    november = _between(store, date(2026, 11, 1), date(2026, 12, 1))
    assert len(november) == n + 4
    assert _wrong(store) == []
    rolling.roll(store)
    assert (_between(store, date(2026, 11, 1), date(2026, 12, 1)), _wrong(store)) == (november, [])
    assert len(_kept(store, own)) == 74
    store.undo()
    assert (_ends(store), _wrong(store)) == (("2026-08-01", "2028-03-01"), [])


class _Interrupted(Task):
    """Lets something happen in the middle of the work."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self._then: Callable[[], object] | None = then

    def check(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
        super().check()


def test_a_series_that_changes_while_the_window_is_made_is_right_in_the_end(store: Store, clock: FrozenClock) -> None:
    changed, gone = _make(store), _make(store, "FREQ=DAILY")

    def meanwhile() -> None:
        with store.act("Change") as session:
            records.update(session, records.find(session, Activity, changed), {"recurrence": "FREQ=WEEKLY;COUNT=2"})
            records.delete(session, Activity, [gone])

    assert rolling.roll(store, _Interrupted(meanwhile)) is True
    assert (_ends(store), _kept(store, changed)) == (("2026-08-01", "2028-03-01"), ["2026-10-06", "2026-10-13"])
    assert (_kept(store, gone), _wrong(store)) == ([], [])


def test_work_that_is_cancelled_leaves_a_book_that_is_right(store: Store, clock: FrozenClock) -> None:
    found, task = _make(store), Task()
    task.cancel()
    with pytest.raises(Cancelled):
        rolling.roll(store, task)
    assert (_ends(store), _wrong(store)) == (None, [])
    with store.act("Skip") as session:
        series.skip(session, found, START, "one")
    assert rolling.roll(store) is True
    assert (_kept(store, found)[0], _wrong(store)) == ("2026-10-13", [])


def test_a_computer_in_another_zone_makes_anew_what_goes_by_its_clock(store: Store, clock: FrozenClock) -> None:
    with computer_in("Europe/Berlin"):
        found = _make(store, "FREQ=DAILY;COUNT=60", zone=None)
        with store.act("By this computer's clock") as session:
            records.update(session, records.find(session, Activity, found), {"zone": None})
        rolling.roll(store)
        in_berlin = _between(store, date(2026, 10, 1), date(2026, 12, 1))
        assert rolling.roll(store) is False
    with computer_in("America/New_York"):
        assert rolling.roll(store) is True
        in_new_york = _between(store, date(2026, 10, 1), date(2026, 12, 1))
        assert _wrong(store) == []
    hours = [{f"{at:%m-%d %H}" for _row, at in found} for found in (in_berlin, in_new_york)]
    assert {"10-26 10", "11-02 10"} <= hours[0]  # back on 25 October
    assert {"10-26 09", "11-02 10"} <= hours[1]  # back on 1 November


def test_a_rule_that_nobody_can_read_gives_no_days_and_hinders_nothing(store: Store, clock: FrozenClock) -> None:
    with store.act("By other means") as session:
        session.add(Activity(name="Odd", starts=START, recurrence="now and then"))
    rolling.roll(store)
    with store.act("Edit") as session:
        session.get_one(Activity, max(row.id for row in session.query(Activity))).name = "Odder"
    assert (store.undo() is not None, _wrong(store)) == (True, [])


def test_what_is_wrong_is_found(store: Store, clock: FrozenClock) -> None:
    found = _make(store, "FREQ=WEEKLY;COUNT=2")
    rolling.roll(store)
    with store.upkeep() as raw:
        raw.execute("DELETE FROM occurrence WHERE starts > '2026-10-07'")
        raw.execute("INSERT INTO occurrence VALUES (99999, '2026-10-07T09:00:00.000Z', 0, 'call')")
        raw.execute("UPDATE activity SET due = '2026-10-13T09:00:00.000Z' WHERE id = ?", (found,))
    assert _wrong(store) == [f"days of series {found}", f"due of series {found}", "days of 99999, which is no series"]
    with store.upkeep() as raw:
        occurrences.rebuild(raw)
    rolling.roll(store)
    assert _wrong(store) == []


def test_upkeep_is_no_step_and_writes_nothing_that_belongs_to_the_user(store: Store) -> None:
    before = store.next_undo()
    with store.upkeep() as raw:
        raw.execute("INSERT INTO mark VALUES ('test', '1')")
    assert store.next_undo() == before
    with pytest.raises(Exception, match="journal"), store.upkeep() as raw:
        raw.execute("UPDATE activity SET name = 'Escaped'")
