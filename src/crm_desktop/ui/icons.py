"""Our own stroke icons, tinted with the palette at the moment they are painted.

Icon themes of the desktop are absent on Windows, macOS and bare X11, so each icon is one SVG file of the program. Since
the colour is chosen while painting, a `QIcon` stays right when the user turns from light to dark.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from crm_desktop.base.paths import resources
from crm_desktop.ui.theme import palette_now

_clones: list[QIconEngine] = []
"""PySide does not hand a clone over to Qt, so without this it would be gone while Qt still paints with it."""


@cache
def folder() -> Path:
    """Return the folder of the SVG files."""
    return resources() / "icons"


def names() -> list[str]:
    """Return the names of all icons."""
    return sorted(path.stem for path in folder().glob("*.svg"))


@cache
def icon(name: str, colour: str = "muted") -> QIcon:
    """Return the icon `name` in a colour of the palette, blue where it is switched on; FileNotFoundError if unknown."""
    return QIcon(TintedEngine(_source(name), name, colour))


def pixmap(name: str, size: int, colour: str = "muted", ratio: float = 1.0) -> QPixmap:
    """Return the icon for a label, `size` pixels wide; `colour` names a colour of the palette or is "#rrggbb"."""
    shade = colour if colour.startswith("#") else str(getattr(palette_now(), colour))
    return _tinted(_source(name), name, QSize(size, size), shade, ratio)


@cache
def _source(name: str) -> str:
    return (folder() / f"{name}.svg").read_text(encoding="utf-8")


def _tinted(source: str, name: str, size: QSize, shade: str, ratio: float) -> QPixmap:
    """Return the drawing in one colour; the picture has `size` times `ratio` pixels of the screen."""
    key = f"crm:{name}:{shade}:{size.width()}x{size.height()}@{ratio}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    drawn = QPixmap(size * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    side = min(size.width(), size.height())
    target = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
    QSvgRenderer(QByteArray(source.replace("currentColor", shade).encode())).render(painter, target)
    painter.end()
    QPixmapCache.insert(key, drawn)
    return drawn


class TintedEngine(QIconEngine):
    """Paints one SVG in a colour of the palette of the moment."""

    def __init__(self, source: str, name: str, colour: str) -> None:
        super().__init__()
        self._source, self._name, self._colour = source, name, colour

    def clone(self) -> QIconEngine:
        copy = TintedEngine(self._source, self._name, self._colour)
        _clones.append(copy)
        return copy

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return _tinted(self._source, self._name, size, self._shade(mode, state), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def _shade(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        palette = palette_now()
        if mode == QIcon.Mode.Disabled:
            return palette.edge
        if state == QIcon.State.On and self._colour != "on_primary":
            return palette.link
        return str(getattr(palette, self._colour))
