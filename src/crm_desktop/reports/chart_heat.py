"""A heat map: a row for each series, a column for each category, the darker the more. The numbers stand in the cells."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.base.colours import mixed
from crm_desktop.reports import lettering
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.chart_drawing import GAP, SMALLEST, Drawing, Mark, fitted, records_of
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS, SMALL
from crm_desktop.reports.shortened import apart

ROW, HEAD = 15.0, 13.0
_FREE = 1.0  # between two cells
_NAMES = 0.3  # of the width at most
_MOST = 14  # columns
_FAINTEST, _STRONGEST = 0.06, 0.7  # more of the colour, and no text could be read on it
_BESIDE = 6.0


def upright(chart: Chart) -> Chart:
    """Return the chart with rows and columns changed over where there are many columns and fewer rows."""
    if len(chart.categories) <= _MOST or len(chart.categories) <= len(chart.series):
        return chart
    meaning = chart.series[0].meaning
    turned = tuple(
        Series(
            name,
            meaning,
            tuple(series.values[index] for series in chart.series),
            tuple(records_of(series, index) for series in chart.series),
            tuple(_text(series, index) for series in chart.series),
        )
        for index, name in enumerate(chart.categories)
    )
    return replace(
        chart,
        categories=tuple(series.name for series in chart.series),
        series=turned,
        labels=("",) * len(chart.series),
    )


def drawing_of(chart: Chart, width: float, start: int, count: int) -> Drawing:
    """Return `count` rows from `start` on under the names of the columns."""
    drawing = Drawing()
    names = min(max(lettering.width_of(series.name) for series in chart.series) * SMALL, _NAMES * width)
    left = names + _BESIDE
    cell = (width - left) / len(chart.categories)
    top = count * ROW
    size = fitted(chart.categories, cell) or SMALLEST
    shown = apart(tuple(series.name for series in chart.series), SMALL, names + GAP)
    for column, name in enumerate(apart(chart.categories, size, max(cell - GAP, 0))):
        area = Area(left + column * cell + GAP / 2, top + 4, max(cell - GAP, 0), 0)
        drawing.write(name, area, size, COLOURS.muted, "middle")
    for row in range(start, start + count):
        y = top - (row - start + 1) * ROW
        drawing.write(shown[row], Area(0, y + 5, names + GAP, 0), SMALL, COLOURS.ink, "left")
        for column in range(len(chart.categories)):
            area = Area(left + column * cell, y, max(cell - _FREE, 0.5), ROW - _FREE)
            _draw_cell(drawing, chart, row, column, area)
    return drawing


def _draw_cell(drawing: Drawing, chart: Chart, row: int, column: int, area: Area) -> None:
    """Draw one cell; one of nothing stays white, and one below zero is grey instead of blue."""
    series = chart.series[row]
    value = float(series.values[column])
    if not value:
        return
    most = max(abs(float(each)) for one in chart.series for each in one.values)
    share = _FAINTEST + (_STRONGEST - _FAINTEST) * abs(value) / most
    fill = mixed(COLOURS.primary if value > 0 else COLOURS.muted, COLOURS.card, share)
    drawing.marks.append(Mark(area, column, row, records_of(series, column), "cell", fill))
    text = _text(series, column)
    size = fitted([text], area.width)
    if text and size is not None:
        inside = area._replace(x=area.x + 1, y=area.y + 4.4, width=area.width - 2)
        drawing.write(text, inside, size, COLOURS.ink, "middle")


def _text(series: Series, index: int) -> str:
    return series.labels[index] if series.labels else ""
