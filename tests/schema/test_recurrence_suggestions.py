"""What is offered for a day: rules that give that day, and both readings where a month or a year has none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.recurrence import expansion, spoken, words
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.suggestions import rules_for

BRITISH = formats_for("en_GB")


def offered(day: date) -> list[str]:
    return [words.of(rule, BRITISH) for rule in rules_for(day)]


@pytest.mark.parametrize(
    ("day", "among"),
    [
        (
            date(2026, 11, 17),
            [
                "Every weekday",
                "Every second Tuesday",
                "Every month on the 17th",
                "Every month on the third Tuesday",
                "Every 3 months on the 17th",
                "Every year on 17 November",
            ],
        ),
        (
            date(2026, 10, 31),
            [
                "Every month on the 31st",
                "Every month on the 31st or the last day of shorter months",
                "Every month on the last day",
                "Every month on the last Saturday",
            ],
        ),
        (date(2028, 2, 29), ["Every year on 29 February", "Every year on the last day of February"]),
    ],
)
def test_what_is_offered_suits_the_day(day: date, among: list[str]) -> None:
    assert set(among) <= set(offered(day))


def test_a_weekend_has_no_rule_of_working_days_alone() -> None:
    assert "Every weekday" not in offered(date(2026, 11, 21))


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_each_offer_can_be_typed_and_gives_the_day_itself(day: date) -> None:
    begin = expansion.moment(datetime.combine(day, time(9)), expansion.zone_of("UTC"))
    for rule in rules_for(day):
        assert spoken.rule_of(words.of(rule, BRITISH), BRITISH) == rule == rules.read(rule.text)
        pattern = expansion.Pattern(begin, zone="UTC", recurrence=rule.text)
        if rule.by_set_pos != (-1,) or rule.by_month_day:
            assert expansion.first_from(pattern, None) == begin
        assert len(expansion.between(pattern, begin, begin + timedelta(days=9 * 366))) > 1
