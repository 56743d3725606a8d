"""A list in groups: headings between its records, in the order of the values, and folded in where wanted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from crm_desktop.base.task import Task
from crm_desktop.model import Opportunity
from crm_desktop.storage import grouping
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store
from tests.storage.lists import DEALS, ids_in_order, opened

BY_STAGE = Query("opportunity", ("name", "stage_id", "amount"), group="stage_id")


def test_each_record_stands_once_below_the_heading_of_its_value(large_store: Store) -> None:
    listing = opened(large_store, BY_STAGE)
    with large_store.read() as session:
        names = [heading.name for heading in listing.headings]
        rows = [listing.row(session, place) for place in range(listing.count)]
        assert names == ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
        under = ""
        for place, row in enumerate(rows):
            heading = listing.heading(place)
            assert (heading is not None) == (row[0] < 0)
            under = heading.name if heading is not None else under
            assert heading is not None or row[2] == under
        ids = [row[0] for row in rows if row[0] > 0]
    assert sorted(ids) == sorted(ids_in_order(large_store, "opportunity", "name"))
    assert (listing.records, listing.count) == (DEALS, DEALS + 6)


def test_the_order_of_the_list_holds_inside_a_group(large_store: Store) -> None:
    listing = opened(large_store, replace(BY_STAGE, sort="amount", descending=True))
    first = listing.headings[0]
    plain = ids_in_order(large_store, "opportunity", "amount", descending=True)
    with large_store.read() as session:
        ids = listing.ids(session, 1, first.count)
        members = {
            row[0] for row in opened(large_store, replace(BY_STAGE, group="")).iterate(session) if row[2] == first.name
        }
    assert ids == [one for one in plain if one in members]  # fmt: skip


def test_a_folded_group_keeps_its_count_and_shows_no_records(large_store: Store) -> None:
    whole = opened(large_store, BY_STAGE)
    first = whole.headings[0]
    folded = opened(large_store, replace(BY_STAGE, closed=frozenset({grouping.folded_name(first.key)})))
    assert (folded.headings[0].is_closed, folded.headings[0].count) == (True, first.count)
    assert (folded.count, folded.records) == (whole.count - first.count, whole.records)
    assert folded.headings[1].row == 1
    portions = folded.portions(Task(), partial(large_store.read, patient=True))
    assert sum(len(ids) for ids in portions) == DEALS


def test_ids_of_rows_leave_headings_out(large_store: Store) -> None:
    listing = opened(large_store, BY_STAGE)
    with large_store.read() as session:
        ids = listing.ids(session, 0, listing.headings[1].row)
    assert len(ids) == listing.headings[0].count
    assert listing.headings_in(0, listing.headings[1].row) == 2
    assert listing.headings_in(1, 2) == 0


def test_days_are_grouped_by_month_and_what_is_empty_comes_last(large_store: Store) -> None:
    listing = opened(large_store, replace(BY_STAGE, group="close_date"))
    assert [heading.key for heading in listing.headings] == ["2025-12", "2026-01", "2027-06", None]


def test_words_and_conditions_hold_in_groups_too(large_store: Store) -> None:
    amount = Group("all", (Rule("amount", "eq", "0.007"),))
    query = replace(BY_STAGE, words="zoe", filter=amount)
    listing, flat = opened(large_store, query), opened(large_store, replace(query, group=""))
    gathered = Listing(query)
    gathered.gather(Task(), partial(large_store.read, patient=True))
    assert 0 < flat.records == listing.records == gathered.records
    assert gathered.headings == listing.headings


def test_a_list_that_is_too_long_stays_whole(large_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST", 100)
    listing = opened(large_store, BY_STAGE)
    assert (listing.headings, listing.count) == ((), DEALS)


def test_fields_that_many_share_can_be_grouped_by_and_others_cannot() -> None:
    can = {name for name, declared in Opportunity.fields().items() if grouping.can_group(declared)}
    assert {"stage_id", "account_id", "close_date", "category", "currency", "amount_from_list"} <= can
    assert not can & {"amount", "probability", "about"}
