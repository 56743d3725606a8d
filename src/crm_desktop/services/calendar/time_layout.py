"""Where each entry lies on the grid of hours, in days and minutes: what overlaps stands side by side, bars lie in lanes.

Nothing here knows pixels. One that goes on past midnight is a piece on each of its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar import layout
from crm_desktop.services.calendar.moments import on_wall

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

SHORTEST = 24
"""Minutes that a piece is at least drawn as, or its words would have no room."""


@dataclass(frozen=True)
class Block:
    """A piece of an entry on one day; `column` of `columns` side by side, `width` columns wide."""

    entry: Entry
    day: int
    top: int
    bottom: int
    begins: bool
    ends: bool
    column: int = 0
    columns: int = 1
    width: int = 1


@dataclass(frozen=True)
class Bar:
    """An entry over whole days, from the day `first` to `last` among those shown."""

    entry: Entry
    first: int
    last: int
    begins: bool
    ends: bool
    lane: int = 0


def blocks(entries: Sequence[Entry], days: Sequence[date]) -> list[Block]:
    """Return the pieces of everything that has hours, on the days that are shown."""
    found: list[Block] = []
    for index, day in enumerate(days):
        pieces = [piece for entry in entries if not entry.is_bar and (piece := _piece(entry, index, day)) is not None]
        places = layout.columns([(float(piece.top), float(piece.bottom)) for piece in pieces])
        found += [
            replace(one, column=place.column, columns=place.columns, width=place.width)
            for one, place in zip(pieces, places, strict=True)
        ]
    return found


def bars(entries: Sequence[Entry], days: Sequence[date]) -> list[Bar]:
    """Return everything that lies above the hours, each in a lane of its own."""
    shown = [entry for entry in entries if entry.is_bar and entry.first <= days[-1] and entry.last >= days[0]]
    spans = [(max((entry.first - days[0]).days, 0), min((entry.last - days[0]).days, len(days) - 1)) for entry in shown]
    lanes = layout.lanes(spans)
    return [
        Bar(entry, first, last, entry.first >= days[0], entry.last <= days[-1], lane)
        for entry, (first, last), lane in zip(shown, spans, lanes, strict=True)
    ]


def _piece(entry: Entry, index: int, day: date) -> Block | None:
    """Return what of an entry lies on a day."""
    starts_on, top = on_wall(entry.starts)
    ends_on, bottom = on_wall(entry.ends)
    if starts_on > day or ends_on < day or (ends_on == day and bottom == 0 and starts_on < day):
        return None
    begins, ends = starts_on == day, ends_on == day or (bottom == 0 and (ends_on - day).days == 1)
    low = bottom if ends_on == day else DAY_MINUTES
    high = top if begins else 0
    high = min(high, DAY_MINUTES - SHORTEST)
    return Block(entry, index, high, max(low, high + SHORTEST), begins, ends)
