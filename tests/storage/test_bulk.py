"""Rows by the thousand against the same rows one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Progress, Task
from crm_desktop.model import (
    BY_NAME,
    Account,
    Activity,
    Attachment,
    Base,
    Contact,
    Manager,
    Opportunity,
    OpportunityState,
    Product,
    Seller,
)
from crm_desktop.services import records
from crm_desktop.storage import bulk, derived, health, journal, search_index
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store, raw_of
from tests.storage.samples import dump

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Rows = list[tuple[type[Any], list[dict[str, Any]]]]
ROWS: Rows = [
    (Manager, [{"name": "Ólafur"}]),
    (Seller, [{"name": "Ünal"}, {"name": "Zoë", "manager_id": 1}, {"name": "Al", "manager_id": 1}]),
    (Account, [{"name": "Straße & Co", "owner_id": 2, "city": "Ürümqi"}, {"name": "b"}, {"name": "C", "parent_id": 1}]),
    (Contact, [{"name": "Émile O'Brien", "first_name": "Émile", "last_name": "O'Brien", "account_id": 1}, {"name": "x"}]),
    (Product, [{"name": "GTX", "price": Decimal("9.9")}]),
    (
        Opportunity,
        [
            {"name": "Big", "account_id": 1, "stage_id": 2, "amount": Decimal("12.5"), "owner_id": 3, "product_id": 1},
            {"name": "Small", "account_id": 2, "stage_id": 5, "contact_id": 1},
        ],
    ),
    (
        Activity,
        [
            {"name": "Call", "kind": "call", "done": True, "starts": NOON, "account_id": 1, "contact_id": 1, "opportunity_id": 1},
            {"name": "Task", "kind": "task", "done": True, "starts": NOON, "account_id": 2},
            {"name": "Plan", "kind": "call", "done": False, "starts": NOON, "account_id": 2},
        ],
    ),
]  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    """A new book."""
    store = create_store(tmp_path / "new.crm", title="Book")
    yield store
    store.close()


def insert_all(session: Session, rows: Rows) -> None:
    for model, values in rows:
        for columns in dict.fromkeys(tuple(one) for one in values):
            kinds = [model.fields()[column].kind for column in columns]
            alike = [one for one in values if tuple(one) == columns]
            file_values = [[k.dump(one[c]) for c, k in zip(columns, kinds, strict=True)] for one in alike]
            bulk.insert_rows(session, model, columns, file_values, Task())


def without_chance(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Leave out what differs from one run to the next."""
    shown = {"counter": found["counter"]}
    for table in found.keys() - {"counter", "book_value"}:
        columns = list(Base.metadata.tables[table].columns.keys())
        kept = [i for i, column in enumerate(columns) if column not in {"uid", "created", "changed", "since"}]
        shown[table] = [tuple(row[i] for i in kept) for row in found[table]]
    return shown


def assert_sound(store: Store) -> None:
    with store.read() as session:
        raw = raw_of(session)
        assert derived.wrong(raw) == []
        assert search_index.is_right(raw)
    assert health.check(store).is_sound


def test_rows_at_once_are_the_same_as_rows_one_by_one(empty: Store, tmp_path: Path) -> None:
    with empty.act("Import") as session:
        insert_all(session, ROWS)
    other = create_store(tmp_path / "other.crm", title="Book")
    with other.act("Import") as session:
        for model, rows in ROWS:
            for values in rows:
                defaults = {n: f.default() if callable(f.default) else f.default for n, f in model.fields().items()}
                session.add(model(**{n: v for n, v in defaults.items() if v is not None} | values))
                session.flush()
    try:
        assert without_chance(dump(empty)) == without_chance(dump(other))
        assert journal_of(empty) == journal_of(other)
        assert_sound(empty)
    finally:
        other.close()


