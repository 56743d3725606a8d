"""What reports that look back say of the days before the book knew anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Table
from crm_desktop.reports.report import write
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of
from tests.reports.reading import cards, flat

WHY = "this book began on 2 Oct 2026, and what was expected before is not known"
NOTE = "This book began on Friday 2 October 2026"


def _enter(desk: Desk) -> None:
    desk.on(date(2026, 10, 2))
    desk.moves(desk.opens("Quick", "70"), "Won")
    desk.opens("Sure", "500", "Negotiation", close_date=date(2026, 11, 10), category="commit")
    desk.on(FRIDAY)


def test_slippage_before_the_book_is_not_known(store: Store, desk: Desk) -> None:
    _enter(desk)
    page = report(store, "slippage", first=date(2026, 9, 15))
    assert set(cards(page).values()) == {("—", WHY)}
    assert NOTE in text_of(page)
    known = report(store, "slippage", first=date(2026, 11, 1))
    assert cards(known)["Share that slipped"] == ("1 of 1", "of what was expected")
    assert NOTE not in text_of(known)


def test_a_forecast_before_the_book_is_a_dash_and_a_gap(store: Store, desk: Desk, tmp_path: Path) -> None:
    empty = next(block for block in report(store, "forecast-check").blocks if isinstance(block, Table))
    assert {cell.text for cell in empty.rows[0].cells[1:]} == {"—"}
    _enter(desk)
    page = report(store, "forecast-check", first=date(2026, 3, 1))
    chart, printed = (block for block in flat(page.blocks) if isinstance(block, Chart | Table))
    assert isinstance(chart, Chart)
    assert isinstance(printed, Table)
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in printed.rows[-2:]}
    assert rows == {"Oct 2026": ["—", "—", "—", "70", "—"], "Nov 2026": ["500", "500", "400", "0", "− 500"]}
    said, won = chart.series
    assert chart.kind == "lines"
    assert said.known == (*[None] * 8, 500)
    assert won.known == (*[None] * 7, 70, 0)
    (table,) = page.figures["tables"]
    write(page, tmp_path / "figures.csv")
    lines = (tmp_path / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [lines[-3], lines[-1]] == ["2026-10-01,,,,70,", f'"— {WHY}",,,,,']
    assert {"commit": None, "commit_why": WHY}.items() <= table["rows"][-2].items()
    assert NOTE in text_of(page)
