"""A list of records as every pane shows it: filter, columns, selection, foot, and words where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables import copying
from crm_desktop.ui.tables.cell_editing import CellEditing
from crm_desktop.ui.tables.filter_rows import Asked
from crm_desktop.ui.tables.list_body import ListBody
from crm_desktop.ui.tables.list_columns import ListColumns, chosen_columns, first_query
from crm_desktop.ui.tables.list_filter import ListFilter, Where
from crm_desktop.ui.tables.list_foot import ListFoot
from crm_desktop.ui.tables.list_looks import ListLooks, widths_in
from crm_desktop.ui.tables.list_words import words_of
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.tables.selection import Selection, size_of
from crm_desktop.ui.widgets import NoticeBar


class RecordList(QWidget):
    """Shows the records of one entity; `filter` says which of them."""

    opened = Signal(int)
    layout_changed = Signal(dict)
    """What is to be remembered: "columns", "widths", "sort", "descending", "group" and "scope", the key of a view."""
    status_changed = Signal(str)
    view_changed = Signal()
    """Another view is in force, or it is no longer as it was kept."""

    def __init__(
        self,
        store: Store,
        bridge: Bridge,
        jobs: Jobs,
        formats: Formats,
        entity: str,
        *,
        layout: Mapping[str, Any] | None = None,
        where: Where = (),
        days: Calendar = USUAL,
        actions: Callable[[], Sequence[QAction]] | None = None,
        empty_buttons: Sequence[QPushButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        model = BY_NAME[entity]
        self._entity, self._actions = model.entity, actions
        kept = layout or {}
        asked = Asked(model, store, formats)
        self.filter = ListFilter(store, bridge, jobs, asked, str(kept.get("scope", "")), where)
        self.filter_box = self.filter.bar.box
        first = replace(first_query(entity, kept, ()), days=days)
        self.table = RecordTable(store, jobs, formats, self.filter.applied_to(first), self)
        self.view = RecordView(self.table)
        self.selection = Selection(self.view, self.table)
        self.view.setAccessibleName(_(self._entity.plural))
        self.editing = CellEditing(self.view, self.table, store, formats)
        self.columns = ListColumns(self.view, self.table, are_chosen=bool(chosen_columns(kept, model.fields())))
        self.foot = ListFoot(self.view, self.table, self.selection, store, jobs, formats)
        self.notice = NoticeBar()
        self.body = ListBody(self.view, self._entity, empty_buttons)
        self.empty = self.body.empty
        self._arrange()
        self._connect(bridge, store)
        self.table.refresh()
        self.view.set_widths(widths_in(kept))
        self.looks = ListLooks(self.table, self.view, self.columns, self.filter, kept)
        self.looks.layout_changed.connect(self.layout_changed)
        self.looks.changed.connect(self.view_changed)

    def select_id(self, record_id: int) -> bool:
        """Put the cursor on a record and return whether the list has it."""
        row = self.table.ids.row_of(record_id)
        if row is not None:
            self.selection.go_to(row)
        return row is not None

    def select_first(self) -> None:
        """Put the cursor on the first record."""
        rows = range(self.table.rowCount())
        first = next((row for row in rows if not self.table.is_heading(row)), None)
        if first is not None:
            self.selection.go_to(first)

    def current_query(self) -> Query:
        """Return what is shown, columns in their order and no group folded in, for an export exactly as shown."""
        return replace(self.table.query, columns=self.columns.shown(), closed=frozenset())

    def whole_query(self) -> Query:
        """Return what is shown for paper: also with the columns that only this window has no room for."""
        return replace(self.current_query(), columns=self.columns.meant())

    def set_where(self, where: Where) -> None:
        """Show only records whose columns have these values, and of those the ones that the filter leaves."""
        self.filter.set_linked(where)

    def set_words(self, words: str) -> None:
        """Show only records that hold these words, as if they were typed into the filter box."""
        self.filter_box.setText(words)

    def kept_layout(self) -> dict[str, Any]:
        """Return what is to be remembered of the list."""
        return self.looks.layout()

    def status_text(self) -> str:
        """Return what the status bar says of the list."""
        return words_of(self.table, self.selection.count())

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as a table: headings, then one line per record."""
        ranges = self.selection.ranges()
        if size_of(ranges) > copying.MOST:
            most = grouped(copying.MOST)
            self.notice.say(_("More than {most} rows are too many to copy. Export the list instead.").format(most=most))
        else:
            QGuiApplication.clipboard().setText(copying.as_text(self.table, ranges, self.view.shown_columns()))

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_foot()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_foot()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.table.follow_day()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.filter.bar, self.filter.panel, self.notice):
            column.addWidget(widget)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)
        self.setFocusProxy(self.body)

    def _connect(self, bridge: Bridge, store: Store) -> None:
        end = bridge.relay(store.changed, self._follow_changes)
        self.destroyed.connect(end)
        self.table.modelReset.connect(self._show_rows)
        self.selection.changed.connect(self._tell_status)
        self.view.opened.connect(self._open)
        self.view.copy_wanted.connect(self.copy_selection)
        self.view.menu_wanted.connect(self._show_menu)
        self.columns.noticed.connect(self.notice.say)
        self.editing.failed.connect(partial(self.notice.say, kind="error"))
        self.editing.ended.connect(self.notice.forget_problem)
        self.filter_box.returnPressed.connect(self._open)
        self.filter.bar.list_wanted.connect(self._enter_list)
        self.filter.bar.left.connect(self._enter_list)
        self.body.clear_button.clicked.connect(self._clear_words)
        self.body.all_button.clicked.connect(self.filter.choose_all)

    def _follow_changes(self, changes: Changes) -> None:
        if changes.touches("custom_field"):
            self.columns.take_fields()
        if self.table.is_touched_by(changes):
            self.table.refresh()

    def _fit_foot(self) -> None:
        above = (self.filter.bar, self.filter.panel, self.notice)
        self.foot.fit(self.height() - sum(widget.height() for widget in above if widget.isVisible()))

    def _clear_words(self) -> None:
        self.filter_box.clear()
        self.filter.bar.apply()
        self._enter_list()

    def _show_rows(self) -> None:
        if self.table.rowCount():
            self.body.show_rows()
        else:
            narrow = self.filter.title() if self.filter.is_narrow() else ""
            self.body.show_none(self.table.query, self.table.total, narrow)
        self._tell_status()

    def _open(self) -> None:
        if not self.selection.ranges():
            self.select_first()
        current = self.selection.current()
        if current is not None:
            self.opened.emit(current)

    def _enter_list(self) -> None:
        if not self.table.rowCount():
            return
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
