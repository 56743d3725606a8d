"""The commands about the records: find, report, undo, redo, move, log."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from crm_desktop.services import saved_reports
from crm_desktop.services.pivot import Definition
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.pivoting import Axis
from tests.cli.prompt import Run, content
from tests.conftest import FrozenClock


def test_find_prints_what_it_found(run: Run, book: Path) -> None:
    assert "Account        Acme\n" in run("find", "--file", book, "acm")[1]
    names = [hit["name"] for hit in json.loads(run("find", "--file", book, "--json", "lee", "anna")[1])]
    assert names == ["Anna Lee"]
    assert run("find", "--file", book, "nobody")[:2] == (0, "Nothing found.\n")
    assert run("find", "--file", book, "--json", "nobody")[:2] == (0, "[]\n")


def test_find_wants_something_to_look_for_and_a_number_from_1_on(run: Run, book: Path) -> None:
    assert run("find", "--file", book, " ") == (2, "", "Say what to look for: any part of any word.\n")
    status, out, err = run("find", "--file", book, "acm", "--limit", "0")
    assert (status, out) == (2, "")
    assert err.endswith("argument --limit: “0” is no number from 1 on\n")
    assert len(json.loads(run("find", "--file", book, "--json", "--limit", "1", "a")[1])) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_told_in_the_same_words_by_every_command(
    run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_options: object) -> None:
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr("os.fsync", full)
    for command in (
        ("report", "weekly-pipeline", "--output", "r.csv"),
        ("export", "--entity", "deals", "--output", "o.csv"),
    ):
        words = (*command[:-1], tmp_path / command[-1])
        status, _out, err = run(*words, "--file", book)
        assert (status, err) == (
            1,
            f"The disk that holds “{command[-1]}” is full, and nothing was written. Free some space and try again.\n",
        )
        assert not (tmp_path / command[-1]).exists()


@pytest.mark.parametrize(("suffix", "begins"), [("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")])
@pytest.mark.parametrize("report", ["weekly-pipeline", "revenue-projection"])
def test_a_report_is_written_in_the_format_of_its_suffix(
    run: Run, book: Path, tmp_path: Path, report: str, suffix: str, begins: bytes
) -> None:
    output = tmp_path / f"report.{suffix}"
    status, out, err = run("report", report, "--file", book, "--output", output)
    assert (status, out, err) == (0, f"Written to {output}.\n", "")
    assert output.read_bytes().startswith(begins)


def test_a_report_can_be_printed_as_figures(run: Run, book: Path) -> None:
    status, out, _err = run("report", "weekly-pipeline", "--file", book, "--format", "json", "--seller", "anna lee")
    assert status == 0
    assert json.loads(out)["pipeline"]
    assert run("report", "weekly-pipeline", "--file", book, "--format", "csv")[1].startswith("Weekly pipeline")


def test_a_format_beats_the_suffix(run: Run, book: Path, tmp_path: Path) -> None:
    status, out, _err = run(
        "report", "weekly-pipeline", "--file", book, "--output", tmp_path / "r.pdf", "--format", "csv", "--json"
    )
    assert (status, json.loads(out)["output"]) == (0, str(tmp_path / "r.csv"))
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nonsense", "--output", "x.pdf"), "2: There is no report “nonsense”"),
        (("weekly-pipeline", "--output", "x.docx"), "2: “x.docx”: a report is written as"),
        (("weekly-pipeline",), "2: Say where the report goes"),
        (("weekly-pipeline", "--output", "x.pdf", "--as-of", "soonish"), "2: “soonish” is no date"),
        (("weekly-pipeline", "--output", "x.pdf", "--seller", "Nobody"), "1: No seller is called “Nobody”"),
        (("weekly-pipeline", "--output", "/nowhere/x.pdf"), "1: There is no folder “/nowhere”"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_with_a_sentence(
    run: Run, book: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    status, out, err = run("report", "--file", book, *arguments)
    assert out == ""
    assert f"{status}: {err}".startswith(sentence)
    assert err.count("\n") == 1


def test_undo_and_redo_walk_through_the_steps(run: Run, book: Path) -> None:
    full = content(run, book)
    at = json.loads(run("undo", "--file", book, "--list", "--json")[1])[0]["at"]
    assert datetime.fromisoformat(at).utcoffset() is not None
    assert run("undo", "--file", book, "--list")[1] == f"{at}  Import deals.csv\n"
    assert run("undo", "--file", book)[:2] == (0, "Undone: Import deals.csv\n")
    assert run("undo", "--file", book)[::2] == (1, "There is nothing to undo.\n")
    assert run("undo", "--file", book, "--list")[:2] == (0, "There is nothing to undo.\n")
    assert [step["title"] for step in json.loads(run("redo", "--file", book, "--list", "--json")[1])] == [
        "Import deals.csv"
    ]
    assert json.loads(run("redo", "--file", book, "--json")[1]) == {"title": "Import deals.csv"}
    assert run("redo", "--file", book)[::2] == (1, "There is nothing to redo.\n")
    assert content(run, book) == full


def test_a_deal_moves_and_an_activity_is_logged(run: Run, book: Path, clock: FrozenClock) -> None:
    assert run("move", "--file", book, "big", "closed won")[:2] == (0, "“Big” is in Won.\n")
    assert run("log", "--file", book, "call", "Acme", "Talked", "about", "it")[:2] == (0, "Logged: Talked about it\n")
    told = json.loads(run("log", "--file", book, "--json", "task", "Acme", "Send", "offer", "tomorrow")[1])
    assert (told["name"], told["done"], told["starts"][:10]) == ("Send offer", False, "2026-11-21")
    assert run("move", "--file", book, "Big", "Nowhere")[2].startswith("There is no stage “Nowhere”. There are: ")
    assert run("log", "--file", book, "call", "Nobody", "x")[::2] == (1, "No record is called “Nobody”.\n")
    assert clock.at.year == 2026


def test_a_move_takes_the_outcome_along_as_the_board_does(run: Run, book: Path, clock: FrozenClock) -> None:
    closing = ("--to", "Won", "--amount", "750", "--date", "2026-11-02")
    status, out, _err = run("move", "--file", book, "--opportunity", "big", *closing, "--json")
    moved = json.loads(out)
    assert (status, moved["stage"], moved["notes"]) == (0, "Won", [])
    text = run("export", "--file", book, "--entity", "deals", "--output", book.with_suffix(".csv"))
    assert text[0] == 0
    row = next(line for line in book.with_suffix(".csv").read_text("utf-8-sig").splitlines() if "Big" in line)
    assert "750" in row
    assert "2026-11-02" in row
    assert run("move", "--file", book, str(moved["id"]), "Lost", "--reason", "price")[0] == 0
    assert run("undo", "--file", book)[1] == "Undone: Move to Lost\n"


def test_a_move_that_names_too_little_or_too_much_is_wrong_usage(run: Run, book: Path) -> None:
    assert run("move", "--file", book, "Big")[::2] == (
        2, "Say which opportunity goes where: --opportunity NAME --to STAGE\n",
    )  # fmt: skip
    assert run("move", "--file", book, "Big", "Won", "--reason", "price")[::2] == (
        2, "A reason belongs to a stage that counts as lost.\n",
    )  # fmt: skip
    assert run("move", "--file", book, "Big", "Won", "--date", "someday")[0] == 2


def test_a_loss_on_the_command_line_needs_a_reason_and_says_which_there_are(run: Run, book: Path) -> None:
    status, _out, err = run("move", "--file", book, "Big", "--to", "Lost")
    assert status == 2
    assert err.startswith("Say why it was lost with --reason, such as: Price, Competitor, ")


def test_a_win_on_the_command_line_is_refused_before_its_day_and_below_nothing(
    run: Run, book: Path, clock: FrozenClock
) -> None:
    assert run("move", "--file", book, "Big", "Won", "--date", "2030-12-01")[::2] == (
        1, "This day is still to come. Enter the day on which it was closed.\n",
    )  # fmt: skip
    assert run("move", "--file", book, "Big", "Won", "--amount=-5")[::2] == (
        1, "What was won cannot be less than nothing. Enter another amount.\n",
    )  # fmt: skip
    assert clock.at.year == 2026


def test_a_report_of_the_users_own_is_listed_and_written_by_its_name(run: Run, book: Path) -> None:
    with closing(open_store(book)) as store, store.act("Save") as session:
        saved_reports.save(session, "My accounts", Definition("account", (Axis("status"),)))
    assert "own-1                  My accounts" in run("report", "--file", book)[1]
    status, out, _err = run("report", "my accounts", "--file", book, "--format", "csv")
    assert status == 0
    assert out.startswith("My accounts")
    assert "Status,Accounts" in out
