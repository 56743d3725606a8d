"""Who is at an activity, who came, and what follows from it for the people of the book."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.task import Task
from crm_desktop.model import Account, Activity, Attendee, Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import activities, attendees, conclusion, planned, records, timeline
from crm_desktop.services.activities import Next
from crm_desktop.services.attendees import Person
from crm_desktop.services.event import Scope
from crm_desktop.storage import bulk, derived
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock


@pytest.fixture
def meeting(store: Store, clock: FrozenClock) -> int:
    """Return a planned meeting with Dario; Anna and Pia, two more contacts, have the ids after his."""
    with store.act("New") as session:
        account = records.create(session, Account, {"name": "Codehow"})
        for name in ("Dario Conti", "Anna Berg", "Pia Moss"):
            email = f"{name.split()[0].lower()}@codehow.example"
            records.create(session, Contact, {"name": name, "account_id": account.id, "email": email})
        return activities.plan(session, "meeting", "Demo", "contact", 1, clock.at - timedelta(hours=1)).id


def _invite(store: Store, activity: int, *who: int | str) -> None:
    with store.act("Invite") as session:
        for one in who:
            attendees.invite(session, records.find(session, Activity, activity), one)


def _people(store: Store, activity: int) -> list[Person]:
    with store.read() as session:
        return attendees.of(session, activity)


def _told(store: Store, activity: int) -> list[tuple[str, str]]:
    return [(person.name, person.presence) for person in _people(store, activity)]


def _last_contact(store: Store, contact: int) -> date | None:
    with store.read() as session:
        assert derived.wrong(raw_of(session)) == []
        return records.find(session, Contact, contact).last_contact


def _conclude(store: Store, activity: int, came: dict[int, bool], then: Next | None = None) -> None:
    with store.act("Finish") as session:
        found = records.find(session, Activity, activity)
        conclusion.conclude(session, found, "Went well", {(row, ""): here for row, here in came.items()}, then)


def test_the_contact_that_an_activity_is_with_stands_first(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2, "Cleo")
    assert _told(store, meeting) == [("Dario Conti", ""), ("Anna Berg", "invited"), ("Cleo", "invited")]
    assert [person.is_main for person in _people(store, meeting)] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "contact", "name", "email"),
    [
        ("anna berg", 2, "Anna Berg", "anna@codehow.example"),
        ("ANNA@codehow.example", 2, "Anna Berg", "ANNA@codehow.example"),
        ('"Berg, A." <anna@codehow.example>', 2, "Anna Berg", "anna@codehow.example"),
        ("Cleo", None, "Cleo", ""),
        ("cleo@new.example", None, "cleo@new.example", "cleo@new.example"),
        ("Cleo <cleo@new.example>", None, "Cleo", "cleo@new.example"),
    ],
)
def test_a_name_or_an_address_of_one_contact_is_that_contact(
    store: Store, meeting: int, text: str, contact: int | None, name: str, email: str
) -> None:
    _invite(store, meeting, text)
    added = _people(store, meeting)[1]
    assert (added.contact_id, added.name, added.email) == (contact, name, email)


def test_two_contacts_of_one_name_leave_a_name(store: Store, meeting: int) -> None:
    with store.act("New") as session:
        records.create(session, Contact, {"name": "Anna Berg"})
    _invite(store, meeting, "Anna Berg")
    assert _people(store, meeting)[1].contact_id is None


@pytest.mark.parametrize("who", [1, 2, "Dario Conti", "anna@codehow.example", "cleo"])
def test_nobody_is_on_the_list_twice(store: Store, meeting: int, who: int | str) -> None:
    _invite(store, meeting, 2, "Cleo")
    with pytest.raises(UserError, match="on the list already"):
        _invite(store, meeting, who)


def test_somebody_without_a_name_is_asked_for_one(store: Store, meeting: int) -> None:
    with pytest.raises(InvalidInput):
        _invite(store, meeting, "  ")


def test_a_name_on_the_list_follows_the_contact(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    with store.act("Marry") as session:
        records.update(session, records.find(session, Contact, 2), {"name": "Anna Moss"})
    assert _people(store, meeting)[1].name == "Anna Moss"
    with store.act("Delete") as session:
        records.delete(session, Contact, [2])
    assert _people(store, meeting)[1].contact_id is None
    store.undo()
    assert _people(store, meeting)[1].contact_id == 2


def test_the_contact_that_it_is_with_cannot_be_taken_off_the_others_can(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    main, other = _people(store, meeting)
    with pytest.raises(UserError, match="Dario Conti"), store.act("Remove") as session:
        attendees.remove(session, [main])
    with store.act("Remove") as session:
        attendees.remove(session, [other])
    assert _told(store, meeting) == [("Dario Conti", "")]
    store.undo()
    assert _told(store, meeting) == [("Dario Conti", ""), ("Anna Berg", "invited")]


def test_one_key_turns_an_invitation_into_came_did_not_come_and_back() -> None:
    assert [attendees.turned(now) for now in ("invited", "attended", "absent", "")] == [
        "attended", "absent", "invited", "attended",
    ]  # fmt: skip


def test_whoever_came_was_in_contact_and_whoever_did_not_was_not(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2, 3)
    _conclude(store, meeting, {1: False, 2: True, 3: False})
    assert [_last_contact(store, contact) for contact in (1, 2, 3)] == [None, date(2026, 11, 20), None]
    assert _told(store, meeting) == [("Dario Conti", "absent"), ("Anna Berg", "attended"), ("Pia Moss", "absent")]
    store.undo()
    assert [_last_contact(store, contact) for contact in (1, 2, 3)] == [None, None, None]
    assert _told(store, meeting) == [("Dario Conti", ""), ("Anna Berg", "invited"), ("Pia Moss", "invited")]
    store.redo()
    assert [_last_contact(store, contact) for contact in (1, 2, 3)] == [None, date(2026, 11, 20), None]


def test_a_deleted_meeting_takes_its_contacts_along_and_brings_them_back(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    _conclude(store, meeting, {1: True, 2: True})
    with store.act("Delete") as session:
        records.delete(session, Activity, [meeting])
    assert [_last_contact(store, contact) for contact in (1, 2)] == [None, None]
    store.undo()
    assert [_last_contact(store, contact) for contact in (1, 2)] == [date(2026, 11, 20)] * 2


def test_a_meeting_moved_in_time_moves_the_last_contact_of_all_who_came(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    _conclude(store, meeting, {2: True})
    with store.act("Move") as session:
        found = records.find(session, Activity, meeting)
        records.update(session, found, {"starts": found.starts - timedelta(days=4)})
    assert _last_contact(store, 2) == date(2026, 11, 16)


def test_the_next_meeting_asks_the_same_people_in_the_same_step(store: Store, meeting: int, clock: FrozenClock) -> None:
    _invite(store, meeting, 2, "Cleo")
    _conclude(store, meeting, {2: False}, Next("meeting", "Second demo", clock.at + timedelta(days=7)))
    assert _told(store, meeting + 1) == [("Dario Conti", ""), ("Anna Berg", "invited"), ("Cleo", "invited")]
    store.undo()
    with store.read() as session:
        assert session.get(Activity, meeting + 1) is None
        assert not records.find(session, Activity, meeting).done


def test_what_is_done_gets_its_outcome_without_being_done_again(store: Store, meeting: int) -> None:
    _conclude(store, meeting, {})
    _conclude(store, meeting, {})
    with store.read() as session:
        found = records.find(session, Activity, meeting)
        assert found.outcome == "Went well\nWent well"
        assert found.starts == dates.now() - timedelta(hours=1)


def test_the_timeline_of_a_contact_shows_what_he_was_at_and_what_he_missed(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2, 3)
    _conclude(store, meeting, {2: True, 3: False})

    def lines(model: type[Account | Contact], row: int) -> list[str]:
        with store.read() as session:
            page = timeline.page(session, Scope(model, row, formats_for()), kinds=["activity"])
        return [line for event in page.events for line in event.lines]

    assert lines(Contact, 2) == ["Meeting · Demo"]
    assert lines(Contact, 3) == ["Meeting · Demo · Did not come"]
    assert lines(Account, 1) == ["Meeting · Demo"]


def test_the_timeline_of_an_account_shows_what_its_people_were_at_elsewhere(store: Store, meeting: int) -> None:
    with store.act("New") as session:
        other = records.create(session, Account, {"name": "Zathunicon"}).id
        guest = records.create(session, Contact, {"name": "Guest", "account_id": other}).id
    _invite(store, meeting, guest)
    _conclude(store, meeting, {guest: True})
    with store.read() as session:
        page = timeline.page(session, Scope(Account, other, formats_for()), kinds=["activity"])
    assert [(event.lines, event.on) for event in page.events] == [(("Meeting · Demo",), "Dario Conti")]


def test_what_comes_next_with_a_contact_is_also_what_he_is_invited_to(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    with store.read() as session:
        steps = planned.of(session, Scope(Contact, 2, formats_for()), 5)
    assert [(entry.step.name, entry.on) for entry in steps] == [("Demo", "Dario Conti")]


def test_one_of_a_series_is_concluded_with_the_people_of_the_series(store: Store, meeting: int) -> None:
    _invite(store, meeting, 2)
    with store.act("Repeat") as session:
        records.update(session, records.find(session, Activity, meeting), {"recurrence": "FREQ=WEEKLY"})
    _conclude(store, meeting, {2: True})
    one = meeting + 1
    assert _told(store, one) == [("Dario Conti", ""), ("Anna Berg", "attended")]
    assert _told(store, meeting) == [("Dario Conti", ""), ("Anna Berg", "invited")]
    with store.read() as session:
        assert records.find(session, Activity, one).outcome == "Went well"
        assert not records.find(session, Activity, meeting).done
    assert _last_contact(store, 2) == date(2026, 11, 20)
    store.undo()
    assert _last_contact(store, 2) is None


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_last_contacts_are_what_they_would_be_made_anew(
    store: Store, meeting: int, clock: FrozenClock, seed: int
) -> None:
    chance = random.Random(seed)
    made = [meeting]
    for _ in range(60):
        with store.act("Something") as session:
            activity = session.get(Activity, chance.choice(made))
            contact, day = chance.choice((1, 2, 3)), clock.at - timedelta(days=chance.randrange(40))
            people = attendees.of(session, activity.id) if activity is not None else []
            match chance.randrange(6):
                case 0 if activity is not None:
                    records.update(session, activity, {"done": not activity.done, "starts": day})
                case 1 if activity is not None and all(person.contact_id != contact for person in people):
                    attendees.invite(session, activity, contact)
                case 2 if activity is not None and people:
                    presence = chance.choice(("attended", "absent", "invited"))
                    attendees.set_presence(session, activity.id, chance.choice(people), presence)
                case 3 if activity is not None and people:
                    attendees.remove(session, [person for person in people if not person.is_main][:1])
                case 4 if activity is not None and len(made) > 3:
                    records.delete(session, Activity, [activity.id])
                case _:
                    made.append(activities.log(session, "meeting", "Talk", "contact", contact, day).id)
        if chance.random() < 0.4:
            store.undo()
            if chance.random() < 0.5:
                store.redo()
        _last_contact(store, 1)


def test_attendees_put_in_by_the_hundred_count_as_contact_and_undo_takes_it_back(
    store: Store, meeting: int, clock: FrozenClock
) -> None:
    with store.act("Log") as session:
        rows = [("Talk", "meeting", 1, dates.moment_text(clock.at - timedelta(days=day))) for day in range(300)]
        ids = bulk.insert_rows(session, Activity, ("name", "kind", "done", "starts"), rows, Task())
    columns = ("name", "activity_id", "contact_id", "presence")
    with store.act("Import") as session:
        people = [("Anna Berg", row, 2 + row % 2, "attended") for row in ids]
        bulk.insert_rows(session, Attendee, columns, people, Task())
    expected = {_last_contact(store, contact) for contact in (2, 3)}
    assert expected == {date(2026, 11, 20), date(2026, 11, 19)}
    with store.act("Delete") as session:
        records.delete(session, Activity, ids)
    assert _last_contact(store, 2) is None
    store.undo()
    assert {_last_contact(store, contact) for contact in (2, 3)} == expected
    store.undo()
    assert _last_contact(store, 2) is None
