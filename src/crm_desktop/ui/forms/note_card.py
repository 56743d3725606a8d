"""One note as a card: to be read whole, pinned, deleted, and changed in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.event import Event
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.forms.growing_text import GrowingText
from crm_desktop.ui.forms.moments import when
from crm_desktop.ui.labels import plain_label, set_look
from crm_desktop.ui.widgets import Card


class NoteCard(Card):
    """One note; a click on the pencil turns it into a field."""

    changed = Signal(dict)
    """The values that the note is to get."""
    deleted = Signal()
    left = Signal()
    """The field was left without a change."""
    typed = Signal(str)
    """The text as it stands in the field."""

    def __init__(self, note: Event, formats: Formats) -> None:
        super().__init__()
        self.note = note
        self._text = plain_label(note.lines[0], selectable=True, wraps=True)
        self._box: GrowingText | None = None
        set_look(self, "sunken", value=True)
        time = when(note.at, formats)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(plain_label(_("{time} · pinned").format(time=time) if note.is_pinned else time, "small"), 1)
        self.pin = _tool("star", _("Unpin") if note.is_pinned else _("Pin"), top)
        self.edit = _tool("edit", _("Edit"), top)
        self.delete = _tool("trash", _("Delete"), top)
        self.pin.setCheckable(True)
        self.pin.setChecked(note.is_pinned)
        self.pin.clicked.connect(lambda: self.changed.emit({"pinned": not note.is_pinned}))
        self.edit.clicked.connect(self._toggle)
        self.delete.clicked.connect(self.deleted)
        self.box.addLayout(top)
        self.box.addWidget(self._text)

    @property
    def is_open(self) -> bool:
        """Whether the note is being changed."""
        return self._box is not None

    def open_field(self, text: str | None = None) -> None:
        """Turn the text, or another one that was typed, into a field; Ctrl+Enter ends it, Esc leaves the note as it was."""
        self._box = GrowingText()
        self._box.setPlainText(self.note.lines[0] if text is None else text)
        self._box.setAccessibleName(_("Note"))
        self._box.finished.connect(self.finish)
        self._box.textChanged.connect(self._tell)
        self.box.replaceWidget(self._text, self._box)
        self._text.hide()
        self._box.setFocus()

    def close_field(self) -> None:
        """Show the text again, as it is in the file."""
        if self._box is not None:
            self.box.replaceWidget(self._box, self._text)
            self._box.deleteLater()
            self._box = None
            self._text.show()

    def finish(self) -> None:
        """Tell the changed text, if it is another one."""
        text = self._box.toPlainText().strip() if self._box is not None else ""
        if text and text != self.note.lines[0]:
            self.changed.emit({"name": text})
        elif self._box is not None:
            self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _toggle(self) -> None:
        if self.is_open:
            self.finish()
        else:
            self.open_field()

    def _leave(self) -> None:
        self.close_field()
        self.left.emit()

    def _tell(self) -> None:
        if self._box is not None:
            self.typed.emit(self._box.toPlainText())


def _tool(icon_name: str, title: str, row: QHBoxLayout) -> SignButton:
    button = SignButton(icon_name, title, 13)
    row.addWidget(button)
    return button
