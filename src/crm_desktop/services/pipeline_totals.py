"""What every stage holds, read from the sums that the file keeps: as quick with 200,000 opportunities as with ten.

The figures are those of `services.worth` for the same opportunities. In the book's own currency whole numbers are added
up and become decimals at the end; another currency is converted per day of its exchange rate.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import add, itemgetter
from typing import TypeVar

from sqlalchemy.orm import Session

from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Words
from crm_desktop.services import deals
from crm_desktop.services.worth import BEST_CASE, Worth, part
from crm_desktop.storage import pipeline_sums
from crm_desktop.storage.pipeline_sums import Sum
from crm_desktop.storage.store import raw_of

K = TypeVar("K", bound=Hashable)
_NOTHING = Worth()
_UNIT = Decimal("0.0001")  # a whole number of the file counts these
_UNIT_SQUARED = _UNIT * _UNIT


def all_open(session: Session) -> Worth:
    """Return the worth of all open opportunities."""
    found = pipeline_sums.read(raw_of(session), open_only=True)
    return _totals(found, lambda _one: None, deals.rates(session)).get(None, _NOTHING)


def by_stage(session: Session) -> dict[int, Worth]:
    """Return the worth of each stage that holds anything, by its id."""
    return _totals(pipeline_sums.read(raw_of(session)), itemgetter(0), deals.rates(session))


def open_by_stage_and_month(session: Session) -> dict[tuple[int, str], Worth]:
    """Return the worth of what is open by stage and month of the expected close: "2026-11", and "" without a day."""
    found = pipeline_sums.read(raw_of(session), open_only=True)
    return _totals(found, itemgetter(0, 1), deals.rates(session))


def open_by_stage_and_category(session: Session) -> dict[tuple[int, str], Worth]:
    """Return the worth of what is open by stage and forecast category, "" without one."""
    found = pipeline_sums.read(raw_of(session), open_only=True)
    return _totals(found, itemgetter(0, 5), deals.rates(session))


def _totals(sums: Iterable[Sum], key: Callable[[Sum], K], rates: Rates) -> dict[K, Worth]:
    """Return the worth of each group; whole numbers are added up and only the result becomes decimals."""
    at_home: dict[K, tuple[int, ...]] = {}
    abroad: dict[K, Worth] = {}
    for one in sums:
        _stage, _month, currency, day, probability, category, count, with_amount, amount = one
        name = key(one)
        if currency and currency != rates.base:
            value = _value(amount, currency, day, rates) if with_amount else None
            worth = part(value, _UNIT * max(probability, 0), category)
            worth = replace(worth, count=count, without_amount=count - with_amount)
            abroad[name] = abroad.get(name, _NOTHING) + worth
            continue
        weighted = amount * probability if probability > 0 else 0
        numbers = (count, count - with_amount, amount, weighted, amount if category in BEST_CASE else 0)
        before = at_home.get(name)
        at_home[name] = numbers if before is None else tuple(map(add, before, numbers))
    totals = {name: _worth(*found) for name, found in at_home.items()}
    for name, worth in abroad.items():
        totals[name] = totals.get(name, _NOTHING) + worth
    return totals


def _worth(count: int, without_amount: int, amount: int, weighted: int, best_case: int) -> Worth:
    return Worth(count, without_amount, _UNIT * amount, _UNIT_SQUARED * weighted, _UNIT * best_case)


def _value(amount: int, currency: str, day: str, rates: Rates) -> Decimal | Words:
    return rates.in_base(_UNIT * amount, currency, date.fromisoformat(day) if day else None)
