"""The figures of a report for other programs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.base.cells import unguarded
from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.text_out import write_csv, write_json
from tests.reports.samples import names, page_of, weekly


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_has_every_table_under_its_heading_with_exact_values(tmp_path: Path) -> None:
    write_csv(weekly(), tmp_path / "weekly.csv")
    rows = rows_of(tmp_path / "weekly.csv")
    assert rows[0] == ["Pipeline", "Week 47", "Maureen Marcano"]
    assert ["Prospecting", "1400", "412000", "41200"] in rows
    assert rows[rows.index(["What changed"]) + 1] == ["Pipeline last Friday", "31", "987140.00", ""]
    assert ["Annual support", "1", "-4200.00", "moved 3 times"] in rows
    assert rows[rows.index(["Expected to close"]) + 1] == ["Opportunity", "Account", "Amount"]
    assert ["Deal 0008", "Kan-code", "8000"] in rows
    assert ["Total, 8 deals", "", "36000"] in rows
    assert ["Nov", "50", "30", "20"] in rows


def test_what_the_note_of_a_figure_says_stands_in_lines_of_its_own(tmp_path: Path) -> None:
    write_csv(weekly(), tmp_path / "weekly.csv")
    rows = rows_of(tmp_path / "weekly.csv")
    start = rows.index(["Figure", "Value", "Note"])
    assert rows[start + 1 : start + 4] == [
        ["Open pipeline", "1049440.00", ""],
        ["Open pipeline: change this week", "62300.00", ""],
        ["Weighted", "—", "no exchange rate"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x")'])
def test_a_cell_that_looks_like_a_formula_is_guarded(tmp_path: Path, text: str) -> None:
    write_csv(page_of(names(text)), tmp_path / "names.csv")
    (cell,) = rows_of(tmp_path / "names.csv")[-1]
    assert cell == f"'{text}"
    assert unguarded(cell) == text


def test_days_are_iso_and_text_keeps_commas_quotes_and_lines(tmp_path: Path) -> None:
    row = Row((Cell("26 Nov", date(2026, 11, 26)), Cell('a, "b"\nc')))
    write_csv(page_of(Table((Column("Close"), Column("Note")), (row,), "None.")), tmp_path / "days.csv")
    assert rows_of(tmp_path / "days.csv")[-1] == ["2026-11-26", 'a, "b"\nc']


def test_json_has_the_figures_by_name_with_amounts_as_decimal_text(tmp_path: Path) -> None:
    figures = {
        "pipeline": Decimal("1E+6"),
        "as_of": date(2026, 11, 21),
        "by_stage": [{"stage": "Qualifié", "count": 9}],
    }
    write_json(replace(weekly(), figures=figures), tmp_path / "weekly.json")
    assert json.loads((tmp_path / "weekly.json").read_text(encoding="utf-8")) == {
        "pipeline": "1000000", "as_of": "2026-11-21", "by_stage": [{"stage": "Qualifié", "count": 9}],
    }  # fmt: skip


def test_a_figure_that_is_no_plain_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="Cell"):
        write_json(replace(weekly(), figures={"cell": Cell("x")}), tmp_path / "weekly.json")
    assert list(tmp_path.iterdir()) == []
