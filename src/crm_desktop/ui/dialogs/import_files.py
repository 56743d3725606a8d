"""Importing in one window: choose or drop files, look at what each becomes, try it, import, and take it back.

Nothing is stored before "Import", and all of it is one step then. Reading, trying and importing run on a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.exchange import intake
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.storage import backup
from crm_desktop.ui import file_dialogs, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.files_page import FilesPage
from crm_desktop.ui.dialogs.import_outcome import OutcomeView
from crm_desktop.ui.dragged_files import dropped_files
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.widgets import FlatButton, NoticeBar, PrimaryButton


class ImportDialog(QDialog):
    """The dialog; `paths` are files that were dropped on the window or named by the system."""

    def __init__(self, context: Context, paths: Sequence[Path] = ()) -> None:
        super().__init__(context.window)
        self.context = context
        self._outcome: Outcome | None = None
        self._mapped: list[Mapping] = []
        self._job: Job | None = None
        self._is_waiting = self._is_stored = self._is_over = False
        self._had_keyboard: QWidget | None = None
        self.setWindowTitle(_("Import"))
        self.setAcceptDrops(True)
        self.notice = NoticeBar()
        self.page = FilesPage(context, self._work, self.notice)
        self.outcome = OutcomeView()
        self._arrange()
        self.page.changed.connect(self._show_buttons)
        self.page.chosen.connect(self._begin_waiting)
        self._show_buttons()
        self.page.take_keyboard()
        self.page.add_files(paths)

    def has_choice(self) -> bool:
        """Tell whether files were chosen that were not imported."""
        return bool(self.page.files) and self._is_waiting

    def try_it(self) -> None:
        """Do the whole import without leaving anything in the book, and show what would become of the rows."""
        self._import(dry_run=True)

    def bring_in(self) -> None:
        """Import for good, after a backup."""
        self._import(dry_run=False)

    def undo(self) -> None:
        """Take the whole import back, as long as it is the newest step."""
        step = self.context.store.next_undo()
        if step is None or step.title != intake.title_of(self._mapped):
            self.notice.say(_("Other steps came after this import. Take them back with Edit ▸ Undo first."), "warning")
            return
        self._work(_("Undo: {title}").format(title=step.title), self.context.store.undo, lambda _step: self._undone())

    def save_rejected(self) -> None:
        """Write the rows with problems as CSV, for putting them right and importing them again."""
        path = file_dialogs.save_as(self, _("Save rejected rows"), Path.home() / "rejected.csv", "CSV (*.csv)")
        if path is not None and self._outcome is not None:
            self.write_rejected(path)

    def write_rejected(self, path: Path) -> None:
        """Write the rejected rows with the reasons to a file."""
        assert self._outcome is not None
        try:
            rows = intake.write_rejected(self._outcome, path)
        except UserError as problem:
            self.notice.say(str(problem), "error")
        else:
            said = count_of("{n} row written to “{folder}”.", "{n} rows written to “{folder}”.", rows)
            self.notice.say(said.replace("{folder}", path.parent.name))

    def reject(self) -> None:
        """Close; what is running is cancelled first."""
        if self._job is not None:
            self._job.ended.connect(super().reject)
            self._job.cancel()
        else:
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event) and self._pages.currentWidget() is self.page:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.page.add_files(dropped_files(event))

    def _arrange(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.page)
        self._pages.addWidget(self.outcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addLayout(self._buttons())
        self.resize(QSize(theme.pixels(1000), theme.pixels(640)).boundedTo(self.screen().availableGeometry().size()))

    def _buttons(self) -> QHBoxLayout:
        self.back = FlatButton(_("Back to the files"), "chevron-left")
        self.save_button = FlatButton(_("Save rejected rows…"))
        self.undo_button = FlatButton(_("Undo the import"), "undo")
        self.try_button = FlatButton(_("Try it"))
        self.import_button = PrimaryButton(_("Import"))
        self.close_button = FlatButton(_("Close"))
        runs: tuple[tuple[FlatButton | PrimaryButton, Callable[[], object]], ...] = (
            (self.back, self._show_files),
            (self.save_button, self.save_rejected),
            (self.undo_button, self.undo),
            (self.close_button, self.reject),
            (self.try_button, self.try_it),
            (self.import_button, self.bring_in),
        )
        row = QHBoxLayout()
        for place, (button, run) in enumerate(runs):
            button.clicked.connect(run)
            row.addWidget(button)
            if place == 2:
                row.addStretch()
        return row

    def _work(self, title: str, work: Callable[[Task], Any], done: Callable[[Any], object]) -> None:
        if self._job is not None:
            return
        self.notice.close_notice()
        self._had_keyboard = self.focusWidget()
        self._job = self.context.work(title, work, done, over=self, failed=self._tell)
        self._job.cancelled.connect(lambda: self.notice.say(_("Stopped. Nothing was changed.")))
        self._job.ended.connect(self._forget_job)
        self._show_buttons()

    def _forget_job(self) -> None:
        self._job = None
        self._show_buttons()
        self._give_keyboard()

    def _give_keyboard(self) -> None:
        """Put the keyboard back where it was before the work, or else where one would go on."""
        before, on_files = self._had_keyboard, self._pages.currentWidget() is self.page
        if on_files and before is not None and self.page.isAncestorOf(before) and before.isVisible():
            before.setFocus()
        elif on_files:
            self.page.take_keyboard()
        else:
            (self.close_button if self._is_over else self.import_button).setFocus()

    def _tell(self, problem: UserError) -> None:
        self.notice.say(str(problem), "error")

    def _import(self, *, dry_run: bool) -> None:
        offer, context = self.page.offer(), self.context
        self._mapped = list(offer.mappings)

        def work(task: Task) -> Outcome:
            if not dry_run:
                task.say(_("Backing up"))
                backup.back_up(context.store, context.backup_folder(), backup.Reason.IMPORT)
            return intake.take_in(context.store, offer, context.formats, task, dry_run=dry_run)

        title = _("Trying the import") if dry_run else _("Importing")
        self._work(title, work, lambda outcome: self._show_outcome(outcome, dry_run=dry_run))

    def _show_outcome(self, outcome: Outcome, *, dry_run: bool) -> None:
        self._outcome = outcome
        self.outcome.show_outcome(outcome, self._mapped, dry_run=dry_run)
        self._pages.setCurrentWidget(self.outcome)
        self._is_stored = not dry_run and outcome.has_changes
        self._is_over = not dry_run
        self._is_waiting = dry_run
        if self._is_stored:
            self.context.say(intake.title_of(self._mapped), action=_("Undo"), run=self.context.undo)

    def _begin_waiting(self) -> None:
        """Keep what was chosen for another time, should the dialog be closed now; one goes on with the list."""
        self._is_waiting, self._had_keyboard = True, None

    def _undone(self) -> None:
        self._is_waiting = True
        self._show_files()
        self.notice.say(_("The import was taken back. The book is as it was before."))

    def _show_files(self) -> None:
        self._is_stored = self._is_over = False
        self._pages.setCurrentWidget(self.page)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """Offer what makes sense on the page that is shown."""
        on_files = self._pages.currentWidget() is self.page
        is_free = self._job is None
        self.back.setVisible(not on_files)
        self.save_button.setVisible(not on_files and self._outcome is not None and bool(self._outcome.problems))
        self.undo_button.setVisible(self._is_stored)
        self.try_button.setVisible(on_files)
        self.import_button.setVisible(on_files or not self._is_over)
        for button in (self.try_button, self.import_button):
            button.setEnabled(is_free and self.page.has_tables())
        for button in (self.back, self.save_button, self.undo_button):
            button.setEnabled(is_free)
        (self.close_button if self._is_over else self.import_button).setDefault(True)
        self.page.setEnabled(is_free)


def open_import(context: Context, paths: Sequence[Path] = ()) -> ImportDialog:
    """Show the import dialog over the window, with the files that were left in it before; returns at once."""
    here = (made for made in context.window.findChildren(ImportDialog) if made.context is context)
    kept = next((made for made in here if made.has_choice()), None)
    dialog = kept or _made(context)
    dialog.page.take_fields()
    dialog.page.add_files(paths)
    dialog.open()
    return dialog


def _made(context: Context) -> ImportDialog:
    """Return a dialog that stays, hidden, for as long as it holds files that wait, but not beyond its book."""
    dialog = ImportDialog(context)

    def let_go() -> None:
        if dialog.has_choice():
            said = _("Nothing was imported. The files stay chosen for the next time.")
            context.say(said, action=_("Import…"), run=partial(open_import, context))
        else:
            dialog.deleteLater()

    dialog.finished.connect(let_go)
    if context.host.pane is not None:
        context.host.pane.destroyed.connect(dialog.deleteLater)
    return dialog
