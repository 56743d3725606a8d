"""Preferences, Exchange rates: added, edited and deleted in place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from crm_desktop.model import ExchangeRate
from crm_desktop.services import records
from crm_desktop.ui.dialogs.exchange_rates import ExchangeRatesPage
from tests.conftest import FrozenClock
from tests.ui.bare_host import BareHost


@pytest.fixture
def page(desk: BareHost, qtbot: QtBot, clock: FrozenClock) -> ExchangeRatesPage:
    """The page with the rate of one currency."""
    with desk.book.store.act("Rate") as session:
        values = {"name": "EUR", "day": date(2026, 1, 1), "amount": Decimal("1.08")}
        records.create(session, ExchangeRate, values)
    made = ExchangeRatesPage(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made


def say(page: ExchangeRatesPage, name: str, text: str) -> None:
    page.form.editor(name).put(text)
    page.form.editor(name).left.emit()


def stored(desk: BareHost) -> list[tuple[str, date, int, Decimal]]:
    with desk.book.store.read() as session:
        rates = session.scalars(select(ExchangeRate).order_by(ExchangeRate.name, ExchangeRate.day))
        return [(rate.name, rate.day, rate.units, rate.amount) for rate in rates]


EURO = ("EUR", date(2026, 1, 1), 1, Decimal("1.08"))


def test_a_new_rate_is_stored_when_nothing_is_missing(desk: BareHost, page: ExchangeRatesPage) -> None:
    page.add.click()
    say(page, "name", "krw")
    say(page, "units", "10000")
    assert stored(desk) == [EURO]
    say(page, "amount", "6.79")
    assert stored(desk) == [EURO, ("KRW", date(2026, 11, 20), 10_000, Decimal("6.79"))]
    assert desk.book.store.steps(1)[0].title == "Add an exchange rate of krw"


def test_a_rate_is_edited_in_place(desk: BareHost, page: ExchangeRatesPage) -> None:
    page.table.select_row(0)
    say(page, "amount", "1.1")
    assert stored(desk)[0][3] == Decimal("1.1")


def test_a_rate_is_more_than_nothing(desk: BareHost, page: ExchangeRatesPage) -> None:
    page.table.select_row(0)
    say(page, "amount", "0")
    assert "more than 0" in page.form.editor("amount").widget.accessibleDescription()
    assert stored(desk) == [EURO]


def test_a_rate_is_deleted_by_a_key_and_comes_back_with_undo(
    qtbot: QtBot, desk: BareHost, page: ExchangeRatesPage
) -> None:
    page.table.select_row(0)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert stored(desk) == []
    desk.book.store.undo()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    assert stored(desk) == [EURO]
