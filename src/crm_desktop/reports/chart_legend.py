"""The legend of a chart: the name of each series beside its colour, then that of each level beside its line."""

from __future__ import annotations

from crm_desktop.reports import lettering
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.chart_drawing import Drawing, Label, Stroke, dash_of, line_colour_of
from crm_desktop.reports.chart_levels import strokes_of
from crm_desktop.reports.ink import Area
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, SMALL

_HEIGHT = 13.0  # of one line
_SWATCH, _SAMPLE, _BESIDE, _BETWEEN = 5.0, 16.0, 3.0, 12.0
_MIDDLE = 2.4  # of small letters, above their baseline


def legend_height(chart: Chart, width: float, *, lines: bool = False) -> float:
    """Return the height of the legend."""
    return _HEIGHT * len(_legend(chart, width, _SAMPLE if lines else _SWATCH))


def add_legend(drawing: Drawing, chart: Chart, width: float, *, lines: bool = False) -> None:
    """Write the names of series and levels at the foot of a drawing, each beside what it looks like."""
    sample = _SAMPLE if lines else _SWATCH
    rows = _legend(chart, width, sample)
    for number, row in enumerate(rows, 1):
        y = (len(rows) - number) * _HEIGHT + 3
        for name, index, at in row:
            _show(drawing, chart, index, Area(at, y, sample, sample), lines=lines)
            beside = at + (sample if index < len(chart.series) else _SAMPLE) + _BESIDE
            drawing.labels.append(Label(name, beside, y, SMALL, COLOURS.muted))


def _show(drawing: Drawing, chart: Chart, index: int, area: Area, *, lines: bool) -> None:
    """Show what one of the names stands for."""
    start = area.x, area.y + _MIDDLE
    end = area.x + _SAMPLE, area.y + _MIDDLE
    if index >= len(chart.series):
        drawing.rules += strokes_of(chart.levels[index - len(chart.series)], start, end)
        return
    meaning = chart.series[index].meaning
    if lines:
        drawing.rules.append(Stroke((start, end), line_colour_of(meaning, COLOURS), 1.2, dash_of(index)))
    else:
        drawing.swatches.append((area, meaning))


def _legend(chart: Chart, width: float, sample: float) -> list[list[tuple[Line, int, float]]]:
    """Return the lines of the legend: each name, its place among series and levels, and its distance from the left."""
    rows: list[list[tuple[Line, int, float]]] = [[]]
    at = 0.0
    samples = [sample] * len(chart.series) + [_SAMPLE] * len(chart.levels)
    for index, one in enumerate(chart.named):
        name = lettering.cut(one.name, SMALL, width - samples[index] - _BESIDE)
        needed = samples[index] + _BESIDE + name.width * SMALL
        if rows[-1] and at + needed > width:
            rows.append([])
            at = 0.0
        rows[-1].append((name, index, at))
        at += needed + _BETWEEN
    return rows
