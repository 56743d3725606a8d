"""Preferences: pages at the left, each choice holds at once. The book's own pages come behind those of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QScrollArea, QStackedWidget, QVBoxLayout

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import settings_page
from crm_desktop.ui.dialogs.book_lists import BookListsPage
from crm_desktop.ui.dialogs.custom_fields import CustomFieldsPage
from crm_desktop.ui.dialogs.exchange_rates import ExchangeRatesPage
from crm_desktop.ui.dialogs.letterhead_page import LetterheadPage
from crm_desktop.ui.dialogs.sales_process import SalesProcessPage
from crm_desktop.ui.dialogs.settings_page import BookPage, SettingsPage
from crm_desktop.ui.widgets import NoticeBar, plain_label

Page = (
    SettingsPage | BookPage | LetterheadPage | SalesProcessPage | BookListsPage | CustomFieldsPage | ExchangeRatesPage
)
SALES_PROCESS = "sales-process"
_SIZE = (1000, 640)
_SIDE = 150
_BESIDE = 12
_FRAME = 24
"""Pixels of the screen on each side for the frame that the desktop draws around a window."""


def _declared() -> dict[str, tuple[str, Callable[[Context], Page]]]:
    """Return the pages by id: the title, and how one is built."""
    found: dict[str, tuple[str, Callable[[Context], Page]]] = {}
    for page in settings_page.pages():
        found[page] = (_(page), partial(SettingsPage, page=page))
    found["book"] = (_("This book"), BookPage)
    found["letterhead"] = (_("Letterhead"), LetterheadPage)
    found[SALES_PROCESS] = (_("Sales process"), SalesProcessPage)
    found["lists"] = (_("Lists"), BookListsPage)
    found["custom-fields"] = (_("Custom fields"), CustomFieldsPage)
    found["exchange-rates"] = (_("Exchange rates"), ExchangeRatesPage)
    return found


class Preferences(QDialog):
    """The dialog; a page is built when it is first shown."""

    def __init__(self, context: Context, page: str = "") -> None:
        super().__init__(context.window)
        self._context = context
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._fit_list)
        self._declared = _declared()
        self._built: dict[str, Page] = {}
        self._rooms: dict[str, QScrollArea] = {}
        self.setWindowTitle(_("Preferences"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Pages"))
        self.list.setFixedWidth(theme.pixels(_SIDE))
        for title, _build in self._declared.values():
            self.list.addItem(title)
        self.title = plain_label("", "name")
        self.notice = NoticeBar()
        self._stack = QStackedWidget()
        self._arrange()
        self.list.currentRowChanged.connect(self._choose)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._forget_problem))
        self.list.setCurrentRow(list(self._declared).index(page) if page in self._declared else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_list()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._settle.start()

    def _fit_list(self) -> None:
        """Let every title be read whole, in the present size of the text."""
        self.list.doItemsLayout()  # the style sheet has come since the lines were measured
        frame = 2 * self.list.frameWidth()
        self.list.setFixedWidth(max(theme.pixels(_SIDE), self.list.sizeHintForColumn(0) + frame + _BESIDE))

    def page(self, name: str) -> Page:
        """Return a page by its id, built where it is not yet."""
        if name not in self._built:
            made = self._built[name] = self._declared[name][1](self._context)
            made.failed.connect(self._tell)
            if isinstance(made, SettingsPage):
                made.chosen.connect(self._take_setting)
            room = self._rooms[name] = QScrollArea()
            room.setWidgetResizable(True)
            room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            room.setWidget(made)
            self._stack.addWidget(room)
        return self._built[name]

    def _arrange(self) -> None:
        close = FlatButton(_("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.title)
        right.addWidget(self.notice)
        right.addWidget(self._stack, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 18, 14)
        row.setSpacing(18)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        screen = self._context.window.screen().availableGeometry().size()
        room = screen.shrunkBy(QMargins(_FRAME, _FRAME, _FRAME, _FRAME))
        self.resize(QSize(theme.pixels(_SIZE[0]), theme.pixels(_SIZE[1])).boundedTo(room))

    def _choose(self, row: int) -> None:
        name, (title, _build) = list(self._declared.items())[row]
        self.notice.close_notice()
        self.title.setText(title)
        self.page(name)
        self._stack.setCurrentWidget(self._rooms[name])

    def _forget_problem(self, _changes: object) -> None:
        """Take back why a step could not be done, since another one was."""
        self.notice.close_notice()

    def _take_setting(self, key: str) -> None:
        """Let the window look at the settings again; where country or language changed, the pages are built anew."""
        self.notice.close_notice()
        host = self._context.host
        host.take_settings()
        if key == "language" and host.context is not None:
            self.accept()
            open_preferences(host.context, list(self._declared)[self.list.currentRow()])
            return
        if host.context is not None and host.context is not self._context:
            self._context = host.context
            shown = list(self._declared)[self.list.currentRow()]
            for name in [name for name in self._built if name != shown]:
                del self._built[name]
                room = self._rooms.pop(name)
                self._stack.removeWidget(room)
                room.deleteLater()

    def _tell(self, sentence: str) -> None:
        self.notice.say(sentence, "error")


def open_preferences(context: Context, page: str = "") -> Preferences:
    """Show the preferences over the window, at a page where one is named; returns at once."""
    dialog = Preferences(context, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
