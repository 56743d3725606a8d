"""Standing bars, side by side, stacked or as a bridge; and when bars have to lie instead."""

from __future__ import annotations

from itertools import pairwise

from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.chart_drawing import (
    ASCENT,
    DESCENT,
    GAP,
    SMALLEST,
    Drawing,
    Mark,
    Stroke,
    fitted,
    records_of,
)
from crm_desktop.reports.chart_legend import add_legend, legend_height
from crm_desktop.reports.chart_levels import level_mark
from crm_desktop.reports.chart_spans import Scale, Span, joints_of, levels_of, scale_of, spans_of
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS, RULE

PLOT = 66.0
LABEL = 11.0
"""The height over the highest bar, and under one below the base line."""
AXIS = 14.0
"""The height of the names of the categories."""
_WIDEST = 52.0
_SHARE = 0.62  # of its room is filled by a category
_MOST = 12
_OUT = 4.5  # of a level, beside the bars, at most


def must_lie(chart: Chart, width: float) -> bool:
    """Tell whether bars have to lie, since they are many or their texts have no room beside each other."""
    count = len(chart.categories)
    slot = width / max(count, 1)
    return count > _MOST or fitted(chart.categories, slot) is None or fitted(chart.labels, slot) is None


def marks_of(chart: Chart, width: float, height: float) -> list[Mark]:
    """Return the bars of a chart for a plot of that size; a bar of nothing is left out."""
    scale = scale_of(chart)
    return [_mark(chart, span, scale, width, height) for span in spans_of(chart)]


def height_of(chart: Chart, width: float) -> float:
    """Return the height of the whole chart."""
    return LABEL + PLOT + _below(chart) + AXIS + legend_height(chart, width)


def drawing_of(chart: Chart, width: float) -> Drawing:
    """Return a chart whose texts have room, see `must_lie`."""
    drawing = Drawing()
    foot = legend_height(chart, width)
    base = foot + AXIS + _below(chart)
    scale = scale_of(chart)
    for mark in marks_of(chart, width, PLOT):
        drawing.marks.append(_raised(mark, base))
    zero = base + scale.place(0, PLOT)
    drawing.rules.append(Stroke(((0, zero), (width, zero)), RULE))
    _connect(drawing, chart, width, base, scale)
    _cross(drawing, chart, width, base, scale)
    _write(drawing, chart, width, foot, base)
    add_legend(drawing, chart, width)
    return drawing


def _mark(chart: Chart, span: Span, scale: Scale, width: float, height: float) -> Mark:
    slot = width / len(chart.categories)
    group = _group(chart, slot)
    bar = group / span.lanes
    x = slot * span.category + (slot - group) / 2 + bar * span.lane
    low, high = scale.place(span.low, height), scale.place(span.high, height)
    records = records_of(chart.series[span.series], span.category)
    return Mark(Area(x, low, bar, high - low), span.category, span.series, records)


def _raised(mark: Mark, by: float) -> Mark:
    return Mark(mark.area._replace(y=mark.area.y + by), mark.category, mark.series, mark.records)


def _below(chart: Chart) -> float:
    """Return the height that labels under bars need."""
    return LABEL if scale_of(chart).low < 0 else 0.0


def _connect(drawing: Drawing, chart: Chart, width: float, base: float, scale: Scale) -> None:
    """Join the bars of a bridge at the level that one leaves and the next begins at."""
    slot = width / max(len(chart.categories), 1)
    half = _group(chart, slot) / 2
    for (one, level), (other, _after) in pairwise(joints_of(chart)):
        y = base + scale.place(level, PLOT)
        points = ((slot * (one + 0.5) + half, y), (slot * (other + 0.5) - half, y))
        drawing.strokes.append(Stroke(points, COLOURS.edge, 0.5, (1.5, 1.5)))


def _cross(drawing: Drawing, chart: Chart, width: float, base: float, scale: Scale) -> None:
    """Draw the levels across all bars of their category, within its room."""
    slot = width / max(len(chart.categories), 1)
    group = _group(chart, slot)
    beside = min((slot - group) / 2 - GAP / 2, _OUT)
    for crossing in levels_of(chart):
        x, y = slot * crossing.category + (slot - group) / 2, base + scale.place(crossing.value, PLOT)
        drawing.levels.append(level_mark(chart, crossing, Area(x, y, group, 0), beside))


def _group(chart: Chart, slot: float) -> float:
    """Return the width of all bars of a category."""
    return min(slot * _SHARE, _WIDEST * (len(chart.series) if chart.kind == "bars" else 1))


def _write(drawing: Drawing, chart: Chart, width: float, foot: float, base: float) -> None:
    """Write the value over each category, under it where it is all below the base line, and its name at the foot."""
    slot = width / max(len(chart.categories), 1)
    names, labels = fitted(chart.categories, slot) or SMALLEST, fitted(chart.labels, slot) or SMALLEST
    zero = base + scale_of(chart).place(0, PLOT)
    for index, (name, label) in enumerate(zip(chart.categories, chart.labels, strict=True)):
        left, room = slot * index + GAP / 2, slot - GAP
        areas = [mark.area for mark in drawing.marks if mark.category == index]
        top = max((area.y + area.height for area in areas), default=zero)
        low = min((area.y for area in areas), default=zero)
        is_under = low < zero and top <= zero
        y = low - labels - 1 if is_under else top + 3
        drawing.write(label, Area(left, y, room, 0), labels, COLOURS.ink, "middle")
        if label and _is_crossed(drawing, index):
            _lay_plate(drawing, index, Area(left, low, room, top - low), is_under=is_under)
        drawing.write(name, Area(left, foot + 4, room, 0), names, COLOURS.muted, "middle")


def _is_crossed(drawing: Drawing, category: int) -> bool:
    """Tell whether a level of the category crosses the text that was written last."""
    text = drawing.labels[-1].area
    areas = [level.area for level in drawing.levels if level.category == category]
    return any(area.y < text.y + text.height and text.y < area.y + area.height for area in areas)


def _lay_plate(drawing: Drawing, category: int, bar: Area, *, is_under: bool) -> None:
    """Let the last text stand at its bar though a level crosses it there: within the bar, else over the level.

    It never goes beyond the level, where it would read as the value of that.
    """
    beside = drawing.labels.pop()
    height = beside.area.height
    y = bar.y + 2 + DESCENT * beside.size if is_under else bar.y + bar.height - 2 - ASCENT * beside.size
    drawing.labels.append(beside._replace(y=y))
    if bar.height < height + 3 or _is_crossed(drawing, category):
        drawing.labels[-1] = beside
    text = drawing.labels[-1].area
    drawing.plates.append(Area(text.x - 1.5, text.y, text.width + 3, text.height))
