"""The days that a rule gives: dateutil's own cases, moved starts, both ends of daylight saving, and all kinds of ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_desktop.base import dates
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.changes import remaining, until_before
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.schema.recurrence.rule import Rule

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ALWAYS = (datetime(1800, 1, 2, tzinfo=UTC), datetime(2399, 1, 1, tzinfo=UTC))
_LINE = re.compile(r"\b(RRULE|RDATE|EXDATE|EXRULE):(\S+)", re.IGNORECASE)


def at(text: str, zone: str = "UTC") -> datetime:
    """Return the moment of a wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shown(found: list[datetime], zone: str = "UTC") -> list[str]:
    """Return moments as the wall shows them."""
    return [one.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for one in found]


def case(text: str) -> Pattern:
    """Return the pattern of one of dateutil's cases, which all start on 2 September 1997 at 9."""
    lines: dict[str, list[str]] = {}
    for name, value in _LINE.findall(text):
        lines.setdefault(name.upper(), []).append(value)
    starts = at("1997-09-02T09:00")
    left_out = [dates.moment_text(at(value)) for value in lines.get("EXDATE", ())]
    for rule in lines.get("EXRULE", ()):
        without = Pattern(starts, zone="UTC", recurrence=rule)
        left_out += [dates.moment_text(one) for one in expansion.between(without, *ALWAYS)]
    return Pattern(
        starts,
        zone="UTC",
        # an event that has only dates is one that takes place once, and then on those
        recurrence=rules.read(lines.get("RRULE", ["FREQ=DAILY;COUNT=1"])[0]).text,
        skipped=frozenset(left_out),
        added=tuple(dates.moment_text(at(value)) for value in lines.get("RDATE", ())),
    )


def test_dateutils_own_rules_give_their_dates_and_the_finer_ones_are_refused_in_words(real_data: Path) -> None:
    path = real_data / "ical" / "recurrence_oracles" / "dateutil_cases.json"
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    finer = [one for one in cases if re.search("FREQ=(HOURLY|MINUTELY|SECONDLY)", one["text"])]
    for one in finer:
        with pytest.raises(ValueError, match="An activity recurs daily at most; choose"):
            case(one["text"])
    for one in (one for one in cases if one not in finer):
        found = expansion.between(case(one["text"]), *ALWAYS)
        assert [f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in found] == one["expected"], one["test"]
    coarse = [one for one in cases if re.search("FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)", one["text"])]
    # one more is written small, and one more has only dates and no rule
    assert (len(coarse), len(finer), len(cases)) == (72, 45, 119)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 0),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", 0),
        ("FREQ=WEEKLY;BYMONTH=1;BYYEARDAY=200", 0),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 91),
        ("FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29", 4),
        ("FREQ=WEEKLY;BYMONTH=1;BYDAY=SA;BYMONTHDAY=1", 52),
    ],
)
def test_a_rule_that_gives_few_days_or_none_comes_to_an_end(rule: str, count: int) -> None:
    pattern = Pattern(at("2024-01-01T09:00"), zone="UTC", recurrence=rule)
    assert len(expansion.between(pattern, *ALWAYS)) == count


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31"])
def test_what_never_happens_is_known(rule: str) -> None:
    assert expansion.never_happens(rules.read(rule))
    assert not expansion.never_happens(rules.read("FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29"))


def some(least: int, most: int, signed: bool = False) -> st.SearchStrategy[tuple[int, ...]]:
    numbers = st.integers(least, most)
    either = st.one_of(numbers, numbers.map(lambda n: -n)) if signed else numbers
    return st.lists(either, max_size=3, unique=True).map(tuple)


def rule_of(values: dict[str, Any]) -> Rule:
    return rules.read(Rule(**values).text)


