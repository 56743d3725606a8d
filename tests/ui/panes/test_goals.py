"""The grid of goals by keyboard: typing, Tab, Enter, Del, pasting, other years, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.base.dates import Period
from crm_desktop.model import Account, Goal, Manager, Opportunity, Record, Seller
from crm_desktop.services import goals, pipeline, records
from crm_desktop.services.goals import COMPANY, Whose
from crm_desktop.storage.opening import create_store
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.goals.model import REACHED_ROLE
from crm_desktop.ui.goals.view import GoalView
from crm_desktop.ui.panes.goals import GoalsPane
from crm_desktop.ui.panes.reports import ReportsPane
from tests.conftest import FrozenClock
from tests.reports.books import stage_of
from tests.ui.windows import Desktop, desktop

Q1, Q2 = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 6, 30))
COMPANY_ROW, TEAM_ROW, ANNA_ROW, BORIS_ROW, FOOT = range(5)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: FrozenClock) -> Iterator[Desktop]:
    """The window on a book with two sellers, one of them in a team."""
    path = tmp_path / "goals.crm"
    store = create_store(path)
    with store.act("People") as session:
        manager = records.create(session, Manager, {"name": "Melvin"})
        for name, team in (("Anna", manager.id), ("Boris", None)):
            records.create(session, Seller, {"name": name, "manager_id": team})
        records.create(session, Account, {"name": "North"})
    store.close()
    with desktop(qtbot, path) as made:
        yield made


@pytest.fixture
def pane(qtbot: QtBot, desk: Desktop) -> GoalsPane:
    """The pane of goals, in front and with the keyboard."""
    made = desk.window.open_pane("goal")
    desk.settle()
    assert isinstance(made, GoalsPane)
    qtbot.waitUntil(lambda: not made.is_reading())
    assert isinstance(QApplication.focusWidget(), GoalView)
    return made


def at(pane: GoalsPane, row: int, column: int = 1) -> None:
    pane.view.setCurrentIndex(pane.model.index(row, column))


def texts(pane: GoalsPane, row: int) -> list[str]:
    while pane.is_reading():
        QTest.qWait(20)
    return [str(pane.model.index(row, column).data() or "") for column in range(pane.model.columnCount())]


def write(desk: Desktop, text: str) -> None:
    """Type, letter by letter into whatever has the keyboard by then: the first one opens the cell."""
    for letter in text:
        desk.write(letter)


def goal(desk: Desktop, period: Period, whose: Whose = COMPANY) -> Decimal | None:
    with desk.store.read() as session:
        return goals.goals(session, period).own(period, whose)


def seller(desk: Desktop, name: str, model: type[Record] = Seller) -> int:
    with desk.store.read() as session:
        return int(session.query(model).filter_by(name=name).one().id)


def test_rows_are_the_company_its_teams_its_sellers_and_a_foot(pane: GoalsPane) -> None:
    names = [pane.model.name(row) for row in range(pane.model.rowCount())]
    assert names == ["Whole company", "Team of Melvin", "Anna", "Boris", "All sellers together"]
    assert [pane.model.heading(column) for column in (1, 4, 5)] == ["Jan – Mar", "Oct – Dec", "Year"]


def test_typing_tab_and_enter_enter_goals_and_the_sums_follow(desk: Desktop, pane: GoalsPane) -> None:
    at(pane, ANNA_ROW)
    write(desk, "1000")
    desk.press("Tab")
    write(desk, "2,500.50")
    desk.press("Return")
    assert (pane.view.currentIndex().row(), pane.view.currentIndex().column()) == (BORIS_ROW, 2)
    write(desk, "10")
    desk.press("Return")
    anna = Whose(seller=seller(desk, "Anna"))
    assert (goal(desk, Q1, anna), goal(desk, Q2, anna)) == (Decimal(1000), Decimal("2500.5"))
    assert texts(pane, ANNA_ROW) == ["Anna", "1,000", "2,500.50", "", "", "3,500.50"]
    assert texts(pane, TEAM_ROW) == ["Team of Melvin", "1,000", "2,500.50", "", "", "3,500.50"]
    assert texts(pane, FOOT) == ["All sellers together", "1,000", "2,510.50", "", "", "3,510.50"]
    assert goal(desk, Q1) is None, "what follows from others is not stored"


def test_each_cell_is_one_step(desk: Desktop, pane: GoalsPane) -> None:
    at(pane, COMPANY_ROW)
    for amount in ("1", "2"):
        write(desk, amount)
        desk.press("Return")
        at(pane, COMPANY_ROW)
    desk.press("Ctrl+Z")
    assert texts(pane, COMPANY_ROW)[1] == "1"
    desk.press("Ctrl+Z")
    assert texts(pane, COMPANY_ROW)[1] == ""


def test_del_takes_a_goal_away(desk: Desktop, pane: GoalsPane) -> None:
    at(pane, COMPANY_ROW)
    write(desk, "7")
    desk.press("Return")
    at(pane, COMPANY_ROW)
    desk.press("Del")
    assert goal(desk, Q1) is None
    assert texts(pane, COMPANY_ROW)[1] == ""


@pytest.mark.parametrize(("text", "why"), [("12x", "“12x” is no amount"), ("-5", "A goal cannot be less than nothing")])
def test_what_is_no_goal_stays_in_its_cell_with_a_sentence(desk: Desktop, pane: GoalsPane, text: str, why: str) -> None:
    said = list[str]()
    at(pane, COMPANY_ROW)
    write(desk, text)
    desk.press("Return")
    said += [pane.notice.text()]
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == text
    assert why in " ".join(said)
    desk.press("Escape")
    assert goal(desk, Q1) is None


def test_a_row_from_a_spreadsheet_is_pasted_in_one_step(desk: Desktop, pane: GoalsPane) -> None:
    QGuiApplication.clipboard().setText("100\t200\t\t400\t999\r\n5\r\n")
    at(pane, ANNA_ROW)
    desk.press("Ctrl+V")
    assert texts(pane, ANNA_ROW) == ["Anna", "100", "200", "", "400", "700"]
    assert texts(pane, BORIS_ROW)[1] == "5"
    assert pane.notice.text() == "1 cell stands for no goal and was left out."
    desk.press("Ctrl+Z")
    assert texts(pane, ANNA_ROW)[1:] == ["", "", "", "", ""]


def test_of_a_block_with_a_wrong_amount_nothing_is_stored(desk: Desktop, pane: GoalsPane) -> None:
    QGuiApplication.clipboard().setText("100\tmany")
    at(pane, ANNA_ROW)
    desk.press("Ctrl+V")
    assert pane.notice.text().startswith("Anna, Apr – Jun 2026: “many” is no amount")
    assert texts(pane, ANNA_ROW)[1] == ""


def test_a_block_is_copied_as_a_spreadsheet_takes_it(desk: Desktop, pane: GoalsPane) -> None:
    QGuiApplication.clipboard().setText("100\t200")
    at(pane, ANNA_ROW)
    desk.press("Ctrl+V")
    assert texts(pane, ANNA_ROW)[1] == "100"
    row = QItemSelection(pane.model.index(ANNA_ROW, 0), pane.model.index(ANNA_ROW, pane.model.columnCount() - 1))
    pane.view.selectionModel().select(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    desk.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Anna\t100\t200\t\t\t300"


def test_months_add_up_to_the_quarter_until_it_has_a_goal_of_its_own(desk: Desktop, pane: GoalsPane) -> None:
    pane.show_steps("month")
    QGuiApplication.clipboard().setText("1\t2\t3")
    at(pane, COMPANY_ROW)
    desk.press("Ctrl+V")
    assert texts(pane, COMPANY_ROW)[1:5] == ["1", "2", "3", ""]
    pane.show_steps("quarter")
    assert texts(pane, COMPANY_ROW)[1] == "6"
    at(pane, COMPANY_ROW)
    write(desk, "9")
    desk.press("Return")
    assert (texts(pane, COMPANY_ROW)[1], goal(desk, Q1)) == ("9", Decimal(9))


def test_below_a_goal_stands_what_is_reached_of_it(desk: Desktop, pane: GoalsPane) -> None:
    with desk.store.act("Sale") as session:
        won = {"name": "Sale", "amount": Decimal(235), "owner_id": seller(desk, "Anna"), "closed_on": Q1.last}
        sale = records.create(session, Opportunity, {**won, "stage_id": stage_of(session, "Prospecting").id})
        pipeline.move(session, sale, stage_of(session, "Won"), closed_on=Q1.last)
    QGuiApplication.clipboard().setText("250")
    at(pane, TEAM_ROW)
    desk.press("Ctrl+V")
    assert pane.model.index(TEAM_ROW, 1).data(REACHED_ROLE) == "94 %"
    assert (
        pane.model.index(TEAM_ROW, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        == "Team of Melvin, Jan – Mar: 250, 94 % reached"
    )
    assert pane.model.index(TEAM_ROW, 2).data(REACHED_ROLE) == ""


def test_other_years_are_one_key_away(desk: Desktop, pane: GoalsPane) -> None:
    pane.turner.after.setFocus()
    desk.press("Space")
    assert pane.model.period(1) == "Jan – Mar 2027"
    at(pane, COMPANY_ROW)
    pane.setFocus()
    write(desk, "3")
    desk.press("Return")
    pane.turner.today.setFocus()
    desk.press("Space")
    assert (pane.model.period(1), texts(pane, COMPANY_ROW)[1]) == ("Jan – Mar 2026", "")


def test_the_fiscal_year_of_the_settings_is_shown(desk: Desktop, pane: GoalsPane) -> None:
    desk.settings["fiscal_month"] = 4
    pane.refresh()
    assert pane.model.heading(1) == "Apr – Jun 2026"
    assert "2026/2027" in pane.header.subtitle.text()


def test_the_list_of_all_goals_is_behind_a_button_and_new_goes_there(desk: Desktop, pane: GoalsPane) -> None:
    with desk.store.act("Goal") as session:
        values: dict[str, Any] = {
            "name": "Half a year",
            "first_day": Q1.first,
            "last_day": Q2.last,
            "amount": Decimal(5),
        }
        record = records.create(session, Goal, values).id
    pane.turned.setFocus()
    desk.press("Space")
    assert not pane.is_grid
    assert pane.list.table.rowCount() == 1
    pane.show_grid(True)
    desk.window.go_to("goal", record)
    desk.settle()
    assert pane.page.record_id == record
    pane.show_grid(True)
    desk.press("Ctrl+N")
    assert not pane.is_grid


def test_report_opens_goals_and_pace(desk: Desktop, pane: GoalsPane) -> None:
    next(button for button in pane.findChildren(FlatButton) if button.text() == "Report").click()
    desk.settle()
    front = desk.window.pane
    assert isinstance(front, ReportsPane)
    assert front.options.report.name == "goals"
