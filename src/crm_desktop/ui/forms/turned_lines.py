"""Lines whose word at the right is a state that the user turns: who came to a meeting, which days of a series take place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from crm_desktop.ui.forms.lines_view import LooseLines


class TurnedLines(LooseLines):
    """Space turns the state of a line; a click on its word, at the right, asks for it."""

    turn_wanted = Signal()
    choice_wanted = Signal(QPoint)
    """The word at the right was clicked, at this point of the lines."""

    def event(self, event: QEvent) -> bool:
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and not event.modifiers()
        if is_space and event.type() == QEvent.Type.KeyPress:
            self.turn_wanted.emit()
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._is_on_word(index.row(), at):
            self.setCurrentIndex(index)
            self.choice_wanted.emit(at)
            return
        super().mouseReleaseEvent(event)

    def _is_on_word(self, row: int, at: QPoint) -> bool:
        width = self.fontMetrics().horizontalAdvance(self.lines.lines[row].after)
        return width > 0 and at.x() > self.viewport().width() - width
