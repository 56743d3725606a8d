"""Books of business as files: making, opening, copying, backing up, giving back.

What can go wrong with a file is a `FileProblem` with its whole sentence; it is shown where the user is, and the book
that was open stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import SUFFIX, data_folder, written_whole
from crm_desktop.base.task import Task
from crm_desktop.storage import backup, opening
from crm_desktop.storage.problems import FileProblem, Problem, writing
from crm_desktop.storage.store import Store
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.context import Context, Host, keep_setting
from crm_desktop.ui.labels import plain_message
from crm_desktop.ui.progress import ProgressOverlay

MOST_RECENT = 9


def kinds_of_files() -> str:
    """Return what file dialogs offer."""
    return _("Books of business") + f" (*{SUFFIX})"


def free_place(name: str) -> Path:
    """Return a path in the data folder that nothing is at: "My business.crm", "My business 2.crm"."""
    folder, number = data_folder(), 1
    while (path := folder / f"{name}{'' if number == 1 else f' {number}'}{SUFFIX}").exists():
        number += 1
    return path


def open_book(host: Host, path: Path) -> bool:
    """Open a book in place of the one that is open; return whether that went well."""
    path = path.absolute()
    if host.context is not None and host.context.store.path == path:
        return True
    return take_opened(host, partial(opening.open_store, path))


def take_opened(host: Host, opened: Callable[[], Store], elsewhere: Callable[[], object] | None = None) -> bool:
    """Show the book that `opened` returns, or what prevents it; return whether that went well.

    A window that has the book already shows itself; with `elsewhere` that is called then, and nothing is said.
    """
    try:
        store = opened()
    except UserError as problem:
        if not _is_shown_elsewhere(problem):
            host.say(str(problem), "error")
        elif elsewhere is not None:
            elsewhere()
        else:
            said = _("This book is open in another window, which shows itself now. Close it there to have it here.")
            host.say(said, "warning")
        return False
    host.take_book(store)
    return True


def _is_shown_elsewhere(problem: UserError) -> bool:
    from crm_desktop.ui import doorbell

    if not isinstance(problem, FileProblem) or problem.code is not Problem.ALREADY_OPEN:
        return False
    return doorbell.ring(problem.path)


def choose_book(host: Host) -> None:
    """Ask for a book and open it."""
    path = file_dialogs.open_one(host.widget(), _("Open a book"), _folder(host), kinds_of_files())
    if path is not None:
        open_book(host, path)


def create_book(host: Host, path: Path, title: str, currency: str) -> UserError | None:
    """Make a new book and show it; return what prevented it."""
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        store = opening.create_store(path, title=title, currency=currency)
    except UserError as problem:
        return problem
    host.take_book(store)
    return None


def create_sample(host: Host) -> None:
    """Make a book of invented customers in the data folder and show it."""
    from crm_desktop.services import sample

    path = free_place(sample.TITLE)

    def make(task: Task) -> Store:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        store = opening.create_store(path, title=sample.TITLE, currency=host.settings["currency"])
        try:
            sample.fill(store, task)
        except BaseException:
            store.close()
            path.unlink(missing_ok=True)
            raise
        return store

    job = host.jobs.start(_("Making the sample book"), make, host.take_book, partial(_tell, host))
    ProgressOverlay(host.widget(), job)


def save_copy(context: Context) -> None:
    """Ask for a place and write a verified copy of the book there."""
    usual = context.store.path.with_name(_("{name} copy").format(name=context.store.path.stem) + SUFFIX)
    path = file_dialogs.save_as(context.window, _("Save a copy"), usual, kinds_of_files())
    if path is not None:
        write_copy(context, _with_suffix(path))


def write_copy(context: Context, target: Path) -> None:
    """Write a verified copy of the open book; a file of that name gives way only when the copy is whole."""
    if target.absolute() == context.store.path.absolute():
        context.say(_("That is the book itself. Choose another name for the copy."), "error")
        return

    def copy(_task: Task) -> None:
        with context.store.driver() as raw, writing(target), written_whole(target) as part:
            backup.copy_to(raw, part, context.store.path)

    done = _("Copied to “{name}”, and the copy was checked.").format(name=target.name)
    context.work(
        _("Saving a copy"), copy, lambda _none: context.say(done, action=_("Show"), run=partial(_show, target))
    )


def show_in_folder(context: Context) -> None:
    """Open the folder of the book in the system's file browser."""
    _show(context.store.path)


def back_up_now(context: Context) -> None:
    """Write a verified backup and say where it is."""

    def make(_task: Task) -> backup.Backup:
        return backup.back_up(context.store, context.backup_folder(), backup.Reason.HAND)

    def told(made: backup.Backup) -> None:
        context.say(
            _("Backed up and checked: {name}").format(name=made.path.name),
            action=_("Show"),
            run=partial(_show, made.path),
        )
        context.host.show_heading()

    context.work(_("Backing up"), make, told)


def remember(host: Host, path: Path) -> None:
    """Keep a book as the last one, and at the head of those opened lately."""
    others = [name for name in host.settings["recent_files"] if name != str(path)]
    kept: dict[str, str | tuple[str, ...]] = {
        "last_file": str(path),
        "recent_files": (str(path), *others)[:MOST_RECENT],
    }
    for key, value in kept.items():
        if host.settings[key] != value:  # each write waits for the disk, and most starts open the same book
            keep_setting(host, key, value)


def give_back(context: Context, then: Callable[[], object], stay: Callable[[], object] | None = None) -> None:
    """Stop what runs, back the book up if it changed, close it and go on with `then`.

    Where the backup fails and the user does not want to close without one, `stay` is called instead; without `stay` the
    failure is only told, and the book is closed.
    """

    def back_up(_task: Task) -> None:
        if context.settings["backup_at_close"]:
            backup.at_close(context.store, context.backup_folder())

    def finish(_none: object = None) -> None:
        from crm_desktop.ui.attached_files import forget_opened
        from crm_desktop.ui.reminders.watcher import note_closing

        forget_opened()
        note_closing(context)
        context.bridge.close()
        context.store.close()
        context.jobs.deleteLater()
        then()

    def fail(problem: UserError) -> None:
        if stay is not None and not _goes_without_backup(context, problem):
            stay()
            return
        finish()
        if stay is None:
            context.host.say(str(problem), "warning")

    def begin() -> None:
        job = context.jobs.start(_("Backing up"), back_up, finish, fail)
        job.cancelled.connect(finish)
        ProgressOverlay(context.window, job)

    context.jobs.stop(begin)


def _goes_without_backup(context: Context, problem: UserError) -> bool:
    box = plain_message(_("No backup could be made."), f"{problem}\n\n{_('The book itself is saved.')}", context.window)
    box.setIcon(QMessageBox.Icon.Warning)
    close = box.addButton(_("Close without a backup"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is close


def _tell(host: Host, problem: UserError) -> None:
    host.say(str(problem), "error")


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _folder(host: Host) -> Path:
    last = host.settings["last_file"]
    folder = Path(last).parent if last else data_folder()
    return folder if folder.is_dir() else Path.home()


def _with_suffix(path: Path) -> Path:
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
