"""Reports: choose one and its options, see the very pages that are saved and printed, and take the figures along.

A report is built on a worker whenever its options or the book change; until it is there the pages of before stay.
"""

from __future__ import annotations

import tempfile
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports.ink import Place
from crm_desktop.services import explanation
from crm_desktop.ui import behind
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.panes.pane import Pane
from crm_desktop.ui.panes.report_chooser import ReportChooser
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.panes.report_giving import ReportGiving
from crm_desktop.ui.panes.report_making import Made, make, why_not
from crm_desktop.ui.panes.report_preview import PageBar, ReportPreview
from crm_desktop.ui.panes.report_search import ReportSearch
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.tab_order import chain, stops
from crm_desktop.ui.widgets import EmptyState

_QUIET, _PATIENCE = 300, 500


class ReportsPane(Pane):
    """The list of reports and the options at the left, the pages at the right."""

    def __init__(self, context: Context) -> None:
        self.giving = ReportGiving(context)
        super().__init__(context, _("Reports"), self.giving.buttons)
        self.giving.stand_in(self)
        self.made: Made | None = None
        self._wrong = ""
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
        chain((self.keyboard, *self.giving.buttons, *stops(self.bar), *stops(self.finder), self.preview))
        self.chooser.list.setCurrentRow(0)
        self._show_state()

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
        self._show_state()
        self.empty.set_sentence(_("The report is being built."))
        options, context = self.options, self.context
        texts, paper = options.texts(), options.paper.currentText()
        path = Path(self._folder.name) / f"{options.report.name}-{next(self._serial)}.pdf"

        def build(task: Task) -> Made:
            return make(context, options.report, texts, paper, path, task)

        self._job = context.jobs.start(_("Building the report"), build, self._show, self._tell)
        self._job.cancelled.connect(self._say_given_up)
        self._job.ended.connect(self._go_on)
        ProgressOverlay(self.empty if self.preview.isHidden() else self.preview, self._job, _PATIENCE)

    def print_out(self) -> None:
        """Print the pages that are shown, if they are what the options say."""
        self.giving.print_out()

    def status(self) -> str:
        """Return the page in sight."""
        return "" if self.preview.isHidden() else self.preview.place()

    def focus_filter(self) -> None:
        """Search on the pages."""
        if not self.preview.isHidden():
            self.finder.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chooser.fit_width()

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
        self.chooser.changed.connect(self.refresh)
        self.chooser.edited.connect(self._show_state)
        for key, step in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):
            walk = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            walk.activated.connect(partial(self.preview.walk, step))
        self.preview.place_changed.connect(self._show_place)
        self.preview.records_wanted.connect(self._show_behind)
        self.destroyed.connect(self.context.bridge.relay(self.context.store.changed, self._follow))
        self.destroyed.connect(self._folder.cleanup)

    def _follow(self, _changes: object) -> None:
        self._quiet.start()

    def _show(self, made: Made) -> None:
        before, self.made, self._wrong = self.made, made, ""
        self.notice.close_notice()
        self.options.show_problems({})
        self.preview.show_pages(made.printed, is_other=before is not None and before.report.name != made.report.name)
        self.header.set_text(_(made.report.title), made.document.period)
        if before is not None:
            before.printed.path.unlink(missing_ok=True)

    def _say_given_up(self) -> None:
        """Say that the user gave the report up; one that other options take the place of is no news."""
        if not self._is_stale:
            self._wrong = _("No report was built.")
            sentence = _("The report was not built; the pages that are shown are older.") if self._has_pages() else ""
            self.notice.say(
                sentence or _("The report was not built."), action=_("Build it now"), run=self.refresh, seconds=0
            )

    def _tell(self, problem: UserError) -> None:
        """Say why there is no report of these options; the pages of other ones of it stay, and are not given out."""
        if self._is_stale:
            return
        why, here = why_not(problem, self.options.report), self.options.report.options
        if isinstance(problem, InvalidInput) and problem.fields.keys() <= here.keys():
            self.options.show_problems(problem.fields)
        self._say_wrong(why)

    def _say_wrong(self, why: str) -> None:
        self._wrong = _("The report cannot be built. {why}").format(why=why)
        if self._has_pages():
            self._wrong = _("The pages below are not what the options say. {why}").format(why=why)
            self.notice.say(self._wrong, "error")
        else:
            self.notice.close_notice()

    def _go_on(self) -> None:
        if self._job is not None and self._job.is_broken and not self._is_stale:
            self._say_wrong(_("The program made a mistake; with other options it may still be built."))
        self._job = None
        if self._is_stale:
            self.refresh()
        self._show_state()

    def _has_pages(self) -> bool:
        """Tell whether there are pages that may be shown: those of another report only as long as nothing is wrong."""
        return self.made is not None and not (self._wrong and self.made.report.name != self.options.report.name)

    def _show_state(self) -> None:
        """Show pages or why there are none, and give out what the options say and nothing else."""
        made, has_pages = self.made, self._has_pages()
        for part, is_shown in ((self.bar, has_pages), (self.preview, has_pages), (self.empty, not has_pages)):
            part.setVisible(is_shown)
        if not has_pages and self._wrong:
            self.finder.hide()
            self.header.set_text(_(self.options.report.title), "")
            self.empty.set_sentence(self._wrong)
        waits = _("The pages are not yet what the options say.")
        is_right = made is not None and made.is_of(self.options)
        self.giving.offer(made if is_right else None, self._wrong or waits)
        self._show_place()

    def _show_place(self) -> None:
        self.status_changed.emit(self.status())

    def _show_behind(self, place: Place) -> None:
        context, records = self.context, place.records

        def explain(session: Session) -> explanation.Explanation:
            if records.figure is None:
                return explanation.of_records(session, records.entity, records.ids, context.formats)
            return explanation.of_figure(session, records.figure, context.formats, records.entity)

        behind.show_behind(context, self, self.preview.sheets.corner_below(place), explain)
