"""Paints a month: its days and their numbers, the entries on them, the cursor, and what a hand is about to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import DAY
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import ways
from crm_desktop.services.calendar.month_layout import Piece, Week
from crm_desktop.ui import theme
from crm_desktop.ui.calendar.colours import tint
from crm_desktop.ui.calendar.entry_pictures import EntryPictures
from crm_desktop.ui.calendar.month_drag import MonthDrag
from crm_desktop.ui.calendar.month_geometry import MonthGeometry
from crm_desktop.ui.calendar.month_pieces import LETTERS, PiecePainter
from crm_desktop.ui.calendar.painted_text import write
from crm_desktop.ui.calendar.rooms import ahead, tail

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Key

_CENTRED = Qt.AlignmentFlag.AlignCenter
_TAKEN, _TARGET = 0.4, 0.6


@dataclass(frozen=True)
class Look:
    """What is to be seen beside the entries: the cursor, a drag, and the days that would take something dropped."""

    month: date
    day: date
    key: Key | None = None
    on_more: bool = False
    has_keyboard: bool = False
    drag: MonthDrag | None = None
    target: tuple[date, date] | None = None


class MonthPainter:
    """Paints one state of a month; it lives as long as the paint event."""

    def __init__(
        self, painter: QPainter, weeks: Sequence[Week], geometry: MonthGeometry, look: Look, formats: Formats
    ) -> None:
        self._painter, self._weeks, self._geometry, self._look = painter, weeks, geometry, look
        self._formats, self._mirrored = formats, geometry.is_mirrored
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if self._mirrored else Qt.LayoutDirection.LeftToRight)

    def paint(self, pictures: EntryPictures) -> None:
        """Paint everything."""
        pieces = PiecePainter(self._painter, pictures, is_mirrored=self._mirrored)
        self._shade()
        self._paint_names()
        self._rule()
        self._paint_cursor()
        for number, week in enumerate(self._weeks):
            self._paint_numbers(number, week)
            for piece in week.pieces:
                self._painter.setOpacity(_TAKEN if self._is_taken(piece) else 1.0)
                is_faded = not self._is_inside(week.first + piece.first * DAY)
                is_chosen = piece.entry.key == self._look.key
                pieces.paint(piece, self._geometry.piece(piece), is_chosen=is_chosen, is_faded=is_faded)
        self._painter.setOpacity(1.0)
        self._paint_target(pieces)

    def _shade(self) -> None:
        """Grey the days without work."""
        for number, week in enumerate(self._weeks):
            for column in range(7):
                if not workday.is_work(week.first + column * DAY):
                    self._painter.fillRect(self._geometry.cell(number, column), theme.colour("window"))

    def _paint_names(self) -> None:
        first, today = self._weeks[0].first, dates.today()
        is_now = first <= today <= self._weeks[-1].first + 6 * DAY
        self._painter.setFont(theme.font(bold=True))
        for column in range(7):
            weekday = (first + column * DAY).weekday()
            self._painter.setPen(theme.colour("link" if is_now and weekday == today.weekday() else "ink"))
            self._painter.drawText(self._geometry.name(column), _CENTRED, self._formats.weekdays[weekday])

    def _rule(self) -> None:
        """Draw the lines between the days."""
        painter, geometry = self._painter, self._geometry
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(theme.colour("line"))
        for number in range(len(self._weeks)):
            top = geometry.cell(number, 0).top()
            painter.drawLine(0, top, geometry.width, top)
        for column in range(7):
            cell = geometry.cell(0, column)
            x = cell.right() if self._mirrored else cell.left()
            painter.drawLine(x, cell.top(), x, geometry.height)
        painter.restore()

    def _paint_numbers(self, number: int, week: Week) -> None:
        beside = self._geometry.week(number)
        self._painter.setFont(theme.font(theme.SMALL_PIXELS))
        self._painter.setPen(theme.colour("muted"))
        room = QRect(beside.left(), beside.top(), beside.width(), self._geometry.number)
        self._painter.drawText(room, _CENTRED, str(ways.week_number(week.first)))
        for column in range(7):
            is_shared = bool(week.hidden[column]) and not self._geometry.keeps_line
            box = self._geometry.number_box(number, column, is_shared=is_shared)
            self._paint_number(week.first + column * DAY, box)
            if week.hidden[column]:
                self._paint_more(number, column)

    def _paint_number(self, day: date, box: QRect) -> None:
        painter, is_today = self._painter, day == dates.today()
        font = theme.font(LETTERS, bold=is_today or (day.day == 1 and self._is_inside(day)))
        room = box.adjusted(theme.pixels(7), 0, -theme.pixels(2), 0)
        text = f"{day.day} {self._formats.months[day.month - 1]}" if day.day == 1 else str(day.day)
        if QFontMetrics(font).horizontalAdvance(text) > room.width():
            text = str(day.day)
        if not is_today:
            write(painter, room, text, font, theme.colour("ink" if self._is_inside(day) else "muted"))
            return
        metrics = QFontMetrics(font)
        painter.setFont(font)
        height = metrics.height() + theme.pixels(3)
        width = max(metrics.horizontalAdvance(text) + theme.pixels(9), height)
        disc = ahead(box.adjusted(theme.pixels(3), 0, -theme.pixels(3), 0), width, is_mirrored=self._mirrored)
        disc = QRect(disc.left(), box.center().y() - height // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary"))
        painter.drawRoundedRect(QRectF(disc), height / 2, height / 2)
        painter.setPen(theme.colour("on_primary"))
        painter.drawText(disc, _CENTRED, text)

    def _paint_more(self, number: int, column: int) -> None:
        week, geometry = self._weeks[number], self._geometry
        is_chosen = self._look.on_more and self._look.day == week.first + column * DAY
        side = theme.pixels(4)
        box = geometry.more_box(number, column).adjusted(side if geometry.keeps_line else 0, 0, -side, 0)
        font = theme.font(theme.SMALL_PIXELS, bold=is_chosen)
        metrics, hidden = QFontMetrics(font), week.hidden[column]
        texts = (more_words(hidden), f"+{self._formats.number(hidden)}", "+")
        # one more pixel: letters are not as wide as whole pixels
        widths = [metrics.horizontalAdvance(text) + 1 for text in texts]
        text, width = next(
            (one for one in zip(texts, widths, strict=True) if one[1] <= box.width()), (texts[-1], widths[-1])
        )
        if not geometry.keeps_line:
            box = tail(box, width, is_mirrored=self._mirrored)
        write(self._painter, box, text, font, theme.colour("link" if is_chosen else "muted"))

    def _paint_cursor(self) -> None:
        """Frame the day under the cursor, softly while the keyboard is elsewhere or on one of its entries."""
        week, column = divmod((self._look.day - self._weeks[0].first).days, 7)
        if 0 <= week < len(self._weeks):
            is_free = self._look.has_keyboard and self._look.key is None and not self._look.on_more
            shade = theme.colour("focus" if self._look.has_keyboard else "handle")
            self._painter.setPen(QPen(shade, 2 if is_free else 1))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self._geometry.cell(week, column)).adjusted(1.5, 1.5, -0.5, -0.5)
            self._painter.drawRoundedRect(box, 3, 3)

    def _paint_target(self, pieces: PiecePainter) -> None:
        """Paint where what is under way would go."""
        drag = self._look.drag
        span = drag.days() if drag is not None else self._look.target
        if span is None:
            return
        for number, week in enumerate(self._weeks):
            first, last = max((span[0] - week.first).days, 0), min((span[1] - week.first).days, 6)
            if first > last:
                continue
            begins, ends = span[0] >= week.first, span[1] <= week.first + 6 * DAY
            self._paint_days(self._geometry.days(number, first, last))
            if drag is None:
                continue
            box = self._geometry.span(number, first, last, 0, begins=begins, ends=ends)
            if drag.entry is not None:
                pieces.paint(Piece(drag.entry, number, first, last, 0, begins, ends), box, is_chosen=True)
            else:
                self._paint_new(box)

    def _paint_new(self, box: QRect) -> None:
        colours, side = tint("blue"), theme.pixels(8)
        self._painter.setPen(QPen(colours.strong, 1.5))
        self._painter.setBrush(colours.ground)
        self._painter.drawRoundedRect(box, theme.pixels(5), theme.pixels(5))
        write(self._painter, box.adjusted(side, 0, -side, 0), _("New"), theme.font(LETTERS, bold=True), colours.strong)

    def _paint_days(self, days: QRect) -> None:
        shade = theme.colour("primary_soft")
        shade.setAlphaF(_TARGET)
        self._painter.fillRect(days, shade)
        self._painter.setPen(QPen(theme.colour("focus"), 1, Qt.PenStyle.DashLine))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(days.adjusted(1, 1, -1, -1))

    def _is_taken(self, piece: Piece) -> bool:
        drag = self._look.drag
        return drag is not None and drag.entry is not None and drag.entry.key == piece.entry.key

    def _is_inside(self, day: date) -> bool:
        return (day.year, day.month) == (self._look.month.year, self._look.month.month)


def more_words(n: int) -> str:
    """Return "+ 3 more"."""
    return count_of("+ {n} more", "+ {n} more", n)
