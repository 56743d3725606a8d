"""The edge of a painted view: rounded as a card's, in the colour of the focus while the keyboard is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from crm_desktop.ui import theme

_ROUND = 8


def paint_frame(painter: QPainter, width: int, height: int, *, has_keyboard: bool) -> None:
    """Round the corners off, and draw the line around."""
    whole, radius = QRectF(0, 0, width, height), theme.pixels(_ROUND)
    corners, rounded = QPainterPath(), QPainterPath()
    corners.addRect(whole)
    rounded.addRoundedRect(whole, radius, radius)
    painter.fillPath(corners.subtracted(rounded), theme.colour("window"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus" if has_keyboard else "line"), 1))
    painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
