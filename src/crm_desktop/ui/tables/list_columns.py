"""The columns of a list: which, in what order and width, and by which it is sorted; and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from crm_desktop.base.i18n import _
from crm_desktop.model.record import is_indexed
from crm_desktop.schema.custom import is_custom
from crm_desktop.schema.field import Field
from crm_desktop.services.views import Look
from crm_desktop.storage.query import Query
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.tables.column_chooser import ColumnChooser
from crm_desktop.ui.tables.record_table import RecordTable, usual_columns
from crm_desktop.ui.tables.record_view import RecordView

_SORTED_WITHOUT_INDEX = 50_000
_NEW_WIDTH = 110
Where = tuple[tuple[str, Any], ...]


def listed_of_book(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Return the book's own fields that are to be shown in lists from the start."""
    return tuple(name for name, declared in fields.items() if declared.listed and is_custom(name))


def chosen_columns(layout: Mapping[str, Any], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Return the columns that the user chose, as they were kept, and those listed since; nothing where nobody did."""
    kept, known = layout.get("columns"), layout.get("listed")
    columns = tuple(dict.fromkeys(c for c in kept if c in fields)) if isinstance(kept, list) else ()
    since = [c for c in listed_of_book(fields) if c not in columns and not (isinstance(known, list) and c in known)]
    return (*columns, *since) if "name" in columns else ()


def first_query(entity: str, layout: Mapping[str, Any], where: Where) -> Query:
    """Return the query of a list with the columns and order that were kept of it, or the usual ones."""
    usual = Query(entity, ("name",), where=where)
    fields, sort = usual.model.fields(), layout.get("sort")
    columns = chosen_columns(layout, fields) or usual_columns(usual)
    is_sortable = isinstance(sort, str) and sort in fields and is_indexed(sort, fields[sort])
    return replace(
        usual,
        columns=columns,
        sort=sort if isinstance(sort, str) and is_sortable else "name",
        descending=is_sortable and layout.get("descending") is True,
    )


class ListColumns(QObject):
    """Follows the header of one list; `button` opens the popup to choose columns in.

    Until somebody chooses, puts in order or sizes columns, the list shows those of the usual ones that fit.
    """

    layout_changed = Signal(dict)
    noticed = Signal(str)

    def __init__(self, view: RecordView, table: RecordTable, *, are_chosen: bool) -> None:
        super().__init__(view)
        self._view, self._table = view, table
        self._are_chosen = are_chosen
        self._listed = listed_of_book(table.query.model.fields())
        view.leaves_out = not are_chosen
        self._chooser: ColumnChooser | None = None
        self.button = FlatButton(_("Columns"), "columns")
        self.button.clicked.connect(self._choose_below)
        view.columns_wanted.connect(self._choose)
        view.columns_sized.connect(self._take_sized)
        view.columns_moved.connect(self._take_moved, Qt.ConnectionType.QueuedConnection)
        view.horizontalHeader().sectionClicked.connect(self.sort_by)
        table.modelReset.connect(self._show_order)
        table.modelReset.connect(view.fit_columns)

    def shown(self) -> tuple[str, ...]:
        """Return the columns that are in sight, in their order."""
        columns = self._table.query.columns
        return tuple(columns[i] for i in self._view.shown_columns())

    def meant(self) -> tuple[str, ...]:
        """Return the columns that are in sight, or would be in a wider window."""
        return self.shown() if self._are_chosen else self._table.query.columns

    def kept_layout(self) -> dict[str, Any]:
        """Return what is to be remembered of columns and order."""
        query = self._table.query
        chosen = {"columns": list(self.shown()), "widths": self._view.widths(), "listed": list(self._listed)}
        return {**(chosen if self._are_chosen else {}), "sort": query.sort, "descending": query.descending}

    def take_fields(self) -> None:
        """Follow a change of the custom fields: show new ones that are listed, once where somebody chose the columns."""
        self._chooser = None
        query = self._table.query.with_known_fields()
        before, self._listed = self._listed, listed_of_book(query.model.fields())
        if not self._are_chosen:
            self._table.ask(replace(query, columns=usual_columns(query)))
            return
        new = [name for name in self._listed if name not in (*before, *query.columns)]
        widths = self._view.widths()
        self._table.ask(replace(query, columns=(*query.columns, *new)))
        if new and widths:
            width = theme.pixels(_NEW_WIDTH)
            # the last column fills the list: what is new comes into sight by taking its room
            last = max(widths[-1] - width * len(new), width)
            self._view.set_widths((*widths[:-1], last, *[width] * len(new)))

    def shown_look(self) -> Look:
        """Return what a view keeps of columns and order."""
        query = self._table.query
        widths = tuple(self._view.widths()) if self._are_chosen else ()
        return Look(columns=self.shown(), widths=widths, sort=query.sort, descending=query.descending)

    def take_look(self, look: Look) -> Query:
        """Return the query with the columns and order of a view; its widths are set when the list has them."""
        query = self._table.query
        if look.columns:
            self._are_chosen, self._view.leaves_out = True, False
            query = replace(query, columns=look.columns)
        return replace(query, sort=look.sort, descending=look.descending) if look.sort else query

    def take_layout(self, layout: Mapping[str, Any]) -> Query:
        """Return the query with columns and order as they were kept of the list itself."""
        first = first_query(self._table.query.entity, layout, ())
        self._are_chosen = bool(chosen_columns(layout, first.model.fields()))
        self._view.leaves_out = not self._are_chosen
        return replace(self._table.query, columns=first.columns, sort=first.sort, descending=first.descending)

    def sort_by(self, section: int) -> None:
        """Put the list in order by a column, and the other way round the next time."""
        query = self._table.query
        name = query.columns[section]
        if is_indexed(name, query.model.fields()[name]) or self._table.rowCount() <= _SORTED_WITHOUT_INDEX:
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
            self._chooser = ColumnChooser(self._table.query.model.fields(), self._view)
            self._chooser.chosen.connect(self._take)
            self._chooser.usual_wanted.connect(self._take_usual)
        self._chooser.open_at(where, self.shown())

    def _take(self, columns: list[str]) -> None:
        if tuple(columns) != self.shown():
            self._show_columns(tuple(columns), are_chosen=True)

    def _take_usual(self) -> None:
        self._show_columns(usual_columns(self._table.query), are_chosen=False)
        if self._chooser is not None:
            self._chooser.show_columns(self.shown())

    def _take_moved(self) -> None:
        columns = self._table.query.columns
        sizes = dict(zip(self._view.shown_columns(), self._view.widths(), strict=False))
        order = self._view.take_order()
        if order != sorted(order):
            self._show_columns(tuple(columns[i] for i in order), [sizes[i] for i in order if i in sizes])

    def _take_sized(self) -> None:
        # which columns are left out stays as it is: to ask anew would take the heading out of the hand that drags it
        self._are_chosen = True
        self._tell_layout()

    def _show_columns(self, columns: tuple[str, ...], widths: Sequence[int] = (), *, are_chosen: bool = True) -> None:
        self._are_chosen, self._view.leaves_out = are_chosen, not are_chosen
        self._view.set_widths(())
        self._table.ask(replace(self._table.query, columns=columns))
        self._view.set_widths(widths)
        self._tell_layout()

    def _tell_layout(self) -> None:
        self.layout_changed.emit(self.kept_layout())
