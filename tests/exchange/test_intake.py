"""A whole import as the user starts it: which files, what is said, and the rows that were rejected."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import intake
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.schema.formats import formats_for
from tests.exchange.importing import Importing, counts

BROKEN = "Name,Title,Phone\nAnna,Buyer,5\n,Boss,6\nBo,Buyer,none at all\nCy,x,7,8,9\n"


def test_a_step_is_named_after_its_files(book: Importing) -> None:
    book.bring(contacts="Name,Phone\nA,1\n")
    book.bring(contacts="Name,Phone\nB,1\n", more="Name,E-mail\nC,c@example.com\n")
    titles = [step.title for step in book.store.steps()]
    assert titles == ["Import contacts.csv and 1 more file", "Import contacts.csv"]


def test_files_that_fit_nothing_are_left_out_and_said_so(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Phone\nA,1\n", other="x,y\n1,2\n", empty="")
    assert counts(outcome, "contact") == (1, 0, 0, 0)
    assert [note.partition(":")[0] for note in outcome.notes] == [
        "other.csv was left out",
        "“empty.csv” is empty; choose another file.",
    ]


def test_what_fits_several_kinds_equally_well_is_left_out_where_nobody_sees_the_choice(book: Importing) -> None:
    path = book.write("list", "Name,Reference\nAnn,1\n")
    offer = intake.look_at([path], advice="Say it.")
    assert not offer.mappings
    (sentence,) = offer.refused
    assert sentence.startswith(
        "list.csv was left out: its headings fit several kinds of record equally well (managers,"
    )
    assert sentence.endswith("). Say it.")
    assert intake.look_at([path]).mappings


def test_where_nothing_can_be_imported_it_is_refused_with_the_reasons(book: Importing) -> None:
    with pytest.raises(UserError, match=r"other\.csv was left out: its headings .* fit no kind of record\."):
        book.bring(other="x,y\n1,2\n")
    assert book.store.steps() == []


def test_a_file_of_which_no_column_was_chosen_is_left_out_with_a_sentence(book: Importing) -> None:
    found = intake.look_at([book.write("contacts", "Name,Phone\nA,1\n"), book.write("more", "Name,City\nB,Oslo\n")])
    emptied = [mapped.with_column(0, None).with_column(1, None) for mapped in found.mappings]
    sentence = "contacts.csv was left out: none of its columns becomes a field. Choose at least one."
    outcome = intake.take_in(book.store, intake.Offer([emptied[0], found.mappings[1]]), formats_for(), Task())
    assert outcome.notes[0] == sentence
    assert [tally.file for tally in outcome.tallies] == ["more.csv"]
    with pytest.raises(UserError, match=r"^contacts\.csv was left out"):
        intake.take_in(book.store, intake.Offer(emptied), formats_for(), Task())


def test_how_a_file_was_read_is_for_the_preview_and_not_for_the_outcome(book: Importing) -> None:
    assert book.bring(contacts="Name;Phone\nA;1\n").notes == []


def test_columns_that_became_nothing_are_named(book: Importing) -> None:
    assert book.bring(contacts="Name,Shoe size,Phone\nA,42,1\n").notes == [
        "contacts.csv: these columns fit no field and were left out: “Shoe size”."
    ]


def test_a_guessed_encoding_is_said_also_after_the_import(book: Importing) -> None:
    path = book.folder / "contacts.csv"
    path.write_bytes("Name,City\nJörg,Köln\nZoë,Zürich\n".encode("cp1252"))
    assert "Windows-1252" in book.bring_files([path]).notes[0]
    assert book.column("contact", "city") == ["Köln", "Zürich"]


def test_rejected_rows_are_written_under_their_own_headings_and_can_be_imported_once_corrected(
    book: Importing,
) -> None:
    outcome = book.bring(contacts=BROKEN)
    path = book.folder / "rejected.csv"
    assert intake.write_rejected(outcome, path) == 3
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Problem,Line,Came in,Name,Title,Phone"
    assert [line.split(",")[-5:] for line in lines[1:3]] == [
        ["3", "no", "", "Boss", "6"],
        ["4", "partly", "Bo", "Buyer", "none at all"],
    ]
    assert "holds no digits" in lines[2]
    assert lines[3].endswith("Cy,x,7,8,9")
    corrected = "\n".join(lines[:3]).replace(",,Boss", ",Di,Boss").replace("none at all", "12")
    again = book.bring(rejected=corrected)
    assert counts(again, "contact") == (1, 1, 0, 0)
    assert again.notes == []
    assert book.rows("contact", "name", "phone")[-1] == ("Di", "6")


def test_a_row_that_is_rejected_twice_has_its_reasons_once(book: Importing) -> None:
    path = book.folder / "rejected.csv"
    intake.write_rejected(book.bring(contacts=BROKEN), path)
    again = book.bring_files([path])
    intake.write_rejected(again, path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["Problem", "Line", "Came in", "Name", "Title", "Phone"]
    assert [row[1:5] for row in rows[1:3]] == [["2", "no", "", "Boss"], ["3", "partly", "Bo", "Buyer"]]


def test_rejected_rows_of_several_files_go_to_several_files(book: Importing) -> None:
    outcome = book.bring(contacts=BROKEN, accounts="Account,Website\nAcme,not a page\n")
    assert intake.write_rejected(outcome, book.folder / "rejected.csv") == 4
    assert {path.name for path in book.folder.glob("rejected*")} == {"rejected accounts.csv", "rejected contacts.csv"}


def test_an_outcome_is_told_to_people_and_to_programs(book: Importing) -> None:
    outcome = book.bring(contacts=BROKEN)
    told = intake.as_lines(outcome, dry_run=True)
    assert told[:2] == [
        "A dry run: nothing was changed. It would be:",
        "Contacts: 2 new, 0 changed, 0 the same, 2 refused; 1 with a value left out",
    ]
    assert "contacts.csv, line 3: Name is needed." in told
    data = intake.as_json(outcome, dry_run=False)
    assert data["entities"] == outcome.by_entity()
    assert data["files"][0]["file"] == "contacts.csv"
    assert {problem["line"] for problem in data["problems"]} == {3, 4, 5}


def test_a_thousand_problems_are_counted_and_not_all_printed(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Phone\n" + "".join(f"Anna{n},none{'!' * n}\n" for n in range(1000)))
    told = intake.as_lines(outcome, dry_run=False)
    assert len(told) < 60
    assert told[-1] == "… and 950 more; --rejected FILE.csv writes the rows of all."


def test_the_same_problem_in_many_rows_is_one_line_and_in_json_one_each(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Phone\n" + "A,none\n" * 100 + "B,5\nC,none\n,7\nD,none\nE,1\nF,none\n")
    reason = "Phone: “none” holds no digits; write a telephone number."
    assert intake.as_lines(outcome, dry_run=False) == [
        "Contacts: 105 new, 0 changed, 0 the same, 1 refused; 103 with a value left out",
        f"contacts.csv, 103 rows, lines 2–101, 103, 105 …: {reason}",
        "contacts.csv, line 104: Name is needed.",
    ]
    data = intake.as_json(outcome, dry_run=False)
    assert [problem["line"] for problem in data["problems"]] == [*range(2, 102), 103, 104, 105, 107]
    assert data["entities"]["contact"]["partly"] == data["files"][0]["partly"] == 103


def _tried(book: Importing, path: Path, entity: str) -> Outcome | UserError:
    try:
        return book.bring_files([path], entity=entity)
    except UserError as refusal:
        return refusal


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("entity", ["", "contact"])
@pytest.mark.parametrize("folder", ["csv_edge", "contacts_csv", "sales", "dedup_febrl", "xlsx"])
def test_every_real_file_is_imported_or_refused_with_a_sentence(
    book: Importing, real_data: Path, folder: str, entity: str
) -> None:
    """Whatever it is, it goes in whole (and a second time changes nothing), or it leaves nothing and says why."""
    for path in _files(real_data / folder):
        empty, steps = book.content(), book.store.steps()
        outcome = _tried(book, path, entity)
        if isinstance(outcome, UserError):
            assert re.fullmatch(r".+\.", str(outcome)), path
            assert (book.content(), book.store.steps()) == (empty, steps), path
            continue
        again = book.bring_files([path], entity=entity)
        assert not again.has_changes, (path, again.by_entity())
        rows = [(tally.new + tally.changed, tally.same) for tally in outcome.tallies]
        assert [(0, new + same) for new, same in rows] == [(0, tally.same) for tally in again.tallies], path
        if outcome.has_changes:
            book.store.undo()
        assert book.content() == empty, path


def test_the_api_names_of_formats_are_those_of_the_country(book: Importing) -> None:
    offer = intake.look_at([book.write("contacts", "Name,Birthday\nA,1/2/1980\n")])
    intake.take_in(book.store, offer, formats_for("en_GB"), Task())
    assert [day.month for day in book.column("contact", "birthday")] == [2]
