"""The columns of a list: which, in what order and width, and by which it is sorted; and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from crm_desktop.base.i18n import _
from crm_desktop.storage.query import Query
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.tables.column_chooser import ColumnChooser
from crm_desktop.ui.tables.record_table import RecordTable, usual_columns
from crm_desktop.ui.tables.record_view import RecordView

_SORTED_WITHOUT_INDEX = 50_000
Where = tuple[tuple[str, Any], ...]


def first_query(entity: str, layout: Mapping[str, Any], where: Where) -> Query:
    """Return the query of a list with the columns and order that were kept of it, or the usual ones."""
    usual = Query(entity, ("name",), where=where)
    fields, kept, sort = usual.model.fields(), layout.get("columns"), layout.get("sort")
    columns = tuple(dict.fromkeys(c for c in kept if c in fields)) if isinstance(kept, list) else ()
    columns = columns if "name" in columns else usual_columns(usual)
    is_sortable = isinstance(sort, str) and sort in fields and fields[sort].listed
    return replace(
        usual,
        columns=columns,
        sort=sort if isinstance(sort, str) and is_sortable else "name",
        descending=is_sortable and layout.get("descending") is True,
    )


class ListColumns(QObject):
    """Follows the header of one list; `button` opens the popup to choose columns in."""

    layout_changed = Signal(dict)
    noticed = Signal(str)

    def __init__(self, view: RecordView, table: RecordTable) -> None:
        super().__init__(view)
        self._view, self._table = view, table
        self._chooser: ColumnChooser | None = None
        self.button = FlatButton(_("Columns"), "columns")
        self.button.clicked.connect(self._choose_below)
        view.columns_wanted.connect(self._choose)
        view.columns_sized.connect(self._tell_layout)
        view.columns_moved.connect(self._take_moved, Qt.ConnectionType.QueuedConnection)
        view.horizontalHeader().sectionClicked.connect(self.sort_by)
        table.modelReset.connect(self._show_order)
        table.modelReset.connect(view.fit_columns)

    def kept_layout(self) -> dict[str, Any]:
        """Return what is to be remembered of columns and order."""
        query = self._table.query
        return {
            "columns": list(query.columns),
            "widths": self._view.widths(),
            "sort": query.sort,
            "descending": query.descending,
        }

    def sort_by(self, section: int) -> None:
        """Put the list in order by a column, and the other way round the next time."""
        query = self._table.query
        name = query.columns[section]
        if query.model.fields()[name].listed or self._table.rowCount() <= _SORTED_WITHOUT_INDEX:
            self._table.ask(replace(query, sort=name, descending=query.sort == name and not query.descending))
            self._tell_layout()
        else:
            self.noticed.emit(_("So many records cannot be put in order by this column. Filter the list first."))
            self._show_order()

    def _show_order(self) -> None:
        query, header = self._table.query, self._view.horizontalHeader()
        shown = query.sort in query.columns
        header.setSortIndicatorShown(shown)
        if shown:
            order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(query.columns.index(query.sort), order)

    def _choose_below(self) -> None:
        button = self.button
        self._choose(button.mapToGlobal(QPoint(button.width(), button.height() + 2)))

    def _choose(self, where: QPoint) -> None:
        if self._chooser is None:
            query = self._table.query
            self._chooser = ColumnChooser(query.model.fields(), usual_columns(query), self._view)
            self._chooser.chosen.connect(self._take)
        self._chooser.open_at(where, self._table.query.columns)

    def _take(self, columns: list[str]) -> None:
        if tuple(columns) != self._table.query.columns:
            self._view.set_widths(())
            self._table.ask(replace(self._table.query, columns=tuple(columns)))
            self._tell_layout()

    def _take_moved(self) -> None:
        columns, widths = self._table.query.columns, self._view.widths()
        order = self._view.take_order()
        if order != sorted(order):
            self._table.ask(replace(self._table.query, columns=tuple(columns[i] for i in order)))
            self._view.set_widths([widths[i] for i in order] if widths else ())
            self._tell_layout()

    def _tell_layout(self) -> None:
        self.layout_changed.emit(self.kept_layout())
