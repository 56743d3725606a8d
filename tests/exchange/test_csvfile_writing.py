"""What we write for spreadsheets and programs comes back as it was, harmless in between."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.exchange.csvfile import read_csv, write_csv


def written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_excel_gets_its_mark_and_its_line_ends(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "o.csv", ["Größe"], [["Köln"], ["Łódź"]]) == 2
    assert (tmp_path / "o.csv").read_bytes() == "\ufeffGröße\r\nKöln\r\nŁódź\r\n".encode()


@pytest.mark.parametrize("text", ["=1+1", "+49 221 1234", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", "''=1"])
def test_text_that_a_spreadsheet_would_run_is_disarmed_and_comes_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "o.csv"
    write_csv(path, ["Name", "City"], [[text, "Rome"]])
    assert written(path)[1] == [f"'{text}", "Rome"]
    (row,) = read_csv(path).rows
    assert row.cells == (text, "Rome")


def test_programs_get_the_bare_text(tmp_path: Path) -> None:
    write_csv(tmp_path / "o.csv", ["Name"], [["=1+1"]], for_programs=True)
    assert (tmp_path / "o.csv").read_bytes() == b"Name\r\n=1+1\r\n"


def test_numbers_stay_numbers_and_values_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    at = datetime(2017, 6, 30, 12, tzinfo=UTC)
    write_csv(path, list("abcdefg"), [[Decimal("-1E+3"), -5, "-12.50", True, None, date(2017, 6, 30), at]])
    assert written(path)[1] == ["-1000", "-5", "-12.50", "true", "", "2017-06-30", "2017-06-30T12:00:00.000Z"]


def test_an_apostrophe_of_the_users_own_stays(tmp_path: Path) -> None:
    write_csv(tmp_path / "o.csv", ["Name", "Town"], [["'t Hoen", "L'Aquila"]])
    (row,) = read_csv(tmp_path / "o.csv").rows
    assert row.cells == ("'t Hoen", "L'Aquila")


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12).filter(
    lambda text: text.strip()
)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("round") / "o.csv"
    write_csv(path, ["First name", "Last name", "Company"], rows)
    table = read_csv(path)
    assert table.headings == ("First name", "Last name", "Company")
    assert [row.cells for row in table.rows] == rows


def test_a_cancelled_export_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("precious", encoding="utf-8")

    def rows() -> Iterator[list[str]]:
        yield ["a"]
        raise Cancelled

    with pytest.raises(Cancelled):
        write_csv(path, ["Name"], rows())
    assert [file.name for file in tmp_path.iterdir()] == ["o.csv"]
    assert path.read_text(encoding="utf-8") == "precious"


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no folder “.*gone”"):
        write_csv(tmp_path / "gone" / "o.csv", ["Name"], [])
