"""The board against plain SQL and plain Python, and what moving a card does."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.figures import pipeline as figures
from crm_desktop.model import (
    Account,
    Activity,
    ExchangeRate,
    Opportunity,
    OpportunityState,
    Pipeline,
    Seller,
    Stage,
)
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import board, deals, pipeline, records, sales_process
from crm_desktop.services.board import Column
from crm_desktop.services.board_groups import GROUPINGS, SPANS, BoardQuery, span_of
from crm_desktop.storage.store import Store, raw_of

FORMATS = formats_for("en_US")
TODAY = date(2026, 11, 20)
SIZE = 110


@pytest.fixture
def book(store: Store) -> Store:
    """A book with deals of every sort, on Friday 20 November 2026."""
    dice = random.Random(7)
    with store.act("Sample") as session:
        records.create(
            session, ExchangeRate, {"name": "EUR", "day": date(2020, 1, 1), "units": 1, "amount": Decimal("1.25")}
        )
        account = records.create(session, Account, {"name": "Condax"})
        sellers = [records.create(session, Seller, {"name": name}).id for name in ("Anna Berg", "Bo Lind")]
        stages = [stage.id for stage in pipeline.stages(session)]
        for n in range(SIZE):
            day = dice.choice((None, TODAY + timedelta(days=dice.randint(-80, 400))))
            values = {
                "name": f"Deal {n:03}", "account_id": account.id, "stage_id": dice.choice(stages), "close_date": day,
                "amount": dice.choice((None, Decimal(dice.randint(1, 99_999)).scaleb(-2))), "entered_on": TODAY,
                "currency": dice.choice((None, "USD", "EUR")), "owner_id": dice.choice((*sellers, None)),
                "closed_on": TODAY - timedelta(days=dice.randint(0, 60)),
                "probability": dice.choice((None, Decimal("0.35"))), "category": dice.choice((None, "commit", "omitted")),
            }  # fmt: skip
            records.create(session, Opportunity, values)
    return store


def shown(store: Store, query: BoardQuery | None = None) -> list[Column]:
    with store.read() as session:
        return board.columns(session, query or BoardQuery(), FORMATS)


def ids_of(session: Session, column: Column) -> list[int]:
    return board.card_ids(session, column.place, 0, SIZE)


def deal_named(store: Store, name: str) -> Opportunity:
    with store.read() as session:
        return session.query(Opportunity).filter_by(name=name).one()


def key_of(store: Store, title: str, query: BoardQuery | None = None) -> str:
    return next(column.place.key for column in shown(store, query) if column.place.title == title)


def add(store: Store, **values: Any) -> int:
    with store.act("New") as session:
        stage = pipeline.stage_named(session, values.pop("stage", "Prospecting"))
        assert stage is not None
        return records.create(session, Opportunity, {"name": "Deal", "stage_id": stage.id, **values}).id


def move(store: Store, deal: int, grouping: str, key: str, **outcome: Any) -> list[str]:
    with store.act("Move") as session:
        return board.move(session, [deal], grouping, key, **outcome)


def now(store: Store, deal: int) -> Opportunity:
    with store.read() as session:
        return session.get_one(Opportunity, deal)


@contextmanager
def counted_rows(session: Session) -> Iterator[list[int]]:
    """Count the rows that plain statements hand over to Python."""
    raw, rows = raw_of(session), [0]

    def count(_cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        rows[0] += 1
        return row

    raw.row_factory = count
    try:
        yield rows
    finally:
        raw.row_factory = None


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.id)
@pytest.mark.parametrize("grouping", GROUPINGS, ids=lambda grouping: grouping.id)
def test_the_columns_hold_each_open_deal_once_and_add_up_like_the_figures(
    book: Store, grouping: Any, span: Any
) -> None:
    query = span.query(grouping.id, None, 1)
    columns = [column for column in shown(book, query) if column.place.kind == "open"]
    with book.read() as session:
        found, rates = deals.as_of(session, dates.today()), deals.rates(session)
        whole, weighted = (
            figures.pipeline(found.values(), rates, query.open_in),
            figures.weighted(found.values(), rates, query.open_in),
        )
        hung = [deal for column in columns for deal in ids_of(session, column)]
        for column in columns:
            inside = [found[deal] for deal in ids_of(session, column)]
            assert column.worth.count == len(inside)
            assert column.worth.amount == figures.pipeline(inside, rates).value
            assert column.worth.weighted == figures.weighted(inside, rates).value
            assert column.worth.without_amount == sum(deal.amount is None for deal in inside)
    assert sorted(hung) == sorted(
        deal
        for deal in found
        if found[deal].kind == "open" and (query.open_in is None or found[deal].close_date in query.open_in)
    )
    assert sum(column.worth.amount for column in columns) == whole.value
    assert sum(column.worth.weighted for column in columns) == weighted.value


def test_closed_columns_hold_what_was_closed_this_month_the_last_first(book: Store) -> None:
    won = next(column for column in shown(book) if column.place.title == "Won")
    with book.read() as session:
        days = [card.closed_on or date.min for card in board.cards(session, won.place, 0, SIZE, FORMATS)]
    assert days
    assert days == sorted(days, reverse=True)
    assert all(day.month == 11 for day in days)


def test_cards_stand_by_close_date_and_those_without_one_last(book: Store) -> None:
    with book.read() as session:
        for place in board.places(session, BoardQuery(), FORMATS)[:4]:
            days = [card.close_date for card in board.cards(session, place, 0, SIZE, FORMATS)]
            assert days == sorted(days, key=lambda day: day or date.max)


def test_pages_of_a_column_put_together_are_the_column(book: Store) -> None:
    with book.read() as session:
        place = board.places(session, BoardQuery(), FORMATS)[0]
        whole = board.cards(session, place, 0, SIZE, FORMATS)
        paged = [card for first in range(0, len(whole), 7) for card in board.cards(session, place, first, 7, FORMATS)]
    assert paged == whole


def test_a_card_knows_where_it_stands(book: Store) -> None:
    with book.read() as session:
        places = board.places(session, BoardQuery(), FORMATS)
        expected = {
            deal: (place.key, row)
            for place in places
            for row, deal in enumerate(board.card_ids(session, place, 0, SIZE))
        }
        assert board.stands(session, places, list(expected)[::3]) == {
            deal: expected[deal] for deal in list(expected)[::3]
        }
        assert board.keys(session, places, list(expected)) == {deal: key for deal, (key, _row) in expected.items()}


@pytest.mark.parametrize("grouping", ["stage", "category", "seller", "month"])
def test_the_heads_say_during_a_drag_what_they_will_say_after_it(book: Store, grouping: str) -> None:
    query = BoardQuery(grouping)
    columns = shown(book, query)
    for target in (column for column in columns if column.place.takes and column.place.kind == "open"):
        columns = shown(book, query)
        with book.read() as session:
            source = next(
                c
                for c in columns
                if c.place is not target.place
                and c.worth.count > 3
                and c.place.kind == "open"
                and c.place.key != target.place.key
            )
            moved = [(source.place.key, card) for card in board.cards(session, source.place, 0, 3, FORMATS)]
        promised = board.preview(columns, moved, target.place.key)
        with book.act("Move") as session:
            board.move(session, [card.id for _key, card in moved], grouping, target.place.key)
        assert [column.worth for column in shown(book, query)] == [column.worth for column in promised]


def test_a_stage_move_leaves_a_trail_and_undo_takes_it_back(store: Store) -> None:
    deal = add(store, amount=Decimal(100))
    move(store, deal, "stage", key_of(store, "Proposal"))
    assert (now(store, deal).probability, now(store, deal).category) == (Decimal("0.6"), "best_case")
    with store.read() as session:
        assert session.query(OpportunityState).filter_by(opportunity_id=deal).count() == 2
    store.undo()
    assert now(store, deal).probability == Decimal("0.1")
    with store.read() as session:
        assert session.query(OpportunityState).filter_by(opportunity_id=deal).count() == 1


def test_a_move_to_a_month_keeps_the_day_where_the_month_has_it(store: Store) -> None:
    deal = add(store, close_date=date(2026, 12, 31))
    query = BoardQuery("month")
    move(store, deal, "month", key_of(store, "Feb 2027", query))
    assert now(store, deal).close_date == date(2027, 2, 28)
    move(store, deal, "month", "undated")
    assert now(store, deal).close_date is None
    move(store, deal, "month", key_of(store, "Jan 2027", query))
    assert now(store, deal).close_date == date(2027, 1, 31)


def test_nothing_can_be_moved_to_the_months_before_the_present_one(store: Store) -> None:
    deal = add(store, close_date=date(2026, 12, 31))
    with pytest.raises(UserError, match="Nothing can be moved"):
        move(store, deal, "month", "earlier")


def test_a_move_to_a_seller_changes_the_owner_and_a_move_to_nobody_takes_it_away(store: Store) -> None:
    with store.act("Seller") as session:
        seller = records.create(session, Seller, {"name": "Anna Berg"}).id
    deal = add(store)
    move(store, deal, "seller", key_of(store, "Anna Berg", BoardQuery("seller")))
    assert now(store, deal).owner_id == seller
    move(store, deal, "seller", key_of(store, "Nobody", BoardQuery("seller")))
    assert now(store, deal).owner_id is None


def test_a_category_that_was_chosen_on_the_board_survives_a_stage_move(store: Store) -> None:
    deal = add(store)
    move(store, deal, "category", "commit")
    assert (now(store, deal).category, now(store, deal).category_by_hand) == ("commit", True)
    notes = move(store, deal, "stage", key_of(store, "Proposal"))
    assert now(store, deal).category == "commit"
    assert notes == ["Its forecast category stays: it was set by hand."]


@pytest.mark.parametrize("grouping", ["month", "seller", "category"])
def test_a_deal_is_closed_from_any_grouping_in_the_stage_of_its_own_pipeline(store: Store, grouping: str) -> None:
    with store.act("Pipeline") as session:
        own = sales_process.copy_pipeline(session, pipeline.default_pipeline(session))
        stage = pipeline.stages(session, own.id)[0]
        deal = records.create(session, Opportunity, {"name": "Deal", "stage_id": stage.id}).id
    move(store, deal, grouping, "won", closed_on=date(2026, 11, 2), amount=Decimal(77))
    with store.read() as session:
        found = session.get_one(Opportunity, deal)
        ended = session.get_one(Stage, found.stage_id)
    assert (ended.kind, ended.pipeline_id) == ("won", own.id)
    assert (found.closed_on, found.amount) == (date(2026, 11, 2), Decimal(77))


def test_a_closed_deal_is_not_reopened_by_another_seller(store: Store) -> None:
    deal = add(store, stage="Won")
    with pytest.raises(UserError, match="is closed"):
        move(store, deal, "seller", "0")


def test_a_board_of_one_pipeline_shows_its_stages_alone(store: Store) -> None:
    with store.act("Pipeline") as session:
        own = sales_process.copy_pipeline(session, pipeline.default_pipeline(session))
        stage = pipeline.stages(session, own.id)[0]
        records.create(session, Opportunity, {"name": "Deal", "stage_id": stage.id})
    assert len(shown(store)) == 12
    assert len(shown(store, BoardQuery(pipeline=own.id))) == 6
    assert sum(column.worth.count for column in shown(store, BoardQuery("seller", own.id))) == 1
    with store.read() as session:
        other = pipeline.default_pipeline(session).id
    assert sum(column.worth.count for column in shown(store, BoardQuery("seller", other))) == 0


def test_a_filter_leaves_the_deals_that_have_all_words(book: Store) -> None:
    with book.read() as session:
        query, is_capped = board.narrowed(session, BoardQuery(), "condax 01")
        names = {
            card.name
            for place in board.places(session, query, FORMATS)
            if place.kind == "open"
            for card in board.cards(session, place, 0, SIZE, FORMATS)
        }
    assert names
    assert names <= {f"Deal {n:03}" for n in (1, *range(10, 20), 101)}
    assert not is_capped


def test_a_missing_exchange_rate_is_named_and_refuses_the_sum(store: Store) -> None:
    add(store, amount=Decimal(5), currency="CHF", close_date=TODAY)
    missing = shown(store)[0].worth.missing
    assert missing == "no exchange rate CHF → USD for 2026-11-20"


def test_a_card_says_what_needs_attention_and_what_comes_next(store: Store) -> None:
    overdue = add(store, close_date=TODAY - timedelta(days=3))
    planned = add(store, close_date=TODAY + timedelta(days=30))
    with store.act("Plan") as session:
        values = {
            "kind": "call",
            "name": "Ask for the budget",
            "opportunity_id": planned,
            "starts": dates.noon(date(2026, 11, 24)),
        }
        records.create(session, Activity, {**values, "done": False})
    with store.read() as session:
        late, next_one = board.cards_of(session, [overdue, planned], FORMATS)
    assert [sign.text for sign in late.badges] == ["overdue 3 days", "no next step"]
    assert [sign.text for sign in next_one.badges] == ["24 Nov: Ask for the budget"]


def test_a_page_of_a_large_column_reads_no_more_rows_than_it_shows(store: Store) -> None:
    with store.act("Many") as session:
        stage = pipeline.first_stage(session)
        session.add_all(
            Opportunity(
                name=f"Deal {n}",
                stage_id=stage.id,
                amount=Decimal(n),
                close_date=TODAY + timedelta(days=n % 90),
                probability=Decimal("0.1"),
            )
            for n in range(5000)
        )
    with store.read() as session, counted_rows(session) as rows:
        columns = board.columns(session, BoardQuery(), FORMATS)
        assert columns[0].worth.count == 5000
        assert rows[0] < 30
        assert len(board.cards(session, columns[0].place, 4000, 50, FORMATS)) == 50
        assert rows[0] < 400


def test_a_book_without_stages_has_no_columns(store: Store) -> None:
    with store.act("Nothing") as session:
        session.query(Stage).delete()
        session.query(Pipeline).delete()
    for grouping in GROUPINGS:
        assert shown(store, BoardQuery(grouping.id)) == []


def test_an_empty_book_has_its_columns_with_nothing_in_them(store: Store) -> None:
    assert [(column.place.title, column.worth.count) for column in shown(store)] == [
        (name, 0) for name in ("Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost")
    ]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("next_quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("year", date(2026, 4, 1), date(2027, 3, 31)),
        ("overdue", date.min, date(2026, 11, 19)),
    ],
)
def test_spans_follow_the_fiscal_year(store: Store, span: str, first: date, last: date) -> None:
    assert span_of(span).query("stage", None, 4).open_in == Period(first, last)
