"""Paints the grid of hours: the days and hours behind, the entries on them, and what a hand or the keyboard is about to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from crm_desktop.base import dates, workday
from crm_desktop.base.i18n import _
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments, ways
from crm_desktop.services.calendar.time_layout import Bar, Block
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import day_words, entry_words, painted_text
from crm_desktop.ui.calendar.entry_pictures import EntryPictures, Shape, faint
from crm_desktop.ui.calendar.frame import paint_frame
from crm_desktop.ui.calendar.geometry import Geometry
from crm_desktop.ui.calendar.sheet import Sheet
from crm_desktop.ui.calendar.time_cursor import SLOT, Cursor
from crm_desktop.ui.calendar.view import Placement

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Key

_CENTRE = Qt.AlignmentFlag.AlignCenter
_ROUND, _DOT, _NOW, _LETTERS = 8, 4, 2, 13
_THIN = 1.0


@dataclass(frozen=True)
class Ghost:
    """What a hand holds: where it would go, what it is called, and which entry it is, if it is there already."""

    placement: Placement
    title: str
    key: Key | None = None


class TimePainter:
    """Paints one state of a grid; it lives as long as the paint event."""

    def __init__(
        self, painter: QPainter, geometry: Geometry, sheet: Sheet, pictures: EntryPictures, formats: Formats
    ) -> None:
        self._painter, self._geometry, self._sheet = painter, geometry, sheet
        self._pictures, self._formats = pictures, formats
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if geometry.mirrored else Qt.LayoutDirection.LeftToRight
        )

    def paint_ground(self) -> None:
        """Paint the days and hours with nothing on them."""
        geometry, painter = self._geometry, self._painter
        painter.fillRect(QRect(0, 0, geometry.width, geometry.height), theme.colour("card"))
        painter.save()
        painter.setClipRect(QRect(0, geometry.top, geometry.width, geometry.room))
        for index, day in enumerate(self._sheet.days):
            self._shade(index, day)
        self._paint_hours()
        painter.restore()
        painter.setPen(QPen(theme.colour("line"), _THIN))
        for index in range(len(self._sheet.days)):
            column = geometry.day(index)
            x = column.right() + 1 if geometry.mirrored else column.left()
            painter.drawLine(x, 0, x, geometry.height)
        painter.drawLine(0, geometry.top - 1, geometry.width, geometry.top - 1)

    def paint_heads(self) -> None:
        """Paint the names of the days, and the number of the week beside them."""
        geometry, days = self._geometry, self._sheet.days
        painter, today = self._painter, dates.today()
        for index, (day, words) in enumerate(zip(days, self._head_words(), strict=True)):
            painter.setFont(theme.font(bold=True))
            painter.setPen(theme.colour("link" if day == today else "ink"))
            painter.drawText(geometry.head(index), _CENTRE, words)
        first = geometry.day(0)
        corner = QRect(0, 0, first.left(), geometry.heads)
        if geometry.mirrored:
            corner = QRect(first.right() + 1, 0, geometry.width - first.right() - 1, geometry.heads)
        painter.setFont(theme.font(theme.SMALL_PIXELS))
        painter.setPen(theme.colour("muted"))
        week = ways.week_number(ways.week_start(days[0], self._formats.first_weekday))
        painter.drawText(corner, _CENTRE, _("W {number}").format(number=week))

    def paint_entries(self, chosen: Key | None, dragged: Key | None) -> None:
        """Paint everything that lies on the days; what is under way stays behind faintly."""
        painter, geometry = self._painter, self._geometry
        for bar in self._sheet.shown_bars():
            self._paint_entry(bar, geometry.bar(bar), chosen, dragged)
        for day in range(len(self._sheet.days)):
            hidden = self._sheet.hidden(day)
            if hidden:
                painter.setFont(theme.font(theme.SMALL_PIXELS, bold=True))
                painter.setPen(theme.colour("muted"))
                painter.drawText(self._sheet.more(day, geometry), _CENTRE, _("+ {n} more").format(n=hidden))
        painter.save()
        painter.setClipRect(QRect(0, geometry.top, geometry.width, geometry.room))
        for block in self._sheet.blocks:
            self._paint_entry(block, geometry.block(block), chosen, dragged)
        painter.restore()

    def paint_now(self, now: datetime) -> None:
        """Paint the line of the moment over its day."""
        day, minute = moments.on_wall(now)
        if day not in self._sheet.days:
            return
        geometry, painter = self._geometry, self._painter
        y, column = geometry.y_of(minute), geometry.day(self._sheet.days.index(day))
        radius = theme.pixels(_DOT)
        if y < geometry.top:
            return
        painter.setPen(QPen(theme.colour("danger"), theme.pixels(_NOW)))
        painter.drawLine(column.left(), y, column.right(), y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("danger"))
        at = column.right() if geometry.mirrored else column.left()
        painter.drawEllipse(QPointF(at, y), radius, radius)

    def paint_cursor(self, cursor: Cursor) -> None:
        """Paint the free slot that the keyboard is on."""
        painter, geometry = self._painter, self._geometry
        if cursor.is_above:
            box = geometry.bar_over(cursor.day, cursor.day, 0)
        else:
            box = geometry.slot(cursor.day, cursor.minute, cursor.minute + SLOT).adjusted(1, 1, -1, -1)
        painter.save()
        if not cursor.is_above:
            painter.setClipRect(QRect(0, geometry.top, geometry.width, geometry.room))
        painter.setPen(QPen(theme.colour("focus"), 1.5))
        painter.setBrush(theme.colour("primary_soft"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()

    def paint_ghost(self, ghost: Ghost) -> None:
        """Paint where what is held would go, with its time."""
        words = entry_words.where_to(ghost.placement, self._formats)
        starts = ghost.placement.starts
        ends = starts + timedelta(minutes=ghost.placement.minutes)
        is_bar = ghost.placement.all_day or ghost.placement.minutes >= DAY_MINUTES
        if not is_bar:
            words = entry_words.span(starts, ends)
        self._painter.save()
        told = [(box, self._paint_box(box, ghost.title, words)) for box in self._boxes_of(starts, ends, is_bar=is_bar)]
        self._painter.restore()
        if told and not any(is_told for _box, is_told in told):
            self._paint_label(told[0][0], words)

    def paint_frame(self, *, has_keyboard: bool) -> None:
        """Round the corners off, and show by the line around whether the keyboard is here."""
        paint_frame(self._painter, self._geometry.width, self._geometry.height, has_keyboard=has_keyboard)

    def _boxes_of(self, starts: datetime, ends: datetime, *, is_bar: bool) -> list[QRect]:
        geometry, days = self._geometry, self._sheet.days
        first, top = moments.on_wall(starts)
        last, bottom = moments.on_wall(ends - timedelta(seconds=1))
        inside = [index for index, day in enumerate(days) if first <= day <= last]
        if is_bar:
            return [geometry.bar_over(inside[0], inside[-1], 0)] if inside else []
        self._painter.setClipRect(QRect(0, geometry.top, geometry.width, geometry.room))
        return [
            geometry.slot(
                index, top if days[index] == first else 0, bottom + 1 if days[index] == last else DAY_MINUTES
            ).adjusted(3, 1, -4, -1)
            for index in inside
        ]

    def _head_words(self) -> list[str]:
        """Return "Sun 22" for each day, "S 22" or "22" where the days are narrow."""
        days, formats = self._sheet.days, self._formats
        letters, room = QFontMetrics(theme.font(bold=True)), self._geometry.head(0).width() - theme.pixels(_DOT)
        ways = (
            [f"{formats.weekdays[day.weekday()]} {day.day}" for day in days],
            [f"{day_words.weekday_letter(day.weekday(), formats)} {day.day}" for day in days],
        )
        fitting = (way for way in ways if max(map(letters.horizontalAdvance, way)) <= room)
        return next(fitting, [str(day.day) for day in days])

    def _paint_label(self, box: QRect, words: str) -> None:
        """Write the time above a box that has no room for it, or below it at the top of the grid."""
        painter, geometry, font = self._painter, self._geometry, theme.font(bold=True)
        letters, side = QFontMetrics(font), theme.pixels(_ROUND)
        label = QRect(0, 0, letters.horizontalAdvance(words) + 2 * side, letters.height() + side)
        label.moveCenter(box.center())
        label.moveBottom(max(box.top(), geometry.top) - 3)
        if label.top() < geometry.heads:
            label.moveTop(box.bottom() + 3)
        label.moveLeft(min(max(label.left(), 0), geometry.width - label.width()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary"))
        painter.drawRoundedRect(QRectF(label), 5, 5)
        painted_text.write(painter, label.adjusted(side, 0, -side, 0), words, font, theme.colour("on_primary"))

    def _paint_box(self, box: QRect, title: str, words: str) -> bool:
        """Paint a box with what it is and its time; return whether the whole time had room."""
        painter = self._painter
        ground = theme.colour("primary_soft")
        ground.setAlphaF(0.92)
        painter.setPen(QPen(theme.colour("primary"), 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        side = theme.pixels(8)
        inside = box.adjusted(side, theme.pixels(3), -side, -theme.pixels(2))
        bold, link = theme.font(bold=True), theme.colour("link")
        letters = QFontMetrics(bold)
        fits = letters.horizontalAdvance(words) <= inside.width()
        if inside.height() < 2 * letters.height():
            has_more = letters.horizontalAdvance(f"{words}  …") <= inside.width()  # else the "…" would cut the time
            line = f"{words}  {title}" if has_more else words if fits else title
            painted_text.write(painter, box.adjusted(side, 0, -side, 0), line, bold, link)
            return fits
        begin, _dash, end = words.partition(" – ")
        lines = [words] if fits else [f"{begin} –", end]
        fits = max(map(letters.horizontalAdvance, lines)) <= inside.width()
        used = 0
        for line in lines if fits else ():
            used += painted_text.wrap(painter, inside.adjusted(0, used, 0, 0), line, bold, link, 1)
        painted_text.wrap(painter, inside.adjusted(0, used, 0, 0), title, theme.font(), theme.colour("ink"), 2)
        return fits

    def _paint_entry(self, place: Bar | Block, box: QRect, chosen: Key | None, dragged: Key | None) -> None:
        if not box.intersects(QRect(0, 0, self._geometry.width, self._geometry.height)):
            return
        key = place.entry.key
        shape = Shape(box.width(), box.height(), isinstance(place, Bar), place.begins, place.ends)
        picture = self._pictures.picture(place.entry, shape, is_chosen=key == chosen)
        self._painter.drawPixmap(box.topLeft(), faint(picture) if key == dragged else picture)

    def _shade(self, index: int, day: date) -> None:
        """Grey the hours outside of work."""
        geometry, ground = self._geometry, theme.colour("window")
        for top, bottom in _outside_work(day):
            self._painter.fillRect(geometry.slot(index, top, bottom), ground)

    def _paint_hours(self) -> None:
        geometry, painter = self._geometry, self._painter
        inside = geometry.hours()
        metrics = theme.pixels(_LETTERS)
        painter.setFont(theme.font(_LETTERS))
        gap = theme.pixels(_ROUND)
        for hour in range(1, 24):
            y = geometry.y_of(hour * 60)
            if not geometry.top - metrics <= y <= geometry.height + metrics:
                continue
            painter.setPen(QPen(theme.colour("line"), _THIN))
            painter.drawLine(inside.left(), y, inside.right(), y)
            painter.setPen(theme.colour("muted"))
            left = geometry.width - geometry.gutter + gap if geometry.mirrored else 0
            room = QRect(left, y - metrics, geometry.gutter - gap, 2 * metrics)
            side = Qt.AlignmentFlag.AlignLeft if geometry.mirrored else Qt.AlignmentFlag.AlignRight
            where = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, int(where), f"{hour}:00")


def _outside_work(day: date) -> Sequence[tuple[int, int]]:
    """Return the minutes of a day in which the user does not work."""
    if not workday.is_work(day):
        return ((0, DAY_MINUTES),)
    begin, end = workday.starts(), workday.ends()
    starts, ends = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    if starts < ends:
        return ((0, starts), (ends, DAY_MINUTES))
    return ((ends, starts),)
