"""The figures of the weekly pipeline, computed once for the page and for the data behind it.

The week is the ISO week of the day; its bridge starts at the end of the day before the week. What was closed in the
week, the fiscal quarter and the fiscal year counts up to the day, goals and coverage count the whole quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures import aging, closing, forecast, goals, pipeline
from crm_desktop.figures.bridge import Bridge, bridge
from crm_desktop.figures.deal import Deal, Rates, open_in
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.figures.forecast import Projection
from crm_desktop.figures.pipeline import StageLine
from crm_desktop.reports import book as books
from crm_desktop.reports.book import Book
from crm_desktop.reports.options import Options
from crm_desktop.services import deals as services_deals
from crm_desktop.services import goals as services_goals
from crm_desktop.services.goals import Whose

AHEAD = timedelta(days=30)
MONTHS_AHEAD = 6


@dataclass(frozen=True)
class Closed:
    """What was closed in one period."""

    won: Figure
    lost: Figure
    win_rate: Figure
    win_rate_by_value: Figure


@dataclass(frozen=True)
class Due:
    """Open opportunities by their expected close date, earliest first."""

    deals: tuple[Deal, ...]
    pipeline: Figure
    weighted: Figure


@dataclass(frozen=True)
class Weekly:
    """All figures of one week."""

    book: Book
    week: Period
    quarter: Period
    ahead: Period
    pipeline: Figure
    weighted: Figure
    stages: tuple[StageLine, ...]
    before: Mapping[int, Deal]
    """The opportunities at the end of the day before the week."""
    bridge: Bridge
    closed: Mapping[str, Closed]
    """By "week", "quarter", "year" and "to_date"."""
    goal: Decimal | None
    remaining: Figure
    attainment: Figure
    coverage: Figure
    needed_coverage: Figure
    sales_cycle: Figure
    sales_cycle_median: Figure
    velocity: Figure
    due: Due
    overdue: Due
    projection: Projection
    attention: tuple[tuple[Deal, tuple[Words, ...]], ...]
    """Those furthest past a limit first, of these the ones worth most."""

    @property
    def this_quarter(self) -> Closed:
        """What was closed in the fiscal quarter, up to the day."""
        return self.closed["quarter"]

    @property
    def quarter_so_far(self) -> Period:
        """The fiscal quarter up to the day."""
        return Period(self.quarter.first, self.book.day)

    @property
    def undated(self) -> list[Deal]:
        """The open opportunities without an expected close date."""
        return [deal for deal in self.book.deals.values() if deal.kind == "open" and deal.close_date is None]


def compute(session: Session, options: Options) -> Weekly:
    """Return the figures of the week that holds the options' day, as the book was at the end of that day."""
    day = options.as_of
    book = books.read(session, day, options.seller)
    deals, rates = list(book.deals.values()), book.rates
    week, quarter = dates.week_of(day), dates.quarter_of(day, options.fiscal_month)
    ahead, so_far = Period(day, day + AHEAD), Period(quarter.first, day)
    months = dates.months_in(Period(day, dates.add_months(day, MONTHS_AHEAD - 1)))
    closed = _closed(deals, rates, day, options.fiscal_month)
    before = services_deals.as_of(session, week.before, options.seller)
    targets, whose = services_goals.goals(session, quarter, day), Whose(options.seller)
    goal, why = targets.of(quarter, whose)
    behind = targets.behind(quarter, whose)
    won = closed["quarter"].won
    remaining = goals.goal_remaining(won, goal, why, behind)
    return Weekly(
        book=book,
        week=week,
        quarter=quarter,
        ahead=ahead,
        pipeline=pipeline.pipeline(deals, rates),
        weighted=pipeline.weighted(deals, rates),
        stages=pipeline.by_stage(deals, rates),
        before=before,
        bridge=bridge(before, book.deals, rates),
        closed=closed,
        goal=goal,
        remaining=remaining,
        attainment=goals.attainment(won, goal, why, behind),
        coverage=pipeline.coverage(deals, remaining, rates, quarter),
        needed_coverage=pipeline.needed_coverage(closed["quarter"].win_rate_by_value),
        sales_cycle=closing.sales_cycle(deals, so_far),
        sales_cycle_median=closing.sales_cycle_median(deals, so_far),
        velocity=closing.velocity(deals, rates, so_far),
        due=_due(deals, rates, ahead),
        overdue=_due(deals, rates, Period(date.min, day - dates.DAY)),
        projection=forecast.projection(deals, months, rates),
        attention=aging.by_urgency(deals, rates, day),
    )


def _closed(deals: Sequence[Deal], rates: Rates, day: date, fiscal_month: int) -> Mapping[str, Closed]:
    """Return what was closed up to `day` in its week, fiscal quarter and fiscal year, and ever."""
    starts = {
        "week": dates.week_of(day).first,
        "quarter": dates.quarter_of(day, fiscal_month).first,
        "year": dates.fiscal_year_of(day, fiscal_month).first,
    }
    closed = {name: closed_in(deals, rates, Period(first, day)) for name, first in starts.items()}
    return {**closed, "to_date": closed_in(deals, rates, None)}


def closed_in(deals: Iterable[Deal], rates: Rates, period: Period | None) -> Closed:
    """Return what was closed in a period; None for any day, also an unknown one."""
    deals = list(deals)
    return Closed(
        closing.won(deals, rates, period),
        closing.lost(deals, rates, period),
        closing.win_rate(deals, period),
        closing.win_rate_by_value(deals, rates, period),
    )


def _due(deals: Iterable[Deal], rates: Rates, period: Period) -> Due:
    found, _undated = open_in(deals, period)
    found.sort(key=lambda deal: (deal.close_date or period.last, -rates.worth(deal), deal.name, deal.id))
    return Due(tuple(found), pipeline.pipeline(found, rates), pipeline.weighted(found, rates))
