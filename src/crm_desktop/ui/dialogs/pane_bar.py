"""A bar at the top of a pane, in place of a dialog: one question, answered in a line. Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import Card


class PaneBar(Card):
    """The base of such bars; closing gives the keyboard back to where it was."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._had_keyboard: QWidget | None = None

    def open_in(self, column: QVBoxLayout) -> None:
        """Show the bar as the first thing in a column; another bar that is there goes."""
        here = column.itemAt(0)
        other = here.widget() if here is not None else None
        if isinstance(other, PaneBar):
            self._had_keyboard = other._had_keyboard  # noqa: SLF001 - the bar that it takes the place of
            other.deleteLater()
            column.removeWidget(other)
        else:
            self._had_keyboard = QApplication.focusWidget()
        column.insertWidget(0, self)
        self.show()

    def close_bar(self) -> None:
        """Take the bar away."""
        self.hide()
        if self._had_keyboard is not None and isValid(self._had_keyboard):
            self._had_keyboard.setFocus()
        self.closed.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def close_button(self) -> QToolButton:
        """Return a button that closes the bar."""
        button = QToolButton()
        button.setIcon(icon("close"))
        button.setIconSize(QSize(theme.pixels(16), theme.pixels(16)))
        button.setAccessibleName(_("Close"))
        button.clicked.connect(self.close_bar)
        return button
