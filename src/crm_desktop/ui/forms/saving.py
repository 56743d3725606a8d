"""Stores what is typed into a form: there is no Save command.

A field is stored when it is left; each is one step of undo. While it is typed in, its text is a draft on the disk. What
cannot be stored stays in the form with the reason under it, and stays a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.form import Form

QUIET = 250
_LATEST = 1000


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
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._latest = QTimer(self, singleShot=True, interval=_LATEST)
        self._quiet.timeout.connect(self.keep_draft)
        self._latest.timeout.connect(self.keep_draft)
        form.edited.connect(self._wait)
        form.left.connect(self.save)

    def turn_to(self, record_id: int | None, key: str, title: str, preset: Mapping[str, Any]) -> None:
        """Turn to another record: its id (None for one to be made), the key of its draft, its name, values to start with."""
        self._quiet.stop()
        self._latest.stop()
        self._id, self._key, self._title, self._preset = record_id, key, title, dict(preset)

    def end(self) -> None:
        """Turn to no record: what stands in the form is nobody's."""
        self.turn_to(None, "", "", {})

    def keep_draft(self) -> None:
        """Write down what is typed and not stored."""
        self._quiet.stop()
        self._latest.stop()
        if self._key:
            self._drafts.keep(self._key, self._form.model.__tablename__, self._form.texts())

    def save(self, *_field: object, insist: bool = False) -> bool:
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
            title = _("New {title}: {name}").format(title=_(model.entity.title), name=name or "")
            with self._store.act(title, self._origin) as session:
                return records.create(session, model, values).id
        with self._store.act(_("Edit “{name}”").format(name=self._title), self._origin) as session:
            return records.save(session, model, self._id, texts, self._formats).id

    def _show(self, problems: dict[str, str]) -> None:
        elsewhere = self._form.show_problems(problems)
        if elsewhere:
            self.failed.emit(" ".join(elsewhere.values()))

    def _wait(self, _field: str) -> None:
        self._quiet.start()
        if not self._latest.isActive():
            self._latest.start()
