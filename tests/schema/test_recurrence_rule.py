"""The text of a rule: what is read, what it is written as, and what is refused and why."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.rule import Rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", Rule("WEEKLY", 2, by_day=((0, 1),))),
        ("RRULE:FREQ=DAILY;COUNT=3", Rule("DAILY", count=3)),
        (" freq=daily ; count=3 ;", Rule("DAILY", count=3)),
        ("FREQ=MONTHLY;BYDAY=+2TU,-1FR", Rule("MONTHLY", by_day=((-1, 4), (2, 1)))),
        ("FREQ=DAILY;UNTIL=20270630", Rule("DAILY", until=date(2027, 6, 30))),
        ("FREQ=DAILY;UNTIL=20270630T235959", Rule("DAILY", until=date(2027, 6, 30))),
        ("FREQ=DAILY;UNTIL=20270630T120000", Rule("DAILY", until=datetime(2027, 6, 30, 12))),
        ("FREQ=DAILY;UNTIL=20270630T120000Z", Rule("DAILY", until=datetime(2027, 6, 30, 12, tzinfo=UTC))),
        ("FREQ=YEARLY;BYWEEKDAY=TU;BYWEEKNO=1", Rule("YEARLY", by_day=((0, 1),), by_week_no=(1,))),
    ],
)
def test_a_rule_is_read_and_its_text_means_the_same(text: str, rule: Rule) -> None:
    assert rules.read(text) == rule
    assert rules.read(rules.read(text).text) == rule


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("COUNT=3;FREQ=DAILY;INTERVAL=1", "FREQ=DAILY;COUNT=3"),
        ("FREQ=WEEKLY;BYDAY=FR,MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=MONTHLY;WKST=SU;BYMONTHDAY=-1,15,1", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=FR;BYSETPOS=2", "FREQ=YEARLY;BYMONTH=5;BYDAY=2FR"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=100", "FREQ=YEARLY;BYYEARDAY=100"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=DAILY;INTERVAL=2;BYDAY=MO"),
        ("FREQ=WEEKLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"),
        ("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1"),
    ],
)
def test_rules_that_mean_the_same_are_written_the_same(text: str, canonical: str) -> None:
    assert rules.read(text).text == canonical


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "says how often"),
        ("BYDAY=MO", "says how often"),
        ("every tuesday", "parts such as FREQ=WEEKLY"),
        ("FREQ=HOURLY", "recurs daily at most"),
        ("FREQ=SECONDLY;INTERVAL=30", "recurs daily at most"),
        ("FREQ=OFTEN", "DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=DAILY;FREQ=WEEKLY", "the same part twice"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "not both"),
        ("FREQ=DAILY;COUNT=0", "from 1 to 100000"),
        ("FREQ=DAILY;INTERVAL=-1", "from 1 to 10000"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "from 1 to 10000"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "count from the end"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "from 1 to 31"),
        ("FREQ=MONTHLY;BYDAY=6MO", "no more than five"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", "no more than five"),
        ("FREQ=WEEKLY;BYDAY=0MO", "Weekdays are"),
        ("FREQ=WEEKLY;WKST=XX", "not known"),
        ("FREQ=DAILY;UNTIL=20270230", "The last day is written"),
        ("FREQ=DAILY;UNTIL=00010101", "The last day is written"),
        ("FREQ=DAILY;RSCALE=HEBREW", "not known"),
        ("FREQ=YEARLY;BYEASTER=0;BYMONTH=4", "stand alone"),
        ("FREQ=DAILY;" + "X" * 500 + "=1", "not known"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as refused:
        rules.read(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 250
