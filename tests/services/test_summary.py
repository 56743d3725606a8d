"""The line below a list's title says what `figures` would say, whatever the currencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures import forecast
from crm_desktop.figures import pipeline as figures
from crm_desktop.model import Account, Contact, ExchangeRate, Note, Opportunity
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import deals, pipeline, place, records, sample, summary
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store

FORMATS = formats_for("en_US")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "book.crm")
    yield made
    made.close()


def line_of_figures(session: Session) -> str:
    """Return the same line, computed the long way."""
    today, rates = dates.today(), deals.rates(session)
    found = deals.as_of(session, today).values()
    whole, weighted = figures.pipeline(found, rates), figures.weighted(found, rates)
    assert whole.value is not None
    assert weighted.value is not None
    hopeful = [deal for deal in found if deal.kind == "open" and forecast.category_of(deal) in {"best_case", "commit"}]
    best = figures.pipeline(hopeful, rates).value or Decimal(0)
    line = (
        f"{whole.count} open · $ {round(whole.value):,} pipeline · $ {round(weighted.value):,} weighted"
        f" · best case $ {round(best):,}"
    )
    without = len(whole.left_out)
    return f"{line} · {without} without an amount" if without else line


def test_the_sums_of_a_whole_book_are_those_of_the_figures(store: Store) -> None:
    sample.fill(store)
    with store.read() as session:
        assert summary.open_business(session, FORMATS) == line_of_figures(session)


def test_amounts_in_another_currency_are_converted_at_the_rate_of_their_day(store: Store) -> None:
    with store.act("Rates and deals") as session:
        for day, cost in ((date(2026, 1, 1), "1.10"), (date(2026, 6, 1), "1.20")):
            records.create(session, ExchangeRate, {"name": "EUR", "day": day, "units": 1, "amount": Decimal(cost)})
        stage = pipeline.first_stage(session)
        for close in (date(2026, 3, 1), date(2026, 7, 1)):
            values = {
                "name": "Deal",
                "stage_id": stage.id,
                "amount": Decimal(1000),
                "currency": "EUR",
                "close_date": close,
            }
            records.create(session, Opportunity, values)
        records.create(session, Opportunity, {"name": "Without an amount", "stage_id": stage.id})
    with store.read() as session:
        assert summary.open_business(session, FORMATS) == (
            "3 open · $ 2,300 pipeline · $ 230 weighted · best case $ 0 · 1 without an amount"
        )
        assert summary.open_business(session, FORMATS) == line_of_figures(session)


def test_a_missing_rate_is_said_instead_of_a_sum(store: Store) -> None:
    with store.act("Deal") as session:
        values = {"name": "Deal", "amount": Decimal(1000), "currency": "CHF", "close_date": date(2026, 3, 1)}
        records.create(session, Opportunity, values | {"stage_id": pipeline.first_stage(session).id})
    with store.read() as session:
        assert "no exchange rate CHF → USD" in summary.open_business(session, FORMATS)


def test_a_book_without_business_says_so(store: Store) -> None:
    with store.read() as session:
        assert summary.open_business(session, FORMATS) == "0 open · $ 0 pipeline · $ 0 weighted · best case $ 0"


def test_records_are_counted_in_words(store: Store) -> None:
    with store.act("People") as session:
        records.create(session, Contact, {"name": "Anna Berg"})
    with store.read() as session:
        assert summary.counted(Contact, session, FORMATS) == "1 contact"
        assert summary.counted(Account, session, FORMATS) == "0 accounts"


def test_a_note_is_shown_where_its_record_is(store: Store) -> None:
    with store.act("Note") as session:
        account = records.create(session, Account, {"name": "Codehow"})
        values = {"name": "Wants a pilot", "entity_name": "account", "record_id": account.id}
        note = records.create(session, Note, values)
    with store.read() as session:
        assert place.of(session, "note", note.id) == ("account", account.id)
        assert place.of(session, "account", account.id) == ("account", account.id)
