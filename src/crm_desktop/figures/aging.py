"""Aging: two clocks that run on every open opportunity, and the reasons why one needs attention.

Edits, imports and planned steps reset neither clock; a planned next step only silences the reasons until its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from crm_desktop.figures.deal import Deal, Rates
from crm_desktop.figures.figure import Figure, Meaning, Words, tally

PUSHED_OFTEN = 3

DAYS_IN_STAGE = Meaning("days_in_stage", "days", "The days since the last change of stage.")
DAYS_SINCE_CONTACT = Meaning(
    "days_since_contact",
    "days",
    "The days since the last completed call, meeting, visit, e-mail or letter with the customer. "
    "Edits, imports and planned steps don't reset it.",
)
PUSHED = Meaning("pushed", "count", "How many times the expected close date moved later.")
NEEDS_ATTENTION = Meaning(
    "needs_attention",
    "count",
    "The open opportunities over a limit of their stage, past their close date, or moved three times or more. "
    "A planned next step silences an opportunity until the day of that step.",
)
MEANINGS = (DAYS_IN_STAGE, DAYS_SINCE_CONTACT, PUSHED, NEEDS_ATTENTION)


def days_in_stage(deal: Deal, day: date) -> Figure:
    """Return the days in the present stage."""
    return _clock(DAYS_IN_STAGE, deal.stage_since, deal, day, Words("it is not known since when"))


def days_since_contact(deal: Deal, day: date) -> Figure:
    """Return the days since the last contact."""
    return _clock(DAYS_SINCE_CONTACT, deal.contacted_on, deal, day, Words("no contact yet"))


def _clock(meaning: Meaning, since: date | None, deal: Deal, day: date, unknown: str) -> Figure:
    if since is None:
        return Figure(meaning, None, unknown, count=1, records=(deal.id,))
    return Figure(meaning, (day - since).days, count=1, records=(deal.id,))


def pushes(close_dates: Iterable[date | None]) -> tuple[date | None, int]:
    """Return the first expected close date of a history in order of time, and how often it moved later.

    A date that was taken away for a while is compared with the last one known.
    """
    first: date | None = None
    latest: date | None = None
    times = 0
    for day in close_dates:
        if day is None:
            continue
        first = first or day
        times += latest is not None and day > latest
        latest = day
    return first, times


def needs_attention(deal: Deal, day: date) -> tuple[Words, ...]:
    """Return why an open deal needs attention on `day`; nothing while a next step is planned for a later day."""
    if deal.kind != "open" or is_silenced(deal, day):
        return ()
    return tuple(
        reason
        for reason in (without_contact(deal, day), _long_in_stage(deal, day), _overdue(deal, day), _pushed_often(deal))
        if reason is not None
    )


def is_silenced(deal: Deal, day: date) -> bool:
    """Tell whether a next step is planned for a later day, so that nothing about the deal is urgent before."""
    return deal.next_step_on is not None and day < deal.next_step_on


def days_over(reasons: Iterable[Words], day: date) -> int:
    """Return by how many days the worst of an opportunity's reasons is past its limit; a moved date is past none."""
    return max((_days_over(reason, day) for reason in reasons), default=0)


def _days_over(reason: Words, day: date) -> int:
    match reason.values:
        case {"days": int(days), "limit": int(limit)}:
            return days - limit
        case {"close_date": date() as close_date}:
            return (day - close_date).days
        case _:
            return 0


def by_urgency(deals: Iterable[Deal], rates: Rates, day: date) -> tuple[tuple[Deal, tuple[Words, ...]], ...]:
    """Return those that need attention with their reasons: furthest past a limit first, of these the ones worth most."""
    found = [(deal, reasons) for deal in deals if (reasons := needs_attention(deal, day))]
    return tuple(sorted(found, key=lambda entry: urgency(entry[0], entry[1], rates, day)))


def urgency(deal: Deal, reasons: Iterable[Words], rates: Rates, day: date) -> tuple[int, Decimal, str, int]:
    """Return the key by which those that need attention are put in order; the id comes last."""
    return -days_over(reasons, day), -rates.worth(deal), deal.name, deal.id


def attention(deals: Iterable[Deal], day: date) -> Figure:
    """Return how many open deals need attention on `day`; the reasons are those of `needs_attention`."""
    return tally(NEEDS_ATTENTION, [deal.id for deal in deals if needs_attention(deal, day)], Words("all open"))


def without_contact(deal: Deal, day: date) -> Words | None:
    """Return that nobody was in contact for longer than the stage allows, whatever is planned; None: it is not so."""
    # Never contacted at all is worse than long ago, so that the clock then runs from the first day.
    since, limit = deal.contacted_on or deal.created_on, deal.limit_without_contact
    if since is None or limit is None or (days := (day - since).days) <= limit:
        return None
    if deal.contacted_on is None:
        return Words("no contact yet, {days} days after it was created, limit {limit}", days=days, limit=limit)
    return Words("no contact for {days} days, limit {limit}", days=days, limit=limit)


def _long_in_stage(deal: Deal, day: date) -> Words | None:
    since, limit = deal.stage_since, deal.limit_in_stage
    if since is None or limit is None or (days := (day - since).days) <= limit:
        return None
    return Words("in its stage for {days} days, limit {limit}", days=days, limit=limit)


def _overdue(deal: Deal, day: date) -> Words | None:
    if deal.close_date is None or deal.close_date >= day:
        return None
    return Words("close date {close_date} is in the past", close_date=deal.close_date)


def _pushed_often(deal: Deal) -> Words | None:
    if deal.pushed < PUSHED_OFTEN:
        return None
    if deal.first_close_date is None:
        return Words("close date moved {times} times", times=deal.pushed)
    return Words("close date moved {times} times, first {first}", times=deal.pushed, first=deal.first_close_date)
