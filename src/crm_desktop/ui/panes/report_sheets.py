"""The pages of a PDF below one another, rendered on a worker, those in sight first, at the resolution of the screen.

Until a page is there the one of before is shown in its place, so that nothing flickers when a number changed.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import pages
from crm_desktop.reports.ink import Area, Place
from crm_desktop.reports.page_search import Found
from crm_desktop.reports.pages import Picture
from crm_desktop.ui import theme
from crm_desktop.ui.jobs import Jobs

GAP = 14
_KEPT = 12
_FOUND, _FOUND_NOW = "#ffe999", "#ffb54d"  # on paper, which is white in both themes
NATURAL = 96 / 72
"""Pixels of a screen for a point of paper, at 100 %."""


@dataclass(frozen=True)
class Printed:
    """A written PDF: its file, the size of each page in points, and where on them records stand."""

    path: Path
    sizes: tuple[tuple[float, float], ...]
    places: tuple[Place, ...] = ()


def look_at(path: Path, places: Sequence[Place] = ()) -> Printed:
    """Measure the pages of a file."""
    return Printed(path, pages.page_sizes(path), tuple(places))


@dataclass(frozen=True)
class _Leaf:
    """A rendered page: the file and the scale that it was rendered for, in pixels of the screen a point."""

    path: Path
    scale: float
    pixmap: QPixmap


class Sheets(QWidget):
    """All pages below one another; paints those in sight and asks for the ones that are missing."""

    picked = Signal(object)
    moved_to = Signal(QRect)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._printed = Printed(Path(), ())
        self._scale = NATURAL
        self._leaves: dict[int, _Leaf] = {}
        self._wanted: list[int] = []
        self._is_rendering = False
        self._marked: int | None = None
        self._found: Sequence[Found] = ()
        self._current = 0
        self._tops: list[int] = []
        self.setMouseTracking(True)
        self.setAccessibleName(_("Pages"))

    def show_pages(self, printed: Printed) -> None:
        """Show other pages; what is on the screen stays until they are rendered."""
        self._printed, self._marked, self._found = printed, None, ()
        self._leaves = {page: leaf for page, leaf in self._leaves.items() if page < len(printed.sizes)}
        self._fit()

    def set_scale(self, scale: float) -> None:
        """Change how many pixels of the window a point of paper takes."""
        self._scale = scale
        self._fit()

    def page_rect(self, page: int) -> QRect:
        """Return where a page lies."""
        width, height = self._printed.sizes[page]
        size = QSize(round(width * self._scale), round(height * self._scale))
        return QRect(QPoint(max((self.width() - size.width()) // 2, GAP), self._tops[page]), size)

    def page_at(self, y: int) -> int:
        """Return the page at a height; the gap below a page is its own."""
        return max(bisect(self._tops, y) - 1, 0)

    def whole_size(self) -> QSize:
        """Return the room that all pages need."""
        sizes = self._printed.sizes
        if not sizes:
            return QSize()
        widest = max(round(width * self._scale) for width, _height in sizes)
        return QSize(widest + 2 * GAP, sum(round(height * self._scale) + GAP for _width, height in sizes) + GAP)

    def is_waiting(self) -> bool:
        """Whether a page in sight is still being rendered."""
        return self._is_rendering or bool(self._wanted)

    def step_mark(self, step: int) -> None:
        """Move the mark to the next or previous figure that has records behind it."""
        count = len(self._printed.places)
        if count:
            self._marked = (-1 if self._marked is None and step > 0 else self._marked or 0) + step
            self._marked %= count
            self.moved_to.emit(self._place_rect(self._printed.places[self._marked]))
            self.update()

    def open_mark(self) -> None:
        """Ask for the records behind the marked figure."""
        if self._marked is not None:
            self.picked.emit(self._printed.places[self._marked])

    def show_found(self, found: Sequence[Found], current: int) -> None:
        """Mark words that were found, and bring one of them into sight."""
        self._found, self._current = found, current
        if found and found[current].areas:
            self.moved_to.emit(self._area_rect(found[current].page, found[current].areas[0]))
        self.update()

    def corner_below(self, place: Place) -> QPoint:
        """Return where on the screen something about a place opens."""
        return self.mapToGlobal(self._place_rect(place).bottomLeft()) + QPoint(0, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        missing = []
        seen = range(self.page_at(event.rect().top()), self.page_at(event.rect().bottom()) + 1)
        for page in seen if self._tops else ():
            rect = self.page_rect(page)
            painter.fillRect(rect, QColor("white"))  # paper is white in both themes
            leaf = self._leaves.get(page)
            if leaf is not None:
                painter.drawPixmap(rect, leaf.pixmap)
            if leaf is None or leaf.path != self._printed.path or leaf.scale != self._screen_scale():
                missing.append(page)
            painter.setPen(theme.colour("line"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._paint_found(painter, seen)
        if self._marked is not None:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(self._place_rect(self._printed.places[self._marked]).adjusted(-2, -2, 2, 2))
        painter.end()
        self._ask_for(missing)

    def _paint_found(self, painter: QPainter, seen: range) -> None:
        """Colour what was found like a marker pen does: the letters below stay as dark as they are."""
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for number, found in enumerate(self._found):
            if found.page in seen:
                ink = QColor(_FOUND_NOW if number == self._current else _FOUND)
                for area in found.areas:
                    painter.fillRect(self._area_rect(found.page, area).adjusted(-1, -1, 1, 1), ink)
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        has_records = self._place_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_records else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._marked = place
            self.update()
            self.open_mark()

    def _place_at(self, point: QPoint) -> int | None:
        found = [n for n, place in enumerate(self._printed.places) if self._place_rect(place).contains(point)]
        return found[-1] if found else None

    def _place_rect(self, place: Place) -> QRect:
        return self._area_rect(place.page, place.area)

    def _area_rect(self, page: int, area: Area) -> QRect:
        corner, scale = self.page_rect(page).topLeft(), self._scale
        return QRectF(
            corner.x() + area.x * scale, corner.y() + area.y * scale, area.width * scale, area.height * scale
        ).toRect()

    def _screen_scale(self) -> float:
        return self._scale * self.devicePixelRatioF()

    def _fit(self) -> None:
        heights = (round(height * self._scale) + GAP for _width, height in self._printed.sizes)
        self._tops = list(accumulate(heights, initial=GAP))[:-1]
        self.setMinimumSize(self.whole_size())
        self.update()

    def _ask_for(self, missing: list[int]) -> None:
        self._wanted = missing
        if missing and not self._is_rendering:
            self._is_rendering = True
            page, path, scale = missing[0], self._printed.path, self._screen_scale()

            def render(_task: Task) -> Picture | None:
                with suppress(FileNotFoundError):  # the pages were put away meanwhile
                    return pages.render(path, page, scale)
                return None

            job = self._jobs.start(
                _("Rendering a page"), render, lambda picture: self._take(page, path, scale, picture)
            )
            job.ended.connect(self._go_on)

    def _take(self, page: int, path: Path, scale: float, picture: Picture | None) -> None:
        if picture is None or page >= len(self._printed.sizes):
            return
        image = QImage(picture.pixels, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._leaves[page] = _Leaf(path, scale, pixmap)
        if len(self._leaves) > _KEPT:
            del self._leaves[max(self._leaves, key=lambda other: abs(other - page))]

    def _go_on(self) -> None:
        self._is_rendering = False
        self.update()
