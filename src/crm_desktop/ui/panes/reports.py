"""Reports: choose one and its options, see the very pages that are saved and printed, and take the figures along.

A report is built on a worker whenever its options or the book change; until it is there the pages of before stay.
"""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import report as reports
from crm_desktop.reports.ink import Place
from crm_desktop.services import explanation
from crm_desktop.storage.problems import writing
from crm_desktop.ui import behind, file_dialogs
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.outside import open_written
from crm_desktop.ui.panes.pane import Pane
from crm_desktop.ui.panes.report_chooser import ReportChooser
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.panes.report_making import Made, make
from crm_desktop.ui.panes.report_preview import PageBar, ReportPreview
from crm_desktop.ui.panes.report_search import ReportSearch
from crm_desktop.ui.printing import print_pdf
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.sending import send
from crm_desktop.ui.tab_order import chain, stops
from crm_desktop.ui.widgets import EmptyState, FlatButton, PrimaryButton

_QUIET, _PATIENCE = 300, 500


class ReportsPane(Pane):
    """The list of reports and the options at the left, the pages at the right."""

    def __init__(self, context: Context) -> None:
        self.figures = FlatButton(_("Save figures"), "export")
        self.send_button = FlatButton(_("Send…"), "mail")
        self.print_button = FlatButton(_("Print"), "print")
        self.save_button = PrimaryButton(_("Save as PDF"))
        super().__init__(context, _("Reports"), [self.figures, self.send_button, self.print_button, self.save_button])
        self.made: Made | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="crm-report-", ignore_cleanup_errors=True)
        self._serial = count(1)
        self._job: Job | None = None
        self._is_stale = True
        self.chooser = ReportChooser(context)
        self.preview = ReportPreview(context.jobs)
        self.bar = PageBar(self.preview)
        self.finder = ReportSearch(context.jobs, self.preview)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.refresh)
        self._arrange()
        self._connect()
        self.keyboard = self.chooser.list
        buttons = (self.figures, self.send_button, self.print_button, self.save_button)
        chain((self.keyboard, *buttons, *stops(self.bar), *stops(self.finder), self.preview))
        self.chooser.list.setCurrentRow(0)
        self._show_buttons()

    @property
    def options(self) -> ReportForm:
        """The options of the report that is chosen."""
        return self.chooser.options

    def show_report(self, name: str) -> None:
        """Turn to the report of that name."""
        self.chooser.choose(name)

    def refresh(self) -> None:
        """Build the report anew; one that is being built is given up."""
        self._is_stale = True
        if not self.isVisible():
            return
        if self._job is not None:
            self._job.cancel()
            return
        self._is_stale = False
        self.empty.set_sentence(_("The report is being built."))
        options, context = self.options, self.context
        texts, paper = options.texts(), options.paper.currentText()
        path = Path(self._folder.name) / f"{options.report.name}-{next(self._serial)}.pdf"

        def build(task: Task) -> Made:
            return make(context, options.report, texts, paper, path, task)

        self._job = context.jobs.start(_("Building the report"), build, self._show, self._tell)
        self._job.cancelled.connect(self._say_given_up)
        self._job.ended.connect(self._go_on)
        ProgressOverlay(self.preview if self.made is not None else self.empty, self._job, _PATIENCE)

    def save(self, path: Path) -> None:
        """Write the report that is shown; the suffix says whether as PDF, workbook, CSV or JSON."""
        made = self.made
        if made is None:
            return

        def write(task: Task) -> None:
            with writing(path):
                margins = self.context.settings["margins"]
                reports.write(made.document, path, made.paper, task, margins)  # type: ignore[arg-type]  # the box offers no other

        def said(_nothing: None) -> None:
            self.context.say(
                _("Saved as “{name}”.").format(name=path.name), action=_("Open"), run=lambda: open_written(path)
            )

        self.context.work(_("Saving the report"), write, said, over=self)

    def send(self) -> None:
        """Attach the pages that are shown to a new e-mail."""
        if self.made is not None:
            send(self.context, self.made)

    def print_out(self) -> None:
        """Print the pages that are shown."""
        context, made = self.context, self.made
        if made is None:
            context.say(_("The report is not built yet, so there is nothing to print."), "warning")
        else:
            path = made.printed.path
            print_pdf(context.window, context.jobs, path, made.title, made.paper, context.say, context.tell)

    def status(self) -> str:
        """Return the page in sight."""
        return self.preview.place()

    def focus_filter(self) -> None:
        """Search on the pages."""
        if self.made is not None:
            self.finder.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _arrange(self) -> None:
        self.empty = EmptyState("report", _("The report is being built."))
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.chooser.beside)
        right.addWidget(self.bar)
        right.addWidget(self.finder)
        right.addWidget(self.empty, 1)
        right.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.chooser)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        menu = QMenu(self.figures)
        menu.addAction(_("For Excel (XLSX)…"), lambda: self._ask("xlsx"))
        menu.addAction(_("As a table (CSV)…"), lambda: self._ask("csv"))
        menu.addAction(_("For programs (JSON)…"), lambda: self._ask("json"))
        self.figures.setMenu(menu)
        self.send_button.clicked.connect(self.send)
        self.print_button.clicked.connect(self.print_out)
        self.save_button.clicked.connect(lambda: self._ask("pdf"))
        self.chooser.changed.connect(self.refresh)
        self.preview.place_changed.connect(self._show_place)
        self.preview.records_wanted.connect(self._show_behind)
        self.destroyed.connect(self.context.bridge.relay(self.context.store.changed, self._follow))
        self.destroyed.connect(self._folder.cleanup)

    def _follow(self, _changes: object) -> None:
        self._quiet.start()

    def _show(self, made: Made) -> None:
        before, self.made = self.made, made
        self.notice.close_notice()
        self.options.show_problems({})
        self.preview.show_pages(made.printed, is_other=before is not None and before.report.name != made.report.name)
        self.header.set_text(_(made.report.title), made.document.period)
        if before is not None:
            before.printed.path.unlink(missing_ok=True)

    def _say_given_up(self) -> None:
        """Say that the user gave the report up; one that other options take the place of is no news."""
        if not self._is_stale:
            self.empty.set_sentence(_("No report was built."))
            sentence = _("The report was not built; the pages that are shown are older.") if self.made else ""
            self.notice.say(
                sentence or _("The report was not built."), action=_("Build it now"), run=self.refresh, seconds=0
            )

    def _tell(self, problem: UserError) -> None:
        here = self.options.report.options
        if isinstance(problem, InvalidInput) and problem.fields.keys() <= here.keys():
            self.options.show_problems(problem.fields)
        else:
            self.notice.say(str(problem), "error")

    def _go_on(self) -> None:
        self._job = None
        if self._is_stale:
            self.refresh()
        self._show_buttons()

    def _show_buttons(self) -> None:
        is_there = self.made is not None
        for button in (self.figures, self.send_button, self.print_button, self.save_button):
            button.setEnabled(is_there)
        self.preview.setVisible(is_there)
        self.empty.setVisible(not is_there)
        self._show_place()

    def _show_place(self) -> None:
        self.status_changed.emit(self.status())

    def _show_behind(self, place: Place) -> None:
        context, records = self.context, place.records

        def explain(session: Session) -> explanation.Explanation:
            if records.figure is None:
                return explanation.of_records(session, records.entity, records.ids)
            return explanation.of_figure(session, records.figure, context.formats, records.entity)

        behind.show_behind(context, self, self.preview.sheets.corner_below(place), explain)

    def _ask(self, suffix: str) -> None:
        if self.made is None:
            return
        usual = self.context.store.path.with_name(f"{self.made.name}.{suffix}")
        path = file_dialogs.save_as(self, _("Save the report"), usual, f"{suffix.upper()} (*.{suffix})")
        if path is not None:
            self.save(path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}"))
