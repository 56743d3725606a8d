"""The forecast: open opportunities by how sure the seller is of them, and the months in which they should close.

A won opportunity is "closed" and a lost one counts nowhere, by kind. An open one is never "closed", whatever was chosen
for it: it counts as commit, so that the categories always add up to the pipeline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop.figures.closing import won
from crm_desktop.figures.deal import NO_CLOSE_DATE, Category, Deal, Rates, Span, closed_in, open_in, open_scope
from crm_desktop.figures.figure import Figure, Meaning, Words, merged, quotient, total
from crm_desktop.figures.pipeline import by, weighted_value
from crm_desktop.figures.pipeline import weighted as weighted_pipeline

CATEGORY = Meaning(
    "by_category",
    "money",
    "The sum of the amounts in one forecast category. Won opportunities are closed; the others are open.",
)
CLOSED_ONLY = Meaning("closed_only", "money", "What is won.")
COMMIT_FORECAST = Meaning("commit_forecast", "money", "What is won, and what is committed.")
BEST_CASE_FORECAST = Meaning("best_case_forecast", "money", "What is won, what is committed, and the best case.")
OPEN_PIPELINE = Meaning(
    "open_pipeline",
    "money",
    "What is committed, the best case and the pipeline: all that is open, without what was omitted.",
)
WEIGHTED_FORECAST = Meaning(
    "weighted_forecast",
    "money",
    "The sum of amount × probability over open opportunities, without what was omitted from the forecast. A probability "
    "set by hand beats the stage's; 0 % stays 0 %.",
)
PROJECTION_COMMIT = Meaning(
    "projection_commit", "money", "Amount × probability of the open opportunities in commit, by expected month."
)
PROJECTION_OPEN = Meaning(
    "projection_open",
    "money",
    "Amount × probability of the open opportunities in best case and pipeline, by expected month.",
)
PROJECTION = Meaning(
    "projection",
    "money",
    "What was won in the month in full, and amount × probability of what is expected to close in it.",
)
WON_LAST_YEAR = Meaning(
    "won_last_year",
    "money",
    "The sum of the amounts of opportunities won in the same days of the year before, by the actual close date.",
)
CHANGE_ON_LAST_YEAR = Meaning(
    "change_on_last_year",
    "percent",
    "What was won and what is expected, weighted, minus what was won in the same days of the year before, divided by "
    "the latter.",
)
WON_OVER_COMMIT = Meaning(
    "won_over_commit", "money", "What was won in the period, minus what was committed on the evening before it began."
)
MEANINGS = (
    CATEGORY,
    CLOSED_ONLY,
    COMMIT_FORECAST,
    BEST_CASE_FORECAST,
    OPEN_PIPELINE,
    WEIGHTED_FORECAST,
    PROJECTION_COMMIT,
    PROJECTION_OPEN,
    PROJECTION,
    WON_LAST_YEAR,
    CHANGE_ON_LAST_YEAR,
    WON_OVER_COMMIT,
)

OMITTED = Words("omitted from the forecast")
BEFORE_THE_MONTHS = Words("expected before the first month")
NOTHING_LAST_YEAR = Words("nothing was won then")

CATEGORIES: tuple[Category, ...] = ("closed", "commit", "best_case", "pipeline", "omitted")
# Each roll-up and the categories that it takes together.
_ROLL_UPS: tuple[tuple[Meaning, tuple[Category, ...]], ...] = (
    (CLOSED_ONLY, ("closed",)),
    (COMMIT_FORECAST, ("closed", "commit")),
    (BEST_CASE_FORECAST, ("closed", "commit", "best_case")),
    (OPEN_PIPELINE, ("commit", "best_case", "pipeline")),
)


@dataclass(frozen=True, slots=True)
class Month:
    """One bar of the projection: its three pieces and their sum."""

    period: Span
    won: Figure
    commit: Figure
    best_case_and_pipeline: Figure
    total: Figure


@dataclass(frozen=True, slots=True)
class Projection:
    """The months in order, and the open opportunities that are in none of them, with the reason."""

    months: tuple[Month, ...]
    left_out: tuple[tuple[int, str], ...]


def category_of(deal: Deal) -> Category:
    """Return the forecast category that a won or open deal counts in."""
    if deal.kind == "won":
        return "closed"
    return "commit" if deal.category == "closed" else deal.category


def by_category(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> dict[Category, Figure]:
    """Return the single roll-up: each category on its own, closed by the actual and the others by the expected day."""
    groups = by((deal for deal in deals if deal.kind != "lost"), category_of)
    scope = Words("by value, open and won on any day")
    if period is not None:
        scope = Words("by value, closing from {first} to {last}", first=period.first, last=period.last)
    single: dict[Category, Figure] = {}
    for category in CATEGORIES:
        choose = closed_in if category == "closed" else open_in
        found, unplaced = choose(groups.get(category, ()), period)
        single[category] = total(CATEGORY, ((deal.id, rates.value_of(deal)) for deal in found), scope, unplaced)
    return single


def cumulative(single: Mapping[Category, Figure]) -> dict[str, Figure]:
    """Return the cumulative roll-up by name: closed_only, commit_forecast, best_case_forecast, open_pipeline."""
    return {
        meaning.name: merged(meaning, [single[category] for category in categories], single["closed"].scope)
        for meaning, categories in _ROLL_UPS
    }


def weighted(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return the weighted pipeline without what was omitted from the forecast, closing in `period` or on any day."""
    counted = [deal for deal in deals if category_of(deal) != "omitted"]
    return replace(weighted_pipeline(counted, rates, period), meaning=WEIGHTED_FORECAST)


