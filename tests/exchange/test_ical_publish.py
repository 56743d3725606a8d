"""The published calendar: written where it would be another, never over a file of somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange import ical_in, ical_publish
from crm_desktop.exchange.ical_publish import ALL, RECENT
from crm_desktop.model import Activity
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def add(store: Store, name: str, starts: datetime = NOW) -> None:
    with store.act("Add") as session:
        records.create(session, Activity, {"name": name, "starts": starts, "kind": "call"})


def titles(path: Path) -> list[str]:
    return [one.title for one in ical_in.read(path).events]


def test_a_calendar_that_would_be_the_same_is_not_touched(store: Store, tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "my.ics"
    add(store, "Call")
    assert ical_publish.publish(store.read, path, ALL)
    written = path.stat().st_mtime_ns
    clock.forward(hours=1)
    assert not ical_publish.publish(store.read, path, ALL)
    assert path.stat().st_mtime_ns == written
    add(store, "Another")
    assert ical_publish.publish(store.read, path, ALL)
    assert titles(path) == ["Call", "Another"]
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["my.ics"]


def test_what_lies_long_behind_us_is_published_only_if_wanted(store: Store, tmp_path: Path, clock: FrozenClock) -> None:
    for days in (-91, -89, 0, 400):
        add(store, str(days), clock() + timedelta(days=days))
    ical_publish.publish(store.read, tmp_path / "my.ics", RECENT)
    assert titles(tmp_path / "my.ics") == ["-89", "0", "400"]
    ical_publish.publish(store.read, tmp_path / "my.ics", ALL)
    assert titles(tmp_path / "my.ics") == ["-91", "-89", "0", "400"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("my.txt", None, "ends in .ics"),
        ("none/my.ics", None, "There is no folder"),
        ("theirs.ics", b"BEGIN:VCALENDAR\nPRODID:-//Other//EN\n", "was made by another program"),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_words_and_left_alone(
    store: Store, tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=why):
        ical_publish.publish(store.read, tmp_path / name, ALL)
    assert content is None or (tmp_path / name).read_bytes() == content


def test_a_place_without_its_folder_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="whole path"):
        ical_publish.publish(store.read, Path("my.ics"), ALL)
