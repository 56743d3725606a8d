"""Setting goals, and the grid of a year: what follows from what, and what is reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.figures import closing
from crm_desktop.figures import goals as figures
from crm_desktop.model import ExchangeRate, Goal, Manager, Seller
from crm_desktop.services import deals, goal_grid, goals, records, sample
from crm_desktop.services.goals import COMPANY, Found, Whose, set_goal
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock
from tests.reports.books import Desk

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def store(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """An empty book."""
    made = create_store(tmp_path / "goals.crm")
    yield made
    made.close()


def sets(store: Store, whose: Whose, amount: int | None, period: Period = QUARTER) -> None:
    with store.act("Goal") as session:
        set_goal(session, whose, period, None if amount is None else Decimal(amount), "Q1")


def stored(store: Store) -> list[tuple[int | None, int | None, int]]:
    with store.read() as session:
        return raw_of(session).execute("SELECT seller_id, manager_id, amount / 10000 FROM goal ORDER BY id").fetchall()


def person(store: Store, model: type[Manager | Seller], name: str, **values: int) -> int:
    with store.act("Person") as session:
        return int(records.create(session, model, {"name": name, **values}).id)


def test_a_goal_is_made_changed_and_taken_away(store: Store) -> None:
    seller, team = person(store, Seller, "Anna"), person(store, Manager, "Melvin")
    for whose, amount in ((COMPANY, 1), (Whose(seller), 2), (Whose(team=team), 3), (COMPANY, 4), (Whose(seller), None)):
        sets(store, whose, amount)
    assert stored(store) == [(None, None, 4), (None, team, 3)]


def test_several_goals_for_the_same_days_become_one_and_undo_brings_them_back(store: Store) -> None:
    with store.act("Two") as session:
        for amount in (Decimal(1), Decimal(2)):
            values = {"name": "Q1", "first_day": QUARTER.first, "last_day": QUARTER.last, "amount": amount}
            records.create(session, Goal, values)
    sets(store, COMPANY, 10)
    assert stored(store) == [(None, None, 10)]
    store.undo()
    assert stored(store) == [(None, None, 1), (None, None, 2)]


def test_a_quarter_with_a_goal_of_its_own_counts_alone_in_the_half_year_that_holds_its_months_too(store: Store) -> None:
    for month in range(1, 7):
        sets(store, COMPANY, 10, dates.month_of(date(2026, month, 1)))
    sets(store, COMPANY, 100)
    with store.read() as session:
        assert goals.goal(session, Period(YEAR.first, date(2026, 6, 30))) == Found(Decimal(130))
        assert goals.goal(session, QUARTER) == Found(Decimal(100))
        assert goals.goal(session, YEAR) == Found(None, "goals are set for other days than these")


def test_who_has_goals_of_his_own_never_takes_those_below_and_a_sum_for_some_is_compared_with_nothing(
    store: Store,
) -> None:
    teams = [person(store, Manager, name) for name in ("Melvin", "Cara")]
    anna, _boris, gone = (
        person(store, Seller, name, manager_id=teams[0], active=active)
        for name, active in (("Anna", True), ("Boris", True), ("Gone", False))
    )
    months = dates.months_in(QUARTER)
    sets(store, COMPANY, 100)
    sets(store, Whose(team=teams[1]), 50)
    for month in months:
        sets(store, Whose(anna), 3, month)
    sets(store, Whose(gone), 7, dates.month_of(date(2026, 7, 1)))
    for_some, longer = "a goal is set for 1 of 2 sellers", "goals are set for other days than these"
    with store.read() as session:
        found = goals.goals(session, YEAR)
        assert [found.of(months[0], one) for one in (COMPANY, Whose(team=teams[1]))] == [Found(None, longer)] * 2
        of_team = [found.of(days, Whose(team=teams[0])) for days in (months[0], QUARTER)]
        assert of_team == [Found(Decimal(3), for_some), Found(Decimal(9), for_some)]
        assert [found.of(QUARTER), found.of(QUARTER, Whose(anna))] == [Found(Decimal(100)), Found(Decimal(9))]
        assert found.of(dates.quarter_of(date(2026, 4, 1))) == Found(None, "no goal")
        behind = found.behind(QUARTER)
        assert (behind.records, behind.amounts, behind.scope) == ((1,), (Decimal(100),), "2026-01-01 to 2026-03-31")
        assert behind.left_out == tuple((key, figures.OVER_IT) for key in (2, 3, 4, 5))
        behind = found.behind(QUARTER, Whose(team=teams[0]))
        assert (behind.records, behind.left_out) == ((3, 4, 5), ((1, figures.FOR_COMPANY),))
        behind = found.behind(months[0], Whose(team=teams[1]))
        assert (behind.records, behind.left_out) == ((), ((1, figures.FOR_COMPANY), (2, figures.SET_FOR_OTHERS)))
        lines = {line.name: line for line in goal_grid.read(session, YEAR, "month").lines}
    melvin = lines["Melvin"].cells[0].reached
    assert melvin is not None
    assert (melvin.value, melvin.why) == (None, for_some)
    assert [lines[""].cells[place].goal for place in (0, 6)] == [None, 7]


def test_a_goal_that_names_a_seller_and_a_team_is_the_sellers(store: Store) -> None:
    team = person(store, Manager, "Melvin")
    anna = person(store, Seller, "Anna", manager_id=team)
    with store.act("Goal") as session:
        values = {"name": "Q1", "first_day": QUARTER.first, "last_day": QUARTER.last, "amount": Decimal(5)}
        records.create(session, Goal, {**values, "seller_id": anna, "manager_id": team})
    sets(store, Whose(team=team), 40)
    with store.read() as session:
        assert goals.goal(session, QUARTER, Whose(anna)) == Found(Decimal(5))
        assert goals.goals(session, QUARTER).behind(QUARTER, Whose(anna)).left_out == ((2, figures.FOR_TEAM),)
    sets(store, Whose(anna), 7)
    assert stored(store) == [(anna, team, 7), (None, team, 40)]


def test_a_goal_below_zero_is_refused_in_words(store: Store) -> None:
    with pytest.raises(UserError, match="A goal cannot be less than nothing"):
        sets(store, COMPANY, -1)


def test_the_grid_says_what_is_set_and_what_follows(store: Store) -> None:
    team = person(store, Manager, "Melvin")
    anna = person(store, Seller, "Anna", manager_id=team)
    person(store, Seller, "Boris")
    for month, amount in zip(dates.months_in(QUARTER), (1, 2, 3), strict=True):
        sets(store, Whose(anna), amount, month)
    with store.read() as session:
        grid = goal_grid.read(session, YEAR, "quarter")
    shown = {(line.name, line.whose.team): (line.cells[0].goal, line.cells[0].is_own) for line in grid.lines}
    assert shown == {
        ("", None): (6, False), ("Melvin", team): (6, False), ("Anna", None): (6, False), ("Boris", None): (None, False),
    }  # fmt: skip
    assert [cell.goal for cell in (*grid.foot.cells[:2], grid.foot.whole)] == [6, None, 6]


def test_a_seller_who_left_is_shown_only_while_a_goal_is_there(store: Store) -> None:
    gone = person(store, Seller, "Gone", active=False)
    with store.read() as session:
        assert len(goal_grid.read(session, YEAR, "quarter").lines) == 1
    sets(store, Whose(gone), 5)
    with store.read() as session:
        assert [line.name for line in goal_grid.read(session, YEAR, "quarter").lines] == ["", "Gone"]


def test_what_is_reached_in_the_grid_is_the_figure_of_the_reports(store: Store, clock: FrozenClock) -> None:
    sample.fill(store)
    clock.forward(hours=1)
    with store.read() as session:
        grid = goal_grid.read(session, YEAR, "quarter")
        everything, rates = deals.as_of(session, dates.today()), deals.rates(session)
        checked = 0
        for line in grid.lines:
            mine = [d for d in everything.values() if line.whose.seller in {None, d.seller}]
            for period, cell in zip(grid.periods, line.cells, strict=True):
                expected = figures.attainment(
                    closing.won(mine, rates, period), *goals.goal(session, period, line.whose)
                )
                if cell.reached is not None:
                    assert cell.reached.value == expected.value
                    checked += 1
    assert checked == 4 * len(grid.lines)


def test_a_missing_rate_refuses_what_is_reached_and_a_rate_counts_by_its_day(store: Store, clock: FrozenClock) -> None:
    desk = Desk(store, clock)
    desk.on(QUARTER.last)
    desk.opens("Abroad", "100", "Won", currency="GBP")
    sets(store, COMPANY, 200)

    def reached() -> tuple[Decimal | int | None, str]:
        with store.read() as session:
            figure = goal_grid.read(session, YEAR, "quarter").lines[0].cells[0].reached
        assert figure is not None
        return figure.value, figure.why

    assert reached() == (None, "no exchange rate GBP → USD for 2026-03-31")
    with store.act("Rate") as session:
        values = {"name": "GBP", "day": QUARTER.first, "amount": Decimal("1.5"), "units": 1}
        records.create(session, ExchangeRate, values)
    assert reached() == (Decimal("0.75"), "")


def test_what_has_not_begun_is_not_reached_by_anything(store: Store, clock: FrozenClock) -> None:
    Desk(store, clock).on(QUARTER.last)
    sets(store, COMPANY, 200, YEAR)
    for number in range(4):
        sets(store, COMPANY, 50, dates.quarter_of(dates.add_months(QUARTER.first, 3 * number)))
    with store.read() as session:
        cells = goal_grid.read(session, YEAR, "quarter").lines[0].cells
    assert [cell.reached is not None for cell in cells] == [True, False, False, False]
