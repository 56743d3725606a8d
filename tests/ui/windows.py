"""The real window on a real book, driven by keys as a user would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.settings import Settings
from crm_desktop.model import Opportunity, Record
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.panes.records import RecordsPane
from crm_desktop.ui.window import MainWindow


class Desktop:
    """A window and the hand of its user."""

    def __init__(self, qtbot: QtBot, *, has_book: bool = False) -> None:
        self.qtbot = qtbot
        self.settings = Settings()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, "light", 100)
        self.window = MainWindow(self.settings, WindowMemory())
        self.window.fill()
        if not has_book:
            self.window.show_start()
        self.window.resize(1360, 820)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    @property
    def context(self) -> Context:
        """The open book."""
        assert self.window.context is not None
        return self.window.context

    @property
    def store(self) -> Store:
        """The open file."""
        return self.context.store

    def settle(self) -> None:
        """Wait until nothing runs any more and everything that is queued has happened."""
        for _round in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self._is_quiet, timeout=15_000)

    def rest(self) -> None:
        """Wait as long as the page needs to follow the cursor of the list."""
        pane = self.pane
        self.qtbot.waitUntil(lambda: pane.page.record_id == pane.list.selection.current())
        self.settle()

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a combination of keys, such as "Ctrl+N", on what has the keyboard."""
        target = widget or QApplication.focusWidget() or self.window
        QTest.keySequence(target, QKeySequence(keys))
        self.settle()

    def write(self, text: str) -> None:
        """Type into what has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.settle()

    def run(self, command_id: str) -> None:
        """Choose a command in its menu."""
        self.menu_of(command_id)
        self.window.frame.menus.action(command_id).trigger()
        self.settle()

    def words(self, command_id: str) -> str:
        """Return what the menu calls a command now."""
        self.menu_of(command_id)
        return self.window.frame.menus.action(command_id).text()

    def is_offered(self, command_id: str) -> bool:
        """Tell whether the menu offers a command now, or shows it in grey."""
        menu = self.menu_of(command_id, closes=False)
        offered = self.window.frame.menus.action(command_id).isEnabled()
        menu.aboutToHide.emit()
        return offered

    def menu_of(self, command_id: str, *, closes: bool = True) -> QMenu:
        """Open the menu that a command is in, as far as a menu does without a screen."""
        action = self.window.frame.menus.action(command_id)
        menu = next(menu for menu in self.window.findChildren(QMenu) if action in menu.actions())
        menu.aboutToShow.emit()
        if closes:
            menu.aboutToHide.emit()
        return menu

    @property
    def pane(self) -> RecordsPane:
        """The list in front."""
        pane = self.window.pane
        assert isinstance(pane, RecordsPane)
        return pane

    def show_pane(self, name: str) -> RecordsPane:
        """Turn to the pane of an entity."""
        self.window.open_pane(name)
        self.settle()
        return self.pane

    def field(self, name: str) -> QLineEdit:
        """Return the field of the form that is open."""
        if not self.pane.page.details.is_editing:
            self.pane.page.details.edit(name)
        widget = self.pane.page.form.editor(name).widget
        assert isinstance(widget, QLineEdit)
        return widget

    def names(self) -> list[str]:
        """Return the names in the list in front."""
        table = self.pane.list.table
        return [table.texts(row)[0] for row in range(table.rowCount())]

    def status(self) -> str:
        """Return what the foot of the window says."""
        return self.window.frame.status.text()

    def notice(self) -> str:
        """Return the sentence above the pane, or on the start page."""
        bar = self.window.pane.notice if self.window.pane is not None else self.window.frame.start.notice
        return bar.text() if bar.isVisible() else ""

    def count(self, model: type[Record]) -> int:
        """Return how many records the file holds."""
        with self.store.read() as session:
            return int(raw_of(session).execute(f'SELECT count(*) FROM "{model.__tablename__}"').fetchone()[0])

    def close(self) -> None:
        """Close the window and wait until the file is given back."""
        self.window.close()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=15_000)

    def _is_quiet(self) -> bool:
        context = self.window.context
        return not self.window.jobs.running and (context is None or not context.jobs.running)


@contextmanager
def desktop(qtbot: QtBot, book: Path | None = None, pane: str = Opportunity.__tablename__) -> Iterator[Desktop]:
    """Open the window, on a pane of a book or on the start page, and close it in the end."""
    from crm_desktop.ui import books

    made = Desktop(qtbot, has_book=book is not None)
    if book is not None:
        made.window.first_place = pane
        assert books.open_book(made.window, book), made.notice()
    made.settle()
    try:
        yield made
    finally:
        if made.window.isVisible():
            made.close()
        QApplication.setQuitOnLastWindowClosed(True)  # as it is before a window goes into the tray
        made.window.deleteLater()
        QApplication.sendPostedEvents(made.window, QEvent.Type.DeferredDelete)
