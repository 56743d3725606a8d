"""The commands that explain the program."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.base.i18n import N_
from crm_desktop.base.paths import log_folder
from crm_desktop.ui.commands.command import anywhere
from crm_desktop.ui.context import Host


def show_manual(host: Host) -> None:
    """Open the manual."""
    from crm_desktop.ui.dialogs.manual import open_manual

    open_manual(host.widget())


def show_shortcuts(host: Host) -> None:
    """Open the sheet of all keys."""
    from crm_desktop.ui.dialogs.shortcuts import open_shortcuts

    open_shortcuts(host)


def show_log(_host: Host) -> None:
    """Open the folder of the log in the system's file browser."""
    log_folder().mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))


def show_about(host: Host) -> None:
    """Say which program this is."""
    from crm_desktop.ui.dialogs.about import open_about

    open_about(host.widget())


HELP = (
    anywhere("help.manual", N_("Manual"), show_manual, "Help", "F1", "help"),
    anywhere("help.shortcuts", N_("Keyboard shortcuts"), show_shortcuts, "Help", "Ctrl+F1", "keyboard"),
    anywhere("help.log", N_("Show the log"), show_log, "Help", "", "folder", section=1),
    anywhere("help.about", N_("About CRM Desktop"), show_about, "Help", "", "info", section=1),
)
