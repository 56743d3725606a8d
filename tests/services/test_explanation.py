"""How a number came about, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures import DEFINITIONS, closing
from crm_desktop.figures.deal import Deal, Rates
from crm_desktop.figures.figure import Figure, Meaning, Words, tally, total
from crm_desktop.model import Account, Opportunity
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
    assert found.title == "Won  $ \u22123,990"
    assert found.scope == "all of it · 3 opportunities"
    assert [(line.name, line.adds, line.is_left_out) for line in found.lines] == [
        ("Large", "\u22124,000", False),
        ("Small", "10.50", False),
        ("Unknown", "no amount", True),
    ]


def test_records_that_are_called_alike_are_told_apart_by_their_account(deals: Store) -> None:
    with deals.act("Link") as session:
        records.update(session, records.find(session, Opportunity, 1), {"account_id": 1})
    with deals.read() as session:
        found = explanation.of_records(session, "opportunity", (1, 2))
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
    assert (found.entity, found.title, found.scope) == ("account", "Customers  1", "1 account")
    assert [line.name for line in found.lines] == ["Acme"]
    assert not found.says_what_is_added


def test_a_number_without_a_value_says_the_reason_and_its_parts(deals: Store) -> None:
    day = date(2026, 11, 2)
    won = [Deal(1, kind="won", amount=Decimal(100), currency="USD", closed_on=day), Deal(2, kind="lost", closed_on=day)]
    with deals.read() as session:
        found = explanation.of_figure(session, closing.win_rate_by_value(won, Rates("USD")), US)
    assert found.title == "Win rate by value  —"
    assert found.scope.endswith("the lost opportunity has no value")
    assert found.parts == "Won: $ 100 · Lost: $ 0"


def test_records_without_a_definition_are_only_counted(deals: Store) -> None:
    with deals.read() as session:
        found = explanation.of_records(session, "opportunity", (3, 1))
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
