"""The steps of the revenue projection: some days, each on its own or added up from the first, beside last year and goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crm_desktop.base.dates import Period
from crm_desktop.figures import forecast
from crm_desktop.figures.deal import Deal, Rates, Span, closed_scope, open_scope
from crm_desktop.figures.figure import Figure, Words, merged
from crm_desktop.figures.forecast import Month
from crm_desktop.reports.projection_goals import Aim, Target, scope_of, target_of
from crm_desktop.reports.projection_spans import year_before


@dataclass(frozen=True)
class Step:
    """Some days: what was won in them and is expected, what was won in them the year before, and their goal.

    `target` is None where there can be no goals: products and accounts have none.
    """

    month: Month
    last_year: Figure
    target: Target | None

    @property
    def period(self) -> Span:
        """The days."""
        return self.month.period

    @property
    def total(self) -> Figure:
        """What was won and is expected."""
        return self.month.total

    @property
    def weighted(self) -> Figure:
        """What is expected, by its chances."""
        pieces = [self.month.commit, self.month.best_case_and_pipeline]
        return merged(forecast.WEIGHTED_FORECAST, pieces, self.month.commit.scope)

    @cached_property
    def change(self) -> Figure:
        """By how much that differs from the year before."""
        return forecast.change(self.total, self.last_year)


@dataclass(frozen=True)
class Steps:
    """Opportunities over consecutive days, and whose goals they are compared with."""

    deals: Sequence[Deal]
    days: Sequence[Period]
    rates: Rates
    aim: Aim | None

    def shown(self, *, cumulative: bool) -> tuple[Step, ...]:
        """Return a step for each of the days, or each with all before it."""
        return tuple(self._step(0 if cumulative else place, place + 1) for place in range(len(self.days)))

    def whole(self) -> Step:
        """Return all days as one step."""
        return self._step(0, len(self.days))

    @cached_property
    def _months(self) -> tuple[Month, ...]:
        return forecast.projection(self.deals, self.days, self.rates).months

    @cached_property
    def _last_year(self) -> tuple[Figure, ...]:
        return forecast.last_year(self.deals, [year_before(span) for span in self.days], self.rates)

    def _step(self, start: int, end: int) -> Step:
        period = Period(self.days[start].first, self.days[end - 1].last)
        month = _joined_months(self._months[start:end], period)
        before = _joined(self._last_year[start:end], closed_scope(year_before(period)))
        return Step(month, before, None if self.aim is None else target_of(self.deals, month, self.rates, self.aim))


def _joined_months(months: Sequence[Month], period: Period) -> Month:
    if len(months) == 1:
        return months[0]
    return Month(
        period,
        _joined([month.won for month in months], closed_scope(period)),
        _joined([month.commit for month in months], open_scope(period)),
        _joined([month.best_case_and_pipeline for month in months], open_scope(period)),
        _joined([month.total for month in months], scope_of(period)),
    )


def _joined(figures: Sequence[Figure], scope: Words) -> Figure:
    return figures[0] if len(figures) == 1 else merged(figures[0].meaning, figures, scope)
