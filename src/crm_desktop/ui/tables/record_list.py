"""A list of records as every pane shows it: filter box, columns, selection, status, and words where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.services.scopes import scopes_of, target_tables
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Busy, Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables.cell_editing import CellEditing
from crm_desktop.ui.tables.filter_bar import FilterBar
from crm_desktop.ui.tables.list_body import ListBody
from crm_desktop.ui.tables.list_columns import ListColumns, chosen_columns, first_query
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.tables.selection import Range, Selection, size_of
from crm_desktop.ui.widgets import NoticeBar

_MOST_COPIED = 20_000
_RETRY = 250
Where = tuple[tuple[str, Any], ...]


class RecordList(QWidget):
    """Shows the records of one entity. `tools` may be placed elsewhere by whoever owns the list."""

    opened = Signal(int)
    layout_changed = Signal(dict)
    """What is to be remembered: "columns", "widths", "sort", "descending" and "scope"."""
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
        self._store, self._model = store, BY_NAME[entity]
        self._entity = self._model.entity
        self._actions = actions
        self._where = where
        kept = layout or {}
        all_title = _("All {many}").format(many=_(self._entity.plural).lower())
        self.tools = FilterBar(all_title, str(kept.get("scope", "")))
        self.filter_box = self.tools.box
        self._learn = QTimer(self, singleShot=True, interval=_RETRY)
        self._learn.timeout.connect(self._learn_scopes)
        self._learn_scopes()
        self.table = RecordTable(store, jobs, formats, first_query(entity, kept, where + self.tools.where()), self)
        self.view = RecordView(self.table)
        self.selection = Selection(self.view, self.table)
        self.view.setAccessibleName(_(self._entity.plural))
        self.editing = CellEditing(self.view, self.table, store, formats)
        self.columns = ListColumns(self.view, self.table, are_chosen=bool(chosen_columns(kept, self._model.fields())))
        self.notice = NoticeBar()
        self.body = ListBody(self.view, self._entity, empty_buttons)
        self.empty = self.body.empty
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
        return replace(self.table.query, columns=self.columns.shown())

    def set_where(self, where: tuple[tuple[str, Any], ...]) -> None:
        """Show only records whose columns have these values, and of those the ones in the scope."""
        self._where = where
        self.tools.apply()

    def set_words(self, words: str) -> None:
        """Show only records that hold these words, as if they were typed into the filter box."""
        self.filter_box.setText(words)

    def show_everything(self) -> None:
        """Take words and scope away; the scope that the user chose comes back with the next start."""
        self._where = ()
        self.tools.show_all()

    def is_filtered(self) -> bool:
        """Tell whether words or a scope leave records out."""
        return bool(self.tools.words() or self.tools.where())

    def kept_layout(self) -> dict[str, Any]:
        """Return what is to be remembered of the list."""
        return self.columns.kept_layout() | {"scope": self.tools.kept_scope}

    def status_text(self) -> str:
        """Return "1 of 1,204 selected", of a filtered list "1 selected · 12 of 270 contacts", or how many there are."""
        listing, total, chosen = self.table.listing, self.table.total, self.selection.count()
        number = f"{listing.count:,}+" if listing.is_capped else f"{listing.count:,}"
        everything = count_of(self._entity.one, self._entity.many, total)
        if listing.count == total:
            return _("{chosen} of {all} selected").format(chosen=f"{chosen:,}", all=number) if chosen else everything
        found = _("{found} of {all}").format(found=number, all=everything)
        return _("{chosen} selected · {found}").format(chosen=f"{chosen:,}", found=found) if chosen else found

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as a table: headings, then one line per record."""
        ranges = self.selection.ranges()
        if size_of(ranges) > _MOST_COPIED:
            most = f"{_MOST_COPIED:,}"
            self.notice.say(_("More than {most} rows are too many to copy. Export the list instead.").format(most=most))
        else:
            QGuiApplication.clipboard().setText(_as_text(self.table, ranges, self.view.shown_columns()))

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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.table.follow_day()

    def _arrange(self) -> None:
        self.tools.add(self.columns.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.notice)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.body)

    def _connect(self, bridge: Bridge, store: Store) -> None:
        end = bridge.relay(store.changed, self._follow_changes)
        self.destroyed.connect(end)
        self.table.modelReset.connect(self._show_rows)
        self.selection.changed.connect(self._tell_status)
        self.view.opened.connect(self._open)
        self.view.copy_wanted.connect(self.copy_selection)
        self.view.menu_wanted.connect(self._show_menu)
        self.columns.layout_changed.connect(self._tell_layout)
        self.columns.noticed.connect(self.notice.say)
        self.editing.failed.connect(partial(self.notice.say, kind="error"))
        self.filter_box.returnPressed.connect(self._open)
        self.tools.changed.connect(self._filter)
        self.tools.scope_chosen.connect(self._tell_layout)
        self.tools.list_wanted.connect(self._enter_list)
        self.tools.left.connect(self._enter_list)
        self.body.clear_button.clicked.connect(self._clear_words)
        self.body.all_button.clicked.connect(self.tools.choose_all)

    def _learn_scopes(self) -> None:
        try:
            with self._store.read() as session:
                groups = scopes_of(session, self._model)
        except Busy:
            self._learn.start()
            return
        self.tools.offer(groups)

    def _follow_changes(self, changes: Changes) -> None:
        if changes.touches(*target_tables(self._model)):
            self._learn_scopes()
        if self.table.is_touched_by(changes):
            self.table.refresh()

    def _filter(self) -> None:
        self.table.ask(replace(self.table.query, words=self.tools.words(), where=self._where + self.tools.where()))

    def _clear_words(self) -> None:
        self.filter_box.clear()
        self.tools.apply()
        self._enter_list()

    def _show_rows(self) -> None:
        if self.table.rowCount():
            self.body.show_rows()
        else:
            scope = self.tools.scope.title if self.tools.where() else ""
            self.body.show_none(self.table.query, self.table.total, scope)
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

    def _tell_layout(self) -> None:
        self.layout_changed.emit(self.kept_layout())

    def _tell_status(self) -> None:
        self.status_changed.emit(self.status_text())


def _as_text(table: RecordTable, ranges: Sequence[Range], columns: Sequence[int]) -> str:
    titles = [_(f.title) for f in table.fields()]
    rows = (table.texts(row) for first, last in ranges for row in range(first, last + 1))
    return "".join("\t".join(_cell(texts[column]) for column in columns) + "\n" for texts in (titles, *rows))


def _cell(text: str) -> str:
    return " ".join(text.split())
