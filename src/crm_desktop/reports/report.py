"""The reports as data: the window and the command line list them, ask for their options and build them by this alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Task
from crm_desktop.base.text import squash
from crm_desktop.figures.customers import USUAL, Limits, limits_in
from crm_desktop.reports import (
    account_sheet,
    activities,
    calendar_report,
    call_list,
    customers,
    day_page,
    forecast_check,
    goals_pace,
    leads,
    packet,
    pdf,
    pipeline_by,
    revenue_projection,
    sales_speed,
    slippage,
    stages,
    text_out,
    visit_list,
    weekly_pipeline,
    win_loss,
    workbook_out,
)
from crm_desktop.reports.document import Document
from crm_desktop.reports.ink import Place
from crm_desktop.reports.listed import LISTED
from crm_desktop.reports.options import Options, parse
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats

SUFFIXES: Final = (".pdf", ".xlsx", ".csv", ".json")
Build = Callable[[Session, Options], Document]


@dataclass(frozen=True)
class Report:
    """What can be printed: its name on the command line, its title, what can be chosen, and how it is made."""

    name: str
    title: str
    options: Mapping[str, Field]
    build: Build


_MADE: Final[dict[str, tuple[Mapping[str, Field], Build]]] = {
    "weekly-pipeline": (weekly_pipeline.OPTIONS, weekly_pipeline.build),
    "weekly-packet": (packet.OPTIONS, packet.build),
    "pipeline": (pipeline_by.OPTIONS, pipeline_by.build),
    "revenue-projection": (revenue_projection.OPTIONS, revenue_projection.build),
    "forecast-check": (forecast_check.OPTIONS, forecast_check.build),
    "win-loss": (win_loss.OPTIONS, win_loss.build),
    "stages": (stages.OPTIONS, stages.build),
    "sales-speed": (sales_speed.OPTIONS, sales_speed.build),
    "slippage": (slippage.OPTIONS, slippage.build),
    "leads": (leads.OPTIONS, leads.build),
    "activities": (activities.OPTIONS, activities.build),
    "goals": (goals_pace.OPTIONS, goals_pace.build),
    "customers": (customers.OPTIONS, customers.build),
    "call-list": (call_list.OPTIONS, call_list.build),
    "visit-list": (visit_list.OPTIONS, visit_list.build),
    "account-sheet": (account_sheet.OPTIONS, account_sheet.build),
    "day": (day_page.OPTIONS, day_page.build),
    "calendar": (calendar_report.OPTIONS, calendar_report.build),
}
REPORTS: Final = tuple(Report(name, title, *_MADE[name]) for name, title in LISTED)


def report_named(name: str) -> Report:
    """Return the report of that name or title; raises UserError with the names of all."""
    wanted = squash(name)
    for report in REPORTS:
        if wanted in {squash(report.name), squash(report.title), squash(_(report.title))}:
            return report
    known = ", ".join(report.name for report in REPORTS)
    raise UserError(_("There is no report “{name}”; the reports are: {known}.").format(name=name, known=known))


def parse_options(
    report: Report, chosen: Mapping[str, Any], formats: Formats, session: Session, settings: Settings | None = None
) -> Options:
    """Return a report's options of texts (from the command line) or values (from the window), by key.

    Fiscal year, author and limits are the user's settings, so that all doors print the same. Raises InvalidInput.
    """
    settings = settings or Settings()
    month = min(max(settings["fiscal_month"], 1), 12)
    return parse(
        report.options, chosen, formats, session,
        fiscal_month=month, author=settings["author"], limits=_limits(settings),
    )  # fmt: skip


def _limits(settings: Settings) -> Limits:
    """Return what fewer than five customers are scored by; what cannot be read counts as not chosen."""
    return Limits(
        limits_in(settings["rfm_days"], falls=True) or USUAL.days,
        limits_in(settings["rfm_times"]) or USUAL.times,
        limits_in(settings["rfm_money"]) or USUAL.money,
    )


def write(
    document: Document,
    path: Path,
    paper: pdf.Paper = "A4",
    task: Task | None = None,
    margins: pdf.Margins = "normal",
) -> list[Place]:
    """Write a report in the format that the suffix of `path` says; return where on a PDF's pages records stand.

    Raises UserError for another suffix, OSError as the system reports it, and Cancelled.
    """
    match path.suffix.lower():
        case ".pdf":
            return pdf.write_pdf(document, path, paper, task, margins)
        case ".xlsx":
            workbook_out.write_workbook(document, path, task)
        case ".csv":
            text_out.write_csv(document, path)
        case ".json":
            text_out.write_json(document, path)
        case _:
            known = ", ".join(SUFFIXES)
            raise UserError(
                _("“{name}”: a report is written as {known}; choose one of them.").format(name=path.name, known=known)
            )
    return []
