"""The form in which a report is built: of what, by which rows and columns, which numbers, under which conditions.

What is chosen is shown at once in the pages at the right. Nothing is kept until it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Record
from crm_desktop.reports import own
from crm_desktop.reports.pivot import TITLE
from crm_desktop.reports.report import Report
from crm_desktop.schema.formats import Formats
from crm_desktop.services import pivot, saved_reports
from crm_desktop.services import pivot_editing as editing
from crm_desktop.services.filter_fields import title_of
from crm_desktop.services.pivot import DRAWN, MOST_AXES, MOST_MEASURES, MOST_ROWS, Definition, Kept
from crm_desktop.services.pivot_starts import STARTS
from crm_desktop.storage.filters import rules_in
from crm_desktop.storage.pivoting import Axis, Step, field_at, steps_of
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.panes.report_options import ReportOptions
from crm_desktop.ui.pivot.keeping import Keeping
from crm_desktop.ui.pivot.pick_button import PickButton
from crm_desktop.ui.pivot.pick_lines import Line, PickLines
from crm_desktop.ui.tables.filter_panel import FilterPanel
from crm_desktop.ui.tables.filter_rows import Asked
from crm_desktop.ui.widgets import NumberBox

_QUIET = 300


class PivotBuilder(ReportForm):
    """The form of one of the user's reports, or of a new one; `definition` is what it says now."""

    WIDTH = 300

    def __init__(self, context: Context, report: Report) -> None:
        super().__init__(context, report)
        self.title = report.title
        self.record_id = own.record_id_of(report.name)
        self.definition = editing.begun(BY_NAME[editing.FIRST])
        self._lost: tuple[str, ...] = ()
        self._set_aside: dict[str, Definition] = {}
        self._kept = "" if self.record_id is not None else pivot.as_json(self.definition)
        self.beside = room = QWidget()
        room.hide()
        self._above = QVBoxLayout(room)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._tell)
        self._make(report)
        self._arrange()
        self._connect()
        self._offer()
        self.show_definition(self.definition)
        self.read_again()

    def read_again(self) -> None:
        """Show the report as the book keeps it, if that changed: here, or by Undo."""
        if self.record_id is None:
            return
        with self._context.told(), self._context.store.read() as session:
            saved = next((one for one in saved_reports.every(session) if one.id == self.record_id), None)
            if saved is None:
                return
            self.title = saved.name
            self.keeping.show_packet(is_in=saved.in_packet)
            if saved.definition == self._kept:
                self._show_report()
                return
            self._kept = saved.definition
            kept = pivot.of_json(saved.definition)
            self._lost = kept.lost
            self.show_definition(kept.definition)

    def texts(self) -> dict[str, Any]:
        return self.when.texts()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        self.when.show_problems(problems)

    def take_over(self, other: ReportForm) -> None:
        self.when.take_over(other.when if isinstance(other, PivotBuilder) else other)

    def start_anew(self) -> None:
        """Begin a new report."""
        self.title = _(TITLE)
        self._set_aside.clear()
        self.show_definition(editing.begun(BY_NAME[editing.FIRST]))

    def start_with(self, title: str) -> None:
        """Begin with one of the reports that are offered for that."""
        self.title = _(title)
        self.take(lambda: STARTS[title])

    def show_definition(self, definition: Definition) -> None:
        """Show a definition, and the report that it makes."""
        is_other = definition.entity != self.definition.entity
        self.definition = definition
        self.entity.setCurrentIndex(self.entity.findData(definition.entity))
        if is_other:
            self._offer()
        if self.panel.group() != definition.filter:
            self.panel.show_group(definition.filter, "")
        self._show_choices()
        self._show_report()

    def take(self, step: Callable[[], Definition]) -> None:
        """Take one step further; one that makes no sense is said, and everything stays as it was."""
        try:
            definition = step()
        except UserError as problem:
            self.wrong.setText(str(problem))
            self.wrong.show()
            return
        self.wrong.hide()
        self._lost = ()
        self.show_definition(definition)
        self._quiet.start()
        self.edited.emit()

    def _make(self, report: Report) -> None:
        starts = QMenu(self)
        for title in STARTS:
            starts.addAction(_(title), partial(self.start_with, title))
        self.starts = FlatButton(_("Start with an example"), menu=starts)
        self.starts.setVisible(self.record_id is None)
        self.entity = _box(_("Report on"), [(one.__tablename__, _(one.entity.plural)) for one in pivot.entities()])
        self.rows = PickLines(_("Rows"), _("Row"), _("Add a row"), MOST_AXES)
        self.columns = PickLines(_("Columns"), _("Columns"), _("Choose columns"), 1)
        self.measures = PickLines(_("Numbers"), _("Number"), _("Add a number"), MOST_MEASURES)
        self.conditions = FlatButton("", "filter")
        self.conditions.setCheckable(True)
        self.order = PickButton(_("Order"))
        self.top = NumberBox(0, MOST_ROWS, 0)
        self.top.setAccessibleName(_("Largest rows only"))
        self.top.setSpecialValueText(_("All rows"))
        self.drawn = _box(_("Chart"), [(code, _(title)) for code, title in DRAWN.items()])
        self.drawn_note = plain_label("", "small", wraps=True)
        self.wrong = plain_label("", "small-danger", wraps=True)
        self.wrong.hide()
        self.panel = self._panel(self.definition.model)
        self._above.addWidget(self.panel)
        self.when = ReportOptions(self._context, report)
        self.paper = self.when.paper
        self.keeping = Keeping(self._context, self)

    def _arrange(self) -> None:
        self.column.addWidget(self.starts)
        _add_named(self.column, _("Report on"), self.entity)
        for lines in (self.rows, self.columns, self.measures):
            self.column.addWidget(lines)
        self.column.addWidget(self.wrong)
        self.column.addWidget(self.conditions)
        _add_named(self.column, _("Order"), self.order)
        _add_named(self.column, _("Largest rows only"), self.top)
        _add_named(self.column, _("Chart"), self.drawn, self.drawn_note)
        self.column.addWidget(self.when)
        self.column.addWidget(self.keeping)

    def _connect(self) -> None:
        self.when.changed.connect(self._tell)
        self.when.edited.connect(self.edited)
        self.entity.activated.connect(lambda _at: self.take(lambda: self._turned_to(self.entity.currentData())))
        self.rows.picked.connect(lambda at, path: self.take(lambda: editing.with_row(self.definition, at, path)))
        self.rows.stepped.connect(
            lambda at, step: self.take(lambda: editing.with_row_step(self.definition, at, cast("Step", step)))
        )
        self.rows.removed.connect(lambda at: self.take(lambda: editing.without_row(self.definition, at)))
        self.columns.picked.connect(lambda _at, path: self.take(lambda: editing.with_column(self.definition, path)))
        self.columns.stepped.connect(
            lambda _at, step: self.take(lambda: editing.with_column_step(self.definition, cast("Step", step)))
        )
        self.columns.removed.connect(lambda _at: self.take(lambda: replace(self.definition, column=None)))
        self.measures.picked.connect(
            lambda at, code: self.take(lambda: editing.with_measure(self.definition, at, code))
        )
        self.measures.removed.connect(lambda at: self.take(lambda: editing.without_measure(self.definition, at)))
        self.conditions.toggled.connect(self._show_panel)
        self.order.picked.connect(lambda code: self.take(lambda: editing.with_order(self.definition, code)))
        self.top.valueChanged.connect(lambda most: self.take(lambda: replace(self.definition, top=most or None)))
        self.drawn.activated.connect(
            lambda _at: self.take(lambda: replace(self.definition, drawn=self.drawn.currentData()))
        )

    def _turned_to(self, entity: str) -> Definition:
        """Return a report on another kind of record; what was chosen for this one comes back with it."""
        if entity == self.definition.entity:
            return self.definition
        self._set_aside[self.definition.entity] = self.definition
        return self._set_aside.get(entity) or editing.begun(BY_NAME[entity])

    def _offer(self) -> None:
        """Offer the fields of another kind of record, also in the conditions."""
        model = self.definition.model
        axes = pivot.axis_choices(model)
        self.rows.offer(axes)
        self.columns.offer(axes)
        self.measures.offer(editing.measure_choices(model))
        before, self.panel = self.panel, self._panel(model)
        self._above.replaceWidget(before, self.panel)
        self.panel.show()
        before.hide()
        before.deleteLater()

    def _panel(self, model: type[Record]) -> FilterPanel:
        """Return the rows of conditions on a kind of record."""
        panel = FilterPanel(Asked(model, self._context.store, self._context.formats), keeps_views=False)
        panel.edited.connect(lambda: self.take(lambda: replace(self.definition, filter=panel.group())))
        panel.left.connect(lambda: self.conditions.setChecked(False))
        return panel

    def _show_choices(self) -> None:
        definition, model, formats = self.definition, self.definition.model, self._context.formats

        self.rows.show_lines([_line(model, axis, formats) for axis in definition.rows])
        self.columns.show_lines([_line(model, definition.column, formats)] if definition.column else [])
        self.measures.show_lines(
            [Line(editing.code_of(one), pivot.measure_title(model, one)) for one in definition.measures]
        )
        orders = editing.order_choices(definition)
        self.order.offer(orders)
        self.order.show_choice(orders[0 if definition.by is None else definition.by + 1].title)
        self.top.blockSignals(True)
        self.top.setValue(definition.top or 0)
        self.top.blockSignals(False)
        self.drawn.setCurrentIndex(self.drawn.findData(definition.drawn))
        said = editing.said_of_chart(definition)
        _offer_lines(self.drawn, are_offered=pivot.is_in_order(definition))
        self.drawn_note.setText(said)
        self.drawn_note.setVisible(bool(said))
        count = sum(1 for _rule in rules_in(definition.filter))
        self.conditions.setText(_("Conditions · {n}").format(n=count) if count else _("Conditions"))

    def _show_report(self) -> None:
        """Stand for the report that is chosen now."""
        self.report = own.draft(Kept(self.definition, self._lost), self.report.name, self.title)
        self.keeping.mark(is_changed=pivot.as_json(self.definition) != self._kept)

    def _show_panel(self, shown: bool) -> None:
        assert self.beside is not None
        self.is_beside_open = shown
        self.beside.setVisible(shown)
        if shown:
            self.panel.take_keyboard()
        else:
            self.conditions.setFocus()

    def _tell(self) -> None:
        self.changed.emit()


def _line(model: type[Record], axis: Axis, formats: Formats) -> Line:
    declared = field_at(model, axis.path)
    steps = tuple((step, pivot.step_title(declared, step, formats)) for step in steps_of(declared))
    return Line(axis.path, title_of(model, axis.path), axis.step, steps)


def _offer_lines(box: ChoiceBox, *, are_offered: bool) -> None:
    """Offer lines only over what follows each other."""
    items = cast("QStandardItemModel", box.model())
    items.item(box.findData("lines")).setEnabled(are_offered)


def _box(name: str, choices: list[tuple[str, str]]) -> ChoiceBox:
    box = ChoiceBox(name)
    for code, title in choices:
        box.addItem(title, code)
    return box


def _add_named(column: QVBoxLayout, title: str, widget: QWidget, *below: QWidget) -> None:
    part = QVBoxLayout()
    part.setSpacing(4)
    label = plain_label(title, "muted")
    label.setBuddy(widget)
    part.addWidget(label)
    for each in (widget, *below):
        part.addWidget(each)
    column.addLayout(part)
