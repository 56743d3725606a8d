"""Preferences, Custom fields: the fields that the user adds to an entity, the chosen one in a form below.

A new field is made as soon as it has a title; from then on each change is stored when its row of the form is left, and
every step is one step of undo. What does not matter for a kind (choices, the target of a link) is not shown.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, CustomField
from crm_desktop.model.custom import KINDS, kind_of
from crm_desktop.schema.kinds import Link
from crm_desktop.services import custom_fields, records
from crm_desktop.storage.store import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.custom_field_form import FLAGS, CustomFieldForm
from crm_desktop.ui.dialogs.field_form import parsed
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.dialogs.page_steps import PageSteps
from crm_desktop.ui.widgets import plain_label

_SHOWN = 5
"""So many lines of the table are seen in the lowest window; the page scrolls before they go."""
_MANY = 2000
"""A step that so many values of the search or of the records follow is done on a worker."""


class CustomFieldsPage(QWidget):
    """The custom fields of one entity; `failed` carries a sentence for the dialog's notice."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._fields: list[CustomField] = []
        self._is_new = False
        self._steps = PageSteps(context, self, self._show_done, self._tell)
        self.entity = QComboBox()
        self.entity.setAccessibleName(_("Fields of"))
        for model in custom_fields.with_custom_fields():
            self.entity.addItem(_(model.entity.plural), model.__tablename__)
        self.entity.setCurrentIndex(max(self.entity.findData("contact"), 0))
        self.sentence = plain_label("", "muted", wraps=True)
        self.table = OrderedTable(_("Custom fields"), (_("Title"), _("Kind"), _("Where else")), grows=0)
        self.table.setMinimumHeight(_SHOWN * theme.row_height())
        self.tools = OrderTools(_("Add a field"))
        self.form = self._made_form()
        self._arrange()
        self._connect()
        self.refresh()

    def refresh(self, field_id: int | None = None) -> None:
        """Show the fields as they are stored now, the cursor on one of them."""
        with self._context.told(), self._context.store.read() as session:
            self._fields = custom_fields.custom_fields(session, self.entity_name())
        self.table.set_rows([_row(field) for field in self._fields])
        ids = [field.id for field in self._fields]
        if ids and not self._is_new:
            self.table.select_row(
                ids.index(field_id) if field_id in ids else min(self.table.current_row() or 0, len(ids) - 1)
            )
        many = _(BY_NAME[self.entity_name()].entity.plural).lower()
        some = _("Each is a column, a row of the form and a filter of {many}, and a heading of their files.")
        none = _("A field that you add here is at once a column, a row of the form and a filter of {many}.")
        self.sentence.setText((some if ids else none).format(many=many))
        self._show_form()

    def entity_name(self) -> str:
        """Return the entity whose fields are shown."""
        return str(self.entity.currentData())

    def field(self) -> CustomField | None:
        """Return the field under the cursor, as it was read."""
        row = self.table.current_row()
        return self._fields[row] if not self._is_new and row is not None and row < len(self._fields) else None

    def begin_new(self) -> None:
        """Empty the form for a new field; it is made when its title is left."""
        self.table.clearSelection()
        self._is_new = True
        self._show_form()
        self.form.focus_first()

    def move_field(self, step: int) -> None:
        """Move the field under the cursor up or down."""
        field = self.field()
        if field is None:
            return

        def change(session: Session) -> int:
            custom_fields.move_field(session, _of(session, field), step)
            return field.id

        self._steps.run(_("Move the field “{name}”").format(name=field.name), change)

    def delete(self) -> None:
        """Delete the field under the cursor; its values come back with Undo."""
        field = self.field()
        if field is not None:
            title, is_long = _("Delete the field “{name}”").format(name=field.name), self._has_many_values(field)
            self._steps.run(
                title, lambda session: custom_fields.delete_field(session, _of(session, field)), is_long=is_long
            )

    def _made_form(self) -> CustomFieldForm:
        form = CustomFieldForm(self._context, self.entity_name())
        form.left.connect(self._store)
        return form

    def _arrange(self) -> None:
        top = QHBoxLayout()
        label = plain_label(_("Fields of"), "muted", cuts=False)
        label.setBuddy(self.entity)
        top.addWidget(label)
        top.addWidget(self.entity)
        top.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addLayout(top)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.table, 1)
        self._column.addLayout(self.tools)
        self._column.addWidget(self.form)

    def _connect(self) -> None:
        self.entity.activated.connect(lambda _place: self._turn())
        self.tools.serve(self.table)
        self.tools.add_wanted.connect(self.begin_new)
        self.tools.move_wanted.connect(self.move_field)
        self.tools.delete_wanted.connect(self.delete)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _row: self.form.focus_first())
        self.destroyed.connect(self._context.bridge.relay(self._context.store.changed, self._follow))

    def _turn(self) -> None:
        """Turn to the fields of another entity, which has other sections."""
        self._is_new = False
        old, self.form = self.form, self._made_form()
        self._column.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        self.refresh()

    def _choose(self, _row: int) -> None:
        self._is_new = False
        self._show_form()

    def _show_form(self) -> None:
        field = self.field()
        self.tools.show_place(self._fields.index(field) if field is not None else -1, len(self._fields))
        self.form.show_field(field, is_new=self._is_new)

    def _store(self, _name: str) -> None:
        field, texts = self.field(), self.form.changed()
        if not texts or (field is None and not self._is_new):
            return
        try:
            values = parsed(self.form.fields, texts if field is not None else self.form.said(), self._context.formats)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        if field is not None:
            self._edit(field, values)
        elif values["name"] is not None:  # else it is still being thought of
            title, entity = _("Add the field “{name}”").format(name=values["name"]), self.entity_name()
            self._steps.run(title, lambda session: custom_fields.add_field(session, entity, values).id)

    def _edit(self, field: CustomField, values: dict[str, Any]) -> None:
        def change(session: Session) -> int:
            custom_fields.edit_field(session, _of(session, field), values)
            return field.id

        is_long = bool({"searched", "options"} & values.keys()) and self._has_many_values(field)
        self._steps.run(_("Edit the field “{name}”").format(name=field.name), change, is_long=is_long)

    def _has_many_values(self, field: CustomField) -> bool:
        count = 0
        with self._context.told(), self._context.store.read() as session:
            count = custom_fields.count_values(session, field)
        return count > _MANY

    def _show_done(self, field_id: int | None) -> None:
        self._is_new = False
        self.refresh(field_id)

    def _tell(self, problem: UserError) -> None:
        if isinstance(problem, InvalidInput):
            self.form.show_problems(problem.fields)
        else:
            self.failed.emit(str(problem))

    def _follow(self, changes: Changes) -> None:
        if changes.touches(CustomField.__tablename__) and changes.origin is not self:
            field = self.field()
            self.refresh(field.id if field else None)


def _of(session: Session, field: CustomField) -> CustomField:
    return records.find(session, CustomField, field.id)


def _row(field: CustomField) -> list[str]:
    fields = CustomField.fields()
    return [field.name, _kind_title(field), " · ".join(_(fields[name].title) for name in FLAGS if field.value(name))]


def _kind_title(field: CustomField) -> str:
    title, kind = _(dict(KINDS.options).get(field.kind, field.kind)), kind_of(field)
    return f"{title} → {_(BY_NAME[kind.target].entity.title)}" if isinstance(kind, Link) else title
