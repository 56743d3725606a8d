"""The way through a whole table in the order of an index: every `STEP`th position is known, and rows are sought from it.

An index finds a key at once but does not number its rows; a far row would be counted from the first. The anchors are
learnt on a worker, and until then the way from the last one known is right but longer.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left

from crm_desktop.base.task import Task
from crm_desktop.storage import short_reads
from crm_desktop.storage.ordering import Order, Position
from crm_desktop.storage.short_reads import STEP, Read, breathe
from crm_desktop.storage.store import raw_of


class Anchors:
    """The positions of the rows 0, `STEP`, 2 * `STEP` … of an order, as far as they are known."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._known: list[Position | None] = [None]
        """The first row needs no position to begin at."""

    def ids(self, raw: sqlite3.Connection, first: int, size: int, count: int) -> list[int]:
        """Return `size` ids from row `first` on, sought from the nearer end where a table has `count` rows."""
        known = min(first // STEP, len(self._known) - 1)
        behind, ahead = first - known * STEP, count - first - size
        if behind < STEP or behind <= ahead:
            return self._order.ids_from(raw, self._known[known], behind, size)
        return self._order.reversed().ids_from(raw, None, ahead, size)[::-1]

    def row_of(self, raw: sqlite3.Connection, place: Position) -> int:
        """Return the number of the row at a position."""
        beyond = bisect_left(self._known, True, lo=1, key=lambda a: a is not None and self._order.is_after(a, place))
        start = beyond - 1
        return start * STEP + self._order.distance(raw, self._known[start], place)

    def learn(self, task: Task, read: Read) -> None:
        """Go on to the last row, in short reads on a worker. Raises Cancelled."""
        ends = False
        while not ends:
            breathe(task)
            with read() as session:
                for _step in range(short_reads.STEPS_AT_ONCE):
                    found = self._order.positions(raw_of(session), self._known[-1], STEP, 1)
                    self._known += found
                    ends = not found
                    if ends:
                        break
