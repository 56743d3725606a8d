"""The reports in the order in which they are offered, each by its name and its title.

The menu is made of this before the first paint: nothing is imported here that would load the PDF library.
"""

from __future__ import annotations

from typing import Final

from crm_desktop.base.i18n import N_

LISTED: Final = (
    ("weekly-pipeline", N_("Weekly pipeline")),
    ("weekly-packet", N_("Weekly packet")),
    ("pipeline", N_("Pipeline")),
    ("revenue-projection", N_("Revenue projection")),
    ("forecast-check", N_("Forecast and what came")),
    ("win-loss", N_("Won and lost")),
    ("stages", N_("Conversion and time in stage")),
    ("sales-speed", N_("Sales cycle and velocity")),
    ("slippage", N_("Slippage")),
    ("leads", N_("Leads")),
    ("activities", N_("Activities")),
    ("goals", N_("Goals and pace")),
    ("customers", N_("Customers")),
    ("call-list", N_("Call list")),
    ("visit-list", N_("Visit list")),
    ("account-sheet", N_("Account sheet")),
    ("day", N_("Page of the day")),
    ("calendar", N_("Calendar")),
)
