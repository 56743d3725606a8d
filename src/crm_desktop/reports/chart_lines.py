"""Lines over categories that follow each other in time. A point is labelled where its text touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import ceil, inf
from typing import TypeAlias

from crm_desktop.reports import lettering
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.chart_drawing import (
    ASCENT,
    GAP,
    SMALLEST,
    Drawing,
    Label,
    Mark,
    Stroke,
    dash_of,
    line_colour_of,
    records_of,
    text_colour_of,
)
from crm_desktop.reports.chart_legend import add_legend, legend_height
from crm_desktop.reports.chart_spans import Scale
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS, RULE, SMALL

_PLOT, _OVER, _AXIS = 84.0, 12.0, 14.0
_TOUCH = 8.0  # a point is opened by a click this wide
_AWAY = 4.5  # from a point to its text
_FARTHER = (0.0, 4.0)  # where that has no room; with more it would be nobody's
_FARTHEST = (*_FARTHER, 9.0, 14.0)  # that of the last point and of the extremes
_BETWEEN = 4.0  # the texts of two lines
Point: TypeAlias = tuple[float, float]


def height_of(chart: Chart, width: float) -> float:
    """Return the height of the whole chart."""
    return _OVER + _PLOT + _under(chart) + _AXIS + legend_height(chart, width, lines=True)


def drawing_of(chart: Chart, width: float) -> Drawing:
    """Return the lines, their points, the values that have room and the names below."""
    drawing = Drawing()
    foot = legend_height(chart, width, lines=True)
    plot = Area(0, foot + _AXIS, width, _OVER + _PLOT + _under(chart))
    lines, zero = _points(chart, plot)
    drawing.strokes.append(Stroke(((0, zero), (width, zero)), RULE))
    for number, (series, points) in enumerate(zip(chart.series, lines, strict=True)):
        colour = line_colour_of(series.meaning, COLOURS)
        for run in _runs(series, points):
            if len(run) > 1:
                drawing.strokes.append(Stroke(tuple(run), colour, 1.2, dash_of(number)))
        for index, (x, y) in enumerate(points):
            if index in series.unknown:
                continue
            area = Area(x - _TOUCH / 2, y - _TOUCH / 2, _TOUCH, _TOUCH)
            drawing.marks.append(Mark(area, index, number, records_of(series, index), "dot"))
    drawing.labels.extend(_values(chart, lines, plot, zero))
    _write_names(drawing, chart, width, foot + 4)
    add_legend(drawing, chart, width, lines=True)
    return drawing


def _points(chart: Chart, plot: Area) -> tuple[list[list[Point]], float]:
    """Return where the points of each series stand, and the height of the base line."""
    values = [float(value) for series in chart.series for value in series.values]
    scale = Scale(min(0.0, *values), max(0.0, *values))
    slot = plot.width / len(chart.categories)

    def height(value: float) -> float:
        return plot.y + _under(chart) + scale.place(value, _PLOT)

    lines = [
        [(slot * (index + 0.5), height(float(value))) for index, value in enumerate(series.values)]
        for series in chart.series
    ]
    return lines, height(0.0)


def _runs(series: Series, points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the pieces of a line between its gaps."""
    for is_gap, among in groupby(enumerate(points), lambda one: one[0] in series.unknown):
        if not is_gap:
            yield [point for _index, point in among]


def _under(chart: Chart) -> float:
    """Return the height below the lowest point that may be needed for its text."""
    values = [value for series in chart.series for value in series.values]
    return _OVER if min(values) < 0 else GAP


def _values(chart: Chart, lines: list[list[Point]], plot: Area, zero: float) -> list[Label]:
    """Return the texts of points: of the first ones that have room, in the order of how much they say.

    A text stands close to its point and on its side of the axis, or is left out: the table beside the chart has it.
    """
    placed: list[tuple[int, Label]] = []
    runs = [list(_runs(series, points)) for series, points in zip(chart.series, lines, strict=True)]
    dots = [Area(x - 2, y - 2, 4, 4) for line_runs in runs for run in line_runs for x, y in run]
    axis = ((0.0, zero), (plot.width, zero))
    pieces = [axis, *(piece for line_runs in runs for run in line_runs for piece in pairwise(run))]
    for number, index, text, is_first in _wanted(chart):
        line = lettering.line_of(text)
        point, value = lines[number][index], chart.series[number].values[index]
        colour = text_colour_of(chart.series[number].meaning, COLOURS)
        for left, base in _places(point, line.width * SMALL, plot.width, _FARTHEST if is_first else _FARTHER):
            label = Label(line, left, base, SMALL, colour)
            area = label.area
            is_inside = left >= 0 and area.y >= plot.y and area.y + area.height <= plot.y + plot.height
            is_right = area.y >= zero if value >= 0 else area.y + area.height <= zero
            others = [_apart(other.area, is_own=own == number) for own, other in placed]
            is_taken = _is_taken(area, [*dots, *others], pieces)
            if is_inside and is_right and not is_taken and _is_nearest(area, number, runs):
                placed.append((number, label))
                break
    return [label for _number, label in placed]


