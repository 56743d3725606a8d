"""Stores what is typed into a form: there is no Save command.

A field of a stored record is stored when it is left; each is one step of undo. A new record is made when that is asked
for, or when its page is left. Until then what is typed is a draft on the disk. What cannot be stored stays in the form
with the reason under it, and stays a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.schema.formats import Formats
from crm_desktop.services import editing, records
from crm_desktop.storage.store import Store
from crm_desktop.ui.forms import step_titles
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.pace import QUIET, Pace


class Saver(QObject):
    """Keeps one form and the file together; `turn_to` says which record the form shows."""

    stored = Signal(int)
    """A step was made of what was typed: the id of the record, which may be a new one."""
    failed = Signal(str)

    def __init__(self, store: Store, form: Form, formats: Formats, drafts: Drafts, origin: object) -> None:
        super().__init__(form)
        self._store, self._form, self._formats, self._drafts = store, form, formats, drafts
        self._origin = origin
        self._id: int | None = None
        self._key = ""
        self._title = ""
        self._preset: dict[str, Any] = {}
        self._is_saving = False
        self._pace = Pace(self._write_draft, QUIET, self)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.save)
        form.edited.connect(lambda _field: self._pace.ask())
        form.left.connect(self._leave_field)

    def turn_to(self, record_id: int | None, key: str, title: str, preset: Mapping[str, Any]) -> None:
        """Turn to another record: its id (None for one to be made), the key of its draft, its name, values to start with."""
        self._pace.stop()
        self._id, self._key, self._title, self._preset = record_id, key, title, dict(preset)

    def end(self) -> None:
        """Turn to no record: what stands in the form is nobody's."""
        self.turn_to(None, "", "", {})

    def keep_draft(self) -> None:
        """Write down what is typed and not stored."""
        self._pace.stop()
        self._write_draft()

    def save(self, *, insist: bool = False) -> bool:
        """Store what can be stored and return whether nothing is left over.

        `insist` also tells what a new record still needs, which would be nagging while it is being filled in.
        """
        texts = self._form.texts()
        if self._is_saving or not self._key or (self._id is None and not texts and not insist):
            return not texts
        self._is_saving = True
        try:
            return self._save(texts, insist=insist)
        finally:
            self._is_saving = False

    def let_go(self) -> None:
        """Put back what is stored into the fields whose text was refused, and forget that text."""
        self._form.put_back(self._form.problems())
        self.keep_draft()

    def _leave_field(self, _field: str) -> None:
        if self._id is not None and self._store.is_in_hand:
            # the page that is being read moved the keyboard itself: a step can only follow that
            self._later.start()
        elif self._id is not None:
            self.save()
        elif self._key and not self._is_saving:
            self._check()

    def _check(self) -> None:
        """Say what is wrong with what stands in a new record so far."""
        self.keep_draft()
        try:
            records.parse(self._form.model, self._form.texts(), self._formats)
        except InvalidInput as wrong:
            self._show(wrong.fields)
        else:
            self._show({})

    def _save(self, texts: dict[str, Any], *, insist: bool) -> bool:
        problems: dict[str, str] = {}
        stored: int | None = None
        while (texts or self._id is None) and stored is None:
            try:
                stored = self._store_texts(texts)
            except InvalidInput as wrong:
                problems |= wrong.fields
                good = {name: text for name, text in texts.items() if name not in wrong.fields}
                if self._id is None or len(good) == len(texts):
                    break
                texts = good
            except UserError as problem:
                self.keep_draft()
                self.failed.emit(str(problem))
                return False
        if self._id is None and stored is None and not insist:
            typed = self._form.texts()
            problems = {name: why for name, why in problems.items() if name in typed}
        self._show(problems)
        if stored is None:
            self.keep_draft()
            return not self._form.texts()
        self._form.accept(texts)
        was_new, self._id = self._id is None, stored
        if was_new:
            self._drafts.forget(self._key)
        self.stored.emit(stored)
        self.keep_draft()
        return not problems

    def _store_texts(self, texts: dict[str, Any]) -> int:
        model = self._form.model
        if self._id is None:
            values = {**self._preset, **records.parse(model, texts, self._formats)}
            name = values.get("name") or " ".join(str(texts[n]) for n in ("first_name", "last_name") if texts.get(n))
            with self._store.act(step_titles.new_title(model, str(name or "")), self._origin) as session:
                return records.create_filled(session, model, values).id
        with self._store.act(step_titles.edit_title(model, self._title, texts), self._origin) as session:
            return editing.save(session, model, self._id, texts, self._formats).id

    def _show(self, problems: dict[str, str]) -> None:
        elsewhere = self._form.show_problems(problems)
        if elsewhere:
            self.failed.emit(" ".join(elsewhere.values()))

    def _write_draft(self) -> None:
        if self._key:
            self._drafts.keep(self._key, self._form.model.__tablename__, self._form.drafts())
