"""The box above the board for words that cards must have; it is there while it is wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.widgets import SearchBox

_REST = 90
"""Milliseconds without another letter until the board is asked."""


class _Box(SearchBox):
    left = Signal(bool)
    """The keyboard goes back to the cards; True: and the words go too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(True)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit(False)
        else:
            super().keyPressEvent(event)


class FilterLine(QWidget):
    """Tells of other words a moment after the last letter; Esc takes them away and hides the line."""

    changed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = _Box(_("Filter"), "Ctrl+F")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 10)
        row.addWidget(self.box)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._tell)
        self.box.textChanged.connect(lambda _text: self._rest.start())
        self.box.left.connect(self._leave)
        self.hide()

    def open_line(self) -> None:
        """Show the line and put the keyboard into it."""
        self.show()
        self.box.setFocus()
        self.box.selectAll()

    def _leave(self, ends: bool) -> None:
        if ends:
            self.box.clear()
            self.hide()
        self._rest.stop()
        self._tell()
        self.left.emit()

    def _tell(self) -> None:
        self.changed.emit(self.box.text())
