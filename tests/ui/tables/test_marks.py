"""Cells that need a second look say so."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.base import dates
from crm_desktop.model import Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book

COLUMNS = ["name", "amount", "close_date"]


def cells(book: Book, qtbot: QtBot) -> dict[str, list[str]]:
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, "opportunity", layout={"columns": COLUMNS})
    qtbot.addWidget(made)
    table = made.table
    return {
        table.texts(row)[0]: [table.data(table.index(row, column), 11) for column in (1, 2)]
        for row in range(table.rowCount())
    }


def test_an_open_deal_past_its_day_is_overdue_and_a_closed_one_is_not(
    book: Book, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "now", lambda: datetime(2026, 11, 21, 9))
    with book.store.act("Deals") as session:
        stages = {stage.kind: stage.id for stage in session.query(Stage)}
        for name, kind, day in (("Late", "open", 20), ("Today", "open", 21), ("Lost", "lost", 20)):
            values = {"name": name, "stage_id": stages[kind], "close_date": date(2026, 11, day)}
            records.create(session, Opportunity, values)
    said = {name: day for name, (_amount, day) in cells(book, qtbot).items()}
    assert said["Late"].endswith(" · overdue")
    assert "overdue" not in said["Today"] + said["Lost"]


def test_an_amount_from_the_price_list_says_so(book: Book, qtbot: QtBot) -> None:
    with book.store.act("Deal") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        values = {"name": "Listed", "stage_id": stage.id, "amount": Decimal(550), "amount_from_list": True}
        records.create(session, Opportunity, values)
    said = cells(book, qtbot)
    assert said["Listed"][0] == "550 · list price"
    assert said["GTX Pro, 20 seats"][0] == "96,420"
