"""What is to be won: by a seller, by the sellers of a manager, or by the company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from crm_desktop.model import Goal
from crm_desktop.services import past, records

_COLUMNS = ("seller_id", "manager_id", "first_day", "last_day", "amount")

Days = tuple[str, str]


class Whose(NamedTuple):
    """Whose goal: a seller's, a team's (its manager), or with neither the company's."""

    seller: int | None = None
    team: int | None = None


COMPANY = Whose()


@dataclass(frozen=True)
class Goals:
    """What is set within some days: amounts as stored, by whose and for which days; and the team of each seller."""

    amounts: Mapping[Whose, Iterable[tuple[Days, int]]]
    teams: Mapping[int, int | None]

    def own(self, period: Period, whose: Whose) -> Decimal | None:
        """Return what is set for exactly these days."""
        days = _days(period)
        amounts = [amount for own, amount in self.amounts.get(whose, ()) if own == days]
        return _decimal(sum(amounts)) if amounts else None

    def of(self, period: Period, whose: Whose = COMPANY) -> Decimal | None:
        """Return the goal for a period; None: none is set.

        Who has none of his own has the sum of those below: a team that of its sellers, the company that of its teams
        and of the sellers without one. A goal for exactly this period counts alone; else those within it are added up
        (three months a quarter), and where one holds another, as a quarter its months, the longer alone.
        """
        own = self.own(period, whose)
        if own is not None:
            return own
        within = self._within(_days(period), whose)
        if within:
            return _decimal(sum(within))
        amounts = [amount for one in self._below(whose) if (amount := self.of(period, one)) is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    def _within(self, period: Days, whose: Whose) -> list[int]:
        """Return the amounts for days within a period; of goals for the same days the longest counts."""
        inside = [goal for goal in self.amounts.get(whose, ()) if period[0] <= goal[0][0] and goal[0][1] <= period[1]]
        found: dict[Days, list[int]] = {}
        for days, amount in sorted(inside, key=lambda goal: (goal[0][0], _backwards(goal[0][1]))):
            if days in found or not any(days[0] <= end for _first, end in found):
                found.setdefault(days, []).append(amount)
        return [amount for amounts in found.values() for amount in amounts]

    def _below(self, whose: Whose) -> list[Whose]:
        if whose.seller is not None:
            return []
        below = [Whose(seller=seller) for seller, team in self.teams.items() if team == whose.team]
        if whose.team is None:
            teams = {*self.teams.values(), *(one.team for one in self.amounts)} - {None}
            below += [Whose(team=team) for team in teams]
        return below


def goals(session: Session, span: Period, as_of: date | None = None) -> Goals:
    """Return all goals for days within `span`, as they stood at the end of a day or stand now."""
    moment = dates.moment_text(dates.end_of(as_of or dates.today()))
    found: dict[Whose, list[tuple[Days, int]]] = {}
    begin, end = _days(span)
    for row in past.rows(session, "goal", _COLUMNS, moment).values():
        seller, team, first, last, amount = (row[name] for name in _COLUMNS)
        if begin <= first and last <= end:
            found.setdefault(Whose(seller, team), []).append(((first, last), amount))
    sellers = past.rows(session, "seller", ("manager_id",), moment) if found else {}
    return Goals(found, {seller: row["manager_id"] for seller, row in sellers.items()})


def goal(session: Session, period: Period, whose: Whose = COMPANY, as_of: date | None = None) -> Decimal | None:
    """Return the goal for a period as `Goals.of` does; None: none is set."""
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
