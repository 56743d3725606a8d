"""Lines over categories that follow each other in time. A point is labelled where its text touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, inf
from typing import TypeAlias

from crm_desktop.reports import lettering
from crm_desktop.reports.chart_drawing import (
    GAP,
    SMALLEST,
    Drawing,
    Label,
    Mark,
    Stroke,
    dash_of,
    line_colour_of,
    records_of,
)
from crm_desktop.reports.chart_legend import add_legend, legend_height
from crm_desktop.reports.chart_spans import Scale
from crm_desktop.reports.document import Chart
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS, RULE, SMALL

_PLOT, _OVER, _AXIS = 84.0, 12.0, 14.0
_TOUCH = 8.0  # a point is opened by a click this wide
_AWAY = 4.5  # from a point to its text
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
        if len(points) > 1:
            colour = line_colour_of(series.meaning, COLOURS)
            drawing.strokes.append(Stroke(tuple(points), colour, 1.2, dash_of(number)))
        for index, (x, y) in enumerate(points):
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


def _under(chart: Chart) -> float:
    """Return the height below the lowest point that may be needed for its text."""
    values = [value for series in chart.series for value in series.values]
    return _OVER if min(values) < _OVER / _PLOT * float(max(values)) else GAP


def _values(chart: Chart, lines: list[list[Point]], plot: Area, zero: float) -> list[Label]:
    """Return the texts of points: of the first ones that have room, in the order of how much they say."""
    placed: list[Label] = []
    dots = [Area(x - 2, y - 2, 4, 4) for points in lines for x, y in points]
    axis = ((0.0, zero), (plot.width, zero))
    pieces = [axis, *(piece for points in lines for piece in pairwise(points))]
    for number, index, text in _wanted(chart):
        line = lettering.line_of(text)
        x, y = lines[number][index]
        for base in (y + _AWAY, y - _AWAY - 0.76 * SMALL, zero - 1 - 0.76 * SMALL):
            left = min(max(x - line.width * SMALL / 2, 0), plot.width - line.width * SMALL)
            label = Label(line, left, base, SMALL, COLOURS.ink)
            is_inside = left >= 0 and label.area.y >= plot.y and base + SMALL <= plot.y + plot.height
            others = [other.area for other in placed]
            is_taken = _is_taken(label.area, [*dots, *others], pieces)
            if is_inside and not is_taken and _is_nearest(label.area, number, lines):
                placed.append(label)
                break
    return placed


def _wanted(chart: Chart) -> Iterator[tuple[int, int, str]]:
    """Yield series, category and text of what may be labelled: the last points and the extremes come first."""
    ranks: list[tuple[int, int, int, str]] = []
    for number, series in enumerate(chart.series):
        texts = series.labels or tuple(
            text if number == _highest(chart, index) else "" for index, text in enumerate(chart.labels)
        )
        order = sorted(range(len(texts)), key=lambda index: series.values[index])
        firsts = dict.fromkeys((len(texts) - 1, order[-1], order[0], 0))
        ranks += [
            (rank, number, index, texts[index])
            for rank, index in enumerate((*firsts, *order))
            if not _is_within(texts, index)
        ]
    seen: set[tuple[int, int]] = set()
    for _rank, number, index, text in sorted(ranks):
        if text and (number, index) not in seen:
            seen.add((number, index))
            yield number, index, text


def _is_within(texts: Sequence[str], index: int) -> bool:
    """Tell whether a text stands between two that are the same."""
    return 0 < index < len(texts) - 1 and texts[index - 1] == texts[index] == texts[index + 1]


def _is_nearest(area: Area, number: int, lines: list[list[Point]]) -> bool:
    """Tell whether a text is clearly nearer to its own line than to every other."""

    def away(points: list[Point]) -> float:
        found = [_away(area, *piece) for piece in pairwise(points)] or [_away(area, points[0], points[0])]
        return min(found)

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
