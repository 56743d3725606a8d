"""The user's own fields: added, changed, moved and deleted, with every step taken back and done again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.model import ENTITIES, Account, Contact
from crm_desktop.schema import custom
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Choice
from crm_desktop.services import custom_fields, editing, records, timeline
from crm_desktop.services.event import Scope
from crm_desktop.storage import health, journal, migrate, search
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store, raw_of

FORMATS = formats_for("en_US")


def add(store: Store, title: str, kind: str = "text", entity: str = "account", **values: Any) -> str:
    """Add a field in a step of its own and return the name by which records have it."""
    with store.act(f"Add {title}") as session:
        field = custom_fields.add_field(session, entity, {"name": title, "kind": kind, **values})
        return custom.name_of(field.key)


def edit(store: Store, name: str, /, **values: Any) -> str:
    """Change a field in a step of its own and return its name, which another kind changes."""
    with store.act("Edit the field") as session:
        field = next(f for f in custom_fields.custom_fields(session, "account") if f.key == custom.key_of(name))
        custom_fields.edit_field(session, field, values)
        return custom.name_of(field.key)


def delete(store: Store, name: str) -> None:
    with store.act("Delete the field") as session:
        field = next(f for f in custom_fields.custom_fields(session, "account") if f.key == custom.key_of(name))
        custom_fields.delete_field(session, field)


def account(store: Store, **texts: Any) -> int:
    with store.act("New account") as session:
        return editing.save(session, Account, None, {"name": "Acme", **texts}, FORMATS).id


def value(store: Store, record_id: int, name: str) -> Any:
    with store.read() as session:
        return records.find(session, Account, record_id).value(name)


def names_found(store: Store, words: str) -> list[str]:
    with store.read() as session:
        return [hit.name for hit in search.find(session, words)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text", "Ünal & Söhne", "Ünal & Söhne"),
        ("long_text", "one\ntwo “three”", "one\ntwo “three”"),
        ("tags", "a, b", "a, b"),
        ("yes_no", "yes", True),
        ("whole", "1,234", 1234),
        ("money", "1,234.5", Decimal("1234.5")),
        ("percent", "12.5 %", Decimal("0.125")),
        ("day", "2/3/2030", date(2030, 2, 3)),
        ("email", "a@b.example", "a@b.example"),
        ("phone", "+49 30 1", "+49 30 1"),
        ("url", "www.b.example", "www.b.example"),
        ("choice", "gold", "Gold"),
    ],
)
def test_a_value_of_any_kind_comes_back(store: Store, kind: str, text: str, expected: Any) -> None:
    name = add(store, "Extra", kind, options="Gold\nSilver")
    assert value(store, account(store, **{name: text}), name) == expected
    assert health.check(store).is_sound


def test_no_declared_field_has_a_name_like_a_custom_one() -> None:
    assert not [name for model in ENTITIES for name in model.declared() if custom.is_custom(name)]


def test_a_field_is_there_at_once_and_goes_and_comes_with_undo(store: Store) -> None:
    name = add(store, "Renewal", "day")
    assert Account.fields()[name].title == "Renewal"
    assert name not in Contact.fields()
    store.undo()
    assert name not in Account.fields()
    store.redo()
    assert Account.fields()[name].title == "Renewal"


def test_a_renamed_field_keeps_its_values_and_undo_brings_the_title_back(store: Store) -> None:
    name = add(store, "Renewal", "day")
    record = account(store, **{name: "2/3/2030"})
    edit(store, name, name="Contract ends")
    assert Account.fields()[name].title == "Contract ends"
    assert value(store, record, name) == date(2030, 2, 3)
    store.undo()
    assert Account.fields()[name].title == "Renewal"


def test_the_values_of_a_deleted_field_are_there_when_the_deletion_is_undone(store: Store) -> None:
    name = add(store, "Renewal", "text", searched=True)
    record = account(store, **{name: "zwölfender"})
    delete(store, name)
    assert name not in Account.fields()
    assert names_found(store, "zwolfender") == []
    assert health.check(store).is_sound
    store.undo()
    assert value(store, record, name) == "zwölfender"
    assert names_found(store, "zwolfender") == ["Acme"]
    assert health.check(store).is_sound
    store.redo()
    assert names_found(store, "zwolfender") == []


def test_an_edit_of_a_deleted_fields_record_leaves_its_value_alone(store: Store) -> None:
    kept, gone = add(store, "Kept"), add(store, "Gone")
    record = account(store, **{kept: "1", gone: "2"})
    delete(store, gone)
    with store.act("Edit") as session:
        editing.save(session, Account, record, {kept: "3", "city": "Ulm"}, FORMATS)
    store.undo()
    store.undo()
    assert (value(store, record, kept), value(store, record, gone)) == ("1", "2")


def test_the_search_follows_when_a_field_begins_or_ceases_to_be_searched(store: Store) -> None:
    name = add(store, "Nickname")
    account(store, **{name: "Zwölfender"})
    assert names_found(store, "zwolfen") == []
    edit(store, name, searched=True)
    assert names_found(store, "zwolfen") == ["Acme"]
    assert health.check(store).is_sound
    store.undo()
    assert names_found(store, "zwolfen") == []
    assert health.check(store).is_sound


def test_numbers_are_never_searched(store: Store) -> None:
    name = add(store, "Price", "money", searched=True)
    account(store, **{name: "4711"})
    assert not Account.fields()[name].searched
    assert names_found(store, "4711") == []


def test_a_list_is_filtered_and_put_in_order_by_a_custom_field(store: Store) -> None:
    name = add(store, "Grade", "whole", listed=True)
    ids = [account(store, **{name: text}) for text in ("9", "10", "", "2")]
    with store.read() as session:
        listing = Listing(Query("account", ("name", name), sort=name, descending=True))
        listing.open(session)
        assert [row[0] for row in listing.iterate(session)] == [ids[1], ids[0], ids[3], ids[2]]
        assert [listing.position(session, i) for i in ids] == [1, 0, 3, 2]
        filtered = Listing(Query("account", ("name", name), where=((name, (9, None)),)))
        filtered.open(session)
        assert {row[0] for row in filtered.iterate(session)} == {ids[0], ids[2]}


def test_a_link_shows_nothing_once_its_target_is_deleted_and_comes_back_with_it(store: Store) -> None:
    name = add(store, "Partner", "link", target="contact")
    with store.act("New contact") as session:
        person = records.create(session, Contact, {"name": "Anna Berg"}).id
    account(store, **{name: person})

    def shown() -> Any:
        with store.read() as session:
            listing = Listing(Query("account", ("name", name), sort=name))
            listing.open(session)
            return listing.row(session, 0)[2]

    assert shown() == "Anna Berg"
    with store.act("Delete") as session:
        records.delete(session, Contact, [person])
    assert shown() is None
    assert health.check(store).is_sound
    store.undo()
    assert shown() == "Anna Berg"


def test_the_history_tells_custom_fields_by_title_before_and_after(store: Store) -> None:
    grade, other = add(store, "Grade", "choice", options="Gold\nSilver"), add(store, "Other")
    record = account(store, **{grade: "Gold", other: "same"})
    with store.act("Promote") as session:
        editing.save(session, Account, record, {grade: "Silver"}, FORMATS)
    with store.act("Empty") as session:
        editing.save(session, Account, record, {grade: ""}, FORMATS)
    with store.read() as session:
        events = timeline.page(session, Scope(Account, record, FORMATS), ["edit"]).events
    assert [event.lines for event in events[:2]] == [("Grade: Silver → —",), ("Grade: Gold → Silver",)]


def test_a_choice_that_is_rewritten_is_renamed_in_the_records_and_undo_takes_all_of_it_back(store: Store) -> None:
    name = add(store, "Grade", "choice", options="Gold\nSilver")
    record = account(store, **{name: "Gold"})
    edit(store, name, options="Platinum\nSilver")
    assert value(store, record, name) == "Platinum"
    store.undo()
    assert value(store, record, name) == "Gold"
    assert isinstance(kind := Account.fields()[name].kind, Choice)
    assert kind.options == (("Gold", "Gold"), ("Silver", "Silver"))


def test_a_choice_that_is_taken_away_stays_in_the_records(store: Store) -> None:
    name = add(store, "Grade", "choice", options="Gold\nSilver")
    record = account(store, **{name: "Gold"})
    edit(store, name, options="Silver")
    assert value(store, record, name) == "Gold"


def test_a_choice_without_choices_takes_any_word(store: Store) -> None:
    name = add(store, "Grade", "choice")
    assert value(store, account(store, **{name: "Bronze"}), name) == "Bronze"


def test_the_kind_is_open_until_a_record_has_a_value(store: Store) -> None:
    first = add(store, "Grade", "text")
    name = edit(store, first, kind="whole")
    assert name != first
    account(store, **{name: "7"})
    with pytest.raises(InvalidInput) as refused:
        edit(store, name, kind="day")
    assert "new field" in refused.value.fields["kind"]


def test_a_title_that_another_field_has_is_refused(store: Store) -> None:
    add(store, "Grade")
    for taken in ("grade", "Industry"):
        with pytest.raises(InvalidInput) as refused:
            add(store, taken)
        assert "title" in refused.value.fields["name"]
    add(store, "Grade", entity="contact")


def test_fields_are_moved_and_the_order_is_that_of_columns_and_forms(store: Store) -> None:
    first, second = add(store, "First"), add(store, "Second")
    with store.act("Move") as session:
        custom_fields.move_field(session, custom_fields.custom_fields(session, "account")[1], -1)
    assert [*custom.fields_of("account")] == [second, first]
    store.undo()
    assert [*custom.fields_of("account")] == [first, second]


def test_what_the_book_asks_for_is_needed_in_a_form_and_nowhere_else(store: Store) -> None:
    old = account(store)
    name = add(store, "Grade", required=True)
    with pytest.raises(InvalidInput) as refused:
        account(store)
    assert refused.value.fields == {name: "Grade is needed."}
    with store.act("Captured") as session:
        records.create(session, Account, {"name": "By one line"})
    with store.act("Edit") as session:
        editing.save(session, Account, old, {"city": "Ulm"}, FORMATS)
    record = account(store, **{name: "A"})
    with pytest.raises(InvalidInput), store.act("Empty it") as session:
        editing.save(session, Account, record, {name: ""}, FORMATS)


def test_a_field_that_was_deleted_while_somebody_typed_takes_nothing(store: Store) -> None:
    name = add(store, "Grade")
    record = account(store)
    delete(store, name)
    with store.act("Edit") as session:
        editing.save(session, Account, record, {name: "late", "city": "Ulm"}, FORMATS)
    assert value(store, record, "city") == "Ulm"


def test_each_book_has_its_own_fields_on_the_thread_that_uses_it(store: Store) -> None:
    name = add(store, "Grade")
    other = create_store(store.path.with_name("other.crm"))
    assert name not in Account.fields()
    with store.read():
        assert name in Account.fields()
    with other.read():
        assert name not in Account.fields()
    other.close()
    store.close()
    assert name not in Account.fields()
    again = open_store(store.path)
    assert name in Account.fields()
    again.close()


def test_a_book_that_cannot_be_opened_leaves_the_fields_of_the_open_one_in_force(store: Store) -> None:
    name = add(store, "Grade")
    with pytest.raises(Exception, match="other"):
        open_store(store.path.with_name("other.crm"))
    assert name in Account.fields()


def test_an_upgrade_keeps_what_the_search_knows_of_custom_fields(store: Store) -> None:
    name = add(store, "Nickname", searched=True)
    account(store, **{name: "Zwölfender"})
    store.close()
    other = create_store(store.path.with_name("other.crm"))
    migrate.upgrade_copy(store.path)
    assert custom.fields_of("account") == {}
    other.close()
    again = open_store(store.path)
    assert names_found(again, "zwolfen") == ["Acme"]
    assert health.check(again).is_sound
    again.close()


def test_a_key_that_is_no_name_never_becomes_sql(store: Store) -> None:
    with store.act("From elsewhere") as session:
        field = custom_fields.add_field(session, "account", {"name": "x"})
        raw_of(session).execute("UPDATE custom_field SET key = ? WHERE id = ?", ("x')--", field.id))
    assert custom.fields_of("account") == {}


def test_a_step_that_fails_leaves_the_fields_as_they_were(store: Store) -> None:
    def add_twice() -> None:
        with store.act("Add") as session:
            custom_fields.add_field(session, "account", {"name": "Grade"})
            custom_fields.add_field(session, "account", {"name": "Grade"})

    with pytest.raises(InvalidInput):
        add_twice()
    assert custom.fields_of("account") == {}
    with store.read() as session:
        assert journal.steps(raw_of(session)) == []
