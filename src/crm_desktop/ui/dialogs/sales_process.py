"""Preferences, Sales process: the stages of each pipeline in their order, the chosen one in a form below.

A field is stored when it is left, as on a record page; every step is one step of undo.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Stage
from crm_desktop.services import pipeline as services_pipeline
from crm_desktop.services import records, sales_process
from crm_desktop.storage.store import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm, parsed
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.dialogs.pipeline_row import PipelineRow
from crm_desktop.ui.widgets import FlatButton, plain_label

_SHOWN = 5
"""So many lines of the table are seen in the lowest window; the page scrolls before they go."""
_COLUMNS = ("name", "kind", "probability", "category", "limit_in_stage", "limit_without_contact")


class SalesProcessPage(QWidget):
    """Pipelines and their stages; `failed` carries a sentence for the dialog's notice."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stages: list[Stage] = []
        self.pipeline = PipelineRow(self._act)
        fields = {name: Stage.fields()[name] for name in _COLUMNS}
        headings = [_(field.title) for field in fields.values()]
        headings[3:] = [_("Category"), _("Days in stage"), _("Without contact")]
        self.table = OrderedTable(
            _("Stages"), [*headings, ""], ("left", "left", "right", "left", "right", "right", "left")
        )
        self.form = FieldForm(fields, context.formats, context.store, columns=3)
        self.tools = OrderTools(_("Add a stage"))
        self.right = FlatButton(_("Looks right"), "check")
        self._arrange()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the pipelines and stages as they are stored now."""
        with self._context.told(), self._context.store.read() as session:
            self.pipeline.show_pipelines(sales_process.pipelines(session))
            here, stage = self.pipeline.pipeline_id(), self.stage()
            self._stages = services_pipeline.stages(session, here) if here is not None else []
            self._show_stages(stage.id if stage else None)

    def stage(self) -> Stage | None:
        """Return the stage under the cursor, as it was read."""
        row = self.table.current_row()
        return self._stages[row] if row is not None and row < len(self._stages) else None

    def select(self, stage_id: int) -> None:
        """Put the cursor on a stage."""
        self._show_stages(stage_id)

    def add_stage(self) -> None:
        """Add a stage behind the one under the cursor and put the keyboard into its name."""
        pipeline_id, behind, made = self.pipeline.pipeline_id(), self.stage(), []
        assert pipeline_id is not None
        if self._act(
            _("Add a stage"),
            lambda session: made.append(
                sales_process.add_stage(session, pipeline_id, behind.id if behind else None).id
            ),
        ):
            self.select(made[0])
            self.form.focus_first()
            line = self.form.editor("name").widget
            if isinstance(line, QLineEdit):
                line.selectAll()

    def move_stage(self, step: int) -> None:
        """Move the stage under the cursor up or down."""
        stage = self.stage()
        if stage is not None:
            title = _("Move the stage “{name}”").format(name=stage.name)
            self._act(title, lambda session: sales_process.move_stage(session, _of(session, stage), step))

    def delete(self) -> None:
        """Delete the stage under the cursor; why it cannot go is told."""
        stage = self.stage()
        if stage is not None:
            title = _("Delete the stage “{name}”").format(name=stage.name)
            self._act(title, lambda session: sales_process.delete_stage(session, _of(session, stage)))

    def confirm(self) -> None:
        """Say that what an import guessed of the stage is right."""
        stage = self.stage()
        if stage is not None:
            title = _("Confirm the stage “{name}”").format(name=stage.name)
            self._act(title, lambda session: sales_process.confirm_stage(session, _of(session, stage)))

    def _arrange(self) -> None:
        self.hint = plain_label("", "small-warning")
        self.tools.addWidget(self.hint)
        self.tools.addWidget(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self.pipeline)
        column.addWidget(self.table, 1)
        self.table.setMinimumHeight(_SHOWN * theme.row_height())
        column.addLayout(self.tools)
        column.addWidget(self.form)

    def _connect(self) -> None:
        self.tools.serve(self.table)
        self.tools.add_wanted.connect(self.add_stage)
        self.tools.move_wanted.connect(self.move_stage)
        self.tools.delete_wanted.connect(self.delete)
        self.right.clicked.connect(self.confirm)
        self.table.chosen.connect(lambda _row: self._show_form())
        self.table.opened.connect(lambda _row: self.form.focus_first())
        self.form.left.connect(self._store)
        self.pipeline.turned.connect(self.refresh)
        self.destroyed.connect(self._context.bridge.relay(self._context.store.changed, self._follow))

    def _follow(self, changes: Changes) -> None:
        if changes.touches("stage", "pipeline") and changes.origin is not self:
            self.refresh()

    def _show_stages(self, stage_id: int | None) -> None:
        shown = [[self._text(stage, name) for name in _COLUMNS] + [_review(stage)] for stage in self._stages]
        waiting = [stage.needs_review for stage in self._stages]
        self.table.set_rows(shown, lambda row, column: "warning" if column == len(_COLUMNS) and waiting[row] else "")
        ids = [stage.id for stage in self._stages]
        if ids:
            self.table.select_row(
                ids.index(stage_id) if stage_id in ids else min(self.table.current_row() or 0, len(ids) - 1)
            )
        self._show_form()

    def _show_form(self) -> None:
        stage = self.stage()
        self.form.setEnabled(stage is not None)
        if stage is None:
            return
        self.form.show_values(records.values_of(stage))
        self.hint.setText(_("An import guessed its probability.") if stage.needs_review else "")
        self.right.setVisible(stage.needs_review)

    def _store(self, name: str) -> None:
        stage, text = self.stage(), self.form.changed().get(name)
        if stage is None or text is None:
            return
        if name == "name" and not text.strip():
            self.form.show_problems({"name": _("A stage needs a name.")})
            return
        try:
            values = parsed(self.form.fields, {name: text}, self._context.formats)
            with self._context.store.act(_("Edit the stage “{name}”").format(name=stage.name), self) as session:
                sales_process.edit_stage(session, _of(session, stage), values)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
        except UserError as problem:
            self.failed.emit(str(problem))
        else:
            self.refresh()

    def _act(self, title: str, change: Callable[[Session], Any]) -> bool:
        """Run one step and show what it left; tell why it could not be done."""
        try:
            with self._context.store.act(title, self) as session:
                change(session)
        except UserError as problem:
            self.failed.emit(str(problem))
            self.pipeline.show_name()
            return False
        self.refresh()
        return True

    def _text(self, stage: Stage, name: str) -> str:
        return Stage.fields()[name].kind.show(getattr(stage, name), self._context.formats)


def _of(session: Session, stage: Stage) -> Stage:
    return records.find(session, Stage, stage.id)


def _review(stage: Stage) -> str:
    return _("please review") if stage.needs_review else ""
