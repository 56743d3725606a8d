"""The main window: menus at the top, the open book or the start page in the middle, the status line at the foot.

It knows no pane, no dialog and no command by name: it is the `Host` that they are given. It is painted before what
fills it has been loaded, so it imports late what stands on the core.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP
from crm_desktop.base.settings import Settings
from crm_desktop.ui import theme
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.memory import WindowMemory

if TYPE_CHECKING:
    from crm_desktop.storage.store import Store
    from crm_desktop.ui.context import Context
    from crm_desktop.ui.desk import Desk
    from crm_desktop.ui.dialogs.palette import Palette
    from crm_desktop.ui.dialogs.start import StartPage
    from crm_desktop.ui.menus import Menus
    from crm_desktop.ui.panes.pane import Pane
    from crm_desktop.ui.status import Follower, StatusLine
    from crm_desktop.ui.widgets import NoticeKind

_PLACE = "main"


class MainWindow(QMainWindow):
    """Shows one book at a time. Until `fill` it is an empty frame in its place on the screen."""

    menus: Menus
    status: StatusLine
    palette_box: Palette

    def __init__(self, settings: Settings, memory: WindowMemory) -> None:
        super().__init__()
        self.settings, self.memory = settings, memory
        self.jobs = Jobs(self)
        self.desk: Desk | None = None
        self._context: Context | None = None
        self._follower: Follower | None = None
        self._is_leaving = self._has_ended = False
        self._middle = QStackedWidget()
        self._blank = QWidget()
        self._middle.addWidget(self._blank)
        self.setCentralWidget(self._middle)
        self.menuBar()
        self.statusBar()
        self.setWindowTitle(APP)
        self.setMinimumSize(640, 420)
        memory.restore_place(_PLACE, self)

    def fill(self) -> None:
        """Make the menus and the palette."""
        from crm_desktop.ui.dialogs.palette import Palette
        from crm_desktop.ui.menus import Menus, available
        from crm_desktop.ui.status import StatusLine

        self.status = StatusLine()
        self.statusBar().addWidget(self.status, 1)
        self.menus = Menus(self.menuBar(), self, self)
        self.palette_box = Palette(self, self._middle, lambda: tuple(available(self)))

    @cached_property
    def start(self) -> StartPage:
        """The start page; who opens the book of yesterday never sees it."""
        from crm_desktop.ui.dialogs.start import StartPage

        page = StartPage(self)
        self._middle.addWidget(page)
        return page

    def show_start(self) -> None:
        """Show the start page, unless a book has been opened meanwhile."""
        if self._context is None:
            self.start.refresh()
            self._middle.setCurrentWidget(self.start)

    @property
    def context(self) -> Context | None:
        return self._context

    @property
    def pane(self) -> Pane | None:
        return self.desk.pane() if self.desk is not None else None

    def widget(self) -> QWidget:
        return self

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        if kind == "info":
            self.status.say(text, action, run)
        elif self.pane is not None:
            self.pane.notice.say(text, kind, action=action, run=run)
        else:
            self.start.notice.say(text, kind, action=action, run=run)

    def go_to(self, entity: str, record_id: int) -> None:
        if self.desk is not None:
            self.desk.go_to(entity, record_id)

    def open_pane(self, name: str) -> Pane | None:
        return self.desk.open_pane(name) if self.desk is not None else None

    def open_palette(self, words: str = "") -> None:
        self.palette_box.open_with(words)

    def run_command(self, command_id: str) -> None:
        self.menus.action(command_id).trigger()

    def actions_of_selection(self) -> list[QAction]:
        return self.menus.of_selection()

    def show_heading(self) -> None:
        if self.desk is not None:
            self.desk.show_heading()

    def take_book(self, store: Store) -> None:
        from crm_desktop.ui import books

        before = self._put_away()
        self._show_book(store)
        books.remember(self, store.path)
        if before is not None:
            books.give_back(before, lambda: None)

    def leave_book(self, then: Callable[[], object] | None = None) -> None:
        from crm_desktop.ui import books

        before = self._put_away()
        self._middle.setCurrentWidget(self._blank)
        if before is not None:
            books.give_back(before, then or self.show_start)

    def take_settings(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.settings["theme"], self.settings["text_size"])
        context = self._context
        if context is not None and context.formats.code != self.settings["locale"]:
            self._put_away()
            context.bridge.close()
            self._show_book(context.store)
        self.show_heading()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._has_ended:
            event.accept()
            return
        event.ignore()
        if not self._is_leaving:
            self._is_leaving = True
            self.memory.keep_place(_PLACE, self)
            self.memory.save()
            # later: a window cannot be closed from within its own closing
            self.jobs.stop(partial(QTimer.singleShot, 0, self._end))

    def _end(self) -> None:
        """Give the book back, then let the window go."""
        from crm_desktop.ui import books

        before = self._put_away()
        self._middle.setCurrentWidget(self._blank)
        if before is None:
            self._go()
        else:
            books.give_back(before, self._go, stay=partial(self._stay, before))

    def _go(self) -> None:
        self._has_ended = True
        self.jobs.close()
        self.close()

    def _stay(self, context: Context) -> None:
        context.bridge.close()
        self._is_leaving = False
        self._show_book(context.store)

    def _show_book(self, store: Store) -> None:
        from crm_desktop.schema.formats import formats_for
        from crm_desktop.ui.bridge import Bridge
        from crm_desktop.ui.context import Context
        from crm_desktop.ui.desk import Desk
        from crm_desktop.ui.forms.drafts import Drafts, recover
        from crm_desktop.ui.status import Follower

        formats = formats_for(self.settings["locale"])
        context = Context(
            store, self.settings, formats, self.memory, Jobs(self), Bridge(self), Drafts(), window=self, host=self
        )
        self._context = context
        self._follower = Follower(context, self)
        self.desk = Desk(context)
        self.desk.titled.connect(lambda title: self.setWindowTitle(f"{title} — {APP}"))
        self.desk.status_changed.connect(self.status.show_place)
        self._middle.addWidget(self.desk)
        self._middle.setCurrentWidget(self.desk)
        self.status.say("")
        self.desk.open_first()
        self.desk.show_heading()
        with context.told():
            if recover(store, context.drafts, formats):
                self.say(_("What was being typed when the program ended is kept."), action=_("Undo"), run=context.undo)

    def _put_away(self) -> Context | None:
        """Take the book off the window and return it, still open."""
        context, desk, follower = self._context, self.desk, self._follower
        if desk is not None and follower is not None:
            desk.leave()
            desk.status_changed.disconnect(self.status.show_place)
            follower.stop()
            follower.deleteLater()
            self._middle.removeWidget(desk)
            desk.deleteLater()
        self._context = self.desk = self._follower = None
        self.status.show_place("")
        self.status.say("")
        self.setWindowTitle(APP)
        return context
