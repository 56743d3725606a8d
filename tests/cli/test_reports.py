"""Reports on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.base.settings import Settings
from tests.cli.prompt import Run
from tests.conftest import FrozenClock
from tests.workbook import cells, sheet_names


def test_a_report_is_written_as_a_workbook(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.xlsx"
    assert run("report", "pipeline", "--file", book, "--output", path)[0] == 0
    assert cells(path)[0] == ["Pipeline"]
    assert "In figures" in sheet_names(path)
    assert run("report", "pipeline", "--file", book, "--output", tmp_path / "x.pdf", "--format", "xlsx")[0] == 0
    assert cells(tmp_path / "x.xlsx")[0] == ["Pipeline"]


def test_a_workbook_is_not_printed(run: Run, book: Path) -> None:
    status, _out, err = run("report", "pipeline", "--file", book, "--format", "xlsx")
    assert status == 2
    assert "Say where the report goes" in err


def test_a_dash_is_the_standard_output_and_what_is_wrong_is_said_before_where_it_goes(run: Run, book: Path) -> None:
    printed = run("report", "pipeline", "--file", book, "--output", "-", "--format", "csv")
    assert printed == run("report", "pipeline", "--file", book, "--format", "csv")
    assert printed[0] == 0
    assert not Path("-.csv").exists()
    for wrong, said in (
        (("nosuch",), "There is no report “nosuch”"),
        (("pipeline", "--with", "by"), "“by” is no option"),
        (("pipeline", "--output", "-"), "Say as what"),
        (("account-sheet", "--format", "json"), "which account"),
    ):
        status, _out, err = run("report", *wrong, "--file", book)
        assert (status, said in err) == (2, True)


def test_a_list_is_exported_as_a_workbook(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "accounts.xlsx"
    assert run("export", "--entity", "accounts", "--file", book, "--output", path)[0] == 0
    assert sheet_names(path) == ["Accounts"]
    assert "Name" in cells(path)[0]


def test_what_is_owed_is_made_for_who_asks_each_hour(run: Run, book: Path, tmp_path: Path, clock: FrozenClock) -> None:
    settings = Settings()
    assert run("report", "--scheduled", "--file", book)[0] == 1
    settings["schedule_folder"] = str(tmp_path)
    clock.at = datetime(2026, 11, 20, 15).astimezone(UTC)
    status, out, _err = run("report", "--scheduled", "--file", book)
    assert (status, out) == (0, "Nothing is owed; the next report is due on 11/20/2026 16:00.\n")
    clock.at = datetime(2026, 11, 20, 17).astimezone(UTC)
    status, out, _err = run("report", "--scheduled", "--file", book)
    assert (status, out) == (0, f"“Weekly packet” lies in “{tmp_path}”.\n")
    assert (tmp_path / "Weekly packet 2026-W47.pdf").read_bytes().startswith(b"%PDF")
    data = json.loads(run("report", "--scheduled", "--json", "--file", book)[1])
    assert data["output"] is None
    assert datetime.fromisoformat(data["next"]) == datetime(2026, 11, 27, 16).astimezone()
