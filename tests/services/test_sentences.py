"""The figures' words as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.figures.aging import needs_attention
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Words
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import sentences

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain", "plain"),
        (Words("limit {limit}", limit=12_345), "limit 12.345"),
        (Words("closed from {first}", first=DAY), "closed from 20 Nov 2026"),
        (Words("no rate for {why}", why=Words("day {day}", day=DAY)), "no rate for day 20 Nov 2026"),
    ],
)
def test_days_and_numbers_are_written_as_the_locale_does(words: str, shown: str) -> None:
    assert sentences.sentence(words, formats_for("de_DE")) == shown


@pytest.mark.parametrize(
    ("deal", "shown"),
    [
        (Deal(1, close_date=date(2026, 11, 19)), "overdue 1 day"),
        (Deal(1, close_date=date(2026, 11, 17)), "overdue 3 days"),
        (Deal(1, pushed=3, first_close_date=DAY), "close date moved 3 times"),
        (Deal(1, stage_since=date(2026, 10, 11), limit_in_stage=30), "in stage for 40 days, limit 30"),
        (Deal(1, contacted_on=date(2026, 10, 27), limit_without_contact=14), "no contact for 24 days, limit 14"),
        (Deal(1, created_on=date(2026, 10, 27), limit_without_contact=14), "no contact yet in 24 days, limit 14"),
    ],
)
def test_a_warning_fits_on_a_card(deal: Deal, shown: str) -> None:
    (reason,) = needs_attention(deal, DAY)
    assert sentences.warning(reason, DAY, formats_for("en_US")) == shown
