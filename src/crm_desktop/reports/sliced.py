"""A table of figures by group, with a total: what most reports are made of. Each number leads to what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import closing, pipeline
from crm_desktop.figures.deal import Deal, Rates, Span
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.sections import behind, count_column, exact_or_why, records_of
from crm_desktop.reports.slices import Group, View
from crm_desktop.reports.words import exact

FigureOf = Callable[[Sequence[Deal], Rates, Span | None], Figure]


@dataclass(frozen=True)
class Measure:
    """One column: what it is called, how it is computed, and whether the number of opportunities stands before it."""

    title: str
    figure: FigureOf
    counted: bool = False


OPEN: Final = Measure(N_("Open"), pipeline.pipeline, counted=True)
WEIGHTED: Final = Measure(N_("Weighted"), pipeline.weighted)
WON: Final = Measure(N_("Won"), closing.won, counted=True)
LOST: Final = Measure(N_("Lost"), closing.lost, counted=True)
WIN_RATE: Final = Measure(N_("Win rate"), lambda deals, _rates, period: closing.win_rate(deals, period))
WIN_RATE_BY_VALUE: Final = Measure(N_("By value"), closing.win_rate_by_value)
MEAN_WON: Final = Measure(N_("Mean won"), closing.mean_won)
CYCLE: Final = Measure(N_("Sales cycle"), lambda deals, _rates, period: closing.sales_cycle(deals, period))
CYCLE_MEDIAN: Final = Measure(N_("Median"), lambda deals, _rates, period: closing.sales_cycle_median(deals, period))
VELOCITY: Final = Measure(N_("Velocity a day"), closing.velocity)


def table(
    title: str, groups: Sequence[Group], measures: Sequence[Measure], view: View, period: Span | None, empty: str
) -> Table:
    """Return the figures of each group; the total is computed over all of them at once, not added up."""
    everyone = tuple(deal for group in groups for deal in group.deals)
    whole = Group(None, _("Total"), everyone)
    computed = [[one.figure(g.deals, view.book.rates, period) for one in measures] for g in (*groups, whole)]
    rows = [
        Row(tuple(_cells(group, measures, figures, view)), records=records_of(group.deals))
        for group, figures in zip((*groups, whole), computed, strict=True)
    ]
    return Table(tuple(_columns(title, measures)), tuple(rows[:-1]), empty, rows[-1] if len(groups) > 1 else None)


def bars(groups: Sequence[Group], measure: Measure, view: View, period: Span | None, empty: str) -> Chart:
    """Return one measure of each group as standing bars."""
    figures = [measure.figure(group.deals, view.book.rates, period) for group in groups]
    values = tuple(exact(figure.value) or ZERO for figure in figures)
    series = Series(_(measure.title), "pipeline", values, tuple(behind(figure) for figure in figures))
    labels = tuple(view.wording.value(figure) if figure.count else "" for figure in figures)
    return Chart("bars", tuple(group.title for group in groups), (series,), labels, empty)


def _columns(title: str, measures: Sequence[Measure]) -> Iterator[Column]:
    yield Column(title)
    for one in measures:
        if one.counted:
            yield count_column()
        yield Column(_(one.title), "right")


def _cells(group: Group, measures: Sequence[Measure], figures: Sequence[Figure], view: View) -> Iterator[Cell]:
    wording = view.wording
    yield Cell(group.title, None if group.key is None else group.title)
    for one, figure in zip(measures, figures, strict=True):
        if one.counted:
            yield Cell(
                wording.formats.number(figure.count) if figure.count else "", figure.count, records=behind(figure)
            )
        yield figure_of(figure, view)


def figure_of(figure: Figure, view: View) -> Cell:
    """Return any figure as a cell: a dash with its reason in the data where there is none, nothing of no records."""
    if figure.unit == "money" and not figure.count:
        return Cell("", 0)
    return Cell(view.wording.value(figure), exact_or_why(figure, view.wording), records=behind(figure))
