"""The figures of a report as an Excel workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.reports.document import Cell, Column, Heading, Row, Table
from crm_desktop.reports.tabular import sections_of
from crm_desktop.reports.workbook_out import write_workbook
from tests.reports.samples import deals, page_of, weekly
from tests.workbook import cells, formats, sheet_names


def test_the_cards_are_on_the_first_sheet_and_each_table_has_one_of_its_own(tmp_path: Path) -> None:
    path, document = tmp_path / "weekly.xlsx", weekly()
    write_workbook(document, path)
    tables = [section for section in sections_of(document.blocks) if not section.is_cards]
    names = sheet_names(path)
    assert len(names) == len(tables) + 1
    assert names[0] == "Pipeline"
    assert {"What changed", "Expected to close"} <= set(names)
    front = cells(path)
    assert front[:3] == [["Pipeline"], ["Week 47"], ["Maureen Marcano"]]
    assert ["Open pipeline", 1049440] in front
    assert ["Open pipeline: change this week", 62300] in front
    assert ["Weighted", "—", "no exchange rate"] in front
    expected = cells(path, names.index("Expected to close") + 1)
    assert expected[0] == ["Opportunity", "Account", "Amount"]
    assert ["Deal 0008", "Kan-code", 8000] in expected
    assert ["Total, 8 deals", None, 36000] in expected
    changed = cells(path, names.index("What changed") + 1)
    assert ["Annual support", "1", -4200, "moved 3 times"] in changed


def test_what_is_shown_in_percents_is_a_fraction_in_percents(tmp_path: Path) -> None:
    row = Row((Cell("Win rate"), Cell("62 %", Decimal("0.6249")), Cell("3 of 4", Decimal("0.75"))))
    table = Table((Column("What"), Column("Share"), Column("Part")), (row,), "None.")
    write_workbook(page_of(Heading("Rates"), table), tmp_path / "rates.xlsx")
    assert cells(tmp_path / "rates.xlsx", 2)[1] == ["Win rate", 0.6249, 0.75]
    assert formats(tmp_path / "rates.xlsx", 2) == {"0.0 %", "#,##0.00"}


def test_a_long_table_can_be_given_up(tmp_path: Path) -> None:
    task = Task(lambda progress: task.cancel() if progress.done > 1000 else None)
    with pytest.raises(Cancelled):
        write_workbook(page_of(deals(5000)), tmp_path / "deals.xlsx", task)
    assert list(tmp_path.iterdir()) == []
