"""One step is one transaction, one entry of Undo, one notice; what it was stays readable."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.model import Account, Activity, BookValue, Contact, Note, Opportunity, OpportunityState, Stage
from crm_desktop.storage import journal
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Busy, Changes, Store, raw_of
from tests.conftest import FrozenClock
from tests.storage.samples import START, account_names, add_account, dump


def test_undo_brings_back_a_deleted_account_with_its_links_and_notes(store: Store) -> None:
    before = dump(store)
    with store.act("Delete account") as session:
        session.delete(session.get(Account, 1))
    after = dump(store)
    assert [row for row in after["contact"] if row not in before["contact"]], "links were emptied"
    assert len(after["note"]) == len(before["note"]) - 1
    step = store.undo()
    assert step is not None
    assert step.title == "Delete account"
    assert dump(store) == before
    store.redo()
    assert dump(store) == after


def test_a_step_can_be_taken_back_tomorrow(store: Store) -> None:
    before = dump(store)
    add_account(store, "Yesterday's")
    after = dump(store)
    store.close()
    again = open_store(store.path)
    again.undo()
    assert dump(again) == before
    again.close()
    again = open_store(store.path)
    again.redo()
    assert dump(again) == after
    again.close()


def test_an_exception_leaves_nothing_behind_and_tells_nobody(store: Store) -> None:
    told: list[Changes] = []
    store.changed.connect(told.append)
    before, steps = dump(store), store.steps()

    def fail_half_way() -> None:
        with store.act("Fails") as session:
            session.add(Account(name="Never"))
            session.flush()
            raise KeyError("half way")

    with pytest.raises(KeyError):
        fail_half_way()
    assert dump(store) == before
    assert store.steps() == steps
    assert told == []


def test_a_step_that_changes_nothing_is_none(store: Store) -> None:
    steps = store.steps()
    with store.act("Looks only") as session:
        session.scalars(select(Account)).all()
    assert store.steps() == steps


def test_a_step_that_changes_nothing_leaves_redo_alone(store: Store) -> None:
    add_account(store, "Repeatable")
    store.undo()
    with store.act("Looks only"):
        pass
    assert store.next_redo() is not None


def test_a_new_step_ends_what_could_be_repeated(store: Store) -> None:
    add_account(store, "Taken back")
    store.undo()
    add_account(store, "Instead")
    assert store.next_redo() is None
    assert store.redo() is None
    with store.driver() as raw:
        assert raw.execute("SELECT count(*) FROM journal WHERE action NOT IN (SELECT id FROM action)").fetchone() == (
            0,
        )


def test_steps_are_undone_in_order_and_named(store: Store) -> None:
    for title in ("one", "two", "three"):
        add_account(store, title)
    titles = ["New account three", "New account two", "New account one"]
    assert [step.title for step in store.steps(3)] == titles
    assert [step.title for step in (store.undo(), store.undo(), store.undo()) if step] == titles
    assert [step.title for step in (store.redo(), store.redo(), store.redo()) if step] == titles[::-1]


def test_one_notice_says_which_rows_changed_and_who_did_it(store: Store) -> None:
    told: list[Changes] = []
    store.changed.connect(told.append)
    form = object()
    with store.act("Rename", origin=form) as session:
        account = session.get(Account, 1)
        assert account is not None
        account.name = "Renamed"
    store.undo()
    assert [changes.rows for changes in told] == [{"account": frozenset({1})}] * 2
    assert told[0].origin is form
    assert told[0].touches("account", "contact")
    assert not told[0].touches("contact")


def test_an_update_notes_only_what_changed_and_an_insert_only_the_row(store: Store) -> None:
    number = add_account(store, "New")
    with store.act("Edit") as session:
        account = session.get(Account, number)
        assert account is not None
        account.city = "Ulm"
    with store.driver() as raw:
        edit, new = raw.execute("SELECT op, before, after FROM journal ORDER BY id DESC LIMIT 2").fetchall()
    assert edit == ("U", '{"city":null}', '{"city":"Ulm"}')
    assert new == ("I", None, None)


def test_the_history_of_a_record_is_readable_newest_first(store: Store, clock: FrozenClock) -> None:
    number = add_account(store, "First name")
    for name in ("Second name", "Third name"):
        clock.forward(hours=1)
        with store.act(f"Rename to {name}") as session:
            account = session.get(Account, number)
            assert account is not None
            account.name = name
    add_account(store, "Unrelated")
    store.undo()
    with store.read() as session:
        found = journal.history(raw_of(session), "account", number)
    assert [(change.operation, change.after.get("name")) for change in found] == [
        ("U", "Third name"), ("U", "Second name"), ("I", None),
    ]  # fmt: skip
    assert found[0].before == {"name": "Second name"}
    assert found[0].step.at - found[1].step.at == timedelta(hours=1)


def test_deleted_records_are_listed_until_they_are_back(store: Store) -> None:
    with store.act("Delete") as session:
        session.delete(session.get(Contact, 2))
    with store.read() as session:
        (gone,) = journal.deletions(raw_of(session), "contact")
    assert gone.row == 2
    store.undo()
    with store.read() as session:
        assert journal.deletions(raw_of(session), "contact") == []


def test_an_undone_move_leaves_no_trail(store: Store) -> None:
    def trail() -> list[tuple[str, Decimal | None]]:
        with store.read() as session:
            rows = session.execute(select(OpportunityState).where(OpportunityState.opportunity_id == 1)).scalars()
            return [(row.kind, row.amount) for row in rows]

    before = trail()
    with store.act("Move") as session:
        deal = session.get(Opportunity, 1)
        won = session.scalars(select(Stage).where(Stage.kind == "won")).one()
        assert deal is not None
        deal.stage_id, deal.amount = won.id, Decimal("12.5")
    assert trail() == [*before, ("won", Decimal("12.5"))]
    store.undo()
    assert trail() == before


def test_a_deleted_opportunity_keeps_its_past(store: Store) -> None:
    with store.act("Delete") as session:
        session.delete(session.get(Opportunity, 1))
    with store.read() as session:
        kinds = session.scalars(select(OpportunityState.kind).where(OpportunityState.opportunity_id == 1)).all()
    assert kinds[-1] == "removed"


def test_a_write_outside_a_step_fails_instead_of_escaping_the_journal(store: Store) -> None:
    before = dump(store)
    with pytest.raises(sqlite3.IntegrityError, match=r"journal\.action"), store.driver() as raw:
        raw.execute("UPDATE account SET name = 'Stray'")
    assert dump(store) == before


def test_a_step_inside_a_step_is_a_bug(store: Store) -> None:
    with pytest.raises(AssertionError, match="a step inside a step"), store.act("Outer"), store.act("Inner"):
        pass
    add_account(store, "Goes on")


def test_reading_inside_a_step_sees_what_the_step_did(store: Store) -> None:
    with store.act("Write and read") as session:
        session.add(Account(name="Not yet saved"))
        session.flush()
        with store.read() as reading:
            assert reading is session
        assert account_names(store)[-1] == "Not yet saved"


def test_the_window_is_told_that_a_long_step_runs_and_never_waits(store: Store) -> None:
    running, over = threading.Event(), threading.Event()

    def work() -> None:
        with store.act("Long") as session:
            session.add(Account(name="From the worker"))
            session.flush()
            running.set()
            over.wait(20)

    worker = threading.Thread(target=work)
    worker.start()
    running.wait(20)
    with pytest.raises(Busy), store.read():
        pass
    with pytest.raises(Busy), store.act("Also"):
        pass
    over.set()
    worker.join()
    assert account_names(store)[-1] == "From the worker"


def test_a_patient_reader_waits_for_the_end_of_a_step(store: Store) -> None:
    seen: list[str] = []

    def read() -> None:
        with store.read(patient=True) as session:
            seen.extend(session.scalars(select(Account.name)))

    with store.act("Long") as session:
        reader = threading.Thread(target=read)
        reader.start()
        session.add(Account(name="Seen when it is saved"))
    reader.join()
    assert "Seen when it is saved" in seen


def test_a_cancelled_undo_changes_nothing(store: Store) -> None:
    before, task = dump(store), Task()
    task.cancel()
    with pytest.raises(Cancelled):
        store.undo(task)
    assert dump(store) == before
    assert store.undo() is not None


def test_what_the_book_says_of_itself_is_undone_too(store: Store) -> None:
    with store.act("Change the currency") as session:
        value = session.scalars(select(BookValue).where(BookValue.name == "currency")).one()
        value.value = "EUR"
    store.undo()
    with store.read() as session:
        assert session.scalars(select(BookValue.value).where(BookValue.name == "currency")).one() == "USD"


def test_last_contact_follows_done_calls_and_their_undo(store: Store) -> None:
    def last_contact() -> object:
        with store.read() as session:
            account = session.get(Account, 1)
            assert account is not None
            return account.last_contact

    before = last_contact()
    with store.act("Log a call") as session:
        session.add(Activity(name="c", kind="call", done=True, account_id=1, starts=START + timedelta(days=60)))
    assert last_contact() == (START + timedelta(days=60)).astimezone().date()
    store.undo()
    assert last_contact() == before


def test_a_text_of_any_kind_survives_undo_and_redo(store: Store) -> None:
    text = '\U0001f600 “quotes” \\ " \' {"a":1} \n\t 北京 \u2028 %s :x'
    with store.act("Add") as session:
        session.add(Note(name=text, entity_name="account", record_id=1))
    after = dump(store)
    store.undo()
    store.redo()
    assert dump(store) == after
