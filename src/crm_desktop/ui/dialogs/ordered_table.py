"""A table of things that have an order and can be deleted, as the pages of the preferences show them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from crm_desktop.ui.dialogs.plain_table import PlainTable


class OrderedTable(PlainTable):
    """Rows in their order; Alt+Up and Alt+Down move one, Delete deletes it."""

    move_wanted = Signal(int)
    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
