"""The timeline of a record page: a field for a new note, pinned notes, a filter by kind, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Attachment, Note, Record
from crm_desktop.services import records, timeline
from crm_desktop.services.event import Event
from crm_desktop.services.timeline import AT_ONCE, Page
from crm_desktop.storage.store import Busy
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.forms.moments import when
from crm_desktop.ui.forms.notes import NotesPanel
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.forms.timeline_view import TimelineLine, TimelineView
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading

_KEPT = "timeline"
_HINT = 1000


class KindFilter(QWidget):
    """One button per kind of entry; without any pressed, everything is shown. What was chosen is remembered."""

    def __init__(self, around: Surroundings, model: type[Record], changed: object) -> None:
        super().__init__()
        self._memory = around.memory
        row = FlowLayout(self)
        self.buttons: dict[str, FlatButton] = {}
        kept = self._memory.words(_KEPT)
        for kind in timeline.kinds_of(model):
            button = FlatButton(_(kind.title))
            button.setCheckable(True)
            button.setChecked(kind.id in kept)
            button.clicked.connect(self._keep)
            button.clicked.connect(changed)
            self.buttons[kind.id] = button
            row.addWidget(button)

    def chosen(self) -> set[str] | None:
        """Return the ids of the kinds that are asked for, None for all."""
        pressed = {name for name, button in self.buttons.items() if button.isChecked()}
        return pressed or None

    def follow_memory(self) -> None:
        """Take over what was chosen on the page of another entity meanwhile."""
        kept = self._memory.words(_KEPT)
        for name, button in self.buttons.items():
            button.setChecked(name in kept)

    def _keep(self) -> None:
        others = [name for name in self._memory.words(_KEPT) if name not in self.buttons]
        self._memory.keep_words(_KEPT, [*others, *sorted(self.chosen() or ())])
        self._memory.save()


class Timeline(PagePart):
    """Notes and entries of one record; entries come in pages."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self._shown: Shown | None = None
        self._page = Page()
        self._events: list[Event] = []
        self.notes = NotesPanel(around, model, self.act)
        self.filter = KindFilter(around, model, self._read_anew)
        self.view = TimelineView()
        self.more = QPushButton(_("Show older"))
        self.more.setFlat(True)
        self.more.clicked.connect(self.show_more)
        self.nothing = _nothing()
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (SectionHeading(_("Timeline")), self.notes, self.filter, self.nothing, self.view, self.more):
            column.addWidget(part)

    def turn_to(self, shown: Shown) -> None:
        """Get ready for another record."""
        self._page, self._events = Page(), []
        self.filter.follow_memory()
        self.notes.turn_to(shown)

    def read(self, session: Session, shown: Shown) -> None:
        """Show as many entries as are in sight already, as they are now."""
        self._shown = shown
        scope = self.scope_of(shown)
        self.notes.read(session, scope)
        limit = len(self._events) if self._page.has_more else len(self._events) + AT_ONCE
        self._page = timeline.page(session, scope, self.filter.chosen(), limit=limit)
        self._events = list(self._page.events)
        self._show()

    def show_more(self) -> None:
        """Show the next page of entries, if there is one."""
        if self._shown is None or not self._page.has_more:
            return
        try:
            with self.around.store.read() as session:
                scope = self.scope_of(self._shown)
                self._page = timeline.page(session, scope, self.filter.chosen(), self._page)
        except Busy as busy:
            self.failed.emit(str(busy))
            return
        self._events += self._page.events
        self._show()

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {table for kind in timeline.kinds_of(self.model) for table in kind.tables}

    def keep(self) -> None:
        """Write down the note that is typed and not added."""
        self.notes.keep_draft()

    def _connect(self) -> None:
        self.view.opened.connect(self._open)
        self.view.edit_wanted.connect(self._edit)
        self.view.delete_wanted.connect(self._delete)
        self.view.copy_wanted.connect(self._copy)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.end_reached.connect(self.show_more)

    def _read_anew(self) -> None:
        self._events = []
        if self._shown is not None:
            try:
                with self.around.store.read() as session:
                    self.read(session, self._shown)
            except Busy as busy:
                self.failed.emit(str(busy))

    def _show(self) -> None:
        self.view.show_lines(list(_lines(self._events, self)))
        self.more.setVisible(self._page.has_more)
        self.nothing.setVisible(not self._events)

    def _open(self, event: Event) -> None:
        if event.about is not None and event.about[0] == Note.__tablename__:
            self._edit(event)
        elif event.about is not None and event.about[0] == Attachment.__tablename__:
            self._open_file(event.about[1])
        elif event.about is not None:
            self.opened.emit(*event.about)

    def _open_file(self, attachment_id: int) -> None:
        from crm_desktop.ui.attached_files import open_file

        try:
            open_file(self.around.store, attachment_id)
        except UserError as problem:
            self.failed.emit(str(problem))

    def _edit(self, event: Event) -> None:
        if event.about is None or event.kind not in _CAN_BE_CHANGED:
            return
        if event.about[0] == Note.__tablename__:
            self.notes.open_note(event)
        else:
            self.opened.emit(*event.about)

    def _delete(self, event: Event) -> None:
        if event.about is None or event.kind not in _CAN_BE_CHANGED:
            return
        entity, record_id = event.about
        model = BY_NAME[entity]
        title = _("Delete {title}: {text}").format(title=_(model.entity.title).lower(), text=event.lines[0][:60])
        self.act(title, lambda session: records.delete(session, model, [record_id]))

    def _copy(self, event: Event) -> None:
        QGuiApplication.clipboard().setText("\n".join(filter(None, (*event.lines, event.detail))))

    def _show_menu(self, event: Event, place: QPoint) -> None:
        menu = QMenu(self)
        is_note = event.about is not None and event.about[0] == Note.__tablename__
        if event.about is not None and not is_note:
            menu.addAction(icon("open"), _("Open"), lambda: self._open(event))
        if event.kind in _CAN_BE_CHANGED:
            menu.addAction(icon("edit"), _("Edit"), lambda: self._edit(event))
        if is_note and not event.on:
            menu.addAction(icon("star"), _("Pin"), lambda: self.notes.pin(event))
        menu.addAction(icon("copy"), _("Copy"), lambda: self._copy(event))
        if event.kind in _CAN_BE_CHANGED:
            menu.addAction(icon("trash"), _("Delete"), lambda: self._delete(event))
        menu.exec(place)


_CAN_BE_CHANGED = frozenset(kind.id for kind in timeline.KINDS if kind.is_record)


def _lines(events: list[Event], part: Timeline) -> Iterator[TimelineLine]:
    formats = part.around.formats
    for event in events:
        hint = "\n".join(filter(None, (formats.moment(event.at), event.step, *event.lines, event.detail)))[:_HINT]
        for i, text in enumerate(event.lines):
            is_first, is_last = i == 0, i == len(event.lines) - 1
            time = when(event.at, formats) if is_first else ""
            yield TimelineLine(time, text, event, event.detail if is_last else "", hint)


def _nothing() -> QWidget:
    from crm_desktop.ui.labels import plain_label

    return plain_label(_("Nothing of this kind has happened yet."), "muted", wraps=True)
