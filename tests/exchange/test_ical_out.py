"""Activities that go out as iCalendar: as other programs read them, and as we read them ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_desktop.base import dates
from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.task import Task
from crm_desktop.base.text import clean
from crm_desktop.exchange import ical_in, ical_intake, ical_item, ical_lines, ical_out, ical_rows
from crm_desktop.exchange.ical_rows import Choice, Row
from crm_desktop.model import Activity, Attendee, Contact
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records, series
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.exchange.calendars import around, bring_in_file, occurrences
from tests.zones import computer_in

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _berlin(clock: FrozenClock) -> Iterator[None]:
    with computer_in("Europe/Berlin"):
        yield


def add(store: Store, **values: Any) -> int:
    """Add an activity; without more it is a meeting at ten on Tuesday 24 November 2026."""
    with store.act("Add") as session:
        usual = {"name": "Visit", "kind": "meeting", "starts": TUESDAY}
        return records.create(session, Activity, usual | values).id


def lines(store: Store, *ids: int) -> list[str]:
    """Return the unfolded lines of what goes out."""
    with store.read() as session:
        text = "".join(ical_out.write(session, ids or None))
    return text.replace("\r\n ", "").split("\r\n")


def line(store: Store, name: str) -> str:
    """Return the one line of that name in the event or task."""
    whole = lines(store)
    inside = whole[max(n for n, text in enumerate(whole) if text in ("BEGIN:VEVENT", "BEGIN:VTODO")) :]
    (found,) = [text for text in inside if text.split(":")[0].split(";")[0] == name]
    return found


def again(store: Store, tmp_path: Path) -> Store:
    """Return a fresh book with what comes of an export, after a look that the same book takes nothing of it."""
    path = tmp_path / "out.ics"
    ical_out.export(store.read, path, Choice())
    own = bring_in_file(store, path)
    assert (own.new, own.changed, own.problems) == (0, 0, [])
    fresh = create_store(tmp_path / "fresh.crm")
    assert bring_in_file(fresh, path).problems == []
    return fresh


BOOK: tuple[dict[str, Any], ...] = (
    {"minutes": 60, "location": "Room 1", "outcome": "One\nTwo; three, \\four", "remind": 15},
    {"kind": "task", "done": True},
    {"kind": "task", "minutes": 90},
    {"kind": "task", "starts": MIDNIGHT, "all_day": True},
    {"starts": MIDNIGHT, "all_day": True, "minutes": 2880, "kind": "visit"},
    {"starts": datetime(2026, 11, 24, 5, tzinfo=UTC), "all_day": True, "minutes": 1440, "zone": "America/New_York"},
    {"minutes": 0, "name": "“Größe” 大 🙂 " + "very " * 40 + "long"},
    {"recurrence": "FREQ=WEEKLY;BYDAY=TU", "minutes": 30, "zone": "Europe/Berlin"},
    {"recurrence": "FREQ=MONTHLY;BYDAY=-1FR", "zone": "America/New_York"},
    {"recurrence": "FREQ=DAILY;UNTIL=20261204", "zone": "Europe/Berlin"},
    {"recurrence": "FREQ=DAILY;UNTIL=20261204T100000", "zone": "Europe/Berlin"},
    {"recurrence": "FREQ=DAILY;UNTIL=20261204T090000Z", "zone": "UTC"},
    {"recurrence": "FREQ=YEARLY", "starts": MIDNIGHT, "all_day": True},
    {"recurrence": "FREQ=YEARLY;UNTIL=20301124T100000", "starts": MIDNIGHT, "all_day": True, "kind": "task"},
    {"recurrence": "FREQ=YEARLY;BYEASTER=1", "zone": "Europe/Berlin"},
    {"recurrence": "FREQ=DAILY;COUNT=1", "added": "2026-12-01T09:00:00.000Z 2026-12-03T15:00:00.000Z"},
    {"recurrence": "FREQ=DAILY", "skipped": "2026-11-26T09:00:00.000Z", "kind": "task", "minutes": 15},
    {"starts": TUESDAY + timedelta(milliseconds=123), "minutes": 5},
)


@pytest.mark.parametrize("values", BOOK, ids=str)
def test_what_goes_out_comes_in_as_it_was(store: Store, tmp_path: Path, values: dict[str, Any]) -> None:
    add(store, **values)
    fresh = again(store, tmp_path)
    spans = [around(TUESDAY)]
    had = occurrences(store, spans)
    assert had
    assert occurrences(fresh, spans) == {
        (name, at.replace(microsecond=0), minutes, all_day): n for (name, at, minutes, all_day), n in had.items()
    }
    with store.read() as session, fresh.read() as other:
        was, came = session.query(Activity).one(), other.query(Activity).one()
        for name in ("uid", "name", "kind", "location", "outcome", "remind", "done", "recurrence", "skipped", "added"):
            assert getattr(came, name) == getattr(was, name), name
    fresh.close()


def test_a_series_with_changed_skipped_and_finished_days_comes_in_as_it_was(store: Store, tmp_path: Path) -> None:
    row = add(store, recurrence="FREQ=WEEKLY;BYDAY=TU", minutes=30)
    with store.act("Change") as session:
        series.change(session, row, TUESDAY + timedelta(weeks=1), "one", {"starts": TUESDAY + timedelta(days=9)})
        series.skip(session, row, TUESDAY + timedelta(weeks=2), "one")
        series.detach(session, records.find(session, Activity, row), TUESDAY)
    assert sum(text.startswith("RECURRENCE-ID;TZID=Europe/Berlin:") for text in lines(store)) == 2
    assert [text for text in lines(store) if text.startswith("EXDATE")] == ["EXDATE;TZID=Europe/Berlin:20261208T100000"]
    fresh = again(store, tmp_path)
    assert occurrences(fresh, [around(TUESDAY)]) == occurrences(store, [around(TUESDAY)])
    fresh.close()


def test_a_changed_day_that_is_not_among_what_goes_out_is_an_exception(store: Store) -> None:
    row = add(store, recurrence="FREQ=WEEKLY;BYDAY=TU")
    with store.act("Change") as session:
        series.detach(session, records.find(session, Activity, row), TUESDAY)
    assert "EXDATE;TZID=Europe/Berlin:20261124T100000" in lines(store, row)
    assert not any(text.startswith("RECURRENCE-ID") for text in lines(store, row))


RULES = st.sampled_from(
    ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY;BYWEEKNO=20",
     "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY;INTERVAL=2;COUNT=30;WKST=SU", "FREQ=DAILY;BYHOUR=8,20",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;COUNT=1", "FREQ=YEARLY;BYEASTER=-2")
)  # fmt: skip
ZONES = st.sampled_from(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"))
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@given(rule=RULES, zone=ZONES, starts=STARTS, all_day=st.booleans(), minutes=st.none() | st.integers(0, 3000))
def test_every_series_in_every_zone_is_read_as_it_was_written(
    rule: str, zone: str, starts: datetime, all_day: bool, minutes: int | None
) -> None:
    clock = expansion.zone_of(zone)
    assume(expansion.moment(expansion.wall(starts, clock), clock) == starts)  # of two equal hours the first
    if all_day:
        starts = expansion.moment(datetime.combine(expansion.wall(starts, clock).date(), time()), clock)
        minutes = None if minutes is None else (1 + minutes // 1440) * 1440
    moment = dates.moment_text(starts)
    values = dict.fromkeys(("location", "outcome", "remind", "skipped", "added", "original", "done"))
    values |= {"uid": "1", "name": "Any", "kind": "call", "starts": moment, "minutes": minutes, "all_day": int(all_day)}
    values |= {"recurrence": rule, "zone": zone, "created": moment, "changed": moment}
    item = ical_item.lines_of(Row(values, None, frozenset(), ()))
    (read,) = ical_in.read_bytes("x.ics", ical_lines.folded(("BEGIN:VCALENDAR", *item)).encode()).events
    assert read.values["minutes"] == minutes
    was, came = expansion.pattern_of(values), expansion.pattern_of(read.values)
    assert expansion.between(came, *around(starts)) == expansion.between(was, *around(starts))


def test_other_programs_find_nothing_wrong_with_it(store: Store) -> None:
    import icalendar

    for values in BOOK:
        add(store, **values)
    with store.read() as session:
        text = ical_out.text_of_ids(session, range(1, len(BOOK) + 1))
    assert all(len(one.encode()) <= 75 for one in text.split("\r\n"))
    read = icalendar.Calendar.from_ical(text)
    assert [part.errors for part in read.walk() if part.errors] == []
    assert len(read.walk("VEVENT")) + len(read.walk("VTODO")) == len(BOOK)
    assert {str(zone["TZID"]) for zone in read.walk("VTIMEZONE")} == {"America/New_York", "Europe/Berlin"}
    for part in read.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"} <= part.keys()


@pytest.mark.parametrize(
    ("values", "name", "said"),
    [
        ({"minutes": 90}, "DTSTART", "DTSTART:20261124T090000Z"),
        ({"minutes": 90}, "DURATION", "DURATION:PT1H30M"),
        ({"starts": MIDNIGHT, "all_day": True, "minutes": 2880}, "DTSTART", "DTSTART;VALUE=DATE:20261124"),
        ({"starts": MIDNIGHT, "all_day": True, "minutes": 2880}, "DURATION", "DURATION:P2D"),
        ({"kind": "task"}, "DUE", "DUE:20261124T090000Z"),
        ({"kind": "task", "done": True}, "STATUS", "STATUS:COMPLETED"),
        ({"kind": "call"}, "CATEGORIES", "CATEGORIES:Call"),
        ({"recurrence": "FREQ=DAILY"}, "DTSTART", "DTSTART;TZID=Europe/Berlin:20261124T100000"),
        ({"recurrence": "FREQ=DAILY;UNTIL=20261130"}, "RRULE", "RRULE:FREQ=DAILY;UNTIL=20261130T225959Z"),
        ({"recurrence": "FREQ=WEEKLY;BYDAY=FR"}, "DTSTART", "DTSTART;TZID=Europe/Berlin:20261127T100000"),
        ({"recurrence": "FREQ=DAILY", "zone": "UTC"}, "DTSTART", "DTSTART:20261124T090000Z"),
        ({"remind": 90}, "TRIGGER", "TRIGGER:-PT1H30M"),
        ({"remind": 90, "kind": "task"}, "TRIGGER", "TRIGGER;RELATED=END:-PT1H30M"),
        ({"remind": 90, "kind": "task", "minutes": 30}, "TRIGGER", "TRIGGER:-PT1H30M"),
        ({"remind": 90, "kind": "task", "recurrence": "FREQ=DAILY"}, "TRIGGER", "TRIGGER:-PT1H30M"),
        ({"outcome": "a\nb;c,d\\e"}, "DESCRIPTION", "DESCRIPTION:a\\nb\\;c\\,d\\\\e"),
    ],
)
def test_each_thing_is_said_as_the_standard_has_it(store: Store, values: dict[str, Any], name: str, said: str) -> None:
    add(store, **values)
    assert line(store, name) == said


def test_people_go_out_with_their_answers(store: Store) -> None:
    with store.act("Sample") as session:
        anna = records.create(session, Contact, {"name": "Berg, Anna", "email": "anna@berg.example"}).id
    row = add(store, contact_id=anna)
    with store.act("Invite") as session:
        for name, presence in (("Bo", "absent"), ("Cy", "tentative")):
            records.create(session, Attendee, {"name": name, "activity_id": row, "presence": presence})
    said = [text.partition("CN=")[2] for text in lines(store) if text.startswith("ATTENDEE")]
    assert said == [
        '"Berg, Anna";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:anna@berg.example',
        "Bo;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;X-CRM-PRESENCE=absent:invalid:nomail",
        "Cy;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE:invalid:nomail",
    ]


def test_people_come_in_as_they_were(store: Store, tmp_path: Path) -> None:
    with store.act("Sample") as session:
        anna = records.create(session, Contact, {"name": "Anna", "email": "anna@berg.example"}).id
        bo = records.create(session, Contact, {"name": "Bo"}).id
    row = add(store, contact_id=anna)
    with store.act("Invite") as session:
        records.create(session, Attendee, {"name": "Bo", "activity_id": row, "contact_id": bo, "presence": "attended"})
    fresh = again(store, tmp_path)
    with fresh.read() as session:
        assert {one.name: one.presence for one in session.query(Attendee)} == {"Anna": "invited", "Bo": "attended"}
    fresh.close()


def test_the_same_book_gives_the_same_bytes(store: Store, clock: FrozenClock) -> None:
    for values in BOOK:
        add(store, **values)
    before = lines(store)
    clock.forward(hours=1)
    assert lines(store) == before


def test_a_book_larger_than_a_portion_goes_out_whole_and_in_order(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ical_rows, "PORTION", 2)
    for n in range(5):
        add(store, name=f"No {n}")
    assert ical_out.export(store.read, tmp_path / "out.ics", Choice()) == 5
    assert [one.title for one in ical_in.read(tmp_path / "out.ics").events] == [f"No {n}" for n in range(5)]
    assert ical_out.export(store.read, tmp_path / "out.ics", Choice(ids=(5, 1, 4, 1))) == 3


def test_a_cancelled_export_leaves_no_file(store: Store, tmp_path: Path) -> None:
    add(store)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        ical_out.export(store.read, tmp_path / "out.ics", Choice(), task)
    assert list(tmp_path.glob("*out.ics*")) == []


def test_a_place_that_cannot_be_written_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        ical_out.export(store.read, tmp_path / "no folder" / "out.ics", Choice())


def test_what_is_over_is_not_among_what_is_ahead(store: Store) -> None:
    add(store, name="Old", starts=TUESDAY - timedelta(days=400))
    add(store, name="Over", starts=TUESDAY - timedelta(days=400), recurrence="FREQ=DAILY;COUNT=3")
    add(store, name="Runs", starts=TUESDAY - timedelta(days=400), recurrence="FREQ=WEEKLY")
    add(store, name="New")
    since = Choice(since=TUESDAY - timedelta(days=90))
    text = "".join(ical_out.pieces(store.read, since))
    assert [one.title for one in ical_in.read_bytes("x.ics", text.encode()).events] == ["Runs", "New"]


def test_a_rule_of_ours_counts_only_while_nobody_changed_the_one_beside_it(store: Store) -> None:
    add(store, recurrence="FREQ=DAILY;UNTIL=20261130")
    with store.read() as session:
        text = "".join(ical_out.write(session)).replace("FREQ=DAILY;UNTIL=20261130T225959Z\r\n", "FREQ=WEEKLY\r\n")
    (read,) = ical_in.read_bytes("x.ics", text.encode()).events
    assert read.values["recurrence"] == "FREQ=WEEKLY"


@given(st.text())
def test_every_text_is_folded_and_escaped_so_that_it_comes_back(text: str) -> None:
    whole = ical_lines.folded((f"SUMMARY:{ical_lines.escaped(text)}",))
    assert all(len(one.encode()) <= 75 for one in whole.split("\r\n"))
    top = ical_lines.components(whole.replace("\r\n", "\n"))
    (found,) = top.properties
    assert found.text == clean(text)


def test_a_fresh_book_finds_what_came_by_the_same_uid(store: Store, tmp_path: Path) -> None:
    add(store)
    path = tmp_path / "out.ics"
    ical_out.export(store.read, path, Choice())
    fresh = create_store(tmp_path / "fresh.crm")
    assert ical_intake.bring_in(fresh, [path], Task()).tallies[0].new == 1
    assert ical_intake.bring_in(fresh, [path], Task()).tallies[0].same == 1
    fresh.close()
