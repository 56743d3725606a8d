"""Kinds: text in, value in the file, text out; and the formats against Babel."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.settings import SETTINGS
from crm_desktop.schema import kinds
from crm_desktop.schema.formats import formats_for

US, DE = formats_for("en_US"), formats_for("de_DE")
LOCALES = next(setting.choices for setting in SETTINGS if setting.key == "locale") or {}


@pytest.mark.parametrize(
    ("kind", "text", "value", "shown"),
    [
        (kinds.Text(), "  Anna \n Berg ", "Anna Berg", "Anna Berg"),
        (kinds.LongText(), "one\r\ntwo", "one\ntwo", "one\ntwo"),
        (kinds.Email(), "mailto:anna@example.com", "anna@example.com", "anna@example.com"),
        (kinds.Whole(), "1,204", 1204, "1,204"),
        (kinds.Year(), "1996", 1996, "1996"),
        (kinds.Money(), "$21,000.50", Decimal("21000.5"), "21,000.50"),
        (kinds.Percent(), "60 %", Decimal("0.6"), "60 %"),
        (kinds.Day(), "6/30/2017", date(2017, 6, 30), "6/30/2017"),
        (kinds.YesNo(), "x", True, "Yes"),
        (kinds.Choice((("won", "Won"),)), "WON", "won", "Won"),
        (kinds.Choice(open=True), "own word", "own word", "own word"),
        (kinds.Tags(), "a; b,, a", "a, b", "a, b"),
    ],
)
def test_a_kind_reads_and_shows(kind: kinds.Kind, text: str, value: Any, shown: str) -> None:
    assert kind.parse(text, US) == value
    assert kind.show(value, US) == shown
    assert kind.load(kind.dump(value)) == value
    assert not isinstance(kind.dump(value), float)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kinds.Email(), "anna at example"),
        (kinds.Phone(), "none"),
        (kinds.Url(), "javascript:alert(1)"),
        (kinds.Url(), "file:///etc/passwd"),
        (kinds.Whole(0), "-3"),
        (kinds.Money(), "TBD"),
        (kinds.Percent(), "120"),
        (kinds.Day(), "31.02.2017"),
        (kinds.Choice((("won", "Won"),)), "maybe"),
    ],
)
def test_a_kind_refuses_with_a_sentence(kind: kinds.Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w .*\.$"):
        kind.parse(text, US)


@given(st.decimals(-(10**12), 10**12, places=4))
def test_money_is_exact_on_its_way_through_the_file(value: Decimal) -> None:
    kind = kinds.Money()
    assert kind.load(kind.dump(value)) == value
    assert kind.parse(kind.plain(value), US) == value


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
def test_a_moment_is_exact_to_the_millisecond(value: datetime) -> None:
    moment = value.replace(microsecond=value.microsecond // 1000 * 1000, tzinfo=UTC)
    kind = kinds.Moment()
    assert kind.load(kind.dump(moment)) == moment
    assert kind.parse(kind.plain(moment), US) == moment


@pytest.mark.parametrize("code", LOCALES)
def test_days_and_numbers_are_written_as_babel_writes_them(code: str) -> None:
    formats = formats_for(code)
    number = Decimal("-1234567.5")
    assert formats.number(number).replace("\u2212", "-") == format_decimal(number, locale=code)
    shown = format_date(date(2026, 3, 9), "short", locale=code)
    assert formats.day(date(2026, 3, 9)).replace("2026", "26") == shown.replace("2026", "26")
    assert kinds.Day().parse(formats.day(date(2026, 3, 9)), formats) == date(2026, 3, 9)


def test_what_is_shown_can_be_typed_again_in_every_locale() -> None:
    for code in LOCALES:
        formats = formats_for(code)
        for value in (Decimal(1234), Decimal("0.5"), Decimal("98765.25"), Decimal(-3)):
            assert kinds.Money().parse(formats.money(value), formats) == value


def test_an_unknown_locale_falls_back_to_english() -> None:
    assert formats_for("xx_YY").day(date(2026, 3, 9)) == "3/9/2026"
    assert DE.money(Decimal("1234.5")) == "1.234,50"
