"""The list in front on paper, exactly as it is shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.storage.query import Query
from crm_desktop.ui.context import Context


def print_list(context: Context, query: Query, title: str) -> TemporaryDirectory[str]:
    """Write the list as PDF on a worker and ask for a printer then; the folder it lies in goes with what is returned."""
    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    path = Path(folder.name) / "list.pdf"
    context.work(_("Printing"), partial(write_list, context, query, title, path), partial(_print, context, path, title))
    return folder


def write_list(context: Context, query: Query, title: str, path: Path, task: Task) -> None:
    """Write a list as PDF."""
    from crm_desktop.reports import list_table, pdf

    with context.store.read(patient=True) as session:
        document = list_table.build(session, query, title, context.formats, task)
    pdf.write_pdf(document, path, context.settings["paper"], task, context.settings["margins"])


def _print(context: Context, path: Path, title: str, _none: object) -> None:
    from crm_desktop.ui.printing import print_pdf

    print_pdf(context, path, title, context.settings["paper"])