def _places(point: Point, width: float, room: float, farther: Sequence[float]) -> Iterator[Point]:
    """Yield where the text of a point may begin: over or under it, in its middle or to one side, then a little away."""
    x, y = point
    for away in (_AWAY + more for more in farther):
        for share in (0.5, 0.12, 0.88):
            left = min(max(x - share * width, 0.0), room - width)
            yield left, y + away
            yield left, y - away - ASCENT * SMALL


def _apart(area: Area, *, is_own: bool) -> Area:
    """Return what a text keeps free of the texts of other lines: stacked on each other, nobody knows whose is whose."""
    return area if is_own else area._replace(y=area.y - _BETWEEN, height=area.height + 2 * _BETWEEN)


def _wanted(chart: Chart) -> Iterator[tuple[int, int, str, bool]]:
    """Yield series, category and text of what may be labelled, the last points and extremes first and marked as such."""
    ranks: list[tuple[int, int, int, str, bool]] = []
    for number, series in enumerate(chart.series):
        texts = tuple("" if index in series.unknown else text for index, text in enumerate(_texts(chart, number)))
        order = sorted(range(len(texts)), key=lambda index: series.values[index])
        firsts = dict.fromkeys((len(texts) - 1, order[-1], order[0], 0))
        ranks += [
            (rank, number, index, texts[index], rank < len(firsts))
            for rank, index in enumerate((*firsts, *order))
            if not _is_within(texts, index)
        ]
    seen: set[tuple[int, int]] = set()
    for _rank, number, index, text, is_first in sorted(ranks):
        if text and (number, index) not in seen:
            seen.add((number, index))
            yield number, index, text, is_first


def _texts(chart: Chart, number: int) -> Sequence[str]:
    """Return the texts of a line's points; where only the categories have some, the highest point bears them."""
    return chart.series[number].labels or tuple(
        text if number == _highest(chart, index) else "" for index, text in enumerate(chart.labels)
    )


def _is_within(texts: Sequence[str], index: int) -> bool:
    """Tell whether a text stands between two that are the same."""
    return 0 < index < len(texts) - 1 and texts[index - 1] == texts[index] == texts[index + 1]


def _is_nearest(area: Area, number: int, lines: list[list[list[Point]]]) -> bool:
    """Tell whether a text is clearly nearer to its own line than to every other."""

    def away(runs: list[list[Point]]) -> float:
        pieces = (piece for run in runs for piece in (pairwise(run) if len(run) > 1 else ((run[0], run[0]),)))
        return min((_away(area, *piece) for piece in pieces), default=inf)

    own = away(lines[number])
    return all(away(points) > 1.5 * own for other, points in enumerate(lines) if other != number)


def _away(area: Area, start: Point, end: Point) -> float:
    """Return how far over or under an area a line passes, infinity where it passes beside it."""
    (x, y), (right, up) = start, end
    first, last = max(x, area.x), min(right, area.x + area.width)
    if first > last:
        return inf
    heights = [y + (up - y) * (at - x) / ((right - x) or 1) for at in (first, last)]
    return max(0.0, min(heights) - area.y - area.height, area.y - max(heights))


def _highest(chart: Chart, index: int) -> int:
    return max(range(len(chart.series)), key=lambda number: chart.series[number].values[index])


def _is_taken(area: Area, others: list[Area], pieces: list[tuple[Point, Point]]) -> bool:
    """Tell whether something stands where a text would."""
    return any(_touch(area, other) for other in others) or any(_crosses(area, *piece) for piece in pieces)


def _touch(one: Area, other: Area) -> bool:
    is_beside = one.x >= other.x + other.width + 1 or other.x >= one.x + one.width + 1
    return not (is_beside or one.y >= other.y + other.height or other.y >= one.y + one.height)


def _crosses(area: Area, start: Point, end: Point) -> bool:
    """Tell whether a line from left to right passes through an area."""
    (x, y), (right, up) = start, end
    first, last = max(x, area.x), min(right, area.x + area.width)
    if first > last:
        return False
    heights = [y + (up - y) * (at - x) / (right - x) for at in (first, last)]
    return min(heights) < area.y + area.height and max(heights) > area.y


def _write_names(drawing: Drawing, chart: Chart, width: float, y: float) -> None:
    """Write the names: of many that follow each other every second, third and so on, in steps of the same length."""
    names = chart.categories
    slot = width / len(names)
    widest = max(lettering.width_of(name) for name in names)
    size = max(min(SMALL, (slot - GAP) / max(widest, 0.1)), SMALLEST)
    step = min(ceil((widest * size + GAP) / slot), max(len(names) // 2, 1))
    room = step * slot - GAP
    for index in range(step // 2, len(names) - step // 2, step):
        middle = slot * (index + 0.5)
        drawing.write(names[index], Area(middle - room / 2, y, room, 0), size, COLOURS.muted, "middle")
