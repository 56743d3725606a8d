"""Words that narrow a list as they are typed, against a scan of all names."""

from __future__ import annotations

from functools import partial

import pytest

from crm_desktop.base.task import Task
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store
from tests.storage.lists import DEALS, assert_lists, ids_in_order, opened, rows_of


@pytest.fixture
def store(large_store: Store) -> Store:
    """A book with several anchors."""
    return large_store


def test_words_narrow_a_list_and_keep_its_order(store: Store) -> None:
    names = dict(rows_of(store, "opportunity"))
    found = [i for i in ids_in_order(store, "opportunity", "amount") if "Straße" in names[i] and "ebR" not in names[i]]
    first = opened(store, Query("opportunity", ("name",), "amount", words="STRASSE"))
    listing = first.completed(Task(), partial(store.read, patient=True))
    assert_lists(store, listing, found)
    assert not listing.is_capped


def test_words_and_conditions_hold_together(store: Store) -> None:
    names = dict(rows_of(store, "opportunity"))
    for stages in ((2,), (1, 2, 3, 4, 5, 6)):
        query = Query("opportunity", ("name",), words="zoe", where=(("stage_id", stages),))
        without_words = opened(store, Query("opportunity", ("name",), where=query.where))
        with store.read() as session:
            expected = [row[0] for row in without_words.iterate(session) if "zo" in names[row[0]].lower()]
        whole = opened(store, query).completed(Task(), partial(store.read, patient=True))
        assert_lists(store, whole, expected)


def test_a_sign_that_asks_for_nothing_yet_leaves_the_list_whole(store: Store) -> None:
    assert opened(store, Query("opportunity", ("name",), words=" * ")).count == DEALS


def test_words_stop_at_the_limit_and_say_so(store: Store) -> None:
    query = Query("opportunity", ("name",), words="zoe")
    whole = opened(store, query).completed(Task(), partial(store.read, patient=True))
    assert not whole.is_capped
    with store.read() as session:
        for limit, is_capped in ((whole.count, False), (whole.count - 1, True)):
            listing = Listing(query, limit=limit)
            listing.open(session)
            assert (listing.count, listing.is_capped) == (limit, is_capped)
        unlimited = Listing(query, limit=None)
        unlimited.open(session)
        assert (unlimited.count, unlimited.is_capped) == (whole.count, False)


def test_a_worker_completes_the_hits_of_words_in_short_reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query("opportunity", ("name",), "amount", descending=True, words="zoe")
    names = dict(rows_of(store, "opportunity"))
    expected = [i for i in ids_in_order(store, "opportunity", "amount", descending=True) if "zo" in names[i].lower()]
    monkeypatch.setattr("crm_desktop.storage.query.FIRST_HITS", 30)
    first = Listing(query, limit=30)
    with store.read() as session:
        first.open(session)
    assert (first.count, first.is_capped) == (30, True)
    read = partial(store.read, patient=True)
    whole = first.completed(Task(), read)
    assert_lists(store, whole, expected)
    assert not whole.is_capped
    some = first.completed(Task(), read, limit=70)
    assert (some.count, some.is_capped) == (70, True)
