"""The command that prints the day."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from crm_desktop.model import Activity
from crm_desktop.services import records
from crm_desktop.storage.opening import open_store
from tests.cli.prompt import Run
from tests.conftest import FrozenClock


@pytest.fixture
def planned(run: Run, book: Path, clock: FrozenClock) -> Path:
    """The book with a call for today and one that was missed."""
    assert run("log", "--file", book, "call", "Acme", "Ask for the order today 18:00")[0] == 0
    assert run("log", "--file", book, "task", "Big", "Send the offer tomorrow 09:00")[0] == 0
    clock.forward(days=1)
    return book


def test_today_prints_what_is_planned_and_how_the_month_goes(run: Run, planned: Path) -> None:
    status, out, err = run("today", "--file", planned)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "Sat 21 Nov 2026"
    assert lines[1] == "Overdue (1)"
    assert lines[2].endswith("· Ask for the order · Acme")
    assert lines[3] == "Today (1)"
    assert lines[4].endswith("· Send the offer · Acme · Big")
    assert "Open pipeline: $ 500" in lines
    assert "Goal reached: — (no goal)" in lines


def test_today_answers_programs_with_definitions_and_reasons(run: Run, planned: Path) -> None:
    data = json.loads(run("today", "--file", planned, "--json")[1])
    assert data["day"] == "2026-11-21"
    assert [row["name"] for row in data["overdue"]["rows"]] == ["Ask for the order"]
    assert data["today"]["count"] == 1
    (row,) = data["today"]["rows"]
    assert (row["name"], row["kind"], row["all_day"], row["with"]) == ("Send the offer", "task", False, ["Acme", "Big"])
    assert (data["pipeline"], data["attainment"]) == ("500.00", None)
    assert data["reasons"] == {"attainment": "no goal"}
    assert data["definitions"]["won"].startswith("The sum of the amounts of opportunities won")


def test_a_day_without_anything_prints_its_numbers_only(run: Run, tmp_path: Path, clock: FrozenClock) -> None:
    run("new", "--file", tmp_path / "new.crm")
    out = run("today", "--file", tmp_path / "new.crm")[1]
    assert out.splitlines()[:2] == ["Fri 20 Nov 2026", "Won this month: $ 0"]


def test_a_series_is_told_by_its_first_open_day_and_each_day_ahead(run: Run, book: Path, clock: FrozenClock) -> None:
    with closing(open_store(book)) as store, store.act("Series") as session:
        values = {"name": "Stand-up", "starts": clock.at, "recurrence": "FREQ=DAILY;COUNT=4"}
        records.create(session, Activity, values)
    clock.forward(days=1)
    data = json.loads(run("today", "--file", book, "--json")[1])
    told = {
        part: [row["starts"][:10] for row in data[part]["rows"]] for part in ("overdue", "today", "next_seven_days")
    }
    assert told == {"overdue": ["2026-11-20"], "today": ["2026-11-21"], "next_seven_days": ["2026-11-22", "2026-11-23"]}
    assert data["today"]["rows"][0]["repeats"] is True
