"""Rows of text files: what is forgiven, what is told, and what costs only its own line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange import csvfile
from crm_desktop.exchange.csvfile import read_csv
from crm_desktop.exchange.table import Options, Row, Table

Reader: TypeAlias = Callable[..., Table]


@pytest.fixture
def table_of(tmp_path: Path) -> Reader:
    def read(text: str | bytes, options: Options | None = None) -> Table:
        path = tmp_path / "people.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_csv(path, options)

    return read


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(table_of: Reader, mark: str) -> None:
    table = table_of(f"Name{mark}City{mark}Since\nAcme{mark}Rome{mark}2017\n")
    assert table.headings == ("Name", "City", "Since")
    assert cells(table) == [("Acme", "Rome", "2017")]
    assert table.options.delimiter == mark


def test_decimal_commas_are_no_separators(table_of: Reader) -> None:
    table = table_of("Artikel;Preis;Menge\nA;1,50;2,5\nB;2,50;3,5\n")
    assert cells(table) == [("A", "1,50", "2,5"), ("B", "2,50", "3,5")]


def test_separators_inside_of_quotes_do_not_count(table_of: Reader) -> None:
    table = table_of('Name,Tags\n"a","x;y;z"\n"b","x;y;z"\n"c","p;q;r"\n')
    assert table.headings == ("Name", "Tags")


def test_line_breaks_in_quotes_belong_to_the_value(table_of: Reader) -> None:
    table = table_of('Name,Note\r\nAcme,"one\r\ntwo, three\r\nfour"\r\nB,x\r\n')
    assert list(table.rows) == [Row(2, ("Acme", "one\r\ntwo, three\r\nfour")), Row(5, ("B", "x"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_are_lines(table_of: Reader, end: str) -> None:
    assert cells(table_of(end.join(["a,b", "1,2", "3,4", ""]))) == [("1", "2"), ("3", "4")]


def test_the_sep_line_of_excel_is_believed_and_is_no_row(table_of: Reader) -> None:
    table = table_of("sep=;\r\nName;Born, where\r\nAnna;1970, Rome\r\n")
    assert table.headings == ("Name", "Born, where")
    assert [row.line for row in table.rows] == [3]


def test_blanks_between_separator_and_quotes_are_skipped(table_of: Reader) -> None:
    table = table_of('Name, Sum\nA, "6,000,000"\nB, "1,000"\n')
    assert cells(table) == [("A", "6,000,000"), ("B", "1,000")]


def test_quotes_escaped_by_backslashes_are_read_where_that_makes_the_table_steady(table_of: Reader) -> None:
    table = table_of('Name,Said\nA,"\\"hi, you\\", he said"\nB,"\\"well, well, well\\""\nC,"no"\n')
    assert cells(table)[:2] == [("A", '"hi, you", he said'), ("B", '"well, well, well"')]


def test_lines_before_the_headings_are_left_out_and_told(table_of: Reader) -> None:
    table = table_of(
        "Notes:\n\nAll data, as of today\n\nName,City,Mail\nA,Rome,a@example.com\nB,Oslo,b@example.com\nC,,c@example.com\n"
    )
    assert table.headings == ("Name", "City", "Mail")
    assert "Lines 1 to 4 stand before the headings and were left out." in table.notes
    assert table.options.heading_line == 5


def test_years_may_be_headings(table_of: Reader) -> None:
    assert table_of("Branch,2016,2017\nRome,5,6\nOslo,7,8\n").headings == ("Branch", "2016", "2017")


@pytest.mark.parametrize(
    "text",
    [
        "Acme,5000\nBeta,7000\n",
        "Anna,anna@example.com\nBen,ben@example.com\n",
        "Anna,Dustin,Central\nBen,Dustin,Central\nCleo,Dustin,East\n",
    ],
)
def test_a_first_row_that_is_data_is_no_heading(table_of: Reader, text: str) -> None:
    table = table_of(text)
    assert table.headings[:2] == ("Column 1", "Column 2")
    assert len(cells(table)) == text.count("\n")
    assert any("no headings" in note for note in table.notes)


def test_headings_stay_headings_where_a_value_repeats_one(table_of: Reader) -> None:
    table = table_of("Name,Customer,City,Kind,Owner\nA,Customer,Rome,x,y\nB,Partner,Oslo,x,y\n")
    assert table.headings[1] == "Customer"


def test_headings_are_trimmed_told_apart_and_never_empty(table_of: Reader) -> None:
    table = table_of('Phone , Phone,phone,,"Full\nname"\n1,2,3,4,5\n')
    assert table.headings == ("Phone", "Phone (2)", "phone (3)", "Column 4", "Full name")
    assert any("“Phone (2)”, “phone (3)”" in note for note in table.notes)


def test_empty_columns_at_the_end_vanish_and_those_with_values_stay(table_of: Reader) -> None:
    assert table_of("a,b,,\n1,2,,\n3,4,,\n").headings == ("a", "b")
    assert table_of("a,b,,\n1,2,,\n3,4,x,\n").headings == ("a", "b", "Column 3")


def test_columns_without_a_heading_get_one_where_most_rows_have_them(table_of: Reader) -> None:
    table = table_of("a,b\n1,2,3\n4,5,6\n7,8\n")
    assert table.headings == ("a", "b", "Column 3")
    assert cells(table)[-1] == ("7", "8", "")


def test_short_rows_are_filled_and_blank_ones_skipped(table_of: Reader) -> None:
    table = table_of("a,b,c\n1,2\n\n,,\n   \n4\n")
    assert list(table.rows) == [Row(2, ("1", "2", "")), Row(6, ("4", "", ""))]


def test_empty_cells_too_many_do_no_harm(table_of: Reader) -> None:
    assert list(table_of("a,b\n1,2,,\n3,4\n").rows) == [Row(2, ("1", "2")), Row(3, ("3", "4"))]


STEADY = "Name,Mail,Note\n" + "".join(f"P{n},p{n}@example.com,fine\n" for n in range(9))


def test_a_row_with_too_many_values_keeps_what_surely_stands_in_its_place(table_of: Reader) -> None:
    *_, row = table_of(STEADY + "Zoe,zoe@example.com,well, well\n").rows
    assert row.cells == ("Zoe", "zoe@example.com", "")
    assert row.line == 11
    assert row.problem == "This line has more values (4) than there are columns (3); those behind “Mail” were left out."
    assert row.written == ("Zoe", "zoe@example.com", "well", " well")


def test_a_row_that_is_out_of_step_is_left_out_whole(table_of: Reader) -> None:
    *_, row = table_of(STEADY + "Acme, Inc,info@example.com,fine\n").rows
    assert row.cells == ()
    assert row.problem.startswith("This line has more values (4)")


def test_a_number_before_the_surplus_proves_nothing(table_of: Reader) -> None:
    rows = "".join(f"P{n},{n}00\n" for n in range(2, 11))
    *_, row = table_of("Name,Sum\n" + rows + "Acme,1,200\n").rows
    assert row.cells == ()


def test_an_unclosed_quote_costs_its_own_line_and_no_other(table_of: Reader) -> None:
    table = table_of('a,b,c\n1,"open,3\n4,5,6\n7,8,9\n')
    torn, *others = table.rows
    assert (torn.line, torn.cells) == (2, ())
    assert "quotation mark" in torn.problem
    assert others == [Row(3, ("4", "5", "6")), Row(4, ("7", "8", "9"))]


def test_an_unclosed_quote_that_a_later_one_closes_is_noticed_too(table_of: Reader) -> None:
    table = table_of('a,b,c\n1,"open,3\n4,5,6\n7,"x",9\n10,"y",12\n')
    assert [(row.line, bool(row.problem)) for row in table.rows] == [(2, True), (3, False), (4, False), (5, False)]


def test_an_unclosed_quote_in_a_long_file_is_told_without_reading_it_all_into_memory(table_of: Reader) -> None:
    table = table_of("a,b\n" + 'x,"open\n' + "1,2\n" * 30_000)
    rows = list(table.rows)
    assert [row.line for row in rows if row.problem] == [2]
    assert len(rows) == 30_001


def test_a_file_cut_inside_of_a_long_value_makes_no_rows_of_its_lines(table_of: Reader) -> None:
    (row,) = table_of('a,b,c\n1,2,"a long\ntext that\nwas cut').rows
    assert row.line == 2
    assert row.problem


def test_long_values_with_quotes_and_commas_in_many_lines_stay_whole(table_of: Reader) -> None:
    letter = "\n".join(f'Line {n}, with a comma and a ""word""' for n in range(400))
    table = table_of(f'Name,Letter\nAnna,"{letter}"\nBen,short\n')
    assert [row.problem for row in table.rows] == ["", ""]
    assert cells(table)[0][1].count("\n") == 399


def test_a_field_of_a_million_characters_is_read(table_of: Reader) -> None:
    assert len(cells(table_of("a,b\n1," + "x" * 1_000_000 + "\n"))[0][1]) == 1_000_000


def test_a_repeated_heading_row_is_left_out_and_told(table_of: Reader) -> None:
    rows = list(table_of("Name,City\nA,Rome\nName,City\nB,Oslo\n").rows)
    assert [row.cells for row in rows] == [("A", "Rome"), (), ("B", "Oslo")]
    assert "repeats the headings" in rows[1].problem


def test_remarks_are_left_out_and_told(table_of: Reader) -> None:
    rows = list(table_of("# made by a program\nName,City\n# first part\nA,Rome\n#1 Plumbing,Oslo\n").rows)
    assert [row.cells for row in rows] == [(), ("A", "Rome"), ("#1 Plumbing", "Oslo")]
    assert "begins with #" in rows[0].problem


def test_one_column_is_a_table_too(table_of: Reader) -> None:
    table = table_of("Company\nAcme, Inc\nBeta\nGamma\nDelta\n")
    assert table.headings == ("Company",)
    assert cells(table)[0] == ("Acme, Inc",)
    assert table.options.delimiter == ""


def test_headings_alone_are_a_table_without_rows_and_say_so(table_of: Reader) -> None:
    table = table_of("Name,City\n")
    assert cells(table) == []
    assert "There are headings, but no rows under them." in table.notes


def test_what_the_user_chooses_beats_what_was_found(table_of: Reader) -> None:
    text = "Sales\nName;Town, country\nA;Rome, IT\n"
    assert table_of(text, Options(delimiter=",")).headings == ("Name;Town", "country")
    assert table_of(text, Options(delimiter="", heading_line=1)).headings == ("Sales",)
    without = table_of(text, Options(heading_line=0))
    assert without.headings == ("Column 1", "Column 2")
    assert cells(without)[0] == ("Sales", "")


def test_the_options_that_were_found_read_the_same_table_again(table_of: Reader, tmp_path: Path) -> None:
    first = table_of("Über uns\n\nName;Stadt;Seit\nMüller;Köln;2001\nGroß;Ulm;2002\n".encode("cp1252"))
    again = read_csv(tmp_path / "people.csv", first.options)
    assert again.headings == first.headings
    assert cells(again) == cells(first) == [("Müller", "Köln", "2001"), ("Groß", "Ulm", "2002")]


def test_rows_can_be_walked_twice_and_are_never_held(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("Name,City,Note\n")
        stream.writelines(f"Person {n},Rome,{'x' * 50}\n" for n in range(60_000))
    tracemalloc.start()
    table = read_csv(path)
    counts = [sum(1 for _row in table.rows) for _walk in range(2)]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts == [60_000, 60_000]
    assert peak < path.stat().st_size


def test_a_line_longer_than_any_tables_is_refused_instead_of_filling_the_memory(
    table_of: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfile, "LONGEST_FIELD", 1_000)
    with pytest.raises(UserError, match=r"Line 2 of “people\.csv” is longer"):
        table_of("a,b\n" + "x" * 5_000 + "\n")
