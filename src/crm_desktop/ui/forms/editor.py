"""What every editor is: the way between a field and its widget.

An editor gives back a text (or a yes-or-no, a picked id) and never a finished value: parsing is the service's, and a
text that is wrong stays where it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from crm_desktop.base.i18n import _

_STAYS = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}


class Editor(QObject):
    """The way between a field and its widget. Subclasses say how a value is shown and what was typed."""

    edited = Signal()
    """The user's hand changed something."""
    left = Signal()
    """The user is done with the field: it lost the keyboard, or Enter was pressed, or something was picked."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        widget.installEventFilter(self)

    def said(self) -> Any:
        """Return what stands in the editor: a text, or a value where no text is needed."""
        raise NotImplementedError

    def show_value(self, value: Any, text: str) -> None:
        """Show a stored value; `text` is how it reads, for a link the name of the other record."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Put back a text that was being typed."""
        raise NotImplementedError

    def draft(self) -> str:
        """Return what stands in the editor as a text that `put` takes back."""
        return str(self.said() or "")

    def known_words(self) -> Sequence[str]:
        """Return words to offer; whoever owns the editor may replace this."""
        return ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self.left.emit()
        return super().eventFilter(watched, event)


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self.line = line
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.left)

    def said(self) -> Any:
        return self.line.text()

    def show_value(self, value: Any, text: str) -> None:
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def put(self, text: str) -> None:
        self.line.setText(text)


class QuietLine(QLineEdit):
    """A line whose signs at the right end appear only under the mouse or with the keyboard."""

    noticed = Signal()

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self._hint = hint
        self._always_hints = False
        self.noticed.connect(self._show_hint)

    def hint_always(self, *, always: bool) -> None:
        """Show what can be typed here also while the user is elsewhere."""
        self._always_hints = always
        self._show_hint()

    def shows_signs(self) -> bool:
        """Tell whether the user is at this line."""
        return self.hasFocus() or self.underMouse()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Enter, QEvent.Type.Leave):
            self.noticed.emit()
        return done

    def _show_hint(self) -> None:
        self.setPlaceholderText(self._hint if self._always_hints or self.shows_signs() else "")


class TickEditor(Editor):
    """Yes or no."""

    def __init__(self, box: QCheckBox) -> None:
        super().__init__(box)
        self.box = box
        box.clicked.connect(self._tell)

    def said(self) -> Any:
        return self.box.isChecked()

    def show_value(self, value: Any, text: str) -> None:
        self.box.setChecked(bool(value))

    def put(self, text: str) -> None:
        self.box.setChecked(text == _("Yes"))

    def draft(self) -> str:
        return _("Yes") if self.box.isChecked() else _("No")

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()
