"""Words that narrow a list as they are typed, against a scan of all names."""

from __future__ import annotations

from functools import partial

import pytest

from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import Opportunity
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store, raw_of
from tests.storage.lists import DEALS, assert_lists, ids_in_order, opened


@pytest.fixture
def store(large_store: Store) -> Store:
    """A book with several anchors."""
    return large_store


def shown_words(store: Store) -> dict[int, str]:
    """Return the folded words of each opportunity as lists show it: its own and the names of what it links to."""
    links = [(name, kind.target) for name, kind in Opportunity.links().items() if Opportunity.fields()[name].listed]
    names = ", ".join(f'(SELECT name FROM "{target}" k WHERE k.id = o."{column}")' for column, target in links)
    with store.read() as session:
        rows = raw_of(session).execute(f"SELECT id, name, {names} FROM opportunity o").fetchall()
    return {row[0]: fold(" ".join(filter(None, row[1:]))) for row in rows}


def test_words_narrow_a_list_and_keep_its_order(store: Store) -> None:
    words = shown_words(store)
    found = [i for i in ids_in_order(store, "opportunity", "amount") if "strasse" in words[i]]
    first = opened(store, Query("opportunity", ("name",), "amount", words="STRASSE"))
    listing = first.completed(Task(), partial(store.read, patient=True))
    assert_lists(store, listing, found)
    assert not listing.is_capped


def test_words_and_conditions_hold_together(store: Store) -> None:
    words = shown_words(store)
    for stages in ((2,), (1, 2, 3, 4, 5, 6)):
        query = Query("opportunity", ("name",), words="zoe", where=(("stage_id", stages),))
        without_words = opened(store, Query("opportunity", ("name",), where=query.where))
        with store.read() as session:
            expected = [row[0] for row in without_words.iterate(session) if "zoe" in words[row[0]]]
        whole = opened(store, query).completed(Task(), partial(store.read, patient=True))
        assert_lists(store, whole, expected)


def test_a_sign_that_asks_for_nothing_yet_leaves_the_list_whole(store: Store) -> None:
    assert opened(store, Query("opportunity", ("name",), words=" * ")).count == DEALS


def test_words_stop_at_the_limit_and_say_so(store: Store) -> None:
    query = Query("opportunity", ("name",), words="zoe")
    whole = opened(store, query).completed(Task(), partial(store.read, patient=True))
    assert not whole.is_capped
    assert whole.count > 100
    with store.read() as session:
        for limit in (1, 100):
            listing = Listing(query, limit=limit)
            listing.open(session)
            assert (listing.count, listing.is_capped) == (limit, True)
        unlimited = Listing(query, limit=None)
        unlimited.open(session)
        assert (unlimited.count, unlimited.is_capped) == (whole.count, False)


def test_a_worker_completes_the_hits_of_words_in_short_reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query("opportunity", ("name",), "amount", descending=True, words="zoe")
    words = shown_words(store)
    expected = [i for i in ids_in_order(store, "opportunity", "amount", descending=True) if "zoe" in words[i]]
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
