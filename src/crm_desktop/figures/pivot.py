"""The numbers of a report that the user builds: how many records, and the sum, mean, least or most of one of their fields.

The records of a cell come in shares: those whose amounts convert at one rate were added up together, each share says by
its numbers what they came to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import ZERO, Figure, Meaning, Words, tally

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


@dataclass(frozen=True, slots=True)
class Numbers:
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


def fits(what: What, sort: Sort) -> bool:
    """Tell whether a sort of field can be measured so: shares have no sum."""
    return (what, sort) in _MEANINGS


def counted(shares: Sequence[Share], entity: str) -> Figure:
    """Return how many records there are."""
    return tally(_of(COUNTED, entity), sorted(record for share in shares for record in share.records))


def measured(what: What, sort: Sort, shares: Sequence[Share], place: int, rates: Rates, entity: str) -> Figure:
    """Return what the field at `place` comes to; `rates` convert where it is money. Raises KeyError where nothing fits."""
    meaning = _of(_MEANINGS[what, sort], entity)
    without = {record for share in shares for record in share.numbers[place].without}
    records = sorted(record for share in shares for record in share.records if record not in without)
    value, why = _value(what, list(_converted(shares, place, rates if sort == "money" else None)), len(records))
    return Figure(
        meaning,
        value,
        why,
        count=len(records) + len(without),
        records=tuple(records),
        left_out=tuple((record, NO_VALUE) for record in sorted(without)),
    )


@cache
def _of(meaning: Meaning, entity: str) -> Meaning:
    """Return a meaning for the records of an entity."""
    return replace(meaning, entity=entity)


def _converted(shares: Sequence[Share], place: int, rates: Rates | None) -> Iterator[tuple[Decimal, ...] | Words]:
    """Yield sum, least and most of each share that has a value, or why it cannot be converted."""
    for share in shares:
        found = share.numbers[place]
        if len(found.without) == len(share.records):
            continue
        ends = (found.total, found.least, found.most)
        if rates is None:
            yield ends
            continue
        whole = [rates.in_base(one, share.currency, share.day) for one in ends]
        refused = next((one for one in whole if isinstance(one, Words)), None)
        yield refused or tuple(one for one in whole if not isinstance(one, Words))


def _value(what: What, parts: Sequence[tuple[Decimal, ...] | Words], count: int) -> tuple[Decimal | None, str]:
    refused = next((part for part in parts if isinstance(part, Words)), None)
    if refused is not None:
        return None, refused
    sums = [part for part in parts if not isinstance(part, Words)]
    if what == "sum":
        return sum((part[0] for part in sums), ZERO), ""
    if not sums:
        return None, NO_VALUE
    match what:
        case "least":
            return min(part[1] for part in sums), ""
        case "most":
            return max(part[2] for part in sums), ""
    return sum((part[0] for part in sums), ZERO) / count, ""
