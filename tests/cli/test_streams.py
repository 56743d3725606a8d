"""The command line beside other programs: pipes that close, terminals of one byte a character, Ctrl+C."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.app import start

SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A closed book with a contact whose name few encodings have."""
    path = tmp_path / "book.crm"
    (tmp_path / "contacts.csv").write_text("Name,City\nZoë 北京,Zürich\n", encoding="utf-8")
    assert start(["new", "--file", str(path)]) == 0
    assert start(["import", "--file", str(path), str(tmp_path / "contacts.csv")]) == 0
    return path


def run(book: Path, *arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "crm_desktop", *arguments, "--file", str(book)]
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_letters_gets_the_answer_all_the_same(book: Path, encoding: str) -> None:
    done = run(book, "find", "zurich", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding).startswith("Contact        Zo")
    data = json.loads(run(book, "find", "zurich", "--json", encoding=encoding).stdout.decode(encoding))
    assert data[0]["name"] == "Zoë 北京"
    refused = run(book, "find", "--limit", "x", "zurich", encoding=encoding)
    assert refused.returncode == 2


def test_a_reader_that_has_read_enough_is_no_error(book: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    command = [sys.executable, "-m", "crm_desktop", "find", "zurich", "--file", str(book)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_leaves_the_book_as_it_was(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crm_desktop.exchange import importer

    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    before = book.read_bytes()
    monkeypatch.setattr(importer, "run", interrupted)
    assert start(["import", "--file", str(book), str(tmp_path / "contacts.csv")]) == 1
    assert capsys.readouterr().err == "Stopped; nothing was changed.\n"
    assert book.read_bytes() == before
