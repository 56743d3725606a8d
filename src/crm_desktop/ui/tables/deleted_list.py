"""The deleted records of one entity, newest first, and the way back for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.services import records
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Change
from crm_desktop.storage.store import Busy, Changes, Store, raw_of
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.widgets import EmptyState, NoticeBar

_RETRY = 250


class DeletedList(QWidget):
    """Lists what was deleted of one entity; Enter or the button brings the selected records back, as one step."""

    restored = Signal(list)
    """The ids of the records that are back."""

    def __init__(
        self, store: Store, bridge: Bridge, formats: Formats, entity: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._model = store, BY_NAME[entity]
        self._formats = formats
        self.deletions: Sequence[Change] = ()
        name = _("Deleted {many}").format(many=_(self._model.entity.plural))
        self.view = PlainTable(name, (_("Name"), _("Deleted"), _("Step")))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.opened.connect(self.restore)
        self.view.selectionModel().selectionChanged.connect(self._show_button)
        self.empty = EmptyState("trash", _("Nothing of this kind was deleted."))
        self.button = PrimaryButton(_("Bring back"))
        self.button.clicked.connect(self.restore)
        self.notice = NoticeBar()
        self._retry = QTimer(self, singleShot=True, interval=_RETRY)
        self._retry.timeout.connect(self.refresh)
        self._arrange()
        self.destroyed.connect(bridge.relay(store.changed, self._follow))
        self.refresh()

    def refresh(self) -> None:
        """Read the deletions anew."""
        try:
            with self._store.read() as session:
                found = journal.deletions(raw_of(session), self._model.__tablename__)
        except Busy:
            self._retry.start()
            return
        self.deletions = found
        self.view.set_rows([self._texts(deletion) for deletion in found])
        self._body.setCurrentWidget(self.view if found else self.empty)
        if found:
            self.view.select_row(self.view.current_row() or 0)
        self._show_button()

    def restore(self) -> None:
        """Bring the selected records back, with what went along with them."""
        chosen = [self.deletions[index.row()] for index in self.view.selectionModel().selectedRows()]
        if not chosen:
            return
        name = str(chosen[0].before.get("name") or "")
        title = _("Restore “{name}”").format(name=name) if len(chosen) == 1 else self._title_of_many(len(chosen))
        try:
            with self._store.act(title) as session:
                for deletion in chosen:
                    records.restore(session, deletion.id)
        except UserError as problem:
            self.notice.say(str(problem), "error")
            return
        self.restored.emit([deletion.row for deletion in chosen])

    def _arrange(self) -> None:
        self._body = QStackedLayout()
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addLayout(self._body, 1)
        column.addLayout(below)
        # a stack shows its first widget at once, as a window of its own where it has no parent yet
        self._body.addWidget(self.view)
        self._body.addWidget(self.empty)
        self.setFocusProxy(self.view)

    def _texts(self, deletion: Change) -> tuple[str, str, str]:
        return str(deletion.before.get("name") or ""), self._formats.moment(deletion.step.at), deletion.step.title

    def _title_of_many(self, count: int) -> str:
        return count_of("Restore {n} record", "Restore {n} records", count)

    def _show_button(self) -> None:
        self.button.setEnabled(self.view.selectionModel().hasSelection())

    def _follow(self, changes: Changes) -> None:
        if changes.touches(self._model.__tablename__):
            self.refresh()
