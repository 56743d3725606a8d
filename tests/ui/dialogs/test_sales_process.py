"""Preferences, Sales process: stages are added, put in order, edited, confirmed and deleted, each by one step."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.model import Opportunity, Stage
from crm_desktop.services import pipeline, records
from crm_desktop.ui.dialogs.sales_process import SalesProcessPage
from tests.ui.bare_host import BareHost

DEFAULT = ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]


@pytest.fixture
def page(desk: BareHost, qtbot: QtBot) -> SalesProcessPage:
    """The page on the default sales process, the cursor on its second stage."""
    made = SalesProcessPage(desk.book)
    qtbot.addWidget(made)
    made.show()
    made.table.select_row(1)
    return made


def shown(page: SalesProcessPage, column: int = 0) -> list[str]:
    rows = page.table.rows
    return [rows.index(row, column).data() for row in range(rows.rowCount())]


def say(page: SalesProcessPage, name: str, text: str) -> None:
    page.form.editor(name).put(text)
    page.form.editor(name).left.emit()


def why(page: SalesProcessPage, name: str) -> str:
    return page.form.editor(name).widget.accessibleDescription()


def test_the_stages_stand_in_their_order_with_what_they_mean(page: SalesProcessPage) -> None:
    assert shown(page) == DEFAULT
    assert shown(page, 2) == ["10 %", "30 %", "60 %", "80 %", "100 %", "0 %"]
    assert [page.table.rows.index(2, column).data() for column in range(1, 6)] == [
        "Open",
        "60 %",
        "Best case",
        "45",
        "14",
    ]


def test_a_stage_is_added_and_named_at_once(desk: BareHost, page: SalesProcessPage) -> None:
    page.tools.add.click()
    line = page.form.editor("name").widget
    assert isinstance(line, QLineEdit)
    assert line.selectedText() == "New stage"
    say(page, "name", "Discovery")
    assert shown(page) == ["Prospecting", "Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost"]
    assert [step.title for step in desk.book.store.steps(2)] == ["Edit the stage “New stage”", "Add a stage"]


def test_alt_and_the_arrows_move_a_stage_and_the_cursor_goes_along(desk: BareHost, page: SalesProcessPage) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert shown(page)[:3] == ["Prospecting", "Proposal", "Qualified"]
    assert page.table.current_row() == 2
    QTest.keyClick(page.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert shown(page) == DEFAULT
    assert desk.book.store.steps(1)[0].title == "Move the stage “Qualified”"


def test_a_probability_is_edited_in_place_and_undo_is_followed(
    qtbot: QtBot, desk: BareHost, page: SalesProcessPage
) -> None:
    say(page, "probability", "35")
    assert shown(page, 2)[1] == "35 %"
    desk.book.store.undo()
    qtbot.waitUntil(lambda: shown(page, 2)[1] == "30 %")


@pytest.mark.parametrize(("name", "text", "reason"), [
    ("probability", "150", "outside 0 to 100"),
    ("name", "lost", "already"),
    ("name", " ", "needs a name"),
    ("limit_in_stage", "many", "no whole number"),
])  # fmt: skip
def test_what_makes_no_sense_is_told_under_its_field(
    desk: BareHost, page: SalesProcessPage, name: str, text: str, reason: str
) -> None:
    say(page, name, text)
    assert reason in why(page, name)
    assert desk.book.store.next_undo() is None


def test_a_stage_that_was_used_says_why_it_stays(qtbot: QtBot, desk: BareHost, page: SalesProcessPage) -> None:
    stage = page.stage()
    assert stage is not None
    with desk.book.store.act("New opportunity") as session:
        records.create(session, Opportunity, {"name": "Pilot", "stage_id": stage.id})
    with qtbot.waitSignal(page.failed) as told:
        page.tools.remove.click()
    assert "“Qualified” has been used" in told.args[0]
    assert shown(page) == DEFAULT


def test_a_stage_that_was_never_used_is_deleted_by_a_key(page: SalesProcessPage) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert shown(page) == [name for name in DEFAULT if name != "Qualified"]


def test_a_stage_that_an_import_added_is_marked_until_it_looks_right(
    qtbot: QtBot, desk: BareHost, page: SalesProcessPage
) -> None:
    with desk.book.store.act("Import") as session:
        found = pipeline.add_found_stage(session, "Engaging", ["Prospecting"])
        assert found.probability == Decimal("0.20")
    qtbot.waitUntil(lambda: "Engaging" in shown(page))
    assert shown(page, 6) == ["", "please review", "", "", "", "", ""]
    page.table.select_row(1)
    assert page.right.isVisible()
    page.right.click()
    assert shown(page, 6) == [""] * 7
    assert not page.right.isVisibleTo(page)


def test_a_pipeline_is_copied_named_and_deleted(desk: BareHost, page: SalesProcessPage) -> None:
    page.pipeline.copy.click()
    assert page.pipeline.name.text() == "Sales, copy"
    page.pipeline.name.setText("Renewals")
    page.pipeline.name.editingFinished.emit()
    assert [page.pipeline.box.itemText(i) for i in range(page.pipeline.box.count())] == ["Sales", "Renewals"]
    assert shown(page) == DEFAULT
    with desk.book.store.read() as session:
        assert session.query(Stage).count() == 2 * len(DEFAULT)
    page.pipeline.drop.click()
    assert page.pipeline.box.count() == 1


def test_the_only_pipeline_stays(qtbot: QtBot, page: SalesProcessPage) -> None:
    with qtbot.waitSignal(page.failed) as told:
        page.pipeline.drop.click()
    assert "only pipeline" in told.args[0]
