"""What is typed: which command it is, wrong usage, and which book is meant."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base.settings import Settings
from crm_desktop.cli.main import wants_window, window_file
from crm_desktop.cli.parser import COMMANDS
from tests.cli.prompt import Run


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


def test_garbage_is_collected_again_once_a_command_is_loaded(run: Run, book: Path) -> None:
    gc.disable()
    run("find", "anything", "--file", str(book))
    assert gc.isenabled()


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
