"""What links to a record, and what a link may take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.model import Account, Activity, Contact, Goal, Opportunity, Product, Seller, Stage
from crm_desktop.services import records, related
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "book.crm")
    with opened.act("Sample") as session:
        for name in ("Codehow", "Cancity", "Øresund Code", "Acme"):
            records.create(session, Account, {"name": name})
        records.create(session, Contact, {"name": "Anna", "account_id": 1})
        stages = {stage.name: stage.id for stage in session.query(Stage)}
        for name, stage in (("Old", "Won"), ("New", "Proposal"), ("Lost one", "Lost")):
            records.create(session, Opportunity, {"name": name, "account_id": 1, "stage_id": stages[stage]})
    yield opened
    opened.close()


def of_account(column: str, model: type = Contact) -> related.Relation:
    return next(r for r in related.relations(Account) if r.model is model and r.column == column)


def test_every_link_to_an_entity_is_a_relation() -> None:
    found = {(relation.model, relation.column) for relation in related.relations(Seller)}
    assert found == {
        (Account, "owner_id"), (Contact, "owner_id"), (Opportunity, "owner_id"),
        (Activity, "owner_id"), (Goal, "seller_id"),
    }  # fmt: skip


def test_open_opportunities_stand_before_closed_ones(store: Store) -> None:
    with store.read() as session:
        relation = of_account("account_id", Opportunity)
        rows = related.rows(session, relation, 1, 8)
        assert related.count(session, relation, 1) == 3
    assert rows[0].values["name"] == "New"
    assert rows[0].values["stage_id"] == "Proposal"


def test_a_link_offers_first_what_begins_with_the_letters(store: Store) -> None:
    with store.read() as session:
        names = [name for _id, name in related.link_choices(session, "account", "cOd")]
    assert names == ["Codehow", "Øresund Code"]


def test_a_link_to_a_long_table_offers_what_begins_and_what_has_the_word(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "_SMALL", 1)
    with store.read() as session:
        assert [name for _id, name in related.link_choices(session, "account", "code")] == ["Codehow", "Øresund Code"]
        assert [name for _id, name in related.link_choices(session, "account", "oresund")] == ["Øresund Code"]


def test_records_of_one_name_are_told_apart_and_found_by_their_account(store: Store) -> None:
    with store.act("Namesakes") as session:
        for model, account in ((Contact, 2), (Contact, 3), (Opportunity, 2), (Opportunity, 3)):
            values = {"name": "Kemi Nowak", "account_id": account}
            records.create(session, model, {**values, "stage_id": 1} if model is Opportunity else values)
    with store.read() as session:
        for target in ("contact", "opportunity"):
            for text, firms in (
                ("Kemi Nowak", ["Cancity", "Øresund Code"]),
                ("kemi nowak · code ores", ["Øresund Code"]),
            ):
                found = related.link_choices(session, target, text)
                assert related.told_apart(session, target, found) == [f"Kemi Nowak · {firm}" for firm in firms]
            assert related.link_choices(session, target, "Kemi Nowak Acme") == []


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "c++", "NEAR(", "O'Brien", "\U0010ffff"])
def test_signs_in_a_typed_name_mean_themselves(store: Store, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with store.act("Odd") as session:
        records.create(session, Account, {"name": f"x{text} & Co"})
    with store.read() as session:
        assert [name for _id, name in related.link_choices(session, "account", f"x{text}")] == [f"x{text} & Co"]
        monkeypatch.setattr(related, "_SMALL", 0)
        assert related.link_choices(session, "account", f"{text}zz") == []


def test_stages_are_offered_in_their_order(store: Store) -> None:
    with store.read() as session:
        assert [name for _id, name in related.link_choices(session, "stage", "")][:2] == ["Prospecting", "Qualified"]


def test_a_name_is_exact_regardless_of_accents_and_case(store: Store) -> None:
    with store.read() as session:
        assert related.exact_choices(session, "account", " ORESUND  code ") == [(3, "Øresund Code")]
        assert related.exact_choices(session, "account", "Code") == []


def test_known_words_come_most_used_first(store: Store) -> None:
    with store.act("Products") as session:
        for i, family in enumerate(("GTX", "MG", "GTX", None)):
            records.create(session, Product, {"name": f"P{i}", "family": family})
    with store.read() as session:
        assert related.known_values(session, Product, "family") == ["GTX", "MG"]


def test_a_name_is_enough_for_an_account_but_not_for_a_stage() -> None:
    assert related.can_be_made_by_name(Account)
    assert not related.can_be_made_by_name(Stage)
