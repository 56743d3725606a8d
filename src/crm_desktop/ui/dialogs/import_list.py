"""The files that were chosen for an import, each with what it becomes; more are added by a dialog or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.exchange.table import FORMATS
from crm_desktop.ui import file_dialogs, theme
from crm_desktop.ui.dialogs.chosen_file import ChosenFile
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import FlatButton, plain_tooltip


class FileList(QWidget):
    """Names in the order of choosing; `wanted` carries files to read, `picked` the row to show."""

    wanted = Signal(list)
    picked = Signal(int)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.list = _Names()
        self.list.setAccessibleName(_("Files"))
        self.list.currentRowChanged.connect(self._pick)
        self.list.remove_wanted.connect(self._remove)
        self.add = FlatButton(_("Add files…"), "plus")
        self.add.clicked.connect(self.choose)
        self.remove = FlatButton(_("Remove"))
        self.remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.pixels(226))
        # as wide as its buttons need in the language of the window, whatever the list would like
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def choose(self) -> None:
        """Ask for files."""
        patterns = " ".join(f"*{suffix}" for form in FORMATS for suffix in form.suffixes)
        kinds = f"{_('Tables')} ({patterns});;{_('All files')} (*)"
        paths = file_dialogs.open_many(self, _("Files to import"), Path.home(), kinds)
        if paths:
            self.wanted.emit(paths)

    def show_files(self, files: Sequence[ChosenFile], current: int) -> None:
        """Show the files with what each becomes."""
        self.list.blockSignals(True)
        self.list.clear()
        for chosen in files:
            self.list.addItem(_item(chosen))
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        self.remove.setEnabled(bool(files))

    def _pick(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)

    def _remove(self) -> None:
        if self.list.currentRow() >= 0:
            self.removed.emit(self.list.currentRow())


class _Names(QListWidget):
    """The list itself: Delete takes a file off it."""

    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setIconSize(QSize(theme.pixels(17), theme.pixels(17)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore()  # the whole dialog takes the files

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()


def _item(chosen: ChosenFile) -> QListWidgetItem:
    becomes = _(chosen.mapping.model.entity.plural) if chosen.mapping else _("left out")
    sign = icon(chosen.mapping.model.entity.icon) if chosen.mapping else icon("minus", "muted")
    if chosen.table is None:
        becomes, sign = _("cannot be read"), icon("warning", "warning")
    item = QListWidgetItem(sign, f"{chosen.name}\n{becomes}")
    item.setToolTip(plain_tooltip(chosen.reason or str(chosen.path)))
    return item
