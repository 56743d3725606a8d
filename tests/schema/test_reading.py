"""Numbers, percentages and answers as people and programs write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.schema import reading
from crm_desktop.schema.currencies import CURRENCIES, currency_of


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1054", "1054", None),
        ("-5", "-5", None),
        ("  12 ", "12", None),
        ("$21,000", "21000", "USD"),
        ("58.8k", "58800", None),
        ("1.2M", "1200000", None),
        ("58.8k USD", "58800", "USD"),
        ("1.2 Mio. €", "1200000", "EUR"),
        ("2 bn", "2000000000", None),
        ("1.234,56", "1234.56", None),
        ("1,234.56", "1234.56", None),
        ("1 234,56 €", "1234.56", "EUR"),
        ("1\u202f234,56\u00a0€", "1234.56", "EUR"),
        ("12'500.00", "12500", None),
        ("12’500.00 CHF", "12500", "CHF"),
        ("12,34,567", "1234567", None),
        ("1.234.567", "1234567", None),
        ("1,234.567", "1234.567", None),
        ("58,8", "58.8", None),
        (".5", "0.5", None),
        ("$.50", "0.5", "USD"),
        ("0,125", "0.125", None),
        ("1234,567", "1234.567", None),
        ("(1,200)", "-1200", None),
        ("($1,200.50)", "-1200.5", "USD"),
        ("-$5", "-5", "USD"),
        ("$-5", "-5", "USD"),
        ("\u22125", "-5", None),
        ("500-", "-500", None),
        ("USD 500", "500", "USD"),
        ("500 usd", "500", "USD"),
        ("Rs.500", "500", "INR"),
        ("1.200,- €", "1200", "EUR"),
        ("1,200.--", "1200", None),
        ("A$5", "5", "AUD"),
        ("1.2E+06", "1200000", None),
        ("١٬٢٣٤٫٥٠", "1234.5", None),
        ("٢٫١٢٣", "2.123", None),
        ("１２３４", "1234", None),
        ("＄５", "5", "USD"),
        ("1100.0400000001", "1100.04", None),
        ("1100.0399999999999", "1100.04", None),
        ("922337203685477.5807", "922337203685477.5807", None),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, value: str, currency: str | None) -> None:
    assert reading.amount(text) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "with_point", "with_comma"),
    [
        ("1.234", "1.234", "1234"),
        ("1,234", "1234", "1.234"),
        ("-12,345 €", "-12345", "-12.345"),
        ("1.234,5", "1234.5", "1234.5"),
        ("0.125", "0.125", "0.125"),
        ("1.23", "1.23", "1.23"),
    ],
)
def test_the_decimal_sign_decides_only_what_the_text_leaves_open(text: str, with_point: str, with_comma: str) -> None:
    assert reading.amount(text)[0] == Decimal(with_point)
    assert reading.amount(text, decimal=",")[0] == Decimal(with_comma)


@pytest.mark.parametrize(
    "text",
    ["TBD", "n/a", "", "-", "1.2.3", "1,23,45", "12 34", "1 2 3", "0,123,456", "--5", "-(5)", "5%", "2²", "½", "NaN", "Infinity", "sNaN",
     "2017-06-30", "12/5", "(555) 123-4567", "INV-500", "USD 5 EUR", "5 XXQ", "1e5e5", "5 k k", "0x10", "1_000"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence_that_names_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^“.*” is no amount; .*\.$") as refused:
        reading.amount(text)
    assert text.strip() in str(refused.value)


@pytest.mark.parametrize("text", ["922337203685477.5808", "-922337203685477.5808", "1e30", "9" * 60, "999,999,999 bn"])
def test_an_amount_beyond_64_bits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        reading.amount(text)


@pytest.mark.parametrize("text", ["0.00001", "33.333333333333336", "1.23456", "1e-9", "0.000000001"])
def test_more_decimals_than_can_be_kept_are_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        reading.amount(text)


def test_a_long_text_is_refused_at_once_and_cut_in_the_sentence() -> None:
    with pytest.raises(ValueError, match="…”") as refused:
        reading.amount("1," * 100_000)
    assert len(str(refused.value)) < 200


def test_a_sign_of_several_currencies_means_that_of_the_book() -> None:
    assert reading.amount("$5", home="CAD") == (Decimal(5), "CAD")
    assert reading.amount("$5", home="EUR") == (Decimal(5), "USD")
    assert reading.amount("500 kr", home="NOK") == (Decimal(500), "NOK")
    assert reading.amount("500 kr", home="EUR") == (Decimal(500), None)


def test_every_sign_stands_for_a_currency_of_the_list() -> None:
    for sign in ("$", "€", "£", "¥", "₹", "zł", "Kč", "Ft", "R$", "Fr."):
        assert currency_of(sign) in CURRENCIES
    assert currency_of("TBD") is None


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4, allow_nan=False))
@example(Decimal("-0.0001"))
def test_every_amount_comes_back_from_its_plain_text(value: Decimal) -> None:
    assert reading.amount(f"{value:f}")[0] == value
    assert reading.amount(f"{value:,f}")[0] == value


def refusal(read: Callable[[str], object], text: str) -> str:
    """Return the sentence that refuses `text`, or nothing where it is read."""
    try:
        read(text)
    except ValueError as refused:
        return str(refused)
    return ""


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_sentence(text: str) -> None:
    for read in (reading.amount, reading.whole, reading.percent, reading.yes_no, reading.day, reading.moment):
        assert re.fullmatch("(“.*”.*[.])?", refusal(read, text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2822", 2822),
        ("2,822", 2822),
        ("2.822", 2822),
        ("2822.0", 2822),
        ("1.2k", 1200),
        ("-3", -3),
        ("+3", 3),
        ("１２", 12),
        ("1 000", 1000),
    ],
)
def test_a_whole_number_is_read(text: str, value: int) -> None:
    assert reading.whole(text) == value


@pytest.mark.parametrize("text", ["2.5", "10-50", "50+", "ten", "", "9" * 30, "$5", "5 %"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no whole number"):
        reading.whole(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", "0.6"), ("60 %", "0.6"), ("60%", "0.6"), ("0.6", "0.006"), (".5%", "0.005"), ("60,5 %", "0.605"), ("100", "1"), ("٦٠٪", "0.6"),
     ("-5 %", "-0.05"), ("29.999999999999996", "0.3"), ("60 percent", "0.6")],
)  # fmt: skip
def test_a_percentage_is_a_hundredth_with_and_without_its_sign(text: str, value: str) -> None:
    assert reading.percent(text) == Decimal(value)


@pytest.mark.parametrize("text", ["abc", "%", "", "33.333 %", "60 €", "1/2"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no percentage|more decimals than the 2"):
        reading.percent(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("TRUE", True), ("x", True), ("✓", True), ("Vrai", True), ("Sí", True), ("1", True)],
)
def test_words_and_ticks_say_yes(text: str, value: bool) -> None:
    assert reading.yes_no(text) is value


@pytest.mark.parametrize("text", ["no", "FALSE", "0", "Faux", "nein", "☐"])
def test_words_and_boxes_say_no(text: str) -> None:
    assert reading.yes_no(text) is False


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(ValueError, match="“perhaps” is neither yes nor no"):
        reading.yes_no("perhaps")


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "NULL", "N/A", "n/a", "-", "—", "none", "NaN", "#N/A", r"\N"])
def test_a_number_that_is_not_there_is_written_in_many_ways(text: str) -> None:
    assert reading.is_blank(text, is_text=False)


def test_a_person_may_be_called_null() -> None:
    assert not reading.is_blank("Null", is_text=True)
    assert not reading.is_blank("0", is_text=False)
    assert reading.is_blank(" \ufeff", is_text=True)


@pytest.mark.parametrize(
    ("column", "decimal"),
    [
        (["1.234", "1.234,56", "12"], ","),
        (["1,234", "1100.04"], "."),
        (["1.234", "1.234.567"], ","),
        (["$1,234,567", "n/a"], "."),
        (["1.234", "2,345", "77", ""], None),
        (["1,5", "2.5"], None),
        (["1 234,5 €"], ","),
        (["TBD", "1.2.3", "1.234,5.6"], None),
    ],
)
def test_a_column_says_which_sign_is_decimal_where_one_of_its_amounts_forces_it(
    column: list[str], decimal: str | None
) -> None:
    assert reading.detect_decimal(column) == decimal
