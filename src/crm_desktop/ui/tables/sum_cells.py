"""Where the sums of a list are painted, below it and in its headings, and how exactly.

A number that lacks its end is another number. A sum that is wider than its column takes the room of the empty cells
before it, then loses its cents, and rather than being cut it is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

_UNREADABLE = "…"
_COUNT = " · "
_ELIDE = Qt.TextElideMode.ElideRight


def owner_of(texts: Sequence[str], cell: int) -> int:
    """Return the cell whose text may reach into this one: the next behind it that has any, or it itself."""
    return next((place for place in range(cell, len(texts)) if texts[place]), cell)


def first_of(texts: Sequence[str], cell: int) -> int:
    """Return the first of the empty cells before a sum, into which it may reach; the very first cell has a title."""
    while cell > 1 and not texts[cell - 1]:
        cell -= 1
    return cell


def room_of(view: QTableView, first: int, last: int, padding: int) -> tuple[int, int]:
    """Return left edge and width of the room inside two columns and those between them, in the viewport."""
    starts = [view.columnViewportPosition(column) for column in (first, last)]
    ends = [start + view.columnWidth(column) for start, column in zip(starts, (first, last), strict=True)]
    return min(starts) + padding, max(ends) - min(starts) - 2 * padding


def readable(sums: Iterable[str], letters: QFontMetrics, width: int) -> str:
    """Return the first of several ways to write a sum that fits."""
    return next((text for text in sums if letters.horizontalAdvance(text) <= width), _UNREADABLE)


def cut_title(title: str, letters: QFontMetrics, width: int) -> str:
    """Return the title of a group cut to fit, with its number of records whole."""
    if letters.horizontalAdvance(title) <= width:
        return title
    name, sign, count = title.rpartition(_COUNT)
    return letters.elidedText(name, _ELIDE, width - letters.horizontalAdvance(sign + count)) + sign + count
