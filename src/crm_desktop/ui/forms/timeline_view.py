"""The lines of a timeline: painted, as tall as their words need, with what can be done with each.

The view is as tall as its content, so that the page scrolls and not the view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop.base.directions import is_right_to_left
from crm_desktop.base.i18n import _
from crm_desktop.services.event import Event
from crm_desktop.ui import theme
from crm_desktop.ui.forms.broken_text import broken
from crm_desktop.ui.labels import plain_tooltip

_ROOT = QModelIndex()
_TIME_WIDTH = 98
_MOST_LINES, _MOST_DETAIL = 4, 2
_AROUND = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class TimelineLine:
    """What one line shows: the time, what happened, more of it in grey, with whom; `event` is behind it."""

    time: str
    text: str
    event: Event
    detail: str = ""
    hint: str = ""

    def spoken(self) -> str:
        """Return the whole line for screen readers and the clipboard."""
        return ", ".join(filter(None, (self.time, self.text, self.detail, self.event.on)))


class TimelineModel(QAbstractListModel):
    """The lines; those of a further page are appended, so that the line under the hand stays."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[TimelineLine] = []

    def show(self, lines: Sequence[TimelineLine]) -> None:
        """Show other lines; where they only continue those that are shown, the rest is added."""
        kept = len(self.lines)
        if kept and len(lines) > kept and list(lines[:kept]) == self.lines:
            self.beginInsertRows(_ROOT, kept, len(lines) - 1)
            self.lines.extend(lines[kept:])
            self.endInsertRows()
        elif list(lines) != self.lines:
            self.beginResetModel()
            self.lines = list(lines)
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken()
        return plain_tooltip(line.hint) if role == Qt.ItemDataRole.ToolTipRole else None


class TimelineDelegate(QStyledItemDelegate):
    """Measures and paints the lines."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._view = view

    def height(self, line: TimelineLine) -> int:
        """Return how tall a line is in the present width, in pixels."""
        texts, details, _on = self._parts(line)
        return QFontMetrics(theme.font()).lineSpacing() * (len(texts) + len(details)) + 2 * theme.pixels(_AROUND)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.height(self._view.lines.lines[index.row()]))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = self._view.lines.lines[index.row()]
        rect, font, side = option.rect, theme.font(), option.direction
        texts, details, on = self._parts(line)
        ink = [(words, "ink", line.text) for words in texts]
        muted = [(words, "muted", line.detail) for words in details]
        painter.save()
        painter.setFont(font)
        if self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            painter.fillRect(rect, theme.colour("primary_soft"))
        high = QFontMetrics(font).lineSpacing()
        y, x = rect.top() + theme.pixels(_AROUND), rect.left() + theme.pixels(_TIME_WIDTH)
        time = QRect(rect.left(), y, theme.pixels(_TIME_WIDTH) - 6, high)
        room = QStyle.visualRect(side, rect, QRect(x, y, rect.right() - x, high))
        _draw(painter, QStyle.visualRect(side, rect, time), line.time, "muted", _aligned(side, _LEFT))
        _draw(painter, room, on, "muted", _aligned(side, _RIGHT))
        for words, colour, whole in ink + muted:
            # a line of an Arabic note that begins with a Latin word or a smile still runs from right to left
            _draw(painter, room, words, colour, _aligned(side, _LEFT), whole)
            room.translate(0, high)
        painter.restore()

    def _parts(self, line: TimelineLine) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """Return the lines of the text and of its detail, and with whom it was, as they fit."""
        font = theme.font()
        letters, room = QFontMetrics(font), max(self._view.viewport().width() - theme.pixels(_TIME_WIDTH), 40)
        on, detail = line.event.on, broken(line.detail, font, room, _MOST_DETAIL)
        taken = letters.horizontalAdvance(on) + theme.pixels(10) if on else 0
        if on and letters.horizontalAdvance(line.text) + taken > room:
            on, taken, detail = "", 0, (*broken(on, font, room, 1), *detail)
        return broken(line.text, font, room - taken, _MOST_LINES) or ("",), detail, on


class TimelineView(QListView):
    """Shows lines at their full height. Enter or a click opens one; keys and the menu do what else can be done."""

    opened = Signal(object)
    """The event of a line that was clicked."""
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)
    copy_wanted = Signal(object)
    menu_wanted = Signal(object, object)
    """The event, and the place on the screen for its menu."""
    end_reached = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines = TimelineModel()
        self._delegate = TimelineDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(self.lines)
        self.setAccessibleName(_("Timeline"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(lambda index: self.opened.emit(self._event(index)))

    def show_lines(self, lines: Sequence[TimelineLine]) -> None:
        """Show these lines."""
        self.lines.show(lines)
        self._fit()
        self.setVisible(bool(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "lines"):
            self._fit()

    def event(self, event: QEvent) -> bool:
        # these keys are commands of the window too, which would delete and copy in the list
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._event(index))
        elif index.isValid() and event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit(self._event(index))
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit(self._event(index))
        elif index.isValid() and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit(self._event(index))
        elif not self._leave_by(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            here = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()) if by_key else event.globalPos()
            self.menu_wanted.emit(self._event(index), here)

    def _leave_by(self, event: QKeyEvent) -> bool:
        """Go on to the next widget at the first and the last line; at the last one ask for more before."""
        row, last = self.currentIndex().row(), self.lines.rowCount() - 1
        if event.key() == Qt.Key.Key_Down and row == last:
            self.end_reached.emit()
            if self.lines.rowCount() - 1 == last:
                self.focusNextPrevChild(True)
                return True
        elif event.key() == Qt.Key.Key_Up and row == 0:
            self.focusNextPrevChild(False)
            return True
        return False

    def _event(self, index: QModelIndex) -> Event:
        return self.lines.lines[index.row()].event

    def _fit(self) -> None:
        """Be as tall as all lines are."""
        self.setFixedHeight(sum(self._delegate.height(line) for line in self.lines.lines) + 2)
        self.scheduleDelayedItemsLayout()


def _is_own(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Delete or event.matches(QKeySequence.StandardKey.Copy)


def _aligned(side: Qt.LayoutDirection, where: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
    """Return where text stands in a window that is read from this side, whatever direction the text has itself."""
    return QStyle.visualAlignment(side, where) | Qt.AlignmentFlag.AlignAbsolute


def _draw(painter: QPainter, rect: QRect, text: str, colour: str, where: Qt.AlignmentFlag, whole: str = "") -> None:
    runs_left = is_right_to_left(whole or text)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if runs_left else Qt.LayoutDirection.LeftToRight)
    painter.setPen(theme.colour(colour))
    painter.drawText(rect, int(where) | int(Qt.TextFlag.TextSingleLine), text)
