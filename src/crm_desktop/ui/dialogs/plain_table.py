"""A table of a few columns of text for dialogs: results, backups, stages. Lists of records have their own, larger one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.ui import theme
from crm_desktop.ui.widgets import dress_table, plain_tooltip

Align = Literal["left", "right"]
Tone = Callable[[int, int], str]
"""Gives the colour of a cell by its meaning, such as "muted", for its row and column; "" is that of all text."""

_Index = QModelIndex | QPersistentModelIndex
_PADDING = 9
_GAP = 12
_WIDEST = 320
_TONE_ROLE = Qt.ItemDataRole.UserRole
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}


def _all_left(headings: Sequence[str]) -> tuple[Align, ...]:
    left: Align = "left"
    return (left,) * len(headings)


class PlainModel(QAbstractTableModel):
    """Rows of texts under headings; all of it changes at once."""

    def __init__(self, headings: Sequence[str], align: Sequence[Align], parent: QWidget) -> None:
        super().__init__(parent)
        self._headings, self._align = tuple(headings), tuple(align)
        self._rows: Sequence[Sequence[str]] = ()
        self._tone: Tone | None = None

    def set_rows(self, rows: Sequence[Sequence[str]], tone: Tone | None = None) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows, self._tone = rows, tone
        self.endResetModel()

    def set_headings(self, headings: Sequence[str]) -> None:
        """Show other headings, and with them no rows until the next `set_rows`."""
        self.beginResetModel()
        self._headings, self._align, self._rows = tuple(headings), _all_left(headings), ()
        self.endResetModel()

    def rename(self, headings: Sequence[str]) -> None:
        """Show other words over the same columns."""
        self._headings = tuple(headings)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(headings) - 1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        text = self._rows[row][column] if column < len(self._rows[row]) else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(text)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGN[self._align[column]] | Qt.AlignmentFlag.AlignVCenter
            case _ if role == _TONE_ROLE and self._tone is not None:
                return self._tone(row, column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self._align[section]] | Qt.AlignmentFlag.AlignVCenter
        return None


class PlainDelegate(QStyledItemDelegate):
    """Paints one line of text over a hairline, the row under the cursor on its soft ground."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        rect, padding = option.rect, theme.pixels(_PADDING)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("primary_soft"))
        painter.setPen(theme.colour("row_line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(option.font)
        self._write(painter, option, index, rect.adjusted(padding, 0, -padding, 0))
        painter.restore()

    def _write(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, room: QRect
    ) -> None:
        painter.setPen(theme.colour(index.data(_TONE_ROLE) or "ink"))
        line = " ".join(str(index.data() or "").split())
        text = option.fontMetrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        return QSize(width + 2 * theme.pixels(_PADDING) + 2, theme.row_height())


class SharingDelegate(PlainDelegate):
    """Paints rows of two texts that share the whole width; in one made higher by `share` the second stands below.

    Each cell paints its part of both texts: a neighbour may be repainted without it.
    """

    def _write(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, room: QRect
    ) -> None:
        table, padding = option.widget, theme.pixels(_PADDING)
        assert isinstance(table, QTableView), "it is the delegate of a table"
        name, more = index.sibling(index.row(), 0), index.sibling(index.row(), 1)
        whole = table.visualRect(name).united(table.visualRect(more)).adjusted(padding, 0, -padding, 0)
        painter.setClipRect(option.rect)
        upper, lower = QRect(whole), QRect(whole)
        if room.height() > theme.row_height():
            upper.setHeight(room.height() // 2)
            lower.setTop(upper.bottom())
        super()._write(painter, option, name, upper)
        super()._write(painter, option, more, lower)


def share(table: PlainTable, width: int) -> None:
    """Make rows whose two texts are wider than `width` together twice as high, so that none of them is cut."""
    metrics, gap, padding = table.fontMetrics(), theme.pixels(_GAP), theme.pixels(_PADDING)
    for row in range(table.rows.rowCount()):
        texts = (str(table.rows.index(row, column).data()) for column in (0, 1))
        wanted = [metrics.horizontalAdvance(text) for text in texts if text]
        is_high = sum(wanted) + gap * (len(wanted) - 1) + 2 * padding > width and len(wanted) > 1
        table.setRowHeight(row, theme.row_height() * 2 - theme.pixels(_GAP) // 2 if is_high else theme.row_height())


class PlainTable(QTableView):
    """The view of such rows; Tab leaves it, Enter and a double click open the current row.

    The column `grows` takes the room that the others leave, otherwise the last one does.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(
        self, name: str, headings: Sequence[str], align: Sequence[Align] | None = None, *, grows: int | None = None
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rows = PlainModel(headings, align or _all_left(headings), self)
        dress_table(self)  # before the model comes: a header that was polished keeps its letters
        self.setModel(self.rows)
        if grows is not None:
            self.horizontalHeader().setStretchLastSection(False)
            self.horizontalHeader().setSectionResizeMode(grows, QHeaderView.ResizeMode.Stretch)
        self.setItemDelegate(PlainDelegate(self))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_rows(self, rows: Sequence[Sequence[str]], tone: Tone | None = None) -> None:
        """Show other rows, their columns as wide as they need; the cursor stays at its row."""
        row = self.current_row()
        self.rows.set_rows(rows, tone)
        self._fit_columns()
        if row is not None and rows:
            self.select_row(min(row, len(rows) - 1))

    def current_row(self) -> int | None:
        """Return the row under the cursor."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def select_row(self, row: int) -> None:
        """Put the cursor on a row."""
        self.selectRow(row)
        self.scrollTo(self.rows.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current_row() is None and self.rows.rowCount():
            self.select_row(0)

    def _fit_columns(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self.rows.columnCount() - 1):
            self.setColumnWidth(column, min(self.columnWidth(column), theme.pixels(_WIDEST)))

    def _tell(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())
