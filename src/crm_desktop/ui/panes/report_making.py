"""A report from its options to the pages that are shown, on a worker; a user who waits too long can give it up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import report as reports
from crm_desktop.reports.document import Document
from crm_desktop.reports.report import Report
from crm_desktop.storage.problems import writing
from crm_desktop.storage.stopping import stoppable
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.report_sheets import Printed, look_at


@dataclass(frozen=True)
class Made:
    """A report as it was built: what it says, its pages, the paper."""

    report: Report
    document: Document
    printed: Printed
    paper: str

    @property
    def title(self) -> str:
        """What the report is called."""
        return _(self.report.title)

    @property
    def name(self) -> str:
        """What a file of it is called, without a suffix."""
        return f"{self.title} {self.document.period}".replace("/", "-")


def make(context: Context, report: Report, texts: dict[str, Any], paper: Any, path: Path, task: Task) -> Made:
    """Build a report and write its pages to `path`. Raises InvalidInput for options, and Cancelled."""
    task.say(_("Reading the book"))
    with context.store.read(patient=True) as session, stoppable(session, task):
        options = reports.parse_options(report, texts, context.formats, session, context.settings)
        document = report.build(session, options)
    with writing(path):
        places = reports.write(document, path, paper, task, context.settings["margins"])
        return Made(report, document, look_at(path, places), paper)
