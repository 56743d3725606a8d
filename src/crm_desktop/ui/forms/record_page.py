"""The page of one record: who or what it is, how to reach it, its business, what comes next, and its timeline.

One page serves every record of its entity: going through a list fills the same widgets again. Nothing here asks to
save: what was typed is stored when its field is left, and a draft until then. What stands below the details is
declared in `page_parts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.model import BY_NAME
from crm_desktop.services import clocks, records, related, standing
from crm_desktop.services.event import has_activities
from crm_desktop.storage.store import Busy, Changes
from crm_desktop.ui.forms.facts import facts_of
from crm_desktop.ui.forms.gone import say_gone
from crm_desktop.ui.forms.headline import columns_of, parts_of
from crm_desktop.ui.forms.many import Way
from crm_desktop.ui.forms.new_record import NewRecord
from crm_desktop.ui.forms.page_part import Shown, Surroundings
from crm_desktop.ui.forms.page_widgets import PageWidgets

_RETRY = 250


class RecordPage(PageWidgets):
    """Shows, makes and changes records of one entity."""

    created = Signal(int)
    """A new record came into being, under this id."""
    discarded = Signal()
    """The new record was given up."""
    add_wanted = Signal(str, dict)
    """Entity and values: make a record that links to this one."""

    def __init__(self, around: Surroundings, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(around, BY_NAME[entity], parent)
        self.record_id: int | None = None
        self._key = ""
        self._is_gone = False
        self._new = NewRecord(self)
        self._retry = QTimer(self, singleShot=True, interval=_RETRY)
        self._retry.timeout.connect(self.refresh)
        self._connect()

    @property
    def is_new(self) -> bool:
        """Whether the page shows a record that does not exist yet."""
        return self.record_id is None and self._key == self._new.key

    def show_record(self, record_id: int) -> None:
        """Turn to a record; what is typed in the one before is stored, or kept as a draft where that is impossible."""
        if record_id == self.record_id and self._key:
            self.refresh()
            return
        self.leave()
        self.many.hide()
        self.record_id, self._key = record_id, ""
        self.notice.close_notice()
        self.scroller.verticalScrollBar().setValue(0)
        self.refresh()

    def clear(self) -> None:
        """Show no record."""
        self.leave()
        self.saver.end()
        self.record_id, self._key = None, ""
        self.notice.close_notice()
        self.scroller.hide()
        self.many.hide()

    def show_many(self, count: int, ways: Sequence[Way] = ()) -> None:
        """Show that several records are selected, and buttons for what can be done with all of them."""
        self.clear()
        self.many.show_many(count, ways)

    def new_record(self, preset: Mapping[str, Any] | None = None) -> None:
        """Begin a record with these values; until it is created it is a draft."""
        self.leave()
        self.many.hide()
        self.notice.close_notice()
        self.record_id, self._key = None, self._new.key
        self._new.fill_in(preset or {})
        self._show_parts(is_new=True)
        self.form.focus_first()

    def leave(self) -> bool:
        """Store what is typed and return whether nothing is left over; the rest stays a draft."""
        for part in self.parts:
            part.keep()
        return self.saver.save() if self._key else True

    def refresh(self) -> None:
        """Read the record anew; fields that are being typed in stay."""
        if self.record_id is None:
            return
        try:
            with self.around.store.read() as session:
                self._read(session, self.record_id)
        except Busy:
            self._retry.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_new = self.new_bar.isVisible()
        if is_new and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._new.create()
        elif is_new and event.key() == Qt.Key.Key_Escape:
            self._new.discard()
        elif event.key() == Qt.Key.Key_F2 and self.record_id is not None:
            self.details.edit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.leave()

    def _read(self, session: Session, record_id: int) -> None:
        record = session.get(self.model, record_id)
        self._is_gone = record is None
        self.details.set_locked(is_locked=self._is_gone)
        if record is None:
            say_gone(self.notice, session, self.around.store, self.model, record_id)
            return
        values = records.values_of(record)
        names = related.names_of(session, self.model, values)
        name = " ".join(str(values["name"]).split())
        shown = Shown(record, record.uid, name, values, names, self.hint_currency(session))
        is_other = self._key != record.uid
        typed = () if is_other else self.form.texts().keys()
        self.form.set_values(values, names, typed, is_same=not is_other or self.details.is_typed_in())
        self.saver.turn_to(record_id, record.uid, name, {})
        self._key = record.uid
        self._show_read(session, shown, is_other=is_other)
        if is_other:
            self._put_draft()

    def _show_read(self, session: Session, shown: Shown, *, is_other: bool) -> None:
        """Show what is known of the record, and have every part read what it tells."""
        values, names, formats = shown.values, shown.names, self.around.formats
        since = standing.since(session, shown.record)
        self.head.show_head(shown.name, parts_of(self.model, values, names, formats, shown.currency, since))
        told = columns_of(self.model, values)
        if is_other:
            self._show_parts(is_new=False)
        facts = facts_of(self.model, values, names, formats, shown.currency, told)
        self.details.show_facts(facts, is_other=is_other)
        self.clocks.show_clocks(clocks.of(session, shown.record))
        for part in self.parts:
            if is_other:
                part.turn_to(shown)
            part.read(session, shown)

    def _put_draft(self) -> None:
        draft = self.around.drafts.of(self._key)
        if draft:
            self.form.put(draft)
            self.details.edit(next(iter(draft)))
            # later: what can be stored of it is a step, and this is the middle of a reading
            QTimer.singleShot(0, self, self.saver.save)

    def _follow(self, changes: Changes) -> None:
        if changes.touches("custom_field"):
            self.form.take_fields()
        if changes.origin is not self and changes.touches(*self.tables()):
            was_gone = self._is_gone
            self.refresh()
            if was_gone and not self._is_gone:
                self.notice.close_notice()

    def _follow_own_step(self, record_id: int) -> None:
        is_new, self.record_id = self.record_id is None, record_id
        self.refresh()
        if is_new:
            self.created.emit(record_id)

    def _show_parts(self, *, is_new: bool) -> None:
        for part in self.parts:
            part.setVisible(not is_new)
        self.log_bar.setVisible(not is_new and has_activities(self.model))
        self.edit.setVisible(not is_new)
        self.clocks.setVisible(not is_new)
        self.new_bar.setVisible(is_new)
        self.form.set_fresh(is_fresh=is_new)
        if is_new:
            self.details.begin_new()
        self.scroller.show()

    def _connect(self) -> None:
        end = self.around.bridge.relay(self.around.store.changed, self._follow)
        self.destroyed.connect(end)
        self.saver.stored.connect(self._follow_own_step)
        self._new.begin_wanted.connect(self.new_record)
        self._new.discarded.connect(self.clear)
        self._new.discarded.connect(self.discarded)
        for part in self.parts:
            part.add_wanted.connect(lambda entity, column: self.add_wanted.emit(entity, {column: self.record_id}))
