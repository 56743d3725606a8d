"""The numbers of a report that the user builds: how many records, and the sum, mean, least or most of one of their fields.

The records of a cell come in shares: those whose amounts convert at one rate were added up together, each share says by
its numbers what they came to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal, NamedTuple

from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import ZERO, Figure, Meaning, Words, tally

ONE: Final = Decimal(1)
What = Literal["count", "sum", "mean", "least", "most"]
Sort = Literal["money", "percent", "number"]
"""What sort of field is measured."""

COUNTED = Meaning("records_counted", "count", "How many records there are.")
SUM = Meaning(
    "sum_of_amounts",
    "money",
    "All amounts added up, each converted at the rate of its record's own day; one missing rate refuses the sum. "
    "A record without an amount adds nothing.",
)
SUM_OF_NUMBERS = Meaning("sum_of_numbers", "number", "All values added up; a record without one adds nothing.")
MEAN = Meaning(
    "mean_amount",
    "money",
    "The sum of the amounts divided by how many there are: a record without an amount does not count as nothing.",
)
MEAN_OF_NUMBERS = Meaning(
    "mean_number", "number", "The sum of the values divided by how many there are, without records that have none."
)
MEAN_SHARE = Meaning(
    "mean_share", "percent", "The sum of the shares divided by how many there are, without records that have none."
)
LEAST = Meaning("least_amount", "money", "The smallest amount, each converted at the rate of its record's own day.")
LEAST_NUMBER = Meaning("least_number", "number", "The smallest value.")
LEAST_SHARE = Meaning("least_share", "percent", "The smallest share.")
MOST = Meaning("greatest_amount", "money", "The greatest amount, each converted at the rate of its record's own day.")
MOST_NUMBER = Meaning("greatest_number", "number", "The greatest value.")
MOST_SHARE = Meaning("greatest_share", "percent", "The greatest share.")
MEANINGS = (
    COUNTED, SUM, SUM_OF_NUMBERS, MEAN, MEAN_OF_NUMBERS, MEAN_SHARE, LEAST, LEAST_NUMBER, LEAST_SHARE, MOST, MOST_NUMBER,
    MOST_SHARE,
)  # fmt: skip

NO_VALUE = Words("no value")
_MEANINGS: Final = {
    ("sum", "money"): SUM,
    ("sum", "number"): SUM_OF_NUMBERS,
    ("mean", "money"): MEAN,
    ("mean", "number"): MEAN_OF_NUMBERS,
    ("mean", "percent"): MEAN_SHARE,
    ("least", "money"): LEAST,
    ("least", "number"): LEAST_NUMBER,
    ("least", "percent"): LEAST_SHARE,
    ("most", "money"): MOST,
    ("most", "number"): MOST_NUMBER,
    ("most", "percent"): MOST_SHARE,
}


class Numbers(NamedTuple):
    """What one field comes to in a share: the sum, the ends, and the records that have no value."""

    total: Decimal
    least: Decimal
    most: Decimal
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Records of a cell whose amounts convert at one rate; `numbers` of each measured field, by its place."""

    records: tuple[int, ...]
    numbers: tuple[Numbers, ...] = ()
    currency: str = ""
    day: date | None = None


class Part(NamedTuple):
    """What the values of one share come to; `number` is that of the records that have one."""

    total: Decimal
    least: Decimal
    most: Decimal
    number: int
    currency: str = ""
    day: date | None = None


def fits(what: What, sort: Sort) -> bool:
    """Tell whether a sort of field can be measured so: shares have no sum."""
    return (what, sort) in _MEANINGS


def counted(shares: Sequence[Share], entity: str) -> Figure:
    """Return how many records there are."""
    return tally(_of(COUNTED, entity), sorted(record for share in shares for record in share.records))


def measured(what: What, sort: Sort, shares: Sequence[Share], place: int, rates: Rates, entity: str) -> Figure:
    """Return what the field at `place` comes to; `rates` convert where it is money. Raises KeyError where nothing fits."""
    without = {record for share in shares for record in share.numbers[place].without}
    records = sorted(record for share in shares for record in share.records if record not in without)
    result, why = value(what, sort, [_part(share, place) for share in shares], rates)
    return Figure(
        _of(_MEANINGS[what, sort], entity),
        result,
        why,
        count=len(records) + len(without),
        records=tuple(records),
        left_out=tuple((record, NO_VALUE) for record in sorted(without)),
    )


def value(what: What, sort: Sort, parts: Iterable[Part], rates: Rates) -> tuple[Decimal | None, str]:
    """Return what parts come to and "", or None and the reason why they come to nothing that can be told."""
    there = [part for part in parts if part.number]
    whole = list(_converted(there, rates)) if sort == "money" else [part[:3] for part in there]
    refused = next((one for one in whole if isinstance(one, Words)), None)
    if refused is not None:
        return None, refused
    ends = [one for one in whole if not isinstance(one, Words)]
    if what == "sum":
        return sum((total for total, _least, _most in ends), ZERO), ""
    if not ends:
        return None, NO_VALUE
    if what == "least":
        return min(least for _total, least, _most in ends), ""
    if what == "most":
        return max(most for _total, _least, most in ends), ""
    return sum((total for total, _least, _most in ends), ZERO) / sum(part.number for part in there), ""


@cache
def _of(meaning: Meaning, entity: str) -> Meaning:
    """Return a meaning for the records of an entity."""
    return replace(meaning, entity=entity)


def _part(share: Share, place: int) -> Part:
    total, least, most, without = share.numbers[place]
    return Part(total, least, most, len(share.records) - len(without), share.currency, share.day)


def _converted(parts: Iterable[Part], rates: Rates) -> Iterator[tuple[Decimal, Decimal, Decimal] | Words]:
    """Yield sum, least and most of each part in the base currency, or why it cannot be converted."""
    for part in parts:
        if part.currency == rates.base:
            yield part[:3]
            continue
        rate = rates.in_base(ONE, part.currency, part.day)
        if isinstance(rate, Words):
            yield rate
        else:
            yield part.total * rate, part.least * rate, part.most * rate