EACH = st.lists(st.tuples(st.just(0), st.integers(0, 6)), max_size=3).map(tuple)
RULES = st.one_of(
    st.fixed_dictionaries(
        {"freq": st.sampled_from(["DAILY", "WEEKLY"]), "interval": st.integers(1, 9), "week_start": st.integers(0, 6)},
        optional={"by_day": EACH, "by_month": some(1, 12), "by_hour": some(0, 23)},
    ),
    st.fixed_dictionaries(
        {"freq": st.sampled_from(["MONTHLY", "YEARLY"]), "interval": st.integers(1, 9)},
        optional={
            "by_day": st.lists(st.tuples(st.integers(1, 5), st.integers(0, 6)), max_size=2).map(tuple),
            "by_month_day": some(1, 31, signed=True),
            "by_month": some(1, 12),
            "by_set_pos": some(1, 3, signed=True),
        },
    ),
    st.fixed_dictionaries(
        {"freq": st.just("YEARLY"), "interval": st.integers(1, 5), "week_start": st.integers(0, 6)},
        optional={
            "by_week_no": some(1, 53, signed=True),
            "by_year_day": some(1, 366, signed=True),
            "by_day": EACH,
        },
    ),
).map(rule_of)  # fmt: skip
STARTS = st.datetimes(datetime(1996, 1, 1), datetime(2030, 1, 1)).map(lambda start: start.replace(microsecond=0))


