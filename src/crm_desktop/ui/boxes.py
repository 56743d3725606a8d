"""Boxes to choose in and to count in. The wheel passes over them, so that scrolling a form never changes what it says.

A bare `QComboBox` or `QSpinBox` takes the wheel, even without the keyboard: every box of the program comes from here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from crm_desktop.ui import theme


class ChoiceBox(QComboBox):
    """One of a few things; `name` is what a screen reader calls it."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if name:
            self.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberBox(QSpinBox):
    """A field for a whole number; the style sheet cannot keep its text off the border, so this does."""

    def __init__(self, least: int, most: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(least, most)
        self.setValue(value)
        self.lineEdit().setTextMargins(theme.pixels(10), 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
