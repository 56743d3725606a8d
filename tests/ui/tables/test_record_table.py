"""The model behind the lists."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from crm_desktop.base import dates
from crm_desktop.model import Activity, Contact
from crm_desktop.services import records
from crm_desktop.storage.query import FIRST_HITS, Query
from crm_desktop.storage.store import Changes
from crm_desktop.ui.tables import cells
from crm_desktop.ui.tables.record_table import RecordTable, usual_columns
from tests.conftest import FrozenClock
from tests.ui.small_book import NAMES, Book, settle

CONTACTS = Query("contact", ("name", "account_id", "status", "last_contact"))


def table_of(book: Book, query: Query = CONTACTS) -> RecordTable:
    table = RecordTable(book.store, book.jobs, book.formats, query)
    table.refresh()
    return table


def names(table: RecordTable) -> list[str]:
    return [table.texts(row)[0] for row in range(table.rowCount())]


def test_the_model_keeps_the_rules_of_qt(book: Book, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(table_of(book))  # type: ignore[no-untyped-call]  # pytest-qt is not typed here


def test_a_list_shows_names_of_links_and_titles_of_choices(book: Book) -> None:
    table = table_of(book)
    assert table.texts(0) == ("Anna Lindqvist", "Codehow", "Prospect", "")
    assert table.data(table.index(1, 1), Qt.ItemDataRole.DisplayRole) == "Cancity"


def test_a_tooltip_shows_a_name_letter_by_letter(book: Book) -> None:
    table = table_of(book)
    tooltip = table.data(table.index(2, 1), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Ltd" in tooltip
    assert "<b>" not in tooltip


def test_accents_do_not_put_a_name_at_the_end(book: Book) -> None:
    assert names(table_of(book)) == sorted(NAMES, key=lambda name: name.replace("É", "E"))


def test_a_change_reaches_the_list_with_the_next_question(book: Book) -> None:
    table = table_of(book)
    with book.store.act("Rename") as session:
        records.update(session, records.find(session, Contact, table.ids.at(0) or 0), {"name": "Zoe Lindqvist"})
    table.refresh()
    assert names(table)[-1] == "Zoe Lindqvist"


def test_the_last_contact_of_a_list_follows_the_activities(book: Book, clock: FrozenClock) -> None:
    table = table_of(book)
    changes: list[Changes] = []
    book.store.changed.connect(changes.append)
    with book.store.act("Log a call") as session:
        two_days_ago = dates.now() - timedelta(days=2)
        values = {"name": "Call", "kind": "call", "done": True, "starts": two_days_ago, "contact_id": table.ids.at(0)}
        records.create(session, Activity, values)
    assert table.is_touched_by(changes[0])
    table.refresh()
    assert table.texts(0)[3] == "2 days ago"
    clock.forward(days=1)
    table.follow_day()
    assert table.texts(0)[3] == "3 days ago"


def test_what_lasts_the_whole_day_has_no_hour(book: Book) -> None:
    with book.store.act("Plan") as session:
        starts = dates.now().replace(hour=12)
        for name, all_day in (("Call", False), ("Fair", True)):
            values = {"name": name, "starts": starts, "all_day": all_day}
            records.create(session, Activity, values)
    call, fair = (table_of(book, Query("activity", ("name", "starts"), sort="name")).texts(row)[1] for row in (0, 1))
    assert call == book.formats.moment(starts)
    assert fair == book.formats.day(dates.local_day(starts))


def test_old_rows_stay_while_a_step_runs_elsewhere_and_new_ones_come_after(book: Book) -> None:
    table = table_of(book)
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with book.store.act("Import") as session:
            records.create(session, Contact, {"name": "Aaron First"})
            inside.set()
            assert go_on.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(10)
    assert not table.refresh()
    assert names(table)[0] == "Anna Lindqvist"
    go_on.set()
    worker.join()
    assert table.refresh()
    assert names(table)[0] == "Aaron First"


def test_rows_that_cannot_be_read_now_wait_with_three_dots(book: Book) -> None:
    table = RecordTable(book.store, book.jobs, book.formats, CONTACTS)
    table.refresh()
    table.listing._pages.clear()
    table._texts.clear()
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with book.store.act("Import"):
            inside.set()
            assert go_on.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(10)
    assert table.texts(0) == (cells.WAITING,) * 4
    go_on.set()
    worker.join()
    table.refresh()
    assert table.texts(0)[0] == "Anna Lindqvist"


def test_a_walk_on_a_worker_leaves_every_row_where_it_was(book: Book) -> None:
    with book.store.act("Many") as session:
        for i in range(3000):
            session.add(Contact(name=f"Person {i:05}"))
    table = table_of(book)
    before = table.ids.at(2999)
    table.learn_the_way()
    while book.jobs.running:
        settle()
    assert table.listing.cached(0) is not None
    assert table.ids.at(2999) == before
    assert table.texts(3006)[0] == "Person 02999"
    while book.jobs.running:
        settle()


def test_a_worker_finds_the_rest_of_many_hits(book: Book) -> None:
    with book.store.act("Many") as session:
        for i in range(700):
            session.add(Contact(name=f"Person {i:05}"))
    table = table_of(book)
    table.ask(replace(table.query, words="person"))
    assert (table.rowCount(), table.listing.is_capped) == (FIRST_HITS, True)
    table.learn_the_way()
    while book.jobs.running:
        settle()
    assert (table.rowCount(), table.listing.is_capped) == (700, False)
    assert table.texts(699)[0] == "Person 00699"


def test_the_usual_columns_are_the_listed_ones_with_the_name_first() -> None:
    assert usual_columns(Query("contact", ())) == (
        "name", "account_id", "title", "status", "email", "last_contact",
    )  # fmt: skip
