"""Drafts: what is typed and not stored is on the disk, and is stored by the next start where it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.model import Account, Contact, Opportunity
from crm_desktop.services import records
from crm_desktop.ui.forms.drafts import Drafts, recover
from tests.ui.small_book import Book


def test_a_draft_is_there_for_the_next_program(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "drafts.json"
    Drafts(path).keep("u1", "contact", {"name": "Ännä", "account_id": 5})
    assert Drafts(path).of("u1") == {"name": "Ännä"}
    Drafts(path).forget("u1")
    assert Drafts(path).all() == {}


@pytest.mark.parametrize(
    "damage", ["", "{", "[1]", '{"u1": 5}', '{"u1": ["contact", []]}', '{"u1": ["contact", {"a": 1}]}']
)
def test_a_damaged_file_counts_as_empty(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "drafts.json"
    path.write_text(damage)
    drafts = Drafts(path)
    assert drafts.of("u1") == {}
    drafts.keep("u2", "contact", {"name": "A"})
    assert Drafts(path).of("u2") == {"name": "A"}


def test_a_disk_that_refuses_does_not_stop_the_typing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    drafts = Drafts(tmp_path / "file" / "drafts.json")
    drafts.keep("u1", "contact", {"name": "A"})
    assert drafts.of("u1") == {"name": "A"}


def test_what_was_typed_is_stored_at_the_next_start_as_one_step(book: Book) -> None:
    deal, person = book.value(Opportunity, 1, "uid"), book.value(Contact, 2, "uid")
    book.drafts.keep(deal, "opportunity", {"amount": "12 apples", "next_step": "Call"})
    book.drafts.keep(person, "contact", {"title": "Owner"})
    book.drafts.keep("uid of another book", "contact", {"title": "Elsewhere"})
    assert sorted(recover(book.store, book.drafts, book.formats)) == [("contact", 2), ("opportunity", 1)]
    assert book.value(Opportunity, 1, "next_step") == "Call"
    assert book.value(Contact, 2, "title") == "Owner"
    assert Drafts().of(deal) == {"amount": "12 apples"}
    assert Drafts().of(person) == {}
    assert Drafts().of("uid of another book") == {"title": "Elsewhere"}
    book.store.undo()
    assert book.value(Contact, 2, "title") == "CEO"
    assert book.titles()[0] == "Edit opportunity “GTX Pro, 20 seats” and 1 more, kept from last time"


def test_a_draft_kept_from_last_time_is_a_step_with_the_name_of_its_record(book: Book) -> None:
    with book.store.act("New") as session:
        long = records.create(session, Account, {"name": "Condax " * 9})
        book.drafts.keep(long.uid, "account", {"phone": "555"})
    recover(book.store, book.drafts, book.formats)
    assert book.titles()[0] == "Edit account “Condax Condax Condax Condax Condax Cond…”, kept from last time"


def test_nothing_typed_makes_no_step(book: Book) -> None:
    before = book.titles()
    assert recover(book.store, book.drafts, book.formats) == []
    assert book.titles() == before