@given(RULES, STARTS, st.integers(0, 60 * 366), st.integers(1, 800))
def test_a_window_far_from_the_start_has_what_dateutil_finds_on_its_way_there(
    rule: Rule, starts: datetime, far: int, wide: int
) -> None:
    assume(rule.freq in {"MONTHLY", "YEARLY"} or not rule.by_set_pos)
    first = starts + timedelta(days=far)
    end = first + timedelta(days=wide)
    # dateutil looks for the next day until the year 9999: here and there it is the same calendar, 400 years by 400
    later = 7600
    walk = rrulestr(rule.text, dtstart=starts.replace(year=starts.year + later))
    expected = [one.replace(year=one.year - later) for one in takewhile(lambda one: one.year <= end.year + later, walk)]
    pattern = Pattern(starts.replace(tzinfo=UTC), zone="UTC", recurrence=rule.text)
    found = expansion.between(pattern, first.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    assert [one.replace(tzinfo=None) for one in found] == [one for one in expected if first <= one < end]
    assert expansion.first_from(pattern, first.replace(tzinfo=UTC)) == next(
        iter(found), expansion.first_from(pattern, end.replace(tzinfo=UTC))
    )


@given(
    st.sampled_from([BERLIN, NEW_YORK, "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu"]),
    st.datetimes(datetime(2015, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA,SU,MO", "FREQ=DAILY;BYHOUR=1,2,3"]),
)
def test_the_clock_on_the_wall_shows_the_same_hour_all_year_but_in_the_hour_that_is_left_out(
    zone: str, starts: datetime, rule: str
) -> None:
    pattern = Pattern(expansion.moment(starts, ZoneInfo(zone)), zone=zone, recurrence=rule)
    found = expansion.between(pattern, pattern.starts, pattern.starts + timedelta(days=370))
    assert found == sorted(set(found))
    hours = {1, 2, 3} if "BYHOUR" in rule else {starts.hour}
    for one in found:
        wall = one.astimezone(ZoneInfo(zone))
        if wall.hour not in hours or wall.minute != starts.minute:
            before = (one - timedelta(hours=3)).astimezone(ZoneInfo(zone)).utcoffset()
            assert before is not None
            assert before != wall.utcoffset()  # the clock was put forward shortly before


def test_the_hour_that_the_clock_leaves_out_is_an_hour_later_and_the_double_one_the_first() -> None:
    spring = Pattern(at("2026-03-28T02:30", BERLIN), zone=BERLIN, recurrence="FREQ=DAILY;COUNT=3")
    assert shown(expansion.between(spring, *ALWAYS), BERLIN) == [
        "2026-03-28 02:30",
        "2026-03-29 03:30",
        "2026-03-30 02:30",
    ]
    autumn = Pattern(at("2026-10-24T02:30", BERLIN), zone=BERLIN, recurrence="FREQ=DAILY;COUNT=3")
    assert shown(expansion.between(autumn, *ALWAYS)) == ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]


def test_two_times_that_fall_on_one_in_spring_are_one() -> None:
    pattern = Pattern(at("2026-03-28T02:30", BERLIN), zone=BERLIN, recurrence="FREQ=DAILY;BYHOUR=2,3;COUNT=5")
    found = shown(expansion.between(pattern, *ALWAYS), BERLIN)
    assert found == ["2026-03-28 02:30", "2026-03-28 03:30", "2026-03-29 03:30", "2026-03-30 02:30"]


def test_a_first_one_in_the_second_of_two_equal_hours_stays_there() -> None:
    starts = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo(BERLIN))
    found = expansion.between(Pattern(starts, zone=BERLIN, recurrence="FREQ=YEARLY;COUNT=2"), *ALWAYS)
    assert found[0] == starts.astimezone(UTC)
    assert shown(found) == ["2026-10-25 01:30", "2027-10-25 00:30"]


def test_without_a_zone_it_is_the_clock_of_this_computer(local_zone: Callable[[str], None]) -> None:
    pattern = Pattern(at("2026-03-01T14:00"), recurrence="FREQ=MONTHLY;COUNT=2")
    local_zone(NEW_YORK)
    assert shown(expansion.between(pattern, *ALWAYS)) == ["2026-03-01 14:00", "2026-04-01 13:00"]
    local_zone("Asia/Tokyo")
    assert shown(expansion.between(pattern, *ALWAYS)) == ["2026-03-01 14:00", "2026-04-01 14:00"]
    unknown = Pattern(pattern.starts, zone="Customized Time Zone 1", recurrence=pattern.recurrence)
    assert expansion.between(unknown, *ALWAYS) == expansion.between(pattern, *ALWAYS)


def test_whole_days_begin_with_the_day_also_where_midnight_is_left_out() -> None:
    zone = "America/Sao_Paulo"  # put its clock forward at midnight
    pattern = Pattern(at("2017-10-13T00:00", zone), all_day=True, zone=zone, recurrence="FREQ=DAILY;BYHOUR=9;COUNT=4")
    found = shown(expansion.between(pattern, *ALWAYS), zone)
    assert found == ["2017-10-13 00:00", "2017-10-14 00:00", "2017-10-15 01:00", "2017-10-16 00:00"]
    on_the_day = Pattern(at("2017-10-15T01:00", zone), all_day=True, zone=zone, recurrence="FREQ=DAILY;COUNT=2")
    assert shown(expansion.between(on_the_day, *ALWAYS), zone) == ["2017-10-15 01:00", "2017-10-16 00:00"]


def test_the_31st_leaves_out_short_months_unless_it_is_their_last_day() -> None:
    begin, end = at("2027-01-01T00:00"), at("2027-05-01T00:00")

    def days(rule: str) -> list[int]:
        return [
            one.day
            for one in expansion.between(Pattern(at("2027-01-31T09:00"), zone="UTC", recurrence=rule), begin, end)
        ]

    assert days("FREQ=MONTHLY") == [31, 31]
    assert days("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1") == [31, 28, 31, 30]
    assert days("FREQ=MONTHLY;BYMONTHDAY=-1") == [31, 28, 31, 30]
    assert days("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1") == [28, 30, 30]


def test_29_february_comes_in_leap_years_and_the_last_of_february_each_year() -> None:
    def years(rule: str) -> list[tuple[int, int]]:
        pattern = Pattern(at("2024-02-29T09:00"), zone="UTC", recurrence=rule)
        return [(one.year, one.day) for one in expansion.between(pattern, ALWAYS[0], at("2029-01-01T00:00"))]

    assert years("FREQ=YEARLY") == [(2024, 29), (2028, 29)]
    every_year = [(2024, 29), (2025, 28), (2026, 28), (2027, 28), (2028, 29)]
    assert years("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1") == every_year


def test_the_count_counts_what_is_skipped_and_not_what_is_added() -> None:
    pattern = Pattern(
        at("2026-11-20T09:00"),
        zone="UTC",
        recurrence="FREQ=DAILY;COUNT=3",
        skipped=frozenset({"2026-11-21T09:00:00.000Z", "2026-12-02T09:00:00.000Z"}),
        added=("2026-12-01T09:00:00.000Z", "2026-11-22T09:00:00.000Z", "2026-12-02T09:00:00.000Z"),
    )
    assert shown(expansion.between(pattern, *ALWAYS)) == ["2026-11-20 09:00", "2026-11-22 09:00", "2026-12-01 09:00"]
    assert expansion.last(pattern) == at("2026-12-01T09:00")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261122", "2026-11-22 23:30"),  # a day counts to its end, by the clock of the zone
        ("20261122T233000", "2026-11-22 23:30"),
        ("20261122T232959", "2026-11-21 23:30"),
        ("20261122T223000Z", "2026-11-22 23:30"),
        ("20261122T222959Z", "2026-11-21 23:30"),
        ("20261119", None),
    ],
)
def test_until_is_a_day_or_a_time_on_the_wall_or_a_moment(until: str, last: str | None) -> None:
    pattern = Pattern(at("2026-11-20T23:30", BERLIN), zone=BERLIN, recurrence=f"FREQ=DAILY;UNTIL={until}")
    found = expansion.last(pattern)
    assert (found and shown([found], BERLIN)[0]) == last


