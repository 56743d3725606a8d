"""Building a report in the window: each choice is shown at once, kept when it is saved, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base.task import Task
from crm_desktop.reports.document import Table
from crm_desktop.reports.report import REPORTS
from crm_desktop.services import sample, saved_reports
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.services.pivot_starts import STARTS
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.pivoting import Axis
from crm_desktop.ui import theme
from crm_desktop.ui.dialogs.view_name import ViewName
from crm_desktop.ui.panes.reports import ReportsPane
from crm_desktop.ui.pivot.builder import PivotBuilder
from crm_desktop.ui.pivot.pick_button import PickButton
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.bare_host import BareHost


def _make(path: Path) -> None:
    store = create_store(path, title=sample.TITLE, currency="USD")
    sample.fill(store)
    store.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, clock: FrozenClock) -> Iterator[BareHost]:
    """The sample book on the frozen day."""
    del clock
    theme.apply(qapp, "light", 100)
    made = BareHost(open_store(copied(tmp_path / "book.crm", _make)), tmp_path)
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, desk: BareHost) -> ReportsPane:
    """The pane on a new report."""
    made = ReportsPane(desk.book)
    qtbot.addWidget(made)
    desk.front = made
    made.resize(1100, 760)
    made.show()
    made.show_report("own")
    settle(qtbot, desk, made)
    return made


def settle(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    """Wait until the report that is chosen is shown."""
    builder = pane.options
    qtbot.waitUntil(lambda: not (isinstance(builder, PivotBuilder) and builder._quiet.isActive()))
    qtbot.waitUntil(lambda: not desk.jobs.running and not pane.preview.sheets.is_waiting(), timeout=20_000)


def builder_of(pane: ReportsPane) -> PivotBuilder:
    found = pane.options
    assert isinstance(found, PivotBuilder)
    return found


def titles(pane: ReportsPane) -> list[str]:
    """Return the headings of the table that is shown."""
    assert pane.made is not None
    table = next(block for block in pane.made.document.blocks if isinstance(block, Table))
    return [column.whole_title for column in table.columns]


def pick(button: PickButton, words: str) -> None:
    """Choose by the keyboard alone: open the list, type, Enter."""
    QTest.keyClick(button, Qt.Key.Key_Return)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClicks(button._picker.box, words)  # type: ignore[union-attr]
    QTest.keyClick(button._picker.box, Qt.Key.Key_Return)  # type: ignore[union-attr]


def listed(pane: ReportsPane) -> list[str]:
    return [pane.chooser.list.item(row).text() for row in range(pane.chooser.list.count())][len(REPORTS) :]


def save_as(qtbot: QtBot, desk: BareHost, pane: ReportsPane, name: str) -> PivotBuilder:
    builder_of(pane).keeping.save.click()
    bar = pane.findChild(ViewName)
    assert isinstance(bar, ViewName)
    bar.name.setText(name)
    bar.take()
    settle(qtbot, desk, pane)
    return builder_of(pane)


def test_a_new_report_can_be_looked_at_before_anything_is_chosen(pane: ReportsPane) -> None:
    assert listed(pane) == ["My reports", "New report"]
    assert titles(pane) == ["Stage", "Opportunities"]
    assert builder_of(pane).definition == Definition("opportunity", (Axis("stage_id"),))


def test_rows_columns_and_numbers_are_chosen_by_the_keyboard_and_shown_at_once(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    builder = builder_of(pane)
    pick(builder.rows.rows[0].button, "industry")
    pick(builder.columns.add, "stage kind")
    pick(builder.measures.add, "amount sum")
    pick(builder.measures.rows[0].button, "amount mean")
    pick(builder.order, "largest")
    builder.top.setValue(5)
    builder.drawn.setCurrentIndex(1)
    builder.drawn.activated.emit(1)
    settle(qtbot, desk, pane)
    assert builder.definition == Definition(
        "opportunity",
        (Axis("account_id.industry"),),
        Axis("stage_id.kind"),
        (Measure("mean", "amount"), Measure("sum", "amount")),
        by=0,
        top=5,
        drawn="bars",
    )
    assert titles(pane)[:2] == ["Account ▸ Industry", "Open · Mean of Amount"]


def test_times_ask_by_how_long_a_one(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    builder = builder_of(pane)
    pick(builder.rows.rows[0].button, "expected close")
    step = builder.rows.rows[0].step
    assert step.currentData() == "month"
    step.setCurrentIndex(step.findData("year"))
    step.activated.emit(step.currentIndex())
    settle(qtbot, desk, pane)
    assert titles(pane)[0] == "Expected close, by year"
    pick(builder.rows.rows[0].button, "amount")
    settle(qtbot, desk, pane)
    assert titles(pane)[0] == "Amount, in steps of 10,000"
    assert [step.itemText(at) for at in (0, 3)] == ["each value", "in steps of 1,000"]
    builder.rows.rows[0].remove.click()
    assert builder.definition.rows == ()


def test_an_example_begins_a_report_that_is_saved_under_its_name_and_asked_of_another_day(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    builder = builder_of(pane)
    menu = builder.starts.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == list(STARTS)
    menu.actions()[0].trigger()
    settle(qtbot, desk, pane)
    assert pane.made is not None
    assert pane.made.document.title == "Open amount by seller and stage"
    builder.when.step_week(-1)
    settle(qtbot, desk, pane)
    assert pane.made.document.period == "Friday 13 November 2026"
    builder.keeping.save.click()
    bar = pane.findChild(ViewName)
    assert isinstance(bar, ViewName)
    assert bar.name.text() == "Open amount by seller and stage"
    bar.take()
    settle(qtbot, desk, pane)
    assert (builder_of(pane).starts.isVisible(), builder_of(pane).record_id) == (False, 1)


def test_what_makes_no_sense_is_said_and_changes_nothing(pane: ReportsPane) -> None:
    builder = builder_of(pane)
    before = builder.definition
    pick(builder.columns.add, "stage")
    assert builder.wrong.isVisible()
    assert builder.wrong.text() == "“Stage” is in the report already; choose another field."
    assert builder.definition == before
    pick(builder.columns.add, "owner")
    assert not builder.wrong.isVisible()


def test_another_kind_of_record_begins_anew_and_asks_for_its_own_fields(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    builder = builder_of(pane)
    builder.entity.setCurrentIndex(builder.entity.findData("contact"))
    builder.entity.activated.emit(builder.entity.currentIndex())
    settle(qtbot, desk, pane)
    assert (builder.definition.entity, titles(pane)) == ("contact", ["Status", "Contacts"])
    pick(builder.rows.add, "city")
    assert builder.definition.rows[1] == Axis("city")
    contacts = builder.definition
    for entity in ("opportunity", "contact", "contact"):
        builder.entity.setCurrentIndex(builder.entity.findData(entity))
        builder.entity.activated.emit(builder.entity.currentIndex())
    assert builder.definition == contacts, "what was chosen before comes back"


def test_the_wheel_scrolls_the_form_and_changes_nothing_in_it(pane: ReportsPane) -> None:
    builder = builder_of(pane)
    before = builder.definition
    for box in (builder.entity, builder.top, builder.drawn, builder.paper):
        box.setFocus()
        turn = QWheelEvent(
            QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, turn)
        assert not turn.isAccepted()
    assert (builder.definition, builder.entity.currentText()) == (before, "Opportunities")


def test_the_form_says_which_of_several_numbers_are_drawn(pane: ReportsPane) -> None:
    builder = builder_of(pane)
    builder.take(lambda: replace(builder.definition, measures=(COUNT, Measure("sum", "amount")), drawn="stacked"))
    assert builder.drawn_note.text().startswith("Only “Opportunities” is drawn.")
    builder.take(lambda: replace(builder.definition, by=1, drawn="bars"))
    assert builder.drawn_note.text().startswith("Drawn are “Sum of Amount” and the numbers of the same unit.")
    said = "Lines need rows that follow each other, such as months; “Stage” has none."
    lines = builder.drawn.model().index(builder.drawn.findData("lines"), 0)
    assert builder.drawn_note.text().endswith(said)
    assert not lines.flags() & Qt.ItemFlag.ItemIsEnabled
    builder.take(lambda: replace(builder.definition, rows=(Axis("close_date", "month"),)))
    assert said not in builder.drawn_note.text()
    assert lines.flags() & Qt.ItemFlag.ItemIsEnabled
    builder.take(lambda: replace(builder.definition, drawn="none"))
    assert builder.drawn_note.isHidden()


def test_conditions_stand_above_the_pages_and_narrow_the_report(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    builder = builder_of(pane)
    assert not builder.panel.isVisible()
    builder.conditions.click()
    assert builder.panel.isVisible()
    assert builder.panel.mapTo(pane, builder.panel.rect().topLeft()).x() > pane.chooser.width()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.hide()
    builder.panel.show_group(Group("all", (Rule("stage_id.kind", "any_of", ("open",)),)), "")
    builder.panel.edited.emit()
    settle(qtbot, desk, pane)
    assert builder.conditions.text() == "Conditions · 1"
    assert pane.made is not None
    assert "Kind of stage is Open" in pane.made.document.subtitle
    pane.show_report("weekly-pipeline")
    assert not builder.panel.isVisible()
    pane.show_report("own")
    assert builder.panel.isVisible()
    QTest.keyClick(builder.panel, Qt.Key.Key_Escape)
    assert not builder.panel.isVisible()


def test_a_saved_report_is_listed_and_every_step_with_it_is_undone(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    pick(builder_of(pane).columns.add, "owner")
    saved = save_as(qtbot, desk, pane, "By seller")
    assert listed(pane) == ["My reports", "By seller", "New report"]
    assert (saved.record_id, saved.definition.column, saved.keeping.save.isEnabled()) == (1, Axis("owner_id"), False)
    saved.columns.rows[0].remove.click()
    assert saved.keeping.save.isEnabled()
    saved.keeping.save.click()
    saved.keeping.packet.click()
    settle(qtbot, desk, pane)
    with desk.book.store.read() as session:
        (kept,) = saved_reports.every(session)
        assert (kept.in_packet, "column" in kept.definition) == (True, False)
    for _step in range(2):
        desk.book.store.undo(Task())
    settle(qtbot, desk, pane)
    qtbot.waitUntil(lambda: saved.definition.column == Axis("owner_id"))
    assert not saved.keeping.packet.isChecked()
    desk.book.store.undo(Task())
    qtbot.waitUntil(lambda: listed(pane) == ["My reports", "New report"])
    settle(qtbot, desk, pane)
    assert builder_of(pane).record_id is None


def test_a_report_is_renamed_copied_and_deleted_from_its_form(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    saved = save_as(qtbot, desk, pane, "First")
    saved.keeping.rename()
    bar = pane.findChild(ViewName)
    assert isinstance(bar, ViewName)
    bar.name.setText(" ")
    bar.take()
    assert "Give the report a name" in bar.wrong.text()
    bar.name.setText("Second")
    bar.take()
    qtbot.waitUntil(lambda: listed(pane) == ["My reports", "Second", "New report"])
    builder_of(pane).keeping.duplicate()
    qtbot.waitUntil(lambda: listed(pane) == ["My reports", "Second", "Second (copy)", "New report"])
    settle(qtbot, desk, pane)
    assert builder_of(pane).title == "Second (copy)"
    builder_of(pane).keeping.delete()
    qtbot.waitUntil(lambda: listed(pane) == ["My reports", "Second", "New report"])
    settle(qtbot, desk, pane)
    assert pane.made is not None


def test_a_report_that_cannot_be_read_says_so_and_can_be_deleted(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    saved = save_as(qtbot, desk, pane, "Broken")
    with desk.book.store.act("Break") as session:
        saved_reports.every(session)[0].definition = "{"
    qtbot.waitUntil(lambda: any("cannot be read" in text for _kind, text in desk.said))
    assert saved.definition.measures == (COUNT,)
    saved.keeping.delete()
    qtbot.waitUntil(lambda: listed(pane) == ["My reports", "New report"])
    settle(qtbot, desk, pane)
