"""What the revenue projection is compared with: the goals of some days.

Goals are often set for longer than a step (a quarter, not its months), or for a part of a period: a share counts the
days that have a goal alone, and names what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures import forecast, goals
from crm_desktop.figures.deal import Deal, Rates, Span, closed_scope
from crm_desktop.figures.figure import ZERO, Figure, Words, merged
from crm_desktop.figures.forecast import Month
from crm_desktop.reports.projection_spans import Split, split
from crm_desktop.services.goals import Found, Goals, Whose

Piece: TypeAlias = tuple[Period, Decimal | None]


@dataclass(frozen=True)
class Aim:
    """Whose goals something is compared with."""

    goals: Goals
    whose: Whose
    fiscal_month: int


@dataclass(frozen=True)
class Target:
    """The goal of some days, and how much of it is won, or won and expected."""

    attainment: Figure
    projected: Figure
    covers: Period | None
    """From the first to the last day that has a goal."""
    is_whole: bool
    """Whether all of the days have one."""

    @property
    def goal(self) -> Figure:
        """What was set."""
        return self.attainment.parts[1]


def target_of(deals: Sequence[Deal], month: Month, rates: Rates, aim: Aim) -> Target:
    """Return the goal of the days of `month`, which is what the opportunities come to in them."""
    period = Period(month.period.first, month.period.last)
    found = pieces(aim, period)
    with_goal = [(span, goal) for span, goal in found if goal is not None]
    if not with_goal:
        some, why = without_share(aim, period, found)
        behind = aim.goals.behind(period, aim.whose)
        refused = (
            goals.attainment(month.won, some, why, behind),
            goals.projected_attainment(month.total, some, why, behind),
        )
        return Target(*refused, covers=None, is_whole=False)
    covers = Period(with_goal[0][0].first, with_goal[-1][0].last)
    won, total = month.won, month.total
    if len(found) > 1:
        months = forecast.projection(deals, [span for span, _goal in found], rates).months
        won = _with_goal([one.won for one in months], found, closed_scope(covers))
        total = _with_goal([one.total for one in months], found, scope_of(covers))
    goal = sum((goal for _span, goal in with_goal), ZERO)
    behind = _behind(aim, [span for span, _goal in with_goal], covers)
    attainment = goals.attainment(won, goal, behind=behind)
    projected = goals.projected_attainment(total, goal, behind=behind)
    return Target(attainment, projected, covers, len(with_goal) == len(found))


def _behind(aim: Aim, spans: Sequence[Period], covers: Period) -> goals.Behind:
    """Return the goals of several spans together; one that is left out of a span may count in another."""
    found = [aim.goals.behind(span, aim.whose) for span in spans]
    counted = {record for one in found for record in one.records}
    others = {record: why for one in found for record, why in one.left_out if record not in counted}
    return goals.Behind(
        tuple(record for one in found for record in one.records),
        tuple(amount for one in found for amount in one.amounts),
        tuple(others.items()),
        scope_of(covers),
    )


def pieces(aim: Aim, period: Period) -> list[Piece]:
    """Return the days of a period as long as goals are set for them, each with its goal; None: none for all of whose."""
    year, quarter = dates.fiscal_year_of, dates.quarter_of
    return _pieces(aim, period, (year, quarter, lambda day, _month: dates.month_of(day)))


def without_share(aim: Aim, period: Period, found: Iterable[Piece]) -> Found:
    """Return the goal of a period in whose pieces none stands for all, with the reason that says most."""
    whole = aim.goals.of(period, aim.whose)
    pieces_for_some = (aim.goals.of(span, aim.whose) for span, _goal in found)
    some = next((one for one in pieces_for_some if one.amount is not None), whole)
    return whole if whole.amount is not None else Found(None, some.why)


def scope_of(period: Span) -> Words:
    """Return the words for all that closes in some days."""
    return Words("{first} to {last}", first=period.first, last=period.last)


def _with_goal(figures: Sequence[Figure], found: Sequence[Piece], scope: Words) -> Figure:
    """Return the sum of the figures whose days have a goal; those of the others are named."""
    counted = [
        goals.without_goal(figure) if goal is None else figure
        for figure, (_span, goal) in zip(figures, found, strict=True)
    ]
    return merged(figures[0].meaning, counted, scope)


def _pieces(aim: Aim, span: Period, splits: Sequence[Split]) -> list[Piece]:
    goal, why = aim.goals.of(span, aim.whose)
    if not why or why == goals.NO_GOAL or not splits:
        return [(span, None if why else goal)]
    return [piece for child in split(span, splits[0], aim.fiscal_month) for piece in _pieces(aim, child, splits[1:])]
