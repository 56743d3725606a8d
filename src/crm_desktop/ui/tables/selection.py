"""Which rows are selected, as ranges: a million selected rows are one range, and asking for each would take seconds.

What is selected is kept by the ids of the records: after a change the same people are selected, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView

from crm_desktop.storage.grouping import Heading
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Busy
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView

Range = tuple[int, int]
_KEPT_BY_ID = 2_000


def selected_ranges(model: QItemSelectionModel) -> list[Range]:
    """Return the selected rows as (first, last), in order and without overlaps."""
    parts: Iterable[QItemSelectionRange] = model.selection()  # type: ignore[assignment]  # a list, says Qt, but not its stubs
    merged: list[Range] = []
    for first, last in sorted({(part.top(), part.bottom()) for part in parts}):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def ranges_of(rows: list[int]) -> list[Range]:
    """Return the ranges that hold exactly these rows."""
    ranges: list[Range] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges


def size_of(ranges: list[Range]) -> int:
    """Return how many rows the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


class Selection(QObject):
    """The selected records of one list, kept while its rows are asked anew."""

    changed = Signal()
    current_changed = Signal(object)
    """The id of the record under the cursor, or None."""

    def __init__(self, view: RecordView, table: RecordTable) -> None:
        super().__init__(view)
        self._view, self._table, self._model = view, table, view.selectionModel()
        self._ids: list[int] = []
        self._current: int | None = None
        self._row = 0
        self._heading: Heading | None = None
        """The heading of a group under the cursor."""
        self._is_all = False
        self._query: Query = table.query
        self._top: tuple[int | None, int, int] = (None, 0, 0)
        self._told: int | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._tell)
        self._model.selectionChanged.connect(self._note)
        self._model.currentRowChanged.connect(self._note)
        table.modelAboutToBeReset.connect(self._keep)
        table.modelReset.connect(self._restore)

    def ranges(self) -> list[Range]:
        """Return the selected rows."""
        return selected_ranges(self._model)

    def count(self) -> int:
        """Return how many records are selected."""
        ranges = self.ranges()
        return size_of(ranges) - sum(self._table.listing.headings_in(first, last) for first, last in ranges)

    def ids(self) -> list[int]:
        """Return the selected records in the order of the list. Raises Busy while they cannot be read."""
        return [record_id for first, last in self.ranges() for record_id in self._table.ids.between(first, last)]

    def current(self) -> int | None:
        """Return the record under the cursor."""
        index = self._view.currentIndex()
        return self._table.ids.at(index.row()) if index.isValid() else None

    def go_to(self, row: int) -> None:
        """Select a row alone and put the cursor on it, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        column = max(self._view.currentIndex().column(), 0)
        # a view does not scroll to a cell of a column that it leaves out
        index = self._table.index(row, 0 if self._view.isColumnHidden(column) else column)
        self._model.setCurrentIndex(index, flags)
        self._view.scrollTo(index)

    def select_rows(self, ranges: list[Range]) -> None:
        """Select exactly these rows."""
        chosen = QItemSelection()
        for first, last in ranges:
            chosen.select(self._table.index(first, 0), self._table.index(last, self._table.columnCount() - 1))
        self._model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _note(self) -> None:
        """Learn the ids while the rows still stand where the user saw them."""
        ranges = self.ranges()
        try:
            self._ids = self.ids() if size_of(ranges) <= _KEPT_BY_ID else []
        except Busy:
            self._ids = []
        self._view.mark_current(size_of(ranges) != 1)
        self._is_all = bool(ranges) and size_of(ranges) == self._table.rowCount()
        self._current, self._row = self.current(), max(self._view.currentIndex().row(), 0)
        self._heading = self._table.listing.heading(self._view.currentIndex().row())
        self._later.start()

    def _keep(self) -> None:
        row, offset = self._view.visible_rows()
        self._top = (self._table.ids.at(row) if self._table.rowCount() else None, row, offset)
        self._query = self._table.query

    def _restore(self) -> None:
        is_same = self._query == self._table.query
        is_folded = replace(self._query, closed=self._table.query.closed) == self._table.query
        count = self._table.rowCount()
        current, ids, row = self._current, self._ids, self._row
        keeps_all = is_same and self._is_all and len(ids) != 1 and count > 0
        ranges = [(0, count - 1)] if keeps_all else ranges_of(self._table.ids.rows_of(ids))
        stands = self._table.ids.row_of(current) if current is not None else None
        if self._heading is not None:
            stands = self._table.heading_row(self._heading.key)
        if stands is None and current is not None and count:
            stands = min(row, count - 1) if is_same else 0
            ranges = ranges or [(stands, stands)]
        if stands is not None:
            cursor = self._table.index(stands, 0)
            self._model.setCurrentIndex(cursor, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.select_rows(ranges)
        self._scroll_back(stands, is_same=is_same or is_folded)
        self._note()

    def _scroll_back(self, current: int | None, *, is_same: bool) -> None:
        top_id, top_row, offset = self._top
        if is_same:
            stands = self._table.ids.row_of(top_id) if top_id is not None else None
            self._view.scroll_to_row(top_row if stands is None else stands, offset)
        elif current is not None:
            self._view.scrollTo(self._table.index(current, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
            self._view.scroll_to_row(self._view.visible_rows()[0], 0)  # no row is half hidden at the top
        else:
            self._view.scrollToTop()

    def _tell(self) -> None:
        current = self.current()
        if current != self._told:
            self._told = current
            self.current_changed.emit(current)
        self.changed.emit()
