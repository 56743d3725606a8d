"""The model behind every list: ids and cached rows, read page by page on the window's thread when they are painted.

While a step runs on another thread the rows at hand stay as they are, and what is missing is asked for again shortly
after: nothing here ever waits for the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import ENTITIES
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link, LongText
from crm_desktop.services import headings
from crm_desktop.services.totals import Totals
from crm_desktop.storage import filters
from crm_desktop.storage.grouping import Heading, folded_name
from crm_desktop.storage.ordering import count_all
from crm_desktop.storage.query import STEP, Listing, Query
from crm_desktop.storage.store import Busy, Changes, Store, raw_of
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.labels import PillKind, plain_tooltip
from crm_desktop.ui.tables import cells
from crm_desktop.ui.tables.marks import Mark, marks_of, needed_columns, together_of

_ROOT = QModelIndex()
_UNMARKED: Mapping[int, Mark] = {}
_DISPLAY, _TOOLTIP, _ALIGNMENT, _ACCESSIBLE = 0, 3, 7, 11
ID_ROLE = 0x0100
_KEPT_TEXTS = 4096
_RETRY = 200
_PAUSE = 250
_AT_ONCE = 5_000
"""In a list of so many records any filter is quick."""
_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


def usual_columns(query: Query) -> tuple[str, ...]:
    """Return the columns that a list of this entity shows from the start, its name first."""
    listed = [name for name, f in query.model.fields().items() if f.listed and name != "name"]
    return ("name", *listed)


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
        self._store, self._jobs, self._formats = store, jobs, formats
        self._wanted = query
        self._is_stale = False
        self._walk: Job | None = None
        self._texts: dict[int, tuple[str, ...]] = {}
        self._marked: dict[int, Mapping[int, Mark]] = {}
        self._totals = Totals()
        self._day = dates.today()
        self._retry = QTimer(self, interval=_RETRY)
        self._retry.timeout.connect(self.refresh)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.learn_the_way)
        self._take_columns()

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
            self._wait()
            return False
        if self._walk is not None:
            self._walk.cancel()
            self._walk = None
        if not is_at_hand:
            self._gather(query, listing, total)
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
        listing, read = self.listing, partial(self._store.read, patient=True)

        def walk(task: Task) -> Listing:
            if listing.is_capped:
                return listing.completed(task, read)
            listing.walk(task, read)
            return listing

        def arrive(found: Listing) -> None:
            self._walk = None
            if found is not listing and self.listing is listing:
                self._show(self.query, found, self.total)

        if self._walk is None and (listing.is_capped or listing.count > 2 * STEP):
            self._walk = self._jobs.start("", walk, arrive)

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

    def marks(self, row: int) -> Mapping[int, Mark]:
        """Return what is special about the cells of a row whose texts were asked for, by column."""
        return self._marked.get(row, _UNMARKED)

    def may_have_sign(self, column: int) -> bool:
        """Tell whether a column needs room for a sign before its texts."""
        return column in self._marks and bool(self._marks[column].sign)

    def is_joined(self, column: int) -> bool:
        """Tell whether the cells of a column also say what stands in another one."""
        return column in self._together

    def id_at(self, row: int) -> int | None:
        """Return the id of the record in a row, None while it cannot be known."""
        raw = self.listing.cached(row)
        if raw is None:
            self.texts(row)
            raw = self.listing.cached(row)
        return None if raw is None or raw[0] < 0 else int(raw[0])

    def ids(self, first: int, last: int) -> list[int]:
        """Return the ids of the rows from `first` to `last`. Raises Busy while they cannot be read."""
        rows = [self.listing.cached(row) for row in range(first, last + 1)] if last - first < STEP else [None]
        if all(row is not None for row in rows):
            return [row[0] for row in rows if row is not None and row[0] > 0]
        with self._store.read() as session:
            return self.listing.ids(session, first, last)

    def row_of(self, record_id: int) -> int | None:
        """Return where a record stands, None if it is not in the list or cannot be sought now."""
        return next(iter(self.rows_of([record_id])), None)

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Return where those of the records stand that are in the list; nothing while they cannot be sought."""
        if not ids:
            return []
        try:
            with self._store.read() as session:
                found = [self.listing.position(session, record_id) for record_id in ids]
        except Busy:
            return []
        return [row for row in found if row is not None]

    def fields(self) -> Sequence[Field]:
        """Return the declared fields of the columns."""
        return self._fields

    def is_right(self, column: int) -> bool:
        """Tell whether a column's texts stand at the right, as numbers do."""
        return self._fields[column].kind.align == "right"

    def tones(self, column: int) -> dict[str, PillKind]:
        """Return the colours of a column's texts."""
        return self._tones[column]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else self.listing.count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        # roles as bare numbers: comparing with the enum doubles the time of a repaint
        if role == _DISPLAY:
            return self.texts(index.row())[index.column()]
        if role == _ALIGNMENT:
            return self._alignments[index.column()]
        if role in (_TOOLTIP, _ACCESSIBLE):
            text, mark = self.texts(index.row())[index.column()], self.marks(index.row()).get(index.column())
            said = f"{text} · {_(mark.words)}" if mark is not None else text
            return plain_tooltip(said) if role == _TOOLTIP else said
        if role == ID_ROLE:
            return self.id_at(index.row())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._fields):
            return None
        if role == _DISPLAY:
            return _(self._fields[section].title)
        return self._alignments[section] if role == _ALIGNMENT else None

    def _take_columns(self) -> None:
        declared = self.query.model.fields()
        self._fields = tuple(declared[name] for name in self.query.columns)
        self._marks = marks_of(self.query)
        self._together = together_of(self.query)
        self._needed = (*self.query.columns, *needed_columns(self.query))
        self._showers = tuple(cells.shower(f, self._formats) for f in self._fields)
        self._tones = tuple(cells.tone(f, self._formats) for f in self._fields)
        self._alignments = tuple(
            _ALIGNMENTS["left" if isinstance(f.kind, LongText) else f.kind.align] for f in self._fields
        )

    def _load(self, row: int) -> tuple[str, ...]:
        raw = self.listing.cached(row)
        if raw is None:
            if self._is_stale:
                return (cells.WAITING,) * len(self._fields)
            try:
                with self._store.read() as session:
                    raw = self.listing.row(session, row)
            except Busy:
                self._wait()
                return (cells.WAITING,) * len(self._fields)
            except IndexError:  # the row went a moment ago, and the notice of it is on its way
                return (cells.WAITING,) * len(self._fields)
        if len(self._texts) >= _KEPT_TEXTS:
            self._forget_texts()
        if raw[0] < 0:
            self._texts[row] = self._heading_texts(self.listing.headings[-raw[0] - 1])
            return self._texts[row]
        shown = tuple(show(value) for show, value in zip(self._showers, raw[1 : len(self._fields) + 1], strict=True))
        values = dict(zip(self._needed, raw[1:], strict=True)) if self._marks or self._together else {}
        for column, other in self._together.items():
            joined = " · ".join(filter(None, (shown[column], values[other])))
            shown = (*shown[:column], joined, *shown[column + 1 :])
        self._texts[row] = shown
        if self._marks:
            marked = {column: mark for column, mark in self._marks.items() if mark.holds(values)}
            if marked:
                self._marked[row] = marked
        return shown

    def _heading_texts(self, heading: Heading) -> tuple[str, ...]:
        query = self.query
        sums = self._totals.groups.get(folded_name(heading.key), {})
        declared = query.model.fields()[query.group]
        return headings.texts_of(declared, heading, query.columns, sums, self._formats)

    def _gather(self, query: Query, listing: Listing, total: int) -> None:
        """Let a worker find the rows of a filter that has to look at every record; the old ones stay till then."""

        def work(task: Task) -> Listing:
            listing.gather(task, partial(self._store.read, patient=True))
            return listing

        def arrive(found: Listing) -> None:
            self._walk = None
            if self._wanted == query:
                self._show(query, found, total)

        self._walk = self._jobs.start("", work, arrive)

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._marked.clear()

    def _wait(self) -> None:
        self._is_stale = True
        if not self._retry.isActive():
            self._retry.start()

    def _show(self, query: Query, listing: Listing, total: int) -> None:
        self.beginResetModel()
        self.query, self.listing, self.total = query, listing, total
        self._totals = Totals()
        self._forget_texts()
        self._day = dates.today()
        self._take_columns()
        self._is_stale = False
        self._retry.stop()
        self.endResetModel()
