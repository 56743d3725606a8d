"""What is to be won: by a seller, by the sellers of a manager, or by the company."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.figures.figure import Words
from crm_desktop.figures.goals import (
    FOR_COMPANY,
    FOR_TEAM,
    NO_GOAL,
    OTHER_DAYS,
    OVER_IT,
    SET_FOR_OTHERS,
    Behind,
    for_some,
)
from crm_desktop.model import Goal
from crm_desktop.services import past, records

_COLUMNS = ("seller_id", "manager_id", "first_day", "last_day", "amount")

Days = tuple[str, str]


class Whose(NamedTuple):
    """Whose goal: a seller's, a team's (its manager), or with neither the company's."""

    seller: int | None = None
    team: int | None = None


COMPANY = Whose()


class Found(NamedTuple):
    """The goal for some days; `why` says why nothing is compared with it, "" where it stands for all."""

    amount: Decimal | None
    why: str = ""


class Stored(NamedTuple):
    """A goal as it lies in the book: for which days, how much, and its id."""

    days: Days
    amount: int
    id: int = 0


class _Sum(NamedTuple):
    """The goals that count, for how many of how many sellers, and whether any is there for some of the days."""

    goals: tuple[Stored, ...]
    having: int
    sellers: int
    is_touched: bool

    @property
    def amount(self) -> Decimal | None:
        return _decimal(sum(goal.amount for goal in self.goals)) if self.goals else None


@dataclass(frozen=True)
class Goals:
    """What is set for some days: amounts as stored, by whose and for which days; and the team of each seller.

    The sellers are those who sell, and whoever has a goal; of the latter `gone` are those who sell no more.
    """

    amounts: Mapping[Whose, Iterable[Stored]]
    teams: Mapping[int, int | None]
    gone: Collection[int] = ()

    def own(self, period: Period, whose: Whose) -> Decimal | None:
        """Return what is set for exactly these days."""
        goals = self._own(period, whose)
        return _decimal(sum(goal.amount for goal in goals)) if goals else None

    def of(self, period: Period, whose: Whose = COMPANY) -> Found:
        """Return the goal for a period.

        Who has goals of his own for any of its days has these alone: one for exactly this period, else those within
        it (three months a quarter; where one holds another, as a quarter its months, the longer), if they leave out
        no day; others are no goal for it. Who has none has the sum of those below: a team that of its sellers, the
        company that of its teams and of the sellers without one. Nothing is compared with a sum for some of them.
        """
        found = self._sum(period, whose)
        if found.amount is None:
            return Found(None, OTHER_DAYS if found.is_touched else NO_GOAL)
        is_whole = found.having == found.sellers
        return Found(found.amount, "" if is_whole else for_some(found.having, found.sellers))

    def behind(self, period: Period, whose: Whose = COMPANY) -> Behind:
        """Return the goals that `of` adds up, and the others for any of these days with the reason.

        These are one's own, those below, and those above.
        """
        counted = sorted(self._sum(period, whose).goals, key=lambda goal: goal.id)
        known = {goal.id for goal in counted}
        others = [
            (goal.id, self._why_not(one, whose, known))
            for one, goals in self.amounts.items()
            if one == whose or self._is_below(one, whose) or self._is_below(whose, one)
            for goal in goals
            if goal.id not in known and _meets(goal, period)
        ]
        amounts = tuple(_decimal(goal.amount) for goal in counted)
        scope = Words("{first} to {last}", first=period.first, last=period.last)
        return Behind(tuple(goal.id for goal in counted), amounts, tuple(sorted(others)), scope)

    def _why_not(self, one: Whose, whose: Whose, counted: Collection[int]) -> Words:
        if self._is_below(whose, one):
            return FOR_COMPANY if one == COMPANY else FOR_TEAM
        is_under_another = any(
            goal.id in counted for over, goals in self.amounts.items() if self._is_below(one, over) for goal in goals
        )
        return OVER_IT if is_under_another else SET_FOR_OTHERS

    def _sum(self, period: Period, whose: Whose) -> _Sum:
        if any(_meets(goal, period) for goal in self.amounts.get(whose, ())):
            goals = tuple(self._filling(period, whose))
            sellers = 1 if whose.seller is not None else self._sellers(whose)
            return _Sum(goals, sellers if goals else 0, sellers, is_touched=True)
        if whose.seller is not None:
            return _Sum((), 0, int(whose.seller not in self.gone), is_touched=False)
        found = [self._sum(period, one) for one in self._below(whose)]
        goals = tuple(goal for one in found for goal in one.goals)
        having, sellers = sum(one.having for one in found), sum(one.sellers for one in found)
        return _Sum(goals, having, sellers, any(one.is_touched for one in found))

    def _own(self, period: Period, whose: Whose) -> list[Stored]:
        days = _days(period)
        return [goal for goal in self.amounts.get(whose, ()) if goal.days == days]

    def _filling(self, period: Period, whose: Whose) -> list[Stored]:
        """Return one's own goals that fill a period, without a day between them; none: they do not."""
        own = self._own(period, whose)
        if own:
            return own
        within, day = self._within(_days(period), whose), period.first
        for first, last in dict.fromkeys(goal.days for goal in within):
            if first != day.isoformat():
                return []
            day = date.fromisoformat(last) + dates.DAY
        return within if day == period.last + dates.DAY else []

    def _within(self, period: Days, whose: Whose) -> list[Stored]:
        """Return the goals for days within a period, in their order; of those for the same days the longest count."""
        inside = [
            goal for goal in self.amounts.get(whose, ()) if period[0] <= goal.days[0] and goal.days[1] <= period[1]
        ]
        found: list[Stored] = []
        for goal in sorted(inside, key=lambda goal: (goal.days[0], _backwards(goal.days[1]))):
            if not any(goal.days != one.days and goal.days[0] <= one.days[1] for one in found):
                found.append(goal)
        return found

    def _sellers(self, whose: Whose) -> int:
        selling = (team for seller, team in self.teams.items() if seller not in self.gone)
        return sum(whose.team is None or team == whose.team for team in selling)

    def _below(self, whose: Whose) -> list[Whose]:
        below = [Whose(seller=seller) for seller, team in self.teams.items() if team == whose.team]
        if whose.team is None:
            teams = {*self.teams.values(), *(one.team for one in self.amounts)} - {None}
            below += [Whose(team=team) for team in teams]
        return below

    def _is_below(self, one: Whose, over: Whose) -> bool:
        """Tell whether the sellers of one are among those of the other."""
        if COMPANY in {one, over}:
            return one != over == COMPANY
        return one.seller is not None and over.seller is None and self.teams.get(one.seller) == over.team


