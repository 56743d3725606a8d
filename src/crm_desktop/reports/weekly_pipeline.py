"""The weekly pipeline on paper: what is open and worth what, what changed this week, what comes next.

As of a past day the page is what it would have been on that day; only the names of records are today's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import weekly_data, weekly_figures
from crm_desktop.reports.book import named
from crm_desktop.reports.document import (
    Bar,
    Bars,
    Block,
    Cell,
    Chart,
    Column,
    Columns,
    Document,
    Figures,
    Heading,
    Paragraph,
    Row,
    Series,
    Table,
)
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import behind, chart_of, definitions, line_of_why
from crm_desktop.reports.weekly_attention import attention, left_out
from crm_desktop.reports.weekly_due import expected, overdue
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.words import NOTHING, Wording, opportunities, places_for

TITLE: Final = N_("Weekly pipeline")
OPTIONS: Final = fields("as_of", "seller")

_ZERO_LINES_HIDDEN = {"created_and_closed", "changed_then_closed"}
