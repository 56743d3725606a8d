"""The popup in which the columns of a list are chosen and put in order; every tick shows at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_label

_NAME_ROLE = Qt.ItemDataRole.UserRole


class _Columns(QListWidget):
    """Rows that are ticked with Space, dragged, or moved with Ctrl+Up and Ctrl+Down."""

    moved = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move(step)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        row = self.currentRow()
        if 0 <= row + step < self.count():
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentRow(row + step)
            self.moved.emit()


class ColumnChooser(QFrame):
    """Offers all fields, the chosen ones first and in their order; the first column, the name, always stays."""

    chosen = Signal(list)
    usual_wanted = Signal()

    def __init__(self, fields: dict[str, Field], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._fields = fields
        self.list = _Columns()
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.itemChanged.connect(self._tell)
        self.list.moved.connect(self._tell)
        self.list.model().rowsMoved.connect(self._tell)
        reset = FlatButton(_("As at first"))
        reset.clicked.connect(self.usual_wanted)
        hint = plain_label(_("Drag, or Ctrl+Up and Ctrl+Down, to put in order"), "small", wraps=True)
        below = QHBoxLayout()
        below.addWidget(hint, 1)
        below.addWidget(reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        self.resize(theme.pixels(300), theme.pixels(380))

    def open_at(self, corner: QPoint, columns: Sequence[str]) -> None:
        """Show the popup with its upper right corner at a point of the screen, inside the screen."""
        self.show_columns(columns)
        screen = QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = min(max(corner.x() - self.width(), room.left()), room.right() - self.width())
        y = min(corner.y(), room.bottom() - self.height())
        self.move(x, max(y, room.top()))
        self.show()
        self.list.setFocus()
        self.list.setCurrentRow(0)

    def columns(self) -> list[str]:
        """Return the ticked columns in order."""
        items = [self.list.item(i) for i in range(self.list.count())]
        return [item.data(_NAME_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def show_columns(self, columns: Sequence[str]) -> None:
        """Tick these columns and put them first."""
        self.list.blockSignals(True)
        self.list.clear()
        for name in [*columns, *(name for name in self._fields if name not in columns)]:
            item = QListWidgetItem(_(self._fields[name].title))
            item.setData(_NAME_ROLE, name)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
            item.setFlags(flags if name == "name" else flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in columns else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _tell(self) -> None:
        self.chosen.emit(self.columns())
