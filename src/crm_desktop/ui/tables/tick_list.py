"""A button that names what is ticked in the list that drops down from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_tooltip, set_look

_VALUE_ROLE = Qt.ItemDataRole.UserRole
_WIDTH, _ROW, _MOST_ROWS = 240, 30, 12
_LONGEST = 40


def open_below(popup: QWidget, button: QWidget) -> None:
    """Show a popup below a widget, or above where the screen ends."""
    corner = button.mapToGlobal(QPoint(0, button.height() + 2))
    room = (QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()).availableGeometry()
    above = button.mapToGlobal(QPoint(0, -popup.height() - 2)).y()
    y = corner.y() if corner.y() + popup.height() <= room.bottom() else max(above, room.top())
    popup.move(max(room.left(), min(corner.x(), room.right() - popup.width())), y)
    popup.show()


class _Ticks(QListWidget):
    """Space ticks a row, Enter closes."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class TickButton(FlatButton):
    """Several of a few values; `nothing` stands on it while none is ticked."""

    edited = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]], nothing: str) -> None:
        super().__init__(nothing)
        self._nothing = nothing
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self.list = _Ticks()
        self.list.setAccessibleName(nothing)
        self.list.itemChanged.connect(self._tell)
        self.list.itemClicked.connect(self._turn)
        self.list.done.connect(self._popup.hide)
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.list)
        for value, title in choices:
            self._add(value, title)
        set_look(self, "menu", True)
        self.clicked.connect(self.open_list)

    def ticked(self) -> tuple[Any, ...]:
        """Return the ticked values in the order of the list."""
        return tuple(item.data(_VALUE_ROLE) for item in self._items() if item.checkState() == Qt.CheckState.Checked)

    def tick(self, values: Sequence[Any]) -> None:
        """Tick these values and no others; one that is not in the list is added to it."""
        known = [item.data(_VALUE_ROLE) for item in self._items()]
        self.list.blockSignals(True)
        for value in values:
            if value not in known:
                self._add(value, str(value))
        for item in self._items():
            wanted = item.data(_VALUE_ROLE) in values
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._show_ticked()

    def open_list(self) -> None:
        """Drop the list down."""
        rows = min(self.list.count(), _MOST_ROWS)
        self._popup.resize(theme.pixels(_WIDTH), theme.pixels(_ROW) * rows + theme.pixels(20))
        open_below(self._popup, self)
        self.list.setFocus()
        self.list.setCurrentRow(max(self.list.currentRow(), 0))

    def _add(self, value: Any, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(_VALUE_ROLE, value)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _turn(self, item: QListWidgetItem) -> None:
        """Take a click on the text for one on the tick; one on the tick has been taken already."""
        pressed = self.list.visualItemRect(item)
        x = self.list.viewport().mapFromGlobal(self.list.cursor().pos()).x()
        if x > pressed.left() + theme.pixels(_ROW):
            is_on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def _tell(self) -> None:
        self._show_ticked()
        self.edited.emit()

    def _show_ticked(self) -> None:
        titles = [item.text() for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        whole = ", ".join(titles)
        self.setText((whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…") or self._nothing)
        self.setToolTip(plain_tooltip(whole))
        self.setAccessibleName(whole or self._nothing)
