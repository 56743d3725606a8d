"""The numbers of a user's own report: count, sum, mean, least and most of shares of records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures import pivot
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.pivot import Numbers, Share, What

RATES = Rates("USD", {"EUR": [(date(2026, 1, 1), Decimal("1.1")), (date(2026, 6, 1), Decimal("1.2"))]})
DOLLARS = Share((5, 1, 3), (Numbers(Decimal(150), Decimal(50), Decimal(100), (3,)),), "USD")
WINTER = Share((2,), (Numbers(Decimal(100), Decimal(100), Decimal(100)),), "EUR", date(2026, 2, 1))
SUMMER = Share((4,), (Numbers(Decimal(20), Decimal(20), Decimal(20)),), "EUR", date(2026, 7, 1))
NOTHING = Share((6,), (Numbers(Decimal(0), Decimal(0), Decimal(0), (6,)),), "GBP")


@pytest.mark.parametrize(("what", "value"), [("sum", "284"), ("mean", "71"), ("least", "24"), ("most", "110")])
def test_amounts_convert_before_they_are_added_and_compared(what: What, value: str) -> None:
    figure = pivot.measured(what, "money", (DOLLARS, WINTER, SUMMER), 0, RATES, "opportunity")
    assert figure.value == Decimal(value)
    assert figure.records == (1, 2, 4, 5)
    assert figure.left_out == ((3, pivot.NO_VALUE),)
    assert (figure.count, figure.meaning.entity) == (5, "opportunity")


def test_a_record_without_an_amount_needs_no_rate() -> None:
    assert pivot.measured("sum", "money", (DOLLARS, NOTHING), 0, RATES, "x").value == Decimal(150)


@pytest.mark.parametrize("what", ["sum", "mean", "least", "most"])
def test_one_missing_rate_refuses_the_number(what: What) -> None:
    early = Share((9,), WINTER.numbers, "EUR", date(2025, 1, 1))
    figure = pivot.measured(what, "money", (DOLLARS, early), 0, RATES, "x")
    assert figure.value is None
    assert figure.why.startswith("no exchange rate EUR → USD")


def test_nothing_has_a_sum_of_0_and_no_mean() -> None:
    assert pivot.measured("sum", "number", (NOTHING,), 0, RATES, "x").value == 0
    for what in ("mean", "least", "most"):
        assert pivot.measured(what, "number", (), 0, RATES, "x").why == "no value"


def test_shares_have_a_mean_and_no_sum() -> None:
    assert not pivot.fits("sum", "percent")
    assert pivot.measured("mean", "percent", (DOLLARS,), 0, RATES, "x").value == Decimal(75)


def test_a_count_names_its_records_in_their_order() -> None:
    assert pivot.counted((DOLLARS, WINTER), "account").records == (1, 2, 3, 5)