def test_the_last_is_found_from_the_end_and_an_endless_one_has_none() -> None:
    assert expansion.last(Pattern(at("2000-01-31T09:00"), recurrence="FREQ=MONTHLY")) is None
    rare = Pattern(at("2000-02-29T09:00"), zone="UTC", recurrence="FREQ=YEARLY;UNTIL=20270101")
    assert expansion.last(rare) == at("2024-02-29T09:00")
    assert expansion.last(Pattern(at("2000-02-29T09:00"))) == at("2000-02-29T09:00")


def test_an_end_in_the_year_9999_is_none() -> None:
    assert rules.read("FREQ=DAILY;UNTIL=99991231T235959Z").is_endless


def test_a_week_counts_whole_also_when_the_series_begins_in_its_middle() -> None:
    wednesday = at("2026-11-25T09:00")
    pattern = Pattern(wednesday, zone="UTC", recurrence="FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;COUNT=2")
    assert shown(expansion.between(pattern, *ALWAYS)) == ["2026-11-25 09:00", "2026-12-02 09:00"]


def test_each_monday_and_the_first_friday_are_days_of_both_kinds() -> None:
    pattern = Pattern(at("2026-11-01T09:00"), zone="UTC", recurrence="FREQ=MONTHLY;BYDAY=MO,1FR")
    found = expansion.between(pattern, ALWAYS[0], at("2026-12-01T00:00"))
    assert [one.day for one in found] == [2, 6, 9, 16, 23, 30]


def test_milliseconds_of_the_start_are_kept() -> None:
    starts = at("2026-11-20T09:00").replace(microsecond=123_000)
    pattern = Pattern(starts, zone="UTC", recurrence="FREQ=DAILY;UNTIL=20261121T090000Z")
    assert expansion.between(pattern, *ALWAYS) == [starts, starts + timedelta(days=1)]


def test_a_pattern_is_read_from_the_columns_as_text_or_as_values() -> None:
    text = {
        "starts": "2026-11-20T09:00:00.000Z",
        "all_day": 0,
        "zone": None,
        "recurrence": "FREQ=DAILY",
        "skipped": "a b",
        "added": None,
    }
    assert expansion.pattern_of(text) == Pattern(
        at("2026-11-20T09:00"), recurrence="FREQ=DAILY", skipped=frozenset({"a", "b"})
    )
    assert expansion.pattern_of({**text, "starts": at("2026-11-20T09:00"), "all_day": True}).all_day
    assert expansion.between(expansion.pattern_of({**text, "recurrence": None}), *ALWAYS) == [at("2026-11-20T09:00")]


@given(RULES, STARTS, st.integers(1, 40), st.integers(0, 39), st.booleans())
def test_a_series_that_is_cut_in_two_has_the_same_days(
    rule: Rule, starts: datetime, count: int, cut: int, ends: bool
) -> None:
    assume(not rule.by_set_pos or rule.freq in {"MONTHLY", "YEARLY"})
    rule = Rule(**{**rule.__dict__, "count": count if ends else None})
    pattern = Pattern(starts.replace(tzinfo=ZoneInfo(BERLIN)), zone=BERLIN, recurrence=rule.text)
    end = pattern.starts + timedelta(days=3000)
    whole = expansion.between(pattern, pattern.starts, end)
    assume(cut < len(whole))
    before = Pattern(pattern.starts, zone=BERLIN, recurrence=until_before(rule, pattern, whole[cut]).text)
    left = remaining(rule, pattern, whole[cut])
    assert left is not None
    after = Pattern(whole[cut], zone=BERLIN, recurrence=left.text)
    assert expansion.between(before, *ALWAYS) + expansion.between(after, pattern.starts, end) == whole


def test_nothing_is_left_of_a_series_after_its_last() -> None:
    pattern = Pattern(at("2026-11-20T09:00"), zone="UTC", recurrence="FREQ=DAILY;COUNT=2")
    rule = rules.read(pattern.recurrence)
    assert remaining(rule, pattern, at("2026-11-21T09:00")) == Rule("DAILY", count=1)
    assert remaining(rule, pattern, at("2026-11-22T09:00")) is None
    assert until_before(rule, pattern, at("2026-11-21T09:00")) == Rule("DAILY", until=date(2026, 11, 20))
