"""How a line of the day is painted: a circle or a sign, two lines of text, and a word at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon

if TYPE_CHECKING:
    from crm_desktop.ui.today.entries import EntriesView, Entry

_HEIGHT, _SIGN, _PADDING, _GAP = 43, 17, 6, 9
_SINGLE = 30
_LEFT = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class EntryDelegate(QStyledItemDelegate):
    """Paints the lines of an `EntriesView`."""

    def __init__(self, view: EntriesView) -> None:
        super().__init__(view)
        self._view = view

    def height(self, entry: Entry) -> int:
        """Return the height of a line in pixels."""
        if entry.asks:
            return self._view.question_height()
        return theme.pixels(_HEIGHT if entry.detail else _SINGLE)

    def padding(self) -> int:
        """Return the room around what stands in a line."""
        return theme.pixels(_PADDING)

    def circle(self, rect: QRect) -> QRect:
        """Return where in a line a click finishes it: the circle and a little around it."""
        sign = QStyle.visualRect(self._view.layoutDirection(), rect, _sign(rect))
        around = theme.pixels(_PADDING)
        return sign.adjusted(-around, -around, around, around)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.height(self._view.entries.entries[index.row()]))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = self._view.entries.entries[index.row()]
        if entry.asks:
            return
        is_under_mouse = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_current = self._view.hasFocus() and self._view.currentIndex().row() == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option.rect, is_current=is_current, is_under_mouse=is_under_mouse)
        direction = self._view.layoutDirection()
        sign = QStyle.visualRect(direction, option.rect, _sign(option.rect))
        if entry.can_finish:
            _paint_circle(painter, sign, is_near=is_under_mouse)
        elif entry.icon:
            icon(entry.icon).paint(painter, sign)
        words = option.rect.adjusted(theme.pixels(_SIGN + _PADDING + _GAP), 0, -theme.pixels(_PADDING), 0)
        self._paint_words(painter, words, option.rect, entry)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, *, is_current: bool, is_under_mouse: bool) -> None:
        if is_current or is_under_mouse:
            painter.setPen(theme.colour("focus") if is_current else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary_soft" if is_current else "hover"))
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 5, 5)

    def _paint_words(self, painter: QPainter, room: QRect, whole: QRect, entry: Entry) -> None:
        lift = theme.pixels(4)
        upper = QRect(room.left(), room.top() + lift, room.width(), (room.height() - 2 * lift) // 2)
        if not entry.detail:
            upper = room
        lower = QRect(room.left(), upper.bottom() + 1, room.width(), upper.height())
        painter.setFont(theme.font(12))
        width = min(painter.fontMetrics().horizontalAdvance(entry.after) + 2, room.width() * 2 // 3)
        self._draw(
            painter, upper.adjusted(upper.width() - width, 0, 0, 0), whole, entry.after, entry.after_tone, _RIGHT
        )
        painter.setFont(theme.font())
        taken = width + theme.pixels(_GAP) if entry.after else 0
        self._draw(painter, upper.adjusted(0, 0, -taken, 0), whole, entry.text, "ink", _LEFT)
        painter.setFont(theme.font(12))
        self._draw(painter, lower, whole, entry.detail, entry.detail_tone, _LEFT)

    def _draw(
        self, painter: QPainter, rect: QRect, whole: QRect, text: str, tone: str, where: Qt.AlignmentFlag
    ) -> None:
        """Draw a text at its side, which is the other one where reading begins at the right."""
        direction = self._view.layoutDirection()
        place = QStyle.visualRect(direction, whole, rect)
        painter.setPen(theme.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        flags = QStyle.visualAlignment(direction, where) | Qt.AlignmentFlag.AlignAbsolute
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a text reads by what it holds
        painter.drawText(place, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)


def _sign(rect: QRect) -> QRect:
    side = theme.pixels(_SIGN)
    return QRect(rect.left() + theme.pixels(_PADDING), rect.center().y() - side // 2, side, side)


def _paint_circle(painter: QPainter, rect: QRect, *, is_near: bool) -> None:
    painter.setPen(theme.colour("won" if is_near else "edge"))
    painter.setBrush(theme.colour("won_soft" if is_near else "card"))
    painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
    if is_near:
        side = rect.width() * 2 // 3
        corner = rect.center() - QPoint(side // 2, side // 2)
        icon("check", "won").paint(painter, QRect(corner, QSize(side, side)))
