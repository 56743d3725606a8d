"""The order in which the book writes the names of contacts."""

from __future__ import annotations

from crm_desktop.model import Contact
from crm_desktop.services import names, records
from crm_desktop.storage.store import Store


def called(store: Store, contact_id: int) -> tuple[str, str | None, str | None]:
    with store.read() as session:
        contact = records.find(session, Contact, contact_id)
        return contact.name, contact.first_name, contact.last_name


def make(store: Store, **values: str) -> int:
    with store.act("New") as session:
        return records.create(session, Contact, values).id


def order(store: Store, wanted: str) -> None:
    with store.act("Order") as session:
        names.use_order(session, wanted)


def test_names_are_written_anew_and_undo_brings_the_order_back(store: Store) -> None:
    anna, plato = make(store, name="Anna Berg"), make(store, name="Plato")
    order(store, "last_first")
    assert called(store, anna) == ("Berg, Anna", "Anna", "Berg")
    assert called(store, plato)[0] == "Plato"
    store.undo()
    assert called(store, anna)[0] == "Anna Berg"
    with store.read() as session:
        assert names.order(session) == "first_last"


def test_a_new_name_takes_the_order_of_the_book_however_it_is_typed(store: Store) -> None:
    order(store, "last_first")
    for typed in ({"name": "Anna Berg"}, {"name": "Berg, Anna"}, {"first_name": "Anna", "last_name": "Berg"}):
        assert called(store, make(store, **typed)) == ("Berg, Anna", "Anna", "Berg")


def test_a_name_that_was_not_made_of_its_parts_stays(store: Store) -> None:
    contact = make(store, name="Anna Berg")
    with store.act("Nickname") as session:
        records.find(session, Contact, contact).name = "Annie"
    order(store, "last_first")
    assert called(store, contact)[0] == "Annie"
