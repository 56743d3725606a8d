"""A list of records as every pane shows it: filter box, columns, selection, status, and words where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables.cell_editing import CellEditing
from crm_desktop.ui.tables.list_columns import ListColumns, first_query
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.tables.selection import Selection, size_of
from crm_desktop.ui.widgets import EmptyState, NoticeBar, SearchBox

_MOST_COPIED = 20_000
Where = tuple[tuple[str, Any], ...]


class RecordList(QWidget):
    """Shows the records of one entity. `tools` may be placed elsewhere by whoever owns the list."""

    opened = Signal(int)
    layout_changed = Signal(dict)
    """What is to be remembered: "columns", "widths", "sort" and "descending"."""
    status_changed = Signal(str)

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
        kept = layout or {}
        self.table = RecordTable(store, jobs, formats, first_query(entity, kept, where), self)
        self.view = RecordView(self.table)
        self.selection = Selection(self.view, self.table)
        self.view.setAccessibleName(_(self._entity.plural))
        self.editing = CellEditing(self.view, self.table, store, formats)
        self.filter_box = SearchBox(_("Filter"), "Ctrl+F")
        self.columns = ListColumns(self.view, self.table)
        self.notice = NoticeBar()
        self.empty = EmptyState(self._entity.icon, "", empty_buttons)
        self.tools = QWidget()
        self._filter_timer = QTimer(self, singleShot=True, interval=0)
        self._arrange()
        self._connect(bridge, store)
        self.table.refresh()
        self.view.set_widths([width for width in kept.get("widths", ()) if type(width) is int])

    def select_id(self, record_id: int) -> bool:
        """Put the cursor on a record and return whether the list has it."""
        row = self.table.row_of(record_id)
        if row is not None:
            self.selection.go_to(row)
        return row is not None

    def select_first(self) -> None:
        """Put the cursor on the first record."""
        if self.table.rowCount():
            self.selection.go_to(0)

    def current_query(self) -> Query:
        """Return what is shown, columns in their order, for an export exactly as shown."""
        return self.table.query

    def set_where(self, where: tuple[tuple[str, Any], ...]) -> None:
        """Show only records whose columns have these values."""
        self.table.ask(replace(self.table.query, where=where))

    def set_words(self, words: str) -> None:
        """Show only records that hold these words, as if they were typed into the filter box."""
        self.filter_box.setText(words)

    def status_text(self) -> str:
        """Return "1 of 1,204 selected", or how many records there are."""
        listing, chosen = self.table.listing, self.selection.count()
        number = f"{listing.count:,}+" if listing.is_capped else f"{listing.count:,}"
        if chosen:
            return _("{chosen} of {all} selected").format(chosen=f"{chosen:,}", all=number)
        return count_of(self._entity.one, self._entity.many, listing.count).replace(f"{listing.count:,}", number)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as a table: headings, then one line per record."""
        ranges = self.selection.ranges()
        if size_of(ranges) > _MOST_COPIED:
            most = f"{_MOST_COPIED:,}"
            self.notice.say(_("More than {most} rows are too many to copy. Export the list instead.").format(most=most))
            return
        lines = [[_(f.title) for f in self.table.fields()]]
        lines += [list(self.table.texts(row)) for first, last in ranges for row in range(first, last + 1)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_cell, line)) for line in lines) + "\n")

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.filter_box.setFocus()
        self.filter_box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.focus_filter()
        elif event.key() == Qt.Key.Key_Escape and self.filter_box.text():
            self.filter_box.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.filter_box.clear()
                self.view.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self._enter_list()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.table.follow_day()

    def _arrange(self) -> None:
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 8)
        tools.addWidget(self.filter_box, 1)
        tools.addWidget(self.columns.button)
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.notice)
        column.addLayout(self._body, 1)
        # a stack shows its first widget at once, as a window of its own where it has no parent yet
        self._body.addWidget(self.view)
        self._body.addWidget(self.empty)
        self.setFocusProxy(self.view)

    def _connect(self, bridge: Bridge, store: Store) -> None:
        end = bridge.relay(store.changed, self._follow_changes)
        self.destroyed.connect(end)
        self.table.modelReset.connect(self._show_rows)
        self.selection.changed.connect(self._tell_status)
        self.view.opened.connect(self._open)
        self.view.copy_wanted.connect(self.copy_selection)
        self.view.menu_wanted.connect(self._show_menu)
        self.columns.layout_changed.connect(self.layout_changed)
        self.columns.noticed.connect(self.notice.say)
        self.editing.failed.connect(partial(self.notice.say, kind="error"))
        self.filter_box.installEventFilter(self)
        self.filter_box.textChanged.connect(self._filter_timer.start)
        self.filter_box.returnPressed.connect(self._open)
        self._filter_timer.timeout.connect(self._filter)

    def _follow_changes(self, changes: Changes) -> None:
        if self.table.is_touched_by(changes):
            self.table.refresh()

    def _filter(self) -> None:
        self.table.ask(replace(self.table.query, words=self.filter_box.text()))

    def _show_rows(self) -> None:
        """Choose between the rows and the words that stand for none."""
        query = self.table.query
        if query.words.strip():
            sentence = _("Nothing here matches “{words}”. Esc shows everything again.").format(
                words=query.words.strip()
            )
        elif query.where:
            sentence = _("Nothing here fits this view.")
        else:
            sentence = _("Here is the place of your {many}. There are none yet.").format(many=_(self._entity.plural))
        self.empty.set_sentence(sentence)
        is_empty = not self.table.rowCount()
        self._body.setCurrentWidget(self.empty if is_empty else self.view)
        self._tell_status()

    def _open(self) -> None:
        if not self.selection.ranges():
            self.select_first()
        current = self.selection.current()
        if current is not None:
            self.opened.emit(current)

    def _enter_list(self) -> None:
        self.view.setFocus()
        if not self.selection.ranges():
            self.select_first()

    def _show_menu(self, where: QPoint) -> None:
        if self._actions is not None:
            menu = QMenu(self)
            menu.addActions(self._actions())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(where)

    def _tell_status(self) -> None:
        self.status_changed.emit(self.status_text())


def _cell(text: str) -> str:
    return " ".join(text.split())
