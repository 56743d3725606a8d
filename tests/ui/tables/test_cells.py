"""What cells say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_desktop.base.directions import is_right_to_left
from crm_desktop.model import Contact, Opportunity, Seller
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import formats_for
from crm_desktop.ui.tables.cells import days_ago, shower

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (-2, "2 days ago"),
        (-1200, "1,200 days ago"),
        (1, "tomorrow"),
        (23, "in 23 days"),
    ],
)
def test_a_day_is_told_by_its_distance(ahead: int, words: str) -> None:
    assert days_ago(TODAY + timedelta(days=ahead), TODAY) == words


@pytest.mark.parametrize(("text", "is_so"), [("ليلى Díaz", True), ("Anna כהן", False), ("123 כהן", True), ("", False)])
def test_the_first_letter_says_from_where_a_name_is_read(text: str, is_so: bool) -> None:
    assert is_right_to_left(text) is is_so


def test_raw_values_are_shown_as_the_country_writes_them() -> None:
    german = formats_for("de_DE")
    fields = Opportunity.fields()
    assert shower(fields["amount"], german)(964_205_000) == "96.420,50"
    assert shower(fields["probability"], german)(6000) == "60 %"
    assert shower(fields["close_date"], german)("2026-12-05") == "05.12.2026"
    assert shower(fields["account_id"], german)("Codehow") == "Codehow"
    assert shower(Seller.fields()["active"], german)(1) == "Yes"
    assert shower(fields["amount"], german)(None) == ""
    phone = shower(Contact.fields()["phone"], german)
    assert phone("+49 30 7") == "+49 30 7"
    assert not is_right_to_left(phone("דוד +49 30 7")), "a number reads from left to right whatever stands in it"


def test_a_currency_without_a_sign_shows_its_code() -> None:
    assert with_currency("12", "USD") == "$ 12"
    assert with_currency("12", "CHF") == "CHF 12"
