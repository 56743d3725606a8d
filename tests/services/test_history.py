"""What was changed in a record in words, with names also of what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.model import Account, Contact, Opportunity, Record, Stage
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import history, records
from crm_desktop.services.event import Scope
from crm_desktop.storage import journal
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

FORMATS = formats_for("en_US")


@pytest.fixture
def store(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    opened = create_store(tmp_path / "book.crm")
    with opened.act("Sample") as session:
        records.create(session, Account, {"name": "Codehow"})
        records.create(session, Contact, {"name": "Anna Berg", "account_id": 1})
        stage = session.query(Stage).filter_by(name="Qualified").one()
        deal = {"name": "Deal", "account_id": 1, "contact_id": 1, "stage_id": stage.id, "amount": Decimal(100)}
        records.create(session, Opportunity, deal)
    clock.forward(hours=1)
    yield opened
    opened.close()


def lines(store: Store, model: type[Record], record_id: int = 1) -> list[str]:
    with store.read() as session:
        found = history.edits(session, Scope(model, record_id, FORMATS), None, 100)
    return [line for event in found for line in event.lines]


def change(store: Store, model: type[Record], record_id: int, **values: object) -> None:
    with store.act("Edit") as session:
        records.update(session, records.find(session, model, record_id), values)


def test_a_change_is_told_with_before_and_after(store: Store) -> None:
    change(store, Opportunity, 1, amount=Decimal("1250.5"), next_step="Call\nagain")
    told = lines(store, Opportunity)
    assert "Amount: 100 → 1,250.50" in told
    assert "Next step: Call again" in told
    assert told[-1] == "Created"


def test_an_emptied_field_is_told_with_what_it_was(store: Store) -> None:
    change(store, Contact, 1, title="CEO")
    change(store, Contact, 1, title=None)
    assert lines(store, Contact)[0] == "Title: CEO → —"


def test_a_link_is_told_by_name_also_when_the_other_record_is_gone(store: Store) -> None:
    with store.act("Delete account") as session:
        records.delete(session, Account, [1])
    assert "Account: Codehow → —" in lines(store, Contact)


def test_a_record_brought_back_tells_its_whole_story(store: Store) -> None:
    with store.act("Delete") as session:
        records.delete(session, Contact, [1])
    with store.read() as session:
        deletion = journal.deletions(raw_of(session), "contact")[0]
    with store.act("Restore") as session:
        records.restore(session, deletion.id)
    assert lines(store, Contact) == ["Brought back", "Deleted", "Created"]


def test_an_undone_step_leaves_no_trace(store: Store) -> None:
    before = lines(store, Contact)
    change(store, Contact, 1, title="CEO")
    store.undo()
    assert lines(store, Contact) == before


def test_a_step_that_changed_nothing_that_is_told_is_no_entry(store: Store) -> None:
    with store.act("Move") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        deal = records.find(session, Opportunity, 1)
        deal.stage_id = stage.id
    assert lines(store, Opportunity) == ["Created"]
