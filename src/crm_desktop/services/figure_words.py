"""What figures are called, and how their values are written where they stand alone, with their unit and currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.figure import Figure, Unit, rounded
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats

NOTHING = "—"
_FEW = 20  # counts below this are shown as "3 of 4" and not only as a share

TITLES: Final = {
    "pipeline": N_("Open pipeline"),
    "weighted": N_("Weighted pipeline"),
    "coverage": N_("Coverage"),
    "needed_coverage": N_("Coverage needed"),
    "won": N_("Won"),
    "lost": N_("Lost"),
    "win_rate": N_("Win rate"),
    "counted_won": N_("Won"),
    "counted_lost": N_("Lost"),
    "win_rate_by_value": N_("Win rate by value"),
    "sales_cycle": N_("Sales cycle"),
    "sales_cycle_median": N_("Sales cycle, median"),
    "open_count": N_("Open opportunities"),
    "mean_won": N_("Mean of what was won"),
    "velocity": N_("Velocity a day"),
    "slippage": N_("Slippage"),
    "expected_won": N_("Expected and won"),
    "expected_lost": N_("Expected and lost"),
    "slipped": N_("Slipped"),
    "weighted_forecast": N_("Weighted forecast"),
    "goal": N_("Goal"),
    "goal_remaining": N_("Left to the goal"),
    "attainment": N_("Goal reached"),
    "projected_attainment": N_("Goal projected"),
    "year_to_date": N_("Year to date"),
    "working_days_gone": N_("Working days gone"),
    "by_category": N_("By category"),
    "closed_only": N_("Closed only"),
    "commit_forecast": N_("Commit forecast"),
    "best_case_forecast": N_("Best case forecast"),
    "open_pipeline": N_("Open pipeline forecast"),
    "projection_commit": N_("Projected: commit"),
    "projection_open": N_("Projected: best case and pipeline"),
    "projection": N_("Projected revenue"),
    "won_last_year": N_("Won a year before"),
    "change_on_last_year": N_("Change on last year"),
    "won_over_commit": N_("Won beyond the commit"),
    "bridge_start": N_("Bridge: start"),
    "bridge_new": N_("Bridge: new"),
    "bridge_reopened": N_("Bridge: reopened"),
    "bridge_grew": N_("Bridge: grew"),
    "bridge_shrank": N_("Bridge: shrank"),
    "bridge_won": N_("Bridge: won"),
    "bridge_lost": N_("Bridge: lost"),
    "bridge_removed": N_("Bridge: removed"),
    "bridge_pulled_in": N_("Bridge: pulled in"),
    "bridge_pushed_out": N_("Bridge: pushed out"),
    "bridge_end": N_("Bridge: end"),
    "bridge_created_and_closed": N_("Bridge: created and closed"),
    "bridge_changed_then_closed": N_("Bridge: changed, then closed"),
    "days_in_stage": N_("Days in stage"),
    "days_since_contact": N_("Days since the last contact"),
    "pushed": N_("Close date pushed"),
    "needs_attention": N_("Needs attention"),
    "stage_conversion": N_("Conversion of the stage"),
    "stage_passed": N_("Went on"),
    "stage_lost": N_("Lost in the stage"),
    "stage_undecided": N_("Still open"),
    "stay_in_stage": N_("Time in stage"),
    "stay_in_stage_median": N_("Time in stage, median"),
    "activities_done": N_("Activities done"),
    "activity_minutes": N_("Time spent"),
    "outcomes_noted": N_("Outcomes noted"),
    "accounts_touched": N_("Accounts touched"),
    "contacts_touched": N_("Contacts touched"),
    "activities_planned": N_("Activities planned"),
    "activities_overdue": N_("Activities overdue"),
    "revenue_to_date": N_("Revenue to date"),
    "revenue_last_12_months": N_("Revenue of the last 12 months"),
    "revenue_projected": N_("Projected revenue"),
    "rfm_recency": N_("Recency"),
    "rfm_frequency": N_("Frequency"),
    "rfm_money": N_("Money"),
    "customer_since": N_("Customer since"),
    "mean_yearly_revenue": N_("Mean yearly revenue"),
    "predicted_value": N_("Predicted value"),
    "customers": N_("Customers"),
    "contacts": N_("Contacts"),
    "contacts_on_step": N_("Contacts on the step"),
    "contacts_new": N_("New contacts"),
    "contacts_further": N_("Contacts that got further"),
    "contacts_further_share": N_("Share that got further"),
    "records_counted": N_("Records"),
    "sum_of_amounts": N_("Sum"),
    "sum_of_numbers": N_("Sum"),
    "mean_amount": N_("Mean"),
    "mean_number": N_("Mean"),
    "mean_share": N_("Mean"),
    "least_amount": N_("Smallest"),
    "least_number": N_("Smallest"),
    "least_share": N_("Smallest"),
    "greatest_amount": N_("Greatest"),
    "greatest_number": N_("Greatest"),
    "greatest_share": N_("Greatest"),
}


def title_of(figure: Figure) -> str:
    """Return what a figure is called; one that only a single report knows goes by its name in files."""
    known = TITLES.get(figure.name)
    return figure.name.replace("_", " ").capitalize() if known is None else _(known)


def has_cents(figure: Figure) -> bool:
    """Tell whether what a figure is made of has cents, so that all of its amounts are told with them."""
    return figure.unit == "money" and any(amount != amount.to_integral_value() for amount in figure.amounts)


def value_of(figure: Figure, currency: str, formats: Formats, *, cents: bool = False) -> str:
    """Return the value as it is shown, rounded the one time that it is; money with the book's currency."""
    if figure.value is None:
        return NOTHING
    value = Decimal(figure.value)
    places = 0 if value == value.to_integral_value() else 1
    match figure.unit:
        case "money":
            to = 2 if cents else 0
            return with_currency(formats.number(rounded(value, to), to), currency)
        case "percent" if figure.of is not None and figure.of[1] < _FEW:
            return _("{n} of {all}").format(n=figure.of[0], all=figure.of[1])
        case "percent":
            return f"{formats.number(rounded(value * 100))} %"
        case "ratio":
            return f"{formats.number(rounded(value, 1), 1)} ×"
        case "days":
            return days_of(value, formats)
        case "count" | "number":
            return formats.number(rounded(value, places), places)


def share_of(amount: Decimal, unit: Unit, formats: Formats, *, cents: bool = False) -> str:
    """Return what a record adds to a figure; to a quotient of amounts it adds an amount."""
    places = 0 if amount == amount.to_integral_value() else 1
    match unit:
        case "days":
            return days_of(amount, formats)
        case "count" | "number":
            return formats.number(amount, places)
        case _ if cents:
            return formats.number(rounded(amount, 2), 2)
        case _:
            return formats.money(rounded(amount, 2))


def days_of(value: Decimal, formats: Formats) -> str:
    """Return a number of days, with a decimal where it has one."""
    if value == 1:
        return _("1 day")
    places = 0 if value == value.to_integral_value() else 1
    return _("{n} days").format(n=formats.number(rounded(value, places), places))
