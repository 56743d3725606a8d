"""How the month goes: what was won, what is open, and how much of the goal is reached.

The window asks for these numbers all the time, so that the sums over what is open are added up by SQL and name no
records; `explained` reads the records behind one of them. A test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures import closing, goals, pipeline
from crm_desktop.figures.deal import Deal, open_scope
from crm_desktop.figures.figure import Figure, Meaning, Words
from crm_desktop.services import deals, worth
from crm_desktop.services import goals as goals_set
from crm_desktop.storage.store import raw_of

Span = Literal["month", "quarter", "year"]

_WON = """
SELECT id FROM opportunity WHERE stage_id IN (SELECT id FROM stage WHERE kind = 'won')
AND (closed_on BETWEEN ? AND ? OR closed_on IS NULL) ORDER BY id
"""
_OPEN = f"SELECT o.id FROM opportunity o WHERE {worth.IS_OPEN} ORDER BY o.id"


def figures(session: Session, fiscal_month: int = 1) -> tuple[Figure, ...]:
    """Return won, weighted and open pipeline, attainment and the working days gone, in this order.

    The last two are those of the month, or of the quarter or year where only these have a goal.
    """
    span, (goal, why) = goal_of(session, fiscal_month)
    period = period_of(span, fiscal_month)
    this_month = period_of("month", fiscal_month)
    won = _won(session, this_month)
    behind = goals_set.goals(session, period).behind(period)
    reached = goals.attainment(won if period == this_month else _won(session, period), goal, why, behind)
    gone = dates.working_days(Period(period.first, dates.today()))
    pace = goals.pace(reached, gone, dates.working_days(period))
    return won, *_open_sums(session), pace.attainment, pace.working_days_gone


def explained(session: Session, figure: Figure) -> Figure:
    """Return a figure of `figures` with the records behind it."""
    reads = {pipeline.PIPELINE.name: pipeline.pipeline, pipeline.WEIGHTED.name: pipeline.weighted}
    read = reads.get(figure.name)
    if read is None:
        return figure
    return read(_deals(session, (row[0] for row in raw_of(session).execute(_OPEN))), deals.rates(session))


def goal_of(session: Session, fiscal_month: int) -> tuple[Span, goals_set.Found]:
    """Return the shortest of month, quarter and year that has a goal, and the goal; the month where none has.

    One that stands for all of the sellers goes before one that stands for some.
    """
    spans: tuple[Span, ...] = ("month", "quarter", "year")
    found = [(span, goals_set.goal(session, period_of(span, fiscal_month))) for span in spans]
    for_all = (one for one in found if not one[1].why)
    some = (one for one in found if one[1].amount is not None)
    return next(for_all, next(some, found[0]))


def period_of(span: Span, fiscal_month: int) -> Period:
    """Return the month, fiscal quarter or fiscal year of today."""
    match span:
        case "month":
            return dates.month_of(dates.today())
        case "quarter":
            return dates.quarter_of(dates.today(), fiscal_month)
        case "year":
            return dates.fiscal_year_of(dates.today(), fiscal_month)


def _won(session: Session, period: Period) -> Figure:
    rows = raw_of(session).execute(_WON, (period.first.isoformat(), period.last.isoformat()))
    return closing.won(_deals(session, (row[0] for row in rows)), deals.rates(session), period)


def _deals(session: Session, ids: Iterable[int]) -> Iterable[Deal]:
    return deals.as_of(session, dates.today(), ids=list(ids)).values()


def _open_sums(session: Session) -> tuple[Figure, Figure]:
    found = worth.worth_of(session, worth.IS_OPEN)
    return _sum(pipeline.WEIGHTED, found.weighted, found), _sum(pipeline.PIPELINE, found.amount, found)


def _sum(meaning: Meaning, value: Decimal, found: worth.Worth) -> Figure:
    why: Words | str = found.missing or ""
    return Figure(meaning, None if why else value, why, open_scope(None), count=found.count)
