"""A bar at the top of a pane, in place of a dialog: one question, answered in a line. Esc closes it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import Card, PrimaryButton, plain_label

_CHOICE = 190


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


class ChoiceBar(PaneBar):
    """A bar with a choice at the left, in `room` what it asks for, and a button; Enter goes that way too."""

    def __init__(self, title: str, label: str, button: str) -> None:
        super().__init__()
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(label)
        self.choice.setMinimumWidth(theme.pixels(_CHOICE))
        self.done = PrimaryButton(button)
        self.done.clicked.connect(self.take)
        self.room = QVBoxLayout()
        named = plain_label(label, "muted")
        named.setBuddy(self.choice)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(3)
        left.addWidget(named)
        left.addWidget(self.choice)
        left.addStretch(1)
        right.addStretch(1)
        right.addWidget(self.done)
        right.addStretch(1)
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(plain_label(title, "strong"), 1)
        head.addWidget(self.close_button())
        row.setSpacing(14)
        row.addLayout(left)
        row.addLayout(self.room, 1)
        row.addLayout(right)
        self.box.addLayout(head)
        self.box.addLayout(row)
        self.setFocusProxy(self.choice)

    def asked(self) -> FieldForm | None:
        """Return the questions of what is chosen; None where there are none."""
        return None

    def take(self) -> None:
        """Do it; what is wrong is said under the questions."""

    def show_asked(self, forms: Iterable[FieldForm]) -> None:
        """Show the questions of what is chosen, and of `forms` no others."""
        shown = self.asked()  # may add itself to the forms
        for form in forms:
            form.setVisible(form is shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        form = self.asked()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif form is not None and self.choice.hasFocus():
            form.focus_first()
        else:
            self.take()
