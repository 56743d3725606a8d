"""A small book with a bit of everything, and ways to compare two states of one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_desktop.model import Account, Activity, Contact, Note, Opportunity, Product, Seller, Stage
from crm_desktop.storage import health
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.problems import FileProblem
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.storage.tables import journaled_tables

WORDS = (
    "Ünal",
    "O'Brien",
    "Straße",
    "北京市",
    "R&D",
    "<Ltd>",
    "100%",
    "Øresund",
    "GTX Pro",
    "plain",
    "İstanbul",
    "½ “x”",
)
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
OWN = ("serial", "backed_up")
"""What the program notes in the book beside the journal."""


def populate(store: Store, n: int = 5, seed: int = 0) -> None:
    """Add `n` accounts in one step, each with a contact, an opportunity, an activity and a note."""
    chance = random.Random(seed)

    def words() -> str:
        return f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(10**6)}"

    with store.act(f"Populate {seed}") as session:
        stages = list(session.scalars(select(Stage)))
        seller, product = Seller(name=words()), Product(name=words(), price=Decimal("99.5"))
        session.add_all([seller, product])
        session.flush()
        for i in range(n):
            account = Account(name=words(), owner_id=seller.id, about=words(), reference=f"A{seed}-{i}")
            session.add(account)
            session.flush()
            contact = Contact(name=words(), account_id=account.id, email=f"c{seed}.{i}@example.com")
            session.add(contact)
            session.flush()
            deal = Opportunity(
                name=words(), account_id=account.id, stage_id=chance.choice(stages).id, amount=Decimal(i) / 4,
                owner_id=seller.id, product_id=product.id, probability=Decimal("0.5"),
            )  # fmt: skip
            session.add(deal)
            session.flush()
            session.add_all(
                [
                    Activity(
                        name=words(), kind=chance.choice(("call", "task")), done=True, starts=START + timedelta(days=i),
                        account_id=account.id, contact_id=contact.id, opportunity_id=deal.id,
                    ),
                    Note(name=words(), entity_name="account", record_id=account.id),
                ]
            )  # fmt: skip


def add_account(store: Store, name: str) -> int:
    """Add one account in a step of its own and return its id."""
    with store.act(f"New account {name}") as session:
        account = Account(name=name)
        session.add(account)
        session.flush()
        return account.id


def account_names(store: Store) -> list[str]:
    """Return the names of all accounts, in order of their ids."""
    with store.read() as session:
        return list(session.scalars(select(Account.name).order_by(Account.id)))


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the user's tables with what is derived, the counters and the sums."""
    with store.read() as session:
        raw = raw_of(session)
        tables = [table.name for table in journaled_tables()]
        found = {name: raw.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall() for name in tables}
        found["book_value"] = [row for row in found["book_value"] if row[1] not in OWN]
        found["counter"] = raw.execute("SELECT tbl, n FROM counter ORDER BY tbl").fetchall()
        found["pipeline_sum"] = raw.execute("SELECT * FROM pipeline_sum").fetchall()
        found["occurrence"] = raw.execute("SELECT * FROM occurrence").fetchall()
        return found


def content(store: Store) -> str:
    """Return the hash of the user's records."""
    with store.read() as session:
        return health.content_hash(raw_of(session))


def bytes_of(path: Path) -> dict[str, bytes]:
    """Return what lies in the folder of a closed book."""
    return {other.name: other.read_bytes() for other in path.parent.iterdir() if other.is_file()}


def sqlite_file(path: Path, statements: Iterable[str]) -> Path:
    """Run statements on a file behind the program's back."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in statements:
            raw.execute(statement)
    finally:
        raw.close()
    return path


def refused(path: Path) -> FileProblem:
    """Return why `path` is not opened; the file and all beside it stay as they are."""
    before = bytes_of(path) if path.parent.is_dir() else {}
    with pytest.raises(FileProblem) as caught:
        open_store(path)
    assert (bytes_of(path) if path.parent.is_dir() else {}) == before
    sentence = str(caught.value)
    assert path.name in sentence
    assert sentence.endswith(".")
    assert "{" not in sentence
    return caught.value
