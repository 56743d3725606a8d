"""What Ctrl+P shows: the very pages that go to the printer or into a file, of whatever is in front.

They are made on a worker while the window is open already; to close it gives them up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.storage.problems import writing
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.outside import open_written
from crm_desktop.ui.panes.report_preview import PageBar, ReportPreview
from crm_desktop.ui.panes.report_search import ReportSearch
from crm_desktop.ui.panes.report_sheets import Printed, look_at
from crm_desktop.ui.printing import print_pdf
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.widgets import EmptyState

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document

Build = Callable[[Task], "Document"]
_SIZE = (860, 900)


class PrintPreview(FramedDialog):
    """The pages, the buttons that print and save them, and a bar that finds words on them."""

    def __init__(self, host: Host, parent: QWidget, title: str, build: Build) -> None:
        self._host, self._title = host, title
        self.printed: Printed | None = None
        self._job: Job | None = None
        self._folder = TemporaryDirectory(prefix="crm-print-", ignore_cleanup_errors=True)
        self.preview = ReportPreview(host.jobs)
        self.bar = PageBar(self.preview)
        self.finder = ReportSearch(host.jobs, self.preview)
        self.empty = EmptyState("print", _("The pages are being made."))
        self.save_button = FlatButton(_("Save as PDF…"), "file")
        self.print_button = PrimaryButton(_("Print…"))
        super().__init__(
            parent, _("Print: {what}").format(what=title), "", self._content(),
            (self.print_button,), left=(self.save_button,), size=_SIZE,
        )  # fmt: skip
        self.save_button.clicked.connect(self._ask)
        self.print_button.clicked.connect(self.print_out)
        self.print_button.setDefault(True)
        for keys, run in (("Ctrl+P", self.print_out), ("Ctrl+S", self._ask), ("Ctrl+F", self._find)):
            QShortcut(QKeySequence(keys), self, run)
        self._show()
        self._make(build)

    def print_out(self) -> None:
        """Ask for a printer, and print there."""
        if self.printed is not None and self._job is None:
            paper = self._host.settings["paper"]
            self._watch(print_pdf(self, self._host.jobs, self.printed.path, self._title, paper, self._say, self._tell))

    def save(self, path: Path) -> None:
        """Write the pages to a file."""
        if self.printed is None or self._job is not None:
            return
        pages = self.printed.path

        def write(_task: Task) -> None:
            with writing(path):
                shutil.copyfile(pages, path)

        said = _("Saved as “{name}”.").format(name=path.name)
        done = lambda _none: self.notice.say(said, action=_("Open"), run=lambda: open_written(path))  # noqa: E731 - one line
        self._watch(self._host.jobs.start(_("Saving the report"), write, done, self._tell))

    def done(self, result: int) -> None:
        """Close; what is running is given up, or brought to its end where it cannot be."""
        if self._job is not None:
            self.hide()
            self._job.ended.connect(lambda: self.done(result))
            self._job.cancel()
            return
        super().done(result)
        self._folder.cleanup()

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part, stretch in ((self.bar, 0), (self.finder, 0), (self.empty, 1), (self.preview, 1)):
            column.addWidget(part, stretch)
        return content

    def _make(self, build: Build) -> None:
        path, settings = Path(self._folder.name) / "pages.pdf", self._host.settings
        paper, margins = settings["paper"], settings["margins"]

        def make(task: Task) -> Printed:
            from crm_desktop.reports import pdf

            pdf.write_pdf(build(task), path, paper, task, margins)
            return look_at(path)

        job = self._host.jobs.start(_("Making the pages"), make, self._take, self._tell)
        job.cancelled.connect(self.reject)
        self._watch(job)
        ProgressOverlay(self.empty, job)

    def _watch(self, job: Job | None) -> None:
        self._job = job
        if job is not None:
            job.ended.connect(self._go_on)

    def _go_on(self) -> None:
        self._job = None
        self._show()

    def _take(self, printed: Printed) -> None:
        self.printed = printed
        self.preview.show_pages(printed)
        self._show()
        self.preview.setFocus()

    def _show(self) -> None:
        is_there = self.printed is not None
        for part in (self.bar, self.preview):
            part.setVisible(is_there)
        self.empty.setVisible(not is_there)
        for button in (self.save_button, self.print_button):
            button.setEnabled(is_there)

    def _find(self) -> None:
        if self.printed is not None:
            self.finder.open()

    def _ask(self) -> None:
        if self.printed is None:
            return
        name = f"{self._title}.pdf".replace("/", "-").replace(":", "")
        path = file_dialogs.save_as(self, _("Save as PDF"), Path.home() / name, "PDF (*.pdf)")
        if path is not None:
            self.save(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _say(self, text: str) -> None:
        self.notice.say(text)

    def _tell(self, problem: UserError) -> None:
        if self.printed is None:
            self.empty.set_sentence(_("Nothing is printed."))
        self.notice.say(str(problem), "error")


def open_preview(host: Host, title: str, build: Build, parent: QWidget | None = None) -> PrintPreview:
    """Show what is to be printed; returns at once."""
    dialog = PrintPreview(host, parent or host.widget(), title, build)
    dialog.open()
    return dialog
