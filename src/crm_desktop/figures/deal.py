"""An opportunity as the figures see it: its state at one moment, and the rates that turn its amount into the base currency.

An amount converts at the rate of the record's own day: that of its actual close, else of its expected one. A rate holds
from its day until the next. For a report as of a past day, pass only the rates that were known then (`Rates.until`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from crm_desktop.figures.figure import NO_AMOUNT, ZERO, MissingRate, Words

Kind = Literal["open", "won", "lost"]
Category = Literal["pipeline", "best_case", "commit", "closed", "omitted"]

NO_CLOSE_DATE = Words("no expected close date")
NO_CLOSING_DAY = Words("closed, but on an unknown day")


class Span(Protocol):
    """Days from `first` to `last`, both included."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity's state at one moment.

    `probability` is the one that holds, as a fraction; `by_hand` says that it is the opportunity's own. `close_date` is
    the expected day and `closed_on` the day of the last closing. Limits are days, None for no limit. `contacted_on` is
    the day of the last completed activity with the customer, `next_step_on` that of the next planned one, `next_step`.
    """

    id: int
    name: str = ""
    kind: Kind = "open"
    stage: int = 0
    stage_order: int = 0
    amount: Decimal | None = None
    currency: str = ""
    probability: Decimal | None = None
    by_hand: bool = False
    category: Category = "pipeline"
    close_date: date | None = None
    closed_on: date | None = None
    created_on: date | None = None
    seller: int | None = None
    account: int | None = None
    product: int | None = None
    loss_counts: bool = True
    loss_reason: str = ""
    first_close_date: date | None = None
    pushed: int = 0
    stage_since: date | None = None
    contacted_on: date | None = None
    next_step_on: date | None = None
    next_step: int | None = None
    limit_in_stage: int | None = None
    limit_without_contact: int | None = None
    source: str = ""

    @property
    def rate_day(self) -> date | None:
        """The day whose exchange rate applies; a reopened deal is open, whenever it was closed before."""
        return (self.closed_on if self.kind != "open" else None) or self.close_date or self.created_on


@dataclass(frozen=True, slots=True)
class Rates:
    """Dated exchange rates: units of `base` for one unit of a currency, by currency, sorted by day."""

    base: str
    dated: Mapping[str, Sequence[tuple[date, Decimal]]] = field(default_factory=dict)

    def until(self, day: date) -> Rates:
        """Return the rates that were known on `day`."""
        return Rates(
            self.base, {code: [rate for rate in rates if rate[0] <= day] for code, rates in self.dated.items()}
        )

    def in_base(self, amount: Decimal, currency: str, day: date | None) -> Decimal | Words:
        """Return `amount` in the base currency at the rate of `day`, or which rate is missing."""
        if currency == self.base:
            return amount
        if day is None:
            return MissingRate(
                "no exchange rate {currency} → {base}: it has no date", currency=currency, base=self.base
            )
        rates = self.dated.get(currency, ())
        index = bisect_right(rates, day, key=lambda rate: rate[0])
        if not index:
            return MissingRate(
                "no exchange rate {currency} → {base} for {day}", currency=currency, base=self.base, day=day
            )
        return amount * rates[index - 1][1]

    def value_of(self, deal: Deal) -> Decimal | Words:
        """Return the deal's amount in the base currency, or why there is none."""
        if deal.amount is None:
            return NO_AMOUNT
        return deal.amount if deal.currency == self.base else self.in_base(deal.amount, deal.currency, deal.rate_day)

    def worth(self, deal: Deal) -> Decimal:
        """Return the deal's amount for putting deals in order; without one it counts as nothing."""
        value = self.value_of(deal)
        return ZERO if isinstance(value, Words) else value


def is_in(day: date | None, period: Span | None) -> bool:
    """Tell whether `day` lies in `period`; without a period every day does, also an unknown one."""
    return period is None or (day is not None and period.first <= day <= period.last)


def open_in(deals: Iterable[Deal], period: Span | None) -> tuple[list[Deal], list[tuple[int, str]]]:
    """Return the open deals expected to close in `period` (None: all open), and those that no period can claim."""
    found = [deal for deal in deals if deal.kind == "open"]
    if period is None:
        return found, []
    undated = [(deal.id, NO_CLOSE_DATE) for deal in found if deal.close_date is None]
    return [deal for deal in found if is_in(deal.close_date, period)], [*undated]


def closed_in(deals: Iterable[Deal], period: Span | None) -> tuple[list[Deal], list[tuple[int, str]]]:
    """Return the deals won or lost in `period` by the actual day, and the closed ones that no period can claim."""
    found = [deal for deal in deals if deal.kind != "open"]
    if period is None:
        return found, []
    undated = [(deal.id, NO_CLOSING_DAY) for deal in found if deal.closed_on is None]
    return [deal for deal in found if is_in(deal.closed_on, period)], [*undated]


def open_scope(period: Span | None) -> Words:
    """Return the words for what `open_in` selects."""
    if period is None:
        return Words("all open")
    return Words("open, expected to close from {first} to {last}", first=period.first, last=period.last)


def closed_scope(period: Span | None) -> Words:
    """Return the words for what `closed_in` selects."""
    if period is None:
        return Words("closed on any day")
    return Words("closed from {first} to {last}", first=period.first, last=period.last)
