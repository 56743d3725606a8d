"""The lines of the day: painted and not made of widgets, at their full height, with a circle to tick what can be finished.

A view can keep one place open in which another widget asks something; it stays there while the lines around it change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QSizePolicy, QWidget

from crm_desktop.ui.labels import plain_tooltip
from crm_desktop.ui.today.entry_painting import EntryDelegate

_ROOT = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Entry:
    """What one line shows: `text` over `detail`, `after` at the right; a tone is the name of a colour.

    `selects` is the entity and id that commands work on, `opens` what Enter and a click show.
    """

    text: str
    detail: str = ""
    after: str = ""
    selects: tuple[str, int] | None = None
    opens: tuple[str, int] | None = None
    icon: str = ""
    detail_tone: str = "muted"
    after_tone: str = "muted"
    can_finish: bool = False
    asks: bool = False
    """Whether this is the place that is kept open for a question."""
    at: datetime | None = None
    """Which day of a series it is."""

    @property
    def key(self) -> tuple[tuple[str, int] | None, datetime | None]:
        """What tells it from other lines, also after it was read anew."""
        return self.selects, self.at

    def spoken(self) -> str:
        """Return the whole line for screen readers."""
        return ", ".join(filter(None, (self.text, self.detail, self.after)))


ASKING = Entry("", asks=True)


class EntryModel(QAbstractListModel):
    """The lines, for the view and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken()
        return plain_tooltip(entry.spoken()) if role == Qt.ItemDataRole.ToolTipRole else None


class EntriesView(QListView):
    """Enter or a click opens the record of a line, Space or a click on its circle finishes it."""

    opened = Signal(str, int)
    finished = Signal(object)
    """The line that was ticked."""
    entered = Signal()
    """The keyboard came to these lines, or went to another of them."""
    walked = Signal()
    """The user came to a line, which is to be seen then; it did not only change under the cursor."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = EntryModel()
        self.delegate = EntryDelegate(self)
        self._question: QWidget | None = None
        self._asked_at = 0
        self._is_changing = False
        self._typed = QElapsedTimer()
        self.setItemDelegate(self.delegate)
        self.setModel(self.entries)
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._tell_line)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these lines; the cursor stays on its record, or else at its place, and a question where it was asked."""
        self._is_changing = True
        before, row = self.current(), self.currentIndex().row()
        shown = list(entries)
        if self._question is not None:
            shown.insert(min(self._asked_at, len(shown)), ASKING)
        self.entries.show(shown)
        same = next((n for n, entry in enumerate(shown) if before is not None and entry.key == before.key), row)
        if row >= 0 and shown:
            self.setCurrentIndex(self.entries.index(min(same, len(shown) - 1), 0))
        self._is_changing = False
        self.setVisible(bool(shown))
        self.updateGeometry()
        self._place_question()

    def current(self) -> Entry | None:
        """Return the line under the cursor."""
        index = self.currentIndex()
        return self.entries.entries[index.row()] if index.isValid() else None

    def ask(self, question: QWidget, row: int) -> None:
        """Show a widget in the place of a row, until `close_question`; what stood there is gone."""
        lines = [entry for number, entry in enumerate(self.entries.entries) if number != row]
        self._question, self._asked_at = question, row
        question.setParent(self.viewport())
        self.show_entries(lines)

    def close_question(self) -> None:
        """Close the place that was kept open; the lines close up."""
        if self._question is not None:
            self._question.setParent(None)
            self._question = None
            self.show_entries([entry for entry in self.entries.entries if not entry.asks])

    def question_height(self) -> int:
        """Return the height of the open place."""
        return 0 if self._question is None else self._question.sizeHint().height() + 2 * self.delegate.padding()

    def row_of(self, selects: tuple[str, int]) -> int:
        """Return where the line of a record stands, the end where there is none."""
        return next((n for n, e in enumerate(self.entries.entries) if e.selects == selects), len(self.entries.entries))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), sum(self.delegate.height(e) for e in self.entries.entries))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # the rows grow with the text; the view would keep their old height
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_question()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.entries.entries:
            self.setCurrentIndex(self.entries.index(0, 0))
        self.entered.emit()
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.walked.emit()

    def keyboardSearch(self, search: str) -> None:
        self._typed.start()
        super().keyboardSearch(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        edge = {Qt.Key.Key_Up: 0, Qt.Key.Key_Down: self.entries.rowCount() - 1}.get(Qt.Key(event.key()))
        entry = self.current()
        if event.key() in _ENTER and entry is not None and entry.opens is not None:
            self.opened.emit(*entry.opens)
        elif event.key() == Qt.Key.Key_Space and entry is not None:
            if not self._is_typing():
                self._finish(entry)
        elif edge is not None and edge == self.currentIndex().row():
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        entry = self.entries.entries[index.row()]
        if entry.can_finish and self.delegate.circle(self.visualRect(index)).contains(event.position().toPoint()):
            self._finish(entry)
        elif entry.opens is not None:
            self.opened.emit(*entry.opens)

    def _tell_line(self) -> None:
        self.entered.emit()
        if self.hasFocus() and not self._is_changing:
            self.walked.emit()

    def _is_typing(self) -> bool:
        """Tell whether a Space stands in words that are typed to find a line, and so answers nothing."""
        return self._typed.isValid() and not self._typed.hasExpired(QApplication.keyboardInputInterval())

    def _finish(self, entry: Entry) -> None:
        if entry.can_finish:
            self.finished.emit(entry)

    def _place_question(self) -> None:
        if self._question is None:
            return
        row = next((n for n, entry in enumerate(self.entries.entries) if entry.asks), 0)
        self.doItemsLayout()
        padding = self.delegate.padding()
        room = self.visualRect(self.entries.index(row, 0)).adjusted(padding, padding, -padding, -padding)
        self._question.setGeometry(room)
        self._question.show()
