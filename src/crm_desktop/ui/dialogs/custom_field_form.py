"""The form of one custom field: what does not matter for its kind (choices, the target of a link) is not shown."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.model import CustomField
from crm_desktop.model.custom import SECTION, kind_of
from crm_desktop.schema.kinds import Choice
from crm_desktop.services import custom_fields, records
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm

FLAGS = ("listed", "searched", "required")
_SHOWN = ("name", "kind", "section", *FLAGS, "options", "target")


class CustomFieldForm(FieldForm):
    """Edits the custom fields of one entity, whose sections it offers."""

    def __init__(self, context: Context, entity: str) -> None:
        fields = {name: CustomField.fields()[name] for name in _SHOWN}
        sections = tuple((title, title) for title in custom_fields.sections_of(entity))
        pages = tuple((m.__tablename__, m.entity.plural) for m in custom_fields.with_custom_fields())
        fields["section"] = replace(fields["section"], kind=Choice(sections, open=True))
        # with a default no empty choice is offered
        fields["target"] = replace(fields["target"], kind=Choice(pages), default=pages[0][0])
        super().__init__(fields, context.formats, context.store, columns=3)

    def show_field(self, field: CustomField | None, *, is_new: bool) -> None:
        """Show a field, the usual values of a new one, or nothing."""
        self.setEnabled(field is not None or is_new)
        new = {"kind": "text", "section": SECTION} if is_new else {}
        self.show_values(records.values_of(field) if field is not None else new)
        self.set_shown("options", is_shown=field is not None and field.kind == "choice")
        self.set_shown("target", is_shown=field is not None and field.kind == "link")
        self.editor("searched").widget.setEnabled(field is None or kind_of(field).is_text)
