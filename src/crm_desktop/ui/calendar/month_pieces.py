"""Paints the entries of a month: one with days is a bar, one with an hour a line of text with a dot in its hue.

A sign takes the place of the dot where one is done or overdue, so that no colour says it alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from crm_desktop.services.calendar.month_layout import Piece
from crm_desktop.ui import icons, theme
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.colours import tint_of
from crm_desktop.ui.calendar.entry_pictures import EntryPictures, Shape
from crm_desktop.ui.calendar.painted_text import write
from crm_desktop.ui.calendar.rooms import ahead, behind, tail

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

LETTERS = 12
_DOT, _SIGN, _MARK, _ROUND = 7, 10, 11, 4
_FEW = 5
"""Letters of a title that must have room beside the hour."""


class PiecePainter:
    """Paints pieces of entries into their boxes."""

    def __init__(self, painter: QPainter, pictures: EntryPictures, *, is_mirrored: bool) -> None:
        self._painter, self._pictures, self._mirrored = painter, pictures, is_mirrored

    def paint(self, piece: Piece, box: QRect, *, is_chosen: bool, is_faded: bool = False) -> None:
        """Paint a piece; `is_faded` where it stands on a day of another month."""
        if piece.is_bar:
            self._paint_bar(piece, box, is_chosen=is_chosen)
        else:
            self._paint_line(piece, box, is_chosen=is_chosen, is_faded=is_faded)

    def _paint_bar(self, piece: Piece, box: QRect, *, is_chosen: bool) -> None:
        mark = theme.pixels(_MARK)
        for goes_on, part in ((not piece.begins, ahead), (not piece.ends, tail)):
            if goes_on and box.width() > 3 * mark:
                is_right = (part is tail) != self._mirrored
                self._paint_mark(piece, part(box, mark, is_mirrored=self._mirrored), is_right=is_right)
                box = box.adjusted(0, 0, -mark, 0) if is_right else box.adjusted(mark, 0, 0, 0)
        shape = Shape(box.width(), box.height(), True, piece.begins, piece.ends)
        self._painter.drawPixmap(box.topLeft(), self._pictures.picture(piece.entry, shape, is_chosen=is_chosen))

    def _paint_mark(self, piece: Piece, side: QRect, *, is_right: bool) -> None:
        """Paint the end of a bar that goes on in another week."""
        colours = tint_of(piece.entry, self._pictures.by)
        self._painter.fillRect(side, colours.ground)
        self._paint_sign("chevron-right" if is_right else "chevron-left", side, colours.strong)

    def _paint_line(self, piece: Piece, box: QRect, *, is_chosen: bool, is_faded: bool) -> None:
        entry, gap = piece.entry, theme.pixels(3)
        if is_chosen:
            self._painter.setPen(QPen(theme.colour("focus"), 1.5))
            self._painter.setBrush(theme.colour("primary_soft"))
            radius = theme.pixels(_ROUND)
            self._painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        room = box.adjusted(gap, 0, -gap, 0)
        self._paint_state(entry, ahead(room, theme.pixels(_SIGN), is_mirrored=self._mirrored))
        room = behind(room, theme.pixels(_SIGN) + gap, is_mirrored=self._mirrored)
        is_late = entry.is_overdue and not entry.done
        hour = entry_words.hour(entry.starts) if piece.begins else f"– {entry_words.hour(entry.ends)}"
        muted, letters = theme.colour("muted"), theme.font(LETTERS)
        metrics = QFontMetrics(letters)
        wide = metrics.horizontalAdvance(hour) + theme.pixels(4)
        if room.width() >= wide + _FEW * metrics.averageCharWidth():
            # in a narrow month the title says more than the hour
            write(self._painter, room, hour, letters, theme.colour("danger") if is_late else muted)
            room = behind(room, wide, is_mirrored=self._mirrored)
        ink = muted if is_faded else tint_of(entry, self._pictures.by).ink
        write(self._painter, room, entry.title, letters, ink)

    def _paint_state(self, entry: Entry, place: QRect) -> None:
        strong = tint_of(replace(entry, done=False), self._pictures.by).strong
        if entry.done:
            self._paint_sign("check", place, strong)
        elif entry.is_overdue:
            self._paint_sign("warning", place, theme.colour("danger"))
        else:
            dot = theme.pixels(_DOT)
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(strong)
            middle = QRectF(place).center()
            self._painter.drawEllipse(QRectF(middle.x() - dot / 2, middle.y() - dot / 2, dot, dot))

    def _paint_sign(self, name: str, place: QRect, shade: QColor) -> None:
        picture = icons.pixmap(name, place.width(), shade.name(), self._pictures.ratio)
        self._painter.drawPixmap(place.left(), place.top() + (place.height() - place.width()) // 2, picture)
