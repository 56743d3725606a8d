"""Series over changes of the clock, at the ends of months, and after random steps: what is kept is what the rules give."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm_desktop.base.errors import UserError
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import activities, records, series
from crm_desktop.services.series import Which
from crm_desktop.storage import occurrences, rolling
from crm_desktop.storage.store import Store, raw_of
from tests.services.series_days import BERLIN, LORD_HOWE, NEW_YORK, START, change, days, make, row, state, wall, wrong
from tests.zones import computer_in


@pytest.mark.parametrize(
    ("zone", "first", "hour", "minute", "expected"),
    [
        (BERLIN, date(2026, 10, 24), 2, 30, ["00:30", "00:30", "01:30"]),  # the hour comes twice: the first of them
        (BERLIN, date(2027, 3, 27), 2, 30, ["01:30", "01:30", "00:30"]),  # left out: by the clock of the night before
        (NEW_YORK, date(2026, 10, 31), 9, 0, ["13:00", "14:00", "14:00"]),
        (NEW_YORK, date(2027, 3, 13), 9, 0, ["14:00", "13:00", "13:00"]),
        (LORD_HOWE, date(2026, 10, 3), 9, 0, ["22:30", "22:00", "22:00"]),  # by half an hour
        (LORD_HOWE, date(2027, 4, 3), 9, 0, ["22:00", "22:30", "22:30"]),
    ],
)
def test_days_keep_their_hour_when_the_clock_changes(
    book: Store, zone: str, first: date, hour: int, minute: int, expected: list[str]
) -> None:
    found = make(book, "FREQ=DAILY;COUNT=3", wall(first, hour, minute, zone), zone=zone)
    with book.read() as session:
        around = (wall(first - timedelta(days=2)), wall(first + timedelta(days=9)))
        moments = occurrences.starts_between(raw_of(session), *around)
    assert [f"{at:%H:%M}" for row_id, at in moments if row_id == found] == expected
    for _row, at in moments:  # each is found again by its moment
        change(book, found, at, "one", {"name": "Apart"})
    assert (days(book, found), wrong(book)) == ([], [])


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE])
def test_a_whole_day_series_begins_at_its_midnight_and_stays_on_its_days(book: Store, zone: str) -> None:
    with computer_in(zone):
        found = make(book, "FREQ=DAILY;COUNT=160", wall(date(2026, 10, 1), 15, zone=zone), all_day=True, zone=None)
        whole = row(book, found)
        assert (whole.zone, whole.starts) == (zone, wall(date(2026, 10, 1), 0, zone=zone))
        moments = expansion.between(series.pattern_of(whole), whole.starts, wall(date(2028, 1, 1)))
        assert {f"{at.astimezone():%H:%M}" for at in moments} == {"00:00"}
        assert len({at.astimezone().date() for at in moments}) == 160


def test_thirty_first_and_leap_day_come_where_they_are(book: Store) -> None:
    months = make(book, "FREQ=MONTHLY", wall(date(2026, 8, 31)))
    assert days(book, months, date(2026, 8, 1)) == ["08-31 09:00", "10-31 09:00", "12-31 09:00"]
    leap = make(book, "FREQ=YEARLY", wall(date(2024, 2, 29)))
    assert days(book, leap, date(2024, 1, 1), date(2034, 1, 1)) == ["02-29 09:00"] * 3


RULES = (
    "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;COUNT=20", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;UNTIL=20270401", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;COUNT=9",
)  # fmt: skip
Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("one", "later", "all", "skip one", "skip later", "skip all", "finish", "settle", "undo", "redo")
        ),
        st.integers(0, 40),
        st.integers(-30, 30),
    ),
    min_size=1,
    max_size=8,
)


def a_day(store: Store, pick: int) -> tuple[int, datetime] | None:
    """Return some day of some series."""
    with store.read() as session:
        found = occurrences.starts_between(raw_of(session), wall(START, 0), wall(date(2027, 6, 1)))
    return found[pick % len(found)] if found else None


def take(store: Store, step: Step) -> bool:
    """Do a step; a later hour is that many hours after, and each fifth of them a day."""
    what, pick, hours = step
    if what in ("undo", "redo"):
        return (store.undo() if what == "undo" and len(store.steps()) > 1 else store.redo()) is not None
    day = a_day(store, pick)
    if day is None:
        return False
    found, at = day
    to = {"starts": at + timedelta(days=hours // 5, hours=hours % 5)}
    with store.act(what) as session:
        whole = records.find(session, Activity, found)
        if what == "finish":
            activities.finish(session, whole, at=at)
        elif what == "settle":
            series.settle(session, whole, at)
        elif what.startswith("skip"):
            series.skip(session, found, at, _which(what.removeprefix("skip ")))
        else:
            series.change(session, found, at, _which(what), to)
    return True


def _which(what: str) -> Which:
    assert what in ("one", "later", "all")
    return what  # type: ignore[return-value]  # mypy does not narrow a text by a tuple of literals


@pytest.fixture(params=[BERLIN, NEW_YORK, LORD_HOWE])
def abroad(request: pytest.FixtureRequest, book: Store) -> Iterator[Store]:
    """The book on a computer in one of three zones."""
    with computer_in(request.param):
        rolling.roll(book)
        yield book


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=st.sampled_from(RULES), hour=st.integers(0, 23), local=st.booleans(), all_day=st.booleans(), steps=STEPS)
@example(rule="FREQ=DAILY;INTERVAL=3", hour=2, local=True, all_day=False, steps=[("all", 4, 1), ("later", 3, 6)])
def test_after_any_steps_the_days_that_are_kept_are_those_of_the_rules(
    abroad: Store, rule: str, hour: int, local: bool, all_day: bool, steps: list[Step]
) -> None:
    with abroad.act("Anew") as session:
        records.delete(session, Activity, [one for (one,) in raw_of(session).execute("SELECT id FROM activity")])
    values = {"all_day": all_day, "minutes": 1440 if all_day else 30}
    found = make(abroad, rule, wall(START, hour), **values)
    if local:
        with abroad.act("By this computer's clock") as session:
            records.update(session, records.find(session, Activity, found), {"zone": None})
    states = [state(abroad)]
    for step in steps:
        try:
            if not take(abroad, step):
                continue
        except UserError:
            assert state(abroad) == states[-1]
            continue
        assert wrong(abroad) == []
        if step[0] not in ("undo", "redo") and state(abroad) != states[-1]:
            after = state(abroad)
            assert abroad.undo() is not None
            assert state(abroad) == states[-1]
            assert wrong(abroad) == []
            assert abroad.redo() is not None
            assert state(abroad) == after
        states.append(state(abroad))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=st.sampled_from(RULES), hour=st.integers(0, 23), pick=st.integers(0, 40), all_day=st.booleans())
def test_cutting_a_series_in_two_loses_and_adds_no_day(
    book: Store, rule: str, hour: int, pick: int, all_day: bool
) -> None:
    span = (wall(date(2026, 1, 1)), wall(date(2030, 1, 1)))
    found = make(book, rule, wall(START, hour), all_day=all_day)
    pattern = functools.partial(lambda one: expansion.between(series.pattern_of(row(book, one)), *span))
    before = pattern(found)
    later = change(book, found, before[pick % len(before)], "later", {"name": "Cut"})
    assert pattern(found)[: len(before)] + (pattern(later) if later != found else []) == before
