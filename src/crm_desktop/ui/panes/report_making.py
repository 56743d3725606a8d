"""A report from its options to the pages that are shown, on a worker; a user who waits too long can give it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import file_names
from crm_desktop.reports import report as reports
from crm_desktop.reports.document import Document
from crm_desktop.reports.report import Report
from crm_desktop.storage.problems import writing
from crm_desktop.storage.stopping import stoppable
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.panes.report_sheets import Printed, look_at


@dataclass(frozen=True)
class Made:
    """A report as it was built: what it says, its pages, the paper."""

    report: Report
    texts: Mapping[str, Any]
    """The options that it was built of."""
    document: Document
    printed: Printed
    paper: str
    name: str
    """What a file of it is called, without a suffix."""

    @property
    def title(self) -> str:
        """What the report is called."""
        return _(self.report.title)

    def is_of(self, form: ReportForm) -> bool:
        """Tell whether it is what a form says."""
        asked = form.report, form.texts(), form.paper.currentText()
        return asked == (self.report, self.texts, self.paper)


def why_not(problem: UserError, report: Report) -> str:
    """Return why a report was not built; of options that are wrong by their titles."""
    if not isinstance(problem, InvalidInput) or not problem.fields.keys() <= report.options.keys():
        return str(problem)
    return " ".join(f"{_(report.options[key].title)}: {why}" for key, why in problem.fields.items())


def make(context: Context, report: Report, texts: dict[str, Any], paper: Any, path: Path, task: Task) -> Made:
    """Build a report and write its pages to `path`. Raises InvalidInput for options, and Cancelled."""
    task.say(_("Reading the book"))
    with context.store.read(patient=True) as session, stoppable(session, task):
        options = reports.parse_options(report, texts, context.formats, session, context.settings)
        document = report.build(session, options)
        name = file_names.usual(report, options, document, session)
    with writing(path):
        places = reports.write(document, path, paper, task, context.settings["margins"])
        return Made(report, texts, document, look_at(path, places), paper, name)
