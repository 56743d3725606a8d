"""The table of goals by keyboard: typing or F2 opens a cell, Enter stores it and goes down, Tab to the next, Del empties it.

A text that is no amount stays in its cell, and the pane says why.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.goals.model import FOOT_ROLE, REACHED_ROLE, TONE_ROLE, GoalModel, Index
from crm_desktop.ui.labels import set_look
from crm_desktop.ui.widgets import dress_table

Store = Callable[[Index, str], bool]
"""Stores what was typed into a cell; False where that was refused."""
_PADDING, _HEIGHT = 9, 44
_FIRST, _FIRST_MOST, _LEAST = 140, 240, 58
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_EMPTIES = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
_Hint = QAbstractItemDelegate.EndEditHint


class GoalDelegate(QStyledItemDelegate):
    """Paints the goal with what is reached of it faintly below; its editor stays open until its text is stored."""

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(parent)
        self._store = store
        self._index = QPersistentModelIndex()
        self._before = ""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        model = index.model()
        assert isinstance(model, GoalModel)
        editor.setAccessibleName(f"{model.name(index.row())}, {model.heading(index.column())}")
        self._index, self._before = QPersistentModelIndex(index), model.text_to_type(index)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(self._before)
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit) and editor.text() != self._before:
            self._store(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS
        if is_pressed and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            return self._end(watched, event.key())
        return super().eventFilter(watched, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect, padding = option.rect, theme.pixels(_PADDING)
        is_foot = bool(index.data(FOOT_ROLE))
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_Active:
            painter.fillRect(rect, theme.colour("primary_soft"))
        painter.setPen(theme.colour("edge" if is_foot else "row_line"))
        painter.drawLine(*((rect.topLeft(), rect.topRight()) if is_foot else (rect.bottomLeft(), rect.bottomRight())))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), theme.pixels(2)))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        room, reached = rect.adjusted(padding, 4, -padding, -4), index.data(REACHED_ROLE)
        self._draw(painter, option, room, index, is_strong=is_foot or index.column() == 0)
        if reached:
            small = QFont(option.font)
            small.setPixelSize(theme.pixels(11))
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, reached)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data() or "") + "00")
        return QSize(width + 2 * theme.pixels(_PADDING), theme.pixels(_HEIGHT))

    def _draw(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, index: Index, *, is_strong: bool
    ) -> None:
        letters = QFont(option.font)
        letters.setBold(is_strong)
        painter.setFont(letters)
        painter.setPen(theme.colour(index.data(TONE_ROLE)))
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        is_amount = index.column() > 0
        upper = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, upper if is_amount else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _end(self, editor: QLineEdit, key: int) -> bool:
        """Store what was typed and go on; where it is refused the editor stays as it is."""
        text, before = editor.text(), self._before
        if text != before and not self._store(self._index, text):
            set_look(editor, "invalid", True)
            editor.selectAll()
            return True
        self._before = text
        step = {Qt.Key.Key_Tab: _Hint.EditNextItem, Qt.Key.Key_Backtab: _Hint.EditPreviousItem}
        self.closeEditor.emit(editor, step.get(Qt.Key(key), _Hint.SubmitModelCache))
        return True


class GoalView(QTableView):
    """Cells are chosen one by one or as a block; Tab leaves the table while no cell is open."""

    emptied = Signal(list)
    """The cells that are to hold nothing."""
    copy_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, model: GoalModel, store: Store) -> None:
        super().__init__()
        self.setAccessibleName(_("Goals"))
        dress_table(self)
        self._goals = model
        self.setModel(model)
        self.setItemDelegate(GoalDelegate(self, store))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(theme.pixels(_HEIGHT))
        model.modelReset.connect(self._begin)
        model.dataChanged.connect(self._fit)

    def event(self, event: QEvent) -> bool:
        """Keep Del for the cells: as a command it deletes records."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _EMPTIES:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in _EMPTIES:
            self.emptied.emit(self.selectedIndexes())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the cell under the cursor."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, _Hint.NoHint)
        step = {_Hint.EditNextItem: (0, 1), _Hint.EditPreviousItem: (0, -1), _Hint.SubmitModelCache: (1, 0)}.get(hint)
        if step is None:
            return
        here = self.currentIndex()
        there = self._goals.index(here.row() + step[0], here.column() + step[1])
        if there.isValid() and self._goals.target(there.row(), there.column()) is not None:
            self.setCurrentIndex(there)
            if step[1]:
                self.edit(there)

    def select_first(self) -> None:
        """Put the cursor on the first goal where it is nowhere yet."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._goals.index(0, 1))

    def _fit(self) -> None:
        """Give each column what its widest text needs, and share out the rest; an amount is never cut."""
        head, columns, rows = self.horizontalHeader(), self._goals.columnCount(), range(self._goals.rowCount())
        letters = QFont(self.font())
        letters.setBold(True)
        width = QFontMetrics(letters).horizontalAdvance
        widest = [
            max((width(str(self._goals.index(row, at).data() or "")) for row in rows), default=0)
            for at in range(columns)
        ]
        padding = 2 * theme.pixels(_PADDING) + 2
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(max([theme.pixels(_LEAST), *(wide + padding for wide in widest[1:])]))
        for column in range(1, columns):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        if columns:
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(0, min(max(widest[0] + padding, theme.pixels(_FIRST)), theme.pixels(_FIRST_MOST)))

    def _begin(self) -> None:
        self._fit()
        self.select_first()
