"""The table widget of a list: its keys, its header, and columns that fill the width until the user sizes them.

While nobody has chosen the columns, those for which there is no room are left out instead of being cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.tables.column_widths import Width, fitting, grown_widths, measured, shared_widths
from crm_desktop.ui.tables.delegates import RecordDelegate
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.widgets import dress_table

_NARROWEST = 40
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FOLDING: dict[int, bool | None] = {Qt.Key.Key_Space: None, Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
"""The keys on the heading of a group, and whether it is folded in after them; None where it turns."""


class RecordView(QTableView):
    """Shows a `RecordTable`. Enter and double click open, Home and End go to the first and last record."""

    opened = Signal()
    menu_wanted = Signal(QPoint)
    columns_wanted = Signal(QPoint)
    columns_moved = Signal()
    columns_sized = Signal()
    copy_wanted = Signal()
    paste_wanted = Signal()
    edit_wanted = Signal()

    def __init__(self, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_table(self)
        self.leaves_out = False
        """Whether columns for which there is no room are left out."""
        self._is_fitting = False
        self._sized_by_hand = False
        self._measured: tuple[tuple[str, ...], bool] = ((), False)
        self._widths: list[Width] = []
        self._table = table
        self.setModel(table)
        self._delegate = RecordDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.doubleClicked.connect(self._open)
        header = self.horizontalHeader()
        # the header asks of each column whether all its rows are selected: with its own, empty selection it need not
        header.setSelectionModel(QItemSelectionModel(table, self))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(theme.pixels(_NARROWEST))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_for_columns)
        header.sectionMoved.connect(self.columns_moved)
        header.sectionResized.connect(self._note_size)

    def shown_columns(self) -> list[int]:
        """Return the columns that are not left out."""
        return [column for column in range(self._table.columnCount()) if not self.isColumnHidden(column)]

    def widths(self) -> list[int]:
        """Return the widths that the user gave the columns shown, empty while they fill the list by themselves."""
        return [self.columnWidth(column) for column in self.shown_columns()] if self._sized_by_hand else []

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns these widths; without any they fill the list by themselves."""
        self._sized_by_hand = len(widths) == self._table.columnCount()
        if self._sized_by_hand:
            self._lay_out(range(len(widths)), widths)
        else:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Let the columns share the width of the list by what they hold."""
        if self._sized_by_hand:
            return
        state = self._table.query.columns, self._table.rowCount() > 0
        if self._measured != state:
            self._measured, self._widths = state, measured(self._table, self.fontMetrics())
        room = self.viewport().width()
        if self.leaves_out:
            shown = fitting(self._widths, room)
            self._lay_out(shown, grown_widths([self._widths[column] for column in shown], room))
        else:
            whole, least = [width.whole for width in self._widths], [width.least for width in self._widths]
            self._lay_out(range(len(whole)), shared_widths(whole, least, room))

    def take_order(self) -> list[int]:
        """Return the columns shown as the user put them from left to right, and leave their order to the model."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        header.blockSignals(True)
        for column in range(header.count()):
            header.moveSection(header.visualIndex(column), column)
        header.blockSignals(False)
        return [column for column in order if not self.isColumnHidden(column)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        if key in (*_ENTER, *_FOLDING) and self._table.is_heading(row):
            if key not in _FOLDING or _FOLDING[key] != self._table.is_folded(row):
                self._table.fold(row)
        elif key in _ENTER and self.currentIndex().isValid():
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif key == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        elif key == Qt.Key.Key_Menu:
            self._ask_for_menu(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows = self._table.rowCount()
        if rows and action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            column = max(self.currentIndex().column(), 0)
            return self._table.index(0 if action == QAbstractItemView.CursorAction.MoveHome else rows - 1, column)
        return super().moveCursor(action, modifiers)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if self._table.is_heading(current.row()) or self._table.is_heading(previous.row()):
            self.viewport().update()  # Qt paints the two cells anew, and a heading is marked over its whole width

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the filter box: looking through a million rows for a letter would take minutes."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.indexAt(event.position().toPoint()).isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.clearSelection()
            return
        super().mousePressEvent(event)
        row = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and self._table.is_heading(row):
            self._table.fold(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.verticalHeader().setDefaultSectionSize(theme.row_height())
            self._measured = ((), False)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if not index.isValid() or not self._has_more_to_say(index):
                return True
        return super().viewportEvent(event)

    def mark_current(self, marks: bool) -> None:
        """Mark the row under the cursor, because the selection alone does not tell which it is."""
        self._delegate.marks_current = marks

    def visible_rows(self) -> tuple[int, int]:
        """Return the first row in sight and how far it is scrolled out at the top, in pixels."""
        first = self.rowAt(0)
        return (first, -self.rowViewportPosition(first)) if first >= 0 else (0, 0)

    def scroll_to_row(self, row: int, offset: int) -> None:
        """Put a row at the top, scrolled out by `offset` pixels."""
        self.verticalScrollBar().setValue(row * self.verticalHeader().defaultSectionSize() + offset)

    def _open(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def _ask_for_menu(self, where: QPoint) -> None:
        self.menu_wanted.emit(self.viewport().mapToGlobal(where))

    def _ask_for_columns(self, where: QPoint) -> None:
        self.columns_wanted.emit(self.horizontalHeader().mapToGlobal(where))

    def _has_more_to_say(self, index: QModelIndex) -> bool:
        is_marked = index.column() in self._table.marks(index.row())
        return is_marked or self._delegate.is_cut(index, self.columnWidth(index.column()))

    def _lay_out(self, shown: Sequence[int], widths: Sequence[int]) -> None:
        self._is_fitting = True
        for column in range(self._table.columnCount()):
            self.setColumnHidden(column, column not in shown)
        for column, width in zip(shown, widths, strict=True):
            self.setColumnWidth(column, width)
        self._is_fitting = False

    def _note_size(self, column: int, _before: int, _after: int) -> None:
        header = self.horizontalHeader()
        is_last = header.visualIndex(column) == max(header.visualIndex(shown) for shown in self.shown_columns())
        if not self._is_fitting and not is_last and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._sized_by_hand = True
            self.columns_sized.emit()
