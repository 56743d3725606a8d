"""Create, edit, delete and restore, for any entity."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Account, Activity, Attendee, Contact, Goal, Note, Opportunity, Product, Stage
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import editing, pipeline, records
from crm_desktop.storage import journal
from crm_desktop.storage.store import Store, raw_of

US = formats_for("en_US")


def _account(store: Store, name: str = "Condax") -> int:
    with store.act("New account") as session:
        return records.create(session, Account, {"name": name}).id


def test_the_texts_of_a_form_become_values(store: Store) -> None:
    with store.act("New product") as session:
        product = editing.save(
            session, Product, None, {"name": "  GTX  Pro ", "price": "$4,821.50", "active": "yes"}, US
        )
        assert (product.name, product.price, product.active) == ("GTX Pro", Decimal("4821.5"), True)


def test_every_wrong_field_is_named_at_once(store: Store) -> None:
    with pytest.raises(InvalidInput) as caught, store.act("New account") as session:
        editing.save(session, Account, None, {"name": "Condax", "email": "nobody", "employees": "many"}, US)
    assert set(caught.value.fields) == {"email", "employees"}
    with store.read() as session:
        assert session.scalars(select(Account)).all() == []


def test_a_record_without_its_name_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput) as caught, store.act("New account") as session:
        editing.save(session, Account, None, {"name": "  "}, US)
    assert caught.value.fields == {"name": "Name is needed."}


def test_an_edit_that_changes_nothing_is_no_step(store: Store) -> None:
    account = _account(store)
    with store.act("Edit account") as session:
        assert not records.update(session, records.find(session, Account, account), {"name": "Condax"})
    assert [step.title for step in store.steps()] == ["New account"]


def test_emptying_a_field_with_a_default_gives_the_default(store: Store) -> None:
    account = _account(store)
    with store.act("Edit account") as session:
        record = records.find(session, Account, account)
        records.update(session, record, {"status": "active"})
        records.update(session, record, {"status": None})
        assert record.status == "prospect"


def test_the_name_of_a_contact_follows_its_parts_and_the_other_way_round(store: Store) -> None:
    with store.act("New contact") as session:
        contact = records.create(session, Contact, {"first_name": "Anna", "last_name": "Lindqvist"})
        assert contact.name == "Anna Lindqvist"
        records.update(session, contact, {"name": "Anna Maria Berg"})
        assert (contact.first_name, contact.last_name) == ("Anna Maria", "Berg")
        records.update(session, contact, {"last_name": "Holm"})
        assert contact.name == "Anna Maria Holm"


def test_a_goal_that_ends_before_it_begins_is_refused(store: Store) -> None:
    texts = {"name": "Q1", "first_day": "2026-03-31", "last_day": "2026-01-01", "amount": "1000"}
    with pytest.raises(InvalidInput) as caught, store.act("New goal") as session:
        editing.save(session, Goal, None, texts, US)
    assert set(caught.value.fields) == {"last_day"}


def test_a_stage_in_use_cannot_be_deleted_and_says_why(store: Store) -> None:
    with store.act("New opportunity") as session:
        stage = pipeline.first_stage(session).id
        records.create(session, Opportunity, {"name": "Deal", "stage_id": stage})
    with pytest.raises(UserError, match="others still use it"), store.act("Delete stage") as session:
        records.delete(session, Stage, [stage])


def test_a_record_that_was_deleted_meanwhile_says_so(store: Store) -> None:
    with store.read() as session, pytest.raises(UserError, match="was deleted"):
        records.find(session, Account, 99)


def _deleted_account(store: Store) -> tuple[int, int]:
    account = _account(store)
    with store.act("Fill it") as session:
        records.create(session, Contact, {"name": "Dario Conti", "account_id": account})
        records.create(session, Activity, {"name": "Call", "account_id": account, "done": True})
        records.create(session, Note, {"name": "Likes tea", "entity_name": "account", "record_id": account})
    with store.act("Delete account") as session:
        records.delete(session, Account, [account])
    with store.read() as session:
        return account, journal.deletions(raw_of(session), "account")[0].id


def test_restoring_brings_back_links_and_notes_of_a_deleted_account(store: Store) -> None:
    account, deletion = _deleted_account(store)
    with store.act("Restore account") as session:
        records.restore(session, deletion)
    with store.read() as session:
        assert session.scalars(select(Contact.account_id)).all() == [account]
        assert session.scalars(select(Activity.account_id)).all() == [account]
        assert session.scalars(select(Note.name)).all() == ["Likes tea"]


def test_restoring_leaves_a_link_that_was_set_anew_meanwhile(store: Store) -> None:
    _account_id, deletion = _deleted_account(store)
    other = _account(store, "Isdom")
    with store.act("Move the contact") as session:
        records.update(session, session.scalars(select(Contact)).one(), {"account_id": other})
    with store.act("Restore account") as session:
        records.restore(session, deletion)
    with store.read() as session:
        assert session.scalars(select(Contact.account_id)).all() == [other]


def test_what_is_there_cannot_be_restored_again(store: Store) -> None:
    _account_id, deletion = _deleted_account(store)
    store.undo()
    with pytest.raises(UserError, match="not deleted any more"), store.act("Restore account") as session:
        records.restore(session, deletion)


def test_what_belongs_to_a_deleted_record_comes_back_only_after_it(store: Store) -> None:
    with store.act("New meeting") as session:
        meeting = records.create(session, Activity, {"name": "Kick-off", "kind": "meeting"}).id
        guest = records.create(session, Attendee, {"name": "Ann", "activity_id": meeting}).id
    for model, record_id in ((Attendee, guest), (Activity, meeting)):
        with store.act("Delete") as session:
            records.delete(session, model, [record_id])
    with store.read() as session:
        deletion = journal.deletions(raw_of(session), "attendee")[0].id
    with pytest.raises(UserError, match="belongs to another record"), store.act("Restore") as session:
        records.restore(session, deletion)


def test_undo_takes_a_restoration_back(store: Store) -> None:
    _account_id, deletion = _deleted_account(store)
    with store.act("Restore account") as session:
        records.restore(session, deletion)
    store.undo()
    with store.read() as session:
        assert session.scalars(select(Account)).all() == []
        assert session.scalars(select(Contact.account_id)).all() == [None]
