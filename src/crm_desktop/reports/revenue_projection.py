"""The revenue projection: what was won and what is expected, by month, product, seller, company and account.

What is expected counts weighted, by its expected close date; what has none stands in a column of its own, outside of
every sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures import forecast
from crm_desktop.figures.figure import Figure, merged
from crm_desktop.model.pipeline import CATEGORIES
from crm_desktop.reports import projection_figures, projection_tables
from crm_desktop.reports.document import Block, Cell, Column, Columns, Document, Figures, Heading, Paragraph, Row, Table
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.projection_data import data_of
from crm_desktop.reports.projection_figures import Revenue
from crm_desktop.reports.projection_tables import span_names
from crm_desktop.reports.sections import (
    behind,
    count_cell,
    count_column,
    counted_card,
    definitions,
    figure_cell,
    projection_chart,
)
from crm_desktop.reports.words import Wording, exact, places_for

TITLE: Final = N_("Revenue projection")
OPTIONS: Final = fields("first", "last", "as_of", "seller")
DEFINED: Final = (
    (N_("Won"), "won"),
    (N_("Weighted"), "weighted"),
    (N_("Projected"), "projection"),
    (N_("Commit forecast"), "commit_forecast"),
    (N_("Best-case forecast"), "best_case_forecast"),
    (N_("Open pipeline"), "open_pipeline"),
    (N_("Attainment"), "attainment"),
)
_ROLL_UPS: Final = {
    "closed_only": N_("Closed only"),
    "commit_forecast": N_("Commit forecast"),
    "best_case_forecast": N_("Best-case forecast"),
    "open_pipeline": N_("Open pipeline"),
}


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
        house=options.house,
    )


def _blocks(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield Figures(tuple(_cards(revenue, wording)))
    undated = revenue.whole.undated.count
    if undated:
        text = count_of(
            "{n} open opportunity has no expected close date: it stands in the column “No date” and is in no month and no other sum.",
            "{n} open opportunities have no expected close date: they stand in the column “No date” and are in no month and no other sum.",
            undated,
        )
        yield Paragraph(text, muted=True)
    yield from _by_month(revenue, wording)
    if any(figure.count for figure in revenue.single.values()):
        yield Columns(tuple(_single(revenue, wording)), tuple(_cumulative(revenue, wording)))
    yield from projection_tables.by_product_and_month(revenue, wording)
    for grouping in revenue.groupings:
        if grouping.lines and (grouping.what != "company" or revenue.book.parents):
            yield from projection_tables.grouped(grouping, wording)
    yield from projection_tables.left_out(revenue, wording)
    yield from definitions([(_(title), name) for title, name in DEFINED])


def _cards(revenue: Revenue, wording: Wording) -> Iterator[Card]:
    whole, share = revenue.whole, revenue.attainment
    yield counted_card(_("Won"), whole.won, wording)
    yield counted_card(_("Weighted, open"), whole.weighted, wording)
    yield counted_card(_("Projected"), whole.total, wording)
    yield counted_card(_("Open, in full"), whole.open, wording)
    if share.value is not None and revenue.goal is not None:
        note = _("{percent} of it won").format(percent=wording.percent(share.value))
        won = ((_("share won"), exact(share.value)),)
        yield Card(_("Goal of the period"), wording.money(revenue.goal), note, exact(revenue.goal), parts=won)


def _by_month(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    months = revenue.months.months
    names = span_names([month.period for month in months], wording)
    yield Heading(_("Projected revenue (weighted)"))
    yield projection_chart(
        months, names, wording, _("Nothing was won in this period, and nothing is expected to close in it.")
    )
    if not revenue.whole.total.count:
        return
    places = places_for(month.won.value for month in months)
    pieces = [(month.won, month.commit, month.best_case_and_pipeline, month.total) for month in months]
    sums = tuple(merged(figures[0].meaning, figures) for figures in zip(*pieces, strict=True))
    columns = [Column(_("Month"))]
    for title in (_("Won"), _("Commit"), _("Best case and pipeline")):
        columns += [count_column(), Column(title, "right")]
    columns.append(Column(_("Projected"), "right"))
    rows = tuple(_month_row(name, figures, wording, places) for name, figures in zip(names, pieces, strict=True))
    yield Table(tuple(columns), rows, "", _month_row(_("Total"), sums, wording, places))


def _month_row(title: str, figures: Sequence[Figure], wording: Wording, places: int) -> Row:
    """Return won, commit and the rest, each behind its number of opportunities, and their sum."""
    won, commit, rest, total = figures
    cells = [Cell(title), count_cell(won.count, wording), figure_cell(won, wording, places)]
    for figure in (commit, rest):
        cells += [count_cell(figure.count, wording), figure_cell(figure, wording)]
    return Row((*cells, figure_cell(total, wording)), records=behind(total))


def _single(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield Heading(_("By forecast category"))
    amounts = (Column(title, "right") for title in (_("Amount"), _("Weighted")))
    columns = (Column(_("Category")), count_column(), *amounts)
    names = dict(CATEGORIES.options)
    rows = []
    for category in forecast.CATEGORIES:
        figure = revenue.single[category]
        weighted = figure if category == "closed" else revenue.weighted_single[category]
        cells = (
            Cell(_(names[category])),
            count_cell(figure.count, wording),
            figure_cell(figure, wording),
            figure_cell(weighted, wording),
        )
        rows.append(Row(cells, records=behind(figure)))
    yield Table(columns, tuple(rows), "", zebra=False)


def _cumulative(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    yield Heading(_("Added up"))
    columns = (Column(_("Forecast")), count_column(), Column(_("Amount"), "right"))
    rows = []
    for name, title in _ROLL_UPS.items():
        figure = revenue.cumulative[name]
        cells = (Cell(_(title)), count_cell(figure.count, wording), figure_cell(figure, wording))
        rows.append(Row(cells, records=behind(figure)))
    yield Table(columns, tuple(rows), "", zebra=False)
