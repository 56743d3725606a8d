"""The same calendar again, after the user has changed here what came from it: nothing of that is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_intake
from crm_desktop.model import Activity, Attendee
from crm_desktop.services import activities, editing, records, series
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.exchange.calendars import Occurrence, bring_in, counts, event, occurrences, only, read
from tests.zones import computer_in

SERIES = event("RRULE:FREQ=DAILY;COUNT=9", starts="DTSTART;TZID=Europe/Berlin:20261124T100000")
MOVED = event("RECURRENCE-ID:20261126T090000Z", starts="DTSTART:20261126T120000Z", title="Later")
ONWARDS = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261127T090000Z", starts="DTSTART:20261127T130000Z", title="Later")
SINGLE = event("DURATION:PT1H", "LOCATION:Here", "ATTENDEE;CN=Bo;PARTSTAT=ACCEPTED:mailto:bo@x.example", "BEGIN:VALARM",
               "TRIGGER:-PT15M", "END:VALARM")  # fmt: skip
TASK = "VTODO\nUID:1\nSUMMARY:Send\nDUE:20261124T090000Z\nSTATUS:NEEDS-ACTION"
HOUR = timedelta(hours=1)

Deed = Callable[[Session, Activity], object]


@pytest.fixture(autouse=True)
def _berlin(clock: FrozenClock) -> Iterator[None]:
    with computer_in("Europe/Berlin"):
        yield


def day(n: int) -> datetime:
    """Return when the series has its day in November 2026, or in December beyond the thirtieth."""
    return datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(days=n - 1)


def later(session: Session, one: Activity) -> object:
    return series.change(session, one.id, day(28), "later", {"starts": day(28) + 4 * HOUR, "name": "Mine"})


def twice_later(session: Session, one: Activity) -> object:
    rest = series.change(session, one.id, day(25), "later", {"name": "Mine"})
    return series.change(session, rest.id, day(27), "later", {"minutes": 90})


def end_of_moved(session: Session, _one: Activity) -> object:
    return records.delete(session, Activity, [session.query(Activity).filter_by(name="Later").one().id])


BY_HAND: dict[str, tuple[tuple[str, ...], Deed]] = {
    "subject": ((SINGLE,), lambda s, one: records.update(s, one, {"name": "Mine", "location": None, "remind": None})),
    "moved": ((SINGLE,), lambda s, one: records.update(s, one, {"starts": day(25), "minutes": 30})),
    "made a whole day": ((SINGLE,), lambda s, one: records.update(s, one, {"all_day": True, "minutes": 1440})),
    "deleted": ((SINGLE,), lambda s, one: records.delete(s, Activity, [one.id])),
    "declined": ((SINGLE,), lambda s, _one: records.update(s, s.query(Attendee).one(), {"presence": "declined"})),
    "taken off": ((SINGLE,), lambda s, _one: records.delete(s, Attendee, [s.query(Attendee).one().id])),
    "task done": ((TASK,), activities.finish),
    "all moved": ((SERIES, MOVED), lambda s, one: editing.update(s, one, {"starts": day(24) + HOUR})),
    "all on other days": ((SERIES,), lambda s, one: editing.update(s, one, {"recurrence": "FREQ=WEEKLY;COUNT=3"})),
    "longer": ((SERIES,), lambda s, one: editing.update(s, one, {"recurrence": "FREQ=DAILY;COUNT=12"})),
    "no series any more": ((SERIES, MOVED), lambda s, one: editing.update(s, one, {"recurrence": None})),
    "this and later": ((SERIES, MOVED), later),
    "this and later before a changed day": (
        (SERIES, MOVED),
        lambda s, one: series.change(s, one.id, day(25), "later", {"starts": day(25) + 2 * HOUR}),
    ),
    "this and later twice": ((SERIES, MOVED), twice_later),
    "later left out": ((SERIES, MOVED), lambda s, one: series.skip(s, one.id, day(25), "later")),
    "one left out": ((SERIES,), lambda s, one: series.skip(s, one.id, day(25), "one")),
    "one brought back": (
        (event("RRULE:FREQ=DAILY;COUNT=9", "EXDATE:20261125T090000Z"),),
        lambda s, one: series.bring_back(s, one.id, day(25)),
    ),
    "one moved": ((SERIES,), lambda s, one: series.change(s, one.id, day(25), "one", {"starts": day(25) + HOUR})),
    "changed day deleted": ((SERIES, MOVED), end_of_moved),
    "whole series deleted": ((SERIES, MOVED), lambda s, one: series.skip(s, one.id, day(24), "all")),
    "what goes on deleted": (
        (SERIES, ONWARDS),
        lambda s, _one: records.delete(s, Activity, [s.query(Activity).filter_by(name="Later").one().id]),
    ),
}


def look(store: Store) -> tuple[list[Occurrence], list[tuple[str, str]]]:
    """Return everything that takes place, and who is at it."""
    found = occurrences(store, [(day(1), day(90))])
    with store.read() as session:
        return sorted(found.elements()), [(one.name, one.presence) for one in session.query(Attendee)]


@pytest.mark.parametrize("what", BY_HAND)
def test_the_same_file_again_undoes_nothing_that_was_done_here(store: Store, clock: FrozenClock, what: str) -> None:
    file, deed = BY_HAND[what]
    bring_in(store, *file)
    clock.forward(hours=1)
    with store.act("By hand") as session:
        deed(session, session.get_one(Activity, 1))
    before, steps = look(store), len(store.steps())
    clock.forward(hours=1)
    assert counts(bring_in(store, *file)) == (0, 0, len(file), 0)
    assert (look(store), len(store.steps())) == (before, steps)


def later_version(text: str, at: str) -> str:
    """Return an event that says when it was changed last."""
    return f"{text}\nLAST-MODIFIED:{at}"


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("20261120T123000Z", "Mine"),
        ("20261120T133000Z", "Visit"),
        ("20271120T133000Z", "Mine"),  # what is still to come says nothing
        ("20261120T133000", "Mine"),
        ("soon", "Mine"),
    ],
)
def test_a_file_that_was_changed_after_the_record_wins(store: Store, clock: FrozenClock, at: str, name: str) -> None:
    bring_in(store, event())
    clock.forward(hours=1)
    with store.act("By hand") as session:
        records.update(session, only(session), {"name": "Mine"})
    clock.forward(hours=1)
    bring_in(store, later_version(event(), at))
    with store.read() as session:
        assert only(session).name == name


def test_what_was_deleted_stays_out_and_that_is_said_until_the_event_is_changed(
    store: Store, clock: FrozenClock
) -> None:
    bring_in(store, event())
    with store.act("Delete") as session:
        records.delete(session, Activity, [only(session).id])
    outcome = bring_in(store, event())
    said = "1 event was deleted in this book and stays out; Edit ▸ Restore deleted records brings it back."
    assert outcome.notes == [f"my.ics: {said}"]
    clock.forward(days=1)
    assert counts(bring_in(store, later_version(event(), "20261121T080000Z"))) == (1, 0, 0, 0)


def test_an_import_that_was_undone_can_be_repeated(store: Store) -> None:
    bring_in(store, SERIES, MOVED)
    store.undo()
    assert counts(bring_in(store, SERIES, MOVED)) == (2, 0, 0, 0)


def test_an_older_file_does_not_double_what_a_newer_one_has_cut(store: Store, clock: FrozenClock) -> None:
    moved = MOVED.replace("20261126", "20261128")
    bring_in(store, SERIES, moved)
    clock.forward(hours=1)
    bring_in(store, ONWARDS)
    before = look(store)
    assert counts(bring_in(store, SERIES, moved)) == (0, 0, 2, 0)
    assert look(store) == before
    assert len(before[0]) == 9


def test_a_newer_file_keeps_the_end_of_a_series_that_goes_on_as_another(store: Store, clock: FrozenClock) -> None:
    bring_in(store, SERIES)
    clock.forward(hours=1)
    with store.act("By hand") as session:
        later(session, only(session))
    clock.forward(days=1)
    longer = SERIES.replace("COUNT=9", "COUNT=12").replace("T100000", "T110000")
    bring_in(store, later_version(longer, "20261121T100000Z"))
    with store.read() as session:
        assert [(one.name, one.recurrence) for one in session.query(Activity)] == [
            ("Visit", "FREQ=DAILY;UNTIL=20261127"),
            ("Mine", "FREQ=DAILY;COUNT=5"),
        ]
    assert len(look(store)[0]) == 9


def test_a_series_at_another_hour_takes_along_its_changed_days(store: Store) -> None:
    bring_in(store, SERIES, MOVED)
    bring_in(store, SERIES.replace("T100000", "T110000"))
    with store.read() as session:
        whole, moved = session.query(Activity).order_by(Activity.id)
        assert (moved.original, whole.skipped) == ("2026-11-26T10:00:00.000Z", "2026-11-26T10:00:00.000Z")
        assert moved.starts == datetime(2026, 11, 26, 13, tzinfo=UTC)


def test_a_series_that_begins_later_leaves_its_changed_days_where_they_are(store: Store) -> None:
    bring_in(store, SERIES, MOVED)
    bring_in(store, SERIES.replace("20261124T", "20261125T"))
    with store.read() as session:
        assert session.get_one(Activity, 2).original == "2026-11-26T09:00:00.000Z"


def test_a_changed_day_that_came_before_its_series_finds_its_place(store: Store) -> None:
    bring_in(store, MOVED)
    bring_in(store, SERIES, MOVED)
    assert len(look(store)[0]) == 9
    assert counts(bring_in(store, SERIES, MOVED)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (event(title="A"), event(title="B"), "B"),
        (event("SEQUENCE:1", title="A"), event(title="B"), "A"),
        (later_version(event(title="A"), "20261120T080000Z"), later_version(event(title="B"), "20261119T080000Z"), "A"),
    ],
)
def test_of_several_files_with_one_event_the_newest_counts_and_all_of_them_again_change_nothing(
    store: Store, first: str, last: str, name: str
) -> None:
    files = [read(first), read(last)]
    ical_intake.take_all(store, files, Task())
    again = ical_intake.take_all(store, files, Task())
    assert [(tally.new, tally.changed, tally.same) for tally in again.tallies] == [(0, 0, 1), (0, 0, 1)]
    with store.read() as session:
        assert only(session).name == name
