"""Lists against the plain way: all rows, sorted by Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME, Account, Opportunity
from crm_desktop.services import records
from crm_desktop.storage.query import PAGE, PAGES, Listing, Query
from crm_desktop.storage.short_reads import STEP
from crm_desktop.storage.store import Store
from tests.storage.lists import DEALS, assert_lists, ids_in_order, opened

LISTED = [
    (entity, name)
    for entity in ("opportunity", "contact", "activity", "seller")
    for name, declared in BY_NAME[entity].fields().items()
    if declared.listed
]


@pytest.fixture
def store(large_store: Store) -> Store:
    """A book with several anchors."""
    return large_store


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("entity, column", LISTED)
def test_a_list_is_in_the_order_of_any_listed_field(store: Store, entity: str, column: str, descending: bool) -> None:
    query = Query(entity, ("name",), column, descending)
    expected = ids_in_order(store, entity, column, descending=descending)
    assert_lists(store, opened(store, query, walked=True), expected)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["name", "stage_id", "amount", "close_date"])
def test_a_jump_is_right_before_the_way_is_known(store: Store, column: str, descending: bool) -> None:
    query = Query("opportunity", ("name",), column, descending)
    expected = ids_in_order(store, "opportunity", column, descending=descending)
    assert_lists(store, opened(store, query), expected)
    for place in (0, 1, STEP - 1, STEP, DEALS // 2, DEALS - PAGE, DEALS - 1):
        with store.read() as session:
            assert opened(store, query).row(session, place)[0] == expected[place]


@pytest.mark.parametrize("column", ["created", "contact_id", "next_step", "currency"])
def test_a_list_is_in_the_order_of_a_field_without_an_index_too(store: Store, column: str) -> None:
    with store.act("Edit") as session:
        for deal_id in range(1, 400, 3):
            deal = records.find(session, Opportunity, deal_id)
            records.update(session, deal, {"next_step": f"Éß {deal_id % 7}", "contact_id": deal_id % 11 + 1})
    expected = ids_in_order(store, "opportunity", column)
    assert_lists(store, opened(store, Query("opportunity", ("name",), column)), expected)


def test_a_list_follows_edits_new_rows_and_deletions(store: Store) -> None:
    with store.act("Edit") as session:
        records.update(session, records.find(session, Opportunity, 17), {"amount": None, "name": "aaa"})
        records.update(session, records.find(session, Opportunity, 18), {"amount": Decimal("0.0001"), "name": "zzz"})
        records.create(session, Opportunity, {"name": "Mmm", "stage_id": 2, "amount": Decimal(12)})
        records.delete(session, Opportunity, [1, 500, DEALS])
    for column in ("name", "amount"):
        assert_lists(
            store, opened(store, Query("opportunity", ("name",), column)), ids_in_order(store, "opportunity", column)
        )


def test_a_list_by_a_link_follows_the_new_name_of_its_target(store: Store) -> None:
    query = Query("opportunity", ("account_id",), "account_id")
    before = ids_in_order(store, "opportunity", "account_id")
    with store.act("Rename") as session:
        records.update(session, records.find(session, Account, 3), {"name": "ÄÄÄ"})
    expected = ids_in_order(store, "opportunity", "account_id")
    assert expected != before
    assert_lists(store, opened(store, query), expected)
    store.undo()
    assert_lists(store, opened(store, query), before)


def test_a_row_holds_its_id_file_values_and_the_names_of_links(store: Store) -> None:
    query = Query("opportunity", ("name", "account_id", "stage_id", "amount", "close_date", "amount_from_list"))
    with store.act("New") as session:
        deal = records.create(
            session, Opportunity, {"name": "!", "account_id": 1, "stage_id": 3, "amount": Decimal("12.5")}
        )
        name, deal_id = records.find(session, Account, 1).name, deal.id
    listing = opened(store, query)
    with store.read() as session:
        place = listing.position(session, deal_id)
        assert place is not None
        assert listing.row(session, place) == (deal_id, "!", name, "Proposal", 125000, None, 0)


WHERE = {
    "by link": (("account_id", 7),),
    "by stage": (("stage_id", 2),),
    "by several stages": (("stage_id", (1, 2, 3, 4, 5)),),
    "empty": (("amount", None),),
    "empty or a value": (("amount", (None, Decimal("0.007"))),),
    "by ids": (("id", (5, 3, 9, 10**6)),),
    "by two": (("stage_id", (1, 2, 3, 4)), ("amount", Decimal(10**9))),
    "nothing": (("account_id", 10**6),),
}


@pytest.mark.parametrize("walked", [False, True])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("case", WHERE)
def test_a_filtered_list_is_the_whole_one_without_the_rest(
    store: Store, case: str, descending: bool, walked: bool
) -> None:
    where = WHERE[case]
    with store.read() as session:
        deals = {deal.id: {"id": deal.id, **records.values_of(deal)} for deal in session.query(Opportunity)}

    def passes(deal_id: int) -> bool:
        return all(
            deals[deal_id][column] in (value if isinstance(value, tuple) else (value,)) for column, value in where
        )

    for sort in ("name", "close_date"):
        expected = [i for i in ids_in_order(store, "opportunity", sort, descending=descending) if passes(i)]
        listing = opened(store, Query("opportunity", ("name",), sort, descending, where=where), walked=walked)
        assert_lists(store, listing, expected)


def test_a_filter_that_most_rows_pass_reads_its_first_page_before_the_others(store: Store) -> None:
    query = Query("opportunity", ("name",), where=(("stage_id", (1, 2, 3, 4, 5)),))
    listing = opened(store, query)
    assert listing.count > DEALS // 2
    with store.read() as session:
        first = [listing.row(session, place)[0] for place in range(2 * PAGE)]
        assert first == listing.ids(session, 0, listing.count - 1)[: 2 * PAGE]


def test_a_choice_or_text_is_filtered_without_accents_and_case(store: Store) -> None:
    listing = opened(store, Query("contact", ("name",), where=(("name", "UNAL"),)))
    with store.read() as session:
        assert {row[1] for row in listing.iterate(session)} == {"Ünal", "unal"}


def test_a_record_outside_the_list_has_no_position(store: Store) -> None:
    whole = opened(store, Query("opportunity", ("name",)))
    some = opened(store, Query("opportunity", ("name",), where=(("id", (1, 2)),)))
    with store.read() as session:
        assert whole.position(session, DEALS + 1) is None
        assert some.position(session, 3) is None
        assert some.position(session, 2) is not None


def test_a_position_beyond_the_end_is_refused(store: Store) -> None:
    listing, last_two = opened(store, Query("opportunity", ("name",))), ids_in_order(store, "opportunity", "name")[-2:]
    with store.read() as session:
        assert listing.ids(session, DEALS - 2, DEALS + 50) == last_two
        for place in (-1, DEALS):
            with pytest.raises(IndexError):
                listing.row(session, place)


def test_a_name_that_is_no_field_is_refused() -> None:
    injected = "name; DROP TABLE contact"
    for query in (
        Query("contact", (injected,)),
        Query("contact", ("name",), sort=injected),
        Query("contact", ("name",), where=((injected, 1),)),
    ):
        with pytest.raises(KeyError):
            Listing(query)


def test_a_row_at_hand_needs_no_look_at_the_file(store: Store) -> None:
    listing = opened(store, Query("opportunity", ("name",)))
    with store.read() as session:
        far = listing.row(session, DEALS - 1)
    assert listing.cached(DEALS - 1) == far
    assert listing.cached(0) is not None
    assert listing.cached(DEALS // 2) is None
    assert listing.cached(DEALS) is None


def test_old_pages_leave_the_cache_and_come_back(store: Store) -> None:
    listing = opened(store, Query("opportunity", ("name",)))
    with store.read() as session:
        first = listing.row(session, 0)
        for number in range(1, PAGES + 1):
            listing.page(session, number)
        assert listing.cached(0) is None
        assert listing.row(session, 0) == first


def test_the_walk_reads_in_several_short_turns_and_can_be_cancelled(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.storage.short_reads.STEPS_AT_ONCE", 1)
    turns = 0
    task = Task()

    @contextmanager
    def read() -> Iterator[Session]:
        nonlocal turns
        turns += 1
        if turns == 2:
            task.cancel()
        with store.read(patient=True) as session:
            yield session

    listing = opened(store, Query("opportunity", ("name",)))
    with pytest.raises(Cancelled):
        listing.walk(task, read)
    assert turns == 2
    assert_lists(store, listing, ids_in_order(store, "opportunity", "name"))


def test_a_walk_on_an_array_or_a_short_list_reads_nothing(store: Store) -> None:
    few = opened(store, Query("opportunity", ("name",), where=(("id", (1, 2)),)))
    few.walk(Task(), partial(pytest.fail, "read"))
    assert few.count == 2
