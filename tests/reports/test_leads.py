"""The report on leads: steps, sources and sellers of the contacts, and how they changed in a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm_desktop.model import Contact, Seller
from crm_desktop.reports.document import Document, Figure, Figures
from crm_desktop.services import records, sample
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of

OCTOBER, NOVEMBER = date(2026, 10, 5), date(2026, 11, 2)
MONTH = {"first": date(2026, 11, 1), "last": date(2026, 11, 30), "as_of": FRIDAY}


def meets(desk: Desk, name: str, day: date, **values: Any) -> int:
    desk.on(day)
    return int(desk.does(lambda session: records.create(session, Contact, {"name": name, **values}).id))


def turns(desk: Desk, contact: int, day: date, status: str) -> None:
    desk.on(day)
    desk.does(lambda session: records.update(session, records.find(session, Contact, contact), {"status": status}))


def leads(store: Store, **chosen: Any) -> Document:
    return report(store, "leads", **{**MONTH, **chosen})


def cards(document: Document) -> dict[str, Figure]:
    return {card.label: card for block in document.blocks if isinstance(block, Figures) for card in block.figures}


def ids(document: Document, label: str) -> tuple[int, ...]:
    behind = cards(document)[label].records
    return () if behind is None else behind.ids


def test_who_is_new_and_who_got_further_is_told_by_source_and_seller(store: Store, desk: Desk) -> None:
    anna = int(desk.does(lambda session: records.create(session, Seller, {"name": "Anna"}).id))
    old = meets(desk, "Old", OCTOBER, source="Fair", owner_id=anna)
    new = meets(desk, "New", NOVEMBER, source="Fair")
    meets(desk, "Still", OCTOBER)
    turns(desk, old, date(2026, 11, 10), "potential")
    turns(desk, old, date(2026, 11, 12), "active")
    desk.on(FRIDAY)
    page = leads(store)
    assert (ids(page, "New"), ids(page, "Got further")) == ((new,), (old,))
    text = text_of(page)
    assert "[Share] 1 of 3 (of the leads got further)" in text
    assert "Fair | 1 |  | 1 |  | 2 | 1 | 1 | 1 of 2" in text
    assert "No source | 1 |  |  |  | 1 |  |  | 0 of 1" in text
    assert "Anna |  |  | 1 |  | 1 |  | 1 | 1 of 1" in text


def test_a_step_taken_outside_of_the_period_does_not_count(store: Store, desk: Desk) -> None:
    early, late = (meets(desk, name, OCTOBER) for name in ("Early", "Late"))
    turns(desk, early, date(2026, 10, 20), "active")
    turns(desk, late, date(2026, 11, 10), "active")
    desk.on(FRIDAY)
    assert ids(leads(store, first=date(2026, 10, 1), last=date(2026, 10, 31)), "Got further") == (early,)
    assert ids(leads(store), "Got further") == (late,)


def test_a_step_that_was_taken_back_is_none(store: Store, desk: Desk) -> None:
    contact = meets(desk, "Old", OCTOBER)
    turns(desk, contact, NOVEMBER, "active")
    store.undo()
    turns(desk, contact, NOVEMBER, "potential")
    turns(desk, contact, FRIDAY, "prospect")
    assert ids(leads(store), "Got further") == ()


def test_the_report_of_a_past_day_is_as_it_was_then(store: Store, desk: Desk) -> None:
    contacts = [meets(desk, name, OCTOBER, source="Fair") for name in ("A", "B", "C")]
    then = text_of(leads(store, as_of=OCTOBER))
    turns(desk, contacts[0], NOVEMBER, "active")
    desk.does(lambda session: records.update(session, records.find(session, Contact, contacts[1]), {"source": "Web"}))
    desk.does(lambda session: records.delete(session, Contact, [contacts[2]]))
    meets(desk, "D", NOVEMBER)
    desk.on(FRIDAY)
    assert text_of(leads(store, as_of=OCTOBER)) == then
    assert cards(leads(store))["Contacts"].value == 3


def test_the_page_says_what_is_not_known_and_an_empty_book_that_it_is_empty(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    text = text_of(leads(store))
    assert "Steps before that are not known" in text
    assert text.count("There are no contacts yet.") == 3


def test_the_sample_book_agrees_with_plain_sql(store: Store, clock: FrozenClock) -> None:
    sample.fill(store)
    clock.forward(hours=1)
    tables = {table["heading"]: table for table in leads(store).figures["tables"]}
    with store.read() as session:
        rows = raw_of(session).execute(
            """SELECT source, sum(status = 'prospect'), sum(status = 'potential'), sum(status = 'active'),
                      sum(status = 'inactive'), count(*) FROM contact GROUP BY source"""
        )
        expected = {source: tuple(counts) for source, *counts in rows}
    keys = ("prospect", "potential_client", "active_client", "inactive_client", "all")
    assert {row["source"]: tuple(row[key] for key in keys) for row in tables["By source"]["rows"]} == expected
    assert expected
