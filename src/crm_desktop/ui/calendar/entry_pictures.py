"""Draws entries: each once into a picture, because a grid is painted far more often than its entries change.

The title is bold in the strong colour of its hue, what else there is stands below it as far as there is room.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.base.colours import Palette
from crm_desktop.services.calendar import birthdays, closes
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui import icons, theme
from crm_desktop.ui.calendar import entry_words, painted_text
from crm_desktop.ui.calendar.colours import Tint, tint_of

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_STRIPE, _ROUND, _PADDING, _ABOVE, _SIGN, _GAP = 4, 5, 6, 4, 12, 4
_MANY = 600
_TITLE_LINES = 3
_SIGNS_OF = {birthdays.LAYER: "birthday", closes.LAYER: "opportunity"}
_FAINT = 0.4


class Shape(NamedTuple):
    """Of what form a picture is: a bar or a block, with both its ends or cut by the edge of what is shown."""

    width: int
    height: int
    is_bar: bool
    begins: bool
    ends: bool


class EntryPictures:
    """The pictures of the moment; another theme, text size or way of colouring makes new ones."""

    def __init__(self, by: By, ratio: float, *, mirrored: bool) -> None:
        self.by, self.ratio, self.mirrored = by, ratio, mirrored
        self.palette: Palette = theme.palette_now()
        self.letters: QFont = theme.font()
        self._bold = theme.font(bold=True)
        self._small = theme.font(theme.SMALL_PIXELS)
        self._pictures: OrderedDict[tuple[Entry, Shape, bool], QPixmap] = OrderedDict()

    def fits(self, by: By, ratio: float, *, mirrored: bool) -> bool:
        """Tell whether these pictures still look as the window does."""
        is_same = (self.by, self.ratio, self.mirrored) == (by, ratio, mirrored)
        return is_same and self.palette is theme.palette_now() and self.letters == theme.font()

    def picture(self, entry: Entry, shape: Shape, *, is_chosen: bool) -> QPixmap:
        """Return an entry in a shape."""
        key = (entry, shape, is_chosen)
        found = self._pictures.get(key)
        if found is not None:
            return found
        found = QPixmap(QSize(max(shape.width, 1), max(shape.height, 1)) * self.ratio)
        found.setDevicePixelRatio(self.ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if self.mirrored else Qt.LayoutDirection.LeftToRight)
        self._draw(painter, entry, shape, is_chosen)
        painter.end()
        self._pictures[key] = found
        if len(self._pictures) > _MANY:
            self._pictures.popitem(last=False)
        return found

    def _draw(self, painter: QPainter, entry: Entry, shape: Shape, is_chosen: bool) -> None:
        box = QRect(0, 0, shape.width, shape.height)
        tint = tint_of(entry, self.by)
        self._draw_ground(painter, box, tint, shape, is_chosen=is_chosen, is_faded=entry.is_faded)
        inside = self._inside(box, shape)
        line = QFontMetrics(self._bold).height()
        if shape.is_bar or inside.height() < 2 * line:
            lift = max((box.height() - line) // 2, 0)
            row = QRect(inside.left(), box.top() + lift, inside.width(), line)
            self._draw_line(painter, row, entry, tint, is_bar=shape.is_bar)
        else:
            self._draw_lines(painter, inside, entry, tint)

    def _draw_ground(
        self, painter: QPainter, box: QRect, tint: Tint, shape: Shape, *, is_chosen: bool, is_faded: bool
    ) -> None:
        painter.save()
        painter.setClipRect(box)
        radius = theme.pixels(_ROUND)
        room = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        cut = [0 if has_end else 2 * radius for has_end in (shape.begins, shape.ends)]
        if shape.is_bar:
            left, right = reversed(cut) if self.mirrored else cut
            room.adjust(-left, 0, right, 0)
        else:
            room.adjust(0, -cut[0], 0, cut[1])
        painter.setPen(QPen(tint.strong, 1.5) if is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(tint.ground)
        painter.drawRoundedRect(room, radius, radius)
        if not shape.is_bar:
            stripe = QRectF(self._at_start(box, 0, theme.pixels(_STRIPE)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("handle") if is_faded else tint.strong)
            stripe.adjust(0, -cut[0], 0, cut[1])
            painter.drawRoundedRect(stripe, stripe.width() / 2, stripe.width() / 2)
        painter.restore()

    def _inside(self, box: QRect, shape: Shape) -> QRect:
        begin = theme.pixels(_PADDING + (2 if shape.is_bar else _STRIPE))
        above = min(theme.pixels(_ABOVE), max((box.height() - QFontMetrics(self._bold).height()) // 2, 0))
        width = max(box.width() - begin - theme.pixels(_PADDING - 2), 0)
        return self._at_start(box.adjusted(0, above, 0, -above), begin, width)

    def _draw_line(self, painter: QPainter, row: QRect, entry: Entry, tint: Tint, *, is_bar: bool) -> None:
        """Write everything on one line: the signs, the title, and the hour where there is room for it."""
        row = self._draw_signs(painter, row, entry, tint)
        font = theme.font() if is_bar else self._bold
        fits = QFontMetrics(font).horizontalAdvance(entry.title) <= row.width()
        title = entry.title if fits else entry.short or entry.title
        used = painted_text.write(painter, row, title, font, tint.strong)
        after = entry.detail if is_bar else entry_words.hour(entry.starts)
        room = row.width() - used - theme.pixels(_GAP + 2)
        if after and QFontMetrics(self._small).horizontalAdvance(after) <= room:
            place = self._at_start(row, row.width() - room, room)
            painted_text.write(painter, place, after, self._small, tint.ink)

    def _draw_lines(self, painter: QPainter, inside: QRect, entry: Entry, tint: Tint) -> None:
        """Write the title on one or two lines, and below it as much as there is room for."""
        line = QFontMetrics(self._bold).height()
        head = self._draw_signs(painter, QRect(inside.left(), inside.top(), inside.width(), line), entry, tint)
        lines = inside.height() // line
        narrow = QRect(head.left(), inside.top(), head.width(), inside.height())
        time = entry_words.span(entry.starts, entry.ends)
        has_time = QFontMetrics(theme.font()).horizontalAdvance(time) <= inside.width()
        below = QRect(inside)
        most = lines - 1 if entry.detail or has_time else lines
        used = painted_text.wrap(painter, narrow, entry.title, self._bold, tint.strong, min(most, _TITLE_LINES))
        below.adjust(0, used, 0, 0)
        said = entry.detail or (time if has_time else "")
        used = painted_text.wrap(painter, below, said, theme.font(), tint.ink, below.height() // line)
        below.adjust(0, used, 0, 0)
        if entry.detail and has_time:
            painted_text.wrap(painter, below, time, self._small, theme.colour("muted"), 1)

    def _draw_signs(self, painter: QPainter, row: QRect, entry: Entry, tint: Tint) -> QRect:
        """Draw what an entry is known by at both ends of its first line; return the room between them."""
        side, gap = theme.pixels(_SIGN), theme.pixels(_GAP)
        before = "check" if entry.done else _SIGNS_OF.get(entry.layer, "")
        after = [("warning", theme.colour("danger"))] if entry.is_overdue and not entry.done else []
        after += [(sign, tint.strong) for sign in filter(None, [repeat_sign(entry)])]
        if before:
            self._draw_sign(painter, self._at_start(row, 0, side), before, tint.strong)
            row = self._at_start(row, side + gap, max(row.width() - side - gap, 0))
        for name, shade in after:
            if row.width() < 4 * side:
                break
            self._draw_sign(painter, self._at_start(row, row.width() - side, side), name, shade)
            row = self._at_start(row, 0, row.width() - side - gap)
        return row

    def _draw_sign(self, painter: QPainter, place: QRect, name: str, shade: QColor) -> None:
        picture = icons.pixmap(name, place.width(), shade.name(), self.ratio)
        painter.drawPixmap(place.left(), place.top() + (place.height() - place.width()) // 2, picture)

    def _at_start(self, box: QRect, offset: int, width: int) -> QRect:
        """Return a part of a box that begins so far from where reading begins."""
        left = box.right() + 1 - offset - width if self.mirrored else box.left() + offset
        return QRect(left, box.top(), width, box.height())


def pictures_for(view: QWidget, by: By, kept: EntryPictures | None) -> EntryPictures:
    """Return the pictures that a view keeps, or new ones where they no longer look as it does."""
    ratio, mirrored = view.devicePixelRatioF(), view.isRightToLeft()
    if kept is not None and kept.fits(by, ratio, mirrored=mirrored):
        return kept
    return EntryPictures(by, ratio, mirrored=mirrored)


def repeat_sign(entry: Entry) -> str:
    """Return the sign of what is one of a series, another one where it was done or changed alone; else ""."""
    if entry.series is not None:
        return "repeat-one"
    return "repeat" if entry.recurs and entry.can_move else ""


def faint(picture: QPixmap) -> QPixmap:
    """Return a picture as what is under way leaves behind."""
    made = QPixmap(picture.size())
    made.setDevicePixelRatio(picture.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(_FAINT)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return made
