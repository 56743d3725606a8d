"""Charts whose categories stand one below the other: lying bars and the funnel. They may be split between two pages."""

from __future__ import annotations

from itertools import pairwise

from crm_desktop.reports import lettering
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.chart_drawing import GAP, SMALLEST, Drawing, Mark, Stroke, fitted, records_of
from crm_desktop.reports.chart_legend import add_legend
from crm_desktop.reports.chart_levels import level_mark
from crm_desktop.reports.chart_spans import joints_of, levels_of, scale_of, spans_of
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS, RULE, SMALL, TEXT
from crm_desktop.reports.shortened import apart

_ROW, _LANE, _FREE = 14.0, 5.5, 5.0
_OUT = 1.0  # of a level, over and under the bar, at most
_STEP = 20.0  # of a funnel
_BESIDE = 8.0
_NAMES, _LABELS = 0.4, 0.3  # of the width at most
_NARROWEST = 6.0


def row_height(chart: Chart) -> float:
    """Return the height of one category."""
    if chart.kind == "funnel":
        return _STEP
    return max(_ROW, len(chart.series) * _LANE + _FREE) if chart.kind == "bars" else _ROW


def drawing_of(chart: Chart, width: float, start: int, count: int, foot: float) -> Drawing:
    """Return `count` categories from `start` on, over the legend where there is a `foot` for it."""
    drawing, row = Drawing(), row_height(chart)
    size = fitted(chart.labels, _LABELS * width) or SMALLEST
    labels = min(max(map(lettering.width_of, chart.labels), default=0.0) * size, _LABELS * width)
    names = min(max(map(lettering.width_of, chart.categories), default=0.0) * SMALL, _NAMES * width)
    left, right = names + _BESIDE, width - labels - _BESIDE
    plot = Area(left, foot, max(right - left, _NARROWEST), count * row)
    shown = apart(chart.categories, SMALL, names + GAP)
    (_draw_funnel if chart.kind == "funnel" else _draw_bars)(drawing, chart, plot, start, count)
    for index in range(start, start + count):
        y = foot + (start + count - index - 0.5) * row - 0.3 * SMALL
        drawing.write(shown[index], Area(0, y, names + GAP, 0), SMALL, COLOURS.ink, "left")
        drawing.write(chart.labels[index], Area(width - labels - GAP, y, labels + GAP, 0), size, COLOURS.ink, "right")
    if foot and chart.kind != "funnel":
        add_legend(drawing, chart, width)
    return drawing


def _draw_bars(drawing: Drawing, chart: Chart, plot: Area, start: int, count: int) -> None:
    row, scale = row_height(chart), scale_of(chart)
    for span in (one for one in spans_of(chart) if start <= one.category < start + count):
        low, high = scale.place(span.low, plot.width), scale.place(span.high, plot.width)
        thick = (row - _FREE) / span.lanes
        top = plot.y + plot.height - (span.category - start) * row - _FREE / 2
        area = Area(plot.x + low, top - (span.lane + 1) * thick, high - low, thick)
        records = records_of(chart.series[span.series], span.category)
        drawing.marks.append(Mark(area, span.category, span.series, records))
    zero = plot.x + scale.place(0, plot.width)
    drawing.rules.append(Stroke(((zero, plot.y), (zero, plot.y + plot.height)), RULE))
    for (one, level), (other, _after) in pairwise(joints_of(chart)):
        if start <= one and other < start + count:
            x, top = plot.x + scale.place(level, plot.width), plot.y + plot.height
            points = ((x, top - (one - start + 1) * row + _FREE / 2), (x, top - (other - start) * row - _FREE / 2))
            drawing.strokes.append(Stroke(points, COLOURS.edge, 0.5, (1.5, 1.5)))
    for crossing in levels_of(chart):
        if start <= crossing.category < start + count:
            low = plot.y + plot.height - (crossing.category - start + 1) * row + _FREE / 2
            line = Area(plot.x + scale.place(crossing.value, plot.width), low, 0, row - _FREE)
            drawing.levels.append(level_mark(chart, crossing, line, _OUT))


def _draw_funnel(drawing: Drawing, chart: Chart, plot: Area, start: int, count: int) -> None:
    (series,) = chart.series
    widest = max(map(float, series.values))
    middle = plot.x + plot.width / 2
    widths = [max(float(value), 0.0) / widest * plot.width for value in series.values]
    bar = _STEP - 2 * _FREE + TEXT / 2
    for index in range(start, start + count):
        top = plot.y + plot.height - (index - start) * _STEP - (_STEP - bar) / 2
        half = widths[index] / 2
        if half:
            area = Area(middle - half, top - bar, 2 * half, bar)
            drawing.marks.append(Mark(area, index, 0, records_of(series, index)))
        if half and index + 1 < start + count:
            below, low = widths[index + 1] / 2, top - _STEP
            corners = (
                (middle - half, top - bar),
                (middle + half, top - bar),
                (middle + below, low),
                (middle - below, low),
            )
            drawing.shapes.append((corners, COLOURS.surface))
