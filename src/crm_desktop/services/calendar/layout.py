"""Where entries lie so that none covers another: pure numbers, whatever the unit.

As on paper, one that comes first keeps left, and each is as wide as its neighbours leave it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TimeSpan = tuple[float, float]


@dataclass(frozen=True)
class Slot:
    """The place of one of several that overlap: `width` of `columns` columns, from `column` on."""

    column: int = 0
    columns: int = 1
    width: int = 1


def columns(spans: Sequence[TimeSpan]) -> list[Slot]:
    """Return a slot for each span from start to end, which must be after the start; those that only touch don't overlap.

    Each takes the leftmost free column, then widens to the right over columns that are free all along it.
    """
    slots = [Slot()] * len(spans)
    for together in _overlapping(spans):
        filled: list[list[TimeSpan]] = []
        column_of = {}
        for index in together:
            column = next((n for n, taken in enumerate(filled) if taken[-1][1] <= spans[index][0]), len(filled))
            if column == len(filled):
                filled.append([])
            filled[column].append(spans[index])
            column_of[index] = column
        for index, column in column_of.items():
            free_to = next(
                (n for n in range(column + 1, len(filled)) if _is_taken(filled[n], spans[index])), len(filled)
            )
            slots[index] = Slot(column, len(filled), free_to - column)
    return slots


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each bar from its first to its last day, both included: the topmost free one, long bars first."""
    found = [0] * len(spans)
    last_in: list[int] = []
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1], i)):
        first, last = spans[index]
        lane = next((n for n, taken_to in enumerate(last_in) if taken_to < first), len(last_in))
        if lane == len(last_in):
            last_in.append(last)
        else:
            last_in[lane] = last
        found[index] = lane
    return found


def _overlapping(spans: Sequence[TimeSpan]) -> Iterator[list[int]]:
    """Yield the indices of those that hang together by overlaps, earlier and longer ones first."""
    together: list[int] = []
    end = float("-inf")
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1], i)):
        if together and spans[index][0] >= end:
            yield together
            together, end = [], float("-inf")
        together.append(index)
        end = max(end, spans[index][1])
    if together:
        yield together


def _is_taken(column: Sequence[TimeSpan], span: TimeSpan) -> bool:
    """Tell whether one of a column, whose spans come one after another, overlaps `span`."""
    later = bisect_left(column, span[1], key=lambda one: one[0])
    return later > 0 and column[later - 1][1] > span[0]
