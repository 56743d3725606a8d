"""Notes on a record: write one, change it, pin it, delete it. Their text is plain, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Note, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import records, related
from crm_desktop.services.related import NoteRow
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.forms import step_titles
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.growing_text import GrowingText
from crm_desktop.ui.forms.pace import QUIET, Pace
from crm_desktop.ui.forms.timeline import when
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading, plain_label, plain_tooltip
from crm_desktop.ui.widgets import Card

_SHOWN, _MOST = 3, 100


class NoteCard(Card):
    """One note; a click on the pencil turns it into a field."""

    def __init__(
        self,
        note: NoteRow,
        formats: Formats,
        change: Callable[[int, dict[str, object]], None],
        delete: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._note, self._change = note, change
        self._text = plain_label(note.text, selectable=True, wraps=True)
        self._box: GrowingText | None = None
        time = when(note.created, formats)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(plain_label(_("{time} · pinned").format(time=time) if note.pinned else time, "small"), 1)
        self.pin = _tool("star", _("Unpin") if note.pinned else _("Pin"), top)
        self.edit = _tool("edit", _("Edit"), top)
        self.delete = _tool("trash", _("Delete"), top)
        self.pin.setCheckable(True)
        self.pin.setChecked(note.pinned)
        self.pin.clicked.connect(lambda: change(note.id, {"pinned": not note.pinned}))
        self.edit.clicked.connect(self.open_field)
        self.delete.clicked.connect(lambda: delete(note.id))
        self.box.addLayout(top)
        self.box.addWidget(self._text)

    def open_field(self) -> None:
        """Turn the text into a field; Ctrl+Enter or the pencil again ends it."""
        if self._box is not None:
            self.finish()
            return
        self._box = GrowingText()
        self._box.setPlainText(self._note.text)
        self._box.setAccessibleName(_("Note"))
        self._box.finished.connect(self.finish)
        self.box.replaceWidget(self._text, self._box)
        self._text.hide()
        self._box.setFocus()

    def finish(self) -> None:
        """Store the changed text."""
        text = self._box.toPlainText().strip() if self._box is not None else ""
        if text and text != self._note.text:
            self._change(self._note.id, {"name": text})
        elif self._box is not None:
            self.box.replaceWidget(self._box, self._text)
            self._box.deleteLater()
            self._box = None
            self._text.show()


class NotesPanel(QWidget):
    """The notes on one record, and the field for a new one; what is typed there and not added is a draft."""

    failed = Signal(str)

    def __init__(self, store: Store, model: type[Record], formats: Formats, drafts: Drafts) -> None:
        super().__init__()
        self._store, self._model, self._formats, self._drafts = store, model, formats, drafts
        self._id = 0
        self._key = ""
        self._name = ""
        self._is_whole = False
        self._shown: list[NoteRow] = []
        self.box = GrowingText(1)
        self.box.setPlaceholderText(_("Write a note"))
        self.box.setAccessibleName(_("New note"))
        self.box.finished.connect(self.add)
        self.box.textChanged.connect(self._typed)
        self.add_button = FlatButton(_("Add note"))
        self.add_button.clicked.connect(self.add)
        self.more = QPushButton("")
        self.more.setFlat(True)
        self.more.clicked.connect(self._show_whole)
        self._pace = Pace(self._write_draft, QUIET, self)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeading(_("Notes")))
        column.addWidget(self.box)
        column.addWidget(self.add_button)
        column.addLayout(self._cards)
        column.addWidget(self.more)

    def turn_to(self, record_id: int, key: str, name: str) -> None:
        """Turn to another record of that name; `key` is that of its drafts."""
        self.keep_draft()
        self._id, self._key, self._name, self._is_whole = record_id, f"note:{key}", step_titles.short(name), False
        self.box.blockSignals(True)
        self.box.setPlainText(self._drafts.of(self._key).get("name", ""))
        self.box.blockSignals(False)
        self.add_button.setVisible(bool(self.box.toPlainText()))

    def read(self, session: Session) -> None:
        """Show the notes as they are in the file."""
        found = related.notes(session, self._model, self._id, _MOST)
        shown = found if self._is_whole else found[:_SHOWN]
        self.more.setText(_("Show all {n}").format(n=len(found)))
        self.more.setVisible(len(found) > len(shown))
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._cards.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.hide()
                card.deleteLater()
        for note in shown:
            self._cards.addWidget(NoteCard(note, self._formats, self._change, self._delete))

    def cards(self) -> list[NoteCard]:
        """Return the notes that are shown."""
        items = [self._cards.itemAt(i) for i in range(self._cards.count())]
        return [card for item in items if item is not None and isinstance(card := item.widget(), NoteCard)]

    def add(self) -> None:
        """Store the new note."""
        text = self.box.toPlainText().strip()
        if not text:
            return
        note = {"name": text, "entity_name": self._model.__tablename__, "record_id": self._id}
        if self._act(_("Add a note to {name}"), lambda session: records.create(session, Note, note)):
            self.box.clear()
            self.keep_draft()
            self._reread()

    def keep_draft(self) -> None:
        """Write down what is typed and not added."""
        self._pace.stop()
        self._write_draft()

    def _write_draft(self) -> None:
        if self._key:
            text = self.box.toPlainText()
            self._drafts.keep(self._key, Note.__tablename__, {"name": text} if text.strip() else {})

    def _change(self, note_id: int, values: dict[str, object]) -> None:
        pinned = _("Pin a note of {name}") if values.get("pinned") else _("Unpin a note of {name}")
        title = _("Edit a note of {name}") if "name" in values else pinned
        self._act(title, lambda session: records.update(session, records.find(session, Note, note_id), values))
        self._reread()

    def _delete(self, note_id: int) -> None:
        self._act(_("Delete a note of {name}"), lambda session: records.delete(session, Note, [note_id]))
        self._reread()

    def _act(self, title: str, run: Callable[[Session], object]) -> bool:
        try:
            with self._store.act(title.format(name=self._name)) as session:
                run(session)
        except UserError as problem:
            self.failed.emit(str(problem))
            return False
        return True

    def _reread(self) -> None:
        with self._store.read() as session:
            self.read(session)

    def _show_whole(self) -> None:
        self._is_whole = True
        self._reread()

    def _typed(self) -> None:
        self.add_button.setVisible(bool(self.box.toPlainText().strip()))
        self._pace.ask()


def _tool(icon_name: str, title: str, row: QHBoxLayout) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(theme.pixels(13), theme.pixels(13)))
    button.setAccessibleName(title)
    button.setToolTip(plain_tooltip(title))
    row.addWidget(button)
    return button
