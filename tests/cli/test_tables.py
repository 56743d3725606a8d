"""The commands that bring tables in and take lists out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.prompt import Run, content


def test_import_tells_what_came_in_and_a_second_time_that_nothing_did(run: Run, book: Path, tmp_path: Path) -> None:
    status, out, _err = run("import", "--file", book, tmp_path / "deals.csv", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["entities"]["opportunity"] == {"new": 0, "changed": 0, "same": 2, "refused": 0, "partly": 0}
    assert told["dry_run"] is False
    assert run("import", "--file", book, tmp_path / "deals.csv")[1].startswith(
        "Opportunities: 0 new, 0 changed, 2 the same, 0 refused"
    )


def test_import_ends_with_3_where_rows_have_problems_and_writes_them_out(run: Run, book: Path, tmp_path: Path) -> None:
    more, rejected = tmp_path / "more.csv", tmp_path / "rejected.csv"
    more.write_text("Deal name,Stage,Amount\nA,Proposal,TBD\n,Proposal,5\n", encoding="utf-8")
    status, out, _err = run("import", "--file", book, more, "--rejected", rejected)
    assert status == 3
    assert out.startswith("Opportunities: 1 new, 0 changed, 0 the same, 1 refused; 1 with a value left out\n")
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
    assert (status, err.partition(".")[0]) == (2, "“unicorns” is no kind of record")
    people.write_text("x,y\n1,2\n", encoding="utf-8")
    assert run("import", "--file", book, people)[2].endswith(
        " fit no kind of record. Say what it holds: --entity KIND, for example --entity contacts.\n"
    )


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
    status, out, err = run("export", "--file", book, "--entity", "deals", "--output", tmp_path / "out.docx")
    assert (status, out, err[:30]) == (2, "", "A list is exported as CSV or E")


def test_export_into_a_folder_that_is_not_there_is_a_sentence(run: Run, book: Path, tmp_path: Path) -> None:
    output = tmp_path / "nowhere" / "out.csv"
    status, _out, err = run("export", "--file", book, "--entity", "accounts", "--output", output)
    assert status == 1
    assert err == f"There is no folder “{output.parent}”. Make it, or choose another one.\n"


def test_a_view_is_exported_by_its_name(run: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "open.csv"
    status, said, _err = run("export", "--file", book, "--view", "open", "--output", out)
    assert (status, said) == (0, f"1 opportunity written to {out}.\n")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["Name"] for row in csv.DictReader(stream)] == ["Big"]


def test_a_view_that_several_lists_have_asks_which(run: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "bare.csv"
    status, _said, err = run("export", "--file", book, "--view", "Without a next step", "--output", out)
    assert status == 1
    assert "Say of which list it is" in err
    chosen = ("--view", "Without a next step", "--entity", "opportunities")
    assert run("export", "--file", book, *chosen, "--output", out)[0] == 0
    assert "Big" in out.read_text(encoding="utf-8-sig")


def test_an_export_of_nothing_in_particular_is_wrong_usage(run: Run, book: Path, tmp_path: Path) -> None:
    status, _said, err = run("export", "--file", book, "--output", tmp_path / "all.csv")
    assert status == 2
    assert "--entity KIND or --view NAME" in err
