"""The headings of groups and the sums of a list: walked and folded by keyboard, and never a number without its end."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Opportunity, Stage
from crm_desktop.services import records
from crm_desktop.ui import theme
from crm_desktop.ui.tables import sum_cells
from crm_desktop.ui.tables.delegates import RecordDelegate
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book, settle


@pytest.fixture
def people(book: Book, qtbot: QtBot) -> RecordList:
    """The list of contacts in groups of their accounts, with the keyboard."""
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, "contact")
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.activateWindow()
    made.filter.group_by("account_id")
    made.view.setFocus()
    settle()
    return made


@pytest.fixture
def deals(book: Book, qtbot: QtBot) -> RecordList:
    """Two deals of an account, an amount of one of them with cents, and no column between name and amount but an empty one."""
    with book.store.act("Cents") as session:
        stage = session.query(Stage).filter_by(name="Proposal").one()
        account = records.find(session, Account, book.id_of(Account, "Codehow"))
        values = {"name": "Cents", "account_id": account.id, "stage_id": stage.id, "amount": Decimal("853445.07")}
        records.create(session, Opportunity, values)
    made = RecordList(
        book.store, book.bridge, book.jobs, book.formats, "opportunity",
        layout={"columns": ["name", "stage_id", "amount", "account_id"]},
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.filter.group_by("account_id")
    settle()
    qtbot.waitUntil(lambda: made.foot.totals.count == 2 and not book.jobs.running, timeout=10_000)
    return made


def letters(*, of_foot: bool) -> QFontMetrics:
    return QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=True) if of_foot else theme.font(bold=True))


def set_widths(made: RecordList, *, of_stage: int, of_amount: int) -> None:
    """Give the columns of the deals their widths."""
    made.view.set_widths((200, of_stage, of_amount, 100))
    settle()


def heading_sum(made: RecordList) -> str:
    """Return what is painted over the amount of the first heading."""
    made.view.grab()
    delegate = made.view.itemDelegate()
    assert isinstance(delegate, RecordDelegate)
    return str(delegate._heading_text(made.table, 0, 2)[0])


def test_a_group_is_folded_and_unfolded_by_keyboard_with_the_cursor_on_its_heading(people: RecordList) -> None:
    before = people.table.rowCount()
    people.view.setCurrentIndex(people.table.index(3, 0))
    for key, rows in (
        (Qt.Key.Key_Space, before - 3),
        (Qt.Key.Key_Space, before),
        (Qt.Key.Key_Return, before - 3),
        (Qt.Key.Key_Left, before - 3),
        (Qt.Key.Key_Right, before),
        (Qt.Key.Key_Right, before),
        (Qt.Key.Key_Left, before - 3),
    ):
        QTest.keyClick(people.view, key)
        settle()
        assert (people.table.rowCount(), people.view.currentIndex().row()) == (rows, 3)


def test_the_cursor_on_a_heading_is_seen(people: RecordList) -> None:
    row = people.view.visualRect(people.table.index(3, 1))
    people.view.setCurrentIndex(people.table.index(1, 0))
    settle()
    without = people.view.viewport().grab(row).toImage()
    people.view.setCurrentIndex(people.table.index(3, 0))
    settle()
    assert people.view.viewport().grab(row).toImage() != without


def test_a_sum_is_written_exactly_where_it_fits(deals: RecordList) -> None:
    set_widths(deals, of_stage=20, of_amount=200)
    assert deals.foot.painted(0)[2][0] == heading_sum(deals) == "949,865.07"


def test_a_sum_takes_the_room_of_an_empty_cell_before_it(deals: RecordList) -> None:
    set_widths(deals, of_stage=200, of_amount=50)
    assert deals.foot.painted(0)[2][0] == heading_sum(deals) == "949,865.07"
    title, amount = deals.foot.painted(0)[0][1], deals.foot.painted(0)[2]
    begin = amount[1].right() - letters(of_foot=True).horizontalAdvance(amount[0])
    assert title.right() <= begin + 1


def test_a_sum_that_does_not_fit_loses_its_cents_and_never_its_end(deals: RecordList) -> None:
    narrow = deals.view.horizontalHeader().minimumSectionSize()
    around = 2 * theme.pixels(9)
    for of_foot in (True, False):
        room = letters(of_foot=of_foot).horizontalAdvance("949,865") + around
        set_widths(deals, of_stage=narrow, of_amount=max(room - narrow, narrow))
        assert (deals.foot.painted(0)[2][0] if of_foot else heading_sum(deals)) == "949,865"
    assert "949,865.07" in deals.foot.toolTip()


def test_no_part_of_a_sum_is_shown_where_none_fits(qapp: object) -> None:
    metrics = letters(of_foot=True)
    assert sum_cells.readable(("949,865.07", "949,865"), metrics, metrics.horizontalAdvance("949,8")) == "…"


def test_the_number_of_records_stays_whole_in_a_title_that_is_cut(qapp: object) -> None:
    metrics = letters(of_foot=False)
    cut = sum_cells.cut_title("▾ A very long name of a group · 1,204", metrics, 120)
    assert cut.endswith("… · 1,204")
    assert metrics.horizontalAdvance(cut) <= 120
