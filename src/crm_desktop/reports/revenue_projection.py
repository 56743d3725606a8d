"""The revenue projection: what was won and what is expected, beside last year and the goals.

What is expected counts weighted, by its expected close date; what has none stands in a column of its own, outside of
every sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import forecast
from crm_desktop.model.pipeline import CATEGORIES
from crm_desktop.reports import projection_cards, projection_figures, projection_tables
from crm_desktop.reports.document import Block, Cell, Column, Columns, Document, Heading, Row, Table
from crm_desktop.reports.options import Options, fields, pick
from crm_desktop.reports.projection_chart import chart
from crm_desktop.reports.projection_data import data_of
from crm_desktop.reports.projection_figures import MOST_COLUMNS, Revenue
from crm_desktop.reports.projection_tables import ROLL_UPS, added_up
from crm_desktop.reports.sections import behind, count_cell, count_column, definitions, figure_cell
from crm_desktop.reports.slices import SLICES
from crm_desktop.reports.words import Wording

TITLE: Final = N_("Revenue projection")
_GROUPINGS: Final = ("product", "seller", "team", "account", "company", "category")
OPTIONS: Final = {
    "step": pick(N_("In steps of"), (("month", N_("Months")), ("quarter", N_("Quarters")))),
    "by": pick(
        N_("By"),
        (("all", N_("Overview")), *((key, SLICES[key].title) for key in _GROUPINGS)),
        help=N_("The overview has all; one of them has its steps side by side."),
    ),
    "sums": pick(
        N_("Sums"),
        (("single", N_("Each step on its own")), ("cumulative", N_("Added up from the first step"))),
    ),
    **fields("first", "last", "as_of", "seller"),
}
_DEFINED: Final = (
    (N_("Won"), "won"),
    (N_("Weighted"), "weighted_forecast"),
    (N_("Projected"), "projection"),
    (N_("Other open"), "projection_open"),
    (N_("Last year"), "won_last_year"),
    (N_("Change"), "change_on_last_year"),
    (N_("Goal, won"), "attainment"),
    (N_("Goal, projected"), "projected_attainment"),
)
_DEFINED_CATEGORIES: Final = (
    (N_("Commit forecast"), "commit_forecast"),
    (N_("Best-case forecast"), "best_case_forecast"),
    (N_("Open pipeline"), "open_pipeline"),
)


def build(session: Session, options: Options) -> Document:
    """Return the report on the options' period."""
    revenue = projection_figures.compute(session, options)
    wording = Wording(options.formats, options.as_of)
    as_of = _("as of {day}").format(day=wording.long_date(options.as_of))
    return Document(
        title=_(TITLE),
        subtitle=f"{revenue.book.scope()} · {as_of}",
        period=wording.months(options.period),
        footer=wording.printed(dates.now(), revenue.book.file),
        blocks=tuple(_blocks(revenue, wording)),
        figures=data_of(revenue),
        author=options.author,
        is_wide=revenue.by != "all" and len(revenue.columns) > MOST_COLUMNS,
        house=options.house,
    )


def _blocks(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield from projection_cards.blocks(revenue, wording)
    yield Heading(added_up(_("Projected revenue (weighted)"), revenue))
    yield chart(revenue, wording)
    if revenue.whole.total.count or revenue.whole.whole.last_year.count:
        yield projection_tables.by_step(revenue, wording)
    has_categories = any(figure.count for figure in revenue.categories.single.values())
    if revenue.by == "all":
        if has_categories:
            yield Columns(tuple(_single(revenue, wording)), tuple(_cumulative(revenue, wording)))
        yield from _overview(revenue, wording)
    else:
        yield from projection_tables.grouped_by_step(revenue.groupings[0], revenue, wording, is_alone=True)
        if revenue.by == "category" and has_categories:
            yield from projection_tables.rolled_by_step(revenue, wording)
    yield from projection_tables.left_out(revenue, wording)
    defined = _DEFINED + _DEFINED_CATEGORIES if revenue.by in {"all", "category"} else _DEFINED
    yield from definitions([(_(title), name) for title, name in defined])


def _overview(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield from projection_tables.grouped_by_step(revenue.groupings[0], revenue, wording, is_alone=False)
    for grouping in revenue.groupings:
        if grouping.lines and (grouping.what != "company" or revenue.book.parents):
            yield from projection_tables.grouped(grouping, wording)


def _single(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield Heading(_("By forecast category"))
    amounts = (Column(title, "right") for title in (_("Amount"), _("Weighted")))
    columns = (Column(_("Category")), count_column(), *amounts)
    names = dict(CATEGORIES.options)
    rows = []
    for category in forecast.CATEGORIES:
        figure = revenue.categories.single[category]
        cells = (
            Cell(_(names[category])),
            count_cell(figure.count, wording),
            figure_cell(figure, wording),
            figure_cell(revenue.categories.weighted[category], wording),
        )
        rows.append(Row(cells, records=behind(figure)))
    yield Table(columns, tuple(rows), "", zebra=False)


def _cumulative(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield Heading(_("Added up"))
    columns = (Column(_("Forecast")), count_column(), Column(_("Amount"), "right"))
    rows = []
    for name, title in ROLL_UPS.items():
        figure = revenue.categories.cumulative[name]
        cells = (Cell(_(title)), count_cell(figure.count, wording), figure_cell(figure, wording))
        rows.append(Row(cells, records=behind(figure)))
    yield Table(columns, tuple(rows), "", zebra=False)
