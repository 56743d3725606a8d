"""How the parts of a report flow over pages: whole, or split where splitting is allowed.

A part gives off a first piece that fits into the room left and keeps the rest; a page is nothing but the piece that a
`Stack` of all parts gives off. Nothing is drawn until every page is known, so each can say of how many it is one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Self

from crm_desktop.reports.ink import Ink

_TOGETHER = 2  # so many rows stay with a heading, and with a total
_FREE = 0.5  # so much of a page is filled at most where another part begins that does not end on it
_WHOLE = 220.0  # columns lower than this are never split, in points


class Part(ABC):
    """Something with a height; `space` is wanted above it, except at the top of a page."""

    space: float = 0
    clings: bool = False
    """Whether it stays with the part that follows."""
    again: Part | None = None
    """What stands above it where it begins a page, such as the heading of the day that it belongs to."""

    @property
    @abstractmethod
    def height(self) -> float:
        """Its height in points."""

    @property
    def least(self) -> float:
        """The height of the smallest first piece that it can be split into."""
        return self.height

    def take(self, room: float) -> tuple[Part, Part | None]:
        """Return the piece for a room of that height, and the rest; with too little room the smallest piece."""
        del room  # what cannot be split is given off whole
        return self, None

    @abstractmethod
    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint it, its upper left corner at (x, top)."""


class NewPage(Part):
    """The end of a page, unless what follows up to the next end `may_stay` below it and has room, or half is free."""

    height = 0

    def __init__(self, *, may_stay: bool = False) -> None:
        self.may_stay = may_stay

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Nothing to paint: it only ends the page."""


@dataclass(frozen=True)
class Rows(Part):
    """Rows under a head that is repeated and above a foot that is not; never one row alone."""

    start: int
    count: int
    row: float
    head: float = 0
    foot: float = 0
    space: float = 0
    clings: bool = False
    tops: tuple[float, ...] = ()
    """Where the rows are not of one height: how far below the first of all each begins, and where the last ends."""

    @property
    def height(self) -> float:
        """Head, rows and foot."""
        return self.head + self.drop(self.count) + self.foot

    def drop(self, number: int) -> float:
        """Return how far below the first row of this piece another begins; for their count, how high all are."""
        return self.tops[self.start + number] - self.tops[self.start] if self.tops else number * self.row

    @property
    def least(self) -> float:
        """Head and two rows, or everything where the rest would be too small."""
        return self.height if self.count < 2 * _TOGETHER else self.head + self.drop(_TOGETHER)

    def take(self, room: float) -> tuple[Part, Part | None]:
        """Give off as many rows as fit, and leave at least two."""
        if self.height <= room or self.count < 2 * _TOGETHER:
            return self, None
        fitting = self._fitting(room - self.head)
        here = max(_TOGETHER, min(fitting, self.count - _TOGETHER))
        return self._rows(self.start, here, 0), self._rows(self.start + here, self.count - here, self.foot)

    def _fitting(self, room: float) -> int:
        if not self.tops:
            return int(room // self.row)
        return bisect_right(self.tops, self.tops[self.start] + room) - 1 - self.start

    def _rows(self, start: int, count: int, foot: float) -> Self:
        return replace(self, start=start, count=count, foot=foot)


@dataclass(frozen=True)
class Stack(Part):
    """Parts one below the other."""

    parts: tuple[Part, ...]
    space: float = 0

    @property
    def height(self) -> float:
        """All parts and the space between them."""
        return sum(part.height + (part.space if index else 0) for index, part in enumerate(self.parts))

    @property
    def least(self) -> float:
        """The first part that may be split, with all that clings to it."""
        return self._least_from(0) if self.parts else 0

    def take(self, room: float) -> tuple[Stack, Stack | None]:
        """Give off what fits."""
        placed: list[Part] = []
        used = 0.0
        for index, part in enumerate(self.parts):
            rest: Part | None
            if isinstance(part, NewPage):
                if placed and index + 1 < len(self.parts) and not self._stays(index, used, room):
                    return Stack(tuple(placed)), Stack(self.parts[index + 1 :])
                continue
            gap = part.space if placed else 0.0
            if placed and placed != [part.again] and used + gap + self._least_from(index) > room:
                above = (part.again,) if part.again else ()
                return Stack(tuple(placed)), Stack((*above, *self.parts[index:]))
            piece, rest = part.take(room - used - gap)
            placed.append(piece)
            used += gap + piece.height
            if rest is not None:
                return Stack(tuple(placed)), Stack((rest, *self.parts[index + 1 :]))
        return Stack(tuple(placed)), None

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the parts downwards."""
        for index, part in enumerate(self.parts):
            top -= part.space if index else 0
            part.draw(ink, x, top)
            top -= part.height

    def _stays(self, index: int, used: float, room: float) -> bool:
        """Tell whether what follows the end of a page may stand on the page all the same."""
        end = self.parts[index]
        if not isinstance(end, NewPage) or not end.may_stay:
            return False
        after = self.parts[index + 1 :]
        parts = tuple(takewhile(lambda part: not isinstance(part, NewPage), after))
        return used <= _FREE * room or used + parts[0].space + Stack(parts).height <= room

    def _least_from(self, index: int) -> float:
        part = self.parts[index]
        if not part.clings or index + 1 == len(self.parts):
            return part.least
        return part.height + self.parts[index + 1].space + self._least_from(index + 1)


@dataclass(frozen=True)
class SideBySide(Part):
    """Stacks beside each other, each with its distance from the left."""

    stacks: tuple[Stack, ...]
    lefts: tuple[float, ...]
    space: float = 0

    @property
    def height(self) -> float:
        """The height of the highest."""
        return max(stack.height for stack in self.stacks)

    @property
    def least(self) -> float:
        """Everything, where that is not much."""
        return self.height if self.height <= _WHOLE else max(stack.least for stack in self.stacks)

    def take(self, room: float) -> tuple[Part, Part | None]:
        """Let each stack give off what fits."""
        pieces, rests = [], []
        for stack in self.stacks:
            piece, rest = stack.take(room)
            pieces.append(piece)
            rests.append(rest or Stack(()))
        whole = replace(self, stacks=tuple(pieces))
        return whole, replace(self, stacks=tuple(rests)) if any(rest.parts for rest in rests) else None

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint them from one top."""
        for stack, left in zip(self.stacks, self.lefts, strict=True):
            stack.draw(ink, x + left, top)
