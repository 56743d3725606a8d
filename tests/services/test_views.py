"""Views of lists: what is built in, what the user saves, and that each step of it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.task import Task
from crm_desktop.model import Account, Activity, BookValue, ExchangeRate, Opportunity, SavedView, Stage
from crm_desktop.services import attention, records, totals, views
from crm_desktop.services.totals import Total, Totals
from crm_desktop.services.views import Look
from crm_desktop.storage import filters
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

LOOK = Look(
    Group("any", (Rule("amount", "gt", "100"), Rule("account_id.industry", "empty"))),
    ("name", "amount"), (200, 90), "amount", descending=True, group="stage_id",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """Two open deals, one of them with a plan, and one that was won; on 20 November 2026."""
    store = create_store(tmp_path / "book.crm", currency="EUR")
    with store.act("Fill") as session:
        stage = {one.name: one.id for one in session.query(Stage)}
        ace = records.create(session, Account, {"name": "Ace"}).id
        records.create(session, Account, {"name": "Bolt"})
        deals = (
            ("Planned", "Proposal", 100, "EUR", date(2026, 12, 1)),
            ("Bare", "Qualified", 50, "CHF", date(2026, 11, 25)),
            ("Won", "Won", 7, "EUR", date(2026, 10, 1)),
        )
        for name, where, amount, currency, day in deals:
            values = {"name": name, "stage_id": stage[where], "amount": Decimal(amount), "currency": currency}
            records.create(session, Opportunity, {**values, "close_date": day, "account_id": ace})
        planned = session.query(Opportunity).filter_by(name="Planned").one()
        when = clock.at + timedelta(days=3)
        records.create(session, Activity, {"name": "Call", "starts": when, "opportunity_id": planned.id})
    yield store
    store.close()


def found(store: Store, entity: str, key: str) -> list[str]:
    """Return the names that a view shows, in its order."""
    with store.read() as session:
        query = views.query_of(session, views.find(session, entity, key), ("name",))
        listing = Listing(query)
        listing.open(session)
        return [row[1] for row in listing.iterate(session)]


def own(store: Store) -> list[tuple[str, Look]]:
    """Return the saved views."""
    with store.read() as session:
        return [(view.title, view.look) for view in views.own(session)]


def save(store: Store, name: str = "Mine", look: Look = LOOK) -> int:
    """Save a view of opportunities."""
    with store.act("Save") as session:
        return views.save(session, "opportunity", name, look).id


def test_the_built_in_views_find_what_they_are_called(book: Store) -> None:
    assert found(book, "opportunity", "stage_id.kind=open") == ["Bare", "Planned"]
    assert found(book, "opportunity", "no_next_step") == ["Bare"]
    assert found(book, "opportunity", "closes_this_quarter") == ["Bare", "Planned"]
    assert found(book, "opportunity", "overdue") == []
    assert found(book, "account", "no_open_opportunity") == ["Bolt"]
    assert found(book, "activity", "planned") == ["Call"]


def test_every_built_in_view_can_be_asked(book: Store) -> None:
    for view in views.BUILT_IN:
        found(book, view.entity, view.key)
        filters.check(Query(view.entity, ()).model, view.look.filter)
    assert len({(view.entity, view.key) for view in views.BUILT_IN}) == len(views.BUILT_IN)


def test_needs_attention_shows_what_the_figures_say(book: Store, clock: FrozenClock) -> None:
    clock.forward(days=40)
    with book.read() as session:
        wanted = set(attention.needing_attention(session))
        view = views.find(session, "opportunity", "attention")
        assert view.ids is not None
        assert set(view.ids(lambda: nullcontext(session))) == wanted
    assert found(book, "opportunity", "attention") == ["Bare", "Planned"]


def test_the_navigation_has_the_two_lists_that_must_be_near_and_what_the_user_saved(book: Store) -> None:
    save(book)
    with book.read() as session:
        assert [view.title for view in views.near(session)] == ["Without a next step", "Needs attention", "Mine"]


def test_a_saved_view_comes_back_whole_and_is_one_step_of_undo(book: Store) -> None:
    save(book)
    assert own(book) == [("Mine", LOOK)]
    book.undo()
    assert own(book) == []
    book.redo()
    assert own(book) == [("Mine", LOOK)]


def test_changing_renaming_and_deleting_a_view_are_undone(book: Store) -> None:
    mine = save(book)
    with book.act("Change") as session:
        views.change(session, mine, Look())
    with book.act("Rename") as session:
        views.rename(session, mine, " Yours ")
    assert own(book) == [("Yours", Look())]
    with book.act("Delete") as session:
        views.delete(session, mine)
    assert own(book) == []
    for expected in ([("Yours", Look())], [("Mine", Look())], [("Mine", LOOK)]):
        book.undo()
        assert own(book) == expected


def test_a_copy_of_a_view_has_a_name_of_its_own(book: Store) -> None:
    with book.act("Duplicate") as session:
        view = views.find(session, "opportunity", "no_next_step")
        names = [views.duplicate(session, view).name for _time in range(3)]
    assert names == [f"Without a next step ({copy})" for copy in ("copy", "copy 2", "copy 3")]
    assert {look.filter for _name, look in own(book)} == {view.look.filter}


@pytest.mark.parametrize("name", ["", "  ", "mine", "MINE "])
def test_a_view_without_a_name_or_with_that_of_another_is_refused(book: Store, name: str) -> None:
    save(book)
    with pytest.raises(InvalidInput):
        save(book, name)
    assert len(own(book)) == 1


def test_a_view_keeps_its_own_name_when_it_is_renamed_to_it(book: Store) -> None:
    mine = save(book)
    with book.act("Rename") as session:
        views.rename(session, mine, "MINE")
    assert own(book)[0][0] == "MINE"


def test_a_view_is_found_by_its_name_or_the_names_are_told(book: Store) -> None:
    save(book)
    with book.read() as session:
        assert views.named(session, "mine").look == LOOK
        assert views.named(session, "Planned").entity == "activity"
        with pytest.raises(UserError, match="Several views"):
            views.named(session, "Without a next step")
        assert views.named(session, "Without a next step", "account").key == "account_no_next_step"
        with pytest.raises(UserError, match="Needs attention"):
            views.named(session, "Nothing like it", "opportunity")


def test_a_view_of_which_a_field_is_gone_shows_the_rest(book: Store) -> None:
    look = Look(Group("all", (Rule("gone", "is", "x"), Rule("name", "is", "Bare"))), ("name", "gone"), (1, 2), "gone")
    save(book, "Old", look)
    assert own(book) == [("Old", Look(Group("all", (Rule("name", "is", "Bare"),)), ("name",)))]


def test_a_view_that_cannot_be_read_is_still_there_to_be_deleted(book: Store) -> None:
    mine = save(book)
    with book.act("Break") as session:
        raw_of(session).execute("UPDATE saved_view SET definition = '[' WHERE id = ?", (mine,))
    assert own(book) == [("Mine", Look())]
    with pytest.raises(UserError, match="make it anew"):
        views.of_json(Opportunity, "[")


def test_views_of_an_entity_of_a_newer_version_are_passed_over(book: Store) -> None:
    with book.act("Newer") as session:
        values = {"name": "Later", "entity_name": "spaceship", "definition": "{}"}
        records.create(session, SavedView, values)
    assert own(book) == []


def sums(store: Store, **query: object) -> Totals:
    """Return the totals of opportunities by name, amount and probability."""
    listing = Listing(Query("opportunity", ("name", "amount", "probability"), **query))  # type: ignore[arg-type]
    with store.read() as session:
        listing.open(session)
    return totals.add_up(listing, Task(), partial(store.read, patient=True))


def rate(store: Store, amount: str) -> None:
    """Set what a franc is worth from the first of November on."""
    with store.act("Rate") as session:
        values = {"name": "CHF", "day": date(2026, 11, 1), "units": 1, "amount": Decimal(amount)}
        records.create(session, ExchangeRate, values)


def test_amounts_of_several_currencies_have_no_sum_without_a_rate(book: Store) -> None:
    amount = sums(book).whole["amount"]
    assert (amount.count, amount.total, amount.mean) == (3, None, None)
    assert "CHF" in amount.why


def test_amounts_of_several_currencies_are_converted_by_the_book_s_rates(book: Store) -> None:
    rate(book, "1.1")
    amount = sums(book).whole["amount"]
    assert (amount.total, amount.currency) == (Decimal(162), "EUR")
    assert amount.mean == Decimal(54)


def test_amounts_of_one_currency_stay_in_it(book: Store) -> None:
    only = sums(book, filter=Group("all", (Rule("currency", "is", "chf"),)))
    assert only.whole["amount"] == Total(1, Decimal(50), Decimal(50), "CHF")


def test_a_share_has_a_mean_and_no_sum(book: Store) -> None:
    probability = sums(book).whole["probability"]
    assert probability.total is None
    assert probability.mean == (Decimal("0.6") + Decimal("0.3") + 1) / 3


def test_groups_have_sums_of_their_own_also_when_folded(book: Store) -> None:
    with book.read() as session:
        stage = session.query(Stage).filter_by(name="Proposal").one().id
    found = sums(book, group="stage_id", closed=frozenset({str(stage)}))
    assert found.count == 3
    assert found.groups[str(stage)]["amount"] == Total(1, Decimal(100), Decimal(100), "EUR")


def test_sums_are_exact_beyond_what_a_machine_number_holds(book: Store) -> None:
    huge = Decimal("900000000000000.0001")
    with book.act("Huge") as session:
        for deal in session.query(Opportunity):
            records.update(session, deal, {"amount": huge, "currency": "EUR"})
    assert sums(book).whole["amount"].total == huge * 3


def test_the_sums_of_some_rows_are_theirs_alone(book: Store) -> None:
    rate(book, "1.1")
    listing = Listing(Query("opportunity", ("name", "amount"), sort="name"))
    with book.read() as session:
        listing.open(session)
    found = totals.add_up(listing, Task(), partial(book.read, patient=True), [(1, 2)])
    assert (found.count, found.whole["amount"].total) == (2, Decimal(107))


def test_a_list_without_numbers_has_no_totals(book: Store) -> None:
    listing = Listing(Query("contact", ("name",)))
    with book.read() as session:
        assert session.query(BookValue).count() > 0
        listing.open(session)
    assert totals.add_up(listing, Task(), partial(book.read, patient=True)) == Totals()
