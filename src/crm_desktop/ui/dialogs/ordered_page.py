"""A page of the preferences that keeps records in an order: a table of them, the chosen one in a form below.

A new record is made as soon as its form holds what it needs; from then on each change is stored when its row of the
form is left, and every step is one step of undo. What differs is for the page itself to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Record
from crm_desktop.services import records
from crm_desktop.storage.store import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm, parsed
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.dialogs.page_steps import PageSteps
from crm_desktop.ui.widgets import plain_label

R = TypeVar("R", bound=Record)
MANY = 2000
"""A step that so many others follow is done on a worker."""
_SHOWN = 5
"""So many lines of the table are seen in the lowest window; the page scrolls before they go."""


class OrderedPage(QWidget, Generic[R]):
    """The records of what `choice` chooses; `failed` carries a sentence for the dialog's notice."""

    failed = Signal(str)
    table: OrderedTable
    form: FieldForm

    def __init__(self, context: Context, model: type[R], label: str, tools: OrderTools) -> None:
        super().__init__()
        self._context, self._model, self.tools = context, model, tools
        self._rows: list[R] = []
        self._is_new = False
        self._steps = PageSteps(context, self, self._show_done, self._tell)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(label)
        self.top = QHBoxLayout()
        named = plain_label(label, "muted", cuts=False)
        named.setBuddy(self.choice)
        self.top.addWidget(named)
        self.top.addWidget(self.choice)
        self.top.addStretch(1)
        self.choice.activated.connect(lambda _place: self._turn())
        tools.add_wanted.connect(self.begin_new)
        tools.move_wanted.connect(self.move_row)
        tools.delete_wanted.connect(self.delete)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))

    def current(self) -> R | None:
        """Return the record under the cursor, as it was read."""
        row = self.table.current_row()
        return self._rows[row] if not self._is_new and row is not None and row < len(self._rows) else None

    def refresh(self, record_id: int | None = None) -> None:
        """Show the records as they are stored now, the cursor on one of them."""
        with self._context.told(), self._context.store.read() as session:
            self._rows = self.read(session)
        self.table.set_rows([self.cells(record) for record in self._rows])
        ids = [record.id for record in self._rows]
        if ids and not self._is_new:
            last = min(self.table.current_row() or 0, len(ids) - 1)
            self.table.select_row(ids.index(record_id) if record_id in ids else last)
        self._show_form()

    def begin_new(self) -> None:
        """Empty the form for a new record."""
        self.table.clearSelection()
        self._is_new = True
        self._show_form()
        self.form.focus_first()

    def read(self, session: Session) -> list[R]:
        """Return the records of what is chosen, in their order."""
        raise NotImplementedError

    def cells(self, record: R) -> list[str]:
        """Return the line of a record in the table."""
        raise NotImplementedError

    def show_record(self, record: R | None) -> None:
        """Fill the form with a record, or empty it."""
        raise NotImplementedError

    def move_row(self, step: int) -> None:
        """Move the record under the cursor up or down."""
        raise NotImplementedError

    def delete(self) -> None:
        """Delete the record under the cursor."""
        raise NotImplementedError

    def add(self, values: dict[str, Any]) -> None:
        """Make a record of what the form says."""
        raise NotImplementedError

    def edit(self, record: R, values: dict[str, Any]) -> None:
        """Change a record."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Make the widgets anew that another choice asks for."""
        raise NotImplementedError

    def run(self, title: str, record: R, change: Callable[[Session, R], object], *, is_long: bool = False) -> None:
        """Change a stored record in one step and stay on it."""

        def step(session: Session) -> int:
            change(session, records.find(session, self._model, record.id))
            return record.id

        self._steps.run(title, step, is_long=is_long)

    def serve(self, table: OrderedTable) -> OrderedTable:
        """Let the cursor and the keys of a table work."""
        table.setMinimumHeight(_SHOWN * theme.row_height())
        table.chosen.connect(self._choose)
        table.opened.connect(lambda _row: self.form.focus_first())
        self.tools.serve(table)
        return table

    def store(self, _name: str) -> None:
        """Take in what the form says, now that a field of it was left."""
        record, texts = self.current(), self.form.changed()
        if not texts or (record is None and not self._is_new):
            return
        try:
            values = parsed(self.form.fields, texts if record is not None else self.form.said(), self._context.formats)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        if record is not None:
            self.edit(record, values)
        elif values["name"] is not None:  # else it is still being thought of
            self.add(values)

    def _turn(self) -> None:
        self._is_new = False
        self.rebuild()
        self.refresh()

    def _choose(self, _row: int) -> None:
        self._is_new = False
        self._show_form()

    def _show_form(self) -> None:
        record = self.current()
        self.tools.show_place(self._rows.index(record) if record is not None else -1, len(self._rows))
        self.show_record(record)

    def _show_done(self, record_id: int | None) -> None:
        self._is_new = False
        self.refresh(record_id)

    def _tell(self, problem: UserError) -> None:
        if isinstance(problem, InvalidInput):
            self.form.show_problems(problem.fields)
        else:
            self.failed.emit(str(problem))

    def _follow(self, changes: Changes) -> None:
        if changes.touches(self._model.__tablename__) and changes.origin is not self:
            record = self.current()
            self.refresh(record.id if record else None)
