"""Which program this is, what it is made with, and where it keeps things."""

from __future__ import annotations

import platform
import sqlite3

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop import __version__
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP, config_folder, data_folder, log_folder
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.labels import plain_label


def facts() -> list[str]:
    """Return what a report of a problem should say."""
    return [
        f"{APP} {__version__}",
        f"Python {platform.python_version()} · Qt {PySide6.__version__} · SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} {platform.release()} · {platform.machine()}",
        _("Books: {folder}").format(folder=data_folder()),
        _("Settings: {folder}").format(folder=config_folder()),
        _("Log: {folder}").format(folder=log_folder()),
    ]


def open_about(parent: QWidget) -> FramedDialog:
    """Show the facts; returns at once."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(plain_label(APP, "title"))
    column.addWidget(plain_label(_("Your customers in one file that is yours. No server, no login, no network."), wraps=True))  # fmt: skip
    column.addSpacing(6)
    for fact in facts():
        column.addWidget(plain_label(fact, "muted", selectable=True, wraps=True))
    column.addSpacing(6)
    column.addWidget(plain_label(_("Free software under the MIT license."), "small"))
    fonts = _("Fonts on paper: DejaVu Sans, Noto Sans (OFL 1.1) and WenQuanYi Micro Hei (Apache 2.0).")
    column.addWidget(plain_label(fonts, "small", wraps=True))
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    dialog = FramedDialog(parent, _("About CRM Desktop"), "", content, size=(520, 340))
    dialog.open()
    return dialog
