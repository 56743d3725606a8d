"""How a card of what is to do is painted: what, until when, and a circle to tick it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.base import dates
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.hues import hue
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import circles
from crm_desktop.ui.calendar.colours import tint
from crm_desktop.ui.calendar.painted_text import write
from crm_desktop.ui.calendar.rooms import ahead
from crm_desktop.ui.tables.cells import days_ago

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.to_do_list import ToDoView

_PADDING, _GAP, _CIRCLE, _ROUND = 12, 8, 15, 8
_WEEK = 7


class ToDoDelegate(QStyledItemDelegate):
    """Paints the cards of a `ToDoView`."""

    def __init__(self, view: ToDoView, formats: Formats) -> None:
        super().__init__(view)
        self._view, self._formats = view, formats

    def height(self) -> int:
        """Return the height of a card with the gap below it, in pixels."""
        title, small = QFontMetrics(theme.font(bold=True)), QFontMetrics(theme.font(theme.SMALL_PIXELS))
        return title.height() + small.height() + theme.pixels(2 * (_PADDING - 4) + 2 + _GAP)

    def circle(self, row: QRect) -> QRect:
        """Return where in a row a click ticks its card."""
        return circles.around(self._circle(row), theme.pixels(7))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry, mirrored = self._view.cards.entries[index.row()], self._view.isRightToLeft()
        is_near = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_chosen = self._view.currentIndex() == index
        card = option.rect.adjusted(0, 0, 0, -theme.pixels(_GAP))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        has_keyboard = is_chosen and self._view.hasFocus()
        painter.setPen(QPen(theme.colour("focus" if has_keyboard else "line"), 1.5 if has_keyboard else 1))
        painter.setBrush(theme.colour("primary_soft" if has_keyboard else "hover" if is_near else "card"))
        radius = theme.pixels(_ROUND)
        painter.drawRoundedRect(QRectF(card).adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
        circles.paint_circle(painter, self._circle(option.rect), entry, tint(hue(entry)), is_near=is_near)
        side, top = theme.pixels(_PADDING), theme.pixels(_PADDING - 4)
        room = card.adjusted(side, top, -side, -top)
        room = ahead(room, room.width() - theme.pixels(_CIRCLE + 6), is_mirrored=mirrored)
        title, small = theme.font(bold=True), theme.font(theme.SMALL_PIXELS)
        high, low = QFontMetrics(title).height(), QFontMetrics(small).height()
        write(painter, QRect(room.left(), room.top(), room.width(), high), entry.title, title, theme.colour("ink"))
        below = QRect(room.left(), room.bottom() + 1 - low, room.width(), low)
        write(painter, below, due_words(entry, self._formats), small, theme.colour(due_tone(entry)))
        painter.restore()

    def _circle(self, row: QRect) -> QRect:
        side = theme.pixels(_CIRCLE)
        card = row.adjusted(0, 0, 0, -theme.pixels(_GAP))
        before = card.width() - theme.pixels(_PADDING) - side
        return circles.circle_at(card, before, side, is_mirrored=self._view.isRightToLeft())


def due_words(entry: Entry, formats: Formats) -> str:
    """Return "today", "3 days ago · Condax", "27 Nov · 40 years"."""
    today, day = dates.today(), entry.first
    near = abs((day - today).days) <= _WEEK
    when = days_ago(day, today) if near else formats.day_in_words(day, year=day.year != today.year)
    return " · ".join(filter(None, (when, entry.detail)))


def due_tone(entry: Entry) -> str:
    """Return the colour of when it is due: what is late or due today stands out."""
    return "danger" if entry.is_overdue or entry.first <= dates.today() else "muted"
