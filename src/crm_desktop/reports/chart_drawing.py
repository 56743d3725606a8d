"""What a chart is made of before it is painted: marks with their records, texts and lines, each with its place.

Places are measured from the lower left corner of the drawing. Nothing here paints but `paint`, so that a test can ask
whether two texts touch without looking at paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, assert_never

from crm_desktop.base.colours import Palette
from crm_desktop.reports import lettering
from crm_desktop.reports.chart_data import Level, Meaning, Series
from crm_desktop.reports.document import Records
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, SMALL

SMALLEST = 5.5
GAP = 3.0
"""What is free between two texts at least."""
ASCENT, DESCENT = 0.76, 0.24
"""What letters need over and under their baseline, for a size of one point."""
_DOT = 3.6
_THIN, _LEAST = 2.4, 0.8  # a thinner bar has no room for an edge; no bar is thinner than the least
_DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1.2, 1.8), (6, 2, 1.2, 2))


@dataclass(frozen=True)
class Mark:
    """One value of a chart: its place and what it stands for; a `fill` takes the place of its meaning's colour."""

    area: Area
    category: int
    series: int
    records: Records | None
    shape: Literal["bar", "dot", "cell"] = "bar"
    fill: str = ""


class Label(NamedTuple):
    """One text: its left end, its baseline."""

    line: Line
    x: float
    y: float
    size: float
    colour: str

    @property
    def area(self) -> Area:
        """What the letters cover."""
        low = self.y - DESCENT * self.size
        return Area(self.x, low, self.line.width * self.size, (ASCENT + DESCENT) * self.size)


class Stroke(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 0.6
    dash: tuple[float, ...] = ()


class LevelMark(NamedTuple):
    """What crosses the bar of one category: the area that a click opens it by, and its lines."""

    area: Area
    category: int
    level: int
    records: Records | None
    strokes: tuple[Stroke, ...]


@dataclass
class Drawing:
    """Everything on a chart, in the order in which it is painted."""

    shapes: list[tuple[tuple[tuple[float, float], ...], str]] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    swatches: list[tuple[Area, Meaning]] = field(default_factory=list)
    rules: list[Stroke] = field(default_factory=list)
    """Lines over the marks."""
    levels: list[LevelMark] = field(default_factory=list)
    plates: list[Area] = field(default_factory=list)
    """What a text covers of marks and levels, so that it can be read on them."""
    labels: list[Label] = field(default_factory=list)

    def write(self, text: str, area: Area, size: float, colour: str, align: Literal["left", "middle", "right"]) -> None:
        """Write a text on the baseline that is the lower edge of an area, cut to its width."""
        line = lettering.cut(text, size, area.width)
        spare = area.width - line.width * size
        if line.runs and spare > -GAP:
            x = area.x + {"left": 0.0, "middle": spare / 2, "right": spare}[align]
            self.labels.append(Label(line, x, area.y, size, colour))


def paint(drawing: Drawing, series: Sequence[Series], ink: Ink, x: float, y: float) -> None:
    """Paint a drawing, its lower left corner at (x, y)."""
    for points, fill in drawing.shapes:
        ink.shape([(x + left, y + up) for left, up in points], fill)
    for stroke in drawing.strokes:
        _draw_stroke(stroke, ink, x, y)
    for mark in drawing.marks:
        _draw_mark(mark, series[mark.series].meaning, ink, _moved(mark.area, x, y))
    for area, meaning in drawing.swatches:
        draw_swatch(ink, meaning, _moved(area, x, y))
    for stroke in drawing.rules:
        _draw_stroke(stroke, ink, x, y)
    for level in drawing.levels:
        for stroke in level.strokes:
            _draw_stroke(stroke, ink, x, y)
        ink.note(level.records, _moved(level.area, x, y))
    for plate in drawing.plates:
        ink.box(_moved(plate, x, y), COLOURS.card, radius=1)
    for label in drawing.labels:
        ink.text(label.line, x + label.x, y + label.y, label.size, label.colour)


def records_of(series: Series | Level, category: int) -> Records | None:
    """Return the records behind one value."""
    return series.records[category] if series.records else None


def colour_of(meaning: Meaning, palette: Palette) -> str:
    """Return the colour that a mark of that meaning is filled with."""
    match meaning:
        case "won":
            return palette.won
        case "commit":
            return palette.commit
        case "best_case":
            return palette.best_case
        case "pipeline":
            return palette.primary_soft
        case "lost":
            return palette.edge
        case "warning":
            return palette.warning
        case _:
            assert_never(meaning)


def line_colour_of(meaning: Meaning, palette: Palette) -> str:
    """Return the colour of a line of that meaning: what fills an area in a tint would get lost as a line."""
    return {"pipeline": palette.muted, "best_case": palette.violet}.get(meaning, colour_of(meaning, palette))


def text_colour_of(meaning: Meaning, palette: Palette) -> str:
    """Return the colour of a text beside a line of that meaning: a line may be paler than a text that is read."""
    return palette.muted if meaning == "lost" else line_colour_of(meaning, palette)


def dash_of(number: int) -> tuple[float, ...]:
    """Return how the line of a series is broken, so that lines differ also without colour."""
    return _DASHES[number % len(_DASHES)]


def fitted(texts: Sequence[str], room: float) -> float | None:
    """Return the size at which each of the texts fits into a room, None where no readable one is small enough."""
    widest = max((lettering.width_of(text) for text in texts), default=0.0)
    size = min(SMALL, (room - GAP) / max(widest, 0.1))
    return size if size >= SMALLEST else None


def draw_swatch(ink: Ink, meaning: Meaning, area: Area) -> None:
    """Fill a rectangle in the colour of a meaning, told apart from its neighbours also in grey."""
    if min(area.width, area.height) < _THIN:
        thick = area._replace(width=max(area.width, _LEAST), height=max(area.height, _LEAST))
        ink.box(thick, line_colour_of(meaning, COLOURS))
        return
    ink.box(area, colour_of(meaning, COLOURS), edge=COLOURS.primary if meaning == "pipeline" else COLOURS.card)
    if meaning in {"won", "warning", "pipeline"}:
        hatched = COLOURS.best_case if meaning == "pipeline" else COLOURS.card
        ink.hatch(area, hatched, falls=meaning == "warning")


def _draw_stroke(stroke: Stroke, ink: Ink, x: float, y: float) -> None:
    ink.stroke([(x + left, y + up) for left, up in stroke.points], stroke.colour, stroke.width, stroke.dash)


def _draw_mark(mark: Mark, meaning: Meaning, ink: Ink, area: Area) -> None:
    match mark.shape:
        case "bar":
            draw_swatch(ink, meaning, area)
        case "cell":
            ink.box(area, mark.fill)
        case "dot":
            left, low = area.x + (area.width - _DOT) / 2, area.y + (area.height - _DOT) / 2
            fill = COLOURS.card if mark.series % 2 else line_colour_of(meaning, COLOURS)
            ink.box(Area(left, low, _DOT, _DOT), fill, line_colour_of(meaning, COLOURS), _DOT / 2)
    ink.note(mark.records, area)


def _moved(area: Area, x: float, y: float) -> Area:
    return area._replace(x=area.x + x, y=area.y + y)
