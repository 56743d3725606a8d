"""The figures of the revenue projection: won and weighted, by steps and by whom or what.

Every grouping is of the same opportunities in the same columns, so that all totals are one and the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures import forecast, pipeline
from crm_desktop.figures.deal import Category, Deal, Rates
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.forecast import Projection
from crm_desktop.reports import book as books
from crm_desktop.reports import slices
from crm_desktop.reports.book import Book
from crm_desktop.reports.options import Options
from crm_desktop.reports.projection_goals import Aim, Target
from crm_desktop.reports.projection_spans import spans, split
from crm_desktop.reports.projection_steps import Step, Steps
from crm_desktop.reports.slices import SLICES, Group, View
from crm_desktop.reports.words import Wording
from crm_desktop.services import goals as services_goals
from crm_desktop.services.goals import Goals, Whose

ALL: Final = ("product", "seller", "company", "account")
"""The groupings that stand below each other where none is chosen."""
MOST_STEPS: Final = 24
"""A longer period is shown by quarters, and one of more than so many quarters by years."""
MOST_COLUMNS: Final = 6
"""So many steps stand side by side in a table."""
MOST_WIDE: Final = 12
"""So many stand there where one grouping is chosen: its page may lie on its long side."""


@dataclass(frozen=True)
class Line:
    """One seller, product, account or company: its share of each column, and what is open without a close date.

    What was omitted from the forecast counts nowhere here. `key` is None for what belongs to nobody.
    """

    key: Any
    title: str
    steps: tuple[Step, ...]
    whole: Step
    open: Figure
    """What of it is expected, in full."""
    undated: Figure

    @property
    def won(self) -> Figure:
        """What was won in the whole period."""
        return self.whole.month.won

    @property
    def weighted(self) -> Figure:
        """What is expected in the whole period, by its chances."""
        return self.whole.weighted

    @property
    def total(self) -> Figure:
        """Both together."""
        return self.whole.total


@dataclass(frozen=True)
class Grouping:
    """The lines of one kind of record; `total` is computed from all opportunities, not from the lines."""

    what: str
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Categories:
    """The forecast categories of the period, each on its own and added up from the surest to the least sure."""

    single: Mapping[Category, Figure]
    weighted: Mapping[Category, Figure]
    """What is won in full, and the others by their chances."""
    cumulative: Mapping[str, Figure]
    rolled: Sequence[Mapping[str, Figure]]
    """The same for each of the columns, or for each with all before it."""


@dataclass(frozen=True)
class Revenue:
    """All figures of one period; `by` is "all" or the one grouping that was chosen."""

    book: Book
    period: Period
    by: str
    is_cumulative: bool
    year: Step
    """The fiscal year, up to its end."""
    days: Sequence[Period]
    """The steps, each on its own."""
    steps: tuple[Step, ...]
    """What was won and is expected in each of the days, or up to the end of each."""
    left_out: tuple[tuple[int, str], ...]
    """What is open and in none of the steps."""
    quarters: Projection
    """The same by fiscal quarter, each on its own."""
    columns: Sequence[Period]
    """The columns of the tables by steps, and of the data by anything."""
    whole: Line
    categories: Categories
    groupings: tuple[Grouping, ...]

    @property
    def has_own_goals(self) -> bool:
        """Whether a step has a goal of its own, and not only several of them together."""
        return any(step.target is not None and step.target.goal.value is not None for step in self.steps)

    @property
    def target(self) -> Target:
        """The goal of the whole period: that of the company, or of the one seller of the report."""
        assert self.whole.whole.target is not None
        return self.whole.whole.target


@dataclass(frozen=True)
class _Terms:
    """What every line is computed with."""

    columns: Sequence[Period]
    rates: Rates
    goals: Goals
    options: Options

    @property
    def is_cumulative(self) -> bool:
        return bool(self.options.chosen["sums"] == "cumulative")

    def aim(self, what: str, key: Any) -> Aim | None:
        """Return whose goals a line is compared with; a report on one seller says nothing of his team's."""
        whose = None
        if what == "seller" and key is not None:
            whose = Whose(seller=key)
        elif what == "team" and key is not None and self.options.seller is None:
            whose = Whose(team=key)
        return None if whose is None else Aim(self.goals, whose, self.options.fiscal_month)

    def line(self, group: Group, aim: Aim | None) -> Line:
        """Return the figures of one group."""
        counted = [deal for deal in group.deals if forecast.category_of(deal) != "omitted"]
        period = Period(self.columns[0].first, self.columns[-1].last)
        steps = Steps(counted, self.columns, self.rates, aim)
        return Line(
            group.key,
            group.title,
            steps.shown(cumulative=self.is_cumulative),
            steps.whole(),
            pipeline.pipeline((deal for deal in counted if deal.close_date is not None), self.rates, period),
            forecast.weighted((deal for deal in counted if deal.close_date is None), self.rates),
        )


