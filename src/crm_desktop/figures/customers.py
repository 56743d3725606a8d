"""Customers: what they have brought in and may yet, and how recent, frequent and large their buying is.

All of it is about opportunities won; an amount counts on the day of the actual close. Scores compare the customers of
one book with each other, so that the same customer may score differently in another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import lt
from typing import TypeVar

from crm_desktop.figures.closing import NOTHING_WON
from crm_desktop.figures.deal import Deal, Rates, Span, closed_in, closed_scope, open_in, open_scope
from crm_desktop.figures.figure import Figure, Meaning, Words, tally, total
from crm_desktop.figures.pipeline import weighted_value

K = TypeVar("K", bound=Hashable)

REVENUE_TO_DATE = Meaning(
    "revenue_to_date", "money", "The sum of all opportunities won up to the day of the report: the value to date."
)
REVENUE_OF_A_YEAR = Meaning(
    "revenue_last_12_months",
    "money",
    "The sum of the opportunities won in the twelve months up to the day of the report.",
)
PROJECTED = Meaning(
    "revenue_projected", "money", "The sum of amount × probability over what is open with the customer."
)
RECENCY = Meaning(
    "rfm_recency", "days", "The days since an opportunity of the customer was last won, within the time looked back on."
)
FREQUENCY = Meaning(
    "rfm_frequency", "count", "How many opportunities of the customer were won within the time looked back on."
)
MONEY = Meaning("rfm_money", "money", "The sum of what was won with the customer within the time looked back on.")
KNOWN = Meaning("customer_since", "days", "The days since an opportunity of the customer was first won.")
YEARLY = Meaning(
    "mean_yearly_revenue",
    "money",
    "The value to date, divided by the years since an opportunity was first won, at least one year.",
)
PREDICTED = Meaning(
    "predicted_value", "money", "An estimate: mean revenue of a year × margin × expected years, five at most."
)
CUSTOMERS = Meaning("customers", "count", "The customers with whom at least one opportunity was won.", "account")
MEANINGS = (
    REVENUE_TO_DATE,
    REVENUE_OF_A_YEAR,
    PROJECTED,
    RECENCY,
    FREQUENCY,
    MONEY,
    KNOWN,
    YEARLY,
    PREDICTED,
    CUSTOMERS,
)

HORIZON = 5
"""Years: nobody's future is counted on for longer."""
FEWEST = 5
"""With fewer customers than this a score by rank says nothing, and fixed limits hold."""
BEST = 5
DAYS_OF_A_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Limits:
    """The least that scores 2, 3, 4 and 5, used where there are too few customers to compare; days count the other way."""

    days: tuple[int, int, int, int] = (365, 180, 90, 30)
    times: tuple[int, int, int, int] = (2, 3, 4, 6)
    money: tuple[int, int, int, int] = (1_000, 5_000, 20_000, 100_000)


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Buying:
    """How a customer buys: the three figures, and a score from 1 to 5 for each; without a value there is no score."""

    recency: Figure
    frequency: Figure
    money: Figure
    scores: tuple[int | None, int | None, int | None]


def limits_in(text: str, *, falls: bool = False) -> tuple[int, int, int, int] | None:
    """Return the four whole numbers of a text, such as "2, 3, 4, 6"; None where there are no four that rise, or fall."""
    words = text.replace(",", " ").replace(";", " ").split()
    if len(words) != 4 or not all(word.isdecimal() for word in words):
        return None
    first, second, third, fourth = (int(word) for word in words)
    rising = (fourth, third, second, first) if falls else (first, second, third, fourth)
    return (first, second, third, fourth) if all(map(lt, rising, rising[1:])) else None


def revenue_to_date(deals: Iterable[Deal], rates: Rates, day: date) -> Figure:
    """Return what was won up to `day`; what was closed on an unknown day is part of it."""
    found = [deal for deal in deals if deal.kind == "won" and (deal.closed_on is None or deal.closed_on <= day)]
    return total(
        REVENUE_TO_DATE, ((deal.id, rates.value_of(deal)) for deal in found), Words("won until {day}", day=day)
    )


def revenue_of(deals: Iterable[Deal], rates: Rates, year: Span) -> Figure:
    """Return what was won in the last twelve months, which are `year`."""
    return _won(REVENUE_OF_A_YEAR, deals, rates, year)


def projected(deals: Iterable[Deal], rates: Rates) -> Figure:
    """Return what is open, by its chances."""
    found, _undated = open_in(deals, None)
    return total(PROJECTED, ((deal.id, weighted_value(deal, rates)) for deal in found), open_scope(None))


