"""The deleted records of one entity, newest first, and the way back for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.services import records
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Change
from crm_desktop.storage.store import Busy, Changes, Store, raw_of
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.labels import plain_tooltip
from crm_desktop.ui.widgets import EmptyState, NoticeBar, dress_table

_ROOT = QModelIndex()
_RETRY = 250
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DeletedTable(QAbstractTableModel):
    """Name, day and step of each deletion."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self.deletions: Sequence[Change] = ()

    def show(self, deletions: Sequence[Change]) -> None:
        """Show these deletions."""
        self.beginResetModel()
        self.deletions = tuple(deletions)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.deletions)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        deletion = self.deletions[index.row()]
        name = " ".join(str(deletion.before.get("name") or "").split())
        text = (name, self._formats.moment(deletion.step.at), deletion.step.title)[index.column()]
        return plain_tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (_("Name"), _("Deleted"), _("Step"))[section]


class DeletedList(QWidget):
    """Lists what was deleted of one entity; Enter or the button brings the selected records back, as one step."""

    restored = Signal(list)
    """The ids of the records that are back."""

    def __init__(
        self, store: Store, bridge: Bridge, formats: Formats, entity: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._model = store, BY_NAME[entity]
        self.table = DeletedTable(formats)
        self.view = QTableView()
        dress_table(self.view)
        self.view.setModel(self.table)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setAccessibleName(_("Deleted {many}").format(many=_(self._model.entity.plural)))
        self.view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.view.setTabKeyNavigation(False)
        self.view.doubleClicked.connect(self.restore)
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
        self.table.show(found)
        self._body.setCurrentWidget(self.view if found else self.empty)
        if found:
            first = self.table.index(0, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(first, flags)
        self._show_button()

    def restore(self) -> None:
        """Bring the selected records back, with what went along with them."""
        chosen = [self.table.deletions[index.row()] for index in self.view.selectionModel().selectedRows()]
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.restore()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        self._body = QStackedLayout()
        self._body.addWidget(self.view)
        self._body.addWidget(self.empty)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addLayout(self._body, 1)
        column.addLayout(below)
        self.setFocusProxy(self.view)

    def _title_of_many(self, count: int) -> str:
        return ngettext("Restore {n} record", "Restore {n} records", count).replace("{n}", f"{count:,}")

    def _show_button(self) -> None:
        self.button.setEnabled(self.view.selectionModel().hasSelection())

    def _follow(self, changes: Changes) -> None:
        if changes.touches(self._model.__tablename__):
            self.refresh()
