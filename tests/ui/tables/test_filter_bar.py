"""The view of a list that is chosen beside the filter."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.model import Contact, Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book, settle

OPEN = {"scope": "stage_id.kind=open"}


@pytest.fixture
def book(book: Book) -> Book:
    """Add a deal that was won to the small book."""
    with book.store.act("Won") as session:
        won = session.query(Stage).filter_by(kind="won").one()
        records.create(session, Opportunity, {"name": "Won deal", "stage_id": won.id})
    return book


def make_list(book: Book, qtbot: QtBot, entity: str, **options: Any) -> RecordList:
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, entity, **options)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    settle()
    return made


def shown(made: RecordList) -> list[str]:
    return [made.table.texts(row)[0] for row in range(made.table.rowCount())]


def choose(made: RecordList, title: str) -> None:
    place = made.filter.bar.choice.findText(title)
    assert place >= 0
    made.filter.bar.choice.setCurrentIndex(place)
    made.filter.bar.choice.activated.emit(place)
    settle()


def test_opportunities_are_offered_by_kind_and_stage_and_each_only_once(book: Book, qtbot: QtBot) -> None:
    choice = make_list(book, qtbot, "opportunity").filter.bar.choice
    titles = [choice.itemText(i) for i in range(choice.count()) if choice.itemText(i)]
    assert titles == [
        "All opportunities", "Open", "Won", "Lost", "Without a next step", "Needs attention", "Closes this quarter",
        "Overdue", "Prospecting", "Qualified", "Proposal", "Negotiation",
    ]  # fmt: skip


def test_a_chosen_scope_leaves_its_records_and_is_remembered(book: Book, qtbot: QtBot) -> None:
    deals = make_list(book, qtbot, "opportunity")
    heard: list[dict[str, Any]] = []
    deals.layout_changed.connect(heard.append)
    choose(deals, "Open")
    assert shown(deals) == ["GTX Pro, 20 seats"]
    assert deals.status_text() == "1 of 2 opportunities"
    assert shown(make_list(book, qtbot, "opportunity", layout=heard[-1])) == ["GTX Pro, 20 seats"]
    choose(deals, "All opportunities")
    assert len(shown(deals)) == 2
    assert heard[-1]["scope"] == ""


def test_the_status_of_contacts_is_a_scope(book: Book, qtbot: QtBot) -> None:
    people = make_list(book, qtbot, "contact")
    with book.store.act("Edit") as session:
        records.update(
            session, records.find(session, Contact, book.id_of(Contact, "Dario Conti")), {"status": "active"}
        )
    choose(people, "Active client")
    assert shown(people) == ["Dario Conti"]


def test_a_new_stage_of_the_process_belongs_to_open_at_once(book: Book, qtbot: QtBot) -> None:
    deals = make_list(book, qtbot, "opportunity", layout=OPEN)
    with book.store.act("New stage") as session:
        pipeline = session.query(Stage).first()
        assert pipeline is not None
        values = {"name": "Pilot", "pipeline_id": pipeline.pipeline_id, "kind": "open", "position": 15}
        stage = records.create(session, Stage, values)
        records.create(session, Opportunity, {"name": "Pilot deal", "stage_id": stage.id})
    settle()
    assert shown(deals) == ["GTX Pro, 20 seats", "Pilot deal"]
    assert deals.filter.bar.choice.findText("Pilot") > 0


def test_words_that_only_another_scope_holds_lead_there_by_one_button(book: Book, qtbot: QtBot) -> None:
    deals = make_list(book, qtbot, "opportunity", layout=OPEN)
    deals.set_words("won deal")
    settle()
    assert shown(deals) == []
    deals.body.all_button.click()
    settle()
    assert shown(deals) == ["Won deal"]


def test_a_book_without_records_offers_to_begin_whatever_the_scope(book: Book, qtbot: QtBot) -> None:
    with book.store.act("Delete") as session:
        records.delete(session, Opportunity, [deal.id for deal in session.query(Opportunity)])
    begin = QPushButton("Import")
    deals = make_list(book, qtbot, "opportunity", layout=OPEN, empty_buttons=[begin])
    assert begin.isVisible()
    assert not deals.body.all_button.isVisible()


def test_a_scope_that_is_gone_shows_everything(book: Book, qtbot: QtBot) -> None:
    assert len(shown(make_list(book, qtbot, "opportunity", layout={"scope": "stage_id=99"}))) == 2
