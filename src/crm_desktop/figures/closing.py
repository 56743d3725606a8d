"""Closing: what was won and lost, how often, how fast, and how much of what was expected.

A closed opportunity counts on the day of its last closing; one that was reopened since is open and counts nowhere here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from crm_desktop.figures.deal import Deal, Rates, Span, closed_in, closed_scope, is_in
from crm_desktop.figures.figure import ZERO, Figure, Meaning, Words, mean, median, quotient, tally, total

WON = Meaning("won", "money", "The sum of the amounts of opportunities won, by the actual close date.")
LOST = Meaning("lost", "money", "The sum of the amounts of opportunities lost, by the actual close date.")
WIN_RATE = Meaning(
    "win_rate",
    "percent",
    "Won ÷ (won + lost), by count, by the actual close date. Loss reasons that do not count are left out and named.",
)
WIN_RATE_BY_VALUE = Meaning(
    "win_rate_by_value",
    "percent",
    "Won ÷ (won + lost), by value, by the actual close date. Loss reasons that do not count are left out and named. "
    "There is none where nothing that was lost has a value.",
)
COUNTED_WON = Meaning("counted_won", "count", "Won, by the actual close date.")
COUNTED_LOST = Meaning(
    "counted_lost", "count", "Lost, by the actual close date, without those whose loss reason does not count."
)
SALES_CYCLE = Meaning(
    "sales_cycle",
    "days",
    "The mean number of days from creation to the actual close, of the opportunities won. Negative ones are left out.",
)
SALES_CYCLE_MEDIAN = Meaning(
    "sales_cycle_median",
    "days",
    "The median number of days from creation to the actual close, of the opportunities won. Negative ones are left out.",
)
OPEN_COUNT = Meaning("open_count", "count", "The number of open opportunities.")
MEAN_WON = Meaning("mean_won", "money", "The mean amount of the opportunities won.")
VELOCITY = Meaning(
    "velocity",
    "money",
    "Open opportunities × mean value of won × win rate by count ÷ mean sales cycle: money a day.",
)
SLIPPAGE = Meaning(
    "slippage",
    "percent",
    "Of the opportunities that on the period's first day were expected to close in it: those still open, or closed later.",
)
EXPECTED_WON = Meaning("expected_won", "count", "Expected to close in the period, and won in it.")
EXPECTED_LOST = Meaning("expected_lost", "count", "Expected to close in the period, and lost in it.")
SLIPPED = Meaning("slipped", "count", "Expected to close in the period, and still open or closed later.")
MEANINGS = (
    WON,
    LOST,
    WIN_RATE,
    WIN_RATE_BY_VALUE,
    COUNTED_WON,
    COUNTED_LOST,
    SALES_CYCLE,
    SALES_CYCLE_MEDIAN,
    OPEN_COUNT,
    MEAN_WON,
    VELOCITY,
    SLIPPAGE,
    EXPECTED_WON,
    EXPECTED_LOST,
    SLIPPED,
)

NOTHING_CLOSED = Words("nothing was won or lost")
NOTHING_WON = Words("nothing was won")


def won(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return what was won in `period`."""
    found, undated = closed_in((deal for deal in deals if deal.kind == "won"), period)
    return total(WON, ((deal.id, rates.value_of(deal)) for deal in found), closed_scope(period), undated)


