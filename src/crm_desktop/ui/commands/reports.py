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


_REPORTS = (
    ("weekly-pipeline", N_("Weekly pipeline"), "Ctrl+R"),
    ("weekly-packet", N_("Weekly packet"), ""),
    ("pipeline", N_("Pipeline"), ""),
    ("revenue-projection", N_("Revenue projection"), "Ctrl+Shift+R"),
    ("forecast-check", N_("Forecast and what came"), ""),
    ("win-loss", N_("Won and lost"), ""),
    ("stages", N_("Conversion and time in stage"), ""),
    ("sales-speed", N_("Sales cycle and velocity"), ""),
    ("slippage", N_("Slippage"), ""),
    ("leads", N_("Leads"), ""),
    ("activities", N_("Activities"), ""),
    ("goals", N_("Goals and pace"), ""),
    ("customers", N_("Customers"), ""),
    ("call-list", N_("Call list"), ""),
    ("visit-list", N_("Visit list"), ""),
    ("account-sheet", N_("Account sheet"), ""),
    ("day", N_("Page of the day"), ""),
    ("calendar", N_("Calendar"), ""),
)
REPORTS = (
    *(
        in_book(f"report.{name}", title, partial(show_report, name), "Reports", key, "report")
        for name, title, key in _REPORTS
    ),
    in_book("report.own", N_("Build a report…"), partial(show_report, "own"), "Reports", icon="plus", section=1),
    in_book("report.print", N_("Print…"), print_out, "Reports", "Ctrl+P", "print", when=_can_print, section=2),
)
