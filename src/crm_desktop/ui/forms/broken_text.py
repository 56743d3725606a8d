"""Text broken into lines for painting: at most so many, the last of them cut with "…"."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

_CHARS_A_LINE = 400


@lru_cache(maxsize=2048)
def broken(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """Return the lines that `text` takes in `width` pixels; what goes beyond `most` lines is cut."""
    lines: list[str] = []
    paragraphs = [" ".join(part.split()) for part in text[: most * _CHARS_A_LINE].splitlines() if part.strip()]
    for i, paragraph in enumerate(paragraphs):
        for line, rest in _lines(paragraph, font, width):
            is_last = len(lines) == most - 1
            if is_last and (rest != line or i < len(paragraphs) - 1):
                cut = f"{rest}…" if rest == line else rest
                return (*lines, QFontMetrics(font).elidedText(cut, Qt.TextElideMode.ElideRight, width))
            lines.append(line)
            if len(lines) == most:
                return tuple(lines)
    return tuple(lines)


def _lines(paragraph: str, font: QFont, width: int) -> list[tuple[str, str]]:
    """Return each line with all that follows from its beginning on."""
    layout = QTextLayout(paragraph, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found = []
    # Qt counts in UTF-16, where an emoji is two
    units = paragraph.encode("utf-16-le")
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
        found.append((units[start:end].decode("utf-16-le").strip(), units[start:].decode("utf-16-le").strip()))
    layout.endLayout()
    return found
