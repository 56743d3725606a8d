"""The model behind every list: ids and cached rows, read page by page on the window's thread when they are painted.

While a step runs on another thread the rows at hand stay as they are, and what is missing is asked for again shortly
after: nothing here ever waits for the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.model import ENTITIES
from crm_desktop.schema.custom import is_custom
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services.totals import Totals
from crm_desktop.storage import filters
from crm_desktop.storage.grouping import folded_name
from crm_desktop.storage.ordering import count_all
from crm_desktop.storage.query import Listing, Query, Row
from crm_desktop.storage.store import Busy, Changes, Store, raw_of
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.labels import plain_tooltip
from crm_desktop.ui.tables.listed_ids import ListedIds
from crm_desktop.ui.tables.marks import Mark, needed_columns
from crm_desktop.ui.tables.row_finder import RowFinder
from crm_desktop.ui.tables.row_words import UNMARKED, RowWords

_ROOT = QModelIndex()
_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
_KEPT_TEXTS = 4096
_RETRY = 200
_PAUSE = 250
_AT_ONCE = 5_000
"""In a list of so many records any filter is quick."""


def usual_columns(query: Query) -> tuple[str, ...]:
    """Return the columns that a list of this entity shows from the start: its name, the book's own ones, the others."""
    listed = [name for name, f in query.model.fields().items() if f.listed and name != "name"]
    # what comes last is left out first: somebody asked for the book's own columns, and for the others nobody did
    return ("name", *sorted(listed, key=lambda name: not is_custom(name)))


def watched_tables(query: Query) -> frozenset[str]:
    """Return the tables whose changes may show in a list: its own, those of its links, those that derive its fields."""
    fields = {name: f for name, f in query.model.fields().items() if name in {*query.columns, query.sort}}
    linked = {f.kind.target for f in fields.values() if isinstance(f.kind, Link)}
    deriving = (
        {
            other.__tablename__
            for other in ENTITIES
            if any(kind.target == query.entity for kind in other.links().values())
        }
        if any(f.derived for f in fields.values())
        else set()
    )
    return frozenset({query.entity, "custom_field"} | linked | deriving | filters.tables_of(query.model, query.filter))


