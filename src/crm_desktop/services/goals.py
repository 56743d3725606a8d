"""What is to be won: by a seller, by the sellers of a manager, or by the company."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.figures.goals import NO_GOAL, OTHER_DAYS, for_some
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


class _Sum(NamedTuple):
    """What the goals come to, for how many of how many sellers, and whether any is there for some of the days."""

    amount: Decimal | None
    having: int
    sellers: int
    is_touched: bool


@dataclass(frozen=True)
class Goals:
    """What is set for some days: amounts as stored, by whose and for which days; and the team of each seller.

    The sellers are those who sell, and whoever has a goal; of the latter `gone` are those who sell no more.
    """

    amounts: Mapping[Whose, Iterable[tuple[Days, int]]]
    teams: Mapping[int, int | None]
    gone: Collection[int] = ()

    def own(self, period: Period, whose: Whose) -> Decimal | None:
        """Return what is set for exactly these days."""
        days = _days(period)
        amounts = [amount for own, amount in self.amounts.get(whose, ()) if own == days]
        return _decimal(sum(amounts)) if amounts else None

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

    def _sum(self, period: Period, whose: Whose) -> _Sum:
        first, last = _days(period)
        if any(days[0] <= last and first <= days[1] for days, _amount in self.amounts.get(whose, ())):
            amount = self._filling(period, whose)
            sellers = 1 if whose.seller is not None else self._sellers(whose)
            return _Sum(amount, 0 if amount is None else sellers, sellers, is_touched=True)
        if whose.seller is not None:
            return _Sum(None, 0, int(whose.seller not in self.gone), is_touched=False)
        found = [self._sum(period, one) for one in self._below(whose)]
        amounts = [one.amount for one in found if one.amount is not None]
        amount = sum(amounts, Decimal(0)) if amounts else None
        having, sellers = sum(one.having for one in found), sum(one.sellers for one in found)
        return _Sum(amount, having, sellers, any(one.is_touched for one in found))

    def _filling(self, period: Period, whose: Whose) -> Decimal | None:
        """Return what one's own goals come to that fill a period, without a day between them; None: they do not."""
        own = self.own(period, whose)
        if own is not None:
            return own
        within, day = self._within(_days(period), whose), period.first
        for first, last in within:
            if first != day.isoformat():
                return None
            day = date.fromisoformat(last) + dates.DAY
        return _decimal(sum(within.values())) if day == period.last + dates.DAY else None

    def _within(self, period: Days, whose: Whose) -> dict[Days, int]:
        """Return the amounts for days within a period, in their order; of goals for the same days the longest counts."""
        inside = [goal for goal in self.amounts.get(whose, ()) if period[0] <= goal[0][0] and goal[0][1] <= period[1]]
        found: dict[Days, int] = {}
        for days, amount in sorted(inside, key=lambda goal: (goal[0][0], _backwards(goal[0][1]))):
            if days in found or not any(days[0] <= end for _first, end in found):
                found[days] = found.get(days, 0) + amount
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


def goals(session: Session, span: Period, as_of: date | None = None) -> Goals:
    """Return all goals for any day of `span`, as they stood at the end of a day or stand now."""
    moment = dates.moment_text(dates.end_of(as_of or dates.today()))
    found: dict[Whose, list[tuple[Days, int]]] = {}
    begin, end = _days(span)
    for row in past.rows(session, "goal", _COLUMNS, moment).values():
        seller, team, first, last, amount = (row[name] for name in _COLUMNS)
        if first <= end and begin <= last:
            found.setdefault(Whose(seller, team), []).append(((first, last), amount))
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
        Goal.manager_id.is_(None) if whose.team is None else Goal.manager_id == whose.team,
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


def _days(period: Period) -> Days:
    return period.first.isoformat(), period.last.isoformat()


def _backwards(day: str) -> int:
    return -int(day.replace("-", ""))


def _decimal(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-4)
