"""Notes on a record: the field for a new one, and those that are pinned or being changed, as cards.

All other notes are entries in the timeline. What is typed is a draft until it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import Note, Record
from crm_desktop.services import happenings, records
from crm_desktop.services.event import Event, Scope
from crm_desktop.ui.buttons import FlatButton, key_text
from crm_desktop.ui.forms import step_titles
from crm_desktop.ui.forms.growing_text import GrowingText
from crm_desktop.ui.forms.note_card import NoteCard
from crm_desktop.ui.forms.pace import QUIET, Pace
from crm_desktop.ui.forms.page_part import Shown, Surroundings

Act = Callable[[str, Callable[[Session], object]], bool]


class NotesPanel(QWidget):
    """The field for a new note, whose text is a draft until it is added, and the cards below it."""

    def __init__(self, around: Surroundings, model: type[Record], act: Act) -> None:
        super().__init__()
        self._around, self._model, self._act = around, model, act
        self._shown: Shown | None = None
        self._opened: Event | None = None
        self._changing = ("", "")
        self._told: list[Event] = []
        self.box = GrowingText(1)
        hint = _("Write a note — {key} adds it").format(key=key_text("Ctrl+Return"))
        self.box.setPlaceholderText(hint)
        self.box.setAccessibleName(_("New note"))
        self.box.finished.connect(self.add)
        self.box.textChanged.connect(self._typed)
        self.add_button = FlatButton(_("Add note"))
        self.add_button.clicked.connect(self.add)
        self._pace = Pace(self._write_draft, QUIET, self)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.box)
        column.addWidget(self.add_button)
        column.addLayout(self._cards)

    def turn_to(self, shown: Shown) -> None:
        """Turn to another record."""
        self._shown, self._opened = shown, None
        self.box.blockSignals(True)
        self.box.setPlainText(self._around.drafts.of(self._key()).get("name", ""))
        self.box.blockSignals(False)
        self.add_button.setVisible(bool(self.box.toPlainText()))

    def read(self, session: Session, scope: Scope) -> None:
        """Show the notes that are pinned, and the one that is being changed, unless it is gone."""
        notes = happenings.pinned_notes(session, scope)
        if self._opened is not None and session.get(Note, self._opened.row) is not None:
            notes = [self._opened, *(note for note in notes if note.row != self._opened.row)]
        is_typed_in = any(card.is_open and session.get(Note, card.note.row) is not None for card in self.cards())
        if notes == self._told or is_typed_in:
            return
        self._told = notes
        while (item := self._cards.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.hide()
                card.deleteLater()
        for note in notes:
            self._cards.addWidget(self._card(note))

    def cards(self) -> list[NoteCard]:
        """Return the notes that are shown."""
        items = [self._cards.itemAt(i) for i in range(self._cards.count())]
        return [card for item in items if item is not None and isinstance(card := item.widget(), NoteCard)]

    def open_note(self, note: Event) -> None:
        """Show a note as a card whose text can be changed."""
        for card in self.cards():
            card.finish()
        self._opened = note
        shown = next((card for card in self.cards() if card.note.row == note.row), None)
        if shown is None:
            shown = self._card(note)
            self._cards.insertWidget(0, shown)
            self._told = [note, *self._told]
        shown.open_field()

    def pin(self, note: Event) -> None:
        """Keep a note above the timeline."""
        self._change(note, {"pinned": True})

    def add(self) -> None:
        """Store the new note."""
        text = self.box.toPlainText().strip()
        if not text or self._shown is None:
            return
        values = {"name": text, "entity_name": self._model.__tablename__, "record_id": self._shown.id}
        if self._act(self._title(_("Add a note to {name}")), lambda session: records.create(session, Note, values)):
            self.box.clear()
            self.keep_draft()

    def keep_draft(self) -> None:
        """Write down what is typed and not added; a note that is being changed is stored."""
        self._pace.stop()
        self._write_draft()
        for card in self.cards():
            card.finish()

    def _card(self, note: Event) -> NoteCard:
        card = NoteCard(note, self._around.formats)
        card.changed.connect(lambda values: self._change(note, values, card))
        card.deleted.connect(lambda: self._delete(card))
        card.left.connect(lambda: self._leave(card))
        card.typed.connect(lambda text: self._keep_change(note, text))
        return card

    def _keep_change(self, note: Event, text: str) -> None:
        self._changing = (note.uid, text)
        self._pace.ask()

    def _let_go(self, note: Event) -> None:
        """Forget what was typed into a note: it is stored, or given up."""
        self._changing = ("", "")
        self._around.drafts.forget(note.uid)

    def _leave(self, card: NoteCard) -> None:
        """Let a card go that was there only to be changed."""
        self._opened = None
        self._let_go(card.note)
        if not card.note.is_pinned:
            self._told = [note for note in self._told if note.row != card.note.row]
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _key(self) -> str:
        return f"note:{self._shown.key}" if self._shown is not None else ""

    def _title(self, title: str) -> str:
        return title.format(name=step_titles.short(self._shown.name if self._shown is not None else ""))

    def _write_draft(self) -> None:
        if self._shown is not None:
            text = self.box.toPlainText()
            self._around.drafts.keep(self._key(), Note.__tablename__, {"name": text} if text.strip() else {})
        uid, text = self._changing
        if uid and text.strip():
            self._around.drafts.keep(uid, Note.__tablename__, {"name": text})

    def _change(self, note: Event, values: dict[str, Any], card: NoteCard | None = None) -> None:
        pinned = _("Pin a note of {name}") if values.get("pinned") else _("Unpin a note of {name}")
        title = self._title(_("Edit a note of {name}") if "name" in values else pinned)
        self._opened = None
        if card is not None:
            # before the step: a page that is read anew leaves a card alone while it is typed in
            card.close_field()
        if self._act(title, lambda session: records.update(session, records.find(session, Note, note.row), values)):
            self._let_go(note)
        elif card is not None and "name" in values:
            card.open_field(values["name"])

    def _delete(self, card: NoteCard) -> None:
        self._opened, note = None, card.note
        card.close_field()
        title = self._title(_("Delete a note of {name}"))
        if self._act(title, lambda session: records.delete(session, Note, [note.row])):
            self._let_go(note)

    def _typed(self) -> None:
        self.add_button.setVisible(bool(self.box.toPlainText().strip()))
        self._pace.ask()
