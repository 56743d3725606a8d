"""Text on the window that is never taken for HTML, and that is cut with "…" where room is short.

A bare `QLabel` guesses: a customer called "<b>" or a note with an image tag would be rendered, local files included.
Every label of the program comes from here, and a test refuses the others.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QSizePolicy, QToolTip, QWidget

Role = Literal[
    "", "title", "name", "strong", "muted", "small", "heading", "figure", "link", "won", "warning", "danger",
    "small-won", "small-warning", "small-danger",
]  # fmt: skip
PillKind = Literal["", "primary", "won", "warning", "danger", "violet", "pink"]
_FEW_LETTERS = 8


def plain_label(
    text: str, role: Role = "", *, selectable: bool = False, wraps: bool = False, cuts: bool = True
) -> PlainLabel:
    """Return a label that shows `text` letter by letter, whatever it holds; a selectable or wrapping one is never cut."""
    label = PlainLabel(text, role)
    label.cuts = cuts
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    label.setWordWrap(wraps)
    return label


def plain_tooltip(text: str) -> str:
    """Return `text` in the form that a tooltip shows letter by letter."""
    return f"<span>{escape(text).replace(chr(10), '<br>')}</span>" if text else ""


def show_tip(text: str, at: QPoint, widget: QWidget) -> None:
    """Show a text as the tooltip of a part of a painted widget, at a point of the screen; "" takes it away."""
    QToolTip.showText(at, plain_tooltip(text), widget)


def plain_title(text: str) -> str:
    """Return a text for a button or an action letter by letter: an & alone would vanish and make a shortcut, as in "R&D"."""
    return text.replace("&", "&&")


def plain_message(text: str, detail: str = "", parent: QWidget | None = None) -> QMessageBox:
    """Return a message box that shows both texts letter by letter; give it buttons and run it."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    return box


def set_look(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that the style sheet asks for, and have the widget dressed again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_capitals(widget: QWidget) -> None:
    """Show the widget's text in capitals; the text itself stays as it is, also for screen readers."""
    letters = QFont()
    letters.setCapitalization(QFont.Capitalization.AllUppercase)
    widget.setFont(letters)


class PlainLabel(QLabel):
    """One line of plain text that gives way; the whole of it is in the tooltip when it was cut."""

    def __init__(self, text: str = "", role: Role = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cuts = True
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def set_role(self, role: Role) -> None:
        """Change what the text means, and with it its size and colour."""
        set_look(self, "role", role)

    def is_cut(self) -> bool:
        """Say whether the text does not fit and is shown with "…"."""
        return self._may_cut() and self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def setWordWrap(self, wraps: bool) -> None:
        super().setWordWrap(wraps)
        vertical = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if not self._may_cut():
            return hint
        frame = hint.width() - self.fontMetrics().horizontalAdvance(self.text())
        few = self.fontMetrics().averageCharWidth() * _FEW_LETTERS + max(frame, 0)
        return QSize(min(hint.width(), few), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_cut():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        where = int(self.alignment().value)
        self.style().drawItemText(painter, room, where, self.palette(), self.isEnabled(), text, self.foregroundRole())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and not self.toolTip()
            and self.is_cut()
        ):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.text()), self)
            return True
        return super().event(event)

    def _may_cut(self) -> bool:
        return (
            self.cuts
            and not self.wordWrap()
            and self.textInteractionFlags() == Qt.TextInteractionFlag.LinksAccessibleByMouse
        )


class Pill(PlainLabel):
    """A word or a number on a coloured ground: a status, a count."""

    def __init__(self, text: str, kind: PillKind = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "", parent)
        self.cuts = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_kind(kind)

    def set_kind(self, kind: PillKind) -> None:
        """Change the colour by what it means."""
        set_look(self, "kind", kind)


class SectionHeading(PlainLabel):
    """The small grey capitals over a group."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "heading", parent)
        set_capitals(self)
