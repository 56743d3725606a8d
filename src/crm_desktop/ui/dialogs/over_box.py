"""A box that lies over the window with a line to type into: no dialog, gone with Esc or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from crm_desktop.ui import theme


class OverBox(QFrame):
    """The base of such boxes: where it lies, and that the keyboard comes back to where it was.

    `take_key` gets each key of the line before the line does, and says whether that was all.
    """

    WIDTH, HEIGHT, TOP = 620, 460, 54

    def __init__(self, over: QWidget) -> None:
        super().__init__(over.window())
        self._over = over
        self._before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        over.installEventFilter(self)
        self.hide()

    def open_box(self, words: str = "") -> None:
        """Show the box with these words in it and the keyboard in its line."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._place()
        self.raise_()
        self.show()
        self.line.setFocus()
        self.line.setText(words)

    def close_box(self) -> None:
        """Hide the box and give the keyboard back to where it was."""
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()

    def take_key(self, key: Qt.Key) -> bool:
        """Answer to a key; without an answer the line takes it."""
        if key == Qt.Key.Key_Escape:
            self.close_box()
        return key == Qt.Key.Key_Escape

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.line:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self.take_key(Qt.Key(event.key()))
            if event.type() == QEvent.Type.FocusOut and QApplication.activePopupWidget() is None:
                self.hide()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._over.geometry()
        width = min(theme.pixels(self.WIDTH), room.width() - 24)
        height = min(theme.pixels(self.HEIGHT), room.height() - 24)
        top = min(theme.pixels(self.TOP), room.height() - height)
        self.setGeometry(room.left() + (room.width() - width) // 2, room.top() + top, width, height)
