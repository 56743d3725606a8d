"""Preferences, Custom fields: the fields that the user adds to an entity.

What does not matter for a kind (choices, the target of a link) is not shown.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, CustomField
from crm_desktop.model.custom import KINDS, kind_of
from crm_desktop.schema.kinds import Link
from crm_desktop.services import custom_fields
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.custom_field_form import FLAGS, CustomFieldForm
from crm_desktop.ui.dialogs.order_tools import OrderTools
from crm_desktop.ui.dialogs.ordered_page import MANY, OrderedPage
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.widgets import plain_label


class CustomFieldsPage(OrderedPage[CustomField]):
    """The custom fields of one entity."""

    form: CustomFieldForm

    def __init__(self, context: Context) -> None:
        super().__init__(context, CustomField, _("Fields of"), OrderTools(_("Add a field")))
        for model in custom_fields.with_custom_fields():
            self.choice.addItem(_(model.entity.plural), model.__tablename__)
        self.choice.setCurrentIndex(max(self.choice.findData("contact"), 0))
        self.sentence = plain_label("", "muted", wraps=True)
        titles = (_("Title"), _("Kind"), _("Where else"))
        self.table = self.serve(OrderedTable(_("Custom fields"), titles, grows=0))
        self.form = self._made_form()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addLayout(self.top)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.table, 1)
        self._column.addLayout(self.tools)
        self._column.addWidget(self.form)
        self.refresh()

    def entity_name(self) -> str:
        """Return the entity whose fields are shown."""
        return str(self.choice.currentData())

    def read(self, session: Session) -> list[CustomField]:
        return custom_fields.custom_fields(session, self.entity_name())

    def cells(self, record: CustomField) -> list[str]:
        fields = CustomField.fields()
        where = " · ".join(_(fields[name].title) for name in FLAGS if record.value(name))
        return [record.name, _kind_title(record), where]

    def show_record(self, record: CustomField | None) -> None:
        many = _(BY_NAME[self.entity_name()].entity.plural).lower()
        some = _("Each is a column, a row of the form and a filter of {many}, and a heading of their files.")
        none = _("A field that you add here is at once a column, a row of the form and a filter of {many}.")
        self.sentence.setText((some if self._rows else none).format(many=many))
        self.form.show_field(record, is_new=self._is_new)

    def move_row(self, step: int) -> None:
        field = self.current()
        if field is not None:
            title = _("Move the field “{name}”").format(name=field.name)
            self.run(title, field, lambda session, found: custom_fields.move_field(session, found, step))

    def delete(self) -> None:
        field = self.current()
        if field is not None:
            title, is_long = _("Delete the field “{name}”").format(name=field.name), self._has_many_values(field)
            self.run(title, field, custom_fields.delete_field, is_long=is_long)

    def add(self, values: dict[str, Any]) -> None:
        title, entity = _("Add the field “{name}”").format(name=values["name"]), self.entity_name()
        self._steps.run(title, lambda session: custom_fields.add_field(session, entity, values).id)

    def edit(self, record: CustomField, values: dict[str, Any]) -> None:
        def change(session: Session, found: CustomField) -> None:
            custom_fields.edit_field(session, found, values)

        is_long = bool({"searched", "options"} & values.keys()) and self._has_many_values(record)
        self.run(_("Edit the field “{name}”").format(name=record.name), record, change, is_long=is_long)

    def rebuild(self) -> None:
        old, self.form = self.form, self._made_form()  # another entity has other sections
        self._column.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()

    def _made_form(self) -> CustomFieldForm:
        form = CustomFieldForm(self._context, self.entity_name())
        form.left.connect(self.store)
        return form

    def _has_many_values(self, field: CustomField) -> bool:
        count = 0
        with self._context.told(), self._context.store.read() as session:
            count = custom_fields.count_values(session, field)
        return count > MANY


def _kind_title(field: CustomField) -> str:
    title, kind = _(dict(KINDS.options).get(field.kind, field.kind)), kind_of(field)
    return f"{title} → {_(BY_NAME[kind.target].entity.title)}" if isinstance(kind, Link) else title
