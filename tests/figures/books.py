"""Small books of opportunities for the tests of figures: short to write, and at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from crm_desktop.base.dates import Period
from crm_desktop.figures.deal import Deal, Rates

USD = Rates("USD")
DAY = date(2017, 3, 1)
# Two rates of one currency, so that a moved close date also changes what an amount is worth.
MIXED = Rates("USD", {"EUR": [(date(2000, 1, 1), Decimal("1.0612")), (date(2017, 3, 15), Decimal("1.0749"))]})
MARCH = Period(date(2017, 3, 1), date(2017, 3, 31))

Book = dict[int, Deal]


def deal(key: int, amount: str | int | None = None, **state: Any) -> Deal:
    """Return an opportunity in USD."""
    values = {"currency": "USD", **state}
    if isinstance(probability := values.get("probability"), str | int):
        values["probability"] = Decimal(probability)
    return Deal(key, amount=None if amount is None else Decimal(amount), **values)


def book(*deals: Deal) -> Book:
    """Return the deals by id."""
    return {each.id: each for each in deals}


def random_state(random: Random, key: int) -> Deal | None:
    """Return any state of an opportunity at all, or None: not there."""
    kind = random.choice(["open", "open", "open", "won", "lost", None])
    if kind is None:
        return None
    return deal(
        key,
        random.choice([None, 0, f"{random.randrange(-(10**6), 10**10)}e-2", f"{random.randrange(10**12)}e-4"]),
        kind=kind,
        currency=random.choice(["USD", "USD", "EUR"]),
        stage=random.randrange(4),
        stage_order=random.randrange(4),
        seller=random.choice([None, 1, 2]),
        category=random.choice(["pipeline", "best_case", "commit", "closed", "omitted"]),
        probability=random.choice([None, "0", "0.1", "0.35", "1"]),
        close_date=random.choice([None, DAY + timedelta(days=random.randrange(-40, 60))]),
        closed_on=None if kind == "open" else random.choice([None, DAY + timedelta(days=random.randrange(-40, 60))]),
        created_on=DAY - timedelta(days=random.randrange(60)),
        loss_counts=random.random() < 0.8,
    )


def random_history(random: Random, moments: int = 2) -> list[Book]:
    """Return the states of a few opportunities at each moment: kept, changed, or anything else instead."""
    past: list[Book] = [{}]
    for _ in range(moments):
        now: Book = {}
        for key in range(random.randrange(1, 12)):
            last = past[-1].get(key)
            way = random.random()
            state = random_state(random, key)
            if last is not None and way < 0.3:
                state = last
            elif last is not None and way < 0.6:
                state = replace(last, amount=random.choice([None, Decimal(random.randrange(10**8)) / 100]))
            if state is not None:
                now[key] = state
        past.append(now)
    return past[1:]


def histories(moments: int = 2) -> st.SearchStrategy[list[Book]]:
    """Histories for Hypothesis, which can then shrink one that fails."""
    return st.randoms(use_true_random=False).map(lambda random: random_history(random, moments))


def books() -> st.SearchStrategy[list[Deal]]:
    """The opportunities of one moment, for Hypothesis."""
    return histories(1).map(lambda past: list(past[0].values()))
