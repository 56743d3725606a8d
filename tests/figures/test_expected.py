"""What was expected before the book began is known only where its history tells it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.figures.closing import slippage
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.expected import unless, why_unknown
from tests.figures.books import MARCH, book, deal

BEGAN = date(2017, 6, 1)
LATE = deal(1, 10, kind="open", close_date=date(2017, 3, 10))
WON = deal(2, 10, kind="won", closed_on=date(2017, 3, 20))


@pytest.mark.parametrize(
    ("then", "closed_on", "began", "is_known"),
    [
        (deal(2, 10, kind="open"), date(2017, 3, 20), BEGAN, False),
        (deal(2, 10, kind="open", close_date=date(2017, 3, 5)), date(2017, 3, 20), BEGAN, True),
        (deal(2, 10, kind="open", close_date=date(2017, 3, 5)), date(2017, 6, 9), BEGAN, False),
        (deal(2, 10, kind="open"), date(2017, 3, 20), MARCH.before, True),
    ],
)
def test_what_was_expected_before_the_book_is_known_from_dates_of_what_was_closed_before_it(
    then: Deal, closed_on: date, began: date, is_known: bool
) -> None:
    before, after = book(LATE, then), book(LATE, deal(2, 10, kind="won", closed_on=closed_on))
    assert (not why_unknown(before, after, MARCH.before, began)) is is_known


def test_a_share_that_nobody_knows_is_refused_with_its_parts() -> None:
    before = book(LATE, deal(2, 10, kind="open"))
    figure = slippage(before, book(LATE, WON), MARCH)
    assert (figure.value, unless("", figure)) == (Decimal(1), figure)
    why = why_unknown(before, book(LATE, WON), MARCH.before, BEGAN)
    assert why == "this book began on 2017-06-01, and what was expected before is not known"
    refused = unless(why, figure)
    assert [(one.value, one.why, one.records) for one in (refused, *refused.parts)] == [(None, why, ())] * 4
