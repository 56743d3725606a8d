"""Records that were deleted and can be brought back one by one, also long after other steps were made."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.panes import PANES
from crm_desktop.ui.tables.deleted_list import DeletedList


class DeletedDialog(FramedDialog):
    """One list per kind of record; it begins with the kind that the pane in front shows."""

    def __init__(self, context: Context) -> None:
        self.kind = ChoiceBox()
        self._lists = QStackedWidget()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.kind)
        column.addWidget(self._lists, 1)
        super().__init__(
            context.window,
            _("Deleted records"),
            _("A record comes back with its notes and with the links that others had to it."),
            content,
            size=(720, 500),
        )
        self._context = context
        self._made: dict[str, DeletedList] = {}
        self.kind.setAccessibleName(_("Kind of record"))
        for name in (pane.id for pane in PANES if pane.id in BY_NAME):
            self.kind.addItem(_(BY_NAME[name].entity.plural), name)
        self.kind.currentIndexChanged.connect(self._show_kind)
        place = self.kind.findData(context.pane.entity)
        self.kind.setCurrentIndex(max(place, 0))
        self._show_kind()

    @property
    def shown(self) -> DeletedList:
        """The list of the kind that is chosen."""
        entity = str(self.kind.currentData())
        if entity not in self._made:
            context = self._context
            made = self._made[entity] = DeletedList(context.store, context.bridge, context.formats, entity)
            made.restored.connect(self._show_restored)
            self._lists.addWidget(made)
            for before, after in pairwise((self.kind, made.view, made.button, self.close_button)):
                QWidget.setTabOrder(before, after)
        return self._made[entity]

    def _show_kind(self, *_index: int) -> None:
        self._lists.setCurrentWidget(self.shown)
        self.shown.setFocus()

    def _show_restored(self, ids: list[int]) -> None:
        self._context.go_to(str(self.kind.currentData()), ids[0])


def open_deleted(context: Context) -> DeletedDialog:
    """Show the deleted records; returns at once."""
    dialog = DeletedDialog(context)
    dialog.open()
    return dialog
