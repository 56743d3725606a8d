"""How one list looks: as the user left it, or as a view wants it, with its columns, order, groups and conditions.

A view of the user's own that has columns keeps them itself; without such a view, what is changed belongs to the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.services.views import Look, View
from crm_desktop.storage.query import Query
from crm_desktop.ui.tables.list_columns import ListColumns
from crm_desktop.ui.tables.list_filter import ListFilter
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView


def widths_in(layout: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the widths of columns that were kept."""
    return tuple(width for width in layout.get("widths", ()) if type(width) is int)


class ListLooks(QObject):
    """Turns a list from one look to another, and knows whether the view in force is still as it was kept."""

    layout_changed = Signal(dict)
    changed = Signal()
    """Another view is in force, or it is no longer as it was kept."""

    def __init__(
        self, table: RecordTable, view: RecordView, columns: ListColumns, filter_: ListFilter, layout: Mapping[str, Any]
    ) -> None:
        super().__init__(table)
        self._table, self._view, self._columns, self._filter = table, view, columns, filter_
        self._plain = dict(layout)
        self._wanted: Query | None = None
        """The columns and order of a view that was opened, until they are asked for."""
        self._widths: tuple[int, ...] | None = None
        columns.layout_changed.connect(self._keep)
        filter_.changed.connect(self._ask)
        filter_.view_opened.connect(self._take)
        filter_.kept_changed.connect(self._keep)
        table.modelReset.connect(self._follow_rows)
        if filter_.view.key:
            self._take(filter_.view)
            self._ask()

    def look(self) -> Look:
        """Return what a view of the list as it is would keep."""
        mine = self._filter.look()
        return replace(self._columns.shown_look(), filter=mine.filter, group=mine.group)

    def is_changed(self) -> bool:
        """Tell whether the view in force is no longer as it was kept."""
        kept, look = self._filter.view.look, self.look()
        if (kept.filter, kept.group) != (look.filter, look.group):
            return True
        return bool(kept.columns) and kept != look

    def layout(self) -> dict[str, Any]:
        """Return what is to be remembered of the list."""
        mine = self._plain if self._filter.view.look.columns else self._columns.kept_layout()
        return {**mine, "scope": self._filter.kept}

    def _ask(self) -> None:
        query, self._wanted = self._wanted or self._table.query, None
        self._table.ask(self._filter.applied_to(query))
        self._tell()

    def _take(self, view: View) -> None:
        """Take the columns and order of a view, or those of the list itself; they are asked for with the filter."""
        if view.look.columns:
            self._wanted, self._widths = self._columns.take_look(view.look), view.look.widths
            self._view.set_widths(())
        else:
            self._wanted, self._widths = self._columns.take_layout(self._plain), widths_in(self._plain)

    def _keep(self) -> None:
        layout = self.layout()
        if not self._filter.view.look.columns:
            self._plain = layout
        self.layout_changed.emit(layout)
        self._tell()

    def _follow_rows(self) -> None:
        if self._widths is not None and len(self._widths) == self._table.columnCount():
            self._view.set_widths(self._widths)
        self._widths = None
        self._tell()

    def _tell(self) -> None:
        self._filter.show_state(is_changed=self.is_changed())
        self.changed.emit()