def goals(session: Session, span: Period, as_of: date | None = None) -> Goals:
    """Return all goals for any day of `span`, as they stood at the end of a day or stand now."""
    moment = dates.moment_text(dates.end_of(as_of or dates.today()))
    found: dict[Whose, list[Stored]] = {}
    begin, end = _days(span)
    for key, row in past.rows(session, "goal", _COLUMNS, moment).items():
        seller, team, first, last, amount = (row[name] for name in _COLUMNS)
        if first <= end and begin <= last:
            found.setdefault(Whose(seller, team if seller is None else None), []).append(
                Stored((first, last), amount, key)
            )
    sellers = past.rows(session, "seller", ("manager_id", "active"), moment) if found else {}
    selling = {key: row["manager_id"] for key, row in sellers.items() if row["active"] or Whose(key) in found}
    return Goals(found, selling, frozenset(key for key in selling if not sellers[key]["active"]))


def goal(session: Session, period: Period, whose: Whose = COMPANY, as_of: date | None = None) -> Found:
    """Return the goal for a period as `Goals.of` does."""
    return goals(session, period, as_of).of(period, whose)


def set_goal(session: Session, whose: Whose, period: Period, amount: Decimal | None, name: str = "") -> None:
    """Set the goal for exactly these days, or take it away; several that were set for them become one.

    `name` is that of a new one. Raises UserError for an amount below zero.
    """
    if amount is not None and amount < 0:
        raise UserError(_("A goal cannot be less than nothing; give an amount, or leave it empty."))
    wanted = select(Goal).where(
        Goal.first_day == period.first,
        Goal.last_day == period.last,
        Goal.seller_id.is_(None) if whose.seller is None else Goal.seller_id == whose.seller,
        or_(
            Goal.seller_id.is_not(None),
            Goal.manager_id.is_(None) if whose.team is None else Goal.manager_id == whose.team,
        ),
    )
    known = list(session.scalars(wanted.order_by(Goal.id)))
    spare = [one.id for one in (known if amount is None else known[1:])]
    if spare:
        records.delete(session, Goal, spare)
    if amount is None:
        return
    if known:
        records.update(session, known[0], {"amount": amount})
        return
    values = {"first_day": period.first, "last_day": period.last, "seller_id": whose.seller, "manager_id": whose.team}
    records.create(session, Goal, {"name": name or f"{period.first:%Y-%m}", "amount": amount, **values})


def _meets(goal: Stored, period: Period) -> bool:
    first, last = _days(period)
    return goal.days[0] <= last and first <= goal.days[1]


def _days(period: Period) -> Days:
    return period.first.isoformat(), period.last.isoformat()


def _backwards(day: str) -> int:
    return -int(day.replace("-", ""))


def _decimal(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-4)
