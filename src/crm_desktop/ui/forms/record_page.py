"""The page of one record: head, form, related records, notes and timeline, all of one entity.

One page serves every record of its entity: going through a list fills the same widgets again. Nothing here asks to
save: what was typed is stored when its field is left, and a draft until then. A new record is made by Create, by Enter,
or when the page is left and nothing that it needs is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Activity, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import book, history, records, related
from crm_desktop.storage.store import Busy, Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.gone import gone_record
from crm_desktop.ui.forms.headline import Headline, parts_of
from crm_desktop.ui.forms.many import ManyPanel, Way
from crm_desktop.ui.forms.notes import NotesPanel
from crm_desktop.ui.forms.page_bars import LogBar, NewBar
from crm_desktop.ui.forms.page_column import PageColumn
from crm_desktop.ui.forms.related_panel import RelatedPanel
from crm_desktop.ui.forms.saving import Saver
from crm_desktop.ui.forms.timeline import Timeline
from crm_desktop.ui.widgets import Card, NoticeBar

_RETRY = 250
_OFTEN_LINKED = {"note", "activity", "opportunity_state"}


@dataclass(frozen=True)
class Surroundings:
    """What every record page of one open book shares."""

    store: Store
    bridge: Bridge
    formats: Formats
    drafts: Drafts


class RecordPage(Card):
    """Shows, makes and changes records of one entity."""

    record_opened = Signal(str, int)
    log_requested = Signal(str)
    all_wanted = Signal(str, str)
    """Entity and link column: show all records of that entity that link to this one."""
    add_wanted = Signal(str, dict)
    """Entity and values: make a record that links to this one."""
    stored = Signal(int)
    """Something typed was stored; for a new record its id came into being."""
    discarded = Signal()
    """The new record was given up."""

    def __init__(self, around: Surroundings, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: type[Record] = BY_NAME[entity]
        self.record_id: int | None = None
        self._around, self._store, self._formats = around, around.store, around.formats
        self._key = ""
        self._preset: dict[str, Any] = {}
        self._is_gone = False
        self._retry = QTimer(self, singleShot=True, interval=_RETRY)
        self._retry.timeout.connect(self.refresh)
        self.head = Headline()
        self.notice = NoticeBar()
        self.form = Form(self._store, self.model, self._formats)
        self.saver = Saver(self._store, self.form, self._formats, around.drafts, self)
        self.related = RelatedPanel(self.model, self._formats)
        self.notes = NotesPanel(self._store, self.model, self._formats, around.drafts)
        self.timeline = Timeline(self._formats)
        self.log_bar = LogBar()
        self.new_bar = NewBar()
        self.many = ManyPanel(self.model.entity)
        self.setAccessibleName(_(self.model.entity.title))
        self._arrange()
        self._connect()
        self.scroller.hide()

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
        table = self.model.__tablename__
        self.record_id, self._key = None, f"new:{table}:{self._store.path}"
        self.notice.close_notice()
        with self._store.read() as session:
            values = related.usual_values(session, self.model) | dict(preset or {})
            names = related.names_of(session, self.model, values)
            self._hint_currency(session)
        self.form.set_read_only(is_read_only=False)
        self.form.set_values(values, names)
        self.head.show_head(_("New {title}").format(title=_(self.model.entity.title)), [])
        self.saver.turn_to(None, self._key, "", values)
        self._show_parts(is_new=True)
        self._preset = dict(preset or {})
        self.form.put(self._around.drafts.of(self._key))
        self.form.focus_first()

    def leave(self) -> bool:
        """Store what is typed and return whether nothing is left over; the rest stays a draft."""
        self.notes.keep_draft()
        return self.saver.save() if self._key else True

    def refresh(self) -> None:
        """Read the record anew; fields that are being typed in stay."""
        if self.record_id is None:
            return
        try:
            with self._store.read() as session:
                self._read(session, self.record_id)
        except Busy:
            self._retry.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.new_bar.isVisible():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._create()
        elif event.key() == Qt.Key.Key_Escape:
            self._discard()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.leave()

    def _read(self, session: Session, record_id: int) -> None:
        record = session.get(self.model, record_id)
        self._is_gone = record is None
        self.form.set_read_only(is_read_only=self._is_gone)
        if record is None:
            gone = gone_record(session, self._store, self.model, record_id)
            way = partial(self._bring_back, gone.way) if gone.way is not None else None
            self.notice.say(gone.sentence, "warning", action=gone.action, run=way)
            return
        values = records.values_of(record)
        names = related.names_of(session, self.model, values)
        is_other = self._key != record.uid
        self.form.set_values(values, names, () if is_other else self.form.texts().keys(), is_same=not is_other)
        name, currency = " ".join(str(values["name"]).split()), self._hint_currency(session)
        self.head.show_head(name, parts_of(self.model, values, names, self._formats, currency))
        self.saver.turn_to(record_id, record.uid, name, {})
        self._key = record.uid
        if is_other:
            self.notes.turn_to(record_id, record.uid, name)
            self._show_parts(is_new=False)
        self.related.read(session, record_id, currency)
        self.notes.read(session)
        self.timeline.show_events(history.timeline(session, self.model, record_id, self._formats))
        if is_other:
            self._put_draft()

    def _hint_currency(self, session: Session) -> str:
        """Return the book's currency, which holds where a record names none, and say so in the form."""
        currency = book.currency(session)
        if "currency" in self.model.fields():
            self.form.set_hint("currency", currency)
        return currency

    def _put_draft(self) -> None:
        draft = self._around.drafts.of(self._key)
        if draft:
            self.form.put(draft)
            # later: what can be stored of it is a step, and this is the middle of a reading
            QTimer.singleShot(0, self, self.saver.save)

    def _bring_back(self, way: Callable[[], object]) -> None:
        try:
            way()
        except UserError as problem:
            self.notice.say(str(problem), "error")

    def _follow(self, changes: Changes) -> None:
        tables = {self.model.__tablename__} | _OFTEN_LINKED | self.related.tables()
        tables |= {kind.target for kind in self.model.links().values()}
        if changes.origin is not self and changes.touches(*tables):
            was_gone = self._is_gone
            self.refresh()
            if was_gone and not self._is_gone:
                self.notice.close_notice()

    def _follow_own_step(self, record_id: int) -> None:
        self.record_id = record_id
        self.refresh()
        self.stored.emit(record_id)

    def _add_related(self, entity: str, column: str) -> None:
        self.add_wanted.emit(entity, {column: self.record_id})

    def _create(self) -> None:
        self.saver.save(insist=True)

    def _discard(self) -> None:
        preset, texts = self._preset, self.form.drafts()
        self._around.drafts.forget(self._key)
        self.saver.end()
        self.clear()
        self.discarded.emit()
        if texts:
            title = _(self.model.entity.title).lower()
            told = _("The new {title} was discarded.").format(title=title)
            self.notice.say(told, action=_("Take it up again"), run=partial(self._take_up, preset, texts))

    def _take_up(self, preset: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        self.new_record(preset)
        self.form.put(texts)
        self.saver.keep_draft()

    def _show_parts(self, *, is_new: bool) -> None:
        for part in (self.related, self.notes, self.timeline):
            part.setVisible(not is_new)
        self.log_bar.setVisible(not is_new and f"{self.model.__tablename__}_id" in Activity.links())
        self.new_bar.setVisible(is_new)
        self.form.set_fresh(is_fresh=is_new)
        self.scroller.show()

    def _arrange(self) -> None:
        parts = (self.head, self.log_bar, self.form, self.new_bar, self.related, self.notes, self.timeline)
        self.scroller = PageColumn(parts)
        self.box.setContentsMargins(1, 1, 1, 1)
        self.box.addWidget(self.notice)
        self.box.addWidget(self.many)
        self.box.addWidget(self.scroller, 1)

    def _connect(self) -> None:
        end = self._around.bridge.relay(self._store.changed, self._follow)
        self.destroyed.connect(end)
        self.saver.stored.connect(self._follow_own_step)
        for part in (self.saver, self.notes, self.form):
            part.failed.connect(partial(self.notice.say, kind="error"))
        self.log_bar.requested.connect(self.log_requested)
        self.new_bar.create_wanted.connect(self._create)
        self.new_bar.discard_wanted.connect(self._discard)
        self.form.link_opened.connect(self.record_opened)
        self.head.link_opened.connect(self.record_opened)
        self.related.opened.connect(self.record_opened)
        self.related.all_wanted.connect(self.all_wanted)
        self.related.add_wanted.connect(self._add_related)
        self.timeline.opened.connect(self.record_opened)
