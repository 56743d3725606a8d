"""Whatever happens to opportunities, the sums that the file keeps are those of the opportunities that it holds."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.model import Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.storage import bulk, derived, pipeline_sums
from crm_desktop.storage.store import Store, raw_of
from tests.storage.test_health import meddle

Key = tuple[int, str, str, str, int, str]


def scaled(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 10_000)


def key_of(deal: Opportunity, kind: str) -> Key:
    rate_day = (deal.closed_on if kind != "open" else None) or deal.close_date or deal.entered_on
    chance = scaled(deal.probability)
    return (
        deal.stage_id,
        deal.close_date.isoformat()[:7] if deal.close_date else "",
        deal.currency or "",
        rate_day.isoformat() if deal.currency and rate_day else "",
        -1 if chance is None else chance,
        deal.category or "",
    )


def added_up(session: Session) -> list[tuple[Any, ...]]:
    """Return the sums as Python adds them up, deal by deal."""
    kinds = {stage.id: stage.kind for stage in session.scalars(select(Stage))}
    groups: dict[Key, list[int | None]] = defaultdict(list)
    for deal in session.scalars(select(Opportunity)):
        groups[key_of(deal, kinds[deal.stage_id])].append(scaled(deal.amount))
    rows = []
    for key, amounts in groups.items():
        known = [amount for amount in amounts if amount is not None]
        rows.append((*key, len(amounts), len(known), sum(known)))
    return sorted(rows)


def assert_right(store: Store) -> None:
    with store.read() as session:
        assert list(pipeline_sums.read(raw_of(session))) == added_up(session)
        assert pipeline_sums.is_right(raw_of(session))


def random_values(session: Session, chance: random.Random) -> dict[str, Any]:
    def day() -> date | None:
        return chance.choice((None, date(2026, 1, 1) + timedelta(days=chance.randrange(90))))

    return {
        "stage_id": chance.choice(list(session.scalars(select(Stage.id)))),
        "amount": chance.choice((None, Decimal(0), Decimal(chance.randrange(10**6)) / 100)),
        "currency": chance.choice((None, "", "EUR", "USD")),
        "close_date": day(),
        "closed_on": day(),
        "entered_on": day(),
        "probability": chance.choice((None, Decimal("0.25"), Decimal(1))),
        "category": chance.choice((None, "commit")),
    }


def change_something(session: Session, chance: random.Random) -> None:
    deals = list(session.scalars(select(Opportunity)))
    deed = chance.randrange(6)
    if deed == 0 or not deals:
        records.create(session, Opportunity, {"name": "New", **random_values(session, chance)})
    elif deed == 1:
        records.delete(session, Opportunity, [chance.choice(deals).id])
    elif deed == 2:
        stage = chance.choice(list(session.scalars(select(Stage))))
        records.update(session, stage, {"kind": chance.choice(("open", "won")), "probability": Decimal("0.35")})
    else:
        values = random_values(session, chance)
        names = chance.sample(sorted(values), chance.randrange(1, 4))
        records.update(session, chance.choice(deals), {name: values[name] for name in names})


def test_the_sums_hold_through_random_edits_and_back(store: Store) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, steps = random.Random(seed), 0
    for _ in range(150):
        before = store.next_undo()
        with store.act("Change") as session:
            change_something(session, chance)
        steps += store.next_undo() != before
        assert_right(store)
    for move in (store.undo, store.redo):
        for _ in range(steps):
            assert move() is not None
            assert_right(store)


def test_the_sums_hold_through_a_load_of_rows_and_its_undo(store: Store) -> None:
    chance = random.Random(4)
    columns = ("name", "stage_id", "amount", "currency", "close_date", "probability", "closed_on")
    rows = [
        ("Deal", chance.randrange(1, 6), chance.choice((None, 70_000)), chance.choice((None, "EUR")),
         f"2026-0{chance.randrange(1, 9)}-11", chance.choice((None, 5_000)), chance.choice((None, "2026-05-05")))
        for _ in range(3 * bulk.BATCH // 2)
    ]  # fmt: skip
    with store.act("Load") as session:
        found = bulk.insert_rows(session, Opportunity, columns, rows, Task())
    assert_right(store)
    with store.act("Change") as session:
        bulk.update_rows(session, Opportunity, ("amount",), [(i, 80_000) for i in found], Task())
    assert_right(store)
    for move in (store.undo, store.undo, store.redo, store.redo):
        assert move() is not None
        assert_right(store)


def test_sums_that_are_wrong_are_found_and_made_anew(store: Store) -> None:
    meddle(store, "UPDATE pipeline_sum SET n = n + 1")
    with store.driver() as raw:
        assert derived.wrong(raw) == ["sums of the pipeline"]
        pipeline_sums.refill(raw)
        assert derived.wrong(raw) == []
    assert_right(store)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM pipeline_sum", "INSERT INTO pipeline_sum VALUES (1, '', '', '', 0, '', 1, 0, 0)"]
)
def test_a_sum_that_is_missing_or_too_many_is_found(store: Store, statement: str) -> None:
    meddle(store, statement)
    with store.driver() as raw:
        assert not pipeline_sums.is_right(raw)
