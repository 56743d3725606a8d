"""The command about the calendar: what it lists, brings in, takes out, publishes and finds."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.base.settings import Settings
from crm_desktop.exchange import ical_in
from tests.cli.prompt import Run, content
from tests.conftest import FrozenClock
from tests.exchange.calendars import calendar, event

DAILY = event("RRULE:FREQ=DAILY;COUNT=3", "DURATION:PT1H", uid="d", title="Stand-up", starts="DTSTART:20261124T090000Z")
FAIR = event("DTEND;VALUE=DATE:20261127", uid="f", title="Fair", starts="DTSTART;VALUE=DATE:20261125")


@pytest.fixture
def planned(run: Run, book: Path, tmp_path: Path, clock: FrozenClock) -> Path:
    """The book with three mornings and a fair of two days."""
    (tmp_path / "my.ics").write_bytes(calendar(DAILY, FAIR))
    status, out, err = run("calendar", "import", tmp_path / "my.ics", "--file", book)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "Activities: 2 new, 0 changed, 0 the same, 0 refused"
    return book


def test_the_next_days_are_listed_one_by_one(run: Run, planned: Path) -> None:
    assert run("calendar", "--file", planned)[1].splitlines() == [
        "Tue 24 Nov 2026",
        "  09:00–10:00  Stand-up",
        "Wed 25 Nov 2026",
        "  all day      Fair",
        "  09:00–10:00  Stand-up",
        "Thu 26 Nov 2026",
        "  all day      Fair",
        "  09:00–10:00  Stand-up",
    ]


def test_other_days_are_listed_if_wanted(run: Run, planned: Path) -> None:
    assert run("calendar", "--file", planned, "--from", "2026-12-01", "--to", "2026-12-31")[1].splitlines() == [
        "Nothing happens in these days."
    ]
    data = json.loads(run("calendar", "--file", planned, "--from", "2026-11-26", "--to", "2026-11-26", "--json")[1])
    assert (data["from"], data["to"]) == ("2026-11-26", "2026-11-26")
    fair, morning = data["entries"]
    assert (fair["title"], fair["all_day"], fair["first"], fair["last"]) == ("Fair", True, "2026-11-25", "2026-11-26")
    assert (morning["recurs"], morning["starts"]) == (True, "2026-11-26T09:00:00+00:00")


def test_the_days_are_written_to_files(run: Run, planned: Path, tmp_path: Path) -> None:
    for name in ("days.json", "days.csv", "days.ics"):
        assert run("calendar", "--file", planned, "--output", tmp_path / name)[0] == 0
    assert len(json.loads((tmp_path / "days.json").read_text(encoding="utf-8"))["entries"]) == 4
    with (tmp_path / "days.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert sorted(row["title"] for row in csv.DictReader(stream)) == ["Fair", *["Stand-up"] * 3]
    assert [one.title for one in ical_in.read(tmp_path / "days.ics").events] == ["Stand-up", "Fair"]


def test_only_what_touches_the_days_is_exported_for_them(run: Run, planned: Path, tmp_path: Path) -> None:
    days = ("--from", "2026-11-24", "--to", "2026-11-24")
    assert run("calendar", "export", "--file", planned, *days, "--output", tmp_path / "x.ics")[0] == 0
    assert [one.title for one in ical_in.read(tmp_path / "x.ics").events] == ["Stand-up"]


def test_what_goes_out_and_comes_in_again_changes_nothing(run: Run, planned: Path, tmp_path: Path) -> None:
    before = content(run, planned)
    status, out, _err = run("calendar", "export", "--file", planned, "--output", tmp_path / "out.ics")
    assert (status, out) == (0, f"2 activities written to {tmp_path / 'out.ics'}.\n")
    data = json.loads(run("calendar", "import", tmp_path / "out.ics", "--file", planned, "--json")[1])
    assert data["entities"]["activity"] == {"new": 0, "changed": 0, "same": 2, "refused": 0, "partly": 0}
    assert content(run, planned) == before


def test_import_takes_calendars_too(run: Run, planned: Path, tmp_path: Path) -> None:
    data = json.loads(run("import", tmp_path / "my.ics", "--file", planned, "--json")[1])
    assert data["entities"]["activity"]["same"] == 2


def test_what_is_left_out_is_told_with_its_line_and_by_the_status(run: Run, book: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ics").write_bytes(calendar(event(starts="DTSTART:soon"), event(uid="2")))
    status, out, _err = run("calendar", "import", tmp_path / "bad.ics", "--file", book)
    assert status == 3
    assert out.splitlines() == [
        "Activities: 1 new, 0 changed, 0 the same, 1 refused",
        "bad.ics, line 3: “soon” is neither a day nor a time.",
    ]


def test_the_same_flaw_of_several_events_is_told_once_and_as_one_of_events(
    run: Run, book: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    for name in ("a.ics", "b.ics"):
        flawed = [event(uid=f"{name}{n}", starts="DTSTART:soon") for n in range(2)]
        past = event(uid=name, starts="DTSTART:20200101T090000Z")
        (tmp_path / name).write_bytes(calendar(*flawed, past))
    out = run("calendar", "import", tmp_path / "a.ics", tmp_path / "b.ics", "--file", book)[1]
    assert out.splitlines() == [
        "Activities: 2 new, 0 changed, 0 the same, 4 refused",
        "· What lies before today was taken for done.",
        "a.ics, 2 events, lines 3, 8: “soon” is neither a day nor a time.",
        "b.ics, 2 events, lines 3, 8: “soon” is neither a day nor a time.",
    ]


def test_a_dry_run_changes_nothing(run: Run, book: Path, tmp_path: Path) -> None:
    (tmp_path / "my.ics").write_bytes(calendar(event()))
    before = content(run, book)
    out = run("calendar", "import", tmp_path / "my.ics", "--dry-run", "--file", book)[1]
    assert out.splitlines()[0] == "A dry run: nothing was changed. It would be:"
    assert content(run, book) == before


def test_the_calendar_is_published_where_the_settings_say(run: Run, planned: Path, tmp_path: Path) -> None:
    status, _out, err = run("calendar", "publish", "--file", planned)
    assert status == 1
    assert "No calendar is published." in err
    Settings()["publish_calendar"] = str(tmp_path / "public.ics")
    assert run("calendar", "publish", "--file", planned)[1] == f"Published in {tmp_path / 'public.ics'}.\n"
    again = json.loads(run("calendar", "publish", "--file", planned, "--json")[1])
    assert again == {"output": str(tmp_path / "public.ics"), "changed": False}
    assert len(ical_in.read(tmp_path / "public.ics").events) == 2


def test_free_time_is_found(run: Run, planned: Path) -> None:
    slots = json.loads(run("calendar", "free", "30 minutes tuesday", "--file", planned, "--json")[1])
    assert slots
    assert all(slot["starts"].startswith("2026-11-24") for slot in slots)
    assert not any("T09:" in slot["starts"] for slot in slots)
    told, first = run("calendar", "free", "30", "minutes", "tuesday", "--file", planned)[1].splitlines()[:2]
    assert told == "The best first:"
    assert first.startswith("Tue 24 Nov 2026 ")
    first = run("calendar", "free", "30 minutes tomorrow", "--file", planned)[1].splitlines()[0]
    assert first.startswith("No time of that length is left then within the hours of work; these are the next")


def test_a_week_of_the_command_line_begins_on_the_users_first_weekday(
    run: Run, planned: Path, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    for weekday, day in (("0", "2026-11-23"), ("6", "2026-11-30")):
        Settings()["first_weekday"] = weekday
        slots = json.loads(run("calendar", "free", "8 hours next week", "--file", planned, "--json")[1])
        assert min(slot["starts"][:10] for slot in slots) == day


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",),
        ("tomorrow",),
        ("export",),
        ("export", "--output", "x.csv"),
        ("free", "a while"),
        ("--from", "tomorrow", "--to", "yesterday"),
        ("--from", "nonsense"),
        ("--from", "1900-01-01", "--to", "today"),
        ("--output", "x.docx"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run: Run, book: Path, arguments: tuple[str, ...]) -> None:
    status, out, err = run("calendar", *arguments, "--file", book)
    assert (status, out) == (2, "")
    assert len(err.split()) > 4
    assert "invalid choice" not in err
