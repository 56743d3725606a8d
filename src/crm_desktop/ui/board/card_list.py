"""The cards of one column: walks by arrows, chooses by Ctrl and Shift, and hands a card that is dragged to the board."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView

from crm_desktop.ui import theme
from crm_desktop.ui.board.card_delegate import CardDelegate
from crm_desktop.ui.board.card_model import CardModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ROWS_A_NOTCH = 0.6


class CardList(QListView):
    """One column's cards. What concerns more than this column is told by signals."""

    opened = Signal()
    alone = Signal()
    """The selection has begun anew in here: that of the other columns ends."""
    sideways = Signal(int)
    """The cursor is to go a column to the left (-1) or right (1)."""
    entered = Signal()
    menu_wanted = Signal(QPoint)
    grabbed = Signal(QPoint)
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    given_up = Signal()

    def __init__(self, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self.is_dragging = False
        """Whether the board carries cards of this column at the moment."""
        self._pressed: QPoint | None = None
        self._begins_on_release = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self.viewport().update())
        self.fit()

    def fit(self) -> None:
        """Take the height of cards at the text size of the moment."""
        row = self.sizeHintForRow(0)
        self.verticalScrollBar().setSingleStep(max(round(row * _ROWS_A_NOTCH / 3), theme.pixels(10)))
        self.scheduleDelayedItemsLayout()

    def rows(self) -> list[int]:
        """Return the chosen rows in their order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def go_to(self, row: int) -> None:
        """Choose one card alone."""
        self.setCurrentIndex(self.model().index(row, 0))

    def first_seen(self) -> int:
        """Return the first row in sight."""
        return max(self.indexAt(QPoint(1, 1)).row(), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_plain = not event.modifiers() & _MORE
        was_chosen = index.isValid() and self.selectionModel().isSelected(index)
        may_drag = event.button() == Qt.MouseButton.LeftButton and index.isValid()
        self._pressed = event.position().toPoint() if may_drag else None
        self._begins_on_release = is_plain and was_chosen and event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)
        if is_plain and not was_chosen:
            self.alone.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self.is_dragging:
            self.dragged.emit(self.viewport().mapToGlobal(at))
        elif self._pressed is None:
            super().mouseMoveEvent(event)
        elif (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self.grabbed.emit(self.viewport().mapToGlobal(self._pressed))
            self.dragged.emit(self.viewport().mapToGlobal(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self.is_dragging:
            self.dropped.emit(self.viewport().mapToGlobal(event.position().toPoint()))
            return
        super().mouseReleaseEvent(event)
        if self._begins_on_release:
            self._begins_on_release = False
            self.alone.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.is_dragging:
            self._pressed = None
            self.given_up.emit()
        elif key in _ENTER and self.currentIndex().isValid():
            self.opened.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers() & _MORE:
            step = 1 if key == Qt.Key.Key_Right else -1
            self.sideways.emit(-step if self.isRightToLeft() else step)
        else:
            super().keyPressEvent(event)
            if not event.modifiers() & _MORE and self.selectionModel().hasSelection() and not event.text():
                self.alone.emit()

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the filter box."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).center()
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            # the cursor needs a place to be seen, without choosing anything
            self.selectionModel().setCurrentIndex(
                self.model().index(0, 0), self.selectionModel().SelectionFlag.NoUpdate
            )
        self.entered.emit()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        if self.is_dragging and event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.given_up.emit()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
