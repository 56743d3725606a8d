"""How much room an entry gets on a printed month: as many lines as its title has, while its day has them.

A bar over several days keeps its line; what belongs to one day alone moves down for what stands above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.services.calendar.month_layout import Piece, Week

FIRST, NEXT = 11.0, 9.4
"""How high the first line of an entry is, and each further one."""
_MOST_ROWS = 6
Rows = Callable[["Piece"], int]
"""How many lines the title of a piece takes."""


@dataclass(frozen=True)
class Spot:
    """A piece with the room it gets, from the upper edge of its days' entries downwards."""

    piece: Piece
    top: float
    rows: int

    @property
    def height(self) -> float:
        """The height of its lines."""
        return _high(self.rows)


def spots(week: Week, rows_of: Rows, height: float) -> Iterator[Spot]:
    """Yield each piece of a week once; `height` is the room of its days."""
    yield from (Spot(piece, piece.line * FIRST, 1) for piece in week.pieces if piece.first < piece.last)
    lines = int(height // FIRST)
    for column, hidden in enumerate(week.hidden):
        pieces = week.on(column)
        kept = [piece.line for piece in pieces if piece.first < piece.last]
        for above, below in pairwise([-1, *kept, lines]):
            own = [piece for piece in pieces if piece.first == piece.last and above < piece.line < below]
            bottom = below * FIRST if below < lines else (lines - 1) * FIRST if hidden else height
            yield from _stacked(own, rows_of, (above + 1) * FIRST, bottom)


def wanted(week: Week, rows_of: Rows) -> float:
    """Return how high the days of a week would have to be for every title on them to be whole."""
    return max(_wanted(week.on(column), rows_of) for column in range(7))


def heights(wants: Sequence[float], each: float, least: float) -> list[float]:
    """Return how high weeks are that have `each` on average: those with room to spare leave it to the others."""
    spare = [max(each - max(want, least), 0) for want in wants]
    short = [max(want - each, 0) for want in wants]
    given = min(sum(spare), sum(short))
    if not given:
        return [each] * len(wants)
    parts = zip(spare, short, strict=True)
    return [each - free * given / sum(spare) + more * given / sum(short) for free, more in parts]


def _wanted(pieces: Sequence[Piece], rows_of: Rows) -> float:
    lowest = max((piece.line + 1 for piece in pieces if piece.first < piece.last), default=0) * FIRST
    own = sum(_high(min(rows_of(piece), _MOST_ROWS)) for piece in pieces if piece.first == piece.last)
    return own + lowest


def _stacked(pieces: Sequence[Piece], rows_of: Rows, top: float, bottom: float) -> Iterator[Spot]:
    """Yield pieces one below the other; those that need the least more get it first, so that most of them are whole."""
    rows = [1] * len(pieces)
    free = int((bottom - top - FIRST * len(pieces) + 0.01) // NEXT)
    wants = [min(rows_of(piece), _MOST_ROWS) for piece in pieces]
    for n in sorted(range(len(pieces)), key=lambda n: wants[n]):
        more = max(min(wants[n] - 1, free), 0)
        rows[n] += more
        free -= more
    for piece, count in zip(pieces, rows, strict=True):
        yield Spot(piece, top, count)
        top += _high(count)


def _high(rows: int) -> float:
    return FIRST + (rows - 1) * NEXT
