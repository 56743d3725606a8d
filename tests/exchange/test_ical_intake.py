"""Calendars that come into the book: what becomes of their events, and that the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_intake, ical_onwards
from crm_desktop.model import Activity, Attendee, Contact, Seller
from crm_desktop.services import activities, records, series
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.exchange.calendars import bring_in, calendar, counts, event, occurrences, only, read
from tests.zones import computer_in

SERIES = event("RRULE:FREQ=DAILY;COUNT=9", starts="DTSTART;TZID=Europe/Berlin:20261124T100000")
MOVED = event("RECURRENCE-ID:20261126T090000Z", starts="DTSTART:20261126T120000Z", title="Later")
ONWARDS = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261127T090000Z", starts="DTSTART:20261127T130000Z", title="Later")
EVENING = event("RECURRENCE-ID:20261129T090000Z", starts="DTSTART:20261129T170000Z", title="Evening")
CANCELLED_DAY = event("RECURRENCE-ID:20261127T090000Z", "STATUS:CANCELLED", starts="DTSTART:20261127T090000Z")


@pytest.fixture(autouse=True)
def _berlin(clock: FrozenClock) -> Iterator[None]:
    with computer_in("Europe/Berlin"):
        yield


def test_an_event_becomes_an_activity_and_undo_takes_it_back(store: Store) -> None:
    assert counts(bring_in(store, event("DURATION:PT1H", "CATEGORIES:Visit"))) == (1, 0, 0, 0)
    with store.read() as session:
        made = only(session)
        assert (made.name, made.kind, made.minutes, made.reference, made.done) == ("Visit", "visit", 60, "1", False)
        assert made.starts == datetime(2026, 11, 24, 9, tzinfo=UTC)
    store.undo()
    with store.read() as session:
        assert session.query(Activity).count() == 0


@pytest.mark.parametrize(
    "components",
    [
        (event("DURATION:PT1H"),),
        (event(uid=""),),
        (SERIES, MOVED, CANCELLED_DAY),
        (MOVED,),
        (event("RRULE:FREQ=YEARLY", starts="DTSTART;VALUE=DATE:19840303"),),
        (event("ATTENDEE;CN=Bo;PARTSTAT=ACCEPTED:mailto:bo@x.example"),),
        ("VTODO\nUID:1\nSUMMARY:Send",),
        (event(starts="DTSTART:20261124T090000Z"), event(starts="DTSTART:20261125T090000Z")),
    ],
)
def test_the_same_calendar_again_changes_nothing_also_later(
    store: Store, clock: FrozenClock, components: tuple[str, ...]
) -> None:
    first = counts(bring_in(store, *components))
    clock.forward(days=30)
    assert counts(bring_in(store, *components)) == (0, 0, first[0], 0)
    assert len(store.steps()) == 1


def test_what_differs_is_changed_and_what_the_file_does_not_say_stays(store: Store) -> None:
    bring_in(store, event("LOCATION:Here", "DESCRIPTION:Theirs"))
    with store.act("Mine") as session:
        records.update(session, only(session), {"kind": "call", "outcome": "My notes"})
    changed = event("LOCATION:There", starts="DTSTART:20261125T090000Z")
    assert counts(bring_in(store, changed)) == (0, 1, 0, 0)
    with store.read() as session:
        found = only(session)
        assert (found.location, found.outcome, found.kind) == ("There", "My notes", "call")
        assert found.starts == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_what_lies_behind_us_counts_as_done_and_that_is_said(store: Store) -> None:
    past = event(starts="DTSTART:20261101T090000Z", title="Was")
    outcome = bring_in(store, past, "VTODO\nUID:2\nSUMMARY:Owed\nDUE:20261101T090000Z")
    with store.read() as session:
        assert {row.name: row.done for row in session.query(Activity)} == {"Was": True, "Owed": False}
    assert outcome.notes == ["What lies before today was taken for done."]


def test_what_is_done_keeps_its_time(store: Store) -> None:
    bring_in(store, event())
    with store.act("Finish") as session:
        activities.finish(session, only(session))
    assert counts(bring_in(store, event())) == (0, 0, 1, 0)


def test_a_series_owes_nothing_for_the_past(store: Store) -> None:
    bring_in(store, event("RRULE:FREQ=DAILY", starts="DTSTART;TZID=Europe/Berlin:20200101T100000"))
    with store.read() as session:
        made = only(session)
        assert (made.recurrence, made.zone) == ("FREQ=DAILY", "Europe/Berlin")
        assert (made.settled, made.due) == ("2026-11-20T12:00:00.000Z", "2026-11-21T09:00:00.000Z")


def test_a_changed_day_is_a_record_of_its_own_in_its_series(store: Store) -> None:
    assert counts(bring_in(store, SERIES, MOVED, CANCELLED_DAY)) == (2, 0, 0, 0)
    with store.read() as session:
        series, moved = session.query(Activity).order_by(Activity.id)
        assert (moved.series_id, moved.original, moved.name) == (series.id, "2026-11-26T09:00:00.000Z", "Later")
        assert series.skipped == "2026-11-26T09:00:00.000Z 2026-11-27T09:00:00.000Z"


def test_a_changed_day_that_comes_alone_finds_its_series_in_the_book(store: Store) -> None:
    bring_in(store, SERIES)
    assert counts(bring_in(store, MOVED)) == (1, 0, 0, 0)
    with store.read() as session:
        series, moved = session.query(Activity).order_by(Activity.id)
        assert (moved.series_id, series.skipped) == (series.id, "2026-11-26T09:00:00.000Z")


def at_two(found: Store) -> list[str]:
    """Return the days of all series in November and December, and what stands apart, by the clock of Berlin."""
    span = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    times = ((at.astimezone(), name) for name, at, _minutes, _all_day in occurrences(found, [span]).elements())
    return [f"{at:%d %H} {name}" for at, name in sorted(times)]


ALL_OF_IT = ["24 10 Visit", "25 10 Visit", "26 10 Visit", "27 14 Later", "28 14 Later", "29 18 Evening", "30 14 Later",
             "01 14 Later", "02 14 Later"]  # fmt: skip


def test_a_change_of_all_later_days_cuts_the_series_and_the_same_file_again_changes_nothing(store: Store) -> None:
    file = (SERIES, ONWARDS, EVENING)
    assert counts(bring_in(store, *file)) == (3, 0, 0, 0)
    assert (at_two(store), counts(bring_in(store, *file))) == (ALL_OF_IT, (0, 0, 3, 0))


@pytest.mark.parametrize(
    ("file", "evening"), [((SERIES, ONWARDS, EVENING), "29 18 Evening"), ((ONWARDS,), "29 22 Evening")]
)
def test_a_series_of_the_book_goes_on_changed_and_takes_along_what_stands_apart(
    store: Store, file: tuple[str, ...], evening: str
) -> None:
    bring_in(store, SERIES, EVENING)
    with store.act("Finish") as session:
        whole = session.query(Activity).filter_by(name="Visit").one()
        activities.finish(session, whole, at=datetime(2026, 11, 28, 9, tzinfo=UTC))
        series.skip(session, whole.id, datetime(2026, 12, 1, 9, tzinfo=UTC), "one")
    outcome = bring_in(store, *file)
    assert (outcome.tallies[0].new, outcome.tallies[0].refused) == (1, 0)
    found = at_two(store)
    assert found == ["20 13 Visit", *ALL_OF_IT[:4], evening, "30 14 Later", "02 14 Later"], "what is done stays"
    assert counts(bring_in(store, *file)) == (0, 0, len(file), 0)
    assert at_two(store) == found


def test_later_days_that_are_cancelled_end_a_series_of_the_book(store: Store) -> None:
    bring_in(store, SERIES)
    bring_in(store, ONWARDS.replace("RECURRENCE", "STATUS:CANCELLED\nRECURRENCE"))
    assert at_two(store) == ALL_OF_IT[:3]


def test_later_days_of_a_series_that_nobody_knows_are_said_and_one_is_taken(store: Store) -> None:
    outcome = bring_in(store, ONWARDS)
    assert [problem.reason for problem in outcome.tallies[0].problems] == [ical_onwards.why_not()]
    assert at_two(store) == ["27 14 Later"]


def test_a_day_that_was_finished_here_does_not_come_back(store: Store) -> None:
    bring_in(store, SERIES)
    with store.act("Finish") as session:
        activities.finish(session, only(session))
    with store.read() as session:
        before = session.query(Activity).order_by(Activity.id).first()
        assert before is not None
        skipped = before.skipped
    assert skipped is not None
    assert counts(bring_in(store, SERIES)) == (0, 0, 1, 0)
    with store.read() as session:
        assert session.get_one(Activity, 1).skipped == skipped


def test_a_series_at_another_hour_takes_along_the_days_that_were_left_out_here(store: Store) -> None:
    bring_in(store, SERIES)
    with store.act("Skip") as session:
        only(session).skipped = "2026-11-25T09:00:00.000Z"
    bring_in(store, SERIES.replace("T100000", "T110000"))
    with store.read() as session:
        assert only(session).skipped == "2026-11-25T10:00:00.000Z"


def test_a_cancelled_event_is_left_out_and_one_in_the_book_is_named(store: Store) -> None:
    assert counts(bring_in(store, event("STATUS:CANCELLED"))) == (0, 0, 0, 0)
    bring_in(store, event())
    outcome = bring_in(store, event("STATUS:CANCELLED"))
    assert outcome.notes[-1] == "my.ics: “Visit” was cancelled there; it is still in the book."
    with store.read() as session:
        assert session.query(Activity).count() == 1


def test_a_task_without_a_day_stands_on_today(store: Store) -> None:
    outcome = bring_in(store, "VTODO\nUID:1\nSUMMARY:Send")
    with store.read() as session:
        made = only(session)
        assert (dates.local_day(made.starts), made.all_day, made.kind) == (dates.today(), True, "task")
    assert outcome.notes == ["my.ics: 1 task has no day; it stands on today."]


def test_people_are_contacts_by_their_address_and_the_first_one_is_whom_it_is_with(store: Store) -> None:
    with store.act("Sample") as session:
        anna = records.create(session, Contact, {"name": "Anna Berg", "email": "Anna@berg.example"}).id
    bring_in(
        store,
        event(
            "ATTENDEE;CN=Bo;PARTSTAT=TENTATIVE:mailto:bo@x.example",
            "ATTENDEE;CN=A. Berg;PARTSTAT=ACCEPTED:mailto:anna@BERG.example",
        ),
    )
    with store.read() as session:
        assert only(session).contact_id == anna
        found = {row.name: (row.contact_id, row.presence) for row in session.query(Attendee)}
        assert found == {"Bo": (None, "tentative"), "Anna Berg": (anna, "accepted")}


def test_an_answer_is_taken_over_but_who_came_has_come(store: Store) -> None:
    asked = event("ATTENDEE;CN=Bo:mailto:bo@x.example", "ATTENDEE;CN=Cy:mailto:cy@x.example")
    bring_in(store, asked)
    with store.act("Cy came") as session:
        cy = session.query(Attendee).filter_by(name="Cy").one()
        records.update(session, cy, {"presence": "attended"})
    answered = asked.replace("CN=Bo", "CN=Bo;PARTSTAT=ACCEPTED").replace("CN=Cy", "CN=Cy;PARTSTAT=DECLINED")
    assert counts(bring_in(store, answered)) == (0, 1, 0, 0)
    with store.read() as session:
        assert {row.name: row.presence for row in session.query(Attendee)} == {"Bo": "accepted", "Cy": "attended"}


def test_an_event_may_be_given_an_owner(store: Store) -> None:
    with store.act("Sample") as session:
        seller = records.create(session, Seller, {"name": "Anna"}).id
    ical_intake.take_all(store, [read(event())], Task(), owner_id=seller)
    with store.read() as session:
        assert only(session).owner_id == seller


def test_what_is_wrong_is_counted_with_its_line(store: Store) -> None:
    outcome = bring_in(store, event(starts="DTSTART:soon", uid="1"), event("DTEND:None", uid="2"))
    assert counts(outcome) == (1, 0, 0, 1)
    assert [(problem.line, problem.refused) for problem in outcome.problems] == [(3, True), (8, False)]


def test_a_dry_run_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "my.ics"
    path.write_bytes(calendar(event()))
    outcome = ical_intake.bring_in(store, [path], Task(), dry_run=True)
    assert counts(outcome) == (1, 0, 0, 0)
    assert store.steps() == []


def test_several_files_are_one_step_and_one_that_is_none_costs_no_other(store: Store, tmp_path: Path) -> None:
    for name, content in (("a.ics", calendar(event(uid="a"))), ("b.ics", calendar(event(uid="b"))), ("c.ics", b"no")):
        (tmp_path / name).write_bytes(content)
    outcome = ical_intake.bring_in(store, [tmp_path / f"{name}.ics" for name in "abc"], Task())
    assert [tally.new for tally in outcome.tallies] == [1, 1]
    assert outcome.notes[0].startswith("“c.ics” is no calendar.")
    assert [step.title for step in store.steps()] == ["Import 2 calendars"]
    with pytest.raises(UserError, match="is no calendar"):
        ical_intake.bring_in(store, [tmp_path / "c.ics"], Task())
