"""Where the program keeps what: shown in the preferences, each with a way to look at it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.paths import config_folder, log_folder
from crm_desktop.storage.problems import writing
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import FlatButton, plain_label

PLACES: tuple[tuple[str, Callable[[Context], Path]], ...] = (
    (N_("This book"), lambda context: context.store.path.parent),
    (N_("Backups"), Context.backup_folder),
    (N_("Settings"), lambda _context: config_folder()),
    (N_("Log"), lambda _context: log_folder()),
)


class PlacesTable(QWidget):
    """One line for each place: what it is, where it is, and a button."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.buttons: list[FlatButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 12, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        self._paths = [plain_label("") for _place in PLACES]
        for row, (title, _folder) in enumerate(PLACES):
            button = FlatButton(_("Show in folder"), "folder")
            button.setAccessibleName(_("Show in folder: {what}").format(what=_(title)))
            button.clicked.connect(partial(self.show_place, row))
            self.buttons.append(button)
            grid.addWidget(plain_label(_(title), "muted", cuts=False), row, 0)
            grid.addWidget(self._paths[row], row, 1)
            grid.addWidget(button, row, 2)
        self.refresh()

    def refresh(self) -> None:
        """Show the places as they are chosen now."""
        for label, (_title, folder) in zip(self._paths, PLACES, strict=True):
            label.setText(str(folder(self._context)))

    def folder(self, row: int) -> Path:
        """Return the folder of a line."""
        return PLACES[row][1](self._context)

    def show_place(self, row: int) -> None:
        """Open a folder in the system's file browser; one that is not there yet is made."""
        folder = self.folder(row)
        with self._context.told(), writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
