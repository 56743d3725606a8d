"""The goals of a fiscal year side by side, by month or quarter: the company's, its teams' and its sellers', with what was won.

What was won is added up by SQL, one sum for each seller and day; the attainment is that of `figures.goals`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.text import natural_key
from crm_desktop.figures import goals as goal_figures
from crm_desktop.figures.closing import WON
from crm_desktop.figures.deal import Rates, closed_scope
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.services import deals
from crm_desktop.services.goals import COMPANY, Found, Goals, Whose, goals
from crm_desktop.storage.store import raw_of

Step = Literal["month", "quarter"]

_WON = """
SELECT owner_id, closed_on, coalesce(nullif(currency, ''), :home), sum(amount) FROM opportunity
WHERE closed_on BETWEEN :first AND :last AND amount IS NOT NULL
  AND stage_id IN (SELECT id FROM stage WHERE kind = 'won')
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class GoalCell:
    """A goal; `is_own` says that it is set for exactly these days, else it follows from others. `reached` is how far.

    What has not begun yet is not reached by anything. `why` says why there is no goal, or nothing is compared with it.
    """

    goal: Decimal | None = None
    is_own: bool = False
    reached: Figure | None = None
    why: str = ""


@dataclass(frozen=True)
class GoalLine:
    """The goals of one: a cell for each period, and what they come to."""

    name: str
    whose: Whose
    cells: tuple[GoalCell, ...]
    whole: GoalCell


@dataclass(frozen=True)
class GoalGrid:
    """A fiscal year in periods; `foot` is what the sellers' goals come to."""

    year: Period
    periods: tuple[Period, ...]
    lines: tuple[GoalLine, ...]
    foot: GoalLine


@dataclass(frozen=True)
class _Sale:
    """What one seller won on one day."""

    seller: int | None
    day: date
    value: Decimal | Words


def periods_of(year: Period, step: Step, fiscal_month: int) -> tuple[Period, ...]:
    """Return the months or quarters of a fiscal year."""
    months = dates.months_in(year)
    if step == "month":
        return tuple(months)
    return tuple(dates.quarter_of(month.first, fiscal_month) for month in months[::3])


def read(session: Session, year: Period, step: Step, fiscal_month: int = 1) -> GoalGrid:
    """Return the goals of a fiscal year with what is reached of them."""
    found, periods = goals(session, year), periods_of(year, step, fiscal_month)
    sales = list(_sales(session, year))
    sellers, managers = _people(session, found)
    teams = {seller: team for seller, _name, team in sellers}
    whose = [("", COMPANY)]
    whose += [(name, Whose(team=team)) for team, name in managers]
    whose += [(name, Whose(seller=seller)) for seller, name, _team in sellers]

    def line(name: str, one: Whose) -> GoalLine:
        mine = [sale for sale in sales if _is_of(sale, one, teams)]
        cells = tuple(
            _cell(found.of(period, one), mine, period, is_own=found.own(period, one) is not None) for period in periods
        )
        return GoalLine(name, one, cells, _whole(cells, mine, periods, year, found.of(year, one)))

    lines = tuple(line(*one) for one in whose)
    of_sellers = [one for one in lines if one.whose.seller]
    return GoalGrid(year, periods, lines, _foot(of_sellers, sales, periods, year, found.gone))


def _foot(
    lines: Sequence[GoalLine],
    sales: Sequence[_Sale],
    periods: Sequence[Period],
    year: Period,
    gone: Collection[int],
) -> GoalLine:
    sellers = {line.whose.seller for line in lines}
    theirs = [sale for sale in sales if sale.seller in sellers]

    def together(found: Iterable[GoalCell]) -> Found:
        cells = zip(lines, found, strict=True)
        counted = [cell.goal for line, cell in cells if cell.goal is not None or line.whose.seller not in gone]
        goals = [goal for goal in counted if goal is not None]
        is_whole = not goals or len(goals) == len(counted)
        return Found(_sum(goals), "" if is_whole else goal_figures.for_some(len(goals), len(counted)))

    cells = tuple(
        _cell(together(line.cells[place] for line in lines), theirs, period) for place, period in enumerate(periods)
    )
    return GoalLine("", COMPANY, cells, _whole(cells, theirs, periods, year, together(line.whole for line in lines)))


def _whole(
    cells: Sequence[GoalCell], sales: Sequence[_Sale], periods: Sequence[Period], year: Period, of_year: Found
) -> GoalCell:
    """Return what the cells come to, beside what was won in the periods that have a goal; with none, that of the year."""
    amount = _sum(cell.goal for cell in cells)
    if amount is None:
        return _cell(of_year, sales, year)
    why = next((cell.why for cell in cells if cell.goal is not None and cell.why), "")
    with_goal = [period for period, cell in zip(periods, cells, strict=True) if cell.goal is not None]
    counted = [sale for sale in sales if any(sale.day in period for period in with_goal)]
    return _cell(Found(amount, why), counted, year)


def _cell(found: Found, sales: Iterable[_Sale], period: Period, *, is_own: bool = False) -> GoalCell:
    goal, why = found
    if goal is None or period.first > dates.today():
        return GoalCell(goal, is_own, why=why)
    values = [sale.value for sale in sales if sale.day in period]
    missing = next((value for value in values if isinstance(value, Words)), "")
    won = None if missing else sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
    reached = goal_figures.attainment(Figure(WON, won, missing, closed_scope(period)), goal, why)
    return GoalCell(goal, is_own, reached, why)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _sales(session: Session, year: Period) -> Iterator[_Sale]:
    rates: Rates = deals.rates(session)
    names = {"home": rates.base, "first": year.first.isoformat(), "last": year.last.isoformat()}
    for seller, closed, currency, amount in raw_of(session).execute(_WON, names):
        day = date.fromisoformat(closed)
        yield _Sale(seller, day, rates.in_base(Decimal(amount).scaleb(-4), currency, day))


def _people(session: Session, found: Goals) -> tuple[list[tuple[int, str, int | None]], list[tuple[int, str]]]:
    """Return the sellers and the leaders of teams by name: those who sell now, and whoever has a goal in the year."""
    raw = raw_of(session)
    busy = {one.seller for one in found.amounts}
    sellers = [
        (key, name, team)
        for key, name, team, active in raw.execute("SELECT id, name, manager_id, active FROM seller").fetchall()
        if active or key in busy
    ]
    leading = {team for _key, _name, team in sellers} | {one.team for one in found.amounts}
    managers = [row for row in raw.execute("SELECT id, name FROM manager").fetchall() if row[0] in leading]
    return sorted(sellers, key=lambda row: natural_key(row[1])), sorted(managers, key=lambda row: natural_key(row[1]))


def _is_of(sale: _Sale, whose: Whose, teams: dict[int, int | None]) -> bool:
    if whose.seller is not None:
        return sale.seller == whose.seller
    return whose.team is None or teams.get(sale.seller or 0) == whose.team
