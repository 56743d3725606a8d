"""A list of records as every pane shows it: filter box, columns, selection, status, and words where there is nothing.

The selection is kept by the ids of the records and not by rows: after a change the same people are selected, wherever
they stand now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables import selection
from crm_desktop.ui.tables.column_chooser import ColumnChooser
from crm_desktop.ui.tables.record_table import RecordTable, usual_columns
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.widgets import EmptyState, NoticeBar, SearchBox

_KEPT_BY_ID = 2_000
_MOST_COPIED = 20_000
_SORTED_WITHOUT_INDEX = 50_000
Layout = dict[str, Any]
"""What is remembered of a list: "columns", "widths", "sort" and "descending"."""


class RecordList(QWidget):
    """Shows the records of one entity. `tools` may be placed elsewhere by whoever owns the list."""

    opened = Signal(int)
    current_changed = Signal(object)
    """The id of the record under the cursor, or None."""
    selection_changed = Signal()
    layout_changed = Signal(dict)

    def __init__(
        self,
        store: Store,
        bridge: Bridge,
        jobs: Jobs,
        formats: Formats,
        entity: str,
        *,
        layout: Mapping[str, Any] | None = None,
        where: tuple[tuple[str, Any], ...] = (),
        actions: Callable[[], Sequence[QAction]] | None = None,
        empty_buttons: Sequence[QPushButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entity = BY_NAME[entity].entity
        self._actions = actions
        self._kept_ids: list[int] = []
        self._kept_current: int | None = None
        self._kept_row = 0
        self._kept_place = (0, 0)
        self._kept_all = False
        self._told_current: int | None = None
        self._is_reloading = False
        self.table = RecordTable(store, jobs, formats, _first_query(entity, layout or {}, where), self)
        self.view = RecordView(self.table)
        self.view.setAccessibleName(_(self._entity.plural))
        self.filter_box = SearchBox(_("Filter"), "Ctrl+F")
        self.columns_button = FlatButton(_("Columns"), "columns")
        self.notice = NoticeBar()
        self.empty = EmptyState(self._entity.icon, "", empty_buttons)
        self.tools = QWidget()
        self._filter_timer = QTimer(self, singleShot=True, interval=0)
        self._tell_timer = QTimer(self, singleShot=True, interval=0)
        self._arrange()
        self._connect(bridge, store)
        self.table.refresh()
        self.view.set_widths(list((layout or {}).get("widths", ())))

    def current_id(self) -> int | None:
        """Return the record under the cursor."""
        index = self.view.currentIndex()
        return self.table.id_at(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        """Return how many records are selected."""
        return selection.size_of(self._ranges())

    def selected_ids(self) -> list[int]:
        """Return the selected records in the order of the list. Raises Busy while they cannot be read."""
        return [record_id for first, last in self._ranges() for record_id in self.table.ids(first, last)]

    def select_id(self, record_id: int) -> bool:
        """Put the cursor on a record and return whether the list has it."""
        row = self.table.row_of(record_id)
        if row is not None:
            self.view.selectRow(row)
            self.view.scrollTo(self.table.index(row, 0))
        return row is not None

    def select_first(self) -> None:
        """Put the cursor on the first record."""
        if self.table.rowCount():
            self.view.selectRow(0)

    def current_query(self) -> Query:
        """Return what is shown, columns in their order, for an export exactly as shown."""
        return self.table.query

    def set_where(self, where: tuple[tuple[str, Any], ...]) -> None:
        """Show only records whose columns have these values."""
        self._ask(replace(self.table.query, where=where))

    def set_words(self, words: str) -> None:
        """Show only records that hold these words, as if they were typed into the filter box."""
        self.filter_box.setText(words)

    def status_text(self) -> str:
        """Return "1 of 1,204 selected", or how many records there are."""
        listing, chosen = self.table.listing, self.selected_count()
        number = f"{listing.count:,}+" if listing.is_capped else f"{listing.count:,}"
        if chosen:
            return _("{chosen} of {all} selected").format(chosen=f"{chosen:,}", all=number)
        return count_of(self._entity.one, self._entity.many, listing.count).replace(f"{listing.count:,}", number)

    def kept_layout(self) -> Layout:
        """Return what is to be remembered of columns and order."""
        query = self.table.query
        return {
            "columns": list(query.columns),
            "widths": self.view.widths(),
            "sort": query.sort,
            "descending": query.descending,
        }

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as a table: headings, then one line per record."""
        ranges = self._ranges()
        if selection.size_of(ranges) > _MOST_COPIED:
            most = f"{_MOST_COPIED:,}"
            self.notice.say(_("More than {most} rows are too many to copy. Export the list instead.").format(most=most))
            return
        lines = [[_(f.title) for f in self.table.fields()]]
        lines += [list(self.table.texts(row)) for first, last in ranges for row in range(first, last + 1)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_cell, line)) for line in lines) + "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filter_box.text():
            self.filter_box.clear()
        elif event.key() == Qt.Key.Key_Down and self.filter_box.hasFocus():
            self._enter_list()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.table.follow_day()

    def _arrange(self) -> None:
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 8)
        tools.addWidget(self.filter_box, 1)
        tools.addWidget(self.columns_button)
        self._body = QStackedLayout()
        self._body.addWidget(self.view)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.notice)
        column.addLayout(self._body, 1)
        self.setFocusProxy(self.view)

    def _connect(self, bridge: Bridge, store: Store) -> None:
        end = bridge.relay(store.changed, self._follow_changes)
        self.destroyed.connect(lambda: end())
        self.table.modelAboutToBeReset.connect(self._keep_selection)
        self.table.modelReset.connect(self._restore_selection)
        self.view.selectionModel().selectionChanged.connect(self._tell_later)
        self.view.selectionModel().currentRowChanged.connect(self._tell_later)
        self._tell_timer.timeout.connect(self._tell)
        self.view.opened.connect(self._open)
        self.view.copy_wanted.connect(self.copy_selection)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.columns_wanted.connect(self._choose_columns)
        self.view.columns_sized.connect(self._tell_layout)
        self.view.columns_moved.connect(self._follow_moved_columns, Qt.ConnectionType.QueuedConnection)
        self.view.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.columns_button.clicked.connect(self._choose_columns_below)
        self.filter_box.textChanged.connect(self._filter_later)
        self.filter_box.returnPressed.connect(self._open)
        self._filter_timer.timeout.connect(self._filter)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._enter_filter)
