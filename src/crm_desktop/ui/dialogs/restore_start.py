"""Restoring from the start page, where no book is open: a backup is chosen, its content shown, and a book made of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.storage import backup
from crm_desktop.storage import restore as restoring
from crm_desktop.storage.problems import writing
from crm_desktop.storage.restore import Inspection
from crm_desktop.ui import books, file_dialogs
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.restore import put_in_place
from crm_desktop.ui.labels import plain_message


def restore_without_book(host: Host) -> None:
    """Ask for a backup and for a yes, and show the book that it becomes."""
    folder = Path(host.settings["backup_folder"] or backup.default_folder())
    start = folder if folder.is_dir() else Path.home()
    source = file_dialogs.open_one(host.widget(), _("Choose a backup"), start, books.kinds_of_files())
    if source is None:
        return
    try:
        found = restoring.inspect(source)
        target = target_for(host, found)
        if _agrees(host, source, found, target):
            with writing(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            put_in_place(host, source, target, folder)
    except UserError as problem:
        host.say(str(problem), "error")


def target_for(host: Host, found: Inspection) -> Path:
    """Return where the book goes: in the place of the one that was open last, if that can be the same, else a free one."""
    last = host.settings["last_file"]
    return Path(last) if last and Path(last).parent.is_dir() else books.free_place(found.title or _("My business"))


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
