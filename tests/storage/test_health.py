"""The health check finds what is wrong, and the content hash depends on the records alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.model import ENTITIES, Account, Contact, Note, Seller
from crm_desktop.storage import health, triggers
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.storage.samples import add_account, content, populate


def meddle(store: Store, *statements: str) -> None:
    """Change the open file behind the journal's back."""
    with store.driver() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for (name,) in raw.execute("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER temp."{name}"')
        for statement in (*statements, *triggers.all_triggers()):
            raw.execute(statement)


def test_a_sound_book_says_so_and_counts_its_records(store: Store) -> None:
    found = health.check(store)
    assert found.is_sound
    assert found.counts["account"] == 5
    assert set(found.counts) == {model.__tablename__ for model in ENTITIES}
    assert found.content_hash == content(store)
    assert len(found.sentences) == 4


def test_a_book_stays_sound_through_steps_taken_back_and_repeated(store: Store) -> None:
    with store.act("Delete") as session:
        session.delete(session.get(Account, 1))
    with store.act("Rename") as session:
        account = session.get(Account, 2)
        assert account is not None
        account.name = "Çelik & Söhne ﬁ"
    assert health.check(store).is_sound
    store.undo()
    store.undo()
    assert health.check(store).is_sound
    store.redo()
    assert health.check(store).is_sound


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE contact SET account_id = 99 WHERE id = 1", "structure"),
        ("UPDATE counter SET n = n + 1 WHERE tbl = 'note'", "derived"),
        ("UPDATE contact SET account_id_sort = 'zz' WHERE id = 1", "derived"),
        ("UPDATE account SET last_contact = '1999-01-01' WHERE id = 5", "derived"),
        ("UPDATE pipeline_sum SET amount = amount + 1", "derived"),
        ("UPDATE account SET about = 'Unheard of' WHERE id = 1", "search"),
        ("INSERT INTO search_term(rowid, body) VALUES (99, 'nobody at all')", "search"),
        ("DELETE FROM activity WHERE id = 1", "journal"),
        ("UPDATE journal SET after = '{' WHERE id = 1", "journal"),
        ("DELETE FROM action", "journal"),
        ("INSERT INTO journal(action, tbl, row, op) VALUES (1, 'nowhere', 1, 'I')", "journal"),
    ],
)
def test_each_part_of_the_check_finds_its_own(store: Store, statement: str, part: str) -> None:
    meddle(store, statement)
    found = health.check(store)
    assert not found.is_sound
    assert getattr(found, part)


def test_a_cancelled_check_leaves_the_book_usable(store: Store) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        health.check(store, task)
    add_account(store, "Goes on")
    assert health.check(store).is_sound


def make(path: Path, rows: list[tuple[str, str]], *, clumsy: bool) -> Store:
    """Make a book of (company, person) rows; `clumsy` takes detours that leave other ids, uids and history."""
    store = create_store(path, title="same")
    if clumsy:
        populate(store, 2)
        store.undo()
    accounts: dict[str, int] = {}
    with store.act("Rows") as session:
        seller = Seller(name="Sam")
        session.add(seller)
        session.flush()
        for company, person in rows:
            if company not in accounts:
                account = Account(name=company, owner_id=seller.id)
                session.add(account)
                session.flush()
                accounts[company] = account.id
            session.add(Contact(name=person, account_id=accounts[company]))
            session.add(Note(name=f"Met {person}", entity_name="account", record_id=accounts[company]))
    if clumsy:
        add_account(store, "Not wanted")
        with store.act("Delete") as session:
            session.delete(session.scalars(select(Account).where(Account.name == "Not wanted")).one())
    return store


def test_the_hash_is_the_same_in_whatever_order_the_records_came(tmp_path: Path, clock: FrozenClock) -> None:
    rows = [(f"Company {i % 4}", f"Person {i}") for i in range(20)]
    first = make(tmp_path / "first.crm", rows, clumsy=False)
    shuffled = random.Random(4).sample(rows, len(rows))
    clock.forward(days=40)
    second = make(tmp_path / "second.crm", shuffled, clumsy=True)
    assert content(first) == content(second)
    first.close()
    second.close()


def change_name(session: Any) -> None:
    session.get(Account, 1).name += "!"


def change_link(session: Any) -> None:
    session.get(Contact, 1).account_id = 2


def change_link_of_note(session: Any) -> None:
    session.get(Note, 1).record_id = 2


def swap_two_values(session: Any) -> None:
    one, two = session.get(Account, 1), session.get(Account, 2)
    one.about, two.about = two.about, one.about


def delete_note(session: Any) -> None:
    session.delete(session.get(Note, 1))


@pytest.mark.parametrize("change", [change_name, change_link, change_link_of_note, swap_two_values, delete_note])
def test_the_hash_changes_with_any_record_and_comes_back_with_undo(store: Store, change: Callable[[Any], None]) -> None:
    before = content(store)
    with store.act("Change") as session:
        change(session)
    assert content(store) != before
    store.undo()
    assert content(store) == before


def test_the_hash_sees_every_declared_field(store: Store) -> None:
    with store.driver() as raw:
        before = health.content_hash(raw)
        for model in ENTITIES:
            name = model.__tablename__
            if not raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]:
                continue
            raw.execute("UPDATE acting SET journaling = 0, trailing = 0")
            for column in model.editable():
                if column in model.links() or column in {"record_id", "entity_name"}:
                    continue
                raw.execute("BEGIN")
                raw.execute(f'UPDATE {name} SET "{column}" = 77')
                assert health.content_hash(raw) != before, (name, column)
                raw.execute("ROLLBACK")
            raw.execute("UPDATE acting SET journaling = 1, trailing = 1")
        assert health.content_hash(raw) == before