def compute(session: Session, options: Options) -> Revenue:
    """Return the figures of the options' period, as the book was at the end of their day."""
    period, month, by, step = options.period, options.fiscal_month, options.chosen["by"], options.chosen["step"]
    book, year = books.read(session, options.as_of, options.seller), _year(options)
    deals, rates = tuple(book.deals.values()), book.rates
    known = Period(min(period.first, year.first), max(period.last, year.last))
    targets = services_goals.goals(session, known, options.as_of)
    aim = Aim(targets, Whose(options.seller), month)
    days = spans(period, MOST_STEPS, month, step)
    columns = spans(period, MOST_COLUMNS if by == "all" else MOST_WIDE, month, step)
    terms = _Terms(columns, rates, targets, options)
    whole = terms.line(Group(None, "", deals), aim)
    return Revenue(
        book=book,
        period=period,
        by=by,
        is_cumulative=terms.is_cumulative,
        year=Steps(deals, [year], rates, aim).whole(),
        days=days,
        steps=Steps(deals, days, rates, aim).shown(cumulative=terms.is_cumulative),
        left_out=forecast.projection(deals, days, rates).left_out,
        quarters=forecast.projection(deals, split(period, dates.quarter_of, month), rates),
        columns=columns,
        whole=whole,
        categories=_categories(deals, terms, period),
        groupings=tuple(_groupings(whole, book, terms)),
    )


def _year(options: Options) -> Period:
    """Return the fiscal year of the report's day; of a day outside of the period, that of the period's nearest day."""
    day = min(max(options.as_of, options.period.first), options.period.last)
    return dates.fiscal_year_of(day, options.fiscal_month)


def _categories(deals: Sequence[Deal], terms: _Terms, period: Period) -> Categories:
    single = forecast.by_category(deals, terms.rates, period)
    groups = pipeline.by((deal for deal in deals if deal.kind == "open"), forecast.category_of)
    found = {
        category: pipeline.weighted(groups.get(category, ()), terms.rates, period) for category in forecast.CATEGORIES
    }
    first = terms.columns[0].first
    days = [Period(first, span.last) if terms.is_cumulative else span for span in terms.columns]
    rolled = [forecast.cumulative(forecast.by_category(deals, terms.rates, span)) for span in days]
    return Categories(single, {**found, "closed": single["closed"]}, forecast.cumulative(single), rolled)


def _groupings(whole: Line, book: Book, terms: _Terms) -> Iterator[Grouping]:
    view = View(book, terms.options, Wording(terms.options.formats, book.day))
    by = terms.options.chosen["by"]
    for what in ALL if by == "all" else (by,):
        yield Grouping(what, tuple(_lines(what, view, terms)), whole)


def _lines(what: str, view: View, terms: _Terms) -> Iterator[Line]:
    """Yield a line for each record that has something in the period or a year before it, or open without a date."""
    deals = [deal for deal in view.book.deals.values() if deal.kind != "lost"]
    for group in slices.groups(deals, SLICES[what], view):
        line = terms.line(group, terms.aim(what, group.key))
        if line.total.count or line.undated.count or line.whole.last_year.count:
            yield line
