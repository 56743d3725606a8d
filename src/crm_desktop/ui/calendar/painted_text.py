"""Text painted into a room: cut with "…" where it does not fit, from the side where the painter's reading begins."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption


def write(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> int:
    """Write one line in the middle of the room's height; return its width."""
    metrics = QFontMetrics(font)
    text = text.replace("\n", " ")
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    if shown == "…":  # says nothing: the first letters alone take no more room
        shown = next((text[:n] for n in (3, 2, 1) if metrics.horizontalAdvance(text[:n]) <= room.width()), shown)
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
    lines = lines_of(text.replace("\n", " "), font, room.width(), most)
    for number, line in enumerate(lines):
        write(painter, QRect(room.left(), room.top() + number * step, room.width(), step), line, font, colour)
    return len(lines) * step


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Return the lines of a text in a width; the last of `most`, or one whose first word is too wide, holds the rest."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    is_whole = False
    while not is_whole and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        begin = line.textStart()
        is_whole = len(found) == most - 1 or line.naturalTextWidth() > width
        found.append(text[begin:] if is_whole else text[begin : begin + line.textLength()].strip())
    layout.endLayout()
    return found
