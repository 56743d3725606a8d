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
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.exchange import intake, new_field
from crm_desktop.exchange.intake import Offer
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.exchange.table import Options
from crm_desktop.storage import backup
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.chosen_file import ChosenFile, look
from crm_desktop.ui.dialogs.import_detail import FileDetail
from crm_desktop.ui.dialogs.import_list import FileList, dropped_files
from crm_desktop.ui.dialogs.import_outcome import OutcomeView
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.widgets import EmptyState, FlatButton, NoticeBar, PrimaryButton


class ImportDialog(QDialog):
    """The dialog; `paths` are files that were dropped on the window or named by the system."""

    def __init__(self, context: Context, paths: Sequence[Path] = ()) -> None:
        super().__init__(context.window)
        self.context = context
        self.files: list[ChosenFile] = []
        self._row = -1
        self._outcome: Outcome | None = None
        self._mapped: list[Mapping] = []
        self._job: Job | None = None
        self._is_waiting = False
        self._had_keyboard: QWidget | None = None
        self.setWindowTitle(_("Import"))
        self.setAcceptDrops(True)
        self.notice = NoticeBar()
        self.list = FileList()
        self.detail = FileDetail()
        self.outcome = OutcomeView()
        self._arrange()
        self.list.wanted.connect(self.add_files)
        self.list.picked.connect(self._show_row)
        self.list.removed.connect(self._remove)
        self.detail.changed.connect(self._take_file)
        self.detail.reread_wanted.connect(self._reread)
        self.detail.field_wanted.connect(self._add_field)
        self._show_row(-1)
        self.choose.setFocus()
        self.add_files(paths)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files, those that are here already left out, and show the first of them."""
        known = {chosen.path for chosen in self.files}
        new = [path for path in dict.fromkeys(paths) if path not in known]
        if new:
            self._work(_("Reading files"), lambda task: [look(path) for path in task.steps(new, every=1)], self._add)

    def has_choice(self) -> bool:
        """Tell whether files were chosen that were not imported."""
        return bool(self.files) and self._is_waiting

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
        name, _kind = QFileDialog.getSaveFileName(self, _("Save rejected rows"), "rejected.csv", "CSV (*.csv)")
        if name and self._outcome is not None:
            self.write_rejected(Path(name))

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
        if dropped_files(event) and self._pages.currentWidget() is self._files_page:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_files(dropped_files(event))

    def _arrange(self) -> None:
        self.choose = PrimaryButton(_("Choose files…"))
        self.choose.clicked.connect(self.list.choose)
        sentence = _(
            "Drop CSV files here, in any order: accounts, contacts, opportunities, whatever another program wrote."
        )
        self._right = QStackedWidget()
        self._right.addWidget(EmptyState("import", sentence, [self.choose]))
        self._right.addWidget(self.detail)
        self._files_page = QWidget()
        row = QHBoxLayout(self._files_page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addWidget(self._right, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._files_page)
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
        before, on_files = self._had_keyboard, self._pages.currentWidget() is self._files_page
        if on_files and before is not None and self._files_page.isAncestorOf(before) and before.isVisible():
            before.setFocus()
        elif on_files:
            (self.list.list if self.files else self.choose).setFocus()
        else:
            (self.close_button if self._is_over else self.import_button).setFocus()

    def _tell(self, problem: UserError) -> None:
        self.notice.say(str(problem), "error")

    def _add(self, found: list[ChosenFile]) -> None:
        first = len(self.files)
        self.files += found
        self._is_waiting, self._had_keyboard = True, self.list.list
        self._show_row(first)

    def _show_row(self, row: int) -> None:
        self._row = row
        if 0 <= row < len(self.files):
            self.detail.show_file(self.files[row])
        self._right.setCurrentIndex(int(bool(self.files)))
        self.list.setVisible(bool(self.files))
        self.list.show_files(self.files, row)
        self._show_buttons()

    def _take_file(self, chosen: ChosenFile) -> None:
        self.files[self._row] = chosen
        self._is_waiting = True
        self._show_row(self._row)

    def take_fields(self) -> None:
        """Follow a change of the custom fields while the dialog was away."""
        self.files = [chosen.with_known_fields() for chosen in self.files]
        self._show_row(self._row)

    def _add_field(self, column: int) -> None:
        """Make a field of the user's own for a column, and let the column become that."""
        chosen = self.files[self._row]
        assert chosen.mapping is not None
        try:
            made = new_field.add(self.context.store, chosen.mapping, column, self.context.formats)
        except UserError as problem:
            self._show_row(self._row)
            self._tell(problem)
        else:
            self._take_file(chosen.with_column(column, made.name))
            self.notice.say(made.sentence)

    def _remove(self, row: int) -> None:
        del self.files[row]
        self._show_row(min(row, len(self.files) - 1))

    def _reread(self, options: Options) -> None:
        row, old = self._row, self.files[self._row]

        def show(chosen: ChosenFile) -> None:
            if chosen.table is None:
                self.notice.say(chosen.reason, "error")
            else:
                self.files[row] = chosen
            self._show_row(row)

        model = old.mapping.model if old.mapping else None
        self._work(_("Reading files"), lambda _task: look(old.path, options, model), show)

    def _import(self, *, dry_run: bool) -> None:
        self._mapped = [chosen.mapping for chosen in self.files if chosen.mapping is not None]
        offer = Offer(list(self._mapped), [chosen.reason for chosen in self.files if chosen.mapping is None])
        context = self.context

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

    def _undone(self) -> None:
        self._is_waiting = True
        self._show_files()
        self.notice.say(_("The import was taken back. The book is as it was before."))

    def _show_files(self) -> None:
        self._is_stored = self._is_over = False
        self._pages.setCurrentWidget(self._files_page)
        self._show_buttons()

    _is_stored = False
    _is_over = False

    def _show_buttons(self) -> None:
        """Offer what makes sense on the page that is shown."""
        on_files = self._pages.currentWidget() is self._files_page
        is_free = self._job is None
        has_tables = any(chosen.mapping is not None for chosen in self.files)
        self.back.setVisible(not on_files)
        self.save_button.setVisible(not on_files and self._outcome is not None and bool(self._outcome.problems))
        self.undo_button.setVisible(self._is_stored)
        self.try_button.setVisible(on_files)
        self.import_button.setVisible(on_files or not self._is_over)
        for button in (self.try_button, self.import_button):
            button.setEnabled(is_free and has_tables)
        for button in (self.back, self.save_button, self.undo_button):
            button.setEnabled(is_free)
        (self.close_button if self._is_over else self.import_button).setDefault(True)
        self._files_page.setEnabled(is_free)


def open_import(context: Context, paths: Sequence[Path] = ()) -> ImportDialog:
    """Show the import dialog over the window, with the files that were left in it before; returns at once."""
    here = (made for made in context.window.findChildren(ImportDialog) if made.context is context)
    kept = next((made for made in here if made.has_choice()), None)
    dialog = kept or _made(context)
    dialog.take_fields()
    dialog.add_files(paths)
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
