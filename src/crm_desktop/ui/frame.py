"""What the window has around the book: menus, status line, the box that searches, and the page where no book is open.

All of it holds words: when the program turns to another language, one `Frame` is taken away and another one made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.palette import Palette
from crm_desktop.ui.menus import Menus, available
from crm_desktop.ui.print_key import PrintKey
from crm_desktop.ui.reminders.tray import Tray
from crm_desktop.ui.status import StatusLine
from crm_desktop.ui.widgets import NoticeKind

if TYPE_CHECKING:
    from crm_desktop.ui.dialogs.start import StartPage


class Frame:
    """`middle` is what the window shows between its menus and its status line."""

    def __init__(self, host: Host, window: QMainWindow, middle: QStackedWidget) -> None:
        self._host, self._window, self._middle = host, window, middle
        self.status = StatusLine()
        window.statusBar().addWidget(self.status, 1)
        self.menus = Menus(window.menuBar(), host, window)
        self.print_key = PrintKey(host)
        self.tray = Tray(host)
        self.palette_box = Palette(host, middle, lambda: tuple(available(host)))

    @cached_property
    def start(self) -> StartPage:
        """The start page; who opens the book of yesterday never sees it."""
        from crm_desktop.ui.dialogs.start import StartPage

        page = StartPage(self._host)
        self._middle.addWidget(page)
        return page

    def show_start(self) -> None:
        """Show the start page."""
        self.start.refresh()
        self._middle.setCurrentWidget(self.start)

    def say(self, text: str, kind: NoticeKind, action: str, run: Callable[[], object] | None) -> None:
        """Say what happened at the foot, and what is wrong above the pane in front, else on the start page."""
        front = self._host.pane or self.start
        if kind == "info":
            front.notice.forget_problem()
            self.status.say(text, action, run)
        else:
            front.notice.say(text, kind, action=action, run=run)

    def take_away(self) -> None:
        """Let no key answer any more, and nothing be seen."""
        self.tray.take_away()
        self.menus.take_away()
        self._window.menuBar().clear()
        start: QWidget | None = self.__dict__.pop("start", None)
        for part in (self.menus, self.print_key, self.status, self.palette_box, start):
            if part is not None:
                part.deleteLater()
