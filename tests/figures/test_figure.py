"""A figure is a value or the reason why there is none, in one currency, with a definition that can be looked up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest

from crm_desktop.figures import (
    DEFINITIONS,
    activity,
    aging,
    bridge,
    closing,
    conversion,
    customers,
    forecast,
    goals,
    leads,
    pipeline,
    pivot,
)
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Figure, Meaning, Words, rounded
from tests.figures.books import deal

MODULES = (activity, aging, bridge, closing, conversion, customers, forecast, goals, leads, pipeline, pivot)
EUROS = Rates("USD", {"EUR": [(date(2017, 3, 1), Decimal("1.05")), (date(2017, 4, 1), Decimal("1.07"))]})


def test_words_read_as_english_and_keep_what_a_translation_needs() -> None:
    words = Words("no contact for {days} days, limit {limit}", days=24, limit=14)
    assert words == "no contact for 24 days, limit 14"
    assert words.pattern == "no contact for {days} days, limit {limit}"
    assert words.values == {"days": 24, "limit": 14}


@pytest.mark.parametrize(("value", "why"), [(None, ""), (Decimal(0), "no goal")])
def test_a_figure_is_a_value_or_the_reason_why_there_is_none(value: Decimal | None, why: str) -> None:
    with pytest.raises(ValueError, match="a value or the reason"):
        Figure(goals.GOAL, value, why)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("2326.1538", 0, "2326"),
        ("0.125", 2, "0.12"),
        ("-2.5", 0, "-2"),
    ],
)
def test_a_figure_is_rounded_half_to_even(value: str, places: int, shown: str) -> None:
    assert str(rounded(Decimal(value), places)) == shown


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2017, 3, 1), "105.00"),
        (date(2017, 3, 31), "105.00"),
        (date(2017, 4, 1), "107.00"),
        (date(2030, 1, 1), "107.00"),
    ],
)
def test_a_rate_holds_from_its_day_until_the_next(day: date, value: str) -> None:
    assert EUROS.in_base(Decimal(100), "EUR", day) == Decimal(value)


@pytest.mark.parametrize(
    ("currency", "day", "why"),
    [
        ("EUR", date(2017, 2, 28), "no exchange rate EUR → USD for 2017-02-28"),
        ("GBP", date(2017, 3, 1), "no exchange rate GBP → USD for 2017-03-01"),
        ("EUR", None, "no exchange rate EUR → USD: it has no date"),
        ("", date(2017, 3, 1), "no exchange rate  → USD for 2017-03-01"),
    ],
)
def test_a_missing_rate_is_named_and_the_amount_never_taken_at_1(currency: str, day: date | None, why: str) -> None:
    assert EUROS.in_base(Decimal(100), currency, day) == why


def test_rates_that_were_not_known_yet_are_not_used_for_a_past_day() -> None:
    early = EUROS.until(date(2017, 3, 20))
    assert early.in_base(Decimal(100), "EUR", date(2017, 6, 30)) == 105
    assert EUROS.in_base(Decimal(100), "EUR", date(2017, 6, 30)) == 107


def test_each_record_converts_at_the_rate_of_its_own_day() -> None:
    deals = [
        deal(1, 100, currency="EUR", close_date=date(2017, 3, 31)),
        deal(2, 100, currency="EUR", close_date=date(2017, 4, 1)),
        deal(3, 100, currency="EUR", created_on=date(2017, 3, 5)),
        deal(4, 100),
        deal(5, 100, currency="EUR", kind="won", closed_on=date(2017, 4, 2), close_date=date(2017, 3, 2)),
        deal(6, 100, currency="EUR", kind="open", closed_on=date(2017, 4, 2), close_date=date(2017, 3, 2)),
    ]
    assert [EUROS.value_of(each) for each in deals] == [105, 107, 105, 100, 107, 105]
    assert pipeline.pipeline(deals, EUROS).value == 522


def test_one_missing_rate_refuses_the_total_and_is_named() -> None:
    deals = [deal(1, 100), deal(2, 50, currency="EUR", close_date=date(2017, 2, 1)), deal(3)]
    figure = pipeline.pipeline(deals, EUROS)
    assert figure.value is None
    assert figure.why == "no exchange rate EUR → USD for 2017-02-01"
    assert figure.left_out == ((2, "no exchange rate EUR → USD for 2017-02-01"), (3, "no amount"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_meaning_is_defined_once_and_can_be_looked_up_by_name(module: ModuleType) -> None:
    named = {value for value in vars(module).values() if isinstance(value, Meaning)}
    own = {meaning for meaning in named if meaning in module.MEANINGS or meaning.name not in DEFINITIONS}
    assert own <= set(module.MEANINGS)
    assert all(DEFINITIONS[meaning.name] == meaning.definition for meaning in module.MEANINGS)


def test_no_two_figures_share_a_name() -> None:
    names = [meaning.name for module in MODULES for meaning in module.MEANINGS]
    assert len(names) == len(set(names)) == len(DEFINITIONS)
