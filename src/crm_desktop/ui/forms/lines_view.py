"""Lines on a record page: related records and the timeline, as tall as their content and painted, not made of widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)  # fmt: skip

from crm_desktop.ui import theme
from crm_desktop.ui.labels import plain_tooltip

_ROOT = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HOVERED_HEIGHT = 24


@dataclass(frozen=True)
class Line:
    """What one line shows: `before` in a muted column at the left, `text`, a muted `detail` below, `after` at the right.

    `opens` is the entity and id of the record behind it; `hint` is the tooltip.
    """

    text: str
    before: str = ""
    detail: str = ""
    after: str = ""
    after_detail: str = ""
    opens: tuple[str, int] | None = None
    hint: str = ""

    def spoken(self) -> str:
        """Return the whole line for screen readers and the clipboard."""
        return ", ".join(filter(None, (self.before, self.text, self.detail, self.after, self.after_detail)))


class LineModel(QAbstractListModel):
    """The lines, for views and screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        if lines != self.lines:
            self.beginResetModel()
            self.lines = tuple(lines)
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken()
        return plain_tooltip(line.hint or line.spoken()) if role == Qt.ItemDataRole.ToolTipRole else None


class LineDelegate(QStyledItemDelegate):
    """Paints single lines, or cards of two lines with a hairline around."""

    def __init__(self, view: LinesView, *, as_cards: bool, before: int) -> None:
        super().__init__(view)
        self._view, self._as_cards, self._before = view, as_cards, before

    def height(self) -> int:
        """Return the height of a line in pixels."""
        return theme.pixels(54 if self._as_cards else _HOVERED_HEIGHT)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = self._view.lines.lines[index.row()]
        is_chosen = self._view.hasFocus() and self._view.currentIndex().row() == index.row()
        painter.save()
        if self._as_cards:
            self._paint_card(painter, option.rect.adjusted(0, 0, -1, -theme.pixels(6)), line, is_chosen=is_chosen)
        else:
            self._paint_line(painter, option.rect, line, is_chosen=is_chosen)
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRect, line: Line, *, is_chosen: bool) -> None:
        if is_chosen:
            painter.fillRect(rect, theme.colour("primary_soft"))
        room = QRect(rect)
        if self._before:
            width = theme.pixels(self._before)
            _draw(painter, QRect(rect.left(), rect.top(), width - 6, rect.height()), line.before, "muted", _LEFT)
            room.setLeft(rect.left() + width)
        taken = _draw_right(painter, room, line.after, "muted")
        _draw(
            painter,
            room.adjusted(0, 0, -taken, 0),
            line.text,
            "link" if line.opens and self._before == 0 else "ink",
            _LEFT,
        )

    def _paint_card(self, painter: QPainter, rect: QRect, line: Line, *, is_chosen: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("focus" if is_chosen else "line"))
        painter.setBrush(theme.colour("primary_soft" if is_chosen else "card"))
        painter.drawRoundedRect(rect, 6, 6)
        inside = rect.adjusted(theme.pixels(11), theme.pixels(5), -theme.pixels(11), -theme.pixels(5))
        half = inside.height() // 2
        upper = QRect(inside.left(), inside.top(), inside.width(), half)
        lower = QRect(inside.left(), inside.top() + half, inside.width(), half)
        painter.setFont(theme.font(bold=True))
        taken = _draw_right(painter, upper, line.after, "ink")
        _draw(painter, upper.adjusted(0, 0, -taken, 0), line.text, "ink", _LEFT)
        painter.setFont(theme.font(theme.SMALL_PIXELS))
        taken = _draw_right(painter, lower, line.after_detail, "muted")
        painter.setFont(theme.font(12))
        _draw(painter, lower.adjusted(0, 0, -taken, 0), line.detail, "muted", _LEFT)


class LinesView(QListView):
    """Shows lines at their full height; Enter and a click open the record behind one."""

    opened = Signal(str, int)

    def __init__(self, name: str, *, as_cards: bool = False, before: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LineModel()
        self._delegate = LineDelegate(self, as_cards=as_cards, before=before)
        self.setItemDelegate(self._delegate)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.lines.show(lines)
        self.updateGeometry()
        self.setVisible(bool(lines))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.lines.rowCount() * self._delegate.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # the rows grow with the text; the view would keep their old height
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_edge = {Qt.Key.Key_Up: 0, Qt.Key.Key_Down: self.lines.rowCount() - 1}.get(Qt.Key(event.key()))
        if event.key() in _ENTER:
            self._open(self.currentIndex())
        elif at_edge is not None and at_edge == self.currentIndex().row():
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        line = self.lines.lines[index.row()] if index.isValid() else None
        if line is not None and line.opens is not None:
            self.opened.emit(*line.opens)


class LooseLines(LinesView):
    """Lines that can be taken off; Del takes one off, although it is a command of the window too."""

    delete_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        is_delete = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete
        if is_delete and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if is_delete and event.type() == QEvent.Type.KeyPress:
            self.delete_wanted.emit()
            return True
        return super().event(event)


def _draw(painter: QPainter, rect: QRect, text: str, colour: str, where: Qt.AlignmentFlag) -> None:
    painter.setPen(QColor(theme.colour(colour)))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a text reads by what it holds
    painter.drawText(rect, int(where | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine), shown)


def _draw_right(painter: QPainter, rect: QRect, text: str, colour: str) -> int:
    """Draw at the right end and return how much of the room it took."""
    if not text:
        return 0
    width = min(QFontMetrics(painter.font()).horizontalAdvance(text), rect.width() * 2 // 3)
    _draw(painter, QRect(rect.right() - width, rect.top(), width + 1, rect.height()), text, colour, _RIGHT)
    return width + theme.pixels(10)
