"""When the report of the week is due."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from crm_desktop.base.settings import Settings
from crm_desktop.services import schedule
from crm_desktop.services.schedule import Schedule
from crm_desktop.storage.store import Store
from tests.zones import computer_in

FRIDAY_AT_FOUR = Schedule("weekly-pipeline", 4, time(16), Path())


def local(*parts: int) -> datetime:
    return datetime(*parts).astimezone(UTC)  # type: ignore[arg-type]  # the parts of a moment


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ((2026, 11, 20, 15, 59), (2026, 11, 13, 16), (2026, 11, 20, 16)),
        ((2026, 11, 20, 16), (2026, 11, 20, 16), (2026, 11, 27, 16)),
        ((2026, 11, 21, 0, 1), (2026, 11, 20, 16), (2026, 11, 27, 16)),
        ((2026, 11, 26, 23, 59), (2026, 11, 20, 16), (2026, 11, 27, 16)),
        ((2027, 1, 1, 12), (2026, 12, 25, 16), (2027, 1, 1, 16)),
    ],
)
def test_it_is_due_once_a_week_by_the_clock_on_the_wall(
    now: tuple[int, ...], last: tuple[int, ...], following: tuple[int, ...]
) -> None:
    assert FRIDAY_AT_FOUR.last_due(local(*now)) == local(*last)
    assert FRIDAY_AT_FOUR.next_due(local(*now)) == local(*following)


def test_after_weeks_away_only_the_last_one_is_owed() -> None:
    done, now = local(2026, 10, 2, 16), local(2026, 11, 24, 9)
    assert FRIDAY_AT_FOUR.owed(done, now) == local(2026, 11, 20, 16)


def test_nothing_is_owed_twice_and_nothing_before_its_hour() -> None:
    done = local(2026, 11, 13, 16)
    assert FRIDAY_AT_FOUR.owed(done, local(2026, 11, 20, 15, 59)) is None
    due = FRIDAY_AT_FOUR.owed(done, local(2026, 11, 20, 16, 1))
    assert due == local(2026, 11, 20, 16)
    assert FRIDAY_AT_FOUR.owed(due, local(2026, 11, 22)) is None


def test_an_earlier_day_that_is_chosen_later_owes_nothing_for_the_week_that_is_done() -> None:
    done = local(2026, 11, 20, 16)
    thursday = Schedule("weekly-pipeline", 3, time(10), Path())
    assert thursday.owed(done, local(2026, 11, 20, 17)) is None
    assert thursday.owed(done, local(2026, 11, 26, 10)) == local(2026, 11, 26, 10)


def test_it_stays_at_four_when_the_clocks_change() -> None:
    with computer_in("America/New_York"):
        assert FRIDAY_AT_FOUR.last_due(datetime(2026, 10, 31, tzinfo=UTC)) == datetime(2026, 10, 30, 20, tzinfo=UTC)
        assert FRIDAY_AT_FOUR.next_due(datetime(2026, 10, 31, tzinfo=UTC)) == datetime(2026, 11, 6, 21, tzinfo=UTC)


def test_an_hour_that_the_clock_leaves_out_or_shows_twice_is_due_once() -> None:
    sunday = Schedule("weekly-pipeline", 6, time(2, 30), Path())
    with computer_in("Europe/Berlin"):
        left_out = sunday.last_due(datetime(2027, 3, 28, 12, tzinfo=UTC))
        assert datetime(2027, 3, 28, 0, 30, tzinfo=UTC) <= left_out <= datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
        assert sunday.owed(left_out, datetime(2027, 4, 3, tzinfo=UTC)) is None
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert sunday.last_due(first) == first
        assert sunday.owed(first, datetime(2026, 10, 25, 1, 45, tzinfo=UTC)) is None


def test_the_settings_say_what_is_due_and_without_a_folder_nothing_is(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    assert schedule.of(settings) is None
    settings["schedule_folder"] = f" {tmp_path} "
    assert schedule.of(settings) == Schedule("weekly-packet", 4, time(16), tmp_path)


def test_what_was_made_is_kept_with_the_book_and_is_no_step(store: Store) -> None:
    at = datetime(2026, 11, 20, 16, tzinfo=UTC)
    steps = store.steps()
    schedule.keep_done(store, at)
    with store.read() as session:
        assert schedule.done(session) == at
    assert store.steps() == steps
