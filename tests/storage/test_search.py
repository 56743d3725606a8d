"""The search against a scan of every record, and its index against one that is made anew."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import Account, Contact, Note, Opportunity
from crm_desktop.services import records
from crm_desktop.storage import bulk, derived, search, search_index, search_terms
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store, raw_of
from tests.storage.samples import populate

Index = list[tuple[str, int]]
PEOPLE = ("Anna Berg", "Émile O'Brien", "東京 太郎", "김철수", "c++ 100% Guy", "Bernd Annan", "Joanna Straßer", "R&D")


def add_people(store: Store, *names: str) -> list[int]:
    with store.act("Add people") as session:
        return [records.create(session, Contact, {"name": name}).id for name in names]


def names_found(store: Store, text: str, **options: Any) -> list[str]:
    with store.read() as session:
        return [hit.name for hit in search.find(session, text, **options)]


def index_of(store: Store) -> Index:
    """Return every pair of term and row."""
    with store.read() as session:
        raw = raw_of(session)
        raw.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search_term, instance)")
        found = sorted(raw.execute("SELECT term, doc FROM temp.terms").fetchall())
        raw.execute("DROP TABLE temp.terms")
        return found


def index_made_anew(store: Store) -> Index:
    with store.driver() as raw:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE acting SET journaling = 0")
        derived.refill_search(raw)
        raw.execute("UPDATE acting SET journaling = 1")
        raw.execute("COMMIT")
    return index_of(store)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("an", ["Anna Berg", "Bernd Annan"]),
        ("anna", ["Anna Berg", "Bernd Annan", "Joanna Straßer"]),
        ("nna", ["Anna Berg", "Bernd Annan", "Joanna Straßer"]),
        ("ann ber", ["Anna Berg", "Bernd Annan"]),
        ("berg a", ["Anna Berg"]),
        ("emile", ["Émile O'Brien"]),
        ("O'Brien", ["Émile O'Brien"]),
        ("o'b", ["Émile O'Brien"]),
        ("br", ["Émile O'Brien"]),
        ("ri", []),
        ("bri b", ["Émile O'Brien"]),
        ("strass", ["Joanna Straßer"]),
        ("京", ["東京 太郎"]),
        ("東京", ["東京 太郎"]),
        ("太郎 東", ["東京 太郎"]),
        ("김", ["김철수"]),
        ("철수", ["김철수"]),
        ("100%", ["c++ 100% Guy"]),
        ("c++", ["c++ 100% Guy"]),
        ("r&d", ["R&D"]),
        ("nobody", []),
    ],
)
def test_parts_of_names_are_found(store: Store, text: str, expected: list[str]) -> None:
    ids = add_people(store, *PEOPLE)
    assert [name for name in names_found(store, text, entities={"contact"}) if name in PEOPLE] == expected
    listing = Listing(Query("contact", ("name",), words=text))
    with store.read() as session:
        listing.open(session)
        assert sorted(row[1] for row in listing.iterate(session) if row[0] in ids) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("codehow", {"Dario", "Noor"}),
        ("codehow dar", {"Dario"}),
        ("nobody codehow", set()),
        ("codeh code", {"Dario", "Noor"}),
    ],
)
@pytest.mark.parametrize("status", [(), (("status", "prospect"),)])
def test_a_list_finds_the_names_of_the_linked_records_that_it_shows(
    store: Store, words: str, found: set[str], status: tuple[tuple[str, str], ...]
) -> None:
    with store.act("Add") as session:
        account = records.create(session, Account, {"name": "Codehow Software"}).id
        for name, link in (("Dario", account), ("Noor", account), ("Hana", None)):
            records.create(session, Contact, {"name": name, "account_id": link})
    listing = Listing(Query("contact", ("name",), words=words, where=status))
    with store.read() as session:
        listing.open(session)
        assert {row[1] for row in listing.iterate(session)} == found


@pytest.mark.parametrize(
    "text",
    ["", " ", "*", '"', '""', "NEAR", "NEAR(", "a AND", "OR", "NOT x", "(", "-", "^a", "body:x", "{a b}", "+", "c+", "%", "'", "\\",
     "\x00", "\ud800", "a" * 5000, "x " * 500, "½", "\u0301", "ß", "İ", "\U0001f600", "ᄀ", "。", "ก", "²", "_", "__", "a_"],
)  # fmt: skip
def test_no_text_breaks_the_search(store: Store, text: str) -> None:
    with store.read() as session:
        search.find(session, text)
        listing = Listing(Query("account", ("name",), words=text))
        listing.open(session)
        assert listing.count <= 5


@hypothesis.settings(max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(
    names=st.lists(
        st.text("aAbäÄßeéêЖж東京김 '-.+&", min_size=1, max_size=14).filter(str.strip), min_size=1, max_size=8
    ),
    cut=st.data(),
)
def test_three_letters_find_what_a_scan_finds(store: Store, names: list[str], cut: st.DataObject) -> None:
    with store.act("Add") as session:
        ids = [records.create(session, Contact, {"name": name.strip(), "email": "a.b@ab.example"}).id for name in names]
    text = cut.draw(st.one_of(st.sampled_from(names), st.text("aäbße東京.", min_size=3, max_size=4)))
    begin = cut.draw(st.integers(0, max(0, len(text) - 3)))
    asked = text[begin : begin + cut.draw(st.integers(3, 8))]
    words = [word for word in fold(asked).split() if len(word) >= 3]
    hypothesis.assume(words == fold(asked).split())
    with store.read() as session:
        searched = [name for name, declared in Contact.fields().items() if declared.searched]
        bodies = {
            contact.id: fold(" ".join(getattr(contact, name) or "" for name in searched))
            for contact in session.query(Contact)
        }
        accounts = {account.id: f" {fold(account.name)}" for account in session.query(Account)}
        shown = {contact.id: accounts.get(contact.account_id or 0, "") for contact in session.query(Contact)}
        expected = {i for i, body in bodies.items() if all(word in body for word in words)}
        in_the_list = {i for i, body in bodies.items() if all(word in body + shown[i] for word in words)}
        hits = {hit.id for hit in search.find(session, asked, entities={"contact"})}
        listing = Listing(Query("contact", ("name",), words=asked))
        listing.open(session)
        listed = {row[0] for row in listing.iterate(session)}
    assert listed == in_the_list or not words
    assert hits == (expected if words else set())
    assert set(ids) <= bodies.keys()
    store.undo()


def test_names_that_begin_so_come_first_then_words_then_parts(store: Store) -> None:
    add_people(store, "Hannah Xu", "Bernd Anders", "Anders Zorn", "Johann And", "Andrea")
    assert names_found(store, "and", entities={"contact"}) == ["Anders Zorn", "Andrea", "Bernd Anders", "Johann And"]
    assert names_found(store, "ann", entities={"contact"}) == ["Hannah Xu", "Johann And"]


def test_each_entity_gets_its_share_of_the_hits(store: Store) -> None:
    add_people(store, *(f"Shared {i}" for i in range(30)))
    with store.act("Add") as session:
        for i in range(3):
            records.create(session, Account, {"name": f"Shared account {i}"})
    with store.read() as session:
        hits = search.find(session, "shared", limit=10)
        assert [hit.entity for hit in hits].count("account") == 3
        assert len(hits) == 10
        assert len(search.find(session, "shared")) == 33


def test_a_hit_says_in_which_field_it_was_found(store: Store) -> None:
    with store.act("Add") as session:
        account = records.create(session, Account, {"name": "Wholesale"})
        values = {"name": "Zed", "account_id": account.id, "street": "Nirgendwo 7"}
        contact = records.create(session, Contact, values)
        expected = search.Hit("contact", contact.id, "Zed", "Wholesale", "")
        in_street = search.Hit("contact", contact.id, "Zed", "Nirgendwo 7", "street")
    with store.read() as session:
        assert search.find(session, "zed") == [expected]
        assert search.find(session, "zed gend") == [in_street]


def test_only_the_entities_asked_for_are_searched(store: Store) -> None:
    add_people(store, "Unique person")
    assert names_found(store, "unique", entities={"account", "opportunity"}) == []
    assert names_found(store, "unique", entities=("contact",)) == ["Unique person"]


def test_the_index_follows_edits_deletions_undo_and_redo(store: Store) -> None:
    populate(store, seed=4)
    first, second = add_people(store, "First Person", "Second Person")
    with store.act("Edit") as session:
        records.update(session, records.find(session, Contact, first), {"name": "Renamed 東京", "city": "Ürümqi"})
        records.update(session, records.find(session, Contact, first), {"city": "Rome"})
    assert names_found(store, "first person") == []
    assert names_found(store, "rome renam") == ["Renamed 東京"]
    assert names_found(store, "urumqi") == []
    with store.act("Delete") as session:
        records.delete(session, Contact, [first, second])
        records.delete(session, Account, [1, 2])
    assert names_found(store, "renam") == []
    after_deletion = index_of(store)
    assert after_deletion == index_made_anew(store)
    for _turn in range(2):
        store.undo()
    assert names_found(store, "first person") == ["First Person"]
    assert index_of(store) == index_made_anew(store)
    for _turn in range(2):
        store.redo()
    assert index_of(store) == after_deletion


def test_a_record_that_a_step_deletes_and_brings_back_is_found_once(store: Store) -> None:
    with store.act("To and fro") as session:
        raw = raw_of(session)
        was = raw.execute("SELECT id, uid, name, created, changed, status FROM account WHERE id = 1").fetchone()
        raw.execute("DELETE FROM note WHERE entity_name = 'account' AND record_id = 1")
        raw.execute("DELETE FROM account WHERE id = 1")
        raw.execute(
            "INSERT INTO account(id, uid, name, created, changed, status) VALUES (?, ?, 'Back', ?, ?, ?)",
            (*was[:2], *was[3:]),
        )
        raw.execute(
            "INSERT INTO note(name, entity_name, record_id, created, changed) VALUES ('gone', 'account', 9, 'x', 'x')"
        )
        raw.execute("DELETE FROM note WHERE name = 'gone'")
    assert names_found(store, "back") == ["Back"]
    assert index_of(store) == index_made_anew(store)


def test_a_step_that_fails_leaves_no_words_behind(store: Store) -> None:
    before = index_of(store)

    def fail() -> None:
        with store.act("Fail") as session:
            session.add(Note(name="lost words", entity_name="account", record_id=1))
            records.find(session, Account, 10**6)

    with pytest.raises(UserError):
        fail()
    assert index_of(store) == before


def test_a_sample_shows_that_the_index_is_right(store: Store) -> None:
    add_people(store, *PEOPLE)
    with store.read() as session:
        raw = raw_of(session)
        assert search_index.is_right(raw)
        assert search_index.is_current(raw)


@pytest.mark.parametrize("lost", [slice(None), slice(5)])
def test_a_sample_shows_a_record_that_is_not_found(store: Store, lost: slice) -> None:
    with store.driver() as raw:
        row, body = next(iter(search_index.bodies(raw, Opportunity)))
        text = search_terms.indexed(body)[lost]
        raw.execute("INSERT INTO search_term(search_term, rowid, body) VALUES ('delete', ?, ?)", (row, text))
        assert not search_index.is_right(raw)


def test_a_sample_shows_words_of_a_record_that_is_not_there(store: Store) -> None:
    with store.driver() as raw:
        row, body = next(iter(search_index.bodies(raw, Opportunity)))
        raw.execute("INSERT INTO search_term(rowid, body) VALUES (?, ?)", (row + 1000, search_terms.indexed(body)))
        assert not search_index.is_right(raw)


def test_an_index_by_other_rules_is_known_to_be_old(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "VERSION", search_index.VERSION + 1)
    with store.read() as session:
        assert not search_index.is_current(raw_of(session))


def test_many_rows_at_once_are_found_and_forgotten(store: Store) -> None:
    before = index_of(store)
    with store.act("Import") as session:
        rows = ((f"Person {i}", f"p{i}@many.example") for i in range(6000))
        bulk.insert_rows(session, Contact, ("name", "email"), rows, Task())
    assert names_found(store, "p4711@many") == ["Person 4711"]
    with store.read() as session:
        assert len(search.find(session, "many.example")) == 200
        assert search_index.is_right(raw_of(session))
    store.undo()
    assert index_of(store) == before
    store.redo()
    assert names_found(store, "p4711@many") == ["Person 4711"]
    assert index_of(store) == index_made_anew(store)
