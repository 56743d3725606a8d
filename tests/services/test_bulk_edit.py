"""One field of many records at once."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.model import Account, Opportunity, Stage
from crm_desktop.services import bulk_edit, records
from crm_desktop.storage.store import Store, raw_of


def _accounts(store: Store, count: int) -> list[int]:
    with store.act("Sample") as session:
        return [records.create(session, Account, {"name": f"A{n}"}).id for n in range(count)]


def test_all_get_the_value_in_one_step_and_one_undo_takes_it_back(store: Store) -> None:
    ids = _accounts(store, 1_200)
    with store.act("Change") as session:
        assert bulk_edit.set_all(session, Account, ids, {"industry": "Retail"}).changed == 1_200
    store.undo()
    with store.read() as session:
        assert raw_of(session).execute("SELECT count(*) FROM account WHERE industry = 'Retail'").fetchone() == (0,)


def test_those_that_have_it_already_are_left_alone(store: Store) -> None:
    ids = _accounts(store, 3)
    for changed in (3, 0):
        with store.act("Change") as session:
            assert bulk_edit.set_all(session, Account, ids, {"city": "Berlin"}).changed == changed


def test_what_follows_from_a_value_follows_for_each(store: Store) -> None:
    with store.act("Sample") as session:
        first, won = (session.query(Stage).filter_by(name=name).one().id for name in ("Prospecting", "Won"))
        deals = [records.create(session, Opportunity, {"name": f"D{n}", "stage_id": first}).id for n in range(2)]
        bulk_edit.set_all(session, Opportunity, deals, {"stage_id": won})
    with store.read() as session:
        assert {session.get_one(Opportunity, deal).probability for deal in deals} == {Decimal(1)}


def test_a_record_that_cannot_take_it_is_named_with_the_reason_and_the_others_change(store: Store) -> None:
    ids = _accounts(store, 2)
    with store.act("Change") as session:
        edited = bulk_edit.set_all(session, Account, ids, {"status": "active"})
        assert (edited.changed, edited.sentence()) == (2, "")
        stage = session.query(Stage).first()
        assert stage is not None
        deal = records.create(session, Opportunity, {"name": "Deal", "stage_id": stage.id}).id
        refused = bulk_edit.set_all(session, Opportunity, [deal], {"stage_id": None})
    assert refused.changed == 0
    assert refused.sentence().startswith("1 not changed (“Deal”): ")


def test_names_and_long_texts_are_not_offered() -> None:
    assert not {"name", "about", "reference"} & bulk_edit.fields_of(Account).keys()
    assert {"status", "industry", "owner_id", "tags"} <= bulk_edit.fields_of(Account).keys()
