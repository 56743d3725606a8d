"""How something repeats, in words: what people type, what is refused, and that what is shown can be typed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.i18n import N_
from crm_desktop.schema import kinds
from crm_desktop.schema.formats import Formats, formats_for
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence import spoken, words
from crm_desktop.schema.recurrence.rule import Rule
from tests.conftest import FrozenClock

BRITISH, US = formats_for("en_GB"), formats_for("en_US")
WORKING = "BYDAY=MO,TU,WE,TH,FR"

# the clock stands on Friday 20 November 2026
PHRASES = {
    "daily": "FREQ=DAILY",
    "every day": "FREQ=DAILY",
    "Each day": "FREQ=DAILY",
    "every  2   days": "FREQ=DAILY;INTERVAL=2",
    "every other day": "FREQ=DAILY;INTERVAL=2",
    "every second day": "FREQ=DAILY;INTERVAL=2",
    "every three days": "FREQ=DAILY;INTERVAL=3",
    "once a day": "FREQ=DAILY",
    "every weekday": f"FREQ=WEEKLY;{WORKING}",
    "every working day": f"FREQ=WEEKLY;{WORKING}",
    "weekdays": f"FREQ=WEEKLY;{WORKING}",
    "business days": f"FREQ=WEEKLY;{WORKING}",
    "monday to friday": f"FREQ=WEEKLY;{WORKING}",
    "Mon-Fri": f"FREQ=WEEKLY;{WORKING}",
    "every weekend": "FREQ=WEEKLY;BYDAY=SA,SU",
    "every day except Sunday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "every weekday except friday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
    "weekly": "FREQ=WEEKLY",
    "every week": "FREQ=WEEKLY",
    "EVERY TUESDAY": "FREQ=WEEKLY;BYDAY=TU",
    "on tuesdays": "FREQ=WEEKLY;BYDAY=TU",
    "mondays": "FREQ=WEEKLY;BYDAY=MO",
    "mondays and thursdays": "FREQ=WEEKLY;BYDAY=MO,TH",
    "every Monday and Thursday": "FREQ=WEEKLY;BYDAY=MO,TH",
    "every mon, wed and fri": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "weekly on Friday": "FREQ=WEEKLY;BYDAY=FR",
    "Friday every two weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every second Tuesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "every second Monday, of these only the 1st": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYSETPOS=1",
    "every other tues": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "every 2nd Tuesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "every third thursday": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH",
    "every two weeks": "FREQ=WEEKLY;INTERVAL=2",
    "every 2 weeks on Friday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "once every two weeks": "FREQ=WEEKLY;INTERVAL=2",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "every fortnight on wednesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "every Friday in May": "FREQ=WEEKLY;BYMONTH=5;BYDAY=FR",
    "monthly": "FREQ=MONTHLY",
    "every month": "FREQ=MONTHLY",
    "every month on the 15th": "FREQ=MONTHLY;BYMONTHDAY=15",
    "every 15th": "FREQ=MONTHLY;BYMONTHDAY=15",
    "on the 31st": "FREQ=MONTHLY;BYMONTHDAY=31",
    "the 31st or the last day of shorter months": "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "every month on the 30th, or the last day": "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "on the 1st and 15th of every month": "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "the 15th of each month": "FREQ=MONTHLY;BYMONTHDAY=15",
    "the 15th of every second month": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
    "last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "every month on the last day": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "second to last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-2",
    "last working day of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1",
    "every last working day of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1",
    "first business day of every month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=1",
    "first Friday of the month": "FREQ=MONTHLY;BYDAY=1FR",
    "every first friday": "FREQ=MONTHLY;BYDAY=1FR",
    "every second Friday of the month": "FREQ=MONTHLY;BYDAY=2FR",
    "third friday of each month": "FREQ=MONTHLY;BYDAY=3FR",
    "fourth Friday of the month": "FREQ=MONTHLY;BYDAY=4FR",
    "the last Friday every month": "FREQ=MONTHLY;BYDAY=-1FR",
    "every month on the first Monday and the last Friday": "FREQ=MONTHLY;BYDAY=-1FR,1MO",
    "every month on the first and third Monday": "FREQ=MONTHLY;BYDAY=1MO,3MO",
    "every month on the 13th if it is a Friday": "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    "every friday the 13th": "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    "every 2nd and 4th Tuesday": "FREQ=MONTHLY;BYDAY=2TU,4TU",
    "every quarter": "FREQ=MONTHLY;INTERVAL=3",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "every 3 months": "FREQ=MONTHLY;INTERVAL=3",
    "last day of the quarter": "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
    "first Monday of every quarter": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1MO",
    "every half year": "FREQ=MONTHLY;INTERVAL=6",
    "half-yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "every year": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
    "every other year": "FREQ=YEARLY;INTERVAL=2",
    "every year on 24 December": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "every December 24th": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "24th of december": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "on 24 and 26 December": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,26",
    "every 24 december": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "every year on 29 february": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "every year on the last day of february": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
    "every year on the fourth Thursday of November": "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "first working day of the year": f"FREQ=YEARLY;{WORKING};BYSETPOS=1",
    "the 100th day of the year": "FREQ=YEARLY;BYYEARDAY=100",
    "every January": "FREQ=YEARLY;BYMONTH=1",
    "every Easter Monday": "FREQ=YEARLY;BYEASTER=1",
    "good friday": "FREQ=YEARLY;BYEASTER=-2",
    "every year on monday of week 20": "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "every second Tuesday until June": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630",
    "every tuesday until december": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231",
    "every tuesday until 30 June 2027": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
    "every tuesday until June 30": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
    "every tuesday till the end of june 2028": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20280630",
    "every tuesday until 24.12.2026": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224",
    "each Tuesday through 30 June": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
    "every tuesday until 2027-01-31": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270131",
    "daily until the end of the year": "FREQ=DAILY;UNTIL=20261231",
    "daily until the end of next month": "FREQ=DAILY;UNTIL=20261231",
    "daily until the end of 2027": "FREQ=DAILY;UNTIL=20271231",
    "daily until tomorrow": "FREQ=DAILY;UNTIL=20261121",
    "every tuesday, 10 times": "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
    "10 times every tuesday": "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
    "every day for ten times": "FREQ=DAILY;COUNT=10",
    "every tuesday for 10 weeks": "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
    "every monday and thursday for 10 weeks": "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20",
    "every two weeks for 10 weeks": "FREQ=WEEKLY;INTERVAL=2;COUNT=5",
    "every day for 2 weeks": "FREQ=DAILY;COUNT=14",
    "monthly for 6 months": "FREQ=MONTHLY;COUNT=6",
    "every month on the 15th for 2 years": "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=24",
    "every day at 06:00 and 18:00": "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0",
    "third-last working day of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-3",
    "2nd-last working day of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-2",
    "third-last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-3",
    "second-last Friday": "FREQ=MONTHLY;BYDAY=-2FR",
    "third-to-last friday": "FREQ=MONTHLY;BYDAY=-3FR",
    "first and last working day of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=1,-1",
    "first two Mondays of the month": "FREQ=MONTHLY;BYDAY=1MO,2MO",
    "last two working days of the month": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1,-2",
    "first Monday in every month": "FREQ=MONTHLY;BYDAY=1MO",
    "every month on Mondays": "FREQ=MONTHLY;BYDAY=MO",
    "every quarter on the 1st": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=1",
    "each quarter on the first working day": f"FREQ=MONTHLY;BYMONTH=1,4,7,10;{WORKING};BYSETPOS=1",
    "quarterly on the last day of the quarter": "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
    "semiannually": "FREQ=MONTHLY;INTERVAL=6",
    "bi-weekly on Friday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "alternate Mondays": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "on every alternate monday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "every second weekend": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU",
    "every second weekend day of the month": "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2",
    "every day not Sunday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "every day, not on Sundays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "every day without weekends": f"FREQ=WEEKLY;{WORKING}",
    "from Monday to Friday": f"FREQ=WEEKLY;{WORKING}",
    "Tue/Thu": "FREQ=WEEKLY;BYDAY=TU,TH",
    "Sat+Sun": "FREQ=WEEKLY;BYDAY=SA,SU",
    "beginning of the month": "FREQ=MONTHLY;BYMONTHDAY=1",
    "end of month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "every month at the end of the month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "5. of each month": "FREQ=MONTHLY;BYMONTHDAY=5",
    "15. and 30.": "FREQ=MONTHLY;BYMONTHDAY=15,30",
    "24. December": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "monthly 31": "FREQ=MONTHLY;BYMONTHDAY=31",
    "day 10 of the month": "FREQ=MONTHLY;BYMONTHDAY=10",
    "in May and October": "FREQ=YEARLY;BYMONTH=5,10",
    "New Year's Day": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1",
    "every year on New Year’s Eve": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
    "Christmas": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
    "every 10 days until Christmas": "FREQ=DAILY;INTERVAL=10;UNTIL=20261225",
    "every 2 days until the end of the month": "FREQ=DAILY;INTERVAL=2;UNTIL=20261130",
    "until June every Monday": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270630",
    "until 24/12/2026 every Tue/Thu": "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261224",
    "every Monday until 3. June": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270603",
    "every Monday before June": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270531",
    "every Monday before 24 December": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261223",
    "every Monday before the end of June": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270630",
    "2 days before easter every year, 5 times": "FREQ=YEARLY;BYEASTER=-2;COUNT=5",
    "5 Mondays": "FREQ=WEEKLY;BYDAY=MO;COUNT=5",
    "every Monday forever": "FREQ=WEEKLY;BYDAY=MO",
    "every Monday!": "FREQ=WEEKLY;BYDAY=MO",
    "freq=weekly;byday=tu": "FREQ=WEEKLY;BYDAY=TU",
    "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1",
}

REFUSED = {
    "every hour": "recurs daily at most",
    "hourly": "recurs daily at most",
    "every 30 minutes": "recurs daily at most",
    "every second": "recurs daily at most",
    "FREQ=MINUTELY;INTERVAL=5": "recurs daily at most",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "never happens",
    "every year on 30 february": "never happens",
    "every 31 april": "never happens",
    "never": "Leave this empty",
    "now and then": "“now” is not understood",
    "every": "Something is missing",
    "every blue moon": "“blue” is not understood",
    "every tuesday from March": "The first day stands in “When”",
    "twice a week": "every Monday and Thursday",
    "three times a week": "every Monday and Thursday",
    "3 times every week": "every Monday and Thursday",
    "2 times a month": "every month on the 1st and the 15th",
    "twice in a month": "every month on the 1st and the 15th",
    "twice a day": "Say at which hours",
    "every tuesday until whenever": "is no date",
    "every tuesday until 2027": "until the end of 2027",
    "every tuesday until 30 february 2027": "no day of the calendar",
    "every tuesday until june, 10 times": "not both",
    "until june, 5 times": "not both",
    "every day for 3 weeks, 10 times": "not both",
    "every day every week": "how often, and not the same",
    "every week on the first friday": "of the month",
    "every day at noon": "The time of day is that of the first one",
    "every year on 1 May and 24 December": "make one for each",
    "every month except the 13th": "Only weekdays can be left out",
    "every tuesday except tuesday": "Only weekdays can be left out",
    "bimonthly": "read in two ways",
    "until June": "does not say how often",
    "weekly for 3 months": "depends on the first day",
    "every year on the last friday of the month": "which month",
    "every 0 days": "from 1 to",
    "every month on the 32nd": "from 1 to 31",
    "FREQ=WEEKLY;BYDAY=XX": "Weekdays are MO",
    "every second working day": "cannot be counted",
    "first week of the month": "Weeks are counted in the year",
    "every second January": "read in two ways",
    "every other working day": "cannot be counted",
    "every 2 working days": "cannot be counted",
    "15th and last working day of the month": "make one for each",
    "15th and first Monday": "make one for each",
    "first Monday and the 15th": "make one for each",
    "every friday, the 13th": "make one for each",
    "mondays and on the 15th": "make one for each",
    "the 1st every month and first monday every month": "make one for each",
    "1st - 5th of the month": "Say each of the days",
    "second weekend of the month": "Say which day of the weekend",
    "last weekend of the month": "Say which day of the weekend",
    "first two weekends of the month": "Say which day of the weekend",
    "every friday at the end of the month": "last Friday of the month",
    "monthly on Monday": "Say which one it is",
    "yearly on Monday": "Say which one it is",
    "every quarter on Monday": "Say which one it is",
    "every month on a weekday": "Say which one it is",
    "every 2 quarters on the 1st": "every 6 months on the 1st",
    "every quarter on 15 March": "every year on 15 March",
    "every second day of the month": "every month on the 2nd",
    "every 15th day of each month": "read in two ways",
    "Mondays 9am": "The hour stands in “When”",
    "Mondays at 9 o'clock": "The hour stands in “When”",
    "Mondays in the morning": "The hour stands in “When”",
    "Mondays 9:00": "The hour stands in “When”",
    "every monday before next month": "until the end of June",
}  # fmt: skip


@pytest.mark.parametrize("text", PHRASES)
def test_plain_words_are_understood(clock: FrozenClock, text: str) -> None:
    assert spoken.rule_of(text, BRITISH).text == rules.read(PHRASES[text]).text
    assert spoken.rule_of(f"  {text.upper()} ", BRITISH) == spoken.rule_of(text, BRITISH)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_wholly_understood_is_refused_with_a_sentence(clock: FrozenClock, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(REFUSED[text])) as refused:
        spoken.rule_of(text, BRITISH)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=2", "Every second day"),
        (f"FREQ=WEEKLY;{WORKING}", "Every weekday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630", "Every second Tuesday until 30 June 2027"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH", "Every 3 weeks on Monday and Thursday"),
        (f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1", "Every month on the last working day"),
        ("FREQ=MONTHLY;BYDAY=2FR", "Every month on the second Friday"),
        (f"FREQ=MONTHLY;{WORKING}", "Every month on every Monday, Tuesday, Wednesday, Thursday and Friday"),
        ("FREQ=MONTHLY;BYDAY=MO,1FR", "Every month on every Monday and the first Friday"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "Every month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1", "Every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Every month on the 1st and the 15th"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "Every month on the 13th, only on Friday"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "Every month on the 31st or the last day of shorter months",
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "Every year on 29 February"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "Every year on the last day of February"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=10", "Every year on the fourth Thursday of November, 10 times"),
        ("FREQ=YEARLY;BYEASTER=-2", "Every year on Good Friday"),
        ("FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0", "Every day, at 06:00 and 18:00"),
        ("FREQ=YEARLY;COUNT=1", "Every year, once"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "Every second Sunday, weeks beginning on Sunday"),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule: str, said: str) -> None:
    assert words.of(rules.read(rule), BRITISH) == said


def test_weekdays_begin_where_the_week_of_the_country_begins() -> None:
    apart = rules.read("FREQ=WEEKLY;BYDAY=SU,WE")
    assert words.of(apart, BRITISH) == "Every Wednesday and Sunday"
    assert words.of(apart, US) == "Every Sunday and Wednesday"


@pytest.mark.parametrize("country", [BRITISH, US])
def test_weekdays_that_follow_one_another_are_said_in_their_order(country: Formats) -> None:
    assert words.of(rules.read("FREQ=WEEKLY;BYDAY=SA,SU"), country) == "Every Saturday and Sunday"
    longer = rules.read("FREQ=WEEKLY;BYDAY=FR,SA,SU,MO")
    assert words.of(longer, country) == "Every Friday, Saturday, Sunday and Monday"


def test_an_end_in_the_middle_of_a_day_is_said_with_its_time(utc: None) -> None:
    rule = rules.read("FREQ=DAILY;UNTIL=20270630T120000Z")
    assert words.of(rule, BRITISH) == "Every day until 30 June 2027 12:00"
    assert spoken.rule_of("every day until 30 June 2027 12:00", BRITISH) == rule


def test_the_kind_reads_words_and_shows_words_and_keeps_the_rule(clock: FrozenClock) -> None:
    kind = kinds.Recurrence()
    assert kind.parse("last working day of the month", BRITISH) == f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1"
    assert kind.show("FREQ=WEEKLY;BYDAY=TU", BRITISH) == "Every Tuesday"
    assert kind.plain("FREQ=WEEKLY;BYDAY=TU") == "FREQ=WEEKLY;BYDAY=TU"
    assert kind.show("FREQ=NEVER", BRITISH) == "FREQ=NEVER"  # what another program left in the file


def some(least: int, most: int, *, signed: bool = False) -> st.SearchStrategy[tuple[int, ...]]:
    numbers = st.integers(least, most)
    either = st.one_of(numbers, numbers.map(lambda n: -n)) if signed else numbers
    return st.lists(either, max_size=3, unique=True).map(tuple)


ENDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.integers(1, 500).map(lambda count: {"count": count}),
    st.dates(date(2026, 1, 1), date(2199, 12, 31)).map(lambda day: {"until": day}),
)
SAID = st.builds(
    lambda values, end: rules.read(Rule(**values, **end).text),
    st.fixed_dictionaries(
        {
            "freq": st.sampled_from(rules.FREQS),
            "interval": st.integers(1, 12),
            "by_day": st.lists(st.tuples(st.sampled_from([0, 0, 1, 2, 5, -1, -2]), st.integers(0, 6)), max_size=3).map(tuple),
        },
        optional={
            "by_month_day": some(1, 31, signed=True),
            "by_month": some(1, 12),
            "by_year_day": some(1, 366, signed=True),
            "by_week_no": some(1, 53, signed=True),
            "by_set_pos": some(1, 4, signed=True),
            "by_hour": some(0, 23),
            "by_minute": some(0, 59),
            "week_start": st.integers(0, 6),
        },
    ),
    ENDS,
)  # fmt: skip


@given(SAID)
def test_what_is_said_of_a_rule_means_the_same_rule(rule: Rule) -> None:
    try:
        assert spoken.rule_of(words.of(rule, BRITISH), BRITISH) == rule
    except ValueError as refused:
        assert re.search("never happens|no more than five", str(refused))  # noqa: PT017 - it is said, but refused


@given(st.sampled_from([0, 1, 5, 10]).flatmap(lambda n: st.lists(st.sampled_from(sorted(
    {"every", "second", "last", "15th", "friday", "the", "of", "month", "on", "and", "or", ",", "until", "june", "2027",
     "10", "times", "week", "year", "day", "working", "in", "at", "06:00", "for", "except", "easter", "1", "to", "only", "-", "before", "weekend",
     "first", "quarter", "end", "not", "a", "christmas", "15."})),
    min_size=n, max_size=n + 4)))  # fmt: skip
def test_any_words_are_a_rule_or_are_refused_in_words(some_words: list[str]) -> None:
    try:
        rule = spoken.rule_of(" ".join(some_words), US)
    except ValueError as refused:
        assert str(refused).endswith((".", "”"))  # noqa: PT017 - a sentence for whatever was typed
    else:
        assert rules.read(rule.text) == rule


def test_each_name_in_words_is_marked_for_translation() -> None:
    names: list[Any] = [*words.MONTHS, *words.WEEKDAYS, *words.FEASTS.values()]
    assert names == [N_(name) for name in names]
