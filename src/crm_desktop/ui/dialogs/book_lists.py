"""Preferences, Lists: the words that the book offers for a field, the chosen one in a form below.

A word that is rewritten is rewritten in the records as well; one that is deleted stays where it is used.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import ListValue
from crm_desktop.services import lists, records
from crm_desktop.services.lists import LISTS, BookList
from crm_desktop.storage.store import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm, parsed
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.dialogs.page_steps import PageSteps
from crm_desktop.ui.widgets import FlatButton, plain_label

_SHOWN = 5
"""So many lines of the table are seen in the lowest window; the page scrolls before they go."""
_MANY = 2000
"""A word that so many records have is rewritten on a worker."""


class BookListsPage(QWidget):
    """The entries of one list; `failed` carries a sentence for the dialog's notice."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._values: list[ListValue] = []
        self._is_new = False
        self._steps = PageSteps(context, self, self._show_done, self._tell)
        self.list = QComboBox()
        self.list.setAccessibleName(_("List"))
        for each in LISTS:
            self.list.addItem(_(each.title), each.name)
        self.sentence = plain_label("", "muted", wraps=True)
        self.tools = OrderTools(_("Add a word"))
        self.usual = FlatButton(_("Add the usual words"), "list")
        self._room = QVBoxLayout()
        self.table, self.form = self._made()
        self._arrange()
        self._connect()
        self.refresh()

    def refresh(self, value_id: int | None = None) -> None:
        """Show the list as it is stored now, the cursor on one entry."""
        with self._context.told(), self._context.store.read() as session:
            self._values = lists.values(session, self.shown().name)
        kinds = {name: field.kind for name, field in self.form.fields.items()}
        formats = self._context.formats
        self.table.set_rows([[kinds[n].show(value.value(n), formats) for n in kinds] for value in self._values])
        ids = [value.id for value in self._values]
        if ids and not self._is_new:
            self.table.select_row(
                ids.index(value_id) if value_id in ids else min(self.table.current_row() or 0, len(ids) - 1)
            )
        self.usual.setVisible(not ids)
        self._show_form()

    def shown(self) -> BookList:
        """Return the list that is shown."""
        return LISTS[max(self.list.currentIndex(), 0)]

    def value(self) -> ListValue | None:
        """Return the entry under the cursor, as it was read."""
        row = self.table.current_row()
        return self._values[row] if not self._is_new and row is not None and row < len(self._values) else None

    def begin_new(self) -> None:
        """Empty the form for a new word; it is made when it is left."""
        self.table.clearSelection()
        self._is_new = True
        self._show_form()
        self.form.focus_first()

    def move_value(self, step: int) -> None:
        """Move the word under the cursor up or down."""
        value = self.value()
        if value is None:
            return

        def change(session: Session) -> int:
            lists.move_value(session, _of(session, value), step)
            return value.id

        self._steps.run(_("Move “{name}” in its list").format(name=value.name), change)

    def delete(self) -> None:
        """Take the word under the cursor off the list."""
        value = self.value()
        if value is not None:
            title = _("Take “{name}” off its list").format(name=value.name)
            self._steps.run(title, lambda session: lists.delete_value(session, _of(session, value)))

    def add_usual(self) -> None:
        """Begin the list with the usual words."""
        name = self.shown().name
        title = _("Add the usual words: {list}").format(list=_(self.shown().title))
        self._steps.run(title, lambda session: lists.add_usual(session, name))

    def _made(self) -> tuple[OrderedTable, FieldForm]:
        fields = {name: ListValue.fields()[name] for name in ("name", *self.shown().asks)}
        table = OrderedTable(_(self.shown().title), [_(field.title) for field in fields.values()], grows=0)
        table.setMinimumHeight(_SHOWN * theme.row_height())
        table.chosen.connect(self._choose)
        table.opened.connect(lambda _row: self.form.focus_first())
        self.tools.serve(table)
        form = FieldForm(fields, self._context.formats, self._context.store, columns=2)
        form.left.connect(self._store)
        self._room.insertWidget(0, table, 1)
        self._room.addWidget(form)
        return table, form

    def _arrange(self) -> None:
        top = QHBoxLayout()
        label = plain_label(_("List"), "muted", cuts=False)
        label.setBuddy(self.list)
        top.addWidget(label)
        top.addWidget(self.list)
        top.addStretch(1)
        self.tools.insertWidget(4, self.usual)
        self._room.setSpacing(10)
        self._room.insertLayout(1, self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.sentence)
        column.addLayout(self._room, 1)

    def _connect(self) -> None:
        self.list.activated.connect(lambda _place: self._turn())
        self.tools.add_wanted.connect(self.begin_new)
        self.tools.move_wanted.connect(self.move_value)
        self.tools.delete_wanted.connect(self.delete)
        self.usual.clicked.connect(self.add_usual)
        self.destroyed.connect(self._context.bridge.relay(self._context.store.changed, self._follow))

    def _turn(self) -> None:
        """Turn to another list, whose entries have other fields."""
        self._is_new = False
        for old in (self.table, self.form):
            self._room.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.table, self.form = self._made()
        self.refresh()

    def _choose(self, _row: int) -> None:
        self._is_new = False
        self._show_form()

    def _show_form(self) -> None:
        value = self.value()
        self.sentence.setText(_(self.shown().says))
        self.tools.show_place(self._values.index(value) if value is not None else -1, len(self._values))
        self.form.setEnabled(value is not None or self._is_new)
        self.form.show_values(records.values_of(value) if value is not None else {})

    def _store(self, _name: str) -> None:
        value, texts = self.value(), self.form.changed()
        if not texts or (value is None and not self._is_new):
            return
        try:
            entry = parsed(self.form.fields, texts if value is not None else self.form.said(), self._context.formats)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        if value is not None:
            self._edit(value, entry)
        elif entry["name"] is not None:  # else it is still being thought of
            title, name = _("Add “{name}” to a list").format(name=entry["name"]), self.shown().name
            self._steps.run(title, lambda session: lists.add_value(session, name, entry).id)

    def _edit(self, value: ListValue, entry: dict[str, Any]) -> None:
        def change(session: Session) -> int:
            lists.edit_value(session, _of(session, value), entry)
            return value.id

        title = _("Edit “{name}” in its list").format(name=value.name)
        self._steps.run(title, change, is_long="name" in entry and self._is_used_much(value))

    def _is_used_much(self, value: ListValue) -> bool:
        count = 0
        with self._context.told(), self._context.store.read() as session:
            count = lists.count_uses(session, value)
        return count > _MANY

    def _show_done(self, value_id: int | None) -> None:
        self._is_new = False
        self.refresh(value_id)

    def _tell(self, problem: UserError) -> None:
        if isinstance(problem, InvalidInput):
            self.form.show_problems(problem.fields)
        else:
            self.failed.emit(str(problem))

    def _follow(self, changes: Changes) -> None:
        if changes.touches(ListValue.__tablename__) and changes.origin is not self:
            value = self.value()
            self.refresh(value.id if value else None)


def _of(session: Session, value: ListValue) -> ListValue:
    return records.find(session, ListValue, value.id)
