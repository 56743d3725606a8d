"""Workbooks: what stands in their cells, and that nothing in them is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.services import workbook
from crm_desktop.services.workbook import Item, Share, Sheet, Strong
from tests.workbook import cells, formats, sheet_names


def written(path: Path, *rows: tuple[Item, ...], headings: tuple[str, ...] = ()) -> list[list[str | float | None]]:
    workbook.write(path, [Sheet("Deals", headings, rows)])
    return cells(path)


def test_numbers_and_days_are_kept_as_such(tmp_path: Path) -> None:
    path = tmp_path / "deals.xlsx"
    rows = written(path, (Decimal("1234.50"), 7, Share(Decimal("0.25")), date(2026, 11, 20), None, "Acme", Strong("x")))
    assert rows == [[1234.5, 7, 0.25, 46346, None, "Acme", "x"]]
    assert formats(path) == {"#,##0.00", "#,##0", "0.0 %", "14"}


@pytest.mark.parametrize("count", [1, 199, 200, 201, 450])
def test_every_row_is_written_once_and_in_order(tmp_path: Path, count: int) -> None:
    rows = written(tmp_path / "rows.xlsx", *((number,) for number in range(count)), headings=("Number",))
    assert rows == [["Number"], *([number] for number in range(count))]


def test_a_moment_is_written_by_the_clock_on_the_wall(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    ((shown,),) = written(tmp_path / "a.xlsx", (at,))
    local = at.astimezone()
    assert shown == pytest.approx(46346 + (local.hour * 60 + local.minute) / 1440)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://example.org", "mailto:a@b.c", "internal:A!A1", "007", "<b>&\"'"],
)
def test_a_text_stays_the_text_that_it_is(tmp_path: Path, text: str) -> None:
    assert written(tmp_path / "a.xlsx", (text,)) == [[text]]


def test_a_text_of_any_length_and_letters_is_taken(tmp_path: Path) -> None:
    rows = written(tmp_path / "a.xlsx", ("x" * 40_000, "a\x00b\x0bc", "שלום 🎉"))
    assert rows == [["x" * 32_767, "abc", "שלום 🎉"]]


def test_a_day_before_excels_calendar_is_a_text(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", (date(1899, 5, 1), date(1900, 3, 1))) == [["1899-05-01", 61]]


def test_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    names = ["R&D: [what]/how?", "deals", "Deals", "'quoted'", "", "x" * 40, "x" * 40, "History"]
    workbook.write(tmp_path / "a.xlsx", [Sheet(name, (), ()) for name in names])
    assert sheet_names(tmp_path / "a.xlsx") == [
        "R&D   what  how", "deals", "Deals 2", "quoted", "Table", "x" * 31, "x" * 29 + " 2", "History 2",
    ]  # fmt: skip


def test_more_rows_than_excel_takes_are_refused_and_the_older_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    path = tmp_path / "a.xlsx"
    path.write_text("older", encoding="utf-8")
    assert len(written(tmp_path / "b.xlsx", *[(n,) for n in range(9)], headings=("n",))) == 10
    with pytest.raises(UserError, match="Excel takes 10 rows"):
        written(path, *[(n,) for n in range(10)], headings=("n",))
    assert path.read_text(encoding="utf-8") == "older"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_workbook_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Item, ...]]:
        yield from ((n,) for n in range(1000))
        raise Cancelled

    with pytest.raises(Cancelled):
        workbook.write(tmp_path / "a.xlsx", [Sheet("Deals", ("n",), rows())])
    assert list(tmp_path.iterdir()) == []
