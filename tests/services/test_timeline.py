"""The timeline: the same entries as plain SQL finds, in pages that lose and double nothing, by index at any size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from crm_desktop.model import ENTITIES, Account, Activity, Contact, Note, Opportunity, OpportunityState, Record, Stage
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import activities, happenings, records, timeline
from crm_desktop.services.event import Event, Scope
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

FORMATS = formats_for("en_US")
PEOPLE = 4
LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def full(store: Store, clock: FrozenClock) -> Store:
    """An account with contacts and opportunities, to all of which things happened, often in the same moment."""
    with store.act("Customers") as session:
        stages = [stage.id for stage in session.query(Stage).order_by(Stage.position)][:3]
        account = records.create(session, Account, {"name": "Codehow"}).id
        records.create(session, Account, {"name": "Another"})
        for i in range(PEOPLE):
            contact = records.create(session, Contact, {"name": f"Person {i}", "account_id": account}).id
            links = {"account_id": account, "contact_id": contact, "stage_id": stages[0]}
            records.create(session, Opportunity, {"name": f"Deal {i}", **links, "amount": Decimal(100)})
    for i in range(40):
        clock.forward(hours=i % 3)
        with store.act(f"Step {i}") as session:
            kind = happenings.SPOKEN[i % 4] if i % 3 else "email"
            entity, row = (("account", 1), ("contact", 1 + i % PEOPLE), ("opportunity", 1 + i % PEOPLE))[i % 3]
            activities.log(session, kind, f"Talk {i}", entity, row)
            note = {"name": f"Note {i}", "entity_name": entity, "record_id": row, "pinned": i % 10 == 0}
            records.create(session, Note, note)
            deal = records.find(session, Opportunity, 1 + i % PEOPLE)
            records.update(session, deal, {"stage_id": stages[i % 3], "amount": Decimal(i)})
            records.update(session, records.find(session, Account, 1), {"city": f"City {i % 5}"})
    return store


def scope(model: type[Record], record_id: int = 1) -> Scope:
    return Scope(model, record_id, FORMATS)


def pages(store: Store, of: Scope, size: int, kinds: set[str] | None = None) -> Iterator[Event]:
    after = None
    with store.read() as session:
        while after is None or after.has_more:
            after = timeline.page(session, of, kinds, after, limit=size)
            assert len(after.events) == size or not after.has_more
            yield from after.events


def rows(store: Store, sql: str) -> set[int]:
    with store.read() as session:
        return {row[0] for row in raw_of(session).execute(sql)}


def of_kind(events: list[Event], *kinds: str) -> list[int]:
    return [event.row for event in events if event.kind in kinds]


@pytest.mark.parametrize("size", [1, 7, 30, 1000])
@pytest.mark.parametrize("model", [Account, Contact, Opportunity])
def test_pages_of_any_size_are_the_whole_timeline_newest_first(full: Store, model: type[Record], size: int) -> None:
    whole = list(pages(full, scope(model), 10_000))
    assert list(pages(full, scope(model), size)) == whole
    assert [event.at for event in whole] == sorted((event.at for event in whole), reverse=True)
    assert len({(event.kind, event.row) for event in whole}) == len(whole)


def test_an_account_shows_what_plain_sql_finds_for_it_and_its_people_and_deals(full: Store) -> None:
    events = list(pages(full, scope(Account), 10))
    mine = "account_id = 1 OR contact_id IN (SELECT id FROM contact WHERE account_id = 1)"
    mine += " OR opportunity_id IN (SELECT id FROM opportunity WHERE account_id = 1)"
    talks = rows(full, f"SELECT id FROM activity WHERE done AND ({mine})")
    assert sorted(of_kind(events, "activity", "mail")) == sorted(talks)
    notes = rows(full, "SELECT id FROM note WHERE entity_name <> 'account' OR NOT pinned")
    assert sorted(of_kind(events, "note")) == sorted(notes)
    moves = rows(
        full,
        """SELECT id FROM (SELECT id, stage_id, lag(stage_id) OVER (PARTITION BY opportunity_id ORDER BY since, id) AS was
           FROM opportunity_state) WHERE stage_id IS NOT was""",
    )
    assert sorted(of_kind(events, "stage")) == sorted(moves)


def test_entries_of_others_name_them(full: Store) -> None:
    events = list(pages(full, scope(Account), 100))
    assert {event.on for event in events if event.kind == "stage"} == {f"Deal {i}" for i in range(PEOPLE)}
    assert {event.on for event in events if event.kind == "note"} >= {"", "Person 1", "Deal 2"}
    own = list(pages(full, scope(Opportunity), 100))
    assert {event.on for event in own if event.kind == "stage"} == {""}


def test_a_filter_leaves_only_the_kinds_that_are_asked_for(full: Store) -> None:
    whole = list(pages(full, scope(Account), 10_000))
    for kind in timeline.KINDS:
        found = list(pages(full, scope(Account), 5, {kind.id}))
        assert found == [event for event in whole if event.kind == kind.id]
    assert {event.kind for event in whole} >= {"activity", "mail", "note", "stage", "edit"}


def test_all_that_one_step_did_to_the_record_is_one_entry(store: Store) -> None:
    with store.act("Make") as session:
        account = records.create(session, Account, {"name": "Codehow"})
    with store.act("Change it twice") as session:
        account = records.find(session, Account, account.id)
        records.update(session, account, {"city": "Milano"})
        records.update(session, account, {"country": "Italy"})
    changed, made = pages(store, scope(Account), 10, {"edit"})
    assert (changed.lines, changed.step) == (("City: Milano", "Country: Italy"), "Change it twice")
    assert made.lines == ("Created",)


def test_pinned_notes_stand_apart_from_the_timeline(full: Store) -> None:
    with full.read() as session:
        pinned = happenings.pinned_notes(session, scope(Account))
    assert [note.lines[0] for note in pinned] == ["Note 30", "Note 0"]
    assert not {note.row for note in pinned} & set(of_kind(list(pages(full, scope(Account), 50)), "note"))


def test_what_is_planned_has_not_happened(store: Store, clock: FrozenClock) -> None:
    with store.act("Plan") as session:
        account = records.create(session, Account, {"name": "Codehow"}).id
        activities.plan(session, "call", "Later", "account", account, clock.at + timedelta(days=1))
    assert list(pages(store, scope(Account), 10, {"activity"})) == []


def test_an_entry_written_for_a_past_day_stands_on_that_day(full: Store) -> None:
    with full.act("Log") as session:
        activities.log(session, "call", "Years ago", "contact", 1, LONG_AGO)
    assert next(iter(reversed(list(pages(full, scope(Account), 10, {"activity"}))))).lines == ("Call · Years ago",)


def test_a_clock_that_was_set_back_loses_no_edit(store: Store, clock: FrozenClock) -> None:
    with store.act("Make") as session:
        records.create(session, Account, {"name": "Codehow"})
    for i in range(9):
        clock.forward(hours=-5 if i == 4 else 1)
        with store.act(f"Edit {i}") as session:
            records.update(session, records.find(session, Account, 1), {"city": f"City {i}"})
    assert sorted(event.step for event in pages(store, scope(Account), 2)) == [f"Edit {i}" for i in range(9)] + ["Make"]


def test_an_imported_past_is_told_on_its_own_days(full: Store) -> None:
    with full.act("Import") as session:
        won = session.query(Stage).filter_by(name="Won").one().id
        session.add(OpportunityState(opportunity_id=1, since=LONG_AGO, kind="won", stage_id=won))
    last = list(pages(full, scope(Opportunity), 10, {"stage"}))[-1]
    assert (last.at, last.lines[0]) == (LONG_AGO, "Stage: Won")


@pytest.mark.parametrize("model", ENTITIES)
def test_a_record_of_any_entity_that_never_was_has_no_timeline(store: Store, model: type[Record]) -> None:
    assert list(pages(store, scope(model, 999), 10)) == []


def test_a_page_of_a_long_past_is_read_by_index(store: Store, clock: FrozenClock) -> None:
    with store.act("Many") as session:
        account = records.create(session, Account, {"name": "Codehow"}).id
        records.create(session, Contact, {"name": "Anna", "account_id": account})
        raw = raw_of(session)
        moment = "strftime('%Y-%m-%dT%H:%M:%S.000Z', '2020-01-01', n || ' minutes')"
        raw.execute(
            f"""WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 20000)
                INSERT INTO activity(created, changed, name, kind, starts, all_day, done, account_id, contact_id)
                SELECT {moment}, {moment}, 'Call ' || n, 'call', {moment}, 0, 1, {account}, 1 FROM count"""
        )
    steps = list[int]()
    with store.read() as session:
        first = timeline.page(session, scope(Account, account))
        # None lets SQLite go on
        raw_of(session).set_progress_handler(lambda: steps.append(1000), 1000)
        second = timeline.page(session, scope(Account, account), None, first)
        raw_of(session).set_progress_handler(None, 0)
    assert second.events[0].lines == ("Call · Call 19971",)
    # a walk over all 20,000 would take more than 100,000 of SQLite's instructions
    assert sum(steps) < 20_000


def test_every_kind_of_entry_names_the_tables_that_change_it() -> None:
    assert {table for kind in timeline.KINDS for table in kind.tables} >= {"activity", "note", "opportunity_state"}
    assert Activity.__tablename__ in {table for kind in timeline.kinds_of(Contact) for table in kind.tables}
    assert not {"activity", "mail", "stage"} & {kind.id for kind in timeline.kinds_of(Stage)}
