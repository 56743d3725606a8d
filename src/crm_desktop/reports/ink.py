"""What the parts of a page draw with: lines of text, rules and boxes, on reportlab's canvas.

Coordinates are points from the lower left corner. Text goes out as it was set, never through a parser of markup, so
there is nothing to escape and no picture that a text could pull in. What stands on the page for a record is noted, so
that the window, which shows this very page, can open it with a click.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from crm_desktop.reports.document import Records
from crm_desktop.reports.glyphs import Glyphs
from crm_desktop.reports.lettering import Line

_HATCH = 4.5  # points between two slanted lines
_EDGE = 0.4
_SAME = 0.005  # points: what a place is rounded to


class Area(NamedTuple):
    """A rectangle: its lower left corner, its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Place:
    """Where on the paper records stand: the page, from 0, and the area, in points from its upper left corner."""

    page: int
    area: Area
    records: Records


class Ink:
    """The canvas of one document, on the page that is being painted."""

    def __init__(self, canvas: Any, page_height: float) -> None:
        self._canvas = canvas
        self._glyphs = Glyphs(canvas._doc)  # noqa: SLF001 - the fonts ask for the document, which has no other name
        self._page_height = page_height
        self._page = 0
        self._bookmarks = 0
        self.places: list[Place] = []

    def turn_page(self) -> None:
        """Finish the page and go on with the next."""
        self._canvas.showPage()
        self._page += 1

    def text(self, line: Line, x: float, y: float, size: float, colour: str) -> None:
        """Write one line with its left end at `x`."""
        self.column([(x, y, line)], size, colour)

    def text_to(self, line: Line, right: float, y: float, size: float, colour: str) -> None:
        """Write one line with its right end at `right`."""
        self.column([(right - line.width * size, y, line)], size, colour)

    def column(self, lines: Iterable[tuple[float, float, Line]], size: float, colour: str, leading: float = 0) -> None:
        """Write many lines of one size and colour, each at its (x, y), as one text object: much faster than each alone.

        Where one stands right below the other by `leading`, as in most columns, not even its place is written.
        """
        code, used, left, below = ["BT", f"{leading:.2f} TL"], "", 0.0, 0.0
        for x, y, (runs, _width, _is_right_to_left) in lines:
            if not runs:
                continue
            code.append("T*" if x == left and abs(y - below) < _SAME else f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            left, below = x, y - leading
            for run in runs:
                for font, shown in self._glyphs.shown(run, size):
                    if font != used:
                        code.append(f"{font} {size:.2f} Tf")
                        used = font
                    code.append(shown)
        code.append("ET")
        self._fill_with(colour)
        self._canvas.addLiteral("\n".join(code))

    def plain_column(self, texts: Iterable[str], x: float, y: float, size: float, colour: str, leading: float) -> None:
        """Write plain texts one below the other in the regular letters, the first on the baseline `y`."""
        code = ["BT", f"{leading:.2f} TL 1 0 0 1 {x:.2f} {y + leading:.2f} Tm", *self._glyphs.lines(texts, size), "ET"]
        self._fill_with(colour)
        self._canvas.addLiteral("\n".join(code))

    def rule(self, x: float, right: float, y: float, colour: str, width: float = 0.6) -> None:
        """Draw a level hairline."""
        self._canvas.setStrokeColorRGB(*_rgb(colour))
        self._canvas.setLineWidth(width)
        self._canvas.line(x, y, right, y)

    def box(self, area: Area, fill: str, edge: str = "", radius: float = 0) -> None:
        """Fill a rectangle; an `edge` is drawn within it."""
        if not edge and not radius:
            self.boxes([area], fill)
            return
        self._fill_with(fill)
        inset = _EDGE / 2 if edge else 0.0
        if edge:
            self._canvas.setStrokeColorRGB(*_rgb(edge))
            self._canvas.setLineWidth(_EDGE)
        x, y, width, height = area.x + inset, area.y + inset, area.width - 2 * inset, area.height - 2 * inset
        self._canvas.roundRect(x, y, width, height, radius, stroke=bool(edge), fill=1)

    def boxes(self, areas: Iterable[Area], fill: str) -> None:
        """Fill rectangles of one colour."""
        self._fill_with(fill)
        self._canvas.addLiteral("\n".join("{:.2f} {:.2f} {:.2f} {:.2f} re f".format(*area) for area in areas))

    def shape(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Fill the area within corners."""
        self._fill_with(fill)
        self._canvas.drawPath(self._path(points), stroke=0, fill=1)

    def stroke(
        self, points: Sequence[tuple[float, float]], colour: str, width: float, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points, solid or in dashes: the lengths of what is drawn and what is not."""
        self._canvas.saveState()
        self._canvas.setStrokeColorRGB(*_rgb(colour))
        self._canvas.setLineWidth(width)
        self._canvas.setLineJoin(1)
        if dash:
            self._canvas.setDash(list(dash))
        self._canvas.drawPath(self._path(points), stroke=1, fill=0)
        self._canvas.restoreState()

    def hatch(self, area: Area, colour: str, *, falls: bool = False) -> None:
        """Draw thin slanted lines over a rectangle, so that it differs also without colour."""
        x, y, width, height = area
        self._canvas.saveState()
        edge = self._canvas.beginPath()
        edge.rect(x, y, width, height)
        self._canvas.clipPath(edge, stroke=0, fill=0)
        self._canvas.setStrokeColorRGB(*_rgb(colour))
        self._canvas.setLineWidth(0.35)
        lines = self._canvas.beginPath()
        for step in range(int((width + height) / _HATCH) + 1):
            left = x - height + (step + 0.5) * _HATCH
            lines.moveTo(left, y + height if falls else y)
            lines.lineTo(left + height, y if falls else y + height)
        self._canvas.drawPath(lines, stroke=1, fill=0)
        self._canvas.restoreState()

    def image(self, image: Any, area: Area) -> None:
        """Paint a picture, as reportlab has opened it, over an area."""
        self._canvas.drawImage(image, *area, mask="auto")

    def bookmark(self, title: str, top: float, level: int) -> None:
        """Add an entry to the outline that leads to this place."""
        self._bookmarks += 1
        name = _name_of(self._bookmarks)
        self._canvas.bookmarkHorizontal(name, 0, top)
        self._canvas.addOutlineEntry(title, name, level, closed=False)

    def link(self, bookmark: int, area: Area) -> None:
        """Let an area of the page lead to a bookmark, by its number from 1; it may be still to come."""
        corners = area.x, area.y, area.x + area.width, area.y + area.height
        self._canvas.linkAbsolute("", _name_of(bookmark), corners, Border="[0 0 0]")

    def note(self, records: Records | None, area: Area) -> None:
        """Remember what records stand in this area of the page."""
        if records is not None:
            top = self._page_height - area.y - area.height
            self.places.append(Place(self._page, area._replace(y=top), records))

    def _path(self, points: Sequence[tuple[float, float]]) -> Any:
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        return path

    def _fill_with(self, colour: str) -> None:
        self._canvas.addLiteral(_fill(colour))


def _name_of(bookmark: int) -> str:
    return f"part-{bookmark}"


@cache
def _rgb(colour: str) -> tuple[float, float, float]:
    """Return the three parts, 0 to 1, of "#rrggbb"."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


@cache
def _fill(colour: str) -> str:
    """Return the operator that fills and writes with "#rrggbb"."""
    return "{:.4g} {:.4g} {:.4g} rg".format(*_rgb(colour))
