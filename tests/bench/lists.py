"""Goals 3 to 7: lists of the real window, painted without a screen."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from crm_desktop.schema.formats import formats_for
from crm_desktop.storage import search
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.query import Query
from crm_desktop.storage.short_reads import STEP
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables.record_table import RecordTable, usual_columns
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.widgets import dress_table
from tests.bench import books, timing
from tests.bench.timing import Measure

ENTITIES = ("contact", "account", "opportunity", "activity")
TYPED = ("g", "gü", "gün", "günt", "günther", "e", "en", "eng", "engineer", "neer", "zoë w", "maria st", "qqqq")
"""What stands in the search box after one key press each."""


class _Constant(RecordTable):
    """A table whose texts are at hand from the start, with nothing behind it."""

    at_hand: tuple[tuple[str, ...], ...] = ()

    def texts(self, row: int) -> tuple[str, ...]:
        return self.at_hand[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.at_hand)


def measure() -> Iterator[Measure]:
    """Yield what lists cost in the smallest and in the largest book."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light", 100)
    small, large = timing.sizes()[0], timing.sizes()[-1]
    with ExitStack() as stack:
        one, other = (stack.enter_context(_shown(size)) for size in (large, small))
        yield from _first_paints(one, other)
        yield _jumps(one, other)
        yield _sorts(one, other)
        yield _repaint(one)
        middle = max(size for size in timing.sizes() if size < max(large, small + 1) and size <= 100_000)
        yield from _typing(one, other if middle == small else stack.enter_context(_shown(middle)))


class _Shown:
    """One book with the list of contacts in a view."""

    def __init__(self, size: int, store: Store) -> None:
        self.size, self.store, self.jobs = size, store, Jobs()
        self.formats = formats_for("en_GB")
        self.chance = random.Random(size)
        self.table = self.new_table("contact")
        self.view = _view(self.table)

    def renew(self, **change: Any) -> None:
        """Show the list anew: what an earlier look laid out is laid out again. Workers wait until it stands still."""
        self.view.deleteLater()
        if self.size < 10 * STEP:
            self.table = self.new_table("contact")
        if change:
            self.table.ask(replace(self.table.query, **change))
        self.table._pause.stop()
        self.view = _view(self.table)
        self.view.grab()

    def new_table(self, entity: str, kind: type[RecordTable] = RecordTable) -> RecordTable:
        query = Query(entity, ())
        query = replace(query, columns=usual_columns(query))
        table = kind(self.store, self.jobs, self.formats, query)
        if kind is RecordTable:
            table.refresh()
        else:
            kind.at_hand = tuple(self.table.texts(row) for row in range(200))  # type: ignore[attr-defined]
        return table

    def first_paint(self, entity: str, kind: type[RecordTable] = RecordTable) -> None:
        view = _view(self.new_table(entity, kind))
        view.grab()
        view.deleteLater()

    def jump(self) -> None:
        self.view.scrollTo(self.table.index(self.chance.randrange(self.table.rowCount()), 0))
        self.view.grab()

    def ask(self, **change: Any) -> None:
        assert self.table.ask(replace(self.table.query, **change))
        self.view.grab()

    def away(self) -> None:
        """Show another order in a new view, so that the next one comes from nowhere, in a small book as in a large one."""
        self.renew(sort="title", descending=False, words="")

    def find(self, text: str) -> None:
        with self.store.read() as session:
            search.find(session, text)

    def settle(self) -> None:
        """Wait until the workers know their way."""
        end = time.monotonic() + 120
        while self.jobs.running and time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.01)


@contextmanager
def _shown(size: int) -> Iterator[_Shown]:
    store = open_store(books.book(size))
    shown = _Shown(size, store)
    try:
        shown.settle()
        yield shown
    finally:
        shown.jobs.close()
        store.close()


def _view(table: RecordTable) -> RecordView:
    view = RecordView(table)
    view.resize(1400, 1000)
    return view


def _first_paints(large: _Shown, small: _Shown) -> Iterator[Measure]:
    pairs = {}
    for entity in ENTITIES:
        pairs[entity] = timing.medians([partial(large.first_paint, entity), partial(small.first_paint, entity)])
        large.settle()
    worst = max(pairs, key=lambda entity: pairs[entity][0] / pairs[entity][1])
    yield timing.of("3", f"first paint of a list, {_against(large, small)}", 1.1, pairs[worst], f"worst: {worst}")
    ours, constant = (partial(large.first_paint, "contact", kind) for kind in (RecordTable, _Constant))
    yield timing.ratio("3", "first paint of contacts, against the same texts at hand", 1.6, ours, constant)
    large.settle()


def _jumps(large: _Shown, small: _Shown) -> Measure:
    large.table.learn_the_way()
    large.settle()
    what = f"jump to rows not yet seen, {_against(large, small)}"
    return timing.ratio("4", what, 1.3, large.jump, small.jump, times=41, before=[large.renew, small.renew])


def _sorts(large: _Shown, small: _Shown) -> Measure:
    pairs = {}
    for column in large.table.query.columns:
        for descending in (False, True):
            turn = {"sort": column, "descending": descending}
            works = [partial(large.ask, **turn), partial(small.ask, **turn)]
            pairs[column, descending] = timing.medians(works, 11, before=[large.away, small.away])
    worst = max(pairs, key=lambda turn: pairs[turn][0] / pairs[turn][1])
    for shown in (large, small):
        shown.ask(sort="name", descending=False)
    return timing.of("5", f"sort by a column, {_against(large, small)}", 1.6, pairs[worst], f"worst: {worst[0]}")


def _typing(large: _Shown, middle: _Shown) -> Iterator[Measure]:
    def key(shown: _Shown, text: str) -> None:
        shown.ask(words=text)

    for number, what, press in (
        ("6", "key press in a list's filter to painted hits", key),
        ("6", "key press in the search of everything to its hits", _Shown.find),
    ):
        away = [large.away, middle.away]
        times = {t: timing.medians([partial(press, large, t), partial(press, middle, t)], 7, away) for t in TYPED}
        both = [sum(pair[i] for pair in times.values()) / len(times) for i in (0, 1)]
        yield timing.of(number, f"{what}, {_against(large, middle)}", 1.1, both, "mean of all keys")
        worst = max(times, key=lambda text: times[text][0])
        large.ask(words="")
        pair = (times[worst][0], *timing.medians([large.view.grab]))
        yield timing.of(number, "the worst of these keys, against a bare repaint", 2, pair, f"“{worst}”")


def _repaint(shown: _Shown) -> Measure:
    table, view = shown.table, QTableView()
    rows = 2000
    items = QStandardItemModel(min(rows, table.rowCount()), table.columnCount())
    for row in range(items.rowCount()):
        for column, text in enumerate(table.texts(row)):
            items.setItem(row, column, QStandardItem(text))
    dress_table(view)
    view.setModel(items)
    view.resize(1400, 1000)
    for column in range(items.columnCount()):
        view.setColumnWidth(column, shown.view.columnWidth(column))
    shown.view.scrollToTop()
    return timing.ratio("7", "repaint of a list, against QStandardItemModel", 1.8, shown.view.grab, view.grab, times=21)


def _against(large: _Shown, small: _Shown) -> str:
    return f"{large.size:,} against {small.size:,}"
