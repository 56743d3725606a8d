"""The program's sign in the tray of the desktop, where there is one: it tells of reminders, and the window hides there.

A window in the tray keeps its book open. Only the user's own closing of the window goes there; Quit, and the end of
the session, end the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.paths import APP, resources
from crm_desktop.ui.icons import icon

if TYPE_CHECKING:
    from crm_desktop.services.reminders import Reminder
    from crm_desktop.ui.context import Host

NOTIFY, STAY = "notify_desktop", "stay_in_tray"
WITHOUT = {
    NOTIFY: N_("This desktop has no tray, so reminders come in the window only."),
    STAY: N_("This desktop has no tray, so the program ends when its window is closed."),
}
"""What to say of a setting where there is no tray."""
_SECONDS = 20
_MINIMIZED = Qt.WindowState.WindowMinimized


def is_there() -> bool:
    """Tell whether the desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def _is_session_ending() -> bool:
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.isSavingSession()


class Tray(QObject):
    """Shown while one of its settings wants it."""

    def __init__(self, host: Host) -> None:
        window = host.widget()
        super().__init__(window)
        self._host, self._window = host, window
        self._told: Reminder | None = None
        self._menu = QMenu(window)
        self._menu.setTitle(APP)
        self._menu.addAction(icon("open"), _("Open")).triggered.connect(self.come_out)
        self._menu.addAction(icon("phone"), _("Log a call…")).triggered.connect(self._log_call)
        self._menu.addAction(_("Quit")).triggered.connect(self._quit)
        self._icon = QIcon(str(resources() / "icons" / "style" / "app.svg"))
        self.sign = QSystemTrayIcon(self._icon, self)
        self.sign.setToolTip("CRM Desktop")  # the desktop shows it letter by letter
        self.sign.setContextMenu(self._menu)
        self.sign.activated.connect(self._follow_click)
        self.sign.messageClicked.connect(self._open_told)
        self.follow_settings()

    def follow_settings(self) -> None:
        """Show the sign, or take it away."""
        settings = self._host.settings
        self.sign.setVisible(is_there() and bool(settings[NOTIFY] or settings[STAY]))

    def takes(self, event: QCloseEvent) -> bool:
        """Tell whether a window that is being closed goes into the tray."""
        wanted = self._host.context is not None and self._host.settings[STAY] and is_there()
        return bool(wanted) and event.spontaneous() and not _is_session_ending()

    def go_in(self) -> None:
        """Hide the window; the book stays open."""
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()

    def come_out(self) -> None:
        """Show the window, in front."""
        QApplication.setQuitOnLastWindowClosed(True)
        self._window.show()
        self._window.setWindowState(self._window.windowState() & ~_MINIMIZED)
        self._window.raise_()
        self._window.activateWindow()

    def tell(self, began: Sequence[Reminder]) -> None:
        """Tell the desktop what began to ring, unless the window is in front."""
        if not began:
            return
        from crm_desktop.ui.reminders import words

        context, now = self._host.context, dates.now()
        if context is None:
            return
        details = [words.detail(one, now, context.formats) for one in began]
        lines = [f"{one.name}: {detail}" for one, detail in zip(began, details, strict=True)]
        title, text = (began[0].name, details[0]) if len(began) == 1 else (_("Reminders"), "\n".join(lines))
        self.notify(title, text, began[0] if len(began) == 1 else None)

    def notify(self, title: str, text: str, of: Reminder | None = None) -> None:
        """Tell the desktop something, if the user wants that and the window is not in front; a click shows what it is of."""
        if self._host.settings[NOTIFY] and self.sign.isVisible() and not self._window.isActiveWindow():
            self._told = of
            self.sign.showMessage(title, text, self._icon, _SECONDS * 1000)

    def take_away(self) -> None:
        """Leave the tray."""
        QApplication.setQuitOnLastWindowClosed(True)
        self.sign.setVisible(False)
        self._menu.deleteLater()
        self.deleteLater()

    def _follow_click(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.come_out()

    def _open_told(self) -> None:
        """Show what the last message told of; of several, the window alone."""
        self.come_out()
        if self._told is not None:
            self._host.go_to("activity", self._told.activity_id)

    def _log_call(self) -> None:
        """Open the line that takes anything down, begun as a call."""
        self.come_out()
        context = self._host.context
        if context is not None:
            from crm_desktop.ui.dialogs.capture import open_capture

            line = open_capture(context).line
            line.setText(line.text() or _("call") + " ")

    def _quit(self) -> None:
        self._host.run_command("file.quit")
