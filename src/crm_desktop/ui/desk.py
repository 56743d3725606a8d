"""One open book on the window: the navigation at the left, the pane in front beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import SavedView
from crm_desktop.services import book, place, views
from crm_desktop.services.views import View
from crm_desktop.storage import backup
from crm_desktop.storage.store import Busy, Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.doorbell import Doorbell
from crm_desktop.ui.dragged_files import FileDrops
from crm_desktop.ui.forms.drafts import recover
from crm_desktop.ui.kept_days import KeptDays
from crm_desktop.ui.navigation import NavGroup, NavItem, Sidebar
from crm_desktop.ui.panes import FIRST_SHOWN, PANES
from crm_desktop.ui.panes.pane import Pane, PaneDeclaration
from crm_desktop.ui.publishing import Publishing
from crm_desktop.ui.reminders.bar import ReminderBar
from crm_desktop.ui.reminders.watcher import Watcher
from crm_desktop.ui.scheduled import Scheduled
from crm_desktop.ui.status import Follower

_KEYS = 10
_RETRY = 250
_ROOMY = 1100
"""From this width on, in pixels at 100 %, there is room for the names in the navigation beside a list and a page."""


def groups(views: Sequence[View] = ()) -> list[NavGroup]:
    """Return the panes as the navigation shows them, their views below them; panes without a group stand first."""
    items = list[tuple[str, NavItem]]()
    for n, pane in enumerate(PANES, 1):
        items.append((pane.group, NavItem(pane.id, _(pane.title), pane.icon, f"Alt+{n % _KEYS}" if n <= _KEYS else "")))
        below = (view for view in views if view.entity == pane.id)
        items += [(pane.group, NavItem(f"{pane.id}/{view.key}", view.title, view.icon, is_view=True)) for view in below]
    return [NavGroup(_(title), [item for _group, item in group]) for title, group in groupby(items, lambda i: i[0])]


class Desk(QWidget):
    """Builds each pane when it is first shown."""

    titled = Signal(str)
    """The title of the book, for the window."""
    status_changed = Signal(str)
    """What the pane in front shows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._follower = Follower(context, self)
        self.publishing = Publishing(context, self)
        self.scheduled = Scheduled(context, self)
        self.kept_days = KeptDays(context, self)
        self.doorbell = Doorbell(context.store.path, self)
        self._panes: dict[str, Pane] = {}
        self._front = ""
        self._dragged = FileDrops(self, self.take_files, self.take_calendar)
        self.sidebar = Sidebar(groups())
        self._stack = QStackedWidget()
        self.watcher = Watcher(context, self)
        self.reminders = ReminderBar(context, self.watcher)
        self.watcher.returned.connect(self._come_back)
        self._arrange()
        self.sidebar.chosen.connect(self._choose)
        self.sidebar.menu_wanted.connect(self._show_menu)
        self._again = QTimer(self, singleShot=True, interval=_RETRY)
        self._again.timeout.connect(self._show_views)
        self._show_views()
        end = context.bridge.relay(context.store.changed, self._follow)
        self.destroyed.connect(end)

    def _arrange(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.reminders)
        middle.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(middle, 1)

    def pane(self) -> Pane | None:
        """Return the pane in front."""
        pane = self._stack.currentWidget()
        return pane if isinstance(pane, Pane) else None

    def open_pane(self, name: str) -> Pane | None:
        """Show a pane, built now if this is the first time, or a view of it; None where there is none of that name."""
        name, _slash, key = name.partition("/")
        declared = next((pane for pane in PANES if pane.id == name), None)
        if declared is None:
            return None
        if name not in self._panes:
            self._build(declared)
        pane = self._panes[name]
        if key:
            pane.open_view(key)
        self.sidebar.select(pane.place() or name)
        if name != self._front:
            self._front = name
            self._stack.setCurrentWidget(pane)
            pane.setFocus()
        self.status_changed.emit(pane.status())
        return pane

    def place(self) -> str:
        """Return the place in the navigation that is shown, to be opened again."""
        pane = self.pane()
        return (pane.place() if pane is not None else "") or self._front

    def enter(self, place: str) -> None:
        """Show a place, "" the usual first one, and bring back what was being typed when the program ended."""
        context = self.context
        self.show_heading()  # before the first pane, whose workers keep the file to themselves for a while
        self.open_pane(place or FIRST_SHOWN)
        with context.told():
            if recover(context.store, context.drafts, context.formats):
                said = _("What was being typed when the program ended is kept.")
                context.say(said, action=_("Undo"), run=context.undo)
        self.watcher.look()
        self.scheduled.look()

    def go_to(self, entity: str, record_id: int) -> None:
        """Show a record in the pane of its kind; a note shows the record that it is on."""
        with self.context.told():
            with self.context.store.read() as session:
                entity, record_id = place.of(session, entity, record_id)
            pane = self.open_pane(entity)
            if pane is not None:
                pane.show_record(entity, record_id)

    def leave(self) -> None:
        """Keep what is typed in every pane, and say nothing of this book any more."""
        for pane in self._panes.values():
            pane.leave()
        self._follower.stop()
        self.publishing.stop()
        self.scheduled.stop()
        self.kept_days.stop()
        self.doorbell.stop()
        self.watcher.stop()

    def show_heading(self) -> None:
        """Show the book's title at once, and its last backup as soon as the folder of backups has been read."""
        context = self.context
        with context.told(), context.store.read() as session:
            title, uid = book.title(session) or context.store.path.stem, book.uid(session)
            self.titled.emit(title)
            self.sidebar.set_heading(title, context.store.path.name)
            context.jobs.start("", partial(self._last_backup, uid), partial(self._show_backup, title), context.tell)

    def _follow(self, changes: Changes) -> None:
        if changes.touches("book_value"):
            self.show_heading()
        if changes.touches(SavedView.__tablename__):
            self._show_views()

    def _come_back(self) -> None:
        for pane in self._panes.values():
            pane.come_back()

    def _choose(self, name: str) -> None:
        """Turn to a pane or view of the navigation; a pane leaves the view that it showed."""
        pane = self.open_pane(name)
        if pane is not None and "/" not in name:
            pane.leave_view()

    def _show_views(self) -> None:
        try:
            with self.context.store.read() as session:
                found = views.near(session)
        except Busy:
            self._again.start()
            return
        self.sidebar.set_groups(groups(found))

    def _show_menu(self, name: str, at: QPoint) -> None:
        """Show the view, and what can be done with it."""
        self.open_pane(name)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.context.host.actions_of_view())
        menu.popup(at)

    def _mark_place(self, pane: Pane) -> None:
        if pane is self.pane():
            self.sidebar.select(pane.place() or self._front)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dragged.watch(self.window())

    def take_files(self, paths: Sequence[Path]) -> None:
        """Do with files that were dropped on the window what suits each."""
        from crm_desktop.ui import drops

        pane = self.pane()
        drops.take_files(self.context, paths, pane.place_of_files() if pane is not None else None)

    def take_calendar(self, content: bytes) -> None:
        """Bring an event in that was dragged here from another program."""
        from crm_desktop.ui.dialogs import calendar_files

        calendar_files.bring_in_text(self.context, content)

    def _build(self, declared: PaneDeclaration) -> None:
        pane = self._panes[declared.id] = declared.build(self.context)
        pane.status_changed.connect(partial(self._tell_status, pane))
        pane.place_changed.connect(partial(self._mark_place, pane))
        self._stack.addWidget(pane)

    def _tell_status(self, pane: Pane, text: str) -> None:
        if pane is self._stack.currentWidget():
            self.status_changed.emit(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.reminders.fit()
        self.sidebar.set_slim(self.width() < theme.pixels(_ROOMY))

    def _last_backup(self, uid: str, _task: Task) -> datetime | None:
        return backup.newest(self.context.backup_folder(), uid)

    def _show_backup(self, title: str, newest: datetime | None) -> None:
        if newest is None:
            when = _("no backup yet")
        else:
            local = newest.astimezone()
            is_today = local.date() == dates.today()
            moment = f"{local:%H:%M}" if is_today else self.context.formats.day_in_words(local.date(), year=False)
            when = _("backed up {when}").format(when=moment)
        self.sidebar.set_heading(title, f"{self.context.store.path.name} · {when}")
