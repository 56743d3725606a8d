"""How a number came about, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures import DEFINITIONS, closing, goals
from crm_desktop.figures.deal import Deal, Rates
from crm_desktop.figures.figure import Figure, Meaning, Words, tally, total
from crm_desktop.model import Account, Goal, Manager, Opportunity, Seller
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import explanation, records
from crm_desktop.services.figure_words import TITLES, title_of, value_of
from crm_desktop.storage.store import Store

US = formats_for("en_US")
MEANING = Meaning("won", "money", "What was won.")


@pytest.fixture
def deals(store: Store) -> Store:
    """Three opportunities and an account."""
    with store.act("Begin") as session:
        for name in ("Small", "Large", "Unknown"):
            records.create(session, Opportunity, {"name": name, "stage_id": 1})
        records.create(session, Account, {"name": "Acme"})
    return store


def test_the_records_that_add_most_come_first_and_those_left_out_say_why(deals: Store) -> None:
    shares: list[tuple[int, Decimal | Words]] = [(1, Decimal("10.5")), (2, Decimal(-4000)), (3, Words("no amount"))]
    with deals.read() as session:
        found = explanation.of_figure(session, total(MEANING, shares, Words("all of it")), US)
    assert (found.title, found.value) == ("Won", "$ \u22123,989.50")
    assert found.scope == "all of it · 3 opportunities"
    assert [(line.name, line.adds, line.is_left_out) for line in found.lines] == [
        ("Large", "\u22124,000.00", False),
        ("Small", "10.50", False),
        ("Unknown", "no amount", True),
    ]


def test_records_that_are_called_alike_are_told_apart_by_their_account(deals: Store) -> None:
    with deals.act("Link") as session:
        records.update(session, records.find(session, Opportunity, 1), {"account_id": 1})
    with deals.read() as session:
        found = explanation.of_records(session, "opportunity", (1, 2), US)
    assert [line.name for line in found.lines] == ["Small · Acme", "Large"]


def test_a_deleted_record_keeps_its_line_but_cannot_be_opened(deals: Store) -> None:
    with deals.act("Delete") as session:
        records.delete(session, Opportunity, [2])
    with deals.read() as session:
        found = explanation.of_figure(session, total(MEANING, [(1, Decimal(1)), (2, Decimal(9))]), US)
    assert [(line.name, line.is_there) for line in found.lines] == [("(deleted)", False), ("Small", True)]


def test_a_count_of_accounts_names_accounts_and_adds_nothing_to_each_line(deals: Store) -> None:
    counted = tally(Meaning("customers", "count", "The customers.", "account"), [1])
    with deals.read() as session:
        found = explanation.of_figure(session, counted, US)
    assert (found.entity, found.title, found.value, found.scope) == ("account", "Customers", "1", "1 account")
    assert [line.name for line in found.lines] == ["Acme"]
    assert not found.says_what_is_added


def test_a_number_without_a_value_says_the_reason_and_its_parts(deals: Store) -> None:
    day = date(2026, 11, 2)
    won = [Deal(1, kind="won", amount=Decimal(100), currency="USD", closed_on=day), Deal(2, kind="lost", closed_on=day)]
    with deals.read() as session:
        found = explanation.of_figure(session, closing.win_rate_by_value(won, Rates("USD")), US)
    assert (found.title, found.value) == ("Win rate by value", "—")
    assert found.scope.endswith("the lost opportunity has no value")
    assert found.parts == "Won: $ 100 · Lost: $ 0"


def test_the_records_of_a_win_rate_say_which_were_won_which_lost_and_which_do_not_count(deals: Store) -> None:
    day, ends = date(2026, 11, 2), (("lost", True, "5"), ("won", True, "100"), ("lost", False, "9"))
    closed = [
        Deal(key, kind=kind, amount=Decimal(amount), currency="USD", closed_on=day, loss_counts=counts)  # type: ignore[arg-type]  # the kinds above
        for key, (kind, counts, amount) in enumerate(ends, 1)
    ]
    with deals.read() as session:
        by_count = explanation.of_figure(session, closing.win_rate(closed), US)
        by_value = explanation.of_figure(session, closing.win_rate_by_value(closed, Rates("USD")), US)
    assert by_count.parts == "Won: 1 · Lost: 1"
    assert by_count.tells_apart
    uncounted = ("Unknown", "loss reason does not count: –")
    assert [(line.name, line.adds) for line in by_count.lines] == [("Large", "Won"), ("Small", "Lost"), uncounted]
    assert [(line.name, line.adds) for line in by_value.lines] == [
        ("Large", "Won · 100"), ("Small", "Lost · 5"), uncounted,
    ]  # fmt: skip


def test_a_goal_and_all_that_is_compared_with_one_name_the_goals_behind_it(deals: Store) -> None:
    spans = [(date(2026, 10, 1), date(2026, 12, 31)), (date(2026, 10, 5), date(2026, 11, 3))]
    with deals.act("Goals") as session:
        seller, manager = (records.create(session, one, {"name": "Anna"}) for one in (Seller, Manager))
        for whose, (first, last) in (
            ({}, spans[0]),
            ({"seller_id": seller.id}, spans[0]),
            ({"manager_id": manager.id}, spans[1]),
        ):
            values = {"name": "Q4", "amount": Decimal(900), "first_day": first, "last_day": last}
            records.create(session, Goal, {**values, **whose})
    won = total(MEANING, [(1, Decimal(90))])
    others = (2, goals.OVER_IT), (3, goals.SET_FOR_OTHERS)
    share = goals.attainment(won, Decimal(900), behind=goals.Behind((1,), (Decimal(900),), others, "the quarter"))
    with deals.read() as session:
        of_goal = explanation.of_figure(session, share.parts[1], US)
        of_share = explanation.of_figure(session, share, US)
    told = [
        ("goal", "Whole company · Oct – Dec 2026", "900"),
        ("goal", "Anna · Oct – Dec 2026", "900 · a goal over it counts"),
        ("goal", "Team of Anna · 5 Oct 2026 – 3 Nov 2026", "900 · set for other days"),
    ]
    assert (of_goal.entity, of_goal.scope) == ("goal", "the quarter · 1 goal")
    assert [(of_goal.entity, line.name, line.adds) for line in of_goal.lines] == told
    assert [(line.entity, line.name, line.adds) for line in of_share.lines] == [
        ("goal", told[0][1], "Goal · 900"), ("", "Small", "90"), *told[1:],
    ]  # fmt: skip
    assert of_share.total == 4
    assert not of_share.tells_apart


def test_a_number_without_records_says_so(deals: Store) -> None:
    with deals.read() as session:
        found = explanation.of_figure(session, goals.pace(tally(MEANING, ()), 15, 20).working_days_gone, US)
    assert (found.scope, found.lines) == ("no record adds to it", ())


def test_records_without_a_definition_are_only_counted(deals: Store) -> None:
    with deals.read() as session:
        found = explanation.of_records(session, "opportunity", (3, 1), US)
    assert (found.title, found.definition) == ("2 opportunities", "")
    assert [line.name for line in found.lines] == ["Unknown", "Small"]


def test_five_hundred_of_many_records_are_named(deals: Store) -> None:
    with deals.read() as session:
        found = explanation.of_figure(session, tally(MEANING, range(1, 2001)), US)
    assert (len(found.lines), found.total) == (explanation.MOST, 2000)


def test_every_definition_has_a_title() -> None:
    assert DEFINITIONS.keys() <= TITLES.keys()


@pytest.mark.parametrize(
    ("unit", "value", "of", "shown"),
    [
        ("money", Decimal("1234.5"), None, "$ 1,234"),
        ("percent", Decimal("0.75"), (3, 4), "3 of 4"),
        ("percent", Decimal("0.75"), (75, 100), "75 %"),
        ("ratio", Decimal("2.25"), None, "2.2 ×"),
        ("days", 1, None, "1 day"),
        ("days", Decimal("51.78"), None, "51.8 days"),
        ("number", Decimal("2.5"), None, "2.5"),
        ("count", 1200, None, "1,200"),
    ],
)
def test_values_have_their_unit(unit: str, value: Decimal | int, of: tuple[int, int] | None, shown: str) -> None:
    figure = Figure(Meaning("anything_new", unit, "It."), value, of=of)  # type: ignore[arg-type]  # the units above
    assert value_of(figure, "USD", US) == shown
    assert title_of(figure) == "Anything new"
