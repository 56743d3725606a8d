"""The column of lists that says what comes next and when."""

from __future__ import annotations

from datetime import timedelta

from crm_desktop.model import Account
from crm_desktop.services import activities
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes
from crm_desktop.ui.tables.record_table import RecordTable
from tests.conftest import FrozenClock
from tests.ui.small_book import Book

ACCOUNTS = Query("account", ("name", "next_at"), sort="next_at", descending=True)


def _table(book: Book, query: Query = ACCOUNTS) -> RecordTable:
    table = RecordTable(book.store, book.jobs, book.formats, query)
    table.refresh()
    return table


def _plan(book: Book, clock: FrozenClock, hours: int) -> None:
    with book.store.act("Plan") as session:
        account, when = book.id_of(Account, "Codehow"), clock.at + timedelta(hours=hours)
        activities.plan(session, "call", "Ask for the order", "account", account, when)


def test_a_cell_says_when_and_what(book: Book, clock: FrozenClock) -> None:
    _plan(book, clock, 24)
    name, step = _table(book).texts(0)
    assert name == "Codehow"
    assert step == f"{book.formats.moment(clock.at + timedelta(days=1))} · Ask for the order"
    assert _table(book).texts(1)[1] == ""


def test_what_is_overdue_is_red_and_said(book: Book, clock: FrozenClock) -> None:
    _plan(book, clock, 1)
    table = _table(book)
    table.texts(0)
    assert table.marks(0) == {}
    clock.forward(hours=2)
    table.refresh()
    table.texts(0)
    assert (table.marks(0)[1].colour, table.marks(0)[1].words) == ("danger", "overdue")


def test_a_plan_made_elsewhere_is_seen_in_the_list(book: Book, clock: FrozenClock) -> None:
    table = _table(book)
    changes: list[Changes] = []
    book.store.changed.connect(changes.append)
    _plan(book, clock, 1)
    assert table.is_touched_by(changes[0])


def test_beside_a_column_of_its_own_the_name_is_not_said_twice(book: Book, clock: FrozenClock) -> None:
    _plan(book, clock, 24)
    table = _table(book, Query("account", ("name", "next_at", "next_activity"), sort="next_at", descending=True))
    assert table.texts(0)[1:] == (book.formats.moment(clock.at + timedelta(days=1)), "Ask for the order")
