"""The circle before an entry in a list: a click or Space finishes it. What cannot be finished has its own sign there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from crm_desktop.services.calendar import birthdays, closes
from crm_desktop.ui import icons
from crm_desktop.ui.calendar.colours import Tint

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_SIGNS = {birthdays.LAYER: "birthday", closes.LAYER: "opportunity"}


def can_finish(entry: Entry) -> bool:
    """Tell whether an entry can be ticked."""
    return entry.entity == "activity" and not entry.done


def paint_circle(painter: QPainter, place: QRect, entry: Entry, tint: Tint, *, is_near: bool) -> None:
    """Paint the circle in the entry's hue; `is_near` where the mouse could tick it."""
    name = _SIGNS.get(entry.layer, "check" if entry.done or is_near else "")
    if not name or (is_near and can_finish(entry)):
        painter.setPen(QPen(tint.strong, 1.5))
        painter.setBrush(tint.ground)
        painter.drawEllipse(QRectF(place).adjusted(1, 1, -1, -1))
    if name:
        side = place.width() if name in _SIGNS.values() else place.width() * 3 // 4
        picture = icons.pixmap(name, side, tint.strong.name(), painter.device().devicePixelRatioF())
        corner = QRect(0, 0, side, side)
        corner.moveCenter(place.center())
        painter.drawPixmap(corner.topLeft(), picture)


def circle_at(row: QRect, room: int, side: int, *, is_mirrored: bool) -> QRect:
    """Return the place of the circle in a row: in the middle of its height, `room` pixels behind its beginning."""
    left = row.right() + 1 - room - side if is_mirrored else row.left() + room
    return QRect(left, row.center().y() - side // 2, side, side)


def around(place: QRect, pixels: int) -> QRect:
    """Return where a click takes the circle for meant."""
    return place.adjusted(-pixels, -pixels, pixels, pixels)
