"""A small book of business for tests of lists and pages, and what widgets on it need around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from crm_desktop.model import Account, Contact, Opportunity, Record, Seller, Stage
from crm_desktop.schema.formats import Formats, formats_for
from crm_desktop.services import records
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.page_part import Surroundings
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.memory import WindowMemory
from tests.made_once import copied

NAMES = ("Anna Lindqvist", "Bram de Wit", "Chioma Obi", "Dario Conti", "Émile Özdemir", "Farid Haddad", "Greta Olsen")


@dataclass
class Book:
    """An open book with what lists and pages are constructed from."""

    store: Store
    bridge: Bridge
    jobs: Jobs
    formats: Formats
    drafts: Drafts
    memory: WindowMemory

    @property
    def around(self) -> Surroundings:
        """The surroundings of record pages."""
        return Surroundings(self.store, self.bridge, self.formats, self.drafts, self.memory)

    def id_of(self, model: type[Record], name: str) -> int:
        """Return the id of the record of that name."""
        with self.store.read() as session:
            found = (
                raw_of(session).execute(f'SELECT id FROM "{model.__tablename__}" WHERE name = ?', (name,)).fetchone()
            )
        return int(found[0])

    def value(self, model: type[Record], record_id: int, column: str) -> Any:
        """Return one value as it is in the file."""
        with self.store.read() as session:
            return getattr(session.get(model, record_id), column)

    def count(self, model: type[Record]) -> int:
        """Return how many records there are."""
        with self.store.read() as session:
            return int(raw_of(session).execute(f'SELECT count(*) FROM "{model.__tablename__}"').fetchone()[0])

    def titles(self) -> list[str]:
        """Return the steps that can be undone, newest first."""
        return [step.title for step in self.store.steps()]


def settle() -> None:
    """Let everything that is queued happen."""
    for _turn in range(3):
        QApplication.processEvents()


def _make(path: Path) -> None:
    store = create_store(path)
    with store.act("Sample") as session:
        seller = records.create(session, Seller, {"name": "Maureen Marcano"})
        accounts = [
            records.create(session, Account, {"name": name, "owner_id": seller.id, "status": "active"})
            for name in ("Codehow", "Cancity", "R&D <b>Ltd</b>")
        ]
        for i, name in enumerate(NAMES):
            values = {"name": name, "account_id": accounts[i % 3].id, "title": "CEO", "status": "prospect"}
            records.create(session, Contact, values)
        stage = session.query(Stage).filter_by(name="Proposal").one()
        deal = {
            "name": "GTX Pro, 20 seats",
            "account_id": accounts[0].id,
            "stage_id": stage.id,
            "amount": Decimal(96420),
        }
        records.create(session, Opportunity, deal)
    store.close()


def new_book(path: Path) -> Path:
    """Make the book and leave it closed."""
    return copied(path, _make)


@contextmanager
def opened_book(path: Path) -> Iterator[Book]:
    """Make the book and close it again."""
    store = open_store(new_book(path))
    bridge, jobs = Bridge(), Jobs()
    try:
        yield Book(store, bridge, jobs, formats_for("en_US"), Drafts(), WindowMemory())
    finally:
        bridge.close()
        jobs.close()
        store.close()
