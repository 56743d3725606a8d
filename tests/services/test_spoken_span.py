"""Times from one to another, as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.services.spoken_span import Span, span_of
from tests.conftest import FrozenClock
from tests.zones import computer_in


def at(day: int, clock: str, month: int = 11) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock)).astimezone(UTC)


def usual() -> Span:
    """Return what the line says before anybody writes in it: Wednesday 18 November, 10 to 11."""
    return Span(at(18, "10:00"), 60, all_day=False)


@pytest.mark.parametrize(
    ("text", "day", "clock_text", "minutes"),
    [
        ("14:00–15:00", 18, "14:00", 60),
        ("14:00 - 15:30", 18, "14:00", 90),
        ("14-15", 18, "14:00", 60),
        ("9:30", 18, "09:30", 60),
        ("9:30 for 45 min", 18, "09:30", 45),
        ("9:30 for 1.5 hours", 18, "09:30", 90),
        ("thu 9:30 to 11", 26, "09:30", 90),
        ("tomorrow 15:00 for 2 h", 21, "15:00", 120),
        ("22:00 – 1:00", 18, "22:00", 180),
        ("Wed 18 Nov, 14:00 – 15:00", 18, "14:00", 60),
        ("Tue 17 Nov, 22:00 – Wed 18 Nov, 02:00", 17, "22:00", 240),
        ("3pm until 4:30pm", 18, "15:00", 90),
        ("3-5pm", 18, "15:00", 120),
        ("3pm-5pm", 18, "15:00", 120),
        ("3:00 PM - 5:00 PM", 18, "15:00", 120),
        ("from 3:30 to 5 p.m.", 18, "15:30", 90),
        ("9-5pm", 18, "09:00", 480),
        ("11 – 1pm", 18, "11:00", 120),
        ("10-2am", 18, "22:00", 240),
        ("Nov 27 3-5 pm", 27, "15:00", 120),
        ("fri 27 nov 12-1 pm", 27, "12:00", 60),
        ("tomorrow noon", 21, "12:00", 60),
        ("noon-1pm", 18, "12:00", 60),
        ("15.30-16.10", 18, "15:30", 40),
        ("27.11. 9.00 to 10.15", 27, "09:00", 75),
        ("fri 15.30", 27, "15:30", 60),
        ("3pm 5pm", 18, "15:00", 120),
        ("fri 15:00 16:00", 27, "15:00", 60),
        ("noon 2pm", 18, "12:00", 120),
        ("tomorrow at noon for an hour", 21, "12:00", 60),
        ("2026-11-24 10:00 for half an hour", 24, "10:00", 30),
    ],
)
def test_a_time_says_when_and_how_long(clock: FrozenClock, text: str, day: int, clock_text: str, minutes: int) -> None:
    assert span_of(text, usual()) == Span(at(day, clock_text), minutes, all_day=False)


@pytest.mark.parametrize(
    ("text", "first", "days"),
    [
        ("wed 25 nov – thu 26 nov", 25, 2),
        ("25 Nov all day", 25, 1),
        ("27 nov", 27, 1),
        ("tomorrow", 21, 1),
        ("yesterday", 19, 1),
        ("Fri 27 Nov", 27, 1),
        ("25 Nov for 3 days", 25, 3),
        ("Wed 25 Nov, all day", 25, 1),
        ("tomorrow (all day)", 21, 1),
    ],
)
def test_days_without_an_hour_are_whole_ones(clock: FrozenClock, text: str, first: int, days: int) -> None:
    assert span_of(text, usual()) == Span(at(first, "00:00"), days * 24 * 60, all_day=True)


def test_a_start_alone_keeps_the_length_and_whole_days_get_an_hour(clock: FrozenClock) -> None:
    assert span_of("16:00", Span(at(18, "10:00"), 25, all_day=False)).minutes == 25
    assert span_of("16:00", Span(at(18, "00:00"), 2880, all_day=True)) == Span(at(18, "16:00"), 60, all_day=False)


def test_what_is_said_from_now_on_is_in_steps_of_five_minutes(clock: FrozenClock) -> None:
    clock.forward(minutes=2)
    assert span_of("in 2 hours", usual()).starts == clock.at + timedelta(hours=2, minutes=-2)
    assert span_of("in half an hour for 15 min", usual()) == Span(clock.at + timedelta(minutes=28), 15, all_day=False)
    assert span_of("in 2 days", usual()) == Span(at(22, "00:00"), 1440, all_day=True)


def test_a_day_alone_keeps_the_hour_of_what_is_moved(clock: FrozenClock) -> None:
    assert span_of("25 Nov", usual(), keeps_hour=True) == Span(at(25, "10:00"), 60, all_day=False)
    assert span_of("25 Nov", Span(at(18, "00:00"), 2880, all_day=True), keeps_hour=True) == Span(
        at(25, "00:00"), 1440, all_day=True
    )


def test_a_time_that_the_clock_leaves_out_comes_an_hour_later(clock: FrozenClock) -> None:
    with computer_in("Europe/Berlin"):
        said = span_of("28 Mar 2027 02:30 for 45 min", usual())
        assert said == Span(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), 45, all_day=False)
        assert said.starts.astimezone().hour == 3
        assert span_of("31 Oct 2027 02:30", usual()).starts.hour == 0, "the first of two"


def test_a_time_over_the_change_of_the_clock_lasts_as_long_as_passes(clock: FrozenClock) -> None:
    with computer_in("Europe/Berlin"):
        night = Span(at(29, "00:00", month=3), 60, all_day=False)
        assert span_of("1:00 – 4:00", night).minutes == 120


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whenever",
        "Nov 12 - 3pm",
        "14:00 – 15:00 – 16:00",
        "fri – 14:00",
        "25:00",
        "9 for 99999 days",
        "wed thu",
        "wed thu 14:00",
        "wed tomorrow",
        "wed next week 10:00",
        "noon 27 nov",
        "9.10-10.11",
    ],
)
def test_what_is_no_time_is_refused_with_examples(clock: FrozenClock, text: str) -> None:
    with pytest.raises(UserError, match=r"no time|no day|Say when"):
        span_of(text, usual())


@pytest.mark.parametrize(
    "text",
    [
        "26 Nov – 25 Nov",
        "26 Nov 10:00 – 25 Nov 9:00",
        "fri 15:00-14:00",
        "15:00 – 15:00",
        "17:00 – 1:00",
        "22:00 – 7:00",
    ],
)
def test_an_end_before_the_start_is_refused(clock: FrozenClock, text: str) -> None:
    with pytest.raises(UserError, match="ends before it begins"):
        span_of(text, usual())
