"""One open book on the window: the navigation at the left, the pane in front beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.task import Task
from crm_desktop.services import book, place
from crm_desktop.storage import backup
from crm_desktop.storage.store import Changes
from crm_desktop.ui import books, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.navigation import NavGroup, NavItem, Sidebar
from crm_desktop.ui.panes import FIRST_SHOWN, PANES
from crm_desktop.ui.panes.pane import Pane, PaneDeclaration

_KEYS = 9
_ROOMY = 1100
"""From this width on, in pixels at 100 %, there is room for the names in the navigation beside a list and a page."""


def groups() -> list[NavGroup]:
    """Return the panes as the navigation shows them; the ones without a group stand first."""
    items = [
        (pane.group, NavItem(pane.id, _(pane.title), pane.icon, f"Alt+{n}" if n <= _KEYS else ""))
        for n, pane in enumerate(PANES, 1)
    ]
    return [NavGroup(_(title), [item for _group, item in group]) for title, group in groupby(items, lambda i: i[0])]


class Desk(QWidget):
    """Builds each pane when it is first shown."""

    titled = Signal(str)
    """The title of the book, for the window."""
    status_changed = Signal(str)
    """What the pane in front shows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._panes: dict[str, Pane] = {}
        self._front = ""
        self.setAcceptDrops(True)
        self.sidebar = Sidebar(groups())
        self._stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self._stack, 1)
        self.sidebar.chosen.connect(self.open_pane)
        end = context.bridge.relay(context.store.changed, self._follow)
        self.destroyed.connect(end)

    def pane(self) -> Pane | None:
        """Return the pane in front."""
        pane = self._stack.currentWidget()
        return pane if isinstance(pane, Pane) else None

    def open_pane(self, name: str) -> Pane | None:
        """Show a pane, built now if this is the first time; None where there is none of that name."""
        declared = next((pane for pane in PANES if pane.id == name), None)
        if declared is None:
            return None
        if name not in self._panes:
            self._build(declared)
        pane = self._panes[name]
        self.sidebar.select(name)
        if name != self._front:
            self._front = name
            self._stack.setCurrentWidget(pane)
            pane.setFocus()
        self.status_changed.emit(pane.status())
        return pane

    def open_first(self) -> None:
        """Show the pane that the program starts with."""
        self.open_pane(FIRST_SHOWN)

    def go_to(self, entity: str, record_id: int) -> None:
        """Show a record in the pane of its kind; a note shows the record that it is on."""
        with self._context.told():
            with self._context.store.read() as session:
                entity, record_id = place.of(session, entity, record_id)
            pane = self.open_pane(entity)
            if pane is not None:
                pane.show_record(entity, record_id)

    def leave(self) -> None:
        """Keep what is typed in every pane."""
        for pane in self._panes.values():
            pane.leave()

    def show_heading(self) -> None:
        """Show the book's title at once, and its last backup as soon as the folder of backups has been read."""
        context = self._context
        with context.told(), context.store.read() as session:
            title, uid = book.title(session) or context.store.path.stem, book.uid(session)
            self.titled.emit(title)
            self.sidebar.set_heading(title, context.store.path.name)
            context.jobs.start("", partial(self._last_backup, uid), partial(self._show_backup, title), context.tell)

    def _follow(self, changes: Changes) -> None:
        if changes.touches("book_value"):
            self.show_heading()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from crm_desktop.ui.dialogs.import_list import dropped_files

        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from crm_desktop.ui.dialogs.import_list import dropped_files

        event.acceptProposedAction()
        self.take_files(dropped_files(event))

    def take_files(self, paths: Sequence[Path]) -> None:
        """Open a book that was dropped on the window, and begin an import of everything else."""
        book_at = next((path for path in paths if path.suffix.lower() == SUFFIX), None)
        if book_at is not None:
            books.open_book(self._context.host, book_at)
        elif paths:
            from crm_desktop.ui.dialogs.import_files import open_import

            open_import(self._context, paths)

    def _build(self, declared: PaneDeclaration) -> None:
        pane = self._panes[declared.id] = declared.build(self._context)
        pane.status_changed.connect(partial(self._tell_status, pane))
        self._stack.addWidget(pane)

    def _tell_status(self, pane: Pane, text: str) -> None:
        if pane is self._stack.currentWidget():
            self.status_changed.emit(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_slim(self.width() < theme.pixels(_ROOMY))

    def _last_backup(self, uid: str, _task: Task) -> datetime | None:
        return backup.newest(self._context.backup_folder(), uid)

    def _show_backup(self, title: str, newest: datetime | None) -> None:
        if newest is None:
            when = _("no backup yet")
        else:
            local = newest.astimezone()
            is_today = local.date() == dates.today()
            moment = f"{local:%H:%M}" if is_today else self._context.formats.day_in_words(local.date(), year=False)
            when = _("backed up {when}").format(when=moment)
        self.sidebar.set_heading(title, f"{self._context.store.path.name} · {when}")
