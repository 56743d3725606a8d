"""Goals: how much of a goal is reached, for a period, for the year so far, and beside the time that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.figures.closing import WON
from crm_desktop.figures.deal import Span
from crm_desktop.figures.figure import ZERO, Figure, Meaning, Words, merged, quotient

GOAL = Meaning("goal", "money", "What was set to be won in the period.", "goal")
GOAL_REMAINING = Meaning("goal_remaining", "money", "The goal of the period minus what was won in it.")
ATTAINMENT = Meaning("attainment", "percent", "What was won in the period, divided by its goal.")
PROJECTED_ATTAINMENT = Meaning(
    "projected_attainment",
    "percent",
    "What was won in the period and what is expected in it, weighted, divided by its goal.",
)
YEAR_TO_DATE = Meaning(
    "year_to_date",
    "percent",
    "All that was won since the year began, divided by the sum of the goals: not the mean of the months.",
)
WORKING_DAYS_GONE = Meaning(
    "working_days_gone", "percent", "The working days of the period that are gone, divided by all of them."
)
MEANINGS = (GOAL, GOAL_REMAINING, ATTAINMENT, PROJECTED_ATTAINMENT, YEAR_TO_DATE, WORKING_DAYS_GONE)

NO_GOAL = Words("no goal")
OTHER_DAYS = Words("goals are set for other days than these")
SET_FOR_OTHERS = Words("set for other days")
OVER_IT = Words("a goal over it counts")
FOR_TEAM = Words("set for the whole team")
FOR_COMPANY = Words("set for the whole company")


@dataclass(frozen=True, slots=True)
class Behind:
    """The goals that an amount is the sum of with what each adds, the others with the reason, and for which days."""

    records: tuple[int, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    scope: str = ""


UNKNOWN = Behind()
"""For who needs the amount alone."""


def for_some(having: int, sellers: int) -> Words:
    """Return why nothing is compared with a goal that is the sum of those of some sellers alone."""
    return Words("a goal is set for {having} of {sellers} sellers", having=having, sellers=sellers)


@dataclass(frozen=True, slots=True)
class Pace:
    """Attainment beside the share of working days gone."""

    attainment: Figure
    working_days_gone: Figure


def goal_remaining(won: Figure, goal: Decimal | None, why: str = "", behind: Behind = UNKNOWN) -> Figure:
    """Return what is left of the goal, 0 or less when it is met; `why` says why it is not compared with what was won."""
    target = _goal(goal, won.scope, why, behind)
    value = None if goal is None or won.value is None or why else goal - won.value
    return Figure(
        GOAL_REMAINING,
        value,
        target.why or why or won.why,
        won.scope,
        count=won.count,
        records=won.records,
        amounts=tuple(-amount for amount in won.amounts),
        left_out=won.left_out,
        parts=(target, won),
    )


def attainment(won: Figure, goal: Decimal | None, why: str = "", behind: Behind = UNKNOWN) -> Figure:
    """Return how much of the goal was won, or `why` that is not said."""
    return _share(ATTAINMENT, won, goal, why, behind)


def projected_attainment(projected: Figure, goal: Decimal | None, why: str = "", behind: Behind = UNKNOWN) -> Figure:
    """Return how much of the goal is won or expected, or `why` that is not said."""
    return _share(PROJECTED_ATTAINMENT, projected, goal, why, behind)


def without_goal(figure: Figure) -> Figure:
    """Return the figure of days without a goal as a share of one counts it: it adds nothing and names its records."""
    reason = Words("no goal for its month")
    named = tuple((record, reason) for record in figure.records)
    return Figure(figure.meaning, ZERO, scope=figure.scope, left_out=(*named, *figure.left_out))


def year_to_date(months: Sequence[tuple[Span, Figure, Decimal | None]], why: str = "") -> tuple[Figure, ...]:
    """Return the attainment from the year's start to the end of each month; a month is (days, won in it, its goal).

    A month without a goal adds neither its goal nor what was won; its records are left out. `why` says why nothing is
    compared with them.
    """
    figures = []
    for end in range(1, len(months) + 1):
        so_far = months[:end]
        goals = [goal for _, _, goal in so_far if goal is not None]
        scope = Words("closed from {first} to {last}", first=so_far[0][0].first, last=so_far[-1][0].last)
        wins = merged(WON, [won if goal is not None else without_goal(won) for _, won, goal in so_far], scope)
        figures.append(_share(YEAR_TO_DATE, wins, sum(goals, ZERO) if goals else None, why))
    return tuple(figures)


def pace(reached: Figure, gone: int, working_days: int) -> Pace:
    """Return the attainment beside the share of the period's `working_days` that are `gone`."""
    value, why = quotient(gone, working_days, Words("the period has no working days"))
    return Pace(reached, Figure(WORKING_DAYS_GONE, value, why, reached.scope, of=(gone, working_days)))


def _share(meaning: Meaning, won: Figure, goal: Decimal | None, refusal: str, behind: Behind = UNKNOWN) -> Figure:
    target = _goal(goal, won.scope, refusal, behind)
    value, why = None, target.why or refusal or won.why
    if goal is not None and won.value is not None and not refusal:
        value, why = quotient(won.value, goal, Words("the goal is 0"))
    return Figure(
        meaning,
        value,
        why,
        won.scope,
        count=won.count,
        records=won.records,
        amounts=won.amounts,
        left_out=won.left_out,
        parts=(won, target),
    )


def _goal(goal: Decimal | None, scope: str, why: str, behind: Behind) -> Figure:
    return Figure(
        GOAL,
        goal,
        (why or NO_GOAL) if goal is None else "",
        behind.scope or scope,
        count=len(behind.records),
        records=behind.records,
        amounts=behind.amounts,
        left_out=behind.left_out,
    )
