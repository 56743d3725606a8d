"""What the grid of hours shows at the moment, laid out: its days, the pieces and bars on them, and what is under a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, QRect

from crm_desktop.services.calendar import time_layout
from crm_desktop.services.calendar.time_layout import Bar, Block
from crm_desktop.ui import theme
from crm_desktop.ui.calendar.geometry import EDGE, LEAST_LANES, MOST_LANES, Geometry

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry, Key

Part = Literal["body", "begin", "end"]
_MOST_EDGE = 4
"""An end takes at most so much of an entry's length: the fourth part."""


@dataclass(frozen=True)
class Hit:
    """What the mouse is on: an entry, and whether on one of its ends."""

    entry: Entry
    part: Part
    place: Block | Bar


class Sheet:
    """Days with what is on them; it never changes, another one takes its place."""

    def __init__(self, days: Sequence[date], entries: Sequence[Entry] = (), *, is_open: bool = False) -> None:
        self.days, self.entries = tuple(days), tuple(entries)
        self.blocks = time_layout.blocks(entries, days)
        self.bars = time_layout.bars(entries, days)
        self.is_open = is_open
        """Whether all lanes of bars are shown, however many they are."""

    @property
    def all_lanes(self) -> int:
        """How many lanes the bars need."""
        return max((bar.lane + 1 for bar in self.bars), default=0)

    @property
    def lanes(self) -> int:
        """How many lanes are shown; the last one may say how many more there are."""
        return max(self.all_lanes if self.is_open else min(self.all_lanes, MOST_LANES), LEAST_LANES)

    def shown_bars(self) -> Iterator[Bar]:
        """Yield the bars that have a lane to be seen in."""
        room = self._lanes_with_bars()
        return (bar for bar in self.bars if bar.lane < room)

    def hidden(self, day: int) -> int:
        """Return how many bars of a day are not seen."""
        room = self._lanes_with_bars()
        return sum(1 for bar in self.bars if bar.lane >= room and bar.first <= day <= bar.last)

    def more(self, day: int, geometry: Geometry) -> QRect:
        """Return where "+ n" stands on a day that has more bars than are seen."""
        return geometry.bar_over(day, day, self.lanes - 1)

    def hit(self, at: QPoint, geometry: Geometry) -> Hit | None:
        """Return the entry at a point; of those that cover each other the one that is drawn last."""
        area = geometry.area_at(at)
        if area == "bars":
            bar = next((one for one in self.shown_bars() if geometry.bar(one).contains(at)), None)
            return Hit(bar.entry, _part_of_bar(bar, at, geometry), bar) if bar is not None else None
        if area == "hours":
            block = next((one for one in reversed(self.blocks) if geometry.block(one).contains(at)), None)
            return Hit(block.entry, _part_of_block(block, at, geometry), block) if block is not None else None
        return None

    def find(self, key: Key | None) -> Entry | None:
        """Return an entry by its key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def places(self, key: Key | None) -> list[Block | Bar]:
        """Return the pieces, or the bar, of an entry."""
        found: list[Block | Bar] = [bar for bar in self.bars if bar.entry.key == key]
        return found + [block for block in self.blocks if block.entry.key == key]

    def on_day(self, day: int) -> list[Block]:
        """Return the pieces on a day in the order of time."""
        return sorted((one for one in self.blocks if one.day == day), key=lambda one: (one.top, one.column))

    def bars_on(self, day: int) -> list[Bar]:
        """Return the bars over a day from top to bottom."""
        return sorted((one for one in self.bars if one.first <= day <= one.last), key=lambda one: one.lane)

    def in_order(self) -> list[Block | Bar]:
        """Return the first place of every entry, day by day, bars before hours."""
        found: dict[Key, tuple[tuple[int, int, int], Block | Bar]] = {}
        for bar in self.bars:
            found[bar.entry.key] = ((bar.first, -1, bar.lane), bar)
        for block in self.blocks:
            found.setdefault(block.entry.key, ((block.day, block.top, block.column), block))
        return [place for _order, place in sorted(found.values(), key=lambda pair: pair[0])]

    def overlapping(self, entry: Entry) -> list[Entry]:
        """Return what else is planned while an entry lasts."""
        return [
            other
            for other in self.entries
            if not other.is_bar and other.key != entry.key and other.starts < entry.ends and entry.starts < other.ends
        ]

    def _lanes_with_bars(self) -> int:
        return self.lanes if self.is_open or self.all_lanes <= MOST_LANES else MOST_LANES - 1


def _part_of_block(block: Block, at: QPoint, geometry: Geometry) -> Part:
    if not block.entry.can_resize:
        return "body"
    box = geometry.block(block)
    edge = min(theme.pixels(EDGE), box.height() // _MOST_EDGE)
    if block.begins and at.y() < box.top() + edge:
        return "begin"
    return "end" if block.ends and at.y() > box.bottom() - edge else "body"


def _part_of_bar(bar: Bar, at: QPoint, geometry: Geometry) -> Part:
    if not bar.entry.can_resize:
        return "body"
    box = geometry.bar(bar)
    edge = min(theme.pixels(EDGE), box.width() // _MOST_EDGE)
    near_left, near_right = at.x() < box.left() + edge, at.x() > box.right() - edge
    begin, end = (near_right, near_left) if geometry.mirrored else (near_left, near_right)
    if bar.begins and begin:
        return "begin"
    return "end" if bar.ends and end else "body"
