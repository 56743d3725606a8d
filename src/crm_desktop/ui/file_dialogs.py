"""Asking for files. Every dialog of the program comes from here, because a careless one drops the lock on the book.

Dialogs tell files by their content: Qt's own and GTK's open each file in the folder for that, and as soon as such a
handle of the open book is closed, SQLite's lock is gone on POSIX systems. So on Linux it is Qt's dialog, with icons by
name alone; on Windows and macOS the system's dialog looks from a process of its own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.ui.icons import icon

_Mode = QFileDialog.FileMode
_ENDING = re.compile(r"\*(\.\w+)")


class _IconsByName(QAbstractFileIconProvider):
    """Tells a folder from a file and looks into neither."""

    def icon(self, what: object) -> QIcon:
        is_folder = what.isDir() if isinstance(what, QFileInfo) else what == self.IconType.Folder
        return icon("folder" if is_folder else "file")

    def type(self, what: QFileInfo) -> str:
        return "" if what.isDir() else what.suffix()


def open_one(parent: QWidget, title: str, start: Path | str, kinds: str = "") -> Path | None:
    """Ask for a file that is there; None where none was chosen. `kinds` is a filter as Qt has it."""
    found = _ask(_dialog(parent, title, start, kinds, _Mode.ExistingFile))
    return found[0] if found else None


def open_many(parent: QWidget, title: str, start: Path | str, kinds: str = "") -> list[Path]:
    """Ask for files that are there."""
    return _ask(_dialog(parent, title, start, kinds, _Mode.ExistingFiles))


def save_as(parent: QWidget, title: str, start: Path | str, kinds: str = "") -> Path | None:
    """Ask where to write a file; one that is there is asked about by the dialog. `start` may name the file."""
    dialog = _dialog(parent, title, start, kinds, _Mode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda kind: _rename(dialog, kind))
    found = _ask(dialog)
    return found[0] if found else None


def folder(parent: QWidget, title: str, start: Path | str) -> Path | None:
    """Ask for a folder."""
    dialog = _dialog(parent, title, start, "", _Mode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    found = _ask(dialog)
    return found[0] if found else None


def _rename(dialog: QFileDialog, kind: str) -> None:
    """Give the name in the dialog the ending of the kind of file that was chosen, such as "CSV (*.csv)"."""
    ending = _ENDING.search(kind)
    names = dialog.selectedFiles()
    if ending is not None and names:
        dialog.selectFile(Path(names[0]).with_suffix(ending[1]).name)


def _dialog(parent: QWidget, title: str, start: Path | str, kinds: str, mode: QFileDialog.FileMode) -> QFileDialog:
    place = Path(start)
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, sys.platform not in ("win32", "darwin"))
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.icons = _IconsByName()  # type: ignore[attr-defined]  # the dialog does not keep it alive
    dialog.setIconProvider(dialog.icons)  # type: ignore[attr-defined]
    dialog.setFileMode(mode)
    if kinds:
        dialog.setNameFilter(kinds)
    is_folder = place.is_dir()
    dialog.setDirectory(str(place if is_folder else place.parent))
    if not is_folder and place.name:
        dialog.selectFile(place.name)
    return dialog


def _ask(dialog: QFileDialog) -> list[Path]:
    chosen = [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []
    dialog.deleteLater()
    return chosen
