"""The figures of the revenue projection: won and weighted, by month and by whom or what.

Every grouping is of the same opportunities in the same columns, so that all totals are one and the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures import closing, forecast, goals, pipeline
from crm_desktop.figures.deal import Category, Deal, Rates
from crm_desktop.figures.figure import Figure, merged
from crm_desktop.figures.forecast import PROJECTION, Projection
from crm_desktop.reports import book as books
from crm_desktop.reports.book import Book, Names, in_order
from crm_desktop.reports.options import Options
from crm_desktop.services import goals as services_goals
from crm_desktop.services.goals import Whose

MOST_MONTHS: Final = 24
"""A longer period is shown by quarters, and one of more than so many quarters by years."""
MOST_COLUMNS: Final = 6
"""So many months, else quarters, else years stand side by side in a table."""


@dataclass(frozen=True)
class Line:
    """One seller, product, account or company: its share of each column, and what is open without a close date.

    What was omitted from the forecast counts nowhere here.
    """

    key: int | None
    projection: Projection
    open: Figure
    """What of it is expected, in full."""
    undated: Figure

    @property
    def won(self) -> Figure:
        """What was won in the whole period."""
        return merged(closing.WON, [column.won for column in self.projection.months])

    @property
    def weighted(self) -> Figure:
        """What is expected in the whole period, by its chances."""
        pieces = [
            piece for column in self.projection.months for piece in (column.commit, column.best_case_and_pipeline)
        ]
        return merged(pipeline.WEIGHTED, pieces)

    @property
    def total(self) -> Figure:
        """Both together."""
        return merged(PROJECTION, [column.total for column in self.projection.months])


@dataclass(frozen=True)
class Grouping:
    """The lines of one kind of record; `total` is computed from all opportunities, not from the lines."""

    what: str
    names: Names
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Revenue:
    """All figures of one period."""

    book: Book
    period: Period
    months: Projection
    """By month, or in a long period by quarter or year."""
    quarters: Projection
    """The same by fiscal quarter."""
    columns: Sequence[Period]
    """The columns of the table by product and month, and of the data by anything."""
    whole: Line
    open: Figure
    goal: Decimal | None
    attainment: Figure
    single: Mapping[Category, Figure]
    weighted_single: Mapping[Category, Figure]
    cumulative: Mapping[str, Figure]
    groupings: tuple[Grouping, ...]


def compute(session: Session, options: Options) -> Revenue:
    """Return the figures of the options' period, as the book was at the end of their day."""
    period, month = options.period, options.fiscal_month
    book = books.read(session, options.as_of, options.seller)
    deals, rates = list(book.deals.values()), book.rates
    columns = spans(period, MOST_COLUMNS, month)
    goal = services_goals.goal(session, period, Whose(options.seller), options.as_of)
    single = forecast.by_category(deals, rates, period)
    groups: list[tuple[str, Names, Callable[[Deal], int | None]]] = [
        ("product", book.products, lambda deal: deal.product),
        ("seller", book.sellers, lambda deal: deal.seller),
        ("company", book.accounts, lambda deal: book.company(deal.account)),
        ("account", book.accounts, lambda deal: deal.account),
    ]
    whole = _line(None, deals, columns, rates)
    return Revenue(
        book=book,
        period=period,
        months=forecast.projection(deals, spans(period, MOST_MONTHS, month), rates),
        quarters=forecast.projection(deals, _split(period, dates.quarter_of, month), rates),
        columns=columns,
        whole=whole,
        open=pipeline.pipeline(deals, rates, period),
        goal=goal,
        attainment=goals.attainment(closing.won(deals, rates, period), goal),
        single=single,
        weighted_single=_weighted_by_category(deals, rates, period),
        cumulative=forecast.cumulative(single),
        groupings=tuple(
            Grouping(what, names, _lines(deals, names, key, columns, rates), whole) for what, names, key in groups
        ),
    )


def spans(period: Period, most: int, fiscal_month: int) -> list[Period]:
    """Return the months of a period, its fiscal quarters where there are too many months, else its fiscal years."""
    found = [_within(month, period) for month in dates.months_in(period)]
    for of in (dates.quarter_of, dates.fiscal_year_of):
        if len(found) <= most:
            break
        found = _split(period, of, fiscal_month)
    return found


def _split(period: Period, of: Callable[[date, int], Period], fiscal_month: int) -> list[Period]:
    found, day = [], period.first
    while day <= period.last:
        found.append(_within(of(day, fiscal_month), period))
        day = found[-1].last + dates.DAY
    return found


def _within(span: Period, period: Period) -> Period:
    return Period(max(span.first, period.first), min(span.last, period.last))


def _lines(
    deals: Iterable[Deal], names: Names, key: Callable[[Deal], int | None], columns: Sequence[Period], rates: Rates
) -> tuple[Line, ...]:
    """Return a line for each record that has something in the period, or open without a date."""
    groups = pipeline.by((deal for deal in deals if deal.kind != "lost"), key)
    lines = (_line(record, groups[record], columns, rates) for record in in_order(set(groups), names))
    return tuple(line for line in lines if line.total.count or line.undated.count)


def _line(key: int | None, deals: Iterable[Deal], columns: Sequence[Period], rates: Rates) -> Line:
    counted = [deal for deal in deals if forecast.category_of(deal) != "omitted"]
    whole = Period(columns[0].first, columns[-1].last)
    return Line(
        key,
        forecast.projection(counted, columns, rates),
        pipeline.pipeline((deal for deal in counted if deal.close_date is not None), rates, whole),
        pipeline.weighted((deal for deal in counted if deal.close_date is None), rates),
    )


def _weighted_by_category(deals: Sequence[Deal], rates: Rates, period: Period) -> Mapping[Category, Figure]:
    groups = pipeline.by((deal for deal in deals if deal.kind == "open"), forecast.category_of)
    return {category: pipeline.weighted(groups.get(category, ()), rates, period) for category in forecast.CATEGORIES}
