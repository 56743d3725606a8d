"""Choices: one of a few titles, or a word of the user's own beside those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy

from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.forms.editor import Editor

_WORD_LENGTH = 8


def wide_box() -> QComboBox:
    """Return a box as wide as the form, whatever its longest title is."""
    box = ChoiceBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_WORD_LENGTH)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


class ChoiceEditor(Editor):
    """One of the titles of a closed choice; the empty one is offered where a record may have none."""

    def __init__(self, box: QComboBox, titles: Sequence[str], *, may_be_empty: bool) -> None:
        super().__init__(box)
        self.box = box
        box.addItems([""] * may_be_empty + list(titles))
        box.activated.connect(self._tell)

    def said(self) -> Any:
        return self.box.currentText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        found = self.box.findText(text)
        if found < 0 and text:
            self.box.addItem(text)
            found = self.box.count() - 1
        self.box.setCurrentIndex(found)

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()


class OpenChoiceEditor(Editor):
    """A word of the user's own or one that others have already; those are asked for when the field is entered."""

    def __init__(self, box: QComboBox, titles: Sequence[str]) -> None:
        super().__init__(box)
        self.box, self._titles = box, list(titles)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = box.lineEdit()
        assert line is not None
        self.line = line
        line.installEventFilter(self)
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.left)
        box.activated.connect(self._tell)

    def said(self) -> Any:
        return self.box.currentText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        self.box.setEditText(text)
        self.line.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress) and not self.box.view().isVisible():
            self._offer()
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        text = self.box.currentText()
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems(list(dict.fromkeys([*self._titles, *self.known_words()])))
        self.box.setEditText(text)
        self.box.blockSignals(False)

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()
