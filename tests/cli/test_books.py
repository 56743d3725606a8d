"""The commands about the file: new, backup, restore, check."""

from __future__ import annotations

import json
from pathlib import Path

from crm_desktop.storage.opening import open_store
from tests.cli.prompt import Run, content


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
    assert run("new")[::2] == (2, "Say where the new book goes: --file BOOK.crm\n")
    status, _out, err = run("new", "--file", tmp_path / "x.crm", "--currency", "Taler")
    assert (status, err) == (2, "“Taler” is no currency; write three letters like USD or EUR.\n")
    assert list(tmp_path.iterdir()) == []


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
