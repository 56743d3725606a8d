"""What a line means in a book that knows people, and what saving it makes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm_desktop.model import Account, Activity, Contact, Note, Opportunity, Seller, Stage
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import capture, records
from crm_desktop.services.capture import Capture
from crm_desktop.storage.store import Store, raw_of

FORMATS = formats_for("en_US")


@pytest.fixture
def store(store: Store) -> Store:
    """A book with Acme, Acme Optik and Codehow, two Annas and a deal."""
    with store.act("Sample") as session:
        acme, _optik, codehow = (
            records.create(session, Account, {"name": name}) for name in ("Acme", "Acme Optik", "Codehow")
        )
        records.create(
            session, Contact, {"name": "Anna Berg", "account_id": codehow.id, "email": "Anna@codehow.example"}
        )
        records.create(session, Contact, {"name": "Anna Conti", "account_id": acme.id})
        records.create(session, Contact, {"name": "Émile Özdemir"})
        stage = session.query(Stage).filter_by(name="Proposal").one()
        records.create(
            session,
            Opportunity,
            {"name": "Renewal 2027", "account_id": acme.id, "stage_id": stage.id, "amount": Decimal(12_000)},
        )
    return store


def understood(store: Store, line: str, **picks: int) -> Capture:
    with store.read() as session:
        return capture.understand(session, line, FORMATS, picks)


def chosen(found: Capture) -> dict[str, str]:
    return {
        name: f"{part.chosen.name}{'' if part.chosen.id else ' (new)'}"
        for name, part in found.parts.items()
        if part.chosen.entity
    }


def save(store: Store, line: str, **picks: int) -> list[tuple[str, int]]:
    with store.act("Capture") as session:
        return capture.save(session, capture.understand(session, line, FORMATS, picks))


def count(session: Session) -> dict[str, int]:
    raw = raw_of(session)
    tables = ("account", "contact", "opportunity", "activity", "note")
    return {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("Anna Berg", {"person": "Anna Berg"}),
        ("emile ozdemir", {"person": "Émile Özdemir"}),
        ("Conti", {"person": "Anna Conti"}),
        ("Ann", {"person": "Ann (new)"}),
        ("Dario Conti", {"person": "Dario Conti (new)"}),
        ("@acme", {"company": "Acme"}),
        ("@optik", {"company": "Acme Optik"}),
        ("@Acm", {"company": "Acm (new)"}),
        ("@Code", {"company": "Codehow"}),
        ("Berg", {"person": "Anna Berg"}),
        ("Ber", {"person": "Anna Berg"}),
        ("+", {"person": "+ (new)"}),
        ("mail anna@codehow.example about pricing", {"person": "Anna Berg"}),
        ("mail new@codehow.example", {"person": "new@codehow.example (new)"}),
        ("Anna @Acme", {"company": "Acme", "person": "Anna Conti"}),
        ("Anna Berg @Acme", {"company": "Acme", "person": "Anna Berg (new)"}),
        ("Anna Berg @Codehow", {"company": "Codehow", "person": "Anna Berg"}),
        ("Emile Ozdemir @Acme", {"company": "Acme", "person": "Émile Özdemir"}),
        ("@Acme re renewal", {"company": "Acme", "opportunity": "Renewal 2027"}),
        ("@Acme re renewal 15k", {"company": "Acme", "opportunity": "Renewal 2027"}),
        ("@Codehow re renewal 15k", {"company": "Codehow", "opportunity": "renewal (new)"}),
        ("Anna Conti re renewal", {"person": "Anna Conti", "opportunity": "Renewal 2027"}),
        ("@Acme re lunch", {"company": "Acme"}),
        ("@Acme 15k", {"company": "Acme", "opportunity": "Acme (new)"}),
        ("task Anna Berg", {"person": "Anna Berg"}),
        ("task send the offer", {}),
    ],
)
def test_names_find_whom_they_mean(store: Store, line: str, means: dict[str, str]) -> None:
    assert chosen(understood(store, line)) == means


def test_another_choice_is_taken_by_its_place(store: Store) -> None:
    first, second, third = (chosen(understood(store, "Anna", person=place))["person"] for place in range(3))
    assert {first, second} == {"Anna Berg", "Anna Conti"}
    assert third == "Anna (new)"
    assert chosen(understood(store, "Anna", person=3))["person"] == first


def test_the_line_of_the_manual_makes_all_four(store: Store) -> None:
    made = save(store, "call Dora Lang @Betasoloin re pilot 15k fri 15:00")
    assert [entity for entity, _id in made] == ["contact", "account", "opportunity", "activity"]
    ids = dict(made)
    with store.read() as session:
        person, deal = session.get_one(Contact, ids["contact"]), session.get_one(Opportunity, ids["opportunity"])
        call = session.get_one(Activity, ids["activity"])
        assert (person.name, person.account_id) == ("Dora Lang", ids["account"])
        assert (deal.name, deal.amount, deal.account_id, deal.contact_id) == (
            "pilot",
            Decimal(15_000),
            ids["account"],
            ids["contact"],
        )
        assert (call.kind, call.name, call.done) == ("call", "pilot", False)
        assert (call.account_id, call.contact_id, call.opportunity_id) == (
            ids["account"],
            ids["contact"],
            ids["opportunity"],
        )
        assert call.starts.isoformat() == "2026-11-27T15:00:00+00:00"


def test_one_undo_takes_all_of_it_back(store: Store) -> None:
    with store.read() as session:
        before = count(session)
    save(store, "call Dora Lang @Betasoloin re pilot 15k fri 15:00")
    store.undo()
    with store.read() as session:
        assert count(session) == before


def test_what_is_past_is_logged_and_what_has_no_time_is_logged_now(store: Store) -> None:
    for line in ("called Anna Berg yesterday 15:00", "call Anna Berg"):
        ids = dict(save(store, line))
        with store.read() as session:
            assert session.get_one(Activity, ids["activity"]).done


def test_a_time_without_a_kind_is_a_meeting_and_a_day_alone_a_task(store: Store) -> None:
    assert understood(store, "Anna Berg fri 15:00").kind == "meeting"
    assert understood(store, "Anna Berg fri").kind == "task"


def test_words_without_kind_or_time_become_a_note(store: Store) -> None:
    ids = dict(save(store, "Anna Berg re likes sailing"))
    with store.read() as session:
        note = session.get_one(Note, ids["note"])
        assert (note.name, note.entity_name, note.record_id) == ("likes sailing", "contact", ids["contact"])


def test_a_known_deal_takes_the_new_amount_and_nothing_else(store: Store) -> None:
    ids = dict(save(store, "@Acme re renewal 15k"))
    with store.read() as session:
        deal = session.get_one(Opportunity, ids["opportunity"])
        assert (deal.name, deal.amount, session.get_one(Stage, deal.stage_id).name) == (
            "Renewal 2027",
            Decimal(15_000),
            "Proposal",
        )


def test_what_is_empty_is_filled_in_and_what_is_there_stays(store: Store) -> None:
    save(store, "Emile Ozdemir emile@acme.example +49 30 1 @Acme")
    save(store, "Emile Ozdemir other@acme.example")
    with store.read() as session:
        person = session.query(Contact).filter_by(name="Émile Özdemir").one()
        assert (person.email, person.phone) == ("emile@acme.example", "+49 30 1")
        assert session.get_one(Account, person.account_id).name == "Acme"


def test_a_name_that_is_there_already_changes_nothing_and_says_where(store: Store) -> None:
    found = understood(store, "Anna Berg")
    assert not capture.makes_anything(found)
    place = capture.target(found)
    assert place is not None
    assert place[0] == "contact"


def test_the_lines_say_what_would_be_made(store: Store) -> None:
    found = understood(store, "call Dora Lang @Acme re pilot 15k fri 15:00")
    assert [(line.text, line.detail) for line in capture.lines(found, FORMATS)] == [
        ("Acme", "Account"),
        ("Dora Lang", "New contact · at Acme"),
        ("pilot", "New opportunity · Prospecting · $ 15,000"),
        ("pilot", "Call · planned for Fri 27 Nov 2026 15:00"),
    ]


def test_a_new_deal_belongs_to_whom_the_customer_belongs_and_closes_when_the_line_says(store: Store) -> None:
    with store.act("Sellers") as session:
        maureen, _vicki = (records.create(session, Seller, {"name": name}) for name in ("Maureen", "Vicki"))
        acme = session.query(Account).filter_by(name="Acme").one()
        records.update(session, acme, {"owner_id": maureen.id})
    ids = dict(save(store, "@Acme re pilot 20k closes 15 dec"))
    with store.read() as session:
        deal = session.get_one(Opportunity, ids["opportunity"])
        assert (deal.owner_id, str(deal.close_date)) == (1, "2026-12-15")


def test_what_was_made_is_said_in_words(store: Store) -> None:
    found = understood(store, "call Dora Lang @Acme re pilot 15k fri 15:00")
    assert capture.said(found) == "Added: contact Dora Lang, opportunity pilot, call planned"
