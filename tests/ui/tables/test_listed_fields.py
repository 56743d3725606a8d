"""Fields of the book's own that are shown in lists from the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.model import CustomField
from crm_desktop.services import records
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book, settle

MakeList = Callable[..., RecordList]


@pytest.fixture
def make_list(book: Book, qtbot: QtBot) -> MakeList:
    def make(**layout: Any) -> RecordList:
        made = RecordList(book.store, book.bridge, book.jobs, book.formats, "contact", layout=layout)
        qtbot.addWidget(made)
        made.resize(520, 400)
        made.show()
        settle()
        return made

    return make


def declare(book: Book, name: str, *, listed: bool = True) -> None:
    """Add a field to contacts."""
    with book.store.act("Field") as session:
        records.create(session, CustomField, {"name": name, "entity_name": "contact", "listed": listed})
    settle()


def titles(people: RecordList) -> list[str]:
    """Return the headings in sight."""
    across = Qt.Orientation.Horizontal
    return [str(people.table.headerData(column, across)) for column in people.view.shown_columns()]


def test_a_listed_field_has_a_column_at_once_and_after_a_restart(book: Book, make_list: MakeList) -> None:
    people = make_list()
    declare(book, "Shoe size")
    assert titles(people)[:2] == ["Name", "Shoe size"]
    assert titles(make_list(**people.kept_layout()))[:2] == ["Name", "Shoe size"]


def test_a_field_that_is_not_listed_has_no_column(book: Book, make_list: MakeList) -> None:
    people = make_list()
    before = titles(people)
    declare(book, "Shoe size", listed=False)
    assert titles(people) == before


def test_columns_chosen_by_hand_get_a_listed_field_once(book: Book, make_list: MakeList) -> None:
    people = make_list(columns=["name", "email"], widths=[200, 150])
    declare(book, "Shoe size")
    assert titles(people) == ["Name", "E-mail", "Shoe size"]
    assert people.view.widths()[0] == 200
    assert sum(people.view.widths()) <= people.view.viewport().width()
    people.columns._take(["name", "email"])
    declare(book, "Hat size")
    assert titles(people) == ["Name", "E-mail", "Hat size"]
    assert titles(make_list(**people.kept_layout())) == ["Name", "E-mail", "Hat size"]


def test_columns_chosen_before_a_field_was_listed_get_it_with_the_next_start(book: Book, make_list: MakeList) -> None:
    kept = make_list(columns=["name", "email"]).kept_layout()
    declare(book, "Shoe size")
    assert titles(make_list(**kept)) == ["Name", "E-mail", "Shoe size"]
