"""Files on records, on their way in and out: opened by the system's program, saved elsewhere, attached by a dialog."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.paths import opened_folder
from crm_desktop.base.task import Task
from crm_desktop.services import attachments
from crm_desktop.storage.store import Store
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.context import Context

Place = tuple[str, int]
"""Entity and id of the record that files are put on."""


def open_file(store: Store, attachment_id: int) -> None:
    """Open a copy of a file in the system's program. Raises UserError."""
    with store.read() as session:
        path = attachments.copy_to_open(session, attachment_id, opened_folder())
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise UserError(_("No program here opens “{name}”. Save it elsewhere instead.").format(name=path.name))


def forget_opened() -> None:
    """Remove the copies that were opened; one that a program still holds stays until the next time."""
    shutil.rmtree(opened_folder(), ignore_errors=True)


def save_file(store: Store, attachment_id: int, parent: QWidget) -> Path | None:
    """Ask for a place and write a file there; None where the user chose none. Raises UserError."""
    with store.read() as session:
        name, _content = attachments.content_of(session, attachment_id)
    chosen = file_dialogs.save_as(parent, _("Save the file"), Path.home() / name)
    if chosen is not None:
        with store.read() as session:
            attachments.save_as(session, attachment_id, chosen)
    return chosen


def choose_files(context: Context, on: Place) -> None:
    """Ask for files and put them on a record."""
    paths = file_dialogs.open_many(context.window, _("Attach files"), Path.home())
    if paths:
        attach_files(context, paths, on)


def attach_files(context: Context, paths: Sequence[Path], on: Place) -> None:
    """Put files on a record, in one step."""
    what = f"“{paths[0].name}”" if len(paths) == 1 else count_of("{n} file", "{n} files", len(paths))
    title = _("Attach {what}").format(what=what)

    def attach(task: Task) -> None:
        with context.store.act(title) as session:
            for path in task.steps(paths, title):
                attachments.attach(session, *on, path)

    context.work(title, attach, lambda _none: context.say(title, action=_("Undo"), run=context.undo))
