"""Change one field of all selected records in a bar: which field, which value, Enter. One step of Undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.services import bulk_edit
from crm_desktop.services.bulk_edit import Edited
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.dialogs.pane_bar import ChoiceBar


class BulkBar(ChoiceBar):
    """The bar for some records of one entity; an empty value empties the field."""

    def __init__(self, context: Context, entity: str, ids: Sequence[int], field: str = "") -> None:
        self._context, self._model, self._ids = context, BY_NAME[entity], tuple(ids)
        super().__init__(_("Change {records}").format(records=self._what()), _("Field"), _("Change"))
        self._fields = bulk_edit.fields_of(self._model)
        self._forms: dict[str, FieldForm] = {}
        for name, declared in self._fields.items():
            self.choice.addItem(_(declared.title), name)
        self.choice.currentIndexChanged.connect(self._show_field)
        self.choice.setCurrentIndex(max(self.choice.findData(field), 0))
        self._show_field()

    def asked(self) -> FieldForm:
        return self.form

    @property
    def form(self) -> FieldForm:
        """The editor of the chosen field."""
        name = str(self.choice.currentData())
        if name not in self._forms:
            made = self._forms[name] = FieldForm({name: self._fields[name]}, self._context.formats, self._context.store)
            self.room.addWidget(made)
        return self._forms[name]

    def take(self) -> None:
        """Change the records; what is wrong stands under the field."""
        try:
            values = self.form.values()
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        name = str(self.choice.currentData())
        what = _("Set “{field}” of {records}").format(field=_(self._fields[name].title), records=self._what())
        context, model, ids = self._context, self._model, self._ids

        def change(task: Task) -> Edited:
            with context.store.act(what) as session:
                return bulk_edit.set_all(session, model, ids, values, task)

        context.work(what, change, partial(_tell, context, what), over=context.pane)
        self.close_bar()

    def _show_field(self) -> None:
        self.show_asked(self._forms.values())

    def _what(self) -> str:
        declared = self._model.entity
        return count_of(declared.one, declared.many, len(self._ids))


def _tell(context: Context, what: str, edited: Edited) -> None:
    if edited.changed:
        context.say(what, action=_("Undo"), run=context.undo)
    elif not edited.refused:
        context.say(_("All of them had that value already; nothing changed."))
    if edited.refused:
        context.say(edited.sentence(), "warning")


def open_bulk_bar(context: Context) -> BulkBar | None:
    """Open the bar for the records that the pane in front has selected."""
    chosen = context.pane.selected()
    if chosen is None:
        return None
    bar = BulkBar(context, chosen.entity, chosen.ids)
    bar.open_in(context.pane.body)
    bar.choice.setFocus()
    return bar
