"""The commands that print: every report, in the order in which all doors offer them, and what is in front."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from crm_desktop.base.i18n import N_
from crm_desktop.reports.listed import LISTED
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


_KEYS = {"weekly-pipeline": "Ctrl+R", "revenue-projection": "Ctrl+Shift+R"}
_REFUSAL = N_("No book is open, so there is nothing to print. Open one, then Ctrl+P prints what is in front of you.")
REPORTS = (
    *(
        in_book(f"report.{name}", title, partial(show_report, name), "Reports", _KEYS.get(name, ""), "report")
        for name, title in LISTED
    ),
    in_book("report.own", N_("Build a report…"), partial(show_report, "own"), "Reports", icon="plus", section=1),
    replace(
        in_book("report.print", N_("Print…"), print_out, "Reports", "Ctrl+P", "print", section=2), refusal=_REFUSAL
    ),
)
