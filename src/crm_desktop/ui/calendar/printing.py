"""The calendar on paper, as it is shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.reports.calendar_report import Wanted
    from crm_desktop.services.calendar.hues import By
    from crm_desktop.services.calendar.layers import Shown
    from crm_desktop.services.calendar.ways import Way


def print_calendar(context: Context, way: Way, day: date, shown: Shown, by: By = "kind") -> TemporaryDirectory[str]:
    """Write the days around one as PDF on a worker and ask for a printer then.

    The folder that it lies in goes with what is returned.
    """
    from crm_desktop.reports.calendar_report import Wanted

    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    wanted = Wanted(way, day, shown, by)
    path = Path(folder.name) / "calendar.pdf"
    context.work(_("Printing"), partial(write_calendar, context, wanted, path), partial(_print, context, path))
    return folder


def write_calendar(context: Context, wanted: Wanted, path: Path, task: Task) -> None:
    """Write days of the calendar as PDF."""
    from crm_desktop.reports import calendar_report, pdf

    with context.store.read(patient=True) as session:
        document = calendar_report.document_of(session, wanted, context.formats, context.settings["author"])
    pdf.write_pdf(document, path, context.settings["paper"], task, context.settings["margins"])


def _print(context: Context, path: Path, _none: object) -> None:
    from crm_desktop.ui.printing import print_pdf

    print_pdf(context, path, _("Calendar"), context.settings["paper"])
