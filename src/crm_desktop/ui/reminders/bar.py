"""The bar above the pane with what rings: it takes room, but never the keyboard. F8 goes there, Esc comes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.services import reminders
from crm_desktop.services.reminders import Reminder
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import pixmap
from crm_desktop.ui.labels import PlainLabel, plain_label
from crm_desktop.ui.reminders import words
from crm_desktop.ui.reminders.watcher import Watcher
from crm_desktop.ui.widgets import Card

MOST = 3
"""So many are shown, in a low window one; the others follow when these are answered."""
_ROOMY, _HIGH = 760, 620
"""Pixels at 100 %: the width from which on the buttons have their words, the height of a window that is not low."""


class ReminderRow(QWidget):
    """One reminder with its answers."""

    opened, finished, dismissed = Signal(), Signal(), Signal()
    snoozed = Signal(object)
    """Until when."""

    def __init__(self, reminder: Reminder, formats: Formats) -> None:
        super().__init__()
        self.reminder, self._formats = reminder, formats
        self._sign = PlainLabel()
        self.name = plain_label(reminder.name, "strong")
        self.detail = plain_label("", "muted")
        self._ways = QMenu(self)
        self._ways.setToolTipsVisible(False)
        self._ways.aboutToShow.connect(self._fill)
        self.buttons = {
            "open": FlatButton(_("Open"), "open"),
            "finish": FlatButton(_("Finish"), "check"),
            "snooze": FlatButton(_("Later"), "clock", menu=self._ways),
            "dismiss": FlatButton(_("Dismiss"), "close"),
        }
        for button in self.buttons.values():
            button.setAccessibleDescription(reminder.name)
        self.buttons["open"].clicked.connect(self.opened)
        self.buttons["finish"].clicked.connect(self.finished)
        self.buttons["dismiss"].clicked.connect(self.dismissed)
        self._arrange()
        self.refresh()

    def refresh(self, more: str = "") -> None:
        """Say again how soon it begins, then `more`, then with whom."""
        soon = words.when(self.reminder, dates.now(), self._formats)
        self.detail.setText(" · ".join(filter(None, (soon, more, *self.reminder.people))))
        is_late = self.reminder.at < dates.now() and not self.reminder.all_day
        self.detail.set_role("danger" if is_late else "muted")
        size = theme.pixels(18)
        self._sign.setPixmap(pixmap("bell", size, "danger" if is_late else "link", self.devicePixelRatioF()))

    def set_short(self, *, is_short: bool) -> None:
        """Leave the words out of the buttons where room is short."""
        for button in self.buttons.values():
            button.set_short(is_short=is_short)

    def _arrange(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.name)
        texts.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addLayout(texts, 1)
        for button in self.buttons.values():
            row.addWidget(button)

    def _fill(self) -> None:
        self._ways.clear()
        for title, until in reminders.ways_to_snooze(self.reminder, dates.now()):
            self._ways.addAction(_(title)).triggered.connect(partial(self.snoozed.emit, until))


class ReminderBar(QWidget):
    """Shows what a watcher finds, what begins first at the top."""

    def __init__(self, context: Context, watcher: Watcher) -> None:
        super().__init__()
        self._context, self._watcher = context, watcher
        self._found: Sequence[Reminder] = ()
        self._is_low = False
        self._before: QObject | None = None
        self.rows: list[ReminderRow] = []
        self.more = plain_label("", "muted")
        self.dismiss_all = FlatButton(_("Dismiss all"))
        self.dismiss_all.clicked.connect(lambda: watcher.dismiss(self._found))
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(lambda: self.show_reminders(self._found))
        self._card = Card()
        self._card.setProperty("rings", True)
        self._arrange()
        self.setAccessibleName(_("Reminders"))
        self.hide()
        watcher.rang.connect(self.show_reminders)
        watcher.began.connect(self._announce)

    def show_reminders(self, found: Sequence[Reminder]) -> None:
        """Show what rings; the keyboard stays on the same button of the same place, or goes back where it was."""
        self._found = found
        self._is_low = self.window().height() < theme.pixels(_HIGH)
        shown = found[: 1 if self._is_low else MOST]
        if [row.reminder for row in self.rows] != list(shown):
            place = self._place()
            self._make_rows(shown)
            self.setVisible(bool(shown))
            if place is not None:
                self._put(*place)
        others = len(found) - len(shown)
        more = count_of("and {n} more", "and {n} more", others) if others else ""
        for row in self.rows:
            row.refresh(more if self._is_low else "")
        self.more.setText(more)
        self._shorten()
        self._foot.setVisible(len(found) > 1 and not self._is_low)

    def take_keyboard(self) -> None:
        """Put the keyboard on the first reminder."""
        if self.rows:
            if not self.isAncestorOf(QApplication.focusWidget() or self):
                self._before = QApplication.focusWidget()
            self._put(0, "open")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._give_keyboard_back()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Take up what the window has room for, a moment later: nothing is exchanged while a layout is at work."""
        self._rest.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _arrange(self) -> None:
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.more, 1)
        foot.addWidget(self.dismiss_all)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._card.box.addLayout(self._column)
        self._card.box.addWidget(self._foot)
        self._card.box.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 14, 22, 0)
        whole.addWidget(self._card)

    def _make_rows(self, shown: Sequence[Reminder]) -> None:
        for row in self.rows:
            row.hide()
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = [ReminderRow(one, self._context.formats) for one in shown]
        for row in self.rows:
            one = row.reminder
            row.opened.connect(partial(self._context.go_to, "activity", one.activity_id))
            row.finished.connect(partial(self._watcher.finish, one))
            row.dismissed.connect(partial(self._watcher.dismiss, [one]))
            row.snoozed.connect(partial(self._watcher.snooze, one))
            self._column.addWidget(row)

    def _shorten(self) -> None:
        for row in self.rows:
            row.set_short(is_short=self.width() < theme.pixels(_ROOMY))

    def _place(self) -> tuple[int, str] | None:
        """Return the row and the button that have the keyboard."""
        here = QApplication.focusWidget()
        for number, row in enumerate(self.rows):
            for name, button in row.buttons.items():
                if button is here:
                    return number, name
        return None

    def _put(self, number: int, name: str) -> None:
        if self.rows:
            button = self.rows[min(number, len(self.rows) - 1)].buttons[name]
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._give_keyboard_back()

    def _give_keyboard_back(self) -> None:
        before, self._before = self._before, None
        target = before if isinstance(before, QWidget) and isValid(before) else self._context.host.pane
        if target is not None:
            target.setFocus()

    def _announce(self, began: Sequence[Reminder]) -> None:
        for one in began:
            said = f"{one.name}, {words.detail(one, dates.now(), self._context.formats)}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