def yearly(deals: Sequence[Deal], rates: Rates, day: date) -> Figure:
    """Return the mean revenue of a year; `parts` are the value to date and the days since the first purchase."""
    to_date = revenue_to_date(deals, rates, day)
    first = min((deal for deal in deals if deal.kind == "won" and deal.closed_on), key=_closed, default=None)
    if first is None:
        known = Figure(KNOWN, None, NOTHING_WON, to_date.scope)
    else:
        known = Figure(KNOWN, (day - _closed(first)).days, scope=to_date.scope, count=1, records=(first.id,))
    value, why = None, to_date.why or known.why
    if to_date.value is not None and known.value is not None:
        value = to_date.value / max(known.value / DAYS_OF_A_YEAR, Decimal(1))
    return _derived(YEARLY, value, why, to_date, (to_date, known))


def predicted(of_a_year: Figure, margin: Decimal, years: int) -> Figure:
    """Return an estimate of what a customer will bring in, by the mean revenue of a year."""
    value = None if of_a_year.value is None else of_a_year.value * margin * min(years, HORIZON)
    return _derived(PREDICTED, value, of_a_year.why, of_a_year, (of_a_year,))


def buying(
    customers: Mapping[K, Sequence[Deal]],
    rates: Rates,
    day: date,
    look_back: Span,
    limits: Limits = USUAL,
) -> dict[K, Buying]:
    """Return recency, frequency and money of each customer, scored among all who bought within `look_back`."""
    recency = {key: _recency(deals, day, look_back) for key, deals in customers.items()}
    frequency = {key: _frequency(deals, look_back) for key, deals in customers.items()}
    money = {key: _won(MONEY, deals, rates, look_back) for key, deals in customers.items()}
    scored = (
        scores({key: -figure.value for key, figure in recency.items() if figure.value is not None}, tuple(-d for d in limits.days)),
        scores({key: figure.value for key, figure in frequency.items() if figure.value}, limits.times),
        scores({key: f.value for key, f in money.items() if f.value is not None and f.count}, limits.money),
    )  # fmt: skip
    return {
        key: Buying(recency[key], frequency[key], money[key], tuple(of.get(key) for of in scored))  # type: ignore[arg-type]  # three of three
        for key in customers
    }


def scores(values: Mapping[K, Decimal | int], limits: Sequence[int]) -> dict[K, int]:
    """Return a score from 1 to 5 for each value, the highest scoring best; equal ones share a score.

    `limits` are the least values that score 2, 3, 4 and 5 among fewer than five.
    """
    if len(values) < FEWEST:
        return {key: 1 + sum(value >= limit for limit in limits) for key, value in values.items()}
    ranked = sorted(values.values())

    def score(value: Decimal | int) -> int:
        below, not_above = bisect_left(ranked, value), bisect_right(ranked, value)
        return min(BEST, BEST * (below + not_above) // (2 * len(ranked)) + 1)  # below + half of the equal ones, twice

    return {key: score(value) for key, value in values.items()}


def _won(meaning: Meaning, deals: Iterable[Deal], rates: Rates, period: Span) -> Figure:
    found, undated = closed_in((deal for deal in deals if deal.kind == "won"), period)
    return total(meaning, ((deal.id, rates.value_of(deal)) for deal in found), closed_scope(period), undated)


def _derived(meaning: Meaning, value: Decimal | None, why: str, of: Figure, parts: tuple[Figure, ...]) -> Figure:
    """Return what follows from another figure, with the records of that."""
    return Figure(meaning, value, why, of.scope, count=of.count, records=of.records, left_out=of.left_out, parts=parts)


def _closed(deal: Deal) -> date:
    return deal.closed_on or date.min


def _frequency(deals: Iterable[Deal], period: Span) -> Figure:
    found, _undated = closed_in((deal for deal in deals if deal.kind == "won"), period)
    return tally(FREQUENCY, [deal.id for deal in found], closed_scope(period))


def _recency(deals: Iterable[Deal], day: date, period: Span) -> Figure:
    found, _undated = closed_in((deal for deal in deals if deal.kind == "won"), period)
    last = max(found, key=_closed, default=None)
    if last is None:
        return Figure(RECENCY, None, NOTHING_WON, closed_scope(period))
    return Figure(RECENCY, (day - _closed(last)).days, scope=closed_scope(period), count=1, records=(last.id,))
