"""Text painted into a room: cut with "…" where it does not fit, from the side where the painter's reading begins."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption


def write(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> int:
    """Write one line in the middle of the room's height; return its width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    painter.save()
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a text reads by what it holds
    painter.setFont(font)
    painter.setPen(colour)
    where = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, int(where) | int(Qt.TextFlag.TextSingleLine), shown)
    painter.restore()
    return metrics.horizontalAdvance(shown)


def wrap(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor, most: int) -> int:
    """Write a text over as many lines as `most` and the room allow; return the height that it takes."""
    step = QFontMetrics(font).height()
    most = min(most, room.height() // max(step, 1))
    if most < 1 or not text:
        return 0
    lines = _lines(text.replace("\n", " "), font, room.width(), most)
    for number, line in enumerate(lines):
        write(painter, QRect(room.left(), room.top() + number * step, room.width(), step), line, font, colour)
    return len(lines) * step


def _lines(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Return the lines of a text in a width; the last of `most` holds all that is left."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while len(found) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        begin = line.textStart()
        found.append(text[begin:] if len(found) == most - 1 else text[begin : begin + line.textLength()].strip())
    layout.endLayout()
    return found
