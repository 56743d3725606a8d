"""Numbers, percentages, days and moments as people and programs write them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.schema import reading
from crm_desktop.schema.currencies import CURRENCIES, currency_of

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("This system cannot change a program's time zone.")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


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


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_sentence(text: str) -> None:
    for read in (reading.amount, reading.whole, reading.percent, reading.yes_no, reading.day, reading.moment):
        try:
            read(text)
        except ValueError as refused:
            assert str(refused).startswith("“")
            assert str(refused).endswith(".")


@pytest.mark.parametrize(
    ("text", "value"),
    [("2822", 2822), ("2,822", 2822), ("2.822", 2822), ("2822.0", 2822), ("1.2k", 1200), ("-3", -3), ("+3", 3), ("１２", 12), ("1 000", 1000)],
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


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("TRUE", True), ("x", True), ("✓", True), ("Vrai", True), ("Sí", True), ("1", True)])
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
    "text",
    ["2017-06-30", "2017/06/30", "2017.06.30", "2017-6-30", "20170630", "6/30/2017", "30.06.2017", "30. 6. 2017", "30-06-2017", "30 Jun 2017",
     "30-Jun-2017", "30-Jun-17", "June 30, 2017", "Jun 30 2017", "30th June 2017", "Friday, June 30, 2017", "2017 Jun 30", "30. Juni 2017",
     "30 juin 2017", "30 de junio de 2017", "6/30/17", "2017-06-30 15:45", "2017-06-30T15:45:12.123456", "6/30/2017 3:45 PM", "20170630T154512",
     "2017-06-30T00:00:00Z", "2017-06-30T00:00:00.000-08:00", " 2017-06-30\n", "２０１７-０６-３０"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert reading.day(text) == date(2017, 6, 30)


@pytest.mark.parametrize(
    "text",
    ["TBD", "", "42916", "12:30", "1 2 3", "Jun 2017", "June", "2017", "2009-07/14", "2009\\7\\14", "2017-06-30 25:00", "2017-06-30 13:00 PM",
     "2010-10-14T12:00:00.000Z-0300", "6/30", "tomorrow", "fri", "+2w", "²017-06-30"],
)  # fmt: skip
def test_what_is_no_day_is_refused_and_a_file_never_says_tomorrow(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no date"):
        reading.day(text)


@pytest.mark.parametrize("text", ["31.02.2017", "0000-00-00", "2017-13-01", "2017-02-29", "13/13/2017", "30 Feb 2017", "2017-00-10"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no day of the calendar"):
        reading.day(text)


@pytest.mark.parametrize("text", ["9999-12-31 23:59:59", "1799-12-31", "2201-01-01", "0001-01-01"])
def test_a_year_that_only_programs_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the years 1800 to 2200"):
        reading.day(text)


@pytest.mark.parametrize("text", ["03/04/2017", "3/4/17", "03-04-2017", "03/04/2017 12:00"])
def test_a_day_that_may_be_two_is_not_guessed(text: str) -> None:
    with pytest.raises(reading.AmbiguousDay):
        reading.day(text)
    assert reading.day(text, order="dmy") == date(2017, 4, 3)
    assert reading.day(text, order="mdy") == date(2017, 3, 4)


def test_where_both_numbers_agree_there_is_nothing_to_guess() -> None:
    assert reading.day("04/04/2017") == date(2017, 4, 4)


def test_between_points_the_day_stands_first_unless_the_order_says_otherwise() -> None:
    assert reading.day("03.04.2017") == date(2017, 4, 3)
    assert reading.day("03.04.2017", order="mdy") == date(2017, 3, 4)


def test_a_day_that_can_only_be_one_is_read_against_the_order() -> None:
    assert reading.day("30/06/2017", order="mdy") == date(2017, 6, 30)
    assert reading.day("17/06/30", order="ymd") == date(2017, 6, 30)
    assert reading.day("99/12/31") == date(1999, 12, 31)


def test_two_digit_years_turn_at_1969() -> None:
    assert reading.day("31/12/68") == date(2068, 12, 31)
    assert reading.day("31/12/69") == date(1969, 12, 31)


@pytest.mark.usefixtures("in_new_york")
def test_a_moment_with_a_zone_is_on_its_local_day() -> None:
    assert reading.day("2017-07-01T02:30:00Z") == date(2017, 6, 30)
    assert reading.day("07/01/2017 02:30:00 +0000", order="mdy") == date(2017, 6, 30)


@pytest.mark.usefixtures("in_new_york")
def test_midnight_sharp_in_a_zone_is_a_day_without_a_time() -> None:
    assert reading.day("2017-07-01T00:00:00.000Z") == date(2017, 7, 1)


@pytest.mark.usefixtures("in_new_york")
def test_a_moment_without_a_zone_is_local() -> None:
    assert reading.moment("2017-06-30 12:00") == datetime(2017, 6, 30, 16, tzinfo=UTC)
    assert reading.moment("2017-06-30") == datetime(2017, 6, 30, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2009-07-14T14:14:45+0200", "2009-07-14 14:14:45 +02:00", "07/14/2009 14:14:45+0200", "07/14/2009T14:14:45+0200", "2009-07-14T12:14:45Z",
     "20090714T121445Z", "2009-07-14 12:14:45 UTC", "14 Jul 2009 14:14:45 GMT+0200", "2009-07-14 2:14:45 PM +02:00", "2009-07-14T22:14:45+1000"],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(text: str) -> None:
    assert reading.moment(text) == datetime(2009, 7, 14, 12, 14, 45, tzinfo=UTC)


@given(st.datetimes(datetime(1801, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))
def test_every_moment_comes_back_from_its_iso_text(at: datetime) -> None:
    assert reading.moment(at.isoformat()) == at


@pytest.mark.parametrize(
    ("words", "day"),
    [("today", "2026-11-20"), ("Tomorrow", "2026-11-21"), ("yesterday", "2026-11-19"), ("day after tomorrow", "2026-11-22"),
     ("sat", "2026-11-21"), ("fri", "2026-11-27"), ("thursday", "2026-11-26"), ("on monday", "2026-11-23"),
     ("this monday", "2026-11-16"), ("this fri", "2026-11-20"), ("next tuesday", "2026-11-24"), ("next sun", "2026-11-29"),
     ("last friday", "2026-11-13"), ("last mon", "2026-11-16"), ("in 3 days", "2026-11-23"), ("in 1 week", "2026-11-27"), ("+2w", "2026-12-04"),
     ("-3d", "2026-11-17"), ("3 days ago", "2026-11-17"), ("+1m", "2026-12-20"), ("in 2 years", "2028-11-20"), ("next week", "2026-11-27"),
     ("last month", "2026-10-20")],
)  # fmt: skip
def test_words_for_days_count_from_today(words: str, day: str) -> None:
    assert reading.day(words, today=FRIDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("words", ["in 9999 years", "next", "in days", "someday", "next blue moon", "+9999m"])
def test_words_that_lead_to_no_day_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"is no date|outside the years"):
        reading.day(words, today=FRIDAY)


@pytest.mark.usefixtures("in_new_york")
def test_a_meeting_is_planned_in_words() -> None:
    assert reading.moment("tomorrow 3pm", today=FRIDAY) == datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert reading.moment("fri at 9:30", today=FRIDAY) == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    assert reading.moment("today 12:15 am", today=FRIDAY) == datetime(2026, 11, 20, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2017", "30/06/2017"], "dmy"),
        (["03/04/2017", "06/30/2017 12:00"], "mdy"),
        (["02/01/2014", "31/12/2012"], "dmy"),
        (["03/04/2017", "05/05/2017", ""], None),
        (["30/06/2017", "06/30/2017"], None),
        (["03.04.2017", "n/a"], "dmy"),
        (["03.04.2017", "04.30.2017"], "mdy"),
        (["2017-06-30", "TBD"], None),
        ([], None),
    ],
)
def test_a_column_says_which_comes_first_where_one_of_its_days_forces_it(column: list[str], order: str | None) -> None:
    assert reading.detect_day_order(column) == order
