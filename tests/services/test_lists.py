"""The lists of the book: what they offer, how their words follow into the records, and which losses count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.figures import closing
from crm_desktop.model import Account, ListValue, Opportunity, Stage
from crm_desktop.schema.sic import MAJOR_GROUPS
from crm_desktop.services import deals, lists, records
from crm_desktop.storage.store import Store


def names(store: Store, name: str) -> list[str]:
    with store.read() as session:
        return [value.name for value in lists.values(session, name)]


def offered(store: Store, model: type[Account | Opportunity], column: str) -> list[str]:
    with store.read() as session:
        return lists.offered(session, model, column)


def lose(store: Store, reason: str) -> int:
    with store.act("Lose") as session:
        stage = session.query(Stage).filter_by(kind="lost").one()
        own = {"name": reason, "stage_id": stage.id, "loss_reason": reason, "amount": Decimal(1)}
        return records.create(session, Opportunity, own).id


def test_a_list_that_nobody_began_offers_the_usual_reasons(store: Store) -> None:
    assert offered(store, Opportunity, "loss_reason")[:3] == ["Price", "Competitor", "No budget"]


def test_a_list_offers_its_words_in_its_order_and_then_those_of_the_records(store: Store) -> None:
    with store.act("Account") as session:
        records.create(session, Account, {"name": "Codehow", "industry": "Beekeeping"})
    with store.act("List") as session:
        lists.add_value(session, "industry", {"name": "Optics"})
        second = lists.add_value(session, "industry", {"name": "Dairy", "code": "20"})
    assert offered(store, Account, "industry") == ["Optics", "Dairy", "Beekeeping"]
    with store.act("Move") as session:
        lists.move_value(session, records.find(session, ListValue, second.id), -1)
    assert offered(store, Account, "industry") == ["Dairy", "Optics", "Beekeeping"]


def test_a_word_stands_in_a_list_once(store: Store) -> None:
    with store.act("List") as session:
        lists.add_value(session, "source", {"name": "Trade fair"})
    with pytest.raises(InvalidInput, match="in this list already"), store.act("Again") as session:
        lists.add_value(session, "source", {"name": "trade  FAIR"})


def test_a_rewritten_word_is_rewritten_in_the_records_and_undo_takes_both_back(store: Store) -> None:
    with store.act("Account") as session:
        account = records.create(session, Account, {"name": "Codehow", "industry": "Optics"})
        value = lists.add_value(session, "industry", {"name": "Optics"})
    with store.act("Rename") as session:
        lists.edit_value(session, records.find(session, ListValue, value.id), {"name": "Photonics"})
    with store.read() as session:
        assert records.find(session, Account, account.id).industry == "Photonics"
    store.undo()
    with store.read() as session:
        assert records.find(session, Account, account.id).industry == "Optics"
    assert names(store, "industry") == ["Optics"]


def test_a_deleted_word_stays_where_it_is_used(store: Store) -> None:
    with store.act("Account") as session:
        account = records.create(session, Account, {"name": "Codehow", "industry": "Optics"})
        value = lists.add_value(session, "industry", {"name": "Optics"})
    with store.act("Delete") as session:
        lists.delete_value(session, records.find(session, ListValue, value.id))
    with store.read() as session:
        assert records.find(session, Account, account.id).industry == "Optics"
    assert names(store, "industry") == []


def test_the_usual_industries_carry_their_codes(store: Store) -> None:
    with store.act("Usual") as session:
        lists.add_value(session, "industry", {"name": "communications"})
        lists.add_usual(session, "industry")
        found = {value.name: value.code for value in lists.values(session, "industry")}
    assert len(found) == len(MAJOR_GROUPS)
    assert found["Industrial machinery and equipment"] == "35"


def test_codes_of_the_classification_are_two_digits_and_stand_once() -> None:
    codes = [code for code, _title in MAJOR_GROUPS]
    assert len(set(codes)) == len(codes) == 83
    assert codes == sorted(codes)
    assert all(len(code) == 2 and code.isdigit() for code in codes)


def test_a_reason_that_does_not_count_is_left_out_of_the_win_rate_and_named(store: Store) -> None:
    with store.act("List") as session:
        lists.add_usual(session, "loss_reason")
        lists.add_value(session, "loss_reason", {"name": "Moved abroad", "left_out": True})
    ids = [lose(store, reason) for reason in ("Price", "Duplicate (does not count)", "Moved abroad", "Elsewhere")]
    with store.read() as session:
        rate = closing.win_rate(deals.as_of(session, dates.today()).values())
    assert rate.count == 2
    assert {record for record, _why in rate.left_out} == {ids[1], ids[2]}
    assert "Moved abroad" in str(dict(rate.left_out)[ids[2]])


def test_a_rewritten_reason_goes_on_not_to_count(store: Store) -> None:
    with store.act("List") as session:
        lists.add_usual(session, "loss_reason")
    lost = lose(store, "Duplicate (does not count)")
    with store.act("Rename") as session:
        value = next(v for v in lists.values(session, "loss_reason") if v.code == "duplicate")
        lists.edit_value(session, value, {"name": "Counted twice"})
    with store.read() as session:
        assert records.find(session, Opportunity, lost).loss_reason == "Counted twice"
        assert closing.win_rate(deals.as_of(session, dates.today()).values()).count == 0