def lost(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return what was lost in `period`, for whatever reason."""
    found, undated = closed_in((deal for deal in deals if deal.kind == "lost"), period)
    return total(LOST, ((deal.id, rates.value_of(deal)) for deal in found), closed_scope(period), undated)


def win_rate(deals: Iterable[Deal], period: Span | None = None) -> Figure:
    """Return the win rate by count; `parts` are those won and lost that it counts."""
    found, uncounted = _decided(deals, period)
    ways = {kind: [deal.id for deal in found if deal.kind == kind] for kind in ("won", "lost")}
    value, why = quotient(len(ways["won"]), len(found), NOTHING_CLOSED)
    scope = closed_scope(period)
    return Figure(
        WIN_RATE,
        value,
        why,
        Words("by count, {scope}", scope=scope),
        of=(len(ways["won"]), len(found)),
        count=len(found),
        records=tuple(deal.id for deal in found),
        left_out=uncounted,
        parts=(tally(COUNTED_WON, ways["won"], scope), tally(COUNTED_LOST, ways["lost"], scope)),
    )


def win_rate_by_value(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return the win rate by value; `parts` are the sums won and lost that it divides."""
    found, uncounted = _decided(deals, period)
    wins, losses = won(found, rates, period), lost(found, rates, period)
    value, why = None, wins.why or losses.why
    if wins.value and losses.count and not any(losses.amounts):
        # Losses that nobody put an amount on are no reason to promise that everything is won.
        why = why or _without_value(losses.count)
    elif wins.value is not None and losses.value is not None:
        empty = Words("what was won and lost adds up to 0") if found else NOTHING_CLOSED
        value, why = quotient(wins.value, wins.value + losses.value, empty)
    return Figure(
        WIN_RATE_BY_VALUE,
        value,
        why,
        Words("by value, {scope}", scope=closed_scope(period)),
        count=len(found),
        records=wins.records + losses.records,
        amounts=wins.amounts + (ZERO,) * len(losses.records),
        left_out=wins.left_out + losses.left_out + uncounted,
        parts=(wins, losses),
    )


def _without_value(count: int) -> Words:
    if count == 1:
        return Words("the lost opportunity has no value")
    return Words("the {n} lost opportunities have no value", n=count)


def _decided(deals: Iterable[Deal], period: Span | None) -> tuple[list[Deal], tuple[tuple[int, str], ...]]:
    """Return the deals closed in the period that count in a win rate, and the others with the reason."""
    closed, undated = closed_in(deals, period)
    counted, uncounted = [], []
    for deal in closed:
        if deal.kind == "lost" and not deal.loss_counts:
            uncounted.append((deal.id, Words("loss reason does not count: {reason}", reason=deal.loss_reason or "–")))
        else:
            counted.append(deal)
    return counted, (*uncounted, *undated)


def sales_cycle(deals: Iterable[Deal], period: Span | None = None) -> Figure:
    """Return the mean days from creation to winning."""
    return _cycle(SALES_CYCLE, mean, deals, period)


def sales_cycle_median(deals: Iterable[Deal], period: Span | None = None) -> Figure:
    """Return the median days from creation to winning."""
    return _cycle(SALES_CYCLE_MEDIAN, median, deals, period)


def _cycle(
    meaning: Meaning, average: Callable[[Sequence[Decimal]], Decimal], deals: Iterable[Deal], period: Span | None
) -> Figure:
    cycles, left_out = _cycles(deals, period)
    days = tuple(map(Decimal, cycles.values()))
    # Where wins were left out, "nothing was won" would be untrue.
    empty = left_out[0][1] if left_out else NOTHING_WON
    return Figure(
        meaning,
        average(days) if days else None,
        "" if days else empty,
        closed_scope(period),
        count=len(days),
        records=tuple(cycles),
        amounts=days,
        left_out=tuple(left_out),
    )


def _cycles(deals: Iterable[Deal], period: Span | None) -> tuple[dict[int, int], list[tuple[int, str]]]:
    """Return the days from creation to winning by id, and the won deals without a usable cycle."""
    found, left_out = closed_in((deal for deal in deals if deal.kind == "won"), period)
    cycles: dict[int, int] = {}
    for deal in found:
        if deal.created_on is None or deal.closed_on is None:
            left_out.append((deal.id, Words("no day of creation or of closing")))
        elif (days := (deal.closed_on - deal.created_on).days) < 0:
            left_out.append((deal.id, Words("closed before it was created")))
        else:
            cycles[deal.id] = days
    return cycles, left_out


def mean_won(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return the mean amount of the opportunities won in `period`; those without an amount are left out."""
    wins = won(deals, rates, period)
    value, why = None, wins.why
    if wins.value is not None:
        value, why = quotient(wins.value, len(wins.records), wins.left_out[0][1] if wins.left_out else NOTHING_WON)
    return Figure(
        MEAN_WON,
        value,
        why,
        wins.scope,
        count=wins.count,
        records=wins.records,
        amounts=wins.amounts,
        left_out=wins.left_out,
        parts=(wins,),
    )


def velocity(deals: Iterable[Deal], rates: Rates, period: Span | None = None) -> Figure:
    """Return the sales velocity in money a day: all that is open now, at the rate and speed of `period`."""
    deals = list(deals)
    still_open = tally(OPEN_COUNT, [deal.id for deal in deals if deal.kind == "open"], Words("all open"))
    won_mean, rate, cycle = mean_won(deals, rates, period), win_rate(deals, period), sales_cycle(deals, period)
    value, why = None, won_mean.why or rate.why or cycle.why
    if (
        still_open.value is not None
        and won_mean.value is not None
        and rate.value is not None
        and cycle.value is not None
    ):
        value, why = quotient(
            still_open.value * won_mean.value * rate.value, cycle.value, Words("the mean sales cycle is 0 days")
        )
    return Figure(
        VELOCITY,
        value,
        why,
        rate.scope,
        count=still_open.count + rate.count,
        records=still_open.records + rate.records,
        left_out=rate.left_out,
        parts=(still_open, won_mean, rate, cycle),
    )


def slippage(before: Mapping[int, Deal], after: Mapping[int, Deal], period: Span) -> Figure:
    """Return the share that slipped of what was expected on the period's first day (`before`); `after` is its end.

    `parts` are those won, lost and slipped. Expected ones that were deleted since are left out.
    """
    expected = [key for key, deal in before.items() if deal.kind == "open" and is_in(deal.close_date, period)]
    ways: dict[str, list[int]] = {"won": [], "lost": [], "slipped": []}
    for key in expected:
        if (deal := after.get(key)) is not None:
            is_late = deal.kind == "open" or (deal.closed_on is not None and deal.closed_on > period.last)
            ways["slipped" if is_late else deal.kind].append(key)
    known = [key for key in expected if key in after]
    scope = Words("expected to close from {first} to {last}", first=period.first, last=period.last)
    value, why = quotient(len(ways["slipped"]), len(known), Words("nothing was expected to close"))
    return Figure(
        SLIPPAGE,
        value,
        why,
        scope,
        of=(len(ways["slipped"]), len(known)),
        count=len(known),
        records=tuple(known),
        left_out=tuple((key, Words("deleted")) for key in expected if key not in after),
        parts=(
            tally(EXPECTED_WON, ways["won"], scope),
            tally(EXPECTED_LOST, ways["lost"], scope),
            tally(SLIPPED, ways["slipped"], scope),
        ),
    )
