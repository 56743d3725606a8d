"""The pipeline: what is open, what it is worth, and what it is worth by its chances.

An opportunity without an amount is in the scope and is counted, but adds nothing and is named among those left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from crm_desktop.figures.deal import Deal, Rates, Span, open_in, open_scope
from crm_desktop.figures.figure import ZERO, Figure, Meaning, Words, quotient, total

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

ONE = Decimal(1)
NO_PROBABILITY = Words("no probability")

PIPELINE = Meaning(
    "pipeline",
    "money",
    "The sum of the amounts of open opportunities. Those without an amount are counted and named, and add nothing.",
)
WEIGHTED = Meaning(
    "weighted",
    "money",
    "The sum of amount × probability over open opportunities. A probability set by hand beats the stage's; 0 % stays 0 %.",
)
COVERAGE = Meaning(
    "coverage",
    "ratio",
    "The open pipeline expected to close in the period, divided by what remains of the period's goal.",
)
NEEDED_COVERAGE = Meaning(
    "needed_coverage",
    "ratio",
    "1 divided by your own win rate by value: how many times the remaining goal has to be open to reach it.",
)
MEANINGS = (PIPELINE, WEIGHTED, COVERAGE, NEEDED_COVERAGE)


@dataclass(frozen=True, slots=True)
class StageLine:
    """What is open in one stage."""

    stage: int
    pipeline: Figure
    weighted: Figure


def holding(own: T | None, of_stage: T, *, by_hand: bool) -> T:
    """Return the probability or forecast category that holds in a stage, also after a move to it.

    One set by hand stays, also an explicit 0 %; one that came from a stage is replaced by the new stage's.
    """
    return own if by_hand and own is not None else of_stage


def chance(deal: Deal) -> Decimal | None:
    """Return the probability by kind: won is 100 % and lost 0 %, whatever the field says."""
    if deal.kind == "open":
        return deal.probability
    return ONE if deal.kind == "won" else ZERO


def weighted_value(deal: Deal, rates: Rates) -> Decimal | Words:
    """Return amount × probability in the base currency, or why there is none."""
    value, probability = rates.value_of(deal), chance(deal)
    if isinstance(value, Words):
        return value
    return NO_PROBABILITY if probability is None else value * probability


def pipeline(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return what is open, or of it what is expected to close in `period`."""
    found, undated = open_in(deals, period)
    return total(PIPELINE, ((deal.id, rates.value_of(deal)) for deal in found), open_scope(period), undated)


def weighted(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return the weighted pipeline, or of it what is expected to close in `period`."""
    found, undated = open_in(deals, period)
    return total(WEIGHTED, ((deal.id, weighted_value(deal, rates)) for deal in found), open_scope(period), undated)


def by(deals: Iterable[Deal], key: Callable[[Deal], K]) -> dict[K, list[Deal]]:
    """Return the deals by seller, product, month or any other key; each figure can then be taken of each group."""
    groups: dict[K, list[Deal]] = {}
    for deal in deals:
        groups.setdefault(key(deal), []).append(deal)
    return groups


def by_stage(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> tuple[StageLine, ...]:
    """Return what is open in each stage that holds something, in the order of the stages."""
    groups = by((deal for deal in deals if deal.kind == "open"), lambda deal: (deal.stage_order, deal.stage))
    lines = (
        StageLine(stage, pipeline(group, rates, period), weighted(group, rates, period))
        for (_, stage), group in sorted(groups.items())
    )
    return tuple(line for line in lines if line.pipeline.count)


def coverage(deals: Iterable[Deal], remaining: Figure, rates: Rates, period: Span | None) -> Figure:
    """Return how many times the remaining goal is open; without a value the reason is "met" or that of the goal."""
    there = pipeline(deals, rates, period)
    value, why = None, there.why or remaining.why
    if there.value is not None and remaining.value is not None:
        value, why = quotient(there.value, remaining.value, Words("met"))
    return Figure(
        COVERAGE,
        value,
        why,
        there.scope,
        count=there.count,
        records=there.records,
        amounts=there.amounts,
        left_out=there.left_out,
        parts=(there, remaining),
    )


def needed_coverage(win_rate_by_value: Figure) -> Figure:
    """Return the coverage that your own win rate asks for."""
    rate = win_rate_by_value.value
    value, why = (None, win_rate_by_value.why) if rate is None else quotient(1, rate, Words("the win rate is 0 %"))
    return Figure(NEEDED_COVERAGE, value, why, win_rate_by_value.scope, parts=(win_rate_by_value,))
