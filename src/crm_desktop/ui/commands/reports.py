"""The commands that print.

The reports are named here and not asked for: to ask the package would load the PDF library before the first paint. A
test says when one is missing.
"""

from __future__ import annotations

from functools import partial

from crm_desktop.base.i18n import N_
from crm_desktop.ui.commands.command import in_book
from crm_desktop.ui.context import Context


def show_report(name: str, context: Context) -> None:
    """Show a report in its pane."""
    from crm_desktop.ui.panes.reports import ReportsPane

    pane = context.open_pane("reports")
    if isinstance(pane, ReportsPane):
        pane.show_report(name)


def print_out(context: Context) -> None:
    """Print what the pane shows."""
    context.pane.print_out()


def _can_print(context: Context) -> bool:
    return context.pane.can_print


REPORTS = (
    in_book("report.weekly-pipeline", N_("Weekly pipeline"), partial(show_report, "weekly-pipeline"), "Reports", "Ctrl+R", "pipeline"),
    in_book("report.revenue-projection", N_("Revenue projection"), partial(show_report, "revenue-projection"), "Reports", "Ctrl+Shift+R", "report"),
    in_book("report.own", N_("Build a report…"), partial(show_report, "own"), "Reports", icon="plus"),
    in_book("report.print", N_("Print…"), print_out, "Reports", "Ctrl+P", "print", when=_can_print, section=1),
)  # fmt: skip
