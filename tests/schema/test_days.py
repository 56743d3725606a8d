"""Days and moments as people and programs write them, and what people say instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.schema import reading

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


@pytest.mark.parametrize(
    "text", ["31.02.2017", "0000-00-00", "2017-13-01", "2017-02-29", "13/13/2017", "30 Feb 2017", "2017-00-10"]
)
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


@pytest.mark.parametrize(
    ("words", "day"),
    [("thu", "2026-11-19"), ("on mon", "2026-11-16"), ("sat", "2026-11-14"), ("fri", "2026-11-20"), ("last fri", "2026-11-13"),
     ("this sat", "2026-11-21"), ("tomorrow", "2026-11-21")],
)  # fmt: skip
def test_where_only_past_days_make_sense_a_weekday_is_the_last_one(words: str, day: str) -> None:
    assert reading.day(words, today=FRIDAY, is_past=True) == date.fromisoformat(day)


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
