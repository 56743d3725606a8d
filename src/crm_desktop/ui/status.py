"""The line at the foot of the window: what is shown, what happened last, and a way to take it back.

It follows the book by a signal that is direct on the window's thread and queued from a worker: so the words of a step
are there before whoever made the step says something better.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.storage.store import Changes
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.labels import plain_label


class StatusLine(QWidget):
    """What is shown at the left, what happened behind it, and a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], object] | None = None
        self._shown = plain_label("", "muted")
        self._event = plain_label("", "muted")
        self._action = FlatButton("")
        self._action.setFlat(True)
        self._action.hide()
        self._action.clicked.connect(self._run_action)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._shown)
        row.addWidget(self._event)
        row.addWidget(self._action)
        row.addStretch()

    def show_place(self, text: str) -> None:
        """Say what the pane shows, such as "1 of 1,204 selected"."""
        self._shown.setText(text)

    def say(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Say what happened; the button stays until the next thing happens."""
        self._event.setText(f"· {text}" if text and self._shown.text() else text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._run = run
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def text(self) -> str:
        """Return everything that the line says."""
        return " ".join(filter(None, (self._shown.text(), self._event.text())))

    def action(self) -> FlatButton:
        """Return the button."""
        return self._action

    def _run_action(self) -> None:
        run = self._run
        self.say("")
        if run is not None:
            run()


class Follower(QObject):
    """Says each step of one open book in the status line, with Undo."""

    _changed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._changed.connect(self._tell)
        self.stop = context.store.changed.connect(self._changed.emit)

    def _tell(self, changes: Changes) -> None:
        self._context.say(changes.title, action=_("Undo"), run=self._context.undo)
