"""The weekly bridge: how the pipeline of one moment became that of another, to the cent.

Every opportunity falls into exactly one bucket by comparing its two states, never by replaying what happened between.
The end is summed from the second state by itself, so that `Bridge.gap` is a real check and not an echo of the lines.
A missing amount counts as nothing here, and is named on its line: one that got an amount grew by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.figures.deal import Deal, Rates, Span, is_in, open_scope
from crm_desktop.figures.figure import NO_AMOUNT, ZERO, Figure, Meaning, MissingRate, Words, total

# In the order in which they are shown, with the sign that each has in the sum; the end is taken off, so that it is 0.
SIGNS: Mapping[str, int] = {
    "start": 1,
    "new": 1,
    "reopened": 1,
    "grew": 1,
    "shrank": -1,
    "won": -1,
    "lost": -1,
    "removed": -1,
    "pulled_in": 1,
    "pushed_out": -1,
    "end": -1,
    "created_and_closed": 0,
    "changed_then_closed": 0,
}
# The buckets that count the value of the second moment; the others count that of the first.
_AT_THE_END = {"new", "reopened", "pulled_in", "created_and_closed"}

MEANINGS = (
    Meaning("bridge_start", "money", "The pipeline at the first moment."),
    Meaning("bridge_new", "money", "Open now, and not there at the first moment."),
    Meaning("bridge_reopened", "money", "Open now, and won or lost at the first moment."),
    Meaning("bridge_grew", "money", "Open at both moments, and worth more now: by how much."),
    Meaning("bridge_shrank", "money", "Open at both moments, and worth less now: by how much."),
    Meaning("bridge_won", "money", "Open at the first moment and won now, at the value of the first moment."),
    Meaning("bridge_lost", "money", "Open at the first moment and lost now, at the value of the first moment."),
    Meaning("bridge_removed", "money", "Open at the first moment and deleted since."),
    Meaning("bridge_pulled_in", "money", "Open at both moments; the expected close date moved into the window."),
    Meaning("bridge_pushed_out", "money", "Open at both moments; the expected close date moved out of the window."),
    Meaning("bridge_end", "money", "The pipeline at the second moment."),
    Meaning("bridge_created_and_closed", "money", "Created and closed between the two moments: it nets to 0."),
    Meaning(
        "bridge_changed_then_closed", "money", "Value at closing minus value at the first moment, of those won or lost."
    ),
)
_MEANING = dict(zip(SIGNS, MEANINGS, strict=True))


@dataclass(frozen=True, slots=True)
class Bridge:
    """The lines by name, in the order of `SIGNS`; `pulled_in` and `pushed_out` only for a window of close dates."""

    lines: Mapping[str, Figure]

    @property
    def why(self) -> str:
        """Why a line has no value, or an empty text."""
        return next((line.why for line in self.lines.values() if line.why), "")

    @property
    def gap(self) -> Decimal | None:
        """What the lines and the end differ by: 0 in every right bridge; None where a line has no value."""
        gap = ZERO
        for name, line in self.lines.items():
            if line.value is None:
                return None
            gap += SIGNS[name] * line.value
        return gap

    @property
    def gap_in_count(self) -> int:
        """The same for the numbers of opportunities: those that grew or shrank neither come nor go."""
        return sum(SIGNS[name] * line.count for name, line in self.lines.items() if name not in {"grew", "shrank"})


def bucket(before: Deal | None, after: Deal | None, window: Span | None = None) -> str | None:
    """Return the one line that an opportunity belongs to; "kept" if it is open at both moments, None if at neither."""
    if _is_counted(after, window):
        if _is_counted(before, window):
            return "kept"
        if before is None:
            return "new"
        return "pulled_in" if before.kind == "open" else "reopened"
    if _is_counted(before, window):
        if after is None:
            return "removed"
        return "pushed_out" if after.kind == "open" else after.kind
    if before is None and after is not None and after.kind != "open":
        return "created_and_closed" if is_in(after.closed_on or after.close_date, window) else None
    return None


def _is_counted(deal: Deal | None, window: Span | None) -> bool:
    return deal is not None and deal.kind == "open" and is_in(deal.close_date, window)


def bridge(before: Mapping[int, Deal], after: Mapping[int, Deal], rates: Rates, window: Span | None = None) -> Bridge:
    """Return the bridge between the states of all opportunities at two moments, deleted ones missing from `after`.

    Both moments convert with the same rates, so that a new rate is no change of the pipeline.
    """
    shares: dict[str, list[tuple[int, Decimal | Words]]] = {name: [] for name in SIGNS}
    for key in (*before, *(key for key in after if key not in before)):
        for name, share in _entries(before.get(key), after.get(key), rates, window):
            shares[name].append((key, share))
    for key, deal in after.items():
        if _is_counted(deal, window):
            shares["end"].append((key, rates.value_of(deal)))
    shown = [name for name in SIGNS if window is not None or name not in {"pulled_in", "pushed_out"}]
    return Bridge({name: total(_MEANING[name], shares[name], open_scope(window)) for name in shown})


def _entries(
    before: Deal | None, after: Deal | None, rates: Rates, window: Span | None
) -> Iterator[tuple[str, Decimal | Words]]:
    """Yield what one opportunity adds to the start, to its bucket, and to the lines beside the sum."""
    name = bucket(before, after, window)
    at_start = rates.value_of(before) if before is not None else NO_AMOUNT
    at_end = rates.value_of(after) if after is not None else NO_AMOUNT
    if _is_counted(before, window):
        yield "start", at_start
    if name == "kept":
        yield from _changes(at_start, at_end)
    elif name is not None:
        yield name, at_end if name in _AT_THE_END else at_start
    if name in {"won", "lost"} and (change := _change(at_start, at_end)):
        yield "changed_then_closed", change


def _changes(at_start: Decimal | Words, at_end: Decimal | Words) -> Iterator[tuple[str, Decimal | Words]]:
    change = _change(at_start, at_end)
    if isinstance(change, Words):
        # Without a rate nobody can tell which of the two it is, so both are refused.
        yield "grew", change
        yield "shrank", change
    elif change:
        yield "grew" if change > 0 else "shrank", abs(change)


def _change(at_start: Decimal | Words, at_end: Decimal | Words) -> Decimal | Words:
    for value in (at_start, at_end):
        if isinstance(value, MissingRate):
            return value
    return (ZERO if isinstance(at_end, Words) else at_end) - (ZERO if isinstance(at_start, Words) else at_start)
