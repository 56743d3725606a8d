"""What is said of an entry."""

from __future__ import annotations

from datetime import UTC, datetime

from crm_desktop.schema.formats import formats_for
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.view import Placement
from tests.conftest import FrozenClock
from tests.zones import computer_in


def test_an_end_that_the_clock_shows_for_the_second_time_is_told_as_a_length(clock: FrozenClock) -> None:
    british = formats_for("en_GB")
    with computer_in("Europe/Berlin"):
        half_past_two = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        told = {
            minutes: entry_words.where_to(Placement(half_past_two, minutes, all_day=False), british)
            for minutes in (15, 45, 90)
        }
    assert told == {
        15: "Sun 31 Oct 2027, 02:30 – 02:45",
        45: "Sun 31 Oct 2027, 02:30 for 45 min",
        90: "Sun 31 Oct 2027, 02:30 – 03:00",
    }
