"""A prompt to type commands at, and a book with two deals."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.app import start
from tests.cli.prompt import Run

DEALS = "Deal name,Account,Stage,Amount,Owner\nBig,Acme,Proposal,500,Anna Lee\nSmall,Bluth,Won,5,Anna Lee\n"


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
