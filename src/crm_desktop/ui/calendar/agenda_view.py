"""The list of the agenda itself: an ordinary list with a cursor, in which each drag of the other views has a key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from crm_desktop.schema.formats import Formats
from crm_desktop.ui.calendar import axis, circles, drag, month_drag, time_drag
from crm_desktop.ui.calendar.agenda_model import AgendaModel, Line
from crm_desktop.ui.calendar.agenda_painting import AgendaDelegate

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_LOOKS = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class AgendaView(QListView):
    """Asks for what the hand wants; nothing is changed in here."""

    moved = Signal()
    """The cursor is on another line."""
    opened = Signal(object)
    wanted = Signal(str)
    """Something new on the day of the cursor, with the letters typed so far."""
    placed = Signal(object, object)
    removed = Signal(object)
    finished = Signal(object)
    menu_wanted = Signal(object)
    left = Signal(int)
    """The cursor walked out above (-1) or below (1)."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.lines = AgendaModel(formats)
        self.delegate = AgendaDelegate(self)
        self.setModel(self.lines)
        self.setItemDelegate(self.delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.setMouseTracking(True)

    def line(self) -> Line | None:
        """Return the line under the cursor."""
        row = self.currentIndex().row()
        return self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None

    def current(self) -> Entry | None:
        """Return the entry under the cursor."""
        line = self.line()
        return line.entry if line is not None else None

    def go(self, row: int | None) -> None:
        """Put the cursor on a line."""
        if row is not None:
            self.setCurrentIndex(self.lines.index(row, 0))

    def keyboardSearch(self, search: str) -> None:
        """Typing makes something new."""

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.moved.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:
        entry = self.current()
        if entry is not None and entry.can_move:
            drag.carry(entry, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        entry, day = drag.carried(event.mimeData()), self._day_at(event)
        if entry is None or not entry.can_move or day is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        entry, day = drag.carried(event.mimeData()), self._day_at(event)
        if entry is None or day is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.placed.emit(entry, month_drag.dropped(entry, day))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ctrl = bool(event.modifiers() & _CTRL)
            if (Qt.Key(event.key()) in _ARROWS and is_ctrl) or (event.key() == Qt.Key.Key_Delete and not is_ctrl):
                event.accept()
                return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS:
            # the rows grow with the text; the view would keep their old height
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers, entry = Qt.Key(event.key()), event.modifiers(), self.current()
        if modifiers & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif key in _ARROWS and modifiers & _CTRL:
            if entry is not None:
                self._change(entry, *_ARROWS[key], is_longer=bool(modifiers & _SHIFT))
        elif key in _ENTER:
            self._open_or_make(entry)
        elif key == Qt.Key.Key_Delete and entry is not None:
            self.removed.emit(entry)
        elif key == Qt.Key.Key_Space:
            self._finish(entry)
        elif key in _ARROWS and self._walks_out(_ARROWS[key][1]):
            self.left.emit(_ARROWS[key][1])
        elif event.text().strip() and event.text().isprintable() and not modifiers & _CTRL:
            self.wanted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            entry = self.lines.lines[index.row()].entry
            if entry is not None and self.delegate.circle(self.visualRect(index)).contains(event.position().toPoint()):
                self._finish(entry)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and not self.delegate.circle(self.visualRect(index)).contains(at):
            self._open_or_make(self.lines.lines[index.row()].entry)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).center()
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def _change(self, entry: Entry, across: int, along: int, *, is_longer: bool) -> None:
        """Move an entry, or its end, as a drag would; what cannot be moved says so itself."""
        days, minutes = -across if self.isRightToLeft() else across, along * axis.SNAP
        if not days and entry.is_bar:
            return
        if not is_longer:
            self.placed.emit(entry, time_drag.shifted(entry, days, minutes))
        elif entry.can_resize:
            longer = time_drag.lengthened(entry, days, minutes)
            if longer is not None:
                self.placed.emit(entry, longer)

    def _walks_out(self, step: int) -> bool:
        row, choosable = self.currentIndex().row(), Qt.ItemFlag.ItemIsSelectable
        rows = [n for n in range(self.lines.rowCount()) if self.lines.flags(self.lines.index(n, 0)) & choosable]
        return bool(step and rows) and row == (rows[-1] if step > 0 else rows[0])

    def _open_or_make(self, entry: Entry | None) -> None:
        if entry is not None:
            self.opened.emit(entry)
        else:
            self.wanted.emit("")

    def _finish(self, entry: Entry | None) -> None:
        if entry is not None and circles.can_finish(entry):
            self.finished.emit(entry)

    def _day_at(self, event: QDropEvent) -> date | None:
        index = self.indexAt(event.position().toPoint())
        return self.lines.lines[index.row()].day if index.isValid() else None
