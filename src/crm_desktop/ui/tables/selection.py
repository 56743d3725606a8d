"""Which rows are selected, as ranges: a million selected rows are one range, and asking for each would take seconds."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel

Range = tuple[int, int]


def selected_ranges(model: QItemSelectionModel) -> list[Range]:
    """Return the selected rows as (first, last), in order and without overlaps."""
    ranges = sorted({(part.top(), part.bottom()) for part in model.selection()})
    merged: list[Range] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def size_of(ranges: list[Range]) -> int:
    """Return how many rows the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def ranges_of(rows: list[int]) -> list[Range]:
    """Return the ranges that hold exactly these rows."""
    ranges: list[Range] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges


def select(model: QItemSelectionModel, ranges: list[Range]) -> None:
    """Select exactly the rows of the ranges."""
    table, chosen = model.model(), QItemSelection()
    for first, last in ranges:
        chosen.select(table.index(first, 0), table.index(last, table.columnCount() - 1))
    model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
