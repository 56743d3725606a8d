"""Series: one day, this and later ones, or all of them changed, left out or done; and what comes of people and links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Account, Activity, Attendee, Contact
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import activities, bulk_edit, editing, records, series
from crm_desktop.storage import derived
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock
from tests.services.series_days import NEW_YORK, START, change, days, make, row, skip, wall, wrong
from tests.zones import computer_in


def test_one_day_moved_stands_apart_and_the_series_skips_it(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=4", wall(START))
    moved = change(book, found, wall(date(2026, 10, 20)), "one", {"starts": wall(date(2026, 10, 21), 15)})
    assert days(book, found) == ["10-13 09:00", "10-27 09:00", "11-03 09:00"]
    one = row(book, moved)
    assert (one.series_id, one.original, one.recurrence) == (found, "2026-10-20T07:00:00.000Z", None)
    assert one.starts == wall(date(2026, 10, 21), 15)
    assert wrong(book) == []


def test_a_detached_day_is_as_old_as_its_series_and_has_the_same_people(book: Store, clock: FrozenClock) -> None:
    with book.act("People") as session:
        contact = records.create(session, Contact, {"name": "Anna Berg"}).id
    found = make(book, "FREQ=DAILY", wall(START), location="Room 4", contact_id=contact)
    with book.act("Invite") as session:
        guest = {"name": "Bo", "activity_id": found, "contact_id": None, "presence": "accepted"}
        records.create(session, Attendee, guest)
    clock.forward(days=3)
    one = change(book, found, wall(date(2026, 10, 20)), "one", {"name": "Elsewhere"})
    detached, whole = row(book, one), row(book, found)
    assert detached.created == whole.created
    assert (detached.location, detached.contact_id, whole.name) == ("Room 4", contact, "Jour fixe")
    with book.read() as session:
        people = raw_of(session).execute("SELECT name, presence FROM attendee WHERE activity_id = ?", (one,)).fetchall()
    assert people == [("Bo", "accepted")]


def test_this_and_later_ones_begin_a_series_of_their_own_with_what_is_left_of_the_count(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=6", wall(START))
    apart = change(book, found, wall(date(2026, 11, 10)), "one", {"name": "Other room"})
    later = change(book, found, wall(date(2026, 10, 27)), "later", {"starts": wall(date(2026, 10, 28), 11)})
    assert days(book, found) == ["10-13 09:00", "10-20 09:00"]
    assert days(book, later) == ["10-28 11:00", "11-04 11:00", "11-18 11:00"]
    one = row(book, apart)
    assert (one.series_id, one.starts, one.original) == (
        later, wall(date(2026, 11, 11), 11), "2026-11-11T10:00:00.000Z",
    )  # fmt: skip
    assert wrong(book) == []


def test_from_the_first_day_on_is_all_of_it(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=2", wall(START))
    assert change(book, found, wall(START), "later", {"name": "Again"}) == found
    assert row(book, found).name == "Again"


def test_a_day_that_was_done_keeps_its_series_from_beginning_later(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=3", wall(START))
    with book.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, found))
    later = change(book, found, wall(date(2026, 10, 20)), "later", {"name": "Again"})
    assert later != found
    assert (days(book, found), len(days(book, later))) == ([], 2)
    assert row(book, found).due is None


def test_all_of_them_moved_take_weekday_and_exceptions_along(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;UNTIL=20261204", wall(START))
    skip(book, found, wall(date(2026, 10, 30)), "one")
    moved = change(book, found, wall(date(2026, 11, 10)), "one", {"starts": wall(date(2026, 11, 12))})
    with book.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, found), at=wall(START))
    change(book, found, wall(date(2026, 10, 27)), "all", {"starts": wall(date(2026, 10, 30), 14)})
    assert row(book, found).recurrence == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=TH;UNTIL=20261207"
    assert days(book, found) == ["10-19 14:00", "10-30 14:00", "11-16 14:00", "11-27 14:00", "11-30 14:00"]
    assert row(book, moved).starts == wall(date(2026, 11, 15), 14)
    with book.read() as session:
        done = raw_of(session).execute("SELECT starts, original FROM activity WHERE done").fetchone()
    assert done == ("2026-10-13T07:00:00.000Z", "2026-10-16T12:00:00.000Z")
    assert wrong(book) == []


@pytest.mark.parametrize(
    ("rule", "starts", "at", "to", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 1, 30), date(2026, 7, 31), date(2026, 8, 1), "FREQ=MONTHLY;BYDAY=1SA"),
        ("FREQ=MONTHLY;BYDAY=2TU", date(2026, 10, 13), date(2026, 11, 10), date(2026, 11, 11), "FREQ=MONTHLY;BYDAY=2WE"),
        ("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 3, 31), date(2026, 3, 30), "FREQ=MONTHLY;BYMONTHDAY=30"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 27), "FREQ=MONTHLY;BYMONTHDAY=-2"),
        ("FREQ=YEARLY", date(2024, 2, 29), date(2028, 2, 29), date(2028, 3, 1), "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1"),
        ("FREQ=YEARLY", date(2024, 3, 1), date(2026, 3, 1), date(2026, 2, 28), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28"),
        ("FREQ=DAILY;INTERVAL=3", date(2026, 10, 13), date(2026, 10, 19), date(2026, 10, 20), "FREQ=DAILY;INTERVAL=3"),
    ],
)  # fmt: skip
def test_a_moved_day_is_one_of_the_moved_rule(
    book: Store, rule: str, starts: date, at: date, to: date, expected: str
) -> None:
    found = make(book, rule, wall(starts))
    change(book, found, wall(at), "all", {"starts": wall(to)})
    whole = row(book, found)
    assert whole.recurrence == expected
    with book.read() as session:
        moments = expansion.between(series.pattern_of(whole), wall(to), wall(to) + timedelta(seconds=1))
        assert moments == [wall(to)]
        assert derived.wrong(raw_of(session)) == []


def test_a_rule_that_cannot_be_moved_to_other_days_says_so_but_takes_another_hour(book: Store) -> None:
    found = make(book, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", wall(date(2026, 10, 30)))
    with pytest.raises(InvalidInput, match="cannot be moved to other days"):
        change(book, found, wall(date(2026, 11, 30)), "all", {"starts": wall(date(2026, 12, 1))})
    change(book, found, wall(date(2026, 11, 30)), "all", {"starts": wall(date(2026, 11, 30), 16)})
    assert days(book, found) == ["10-30 16:00", "11-30 16:00", "12-31 16:00"]


def test_what_recurs_no_more_is_left_as_its_first_own_day(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    apart = change(book, found, wall(START), "one", {"name": "Kick-off"})
    change(book, found, wall(date(2026, 11, 3)), "all", {"recurrence": None})
    whole = row(book, found)
    assert (whole.starts, whole.recurrence, whole.skipped, whole.due) == (wall(date(2026, 10, 20)), None, None, None)
    assert row(book, apart).series_id is None
    assert (days(book, found), wrong(book)) == ([], [])


def test_another_rule_from_here_on(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    later = change(book, found, wall(date(2026, 12, 8)), "later", {"recurrence": "FREQ=DAILY;COUNT=3"})
    assert days(book, later) == ["12-08 09:00", "12-09 09:00", "12-10 09:00"]
    assert days(book, found)[-1] == "12-01 09:00"


def test_one_day_alone_does_not_get_a_rule(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    with pytest.raises(InvalidInput, match="One day alone"):
        change(book, found, wall(START), "one", {"recurrence": "FREQ=DAILY"})


def test_leaving_out_later_ones_keeps_what_is_done_and_all_takes_the_rest(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    apart = change(book, found, wall(date(2026, 11, 10)), "one", {"name": "Apart"})
    with book.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, found))
    skip(book, found, wall(date(2026, 11, 3)), "later")
    assert days(book, found) == ["10-20 09:00", "10-27 09:00"]
    with book.read() as session:
        assert session.get(Activity, apart) is None
    skip(book, found, wall(date(2026, 10, 27)), "all")
    with book.read() as session:
        (left,) = raw_of(session).execute("SELECT done, series_id FROM activity").fetchall()
    assert (left, wrong(book)) == ((1, None), [])


def test_a_day_that_is_gone_is_refused_in_words(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    skip(book, found, wall(date(2026, 10, 20)), "one")
    for which in ("one", "later"):
        with pytest.raises(UserError, match="no day there any more"):
            change(book, found, wall(date(2026, 10, 22)), which, {"name": "X"})
    with pytest.raises(UserError, match="no day there any more"):
        skip(book, found, wall(date(2026, 10, 20)), "one")
    with pytest.raises(UserError, match="does not repeat"):
        skip(book, change(book, found, wall(START), "all", {"recurrence": None}), wall(START), "one")


def test_a_day_that_was_added_to_the_rule_may_begin_the_later_ones(book: Store) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=4", wall(START))
    with book.act("Add") as session:
        records.find(session, Activity, found).added = "2026-10-22T07:00:00.000Z 2026-12-24T08:00:00.000Z"
    later = change(book, found, wall(date(2026, 10, 22)), "later", {"name": "Moved on"})
    assert days(book, found) == ["10-13 09:00", "10-20 09:00"]
    assert days(book, later) == ["10-22 09:00", "10-27 09:00", "11-03 09:00", "12-24 09:00"]
    last = change(book, later, wall(date(2026, 12, 24)), "later", {"name": "Party"})
    assert (days(book, later)[-1], days(book, last)) == ("11-03 09:00", ["12-24 09:00"])
    assert wrong(book) == []


def test_settling_lets_what_is_past_be(book: Store, clock: FrozenClock) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    assert row(book, found).due == "2026-10-13T07:00:00.000Z"
    with book.act("Settle") as session:
        series.settle(session, records.find(session, Activity, found), clock.at)
    assert row(book, found).due == "2026-11-24T08:00:00.000Z"
    assert len(days(book, found)) == 12
    book.undo()
    assert row(book, found).due == "2026-10-13T07:00:00.000Z"


def _one(session: Session, found: int, at: datetime) -> None:
    editing.update(session, records.find(session, Activity, found), {"starts": at})


def _many(session: Session, found: int, at: datetime) -> None:
    bulk_edit.set_all(session, Activity, [found], {"starts": at})


@pytest.mark.parametrize("edit", [_one, _many])
def test_a_list_that_changes_the_hour_takes_what_was_done_along(
    book: Store, edit: Callable[[Session, int, datetime], None]
) -> None:
    found = make(book, "FREQ=DAILY;COUNT=3", wall(START))
    with book.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, found))
    with book.act("Edit") as session:
        edit(session, found, wall(START, 10))
    assert days(book, found) == ["10-14 10:00", "10-15 10:00"]
    assert wrong(book) == []


@pytest.mark.parametrize("edit", [_one, _many])
def test_a_list_that_moves_a_series_doubles_no_day_and_loses_none(
    book: Store, edit: Callable[[Session, int, datetime], None]
) -> None:
    found = make(book, "FREQ=WEEKLY;COUNT=5;BYDAY=TU", wall(START))
    skip(book, found, wall(date(2026, 10, 20)), "one")
    apart = change(book, found, wall(date(2026, 10, 27)), "one", {"starts": wall(date(2026, 10, 28), 15)})
    with book.act("Edit") as session:
        edit(session, found, wall(date(2026, 10, 14), 10))
    assert (row(book, found).recurrence, days(book, found)) == (
        "FREQ=WEEKLY;BYDAY=WE;COUNT=5", ["10-14 10:00", "11-04 10:00", "11-11 10:00"],
    )  # fmt: skip
    one = row(book, apart)
    assert (one.series_id, one.starts, one.original) == (
        found, wall(date(2026, 10, 29), 16), "2026-10-28T09:00:00.000Z",
    )  # fmt: skip
    with book.act("Back") as session, pytest.raises(UserError, match="a record of its own"):
        series.bring_back(session, found, wall(date(2026, 10, 28), 10))
    with book.act("Back") as session:
        series.bring_back(session, found, wall(date(2026, 10, 21), 10))
    assert (days(book, found)[:2], wrong(book)) == (["10-14 10:00", "10-21 10:00"], [])


@pytest.mark.parametrize("edit", [_one, _many])
def test_a_series_that_was_written_down_between_its_days_keeps_them_where_a_list_lets_it_begin_later(
    book: Store, edit: Callable[[Session, int, datetime], None]
) -> None:
    found = make(book, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261114", wall(START))
    apart = change(book, found, wall(date(2026, 10, 30)), "one", {"name": "Apart"})
    with book.act("Edit") as session:
        edit(session, found, wall(date(2026, 10, 21), 8))
    assert days(book, found) == ["10-23 08:00", "11-06 08:00", "11-13 08:00"]
    assert row(book, apart).original == "2026-10-30T07:00:00.000Z"
    assert wrong(book) == []


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"done": True}, "done", "A series is not done as a whole"),
        ({"zone": "Berlin"}, "zone", "Europe/Berlin"),
        ({"zone": "../etc/passwd"}, "zone", "Europe/Berlin"),
        ({"recurrence": "FREQ=HOURLY"}, "recurrence", "daily at most"),
        ({"recurrence": "now and then"}, "recurrence", "recur"),
    ],
)
def test_what_makes_no_series_is_refused_at_its_field(
    book: Store, values: dict[str, Any], field: str, why: str
) -> None:
    found = make(book, "FREQ=WEEKLY", wall(START))
    with pytest.raises(InvalidInput) as caught, book.act("Edit") as session:
        records.update(session, records.find(session, Activity, found), values)
    assert why in caught.value.fields[field]


def test_a_single_hour_needs_no_zone_and_a_whole_day_gets_the_computers(book: Store) -> None:
    with computer_in(NEW_YORK), book.act("New") as session:
        single = records.create(session, Activity, {"name": "Call"})
        whole = records.create(session, Activity, {"name": "Fair", "all_day": True})
        assert (single.zone, whole.zone) == (None, NEW_YORK)


def test_an_account_names_a_series_once_and_its_first_open_day(book: Store, clock: FrozenClock) -> None:
    with book.act("Account") as session:
        account = records.create(session, Account, {"name": "Acme"}).id
    found = make(book, "FREQ=WEEKLY;COUNT=8", wall(START), account_id=account)

    def told() -> tuple[str | None, datetime | None]:
        with book.read() as session:
            one = records.find(session, Account, account)
            return one.next_activity, one.next_at

    assert told() == ("Jour fixe", wall(START))
    with book.act("Finish") as session:
        activities.finish(session, records.find(session, Activity, found))
    assert told() == ("Jour fixe", wall(date(2026, 10, 20)))
    book.undo()
    assert told() == ("Jour fixe", wall(START))
    skip(book, found, wall(START), "all")
    assert told() == (None, None)
    book.undo()
    assert (told(), wrong(book)) == (("Jour fixe", wall(START)), [])
