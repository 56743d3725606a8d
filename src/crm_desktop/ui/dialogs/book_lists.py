"""Preferences, Lists: the words that the book offers for a field.

A word that is rewritten is rewritten in the records as well; one that is deleted stays where it is used.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import ListValue
from crm_desktop.services import lists, records
from crm_desktop.services.lists import LISTS, BookList
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_page import MANY, OrderedPage
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.widgets import FlatButton, plain_label


class BookListsPage(OrderedPage[ListValue]):
    """The entries of one list."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, ListValue, _("List"), OrderTools(_("Add a word")))
        for each in LISTS:
            self.choice.addItem(_(each.title), each.name)
        self.sentence = plain_label("", "muted", wraps=True)
        self.usual = FlatButton(_("Add the usual words"), "list")
        self.usual.clicked.connect(self.add_usual)
        self.tools.insertWidget(4, self.usual)
        self._room = QVBoxLayout()
        self._room.setSpacing(10)
        self._room.addLayout(self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self.top)
        column.addWidget(self.sentence)
        column.addLayout(self._room, 1)
        self._make()
        self.refresh()

    def shown(self) -> BookList:
        """Return the list that is shown."""
        return LISTS[max(self.choice.currentIndex(), 0)]

    def read(self, session: Session) -> list[ListValue]:
        return lists.values(session, self.shown().name)

    def cells(self, record: ListValue) -> list[str]:
        kinds = {name: field.kind for name, field in self.form.fields.items()}
        return [kind.show(record.value(name), self._context.formats) for name, kind in kinds.items()]

    def show_record(self, record: ListValue | None) -> None:
        self.sentence.setText(_(self.shown().says))
        self.usual.setVisible(not self._rows)
        self.form.setEnabled(record is not None or self._is_new)
        self.form.show_values(records.values_of(record) if record is not None else {})

    def move_row(self, step: int) -> None:
        value = self.current()
        if value is not None:
            title = _("Move “{name}” in its list").format(name=value.name)
            self.run(title, value, lambda session, found: lists.move_value(session, found, step))

    def delete(self) -> None:
        value = self.current()
        if value is not None:
            self.run(_("Take “{name}” off its list").format(name=value.name), value, lists.delete_value)

    def add(self, values: dict[str, Any]) -> None:
        title, name = _("Add “{name}” to a list").format(name=values["name"]), self.shown().name
        self._steps.run(title, lambda session: lists.add_value(session, name, values).id)

    def edit(self, record: ListValue, values: dict[str, Any]) -> None:
        def change(session: Session, found: ListValue) -> None:
            lists.edit_value(session, found, values)

        title = _("Edit “{name}” in its list").format(name=record.name)
        self.run(title, record, change, is_long="name" in values and self._is_used_much(record))

    def add_usual(self) -> None:
        """Begin the list with the usual words."""
        name = self.shown().name
        title = _("Add the usual words: {list}").format(list=_(self.shown().title))
        self._steps.run(title, lambda session: lists.add_usual(session, name))

    def rebuild(self) -> None:
        for old in (self.table, self.form):
            self._room.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._make()

    def _make(self) -> None:
        fields = {name: ListValue.fields()[name] for name in ("name", *self.shown().asks)}
        titles = [_(field.title) for field in fields.values()]
        self.table = self.serve(OrderedTable(_(self.shown().title), titles, grows=0))
        self.form = FieldForm(fields, self._context.formats, self._context.store, columns=2)
        self.form.left.connect(self.store)
        self._room.insertWidget(0, self.table, 1)
        self._room.addWidget(self.form)

    def _is_used_much(self, value: ListValue) -> bool:
        count = 0
        with self._context.told(), self._context.store.read() as session:
            count = lists.count_uses(session, value)
        return count > MANY
