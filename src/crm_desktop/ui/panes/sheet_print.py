"""The sheet of one account on paper, as it is read before a visit."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.ui.context import Context


def print_sheet(context: Context, account_id: int) -> TemporaryDirectory[str]:
    """Write the sheet as PDF on a worker and ask for a printer then; the folder it lies in goes with what is returned."""
    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    path = Path(folder.name) / "account.pdf"
    context.work(_("Printing"), partial(write_sheet, context, account_id, path), partial(_print, context, path))
    return folder


def write_sheet(context: Context, account_id: int, path: Path, task: Task) -> None:
    """Write the sheet of an account as PDF."""
    from crm_desktop.reports import account_sheet, pdf

    options = account_sheet.options_of(account_id, context.formats, context.settings["author"])
    with context.store.read(patient=True) as session:
        document = account_sheet.build(session, options)
    pdf.write_pdf(document, path, context.settings["paper"], task, context.settings["margins"])


def _print(context: Context, path: Path, _none: object) -> None:
    from crm_desktop.ui.printing import print_pdf

    print_pdf(context, path, _("Account sheet"), context.settings["paper"])
