"""The rows of the palette: headings, records and commands, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.ui import theme
from crm_desktop.ui.buttons import key_text
from crm_desktop.ui.icons import icon

_ROOT = QModelIndex()
_ROW, _HEADING, _ICON, _EDGE = 30, 26, 16, 10


@dataclass(frozen=True)
class Row:
    """One line; without `run` it is a heading."""

    text: str
    detail: str = ""
    icon: str = ""
    key: str = ""
    run: Callable[[], object] | None = None


class Rows(QAbstractListModel):
    """What the palette lists."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> Row:
        """Return a row by its place."""
        return self._rows[number]

    def texts(self) -> list[str]:
        """Return what the rows say, headings included."""
        return [row.text for row in self._rows]

    def first(self) -> QModelIndex:
        """Return the first row that does something."""
        return self._nearest(0, 1)

    def moved(self, index: QModelIndex, step: int) -> QModelIndex:
        """Return the row `step` lines on that does something; from the last it goes on at the first."""
        if not self._rows:
            return _ROOT
        if abs(step) == 1:
            return self._nearest((index.row() + step) % len(self._rows), step)
        place = min(max(index.row() + step, 0), len(self._rows) - 1)
        return self._nearest(place, 1 if step < 0 or place < len(self._rows) - 1 else -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (row.text, row.detail, key_text(row.key))))
        return row if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].run is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _nearest(self, place: int, step: int) -> QModelIndex:
        for _tried in self._rows:
            if self._rows[place].run is not None:
                return self.index(place, 0)
            place = (place + step) % len(self._rows)
        return _ROOT


class RowDelegate(QStyledItemDelegate):
    """Icon and text at the left, what it is beside it, the key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        return QSize(0, theme.pixels(_ROW if row.run is not None else _HEADING))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        room: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if row.run is None:
            _draw_heading(painter, room, row.text)
        else:
            _draw_row(painter, room, row, state)
        painter.restore()


def _draw_heading(painter: QPainter, room: QRect, text: str) -> None:
    painter.setFont(theme.font(theme.SMALL_PIXELS, bold=True, capitals=True))
    painter.setPen(theme.colour("muted"))
    where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(room.adjusted(theme.pixels(_EDGE), 0, 0, -theme.pixels(4)), where, text)


def _draw_row(painter: QPainter, room: QRect, row: Row, state: QStyle.StateFlag) -> None:
    edge, side = theme.pixels(_EDGE), theme.pixels(_ICON)
    ground = (
        "primary_soft"
        if state & QStyle.StateFlag.State_Selected
        else "hover"
        if state & QStyle.StateFlag.State_MouseOver
        else ""
    )
    if ground:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(room, 4, 4)
    if row.icon:
        icon(row.icon).paint(painter, QRect(room.left() + edge, room.center().y() - side // 2, side, side))
    inside = room.adjusted(2 * edge + side, 0, -edge, 0)
    painter.setFont(theme.font())
    if row.key:
        inside.setRight(inside.right() - _draw(painter, inside, key_text(row.key), "muted", right=True) - edge)
    inside.setLeft(inside.left() + _draw(painter, inside, row.text, "ink") + edge)
    if inside.width() > edge:
        _draw(painter, inside, row.detail, "muted")


def _draw(painter: QPainter, room: QRect, text: str, shade: str, *, right: bool = False) -> int:
    """Draw one line of text, cut where room is short, and return its width."""
    letters = QFontMetrics(painter.font())
    shown = letters.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setPen(theme.colour(shade))
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a text reads by what it holds
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)
    return letters.horizontalAdvance(shown)
