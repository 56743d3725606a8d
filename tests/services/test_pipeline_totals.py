"""What is read from the kept sums is what the opportunities themselves add up to, in whatever currency."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.model import ExchangeRate, Opportunity
from crm_desktop.services import pipeline, pipeline_totals, records
from crm_desktop.services.worth import IS_OPEN, Worth, worth_of
from crm_desktop.storage import bulk
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store, raw_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "book.crm")
    yield made
    made.close()


def fill(session: Session, count: int, *currencies: str | None) -> None:
    chance, stages = random.Random(count), [stage.id for stage in pipeline.stages(session)]

    def day() -> str | None:
        return chance.choice((None, (date(2026, 1, 1) + timedelta(days=chance.randrange(300))).isoformat()))

    columns = ("name", "stage_id", "amount", "currency", "close_date", "entered_on", "probability", "category")
    rows = [
        ("Deal", chance.choice(stages), chance.choice((None, chance.randrange(10**9))), chance.choice(currencies), day(),
         "2026-01-02", chance.choice((None, 2_500, 9_999)), chance.choice(("commit", "pipeline", None)))
        for _ in range(count)
    ]  # fmt: skip
    bulk.insert_rows(session, Opportunity, columns, rows, Task())


def add_rates(session: Session) -> None:
    for day, cost in ((date(2026, 1, 1), "1.10"), (date(2026, 6, 1), "1.23")):
        records.create(session, ExchangeRate, {"name": "EUR", "day": day, "units": 1, "amount": Decimal(cost)})


def assert_same(session: Session) -> None:
    by_stage = pipeline_totals.by_stage(session)
    for stage in pipeline.stages(session):
        assert by_stage.get(stage.id, Worth()) == worth_of(session, "o.stage_id = :stage", {"stage": stage.id})
    months = raw_of(session).execute(
        f"SELECT DISTINCT stage_id, substr(ifnull(close_date, ''), 1, 7) FROM opportunity o WHERE {IS_OPEN}"
    )
    by_month = pipeline_totals.open_by_stage_and_month(session)
    assert set(by_month) == set(months)
    for (stage_id, month), found in by_month.items():
        where = "o.stage_id = :stage AND substr(ifnull(o.close_date, ''), 1, 7) = :month"
        assert found == worth_of(session, where, {"stage": stage_id, "month": month})
    assert pipeline_totals.all_open(session) == worth_of(session, IS_OPEN)


def test_totals_are_those_of_the_opportunities(store: Store) -> None:
    with store.act("Fill") as session:
        add_rates(session)
        fill(session, 400, None, "", "USD", "EUR")
    with store.read() as session:
        assert_same(session)
        assert pipeline_totals.all_open(session).missing is None


def test_a_missing_rate_is_named_for_the_stages_that_need_it(store: Store) -> None:
    with store.act("Fill") as session:
        first = pipeline.first_stage(session).id
        fill(session, 50, None)
        columns = ("name", "stage_id", "amount", "currency", "close_date")
        bulk.insert_rows(session, Opportunity, columns, [("Swiss", first, 10_000, "CHF", "2026-03-01")], Task())
    with store.read() as session:
        missing = {stage for stage, worth in pipeline_totals.by_stage(session).items() if worth.missing}
        assert missing == {first}
        assert "CHF" in str(pipeline_totals.all_open(session).missing)


def test_sums_beyond_what_the_file_can_multiply_stay_exact(store: Store) -> None:
    """A billion at 99.99 %, a hundred times: the product of both is beyond 64 bits."""
    with store.act("Fill") as session:
        columns, first = ("name", "stage_id", "amount", "probability"), pipeline.first_stage(session).id
        rows = [("Large", first, 10**9 * 10**4 + 1, 9_999)] * 100
        bulk.insert_rows(session, Opportunity, columns, rows, Task())
    with store.read() as session:
        found = pipeline_totals.by_stage(session)[first]
    assert found.amount == 100 * Decimal("1000000000.0001")
    assert found.weighted == 100 * Decimal("1000000000.0001") * Decimal("0.9999")


def test_a_book_without_opportunities_has_no_totals(store: Store) -> None:
    with store.read() as session:
        assert pipeline_totals.by_stage(session) == {}
        assert pipeline_totals.all_open(session) == Worth()
