"""What is to be won: by a seller, by the sellers of a manager, or by the company."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base.dates import Period
from crm_desktop.storage.store import raw_of

_ROWS = """
SELECT seller_id, manager_id, first_day, last_day, amount FROM goal WHERE first_day >= ? AND last_day <= ?
"""


class Whose(NamedTuple):
    """Whose goal: a seller's, a team's (its manager), or with neither the company's."""

    seller: int | None = None
    team: int | None = None


COMPANY = Whose()


def goal(session: Session, period: Period, whose: Whose = COMPANY) -> Decimal | None:
    """Return the goal for a period; None: none is set.

    Who has none of his own has the sum of those below: a team that of its sellers, the company that of its teams and of
    the sellers without one. A goal for exactly this period counts alone; else those within it are added up (three
    months a quarter).
    """
    raw, days = raw_of(session), (period.first.isoformat(), period.last.isoformat())
    set_for: dict[Whose, list[tuple[bool, int]]] = {}
    for seller, team, first, last, amount in raw.execute(_ROWS, days):
        whose_goal = Whose(seller) if seller is not None else Whose(team=team)
        set_for.setdefault(whose_goal, []).append(((first, last) == days, amount))
    if not set_for:
        return None
    teams = dict(raw.execute("SELECT id, manager_id FROM seller").fetchall())

    def own(one: Whose) -> int | None:
        found = set_for.get(one, [])
        amounts = [amount for is_whole, amount in found if is_whole] or [amount for _whole, amount in found]
        return sum(amounts) if amounts else None

    def found(one: Whose) -> int | None:
        mine = own(one)
        if mine is not None or one.seller is not None:
            return mine
        below = [Whose(seller=seller) for seller, team in teams.items() if team == one.team]
        if one.team is None:
            below += [
                Whose(team=team) for team in {*teams.values(), *(who.team for who in set_for)} if team is not None
            ]
        amounts = [amount for each in below if (amount := found(each)) is not None]
        return sum(amounts) if amounts else None

    amount = found(whose)
    return None if amount is None else Decimal(amount).scaleb(-4)
