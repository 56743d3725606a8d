"""A report on paper that has no preview before it: the sheet of an account, the page of the day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document

Build = Callable[[Session], "Document"]


def print_sheet(context: Context, account_id: int) -> TemporaryDirectory[str]:
    """Print the sheet of an account; the folder that it lies in goes with what is returned."""
    from crm_desktop.reports import account_sheet

    options = account_sheet.options_of(account_id, context.formats, context.settings["author"])
    return _print(context, _("Account sheet"), lambda session: account_sheet.build(session, options))


def print_day(context: Context) -> TemporaryDirectory[str]:
    """Print the page of today; the folder that it lies in goes with what is returned."""
    from crm_desktop.reports import day_page

    options = day_page.options_of(context.formats, context.settings["author"])
    return _print(context, _("Page of the day"), lambda session: day_page.build(session, options))


def write(context: Context, build: Build, path: Path, task: Task) -> None:
    """Write a report as PDF."""
    from crm_desktop.reports import pdf

    with context.store.read(patient=True) as session:
        document = build(session)
    pdf.write_pdf(document, path, context.settings["paper"], task, context.settings["margins"])


def _print(context: Context, title: str, build: Build) -> TemporaryDirectory[str]:
    """Write a report on a worker and ask for a printer then."""
    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    path = Path(folder.name) / "report.pdf"
    context.work(_("Printing"), partial(write, context, build, path), partial(_ask, context, path, title))
    return folder


def _ask(context: Context, path: Path, title: str, _none: object) -> None:
    from crm_desktop.ui.printing import print_pdf

    print_pdf(context, path, title, context.settings["paper"])