def projection(deals: Iterable[Deal], months: Sequence[Span], rates: Rates) -> Projection:
    """Return won and weighted open value for each of the consecutive `months`."""
    deals = [deal for deal in deals if deal.kind != "lost"]
    firsts = [month.first for month in months]

    def index(deal: Deal) -> int | None:
        day = deal.close_date if deal.kind == "open" else deal.closed_on
        return None if day is None else bisect_right(firsts, day) - 1

    groups = by(deals, index)
    return Projection(
        tuple(_month(groups.get(place, ()), month, rates) for place, month in enumerate(months)),
        tuple(entry for deal in deals if deal.kind == "open" and (entry := _unplaced(deal, months)) is not None),
    )


def last_year(deals: Iterable[Deal], spans: Sequence[Span], rates: Rates) -> tuple[Figure, ...]:
    """Return what was won in each of the consecutive `spans`, which are days of the year before."""
    taken = projection((deal for deal in deals if deal.kind == "won"), spans, rates)
    return tuple(replace(month.won, meaning=WON_LAST_YEAR) for month in taken.months)


def change(projected: Figure, before: Figure) -> Figure:
    """Return by how much what is projected differs from what was won the year before, as a share of that."""
    value, why = None, projected.why or before.why
    if projected.value is not None and before.value is not None:
        value, why = quotient(projected.value - before.value, before.value, NOTHING_LAST_YEAR)
    return _apart(CHANGE_ON_LAST_YEAR, value, why, projected, before)


def over_commit(won: Figure, commit: Figure) -> Figure:
    """Return by how much what was won is more than what was committed to before."""
    value = None if won.value is None or commit.value is None else won.value - commit.value
    return _apart(WON_OVER_COMMIT, value, won.why or commit.why, won, commit)


def _apart(meaning: Meaning, value: Decimal | int | None, why: str, this: Figure, other: Figure) -> Figure:
    """Return what `this` has more than `other`: the records of both are behind it, the other's with the sign turned."""
    return Figure(
        meaning,
        value,
        why,
        this.scope,
        count=this.count + other.count,
        records=this.records + other.records,
        amounts=this.amounts + tuple(-amount for amount in other.amounts),
        left_out=this.left_out + other.left_out,
        parts=(this, other),
    )


def _month(deals: Iterable[Deal], period: Span, rates: Rates) -> Month:
    deals = list(deals)
    due = by(open_in(deals, period)[0], category_of)
    sure, unsure = due.get("commit", []), [*due.get("best_case", ()), *due.get("pipeline", ())]
    pieces = [
        total(meaning, ((deal.id, weighted_value(deal, rates)) for deal in chosen), open_scope(period))
        for meaning, chosen in ((PROJECTION_COMMIT, sure), (PROJECTION_OPEN, unsure))
    ]
    taken = won(deals, rates, period)
    scope = Words("{first} to {last}", first=period.first, last=period.last)
    return Month(period, taken, pieces[0], pieces[1], merged(PROJECTION, (taken, *pieces), scope))


def _unplaced(deal: Deal, months: Sequence[Span]) -> tuple[int, str] | None:
    if deal.close_date is None:
        return deal.id, NO_CLOSE_DATE
    if category_of(deal) == "omitted":
        return deal.id, OMITTED
    if months and deal.close_date < months[0].first:
        return deal.id, BEFORE_THE_MONTHS
    return None
