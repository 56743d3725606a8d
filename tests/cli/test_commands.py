"""Every command as it is typed: what it does, what it prints, and the exit status it ends with."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.app import start
from crm_desktop.base.settings import Settings
from crm_desktop.cli.main import wants_window, window_file
from crm_desktop.cli.parser import COMMANDS
from crm_desktop.storage.opening import open_store
from tests.conftest import FrozenClock

DEALS = "Deal name,Account,Stage,Amount,Owner\nBig,Acme,Proposal,500,Anna Lee\nSmall,Bluth,Won,5,Anna Lee\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command; returns exit status, standard output and standard error."""

    def typed(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = start([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return typed


@pytest.fixture
def book(tmp_path: Path, run: Run) -> Path:
    """A closed book with two deals."""
    path = tmp_path / "book.crm"
    assert run("new", "--file", path)[0] == 0
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    assert run("import", "--file", path, tmp_path / "deals.csv")[0] == 0
    return path


def content(run: Run, book: Path) -> str:
    return str(json.loads(run("check", "--file", book, "--json")[1])["content_hash"])


def test_new_makes_a_book_and_never_overwrites_one(run: Run, tmp_path: Path) -> None:
    status, out, _err = run("new", "--file", tmp_path / "mine", "--title", "Mine", "--currency", "eur")
    assert (status, out) == (0, f"Made {tmp_path / 'mine.crm'}.\n")
    before = (tmp_path / "mine.crm").read_bytes()
    status, out, err = run("new", "--file", tmp_path / "mine.crm")
    assert (status, out, err) == (1, "", "“mine.crm” is there already. Open it, or choose another name.\n")
    assert (tmp_path / "mine.crm").read_bytes() == before


def test_new_with_the_sample_has_customers(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sample.crm"
    assert run("new", "--file", path, "--sample", "--json")[:2] == (0, json.dumps({"file": str(path)}, indent=2) + "\n")
    assert json.loads(run("check", "--file", path, "--json")[1])["counts"]["account"] > 20


def test_new_asks_for_a_file_and_for_a_currency_that_exists(run: Run, tmp_path: Path) -> None:
    assert run("new")[::2] == (1, "Say where the new book goes: --file BOOK.crm\n")
    status, _out, err = run("new", "--file", tmp_path / "x.crm", "--currency", "Taler")
    assert (status, err) == (1, "“Taler” is no currency; write three letters like USD or EUR.\n")
    assert list(tmp_path.iterdir()) == []


def test_import_tells_what_came_in_and_a_second_time_that_nothing_did(run: Run, book: Path, tmp_path: Path) -> None:
    status, out, _err = run("import", "--file", book, tmp_path / "deals.csv", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["entities"]["opportunity"] == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    assert told["dry_run"] is False
    assert run("import", "--file", book, tmp_path / "deals.csv")[1].startswith(
        "Opportunities: 0 new, 0 changed, 2 the same, 0 refused"
    )


def test_import_ends_with_3_where_rows_have_problems_and_writes_them_out(run: Run, book: Path, tmp_path: Path) -> None:
    more, rejected = tmp_path / "more.csv", tmp_path / "rejected.csv"
    more.write_text("Deal name,Stage,Amount\nA,Proposal,TBD\n,Proposal,5\n", encoding="utf-8")
    status, out, _err = run("import", "--file", book, more, "--rejected", rejected)
    assert status == 3
    assert "more.csv, line 2: Amount: “TBD” is no amount; write one like 1250.50." in out
    with rejected.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[1] for row in csv.reader(stream)] == ["Line", "2", "3"]


def test_a_dry_run_changes_nothing(run: Run, book: Path, tmp_path: Path) -> None:
    before = content(run, book)
    more = tmp_path / "more.csv"
    more.write_text("Deal name,Stage,Amount\nA,Proposal,5\n", encoding="utf-8")
    status, out, _err = run("import", "--file", book, more, "--dry-run")
    assert status == 0
    assert out.startswith("A dry run: nothing was changed. It would be:\nOpportunities: 1 new")
    assert content(run, book) == before


def test_files_can_be_told_what_they_hold(run: Run, book: Path, tmp_path: Path) -> None:
    people = tmp_path / "list.csv"
    people.write_text("Name,City\nAnna,Oslo\n", encoding="utf-8")
    assert run("import", "--file", book, people, "--entity", "contacts")[1].startswith("Contacts: 1 new")
    status, _out, err = run("import", "--file", book, people, "--entity", "unicorns")
    assert (status, err.partition(".")[0]) == (1, "“unicorns” is no kind of record")


def test_a_file_that_is_not_there_stops_the_whole_import(run: Run, book: Path, tmp_path: Path) -> None:
    before = content(run, book)
    status, out, err = run("import", "--file", book, tmp_path / "deals.csv", tmp_path / "nowhere.csv")
    assert (status, out, err) == (1, "", f"There is no file “{tmp_path / 'nowhere.csv'}”.\n")
    assert content(run, book) == before


def test_a_file_that_cannot_be_read_among_others_is_said_and_counts_as_refused(
    run: Run, book: Path, tmp_path: Path
) -> None:
    picture, dictionary = tmp_path / "picture.csv", tmp_path / "data_dictionary.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    dictionary.write_text("Table,Field,Description\ndeals,amount,What it is worth\n", encoding="utf-8")
    status, out, _err = run("import", "--file", book, tmp_path / "deals.csv", picture)
    assert (status, "“picture.csv” is a picture" in out) == (3, True)
    status, out, _err = run("import", "--file", book, tmp_path / "deals.csv", dictionary)
    assert (status, "describes the columns of other files" in out) == (0, True)


def test_export_writes_every_record_in_a_form_that_import_takes(run: Run, book: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    status, out, _err = run("export", "--file", book, "--entity", "opportunities", "--output", output)
    assert (status, out) == (0, f"2 opportunities written to {output}.\n")
    assert "2 the same" in run("import", "--file", book, output)[1]
    status, out, err = run("export", "--file", book, "--entity", "deals", "--output", tmp_path / "out.xlsx")
    assert (status, out, err[:30]) == (1, "", "A list is exported as CSV. Giv")


def test_export_into_a_folder_that_is_not_there_is_a_sentence(run: Run, book: Path, tmp_path: Path) -> None:
    output = tmp_path / "nowhere" / "out.csv"
    status, _out, err = run("export", "--file", book, "--entity", "accounts", "--output", output)
    assert status == 1
    assert err.startswith("“out.csv” could not be written: No such file or directory.")


def test_find_prints_what_it_found(run: Run, book: Path) -> None:
    assert "Account        Acme\n" in run("find", "--file", book, "acm")[1]
    names = [hit["name"] for hit in json.loads(run("find", "--file", book, "--json", "lee", "anna")[1])]
    assert names == ["Anna Lee"]
    assert run("find", "--file", book, "nobody")[:2] == (0, "Nothing found.\n")
    assert run("find", "--file", book, "--json", "nobody")[:2] == (0, "[]\n")


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
        (("nonsense", "--output", "x.pdf"), "There is no report “nonsense”"),
        (("weekly-pipeline", "--output", "x.docx"), "“x.docx”: a report is written as"),
        (("weekly-pipeline",), "Say where the report goes"),
        (("weekly-pipeline", "--output", "x.pdf", "--as-of", "soonish"), "“soonish” is no date"),
        (("weekly-pipeline", "--output", "x.pdf", "--seller", "Nobody"), "No seller is called “Nobody”"),
        (("weekly-pipeline", "--output", "/nowhere/x.pdf"), "“/nowhere/x.pdf” could not be written"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_with_a_sentence(
    run: Run, book: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    status, out, err = run("report", "--file", book, *arguments)
    assert (status, out) == (1, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_undo_and_redo_walk_through_the_steps(run: Run, book: Path) -> None:
    full = content(run, book)
    assert run("undo", "--file", book, "--list")[1].endswith("Import deals.csv\n")
    assert run("undo", "--file", book)[:2] == (0, "Undone: Import deals.csv\n")
    assert run("undo", "--file", book)[::2] == (1, "There is nothing to undo.\n")
    assert run("undo", "--file", book, "--list")[:2] == (0, "There is nothing to undo.\n")
    assert [step["title"] for step in json.loads(run("redo", "--file", book, "--list", "--json")[1])] == [
        "Import deals.csv"
    ]
    assert json.loads(run("redo", "--file", book, "--json")[1]) == {"title": "Import deals.csv"}
    assert run("redo", "--file", book)[::2] == (1, "There is nothing to redo.\n")
    assert content(run, book) == full


def test_a_backup_comes_back_and_what_it_replaced_is_kept(run: Run, book: Path, tmp_path: Path) -> None:
    full = content(run, book)
    made = json.loads(run("backup", "--file", book, "--output", tmp_path / "safe", "--json")[1])
    assert made["counts"]["opportunity"] == 2
    assert Path(made["path"] + ".sha256").read_text(encoding="utf-8").startswith(made["sha256"])
    run("undo", "--file", book)
    status, out, _err = run("restore", "--file", book, "--from", made["path"], "--json")
    told = json.loads(out)
    assert (status, told["counts"]["opportunity"], told["replaced"]["opportunity"]) == (0, 2, 0)
    assert Path(told["kept"]).exists()
    assert content(run, book) == full


def test_restore_refuses_what_is_no_backup_and_leaves_the_book(run: Run, book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    (tmp_path / "bad.crm").write_bytes(b"SQLite format 3\0" + bytes(4096))
    status, out, err = run("restore", "--file", book, "--from", tmp_path / "bad.crm")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert book.read_bytes() == before


def test_check_tells_integrity_counts_and_hash(run: Run, book: Path) -> None:
    status, out, _err = run("check", "--file", book, "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["is_sound"], told["integrity"], told["flaws"]) == (True, "ok", [])
    assert told["counts"]["opportunity"] == 2
    assert len(told["content_hash"]) == 64
    assert f"Content {told['content_hash']}" in run("check", "--file", book)[1]


def test_check_ends_with_1_and_a_sentence_where_something_is_wrong(run: Run, book: Path) -> None:
    store = open_store(book)
    with store.driver() as raw:
        raw.execute("UPDATE counter SET n = 99 WHERE tbl = 'contact'")
    store.close()
    status, out, err = run("check", "--file", book, "--json")
    assert status == 1
    assert json.loads(out)["is_sound"] is False
    assert err == "The book is not as it should be. Restore the newest backup, or ask for help.\n"


def test_a_deal_moves_and_an_activity_is_logged(run: Run, book: Path, clock: FrozenClock) -> None:
    assert run("move", "--file", book, "big", "closed won")[:2] == (0, "“Big” is in Won.\n")
    assert run("log", "--file", book, "call", "Acme", "Talked", "about", "it")[:2] == (0, "Logged: Talked about it\n")
    told = json.loads(run("log", "--file", book, "--json", "task", "Acme", "Send", "offer", "tomorrow")[1])
    assert (told["name"], told["done"], told["starts"][:10]) == ("Send offer", False, "2026-11-21")
    assert run("move", "--file", book, "Big", "Nowhere")[2].startswith("There is no stage “Nowhere”. There are: ")
    assert run("log", "--file", book, "call", "Nobody", "x")[::2] == (1, "No record is called “Nobody”.\n")
    assert clock.at.year == 2026


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    status, out, _err = run(command, "--help")
    assert status == 0
    assert out.startswith(f"usage: crm-desktop {command}")
    assert "--json" in out


@pytest.mark.parametrize(
    "arguments", [("export", "--file", "x.crm"), ("find", "--nonsense", "x"), ("nonsense",), ("log", "sing", "a", "b")]
)
def test_wrong_usage_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: crm-desktop")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in {"new", "log", "move", "restore"}])
def test_without_a_book_every_command_asks_for_one(run: Run, command: str, tmp_path: Path) -> None:
    more: dict[str, tuple[Any, ...]] = {
        "import": (__file__,),
        "export": ("--entity", "contacts", "--output", "x.csv"),
        "find": ("x",),
        "report": ("weekly-pipeline", "--output", "x.pdf"),
        "backup": ("--output", tmp_path),
    }
    status, _out, err = run(command, *more.get(command, ()))
    assert (status, err) == (1, "No book has been opened yet. Name one: --file BOOK.crm\n")
    status, _out, err = run(command, "--file", tmp_path / "gone.crm", *more.get(command, ()))
    assert (status, err[:26]) == (1, "“gone.crm” is not there: i")


def test_without_a_name_the_book_of_last_time_is_taken(run: Run, book: Path) -> None:
    Settings()["last_file"] = str(book)
    assert run("find", "Acme")[1].startswith("Account")


def test_the_file_may_stand_before_the_command(run: Run, book: Path) -> None:
    assert run("--file", book, "find", "Acme")[1].startswith("Account")


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[1].startswith("CRM Desktop ")


def test_a_command_is_told_from_a_book_to_open(tmp_path: Path) -> None:
    (tmp_path / "odd name").touch()
    assert [wants_window(given) for given in ([], ["--file", "import"], ["a.crm"], [str(tmp_path / "odd name")])] == [
        True
    ] * 4
    assert [wants_window(given) for given in (["--help"], ["find", "x"], ["--file", "a.crm", "undo"], ["tpyo"])] == [
        False
    ] * 4
    assert window_file(["a.crm"]) == window_file(["--file", "a.crm"]) == Path("a.crm")
    assert window_file([]) is None
