"""Restoring from the start page, where no book is open: a backup is chosen, its content shown, and a book made of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.storage import backup
from crm_desktop.storage import restore as restoring
from crm_desktop.storage.restore import Inspection, Restored
from crm_desktop.ui import books
from crm_desktop.ui.context import Host
from crm_desktop.ui.labels import plain_message
from crm_desktop.ui.progress import ProgressOverlay


def restore_without_book(host: Host) -> None:
    """Ask for a backup and for a yes, and show the book that it becomes."""
    folder = Path(host.settings["backup_folder"] or backup.default_folder())
    start = folder if folder.is_dir() else Path.home()
    name, _kind = QFileDialog.getOpenFileName(host.widget(), _("Choose a backup"), str(start), books.kinds_of_files())
    if not name:
        return
    source = Path(name)
    try:
        found = restoring.inspect(source)
    except UserError as problem:
        host.say(str(problem), "error")
        return
    target = target_for(host, found)
    if _agrees(host, source, found, target):
        begin(host, source, target)


def target_for(host: Host, found: Inspection) -> Path:
    """Return where the book goes: in the place of the one that was open last, if that can be the same, else a free one."""
    last = host.settings["last_file"]
    return Path(last) if last and Path(last).parent.is_dir() else books.free_place(found.title or _("My business"))


def begin(host: Host, source: Path, target: Path) -> None:
    """Put a backup in its place and open it."""

    def restore(_task: Task) -> Restored:
        target.parent.mkdir(parents=True, exist_ok=True)
        return restoring.restore(target, source, Path(host.settings["backup_folder"] or backup.default_folder()))

    def show(done: Restored) -> None:
        host.take_book(done.store)
        if done.kept is not None:
            host.say(_("Restored. What was there before is kept as “{name}”.").format(name=done.kept.name))

    job = host.jobs.start(_("Restoring"), restore, show, partial(_tell, host))
    ProgressOverlay(host.widget(), job)


def _agrees(host: Host, source: Path, found: Inspection, target: Path) -> bool:
    kinds = [(BY_NAME[name].entity, n) for name, n in found.counts.items() if name in BY_NAME and n]
    holds = ", ".join(count_of(entity.one, entity.many, n) for entity, n in kinds if entity.group)
    lines = [_("It holds {what}.").format(what=holds or _("no records"))]
    lines.append(_("It becomes “{path}”.").format(path=target))
    if target.exists():
        lines.append(_("The file that is there now is kept among the backups."))
    box = plain_message(_("Restore “{name}”?").format(name=source.name), "\n".join(lines), host.widget())
    box.setIcon(QMessageBox.Icon.Question)
    yes = box.addButton(_("Restore"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is yes


def _tell(host: Host, problem: UserError) -> None:
    host.say(str(problem), "error")
