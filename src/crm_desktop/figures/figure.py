"""What a figure is: a value or the reason why there is none, with its definition and the records behind it.

This package knows no translations. Its sentences are `Words`: plain English strings that keep their pattern and values,
so that whoever shows them can translate the pattern and show days and numbers by locale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, Self

Unit = Literal["money", "percent", "count", "number", "days", "ratio"]
ZERO = Decimal(0)


class Words(str):
    """A sentence in English; `pattern` is the text to translate and `values` what fills its braces."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Self:
        words = super().__new__(cls, pattern.format(**values))
        words.pattern = pattern
        words.values = values
        return words


class MissingRate(Words):
    """An amount that cannot be converted: one of them is enough to refuse a total."""

    __slots__ = ()


NO_AMOUNT = Words("no amount")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure means: its name in files and code, its unit, its definition in words, and the entity of its records."""

    name: str
    unit: Unit
    definition: str
    entity: str = "opportunity"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as of one moment; percents are fractions (0.25 is 25 %), money is in the base currency, unrounded.

    `count` records are in the scope, those without an amount included. `records` are the ones behind the value and
    `amounts` what each of them adds to it, or to the numerator of a quotient; `left_out` are the others, with reasons.
    `of` is (3, 4) for "3 of 4". `parts` are the figures that this one was computed from, in the definition's order.
    """

    meaning: Meaning
    value: Decimal | int | None
    why: str = ""
    scope: str = ""
    of: tuple[int, int] | None = None
    count: int = 0
    records: tuple[int, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    parts: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.why):
            raise ValueError(f"{self.meaning.name}: a figure is a value or the reason why there is none")

    @property
    def name(self) -> str:
        """The name in code, in files and on the command line."""
        return self.meaning.name

    @property
    def unit(self) -> Unit:
        """What the value counts."""
        return self.meaning.unit

    @property
    def definition(self) -> str:
        """How the figure is computed, in English."""
        return self.meaning.definition


def rounded(value: Decimal | int, places: int = 0) -> Decimal:
    """Return `value` as it is shown: rounded half to even, the one time that it is rounded at all."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def total(
    meaning: Meaning,
    shares: Iterable[tuple[int, Decimal | Words]],
    scope: str = "",
    unplaced: Sequence[tuple[int, str]] = (),
) -> Figure:
    """Return the sum of what each record adds; a record that adds `Words` is left out for that reason.

    A single missing exchange rate refuses the total. `unplaced` records are named, but are not in the scope.
    """
    records: list[int] = []
    amounts: list[Decimal] = []
    left_out: list[tuple[int, str]] = []
    refusal = ""
    for record, share in shares:
        if isinstance(share, Words):
            left_out.append((record, share))
            if not refusal and isinstance(share, MissingRate):
                refusal = share
        else:
            records.append(record)
            amounts.append(share)
    return Figure(
        meaning,
        None if refusal else sum(amounts, ZERO),
        refusal,
        scope,
        count=len(records) + len(left_out),
        records=tuple(records),
        amounts=tuple(amounts),
        left_out=(*left_out, *unplaced),
    )


def merged(meaning: Meaning, figures: Sequence[Figure], scope: str = "") -> Figure:
    """Return the sum of money figures over different records, refused where one of them is."""
    refusal = next((figure.why for figure in figures if figure.value is None), "")
    return Figure(
        meaning,
        None if refusal else sum((figure.value for figure in figures if figure.value is not None), ZERO),
        refusal,
        scope,
        count=sum(figure.count for figure in figures),
        records=tuple(record for figure in figures for record in figure.records),
        amounts=tuple(amount for figure in figures for amount in figure.amounts),
        left_out=tuple(entry for figure in figures for entry in figure.left_out),
        parts=tuple(figures),
    )


def quotient(above: Decimal | int, below: Decimal | int, empty: str) -> tuple[Decimal | None, str]:
    """Return (above ÷ below, ""), or (None, `empty`) where there is nothing to divide by."""
    return (Decimal(above) / below, "") if below > 0 else (None, empty)


def mean(values: Sequence[Decimal]) -> Decimal:
    """Return the mean of at least one value."""
    return sum(values, ZERO) / len(values)


def median(values: Sequence[Decimal]) -> Decimal:
    """Return the median of at least one value."""
    # Not that of `statistics`, whose import costs more than all figures together.
    ranked = sorted(values)
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def tally(meaning: Meaning, records: Sequence[int], scope: str = "") -> Figure:
    """Return a count with the records that it counts."""
    return Figure(meaning, len(records), scope=scope, count=len(records), records=tuple(records))
