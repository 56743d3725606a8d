"""Restore a backup in the place of the open book: choose one, see what both hold, and go back.

Nothing is lost by it: what is replaced becomes a backup itself, and its name is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.services import book
from crm_desktop.storage import backup, inspection, journal
from crm_desktop.storage import restore as restoring
from crm_desktop.storage.backup import Backup
from crm_desktop.storage.restore import Inspection, Restored
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.ui import books, file_dialogs, theme
from crm_desktop.ui.context import Context, Host
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.widgets import FlatButton, PrimaryButton, SectionHeading, plain_label

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Found:
    """The backups of the book in its folder, the newest first, and what the open book holds now."""

    backups: list[Backup]
    now: dict[str, int]
    last_step: datetime | None = None


def found(store: Store, folder: Path) -> Found:
    """Look into the folder of backups and count the records of the open book."""
    with store.read(patient=True) as session:
        raw = raw_of(session)
        own, counts, last = book.uid(session)[:8], inspection.entity_counts(raw), journal.steps(raw, 1)
    listed = backup.list_backups(folder)
    mine = [one for one in listed if one.book == own]
    return Found(mine or listed, counts, last[0].at if last else None)


class RestoreDialog(FramedDialog):
    """The list of backups above, both contents side by side below."""

    def __init__(self, context: Context) -> None:
        self.backups = PlainTable(
            _("Backups"), (_("Made"), _("Why"), _("Size"), _("File")), ("left", "left", "right", "left")
        )
        self.counts = PlainTable(
            _("What they hold"), ("", _("Now"), _("In the backup"), ""), ("left", "right", "right", "left")
        )
        self.heading = SectionHeading(_("What they hold"))
        self.restore_button = PrimaryButton(_("Restore"))
        self.browse = FlatButton(_("Another file…"), "folder")
        sentence = _("The book goes back to what the backup holds. The book as it is now is kept as a backup too.")
        super().__init__(
            context.window, _("Restore a backup"), sentence, self._content(), [self.restore_button],
            left=[self.browse], size=(820, 640),
        )  # fmt: skip
        self._context = context
        self._found = Found([], {})
        self._source: Path | None = None
        self.restore_button.setEnabled(False)
        self.backups.chosen.connect(self._choose)
        self.browse.clicked.connect(self._ask)
        self.restore_button.clicked.connect(self.restore)
        store, folder = context.store, context.backup_folder()
        context.work(
            _("Looking for backups"), lambda _task: found(store, folder), self._show, over=self, failed=self._tell
        )

    def look_at(self, source: Path) -> None:
        """Show what a file holds beside what the book holds; a file that is no backup has its sentence."""
        self.notice.close_notice()
        self._source = None
        self.restore_button.setEnabled(False)
        try:
            holds = restoring.inspect(source)
        except UserError as problem:
            self.counts.set_rows([])
            self.heading.setText(_("What they hold"))
            self.notice.say(str(problem), "error")
            return
        self._source = source
        self.restore_button.setEnabled(True)
        self._show_counts(source, holds)

    def restore(self) -> None:
        """Give the book back, put the chosen backup in its place, and show that one."""
        if self._source is not None:
            host, source, store = self._context.host, self._source, self._context.store
            folder = self._context.backup_folder()
            self.accept()
            host.leave_book(lambda: put_in_place(host, source, store.path, folder))

    def _content(self) -> QWidget:
        content = QWidget()
        self.empty = plain_label("", "muted", wraps=True)
        self.empty.hide()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.empty)
        column.addWidget(self.backups, 3)
        column.addWidget(self.heading)
        column.addWidget(self.counts, 4)
        return content

    def _show(self, made: Found) -> None:
        self._found = made
        formats = self._context.formats
        rows = [
            (formats.moment(one.made), _(one.reason.title), f"{one.size / _MEGABYTE:,.1f} MB", one.path.name)
            for one in made.backups
        ]
        self.backups.set_rows(rows)
        folder = self._context.backup_folder()
        self.empty.setText(_("There are no backups in “{folder}”. Choose another file.").format(folder=folder))
        self.empty.setVisible(not rows)
        if rows:
            self.backups.select_row(0)
            self.backups.setFocus()

    def _show_counts(self, source: Path, holds: Inspection) -> None:
        known = [name for name in BY_NAME if holds.counts.get(name) or self._found.now.get(name)]
        pairs = [(self._found.now.get(name, 0), holds.counts.get(name, 0)) for name in known]
        titles = [_(BY_NAME[name].entity.plural) for name in known]
        rows = [(_("Last change"), self._moment(self._found.last_step), self._moment(holds.last_step), "")]
        rows += [
            (title, grouped(a), grouped(b), _difference(a, b)) for title, (a, b) in zip(titles, pairs, strict=True)
        ]
        self.counts.set_rows(rows, lambda row, _column: "warning" if rows[row][3] else "")
        for column in (1, 2):
            self.counts.setColumnWidth(column, theme.pixels(150))
        self.heading.setText(_("“{title}” now and in the backup").format(title=holds.title or source.name))

    def _moment(self, at: datetime | None) -> str:
        return self._context.formats.moment(at) if at is not None else "—"

    def _choose(self, row: int) -> None:
        self.look_at(self._found.backups[row].path)

    def _ask(self) -> None:
        kinds = _("Books of business") + f" (*{SUFFIX})"
        path = file_dialogs.open_one(self, _("Choose a backup"), self._context.backup_folder(), kinds)
        if path is not None:
            self.backups.clearSelection()
            self.look_at(path)

    def _tell(self, problem: UserError) -> None:
        self.notice.say(str(problem), "error")


def _difference(now: int, then: int) -> str:
    if now == then:
        return ""
    return (_("{n} come back") if then > now else _("{n} go")).format(n=grouped(abs(then - now)))


def put_in_place(host: Host, source: Path, target: Path, folder: Path) -> None:
    """Restore a backup over a closed book and open it; where that fails, open the book again as it was."""

    def restore(task: Task) -> Restored:
        task.say(_("Restoring"))
        return restoring.restore(target, source, folder)

    def show(restored: Restored) -> None:
        host.take_book(restored.store)
        said = _("Restored from “{name}”.").format(name=source.name)
        if restored.kept is not None:
            said += " " + _("What was there before is kept as “{name}”.").format(name=restored.kept.name)
        host.say(said)

    def tell(problem: UserError) -> None:
        books.open_book(host, target)
        host.say(str(problem), "error")

    job = host.jobs.start(_("Restoring"), restore, show, tell)
    job.cancelled.connect(lambda: books.open_book(host, target))
    ProgressOverlay(host.widget(), job)


def open_restore(context: Context) -> RestoreDialog:
    """Show the dialog over the window; returns at once."""
    dialog = RestoreDialog(context)
    dialog.open()
    return dialog
