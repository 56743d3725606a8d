"""What waits for a time, as cards: dragged onto a day or an hour, ticked, opened, or by a key put where the cursor is.

The birthdays of the next days stand apart from it; they are nothing to do and are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.birthdays import LAYER
from crm_desktop.ui.buttons import FlatButton, key_text
from crm_desktop.ui.calendar import circles, drag, entry_words, spoken
from crm_desktop.ui.calendar.to_do_painting import ToDoDelegate
from crm_desktop.ui.labels import SectionHeading, plain_label, plain_tooltip

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_ROOT = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL = Qt.KeyboardModifier.ControlModifier
_FEWEST, _MOST = 3, 6
"""So many cards at least, and at most, are seen at once; the others are scrolled to."""
PLACE_KEY = "Ctrl+Return"


class ToDoModel(QAbstractListModel):
    """The cards, for the view and for screen readers."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()
        self._formats = formats

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other cards."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self.entries[index.row()].can_move else usual

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken.entry_words(entry, self._formats)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(entry_words.tooltip(entry, self._formats))
        return None


class ToDoView(QListView):
    """The cards, as many of them in sight as `most` says; Enter opens, Space ticks, Ctrl+Enter places."""

    opened = Signal(object)
    finished = Signal(object)
    place_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    entered = Signal()

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.cards = ToDoModel(formats)
        self._most = _MOST
        self.delegate = ToDoDelegate(self, formats)
        self.setModel(self.cards)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(_("To do"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(lambda *_now: self.entered.emit())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these cards; the cursor stays on its card, or else at its place."""
        before, row = self.current(), self.currentIndex().row()
        self.cards.show(entries)
        same = next((n for n, entry in enumerate(entries) if before is not None and entry.key == before.key), row)
        if row >= 0 and entries:
            self.setCurrentIndex(self.cards.index(min(same, len(entries) - 1), 0))
        self.updateGeometry()

    def show_most(self, most: int) -> None:
        """Let so many cards be seen at once."""
        if most != self._most:
            self._most = most
            self.updateGeometry()

    def current(self) -> Entry | None:
        """Return the card under the cursor."""
        row = self.currentIndex().row()
        return self.cards.entries[row] if 0 <= row < len(self.cards.entries) else None

    def spot(self) -> QRect:
        """Return the place of the chosen card on the screen."""
        box = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapToGlobal(box.topLeft()), box.size())

    def keyboardSearch(self, search: str) -> None:
        """Letters mean nothing here."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.delegate.height() * min(len(self.cards.entries), self._most))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # the cards grow with the text; the view would keep their old height
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.cards.entries:
            self.setCurrentIndex(self.cards.index(0, 0))

    def startDrag(self, actions: Qt.DropAction) -> None:
        entry, row = self.current(), self.visualRect(self.currentIndex())
        if entry is not None:
            drag.carry(entry, self, self.viewport().grab(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry, edge = self.current(), {Qt.Key.Key_Up: 0, Qt.Key.Key_Down: self.cards.rowCount() - 1}
        if event.key() in _ENTER and entry is not None:
            (self.place_wanted if event.modifiers() & _CTRL else self.opened).emit(entry)
        elif event.key() == Qt.Key.Key_Space:
            self._finish(entry)
        elif edge.get(Qt.Key(event.key())) == self.currentIndex().row():
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and self.delegate.circle(self.visualRect(index)).contains(at):
            self._finish(self.cards.entries[index.row()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and not self.delegate.circle(self.visualRect(index)).contains(at):
            self.opened.emit(self.cards.entries[index.row()])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).center()
        entry = self.current()
        if entry is not None:
            self.menu_wanted.emit(entry, self.viewport().mapToGlobal(at))

    def _finish(self, entry: Entry | None) -> None:
        if entry is not None and circles.can_finish(entry):
            self.finished.emit(entry)


class ToDoList(QWidget):
    """A heading with the number, the cards with a scroll of their own, and a way to place the chosen one.

    `birthdays` is for whoever shows the list to put where there is room: they are nothing to do.
    """

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.heading = SectionHeading(_("To do"))
        self.view = ToDoView(formats)
        self.empty = plain_label(_("Nothing is waiting to be done."), "muted", wraps=True)
        self.more = plain_label("", "small")
        self.place = FlatButton(_("Place at the cursor"), "calendar")
        self.birthdays = QWidget()
        self.soon_heading = SectionHeading(_("Birthdays"))
        self.soon = ToDoView(formats)
        self.soon.setAccessibleName(_("Birthdays"))
        self._arrange()

    def show_entries(self, entries: Sequence[Entry], total: int | None = None) -> None:
        """Show the cards, the first of `total` that are to do, and the birthdays among the entries."""
        birthdays = [entry for entry in entries if entry.layer == LAYER]
        cards = [entry for entry in entries if entry.layer != LAYER]
        total = len(cards) if total is None else total
        self.heading.setText(f"{_('To do')} · {grouped(total)}" if total else _("To do"))
        self.view.show_entries(cards)
        self.view.setVisible(bool(cards))
        self.empty.setVisible(not cards)
        left = total - len(cards)
        self.more.setText(count_of("{n} more later", "{n} more later", left))
        self.more.setVisible(left > 0)
        self._follow_cursor()
        self.soon.show_entries(birthdays)
        self.birthdays.setVisible(bool(birthdays))

    def fit(self, height: int) -> None:
        """Let as many cards be seen as this height has room for, the heading and the rest included; a few always."""
        column = self.layout()
        assert column is not None
        room = height - self.heading.sizeHint().height() - column.spacing()
        step = max(self.view.delegate.height(), 1)
        if not self.more.isHidden():
            room -= self.more.sizeHint().height() + column.spacing()
        self.view.show_most(min(max(room // step, _FEWEST), _MOST))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.heading, self.empty, self.view, self.more, self.place):
            column.addWidget(widget)
        below = QVBoxLayout(self.birthdays)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(column.spacing())
        below.addWidget(self.soon_heading)
        below.addWidget(self.soon)
        self.place.setFlat(True)
        self.place.setToolTip(
            plain_tooltip(
                _("Puts the chosen card where the calendar's cursor is: {key}").format(key=key_text(PLACE_KEY))
            )
        )
        self.place.clicked.connect(self._ask_for_place)
        self.view.entered.connect(self._follow_cursor)
        for late in (self.empty, self.view, self.more, self.place, self.birthdays):
            late.hide()

    def _follow_cursor(self) -> None:
        entry = self.view.current()
        self.place.setVisible(entry is not None and entry.can_move)

    def _ask_for_place(self) -> None:
        entry = self.view.current()
        if entry is not None:
            self.view.place_wanted.emit(entry)
