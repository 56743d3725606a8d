"""What a group of opportunities is worth: counted and added up by SQL, in the book's currency, by the rules of `figures`.

To read every opportunity for the head of a column would cost a frame in a large book. Amounts are added per exchange
rate and chance; a test compares the sums with those of `figures.pipeline`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Words
from crm_desktop.services import book, deals
from crm_desktop.storage.store import raw_of

BEST_CASE = frozenset({"best_case", "commit", "closed"})
"""The forecast categories of open business in the best case; an open one that is called closed counts as commit."""
IS_OPEN = "o.stage_id IN (SELECT id FROM stage WHERE kind = 'open')"
NOTHING = Decimal(0)

# Two statements, so that the first, which has nearly all rows, needs no more than an index holds.
_AT_HOME = """
SELECT o.probability, o.category, count(*), count(o.amount), sum(o.amount)
FROM opportunity o WHERE {where} AND (o.currency IS NULL OR o.currency IN ('', :home)) GROUP BY 1, 2
"""
_ABROAD = """
SELECT o.probability, o.category, count(*), count(o.amount), sum(o.amount), o.currency,
       coalesce(o.closed_on, o.close_date, o.entered_on) AS day
FROM opportunity o WHERE {where} AND o.currency NOT IN ('', :home) GROUP BY 1, 2, 6, 7
"""


@dataclass(slots=True)  # not frozen: that takes four times as long to make, and a chart of all months needs hundreds
class Worth:
    """Sums in the book's currency. `missing` is the exchange rate that they would need: then they are not to be shown."""

    count: int = 0
    without_amount: int = 0
    amount: Decimal = NOTHING
    weighted: Decimal = NOTHING
    best_case: Decimal = NOTHING
    missing: Words | None = None

    def __add__(self, other: Worth) -> Worth:
        return Worth(
            self.count + other.count,
            self.without_amount + other.without_amount,
            self.amount + other.amount,
            self.weighted + other.weighted,
            self.best_case + other.best_case,
            self.missing or other.missing,
        )

    def __neg__(self) -> Worth:
        return Worth(
            -self.count, -self.without_amount, -self.amount, -self.weighted, -self.best_case, self.missing
        )  # fmt: skip


def worth_of(session: Session, where: str, values: Mapping[str, Any] | None = None) -> Worth:
    """Return the worth of the opportunities (as `o`) that fulfil a condition in SQL with named values."""
    rates, raw = deals.rates(session), raw_of(session)
    names = {**(values or {}), "home": book.currency(session)}
    at_home = raw.execute(_AT_HOME.format(where=where), names)
    abroad = raw.execute(_ABROAD.format(where=where), names)
    return total(_part(rates, *row) for rows in (at_home.fetchall(), abroad.fetchall()) for row in rows)


def total(parts: Iterable[Worth]) -> Worth:
    """Return the worth of several groups together."""
    return sum(parts, Worth())


def part(value: Decimal | Words | None, probability: Decimal | None, category: str | None) -> Worth:
    """Return what one opportunity adds; its value is None where it has no amount, or names the missing rate."""
    if value is None:
        return Worth(1, 1)
    if isinstance(value, Words):
        return Worth(1, missing=value)
    return Worth(1, 0, value, value * (probability or NOTHING), value if category in BEST_CASE else NOTHING)


def _part(
    rates: Rates,
    probability: int | None,
    category: str | None,
    count: int,
    with_amount: int,
    amount: int | None,
    currency: str = "",
    day: str | None = None,
) -> Worth:
    """Return what rows of one chance, category and rate add up to."""
    missing = count - with_amount
    if amount is None:
        return Worth(count, missing)
    value = rates.in_base(Decimal(amount).scaleb(-4), currency or rates.base, date.fromisoformat(day) if day else None)
    one = part(value, None if probability is None else Decimal(probability).scaleb(-4), category)
    return Worth(count, missing, one.amount, one.weighted, one.best_case, one.missing)
