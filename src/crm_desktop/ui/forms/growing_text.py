"""Several lines of text in a field that is as tall as what stands in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor

_LINES, _MOST_LINES = 1, 12


class GrowingText(QPlainTextEdit):
    """Several lines of plain text, as tall as what stands in it; Ctrl+Enter is done, Tab goes on."""

    finished = Signal()

    def __init__(self, lines: int = _LINES) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            # a new record is made with the same key: the page hears of it
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    def _grow(self) -> None:
        needed = int(self.document().size().height())
        lines = min(max(needed, self._lines), _MOST_LINES)
        shows_bar = needed > _MOST_LINES
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if shows_bar else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + theme.pixels(18))


class LongEditor(Editor):
    """Several lines of text."""

    def __init__(self, box: GrowingText) -> None:
        super().__init__(box)
        self.box = box
        self._is_showing = False
        box.textChanged.connect(self._tell)
        box.finished.connect(self.left)

    def said(self) -> Any:
        return self.box.toPlainText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        if self.box.toPlainText() != text:
            self._is_showing = True
            self.box.setPlainText(text)
            self._is_showing = False

    def _tell(self) -> None:
        if not self._is_showing:
            self.edited.emit()
