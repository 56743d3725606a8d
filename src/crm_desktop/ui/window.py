"""The main window: menus at the top, the open book or the start page in the middle, the status line at the foot.

It knows no pane, no dialog and no command by name: it is the `Host` that they are given. It is painted before what
fills it has been loaded, so it imports late what stands on the core.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP
from crm_desktop.base.settings import Settings
from crm_desktop.schema import country
from crm_desktop.ui import speech, theme
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.memory import WindowMemory

if TYPE_CHECKING:
    from crm_desktop.services.reminders import Reminder
    from crm_desktop.storage.store import Store
    from crm_desktop.ui.context import Context
    from crm_desktop.ui.desk import Desk
    from crm_desktop.ui.frame import Frame
    from crm_desktop.ui.panes.pane import Pane
    from crm_desktop.ui.widgets import NoticeKind

_PLACE = "main"


class MainWindow(QMainWindow):
    """Shows one book at a time, on its `desk`. Until `fill` it is blank, in its place on the screen."""

    frame: Frame

    def __init__(self, settings: Settings, memory: WindowMemory) -> None:
        super().__init__()
        self.settings, self.memory = settings, memory
        self.jobs = Jobs(self)
        self.desk: Desk | None = None
        self.first_place = ""
        """The place in the navigation that a book is opened at, where that is not the usual one."""
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
        """Make what is around the book."""
        from crm_desktop.ui.frame import Frame

        self.frame = Frame(self, self, self._middle)

    def show_start(self) -> None:
        """Show the start page, unless a book has been opened meanwhile."""
        if self.desk is None:
            self.frame.show_start()

    @property
    def context(self) -> Context | None:
        return self.desk.context if self.desk is not None else None

    @property
    def pane(self) -> Pane | None:
        return self.desk.pane() if self.desk is not None else None

    def widget(self) -> QWidget:
        return self

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        self.frame.say(text, kind, action, run)

    def go_to(self, entity: str, record_id: int) -> None:
        if self.desk is not None:
            self.desk.go_to(entity, record_id)

    def open_pane(self, name: str) -> Pane | None:
        return self.desk.open_pane(name) if self.desk is not None else None

    def open_palette(self, words: str = "") -> None:
        self.frame.palette_box.open_with(words)

    def run_command(self, command_id: str) -> None:
        self.frame.menus.action(command_id).trigger()

    def actions_of_selection(self) -> list[QAction]:
        return self.frame.menus.of_selection()

    def actions_of_view(self) -> list[QAction]:
        return self.frame.menus.of_view()

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
        country.take_up(self.settings)
        is_spoken = speech.speak(app, country.language_of(self.settings))
        context = self.context
        if not is_spoken or (context is not None and context.formats != country.formats_of(self.settings)):
            self._show_anew(context, in_other_words=not is_spoken)
        self.frame.tray.follow_settings()
        self.show_heading()
        if self.desk is not None:
            self.desk.publishing.refresh()
            self.desk.scheduled.refresh()

    def _show_anew(self, context: Context | None, *, in_other_words: bool) -> None:
        """Make everything again that holds words or dates, and show the pane again that was in front."""
        place = self.desk.place() if self.desk is not None else ""
        if context is not None:
            self._put_away()
            context.bridge.close()
        if in_other_words:
            self.frame.take_away()
            self.fill()
        if context is None:
            self.show_start()
        else:
            self._show_book(context.store, place)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._has_ended:
            event.accept()
            return
        event.ignore()
        if self.desk is not None and self.frame.tray.takes(event):
            self.frame.tray.go_in()
        elif not self._is_leaving:
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
        was_in_tray = self.isHidden()
        self.frame.tray.sign.setVisible(False)
        self.close()
        if was_in_tray:  # no window was there that could be the last one
            QApplication.quit()

    def _stay(self, context: Context) -> None:
        context.bridge.close()
        self._is_leaving = False
        self._show_book(context.store)

    def _show_book(self, store: Store, place: str = "") -> None:
        from crm_desktop.ui.context import context_of
        from crm_desktop.ui.desk import Desk

        self.desk = Desk(context_of(self, store))
        self.desk.titled.connect(lambda title: self.setWindowTitle(f"{title} — {APP}"))
        self.desk.status_changed.connect(self.frame.status.show_place)
        self.desk.watcher.began.connect(self._tell_desktop)
        self.desk.scheduled.lies_ready.connect(self.frame.tray.notify)
        self.desk.doorbell.rang.connect(self._answer_the_door)
        self._middle.addWidget(self.desk)
        self._middle.setCurrentWidget(self.desk)
        self.frame.status.say("")
        self.desk.enter(place or self.first_place)

    def _tell_desktop(self, began: list[Reminder]) -> None:
        self.frame.tray.tell(began)

    def _answer_the_door(self) -> None:
        self.frame.tray.come_out()
        self.say(_("The book was asked for once more: this window has it open."))

    def _put_away(self) -> Context | None:
        """Take the book off the window and return it, still open."""
        context, desk = self.context, self.desk
        if desk is not None:
            if (field := desk.focusWidget()) is not None:
                field.clearFocus()  # while it is whole: what it would tell as it is destroyed reaches nobody
            desk.leave()
            desk.status_changed.disconnect(self.frame.status.show_place)
            self._middle.removeWidget(desk)
            desk.deleteLater()
        self.desk = None
        self.frame.status.show_place("")
        self.frame.status.say("")
        self.setWindowTitle(APP)
        return context
