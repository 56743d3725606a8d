"""Two hundred random steps: undoing all of them leads back to the start, repeating them to the end, at every stage.

The book is closed, opened and killed in between. A failure prints its seed; CRM_SEED repeats it.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import Account, Activity, Contact, Goal, Note, Opportunity, Product, Record, Seller, Stage
from crm_desktop.services import activities, records, series
from crm_desktop.services.series import Which
from crm_desktop.storage import bulk, health, journal, occurrences, rolling, search, search_index, search_terms
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Store, raw_of
from tests.storage.samples import START, WORDS, content, dump

STEPS = 200
WHICH: tuple[Which, ...] = ("one", "later", "all")
Chance = random.Random


def opened(path: Path) -> Store:
    """Open a book without waiting for the disk: that nothing is lost there has tests of its own."""
    store = open_store(path)
    with store.driver() as raw:
        raw.execute("PRAGMA synchronous = OFF")
    rolling.roll(store)
    return store


def words(chance: Chance) -> str:
    return f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(10**6)}"


def some(session: Session, model: type[Record], chance: Chance) -> int | None:
    """Return the id of a random record, or none."""
    ids = list(session.scalars(select(model.id)))
    return chance.choice(ids) if ids and chance.random() < 0.9 else None


def create(session: Session, chance: Chance) -> None:
    owner, account = some(session, Seller, chance), some(session, Account, chance)
    contact, deal = some(session, Contact, chance), some(session, Opportunity, chance)
    model, values = chance.choice(
        (
            (Account, {"owner_id": owner, "parent_id": account, "about": words(chance)}),
            (Contact, {"account_id": account, "owner_id": owner, "tags": words(chance)}),
            (Opportunity, {"account_id": account, "contact_id": contact, "stage_id": some(session, Stage, chance)}),
            (Activity, {"contact_id": contact, "opportunity_id": deal, "done": chance.random() < 0.7,
                        "kind": chance.choice(("call", "task")), "starts": START + timedelta(days=chance.randrange(90))}),
            (Seller, {"manager_id": owner}),
            (Goal, {"seller_id": owner, "first_day": START.date(), "last_day": START.date(), "amount": Decimal(7)}),
            (Product, {"price": Decimal(chance.randrange(10**6)) / 100}),
            (Note, {"entity_name": "account", "record_id": account}),
            (Note, {"entity_name": "contact", "record_id": contact}),
        )
    )  # fmt: skip
    records.create(session, model, {"name": words(chance), **values})


def edit(session: Session, chance: Chance) -> None:
    model = chance.choice((Account, Contact, Opportunity, Activity, Seller, Product, Note, Stage))
    record = session.get(model, some(session, model, chance) or 0)
    if record is not None:
        changes: dict[str, Any] = {"name": words(chance), "reference": chance.choice((None, words(chance)))}
        for column, kind in model.links().items():
            target = {"account": Account, "contact": Contact, "seller": Seller}.get(kind.target)
            if target is not None and chance.random() < 0.5:
                changes[column] = some(session, target, chance)
        records.update(session, record, changes)


def move(session: Session, chance: Chance) -> None:
    for _ in range(chance.randrange(1, 4)):
        deal = session.get(Opportunity, some(session, Opportunity, chance) or 0)
        if deal is not None:
            records.update(
                session, deal, {"stage_id": some(session, Stage, chance), "amount": Decimal(chance.randrange(99))}
            )


def change_a_stage(session: Session, chance: Chance) -> None:
    stage = session.get(Stage, some(session, Stage, chance) or 0)
    if stage is not None:
        records.update(session, stage, {"probability": Decimal(chance.randrange(100)) / 100})


def delete(session: Session, chance: Chance) -> None:
    model = chance.choice((Account, Account, Contact, Opportunity, Seller, Activity, Note, Stage, Product))
    ids = [some(session, model, chance) or 0 for _ in range(chance.randrange(1, 4))]
    records.delete(session, model, ids)


def bring_back(session: Session, chance: Chance) -> None:
    table = chance.choice(("account", "contact", "opportunity", "note"))
    gone = journal.deletions(raw_of(session), table)
    if gone:
        records.restore(session, chance.choice(gone).id)


def load(session: Session, chance: Chance) -> None:
    """Add rows as an import does, and change others with them."""
    n = chance.randrange(1, 25)
    links = [some(session, Account, chance) for _ in range(n)]
    bulk.insert_rows(session, Contact, ("name", "account_id"), [(words(chance), link) for link in links], Task())
    stage = some(session, Stage, chance)
    if stage is not None:
        deals = [(words(chance), link, stage, chance.randrange(10**7)) for link in links]
        bulk.insert_rows(session, Opportunity, ("name", "account_id", "stage_id", "amount"), deals, Task())
    ids = list(session.scalars(select(Account.id)))
    bulk.update_rows(session, Account, ("city", "name"), [(i, words(chance), words(chance)) for i in ids[::2]], Task())


def edit_many(session: Session, chance: Chance) -> None:
    session.execute(update(Contact).where(Contact.id % chance.randrange(1, 5) == 0).values(title=words(chance)))


def recur(session: Session, chance: Chance) -> None:
    """Let something recur, or change one day, those after it or all days of what does."""
    found = occurrences.starts_between(raw_of(session), START, START + timedelta(days=90))
    if not found or chance.random() < 0.3:
        rule = chance.choice(("FREQ=WEEKLY;COUNT=9", "FREQ=DAILY;INTERVAL=2;COUNT=20", "FREQ=MONTHLY"))
        values = {
            "name": words(chance),
            "starts": START,
            "recurrence": rule,
            "account_id": some(session, Account, chance),
        }
        records.create(session, Activity, values)
        return
    series_id, at = chance.choice(found)
    which = chance.choice(WHICH)
    what = chance.randrange(3)
    if what == 0:
        moved = {"starts": at + timedelta(hours=chance.randrange(30)), "name": words(chance)}
        series.change(session, series_id, at, which, moved)
    elif what == 1:
        series.skip(session, series_id, at, which)
    else:
        activities.finish(session, records.find(session, Activity, series_id), at=at)


STEPS_OF: tuple[Callable[[Session, Chance], None], ...] = (
    create, create, create, edit, edit, edit, move, move, change_a_stage, delete, delete, bring_back, load, edit_many,
    recur, recur,
)  # fmt: skip


def fingerprint(store: Store) -> str:
    """Return a text for everything that undo must bring back, ids, uids and derived columns included."""
    return hashlib.sha256(repr(dump(store)).encode()).hexdigest()


def search_agrees(store: Store, chance: Chance) -> None:
    """The search finds what a scan of all records finds, and the whole index is as it would be made anew."""
    with store.read() as session:
        raw, bodies = raw_of(session), {}
        for model in search_index.searched_models():
            columns = ", ".join(f'"{column}"' for column in search_index.searched(model))
            for row, name, *texts in raw.execute(f'SELECT id, name, {columns} FROM "{model.__tablename__}"'):
                bodies[model.__tablename__, row] = (fold(name), search_terms.body_of(texts))
        numbers = [word for _name, body in bodies.values() for word in body.split() if word.isdigit() and len(word) > 3]
        for wanted in [*chance.sample(numbers, 5), "999999", fold("Straße"), "øresund"]:
            found = {(hit.entity, hit.id) for hit in search.find(session, wanted, limit=10_000)}
            scan = {
                key for key, (name, body) in bodies.items() if fold(wanted) in body or name.startswith(fold(wanted))
            }
            assert found == scan, wanted
    checked = health.check(store)
    assert checked.is_sound, checked


def killed_in(store: Store, chance: Chance, folder: Path) -> Store:
    """Kill the program in the middle of a step: take what is on the disk then, and open it elsewhere."""
    folder.mkdir()
    with store.driver() as raw:
        raw.execute("PRAGMA cache_size = 20")

    def break_off() -> None:
        with store.act("Broken off") as session:
            load(session, chance)
            session.execute(update(Account).values(about="x" * 3000))
            for path in store.path.parent.iterdir():
                if path.is_file():
                    shutil.copyfile(path, folder / path.name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert (folder / "book.crm-journal").stat().st_size
    store.close()
    return opened(folder / "book.crm")


def step(store: Store, chance: Chance) -> bool:
    """Do one random thing in a step of its own; return whether it changed anything."""
    before = store.next_undo()
    try:
        with store.act("Step") as session:
            chance.choice(STEPS_OF)(session, chance)
    except (InvalidInput, UserError):
        return False
    return store.next_undo() != before


def there_and_back(book: Path, folder: Path, seed: int) -> None:
    """Do two hundred random steps, undo all, redo all, and compare at every one of them."""
    print(f"CRM_SEED={seed}")
    chance, store = random.Random(seed), opened(book)
    states, start = [fingerprint(store)], content(store)
    for number in range(STEPS):
        if step(store, chance):
            states.append(fingerprint(store))
        assert fingerprint(store) == states[-1], number
        while len(states) > 1 and chance.random() < 0.1:
            assert store.undo() is not None
            states.pop()
            assert fingerprint(store) == states[-1], number
        if number % 50 == 25:
            store.close()
            store = opened(store.path)
        if number % 100 == 75:
            store = killed_in(store, chance, folder / f"killed {number}")
            assert fingerprint(store) == states[-1], number
    while not step(store, chance):  # the last step is not undone: nothing is left to redo
        pass
    states.append(fingerprint(store))
    search_agrees(store, chance)
    end = content(store)
    for state in states[-2::-1]:
        assert store.undo() is not None
        assert fingerprint(store) == state
        if chance.random() < 0.02:
            store.close()
            store = opened(store.path)
    assert content(store) == start
    search_agrees(store, chance)
    for state in states[1:]:
        assert store.redo() is not None
        assert fingerprint(store) == state
    assert store.redo() is None
    assert content(store) == end
    search_agrees(store, chance)
    store.close()


def test_undoing_everything_leads_to_the_start_and_redoing_to_the_end(book: Path, tmp_path: Path) -> None:
    there_and_back(book, tmp_path, int(os.environ.get("CRM_SEED", random.randrange(10**9))))


@pytest.mark.torture
def test_many_more_sequences_lead_there_and_back(book: Path, tmp_path: Path) -> None:
    for run in range(int(os.environ.get("CRM_TORTURE", "200")) // 10):
        folder = tmp_path / f"run {run}"
        folder.mkdir()
        there_and_back(Path(shutil.copyfile(book, folder / "book.crm")), folder, random.randrange(10**9))


def test_a_change_that_escapes_the_journal_is_seen(book: Path) -> None:
    """The twin: without a journal entry for one change, undo does not lead back."""
    store = opened(book)
    with store.act("Edit") as session:
        session.get_one(Account, 1).city = "Forgotten"
    start = fingerprint(store)
    with store.act("Edit") as session:
        session.get_one(Account, 1).name = "Journaled"
        session.flush()
        raw_of(session).execute("UPDATE acting SET journaling = 0")
        raw_of(session).execute("UPDATE account SET city = 'Escaped' WHERE id = 1")
    store.undo()
    assert fingerprint(store) != start
    assert not health.check(store).is_sound
    store.close()