def journal_of(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return sorted(raw_of(session).execute("SELECT action, tbl, row, op, before, after FROM journal").fetchall())


def test_undo_and_redo_of_many_rows_are_exact(empty: Store) -> None:
    before = dump(empty)
    with empty.act("Import") as session:
        insert_all(session, ROWS)
        bulk.insert_rows(session, Contact, ("name", "account_id"), ((f"n{i}", 1) for i in range(11_000)), Task())
        bulk.insert_rows(
            session, Activity, ("name", "contact_id", "done"), ((f"a{i}", i + 1, 1) for i in range(50)), Task()
        )
    after = dump(empty)
    for _turn in range(2):
        empty.undo()
        assert dump(empty) == before
        assert_sound(empty)
        empty.redo()
        assert dump(empty) == after
    assert_sound(empty)


def test_a_deleted_account_comes_back_with_everything_by_undo(empty: Store) -> None:
    with empty.act("Import") as session:
        insert_all(session, ROWS)
    before = dump(empty)
    with empty.act("Delete") as session:
        records.delete(session, Account, [1, 2])
        records.delete(session, Contact, [1])
    after = dump(empty)
    empty.undo()
    assert dump(empty) == before
    assert_sound(empty)
    empty.redo()
    assert dump(empty) == after


def test_ids_go_on_where_they_ended_also_behind_a_deleted_row(empty: Store) -> None:
    with empty.act("One") as session:
        assert list(bulk.insert_rows(session, Contact, ("name",), [("a",), ("b",)], Task())) == [1, 2]
        records.delete(session, Contact, [2])
    with empty.act("Two") as session:
        assert list(bulk.insert_rows(session, Contact, ("name",), iter([("c",)]), Task())) == [3]
        assert list(bulk.insert_rows(session, Contact, ("name",), [], Task())) == []


def test_what_the_session_holds_back_goes_first(empty: Store) -> None:
    with empty.act("Import") as session:
        session.add(Account(name="Waiting"))
        assert bulk.insert_rows(session, Contact, ("name", "account_id"), [("a", 1)], Task()) == range(1, 2)
    assert_sound(empty)


def test_the_trail_can_be_left_to_the_caller(empty: Store) -> None:
    with empty.act("Import") as session:
        (deal,) = bulk.insert_rows(session, Opportunity, ("name", "stage_id"), [("d", 1)], Task(), trail=False)
        columns = ("opportunity_id", "since", "kind", "stage_id", "name")
        since = "2020-02-02T00:00:00.000Z"
        bulk.insert_rows(session, OpportunityState, columns, [(deal, since, "open", 1, "d")], Task())
    with empty.read() as session:
        (state,) = session.query(OpportunityState)
        assert (state.opportunity_id, state.since.year, state.stage_id) == (deal, 2020, 1)
    empty.undo()
    with empty.read() as session:
        assert session.query(OpportunityState).count() == 0


def test_an_account_knows_its_last_contact_from_many_activities(empty: Store) -> None:
    with empty.act("Import") as session:
        insert_all(session, ROWS)
        columns = ("name", "starts", "done", "kind", "account_id")
        days = [f"2025-01-{day:02}T12:00:00.000Z" for day in (3, 17, 5)]
        bulk.insert_rows(session, Activity, columns, [("v", day, 1, "visit", 3) for day in days], Task())
    with empty.read() as session:
        last = {account.id: str(account.last_contact) for account in session.query(Account)}
    assert last == {1: "2026-11-20", 2: "None", 3: "2025-01-17"}


def test_a_wrong_link_is_refused_and_nothing_stays(empty: Store) -> None:
    before = dump(empty)
    with pytest.raises(sqlite3.IntegrityError), empty.act("Import") as session:
        bulk.insert_rows(session, Contact, ("name", "account_id"), [("a", None), ("b", 77)], Task())
    assert dump(empty) == before
    with empty.act("Go on") as session:
        records.create(session, Contact, {"name": "one by one"})
    assert_sound(empty)
    assert len(journal_of(empty)) == 1


def test_a_cancelled_import_leaves_nothing(empty: Store) -> None:
    before, task = dump(empty), Task()

    def rows() -> Iterator[tuple[str]]:
        for i in range(50_000):
            if i == 7000:
                task.cancel()
            yield (f"n{i}",)

    with pytest.raises(Cancelled), empty.act("Import") as session:
        bulk.insert_rows(session, Contact, ("name",), rows(), task)
    assert dump(empty) == before
    assert empty.next_undo() is None


def test_only_rows_that_differ_are_updated_and_undo_brings_them_back(empty: Store) -> None:
    with empty.act("Import") as session:
        insert_all(session, ROWS)
    before = dump(empty)
    with empty.act("Import again") as session:
        rows = [(1, "straße & co", None), (2, "b", None), (3, "C", 2)]
        assert bulk.update_rows(session, Account, ("name", "owner_id"), rows, Task()) == 2
    with empty.read() as session:
        raw = raw_of(session)
        changes = journal.history(raw, "account", 1)
        assert changes[0].before.keys() == {"name", "owner_id", "changed"}
        assert journal.history(raw, "account", 2)[0].operation == "I"
    assert_sound(empty)
    empty.undo()
    assert dump(empty) == before


def test_undo_of_many_rows_says_how_far_it_is_and_can_be_cancelled(empty: Store) -> None:
    with empty.act("Import") as session:
        bulk.insert_rows(session, Contact, ("name",), ((f"n{i}",) for i in range(12_000)), Task())
    after, seen = dump(empty), list[Progress]()

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if progress.done == 1:
            task.cancel()

    task = Task(stop)
    with pytest.raises(Cancelled):
        empty.undo(task)
    assert seen[0].total == 3
    assert dump(empty) == after
    empty.undo()
    assert dump(empty)["contact"] == []


def test_every_entity_takes_rows_of_its_required_fields(empty: Store) -> None:
    values = {"stage_id": 1, "pipeline_id": 1, "record_id": 1, "units": 1, "amount": 1}
    with empty.act("Import") as session:
        for model in BY_NAME.values():
            if model is Attachment:  # it needs a content besides its row
                continue
            needed = [name for name, f in model.editable().items() if f.required and f.default is None]
            row = tuple(values.get(name, 1 if name.endswith("_id") else "2026-01-01") for name in needed)
            (record_id,) = bulk.insert_rows(session, model, needed, [row], Task())
            assert session.get(model, record_id) is not None
    assert_sound(empty)