class RecordTable(QAbstractTableModel):
    """The rows of a query. A reset is announced only when the new rows are at hand."""

    def __init__(self, store: Store, jobs: Jobs, formats: Formats, query: Query, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = query
        """What is shown; while the file is busy, `ask` may be waiting with another one."""
        self.listing = Listing(query)
        self.total = 0
        """How many records there are, whatever the query leaves out."""
        self.words = RowWords(query, formats)
        """What the columns of the query say."""
        self._store, self._formats = store, formats
        self.ids = ListedIds(store, lambda: self.listing, self._row)
        self._finder = RowFinder(store, jobs)
        self._wanted = query
        self._texts: dict[int, tuple[str, ...]] = {}
        self._marked: dict[int, Mapping[int, Mark]] = {}
        self._totals = Totals()
        self._day = dates.today()
        self._retry = QTimer(self, interval=_RETRY)
        self._retry.timeout.connect(self.refresh)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.learn_the_way)

    def ask(self, query: Query) -> bool:
        """Show another query; returns False when the file is busy and the old rows stay for the moment."""
        self._wanted = query
        return self.refresh()

    def refresh(self) -> bool:
        """Ask for all rows anew; returns False when the file is busy and it will be done later."""
        query = self._wanted
        listing = Listing(replace(query, columns=query.columns + needed_columns(query)))
        try:
            with self._store.read() as session:
                total = count_all(raw_of(session), query.entity)
                is_at_hand = query.is_quick or total <= _AT_ONCE
                if is_at_hand:
                    listing.open(session)
        except Busy:
            self._retry.start()
            return False
        self._retry.stop()
        self._finder.cancel()
        if not is_at_hand:
            self._finder.gather(listing, partial(self._take_found, query, total))
            return False
        self._show(query, listing, total)
        self._pause.start()
        return True

    def show_totals(self, totals: Totals) -> None:
        """Show what the groups add up to in their headings."""
        self._totals = totals
        for heading in self.listing.headings:
            self._texts.pop(heading.row, None)
            self.dataChanged.emit(self.index(heading.row, 0), self.index(heading.row, self.columnCount() - 1))

    def fold(self, row: int) -> None:
        """Fold the group below a heading in, or out again."""
        heading = self.listing.heading(row)
        if heading is not None:
            name = folded_name(heading.key)
            self.ask(replace(self.query, closed=self.query.closed ^ {name}))

    def is_heading(self, row: int) -> bool:
        """Tell whether a row is the heading of a group."""
        return bool(self.listing.headings) and self.listing.heading(row) is not None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled if self.is_heading(index.row()) else super().flags(index)

    def learn_the_way(self) -> None:
        """Let a worker walk the index, so that a far jump costs no more than a near one, or find the rest of the hits.

        It waits until the list stands still: whoever types or sorts should not share the processor with it.
        """
        listing = self.listing

        def arrive(found: Listing) -> None:
            if found is not listing and self.listing is listing:
                self._show(self.query, found, self.total)

        self._finder.go_on(listing, arrive)

    def follow_day(self) -> None:
        """Say "yesterday" of what was "today" when midnight has passed since."""
        if self._day != dates.today():
            self._day = dates.today()
            self._forget_texts()
            if filters.is_by_the_day(self._wanted.filter):
                self.refresh()
                return
            if self.listing.count:
                last = self.index(self.listing.count - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)

    def is_touched_by(self, changes: Changes) -> bool:
        """Tell whether a step may have changed what is shown."""
        if changes.touches("custom_field"):
            self._wanted = self._wanted.with_known_fields()
        return changes.touches(*watched_tables(self._wanted))

    def texts(self, row: int) -> tuple[str, ...]:
        """Return what the cells of a row say, and "…" while the file is busy."""
        found = self._texts.get(row)
        return found if found is not None else self._load(row)

    def rounded_texts(self, row: int) -> tuple[str, ...]:
        """Return what the cells of a row say, the sums of a heading without cents."""
        heading = self.listing.heading(row)
        return self.texts(row) if heading is None else self.words.of_heading(heading, self._totals, places=0)

    def is_folded(self, row: int) -> bool:
        """Tell whether the group below a heading is folded in."""
        heading = self.listing.heading(row)
        return heading is not None and heading.is_closed

    def heading_row(self, key: Any) -> int | None:
        """Return where the heading of a group stands, None if there is none."""
        return next((heading.row for heading in self.listing.headings if heading.key == key), None)

    def marks(self, row: int) -> Mapping[int, Mark]:
        """Return what is special about the cells of a row whose texts were asked for, by column."""
        return self._marked.get(row, UNMARKED)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else self.listing.count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.words.fields)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        # roles as bare numbers: comparing with the enum doubles the time of a repaint
        if role == _DISPLAY:
            return self.texts(index.row())[index.column()]
        if role == _ALIGNMENT:
            return self.words.alignments[index.column()]
        if role in (_TOOLTIP, _ACCESSIBLE):
            text, mark = self.texts(index.row())[index.column()], self.marks(index.row()).get(index.column())
            said = f"{text} · {_(mark.words)}" if mark is not None else text
            return plain_tooltip(said) if role == _TOOLTIP else said
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.words.fields):
            return None
        if role == _DISPLAY:
            return _(self.words.fields[section].title)
        return self.words.alignments[section] if role == _ALIGNMENT else None

    def _load(self, row: int) -> tuple[str, ...]:
        raw = self._row(row)
        if raw is None:
            return self.words.waiting
        if len(self._texts) >= _KEPT_TEXTS:
            self._forget_texts()
        if raw[0] < 0:
            self._texts[row] = self.words.of_heading(self.listing.headings[-raw[0] - 1], self._totals)
            return self._texts[row]
        self._texts[row], marks = self.words.of(raw)
        if marks:
            self._marked[row] = marks
        return self._texts[row]

    def _row(self, row: int) -> Row | None:
        """Return a row as the file keeps it, None where it cannot be read now."""
        raw = self.listing.cached(row)
        if raw is not None or self._retry.isActive():
            return raw
        try:
            with self._store.read() as session:
                return self.listing.row(session, row)
        except Busy:
            self._retry.start()
        except IndexError:
            pass  # it went a moment ago, and the notice of it is on its way
        return None

    def _take_found(self, query: Query, total: int, found: Listing) -> None:
        if self._wanted == query:
            self._show(query, found, total)

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._marked.clear()

    def _show(self, query: Query, listing: Listing, total: int) -> None:
        self.beginResetModel()
        self.query, self.listing, self.total = query, listing, total
        self._totals = Totals()
        self._forget_texts()
        self._day = dates.today()
        self.words = RowWords(query, self._formats)
        self.endResetModel()
