"""How a line of the agenda is painted: a day with its number of entries, or time, circle, title, detail and owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui import icons, theme
from crm_desktop.ui.calendar import agenda_model, circles, entry_words
from crm_desktop.ui.calendar.agenda_model import Line
from crm_desktop.ui.calendar.colours import tint_of
from crm_desktop.ui.calendar.entry_pictures import repeat_sign
from crm_desktop.ui.calendar.painted_text import write
from crm_desktop.ui.calendar.rooms import ahead, behind, tail

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.agenda_view import AgendaView

_HEIGHTS = {"day": 42, "entry": 34, "now": 16}
_SIDE, _TIME, _CIRCLE, _GAP, _SIGN, _OWNER = 12, 104, 15, 9, 13, 120
_OWNER_FROM = 620
"""Pixels at 100 %: in a narrower list there is no room for the owner."""


class AgendaDelegate(QStyledItemDelegate):
    """Paints the lines of an `AgendaView`; `by` is what colours the entries."""

    def __init__(self, view: AgendaView) -> None:
        super().__init__(view)
        self.by: By = "kind"
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, theme.pixels(_HEIGHTS[self._line(index).sort]))

    def circle(self, row: QRect) -> QRect:
        """Return where in a row a click finishes its entry."""
        return circles.around(self._circle(row), theme.pixels(6))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line, row = self._line(index), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        if line.sort == "now":
            self._paint_now(painter, row)
        else:
            is_near = bool(option.state & QStyle.StateFlag.State_MouseOver)
            self._paint_ground(painter, row, is_chosen=self._view.currentIndex() == index, is_near=is_near)
            if line.entry is None:
                self._paint_day(painter, row, line)
            else:
                self._paint_entry(painter, row, line, line.entry, is_near=is_near)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, *, is_chosen: bool, is_near: bool) -> None:
        if is_chosen or is_near:
            has_keyboard = is_chosen and self._view.hasFocus()
            painter.setPen(theme.colour("focus") if has_keyboard else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary_soft" if is_chosen else "hover"))
            painter.drawRoundedRect(QRectF(row).adjusted(3.5, 0.5, -3.5, -0.5), 5, 5)

    def _paint_day(self, painter: QPainter, row: QRect, line: Line) -> None:
        is_today = line.day == dates.today()
        room = row.adjusted(theme.pixels(_SIDE), theme.pixels(6), -theme.pixels(_SIDE), 0)
        colour = theme.colour("link" if is_today else "ink")
        bold = theme.font(bold=True)
        used = write(painter, room, self._view.lines.heading(line), bold, colour)
        rest = behind(room, used + theme.pixels(_GAP), is_mirrored=self._mirrored)
        write(
            painter, rest, agenda_model.count_words(line.count), theme.font(theme.SMALL_PIXELS), theme.colour("muted")
        )
        painter.setPen(theme.colour("line"))
        painter.drawLine(
            row.left() + theme.pixels(_SIDE), row.bottom(), row.right() - theme.pixels(_SIDE), row.bottom()
        )

    def _paint_now(self, painter: QPainter, row: QRect) -> None:
        danger, letters = theme.colour("danger"), theme.font(theme.SMALL_PIXELS, bold=True)
        text = _("Now, {time}").format(time=entry_words.hour(dates.now()))
        room = row.adjusted(theme.pixels(_SIDE), 0, -theme.pixels(_SIDE), 0)
        used = write(painter, room, text, letters, danger)
        rest = behind(room, used + theme.pixels(6), is_mirrored=self._mirrored)
        painter.setPen(QPen(danger, theme.pixels(2)))
        painter.drawLine(rest.left(), rest.center().y(), rest.right(), rest.center().y())

    def _paint_entry(self, painter: QPainter, row: QRect, line: Line, entry: Entry, *, is_near: bool) -> None:
        mirrored, gap, colours = self._mirrored, theme.pixels(_GAP), tint_of(entry, self.by)
        room = row.adjusted(theme.pixels(_SIDE), 0, -theme.pixels(_SIDE), 0)
        times = ahead(room, theme.pixels(_TIME), is_mirrored=mirrored)
        late = entry.is_overdue and not entry.done
        tone = theme.colour("danger" if late else "muted")
        write(painter, times, agenda_model.time_words(line), theme.font(12), tone)
        circles.paint_circle(painter, self._circle(row), entry, colours, is_near=is_near)
        room = behind(room, theme.pixels(_TIME + _CIRCLE) + 2 * gap, is_mirrored=mirrored)
        if row.width() >= theme.pixels(_OWNER_FROM):
            owner = tail(room, theme.pixels(_OWNER), is_mirrored=mirrored)
            write(painter, owner, entry.owner, theme.font(12), theme.colour("muted"))
            room = ahead(room, room.width() - owner.width() - gap, is_mirrored=mirrored)
        room = self._paint_signs(painter, room, entry)
        bold = theme.font(bold=True)
        used = write(painter, room, entry.title, bold, theme.colour("muted") if entry.is_faded else colours.strong)
        rest = behind(room, used + gap, is_mirrored=mirrored)
        if rest.width() > QFontMetrics(bold).averageCharWidth() * 4:
            write(painter, rest, entry.detail, theme.font(12), colours.ink)

    def _paint_signs(self, painter: QPainter, room: QRect, entry: Entry) -> QRect:
        """Paint what is to be known beside the words at the end of the room; return what is left of it."""
        signs = [("warning", "danger")] if entry.is_overdue and not entry.done else []
        signs += [(sign, "muted") for sign in filter(None, [repeat_sign(entry)])]
        for name, shade in signs:
            side = theme.pixels(_SIGN)
            place = tail(room, side, is_mirrored=self._mirrored)
            picture = icons.pixmap(name, side, shade, painter.device().devicePixelRatioF())
            painter.drawPixmap(place.left(), place.center().y() - side // 2, picture)
            room = ahead(room, room.width() - side - theme.pixels(5), is_mirrored=self._mirrored)
        return room

    def _circle(self, row: QRect) -> QRect:
        before = theme.pixels(_SIDE + _TIME + _GAP)
        return circles.circle_at(row, before, theme.pixels(_CIRCLE), is_mirrored=self._mirrored)

    def _line(self, index: QModelIndex | QPersistentModelIndex) -> Line:
        return self._view.lines.lines[index.row()]

    @property
    def _mirrored(self) -> bool:
        return self._view.isRightToLeft()
