"""The table widget of a list: its keys, its header, and columns that fill the width until the user sizes them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Choice, Day, Moment, YesNo
from crm_desktop.ui import theme
from crm_desktop.ui.tables.delegates import RecordDelegate
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.widgets import dress_table

_NARROWEST, _WIDEST = 40, 240
_AROUND, _AROUND_PILL = 24, 36
_SAMPLE = 60
_SQUEEZE = 1.15
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def shared_widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return column widths that fill `room`: all grow alike; where room is short the widest give way, down to `least`."""
    if not natural:
        return []
    spare = room - sum(natural)
    if spare >= 0:
        return [width + spare * width // sum(natural) for width in natural]
    given: dict[int, int] = {}
    while len(given) < len(natural):
        asking = [i for i in range(len(natural)) if i not in given]
        share = (room - sum(given.values())) // len(asking)
        settled = {i: least[i] for i in asking if least[i] > share} or {
            i: natural[i] for i in asking if natural[i] <= share
        }
        given |= settled or dict.fromkeys(asking, share)
    widths = [given[i] for i in range(len(natural))]
    over = sum(widths)
    return [width * room // over for width in widths] if room < over <= room * _SQUEEZE else widths


def _least_width(declared: Field, *, is_first: bool) -> int:
    """Return down to what a column may shrink: the end of an address is worth less than that of a name or a state."""
    if is_first:
        return 160
    return _WIDEST if isinstance(declared.kind, Choice | Day | Moment | YesNo) else 88


class RecordView(QTableView):
    """Shows a `RecordTable`. Enter and double click open, Home and End go to the first and last record."""

    opened = Signal()
    menu_wanted = Signal(QPoint)
    columns_wanted = Signal(QPoint)
    columns_moved = Signal()
    columns_sized = Signal()
    copy_wanted = Signal()
    edit_wanted = Signal()

    def __init__(self, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_table(self)
        self._is_fitting = False
        self._sized_by_hand = False
        self._measured: tuple[tuple[str, ...], bool] = ((), False)
        self._natural: list[int] = []
        self.setModel(table)
        self._table = table
        self._delegate = RecordDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.doubleClicked.connect(self._open)
        header = self.horizontalHeader()
        # the header asks of each column whether all its rows are selected: with its own, empty selection it need not
        header.setSelectionModel(QItemSelectionModel(table, self))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(theme.pixels(_NARROWEST))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_for_columns)
        header.sectionMoved.connect(self.columns_moved)
        header.sectionResized.connect(self._note_size)

    def widths(self) -> list[int]:
        """Return the widths that the user gave the columns, empty while they fill the list by themselves."""
        header = self.horizontalHeader()
        return [header.sectionSize(i) for i in range(header.count())] if self._sized_by_hand else []

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns these widths; without any they fill the list by themselves."""
        self._sized_by_hand = len(widths) == self._table.columnCount()
        if self._sized_by_hand:
            self._resize_columns(widths)
        else:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Let the columns share the width of the list by what they hold."""
        if self._sized_by_hand:
            return
        columns, sample = self._table.query.columns, min(self._table.rowCount(), _SAMPLE)
        if self._measured != (columns, sample > 0):
            self._measured = columns, sample > 0
            self._natural = [self._natural_width(column, sample) for column in range(len(columns))]
        least = [
            min(natural, theme.pixels(_least_width(declared, is_first=i == 0)))
            for i, (natural, declared) in enumerate(zip(self._natural, self._table.fields(), strict=True))
        ]
        self._resize_columns(shared_widths(self._natural, least, self.viewport().width()))

    def take_order(self) -> list[int]:
        """Return the columns as the user put them from left to right, and leave the putting in order to the model."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        header.blockSignals(True)
        for column in range(header.count()):
            header.moveSection(header.visualIndex(column), column)
        header.blockSignals(False)
        return order

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ENTER and self.currentIndex().isValid():
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        elif key == Qt.Key.Key_Menu:
            self._ask_for_menu(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows = self._table.rowCount()
        if rows and action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            column = max(self.currentIndex().column(), 0)
            return self._table.index(0 if action == QAbstractItemView.CursorAction.MoveHome else rows - 1, column)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """Typing belongs to the filter box: looking through a million rows for a letter would take minutes."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.indexAt(event.position().toPoint()).isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.clearSelection()
            return
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.verticalHeader().setDefaultSectionSize(theme.row_height())
            self._measured = ((), False)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if not index.isValid() or not self._delegate.is_cut(index, self.columnWidth(index.column())):
                return True
        return super().viewportEvent(event)

    def mark_current(self, marks: bool) -> None:
        """Mark the row under the cursor, because the selection alone does not tell which it is."""
        self._delegate.marks_current = marks

    def visible_rows(self) -> tuple[int, int]:
        """Return the first row in sight and how far it is scrolled out at the top, in pixels."""
        first = self.rowAt(0)
        return (first, -self.rowViewportPosition(first)) if first >= 0 else (0, 0)

    def scroll_to_row(self, row: int, offset: int) -> None:
        """Put a row at the top, scrolled out by `offset` pixels."""
        self.verticalScrollBar().setValue(row * self.verticalHeader().defaultSectionSize() + offset)

    def _open(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def _ask_for_menu(self, where: QPoint) -> None:
        self.menu_wanted.emit(self.viewport().mapToGlobal(where))

    def _ask_for_columns(self, where: QPoint) -> None:
        self.columns_wanted.emit(self.horizontalHeader().mapToGlobal(where))

    def _natural_width(self, column: int, sample: int) -> int:
        title = str(self._table.headerData(column, Qt.Orientation.Horizontal)).upper()
        heading = QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=True)).horizontalAdvance(title) + theme.pixels(28)
        texts = {self._table.texts(row)[column] for row in range(sample)}
        is_pill = bool(self._table.tones(column))
        letters = QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=True)) if is_pill else self.fontMetrics()
        around = theme.pixels(_AROUND_PILL if is_pill else _AROUND)
        widest = max((letters.horizontalAdvance(text) for text in texts), default=0) + around
        return max(heading, min(widest, theme.pixels(_WIDEST)))

    def _resize_columns(self, widths: Sequence[int]) -> None:
        self._is_fitting = True
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self._is_fitting = False

    def _note_size(self, column: int, _before: int, _after: int) -> None:
        header = self.horizontalHeader()
        is_last = header.visualIndex(column) == header.count() - 1
        if not self._is_fitting and not is_last and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._sized_by_hand = True
            self.columns_sized.emit()
