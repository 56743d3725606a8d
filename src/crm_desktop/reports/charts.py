"""Charts: where the marks of a `Chart` stand, for every painter, and the painter for paper.

The window paints the same marks with Qt. Each mark knows the records behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import assert_never

from crm_desktop.base.colours import Palette
from crm_desktop.reports import lettering
from crm_desktop.reports.document import Chart, Meaning, Records
from crm_desktop.reports.flow import Part
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, RULE, SMALL

_PLOT = 66.0
_LABEL = 11.0  # over the highest bar
_AXIS = 14.0  # the names of the categories
_LEGEND = 13.0
_WIDEST = 52.0
_SMALLEST = 5.5
_GAP = 3.0  # between two texts at least
_SWATCH = 5.0
_FEW = 12


@dataclass(frozen=True)
class Mark:
    """One bar: its place in the plot, measured from the lower left corner, and what it stands for."""

    area: Area
    category: int
    series: int
    records: Records | None


def marks_of(chart: Chart, width: float, height: float) -> list[Mark]:
    """Return the bars of a chart for a plot of that size; a bar of nothing is left out."""
    stacked = chart.kind == "stacked"
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    positive = [[max(float(value), 0.0) for value in column] for column in columns]
    top = max((sum(column) if stacked else max(column) for column in positive), default=0.0)
    slot = width / max(len(chart.categories), 1)
    group = min(slot * 0.62, _WIDEST * (1 if stacked else len(chart.series)))
    bar = group if stacked else group / len(chart.series)
    marks = []
    for category, column in enumerate(positive):
        x, y = slot * category + (slot - group) / 2, 0.0
        for index, value in enumerate(column):
            size = value / top * height if top else 0.0
            if size > 0:
                series = chart.series[index]
                records = series.records[category] if series.records else None
                marks.append(Mark(Area(x, y, bar, size), category, index, records))
            x, y = (x, y + size) if stacked else (x + bar, 0.0)
    return marks


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


@dataclass(frozen=True)
class ChartPart(Part):
    """A chart on paper: labels over the bars, the axis, the names of the categories, the legend."""

    chart: Chart
    width: float
    space: float = 0

    @property
    def height(self) -> float:
        """Plot, axis and every line of the legend."""
        return _LABEL + _PLOT + _AXIS + _LEGEND * len(self._legend())

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint all of it."""
        base = top - _LABEL - _PLOT
        tops = [0.0] * len(self.chart.categories)
        for mark in marks_of(self.chart, self.width, _PLOT):
            meaning = self.chart.series[mark.series].meaning
            area = mark.area._replace(x=x + mark.area.x, y=base + mark.area.y)
            _draw_swatch(ink, meaning, area)
            ink.note(mark.records, area)
            tops[mark.category] = max(tops[mark.category], mark.area.y + mark.area.height)
        ink.rule(x, x + self.width, base, RULE)
        self._draw_labels(ink, x, base + 3, tops)
        self._draw_names(ink, x, base - 10)
        for number, line in enumerate(self._legend(), 1):
            for name, meaning, at in line:
                y = base - _AXIS - number * _LEGEND + 3
                _draw_swatch(ink, meaning, Area(x + at, y, _SWATCH, _SWATCH))
                ink.text(name, x + at + _SWATCH + 3, y, SMALL, COLOURS.muted)

    def _draw_labels(self, ink: Ink, x: float, base: float, tops: Sequence[float]) -> None:
        """Write the value over each bar; where they would touch, only over the highest, which gives the scale."""
        size, step = self._fitted(self.chart.labels)
        highest = max(range(len(tops)), key=tops.__getitem__)
        for index in range(len(tops)) if step == 1 else [highest]:
            label = lettering.line_of(self.chart.labels[index])
            self._draw_over(ink, label, x, index, base + tops[index], size, COLOURS.ink)

    def _draw_names(self, ink: Ink, x: float, y: float) -> None:
        """Write the names of the categories: cut where there are few, and every second, third and so on of many."""
        names = self.chart.categories
        size, step = self._fitted(names)
        step = 1 if len(names) <= _FEW else min(step, len(names) // 2)
        room = self.width / len(names) * step - _GAP
        for index in range(step // 2, len(names) - step // 2, step):
            self._draw_over(ink, lettering.cut(names[index], size, room), x, index, y, size, COLOURS.muted)

    def _fitted(self, texts: Sequence[str]) -> tuple[float, int]:
        """Return the size at which texts stand side by side, and at every how-manieth category there is room for one."""
        slot = self.width / len(texts)
        widest = max(lettering.width_of(text) for text in texts)
        size = max(min(SMALL, (slot - _GAP) / max(widest, 0.1)), _SMALLEST)
        return size, ceil((widest * size + _GAP) / slot)

    def _draw_over(self, ink: Ink, line: Line, x: float, index: int, y: float, size: float, colour: str) -> None:
        """Write a line in the middle of a category, within the chart."""
        middle = x + self.width / len(self.chart.categories) * (index + 0.5)
        left = min(max(middle - line.width * size / 2, x), x + self.width - line.width * size)
        ink.text(line, left, y, size, colour)

    def _legend(self) -> list[list[tuple[Line, Meaning, float]]]:
        """Return the lines of the legend: each name, its meaning and its distance from the left."""
        lines: list[list[tuple[Line, Meaning, float]]] = [[]]
        at = 0.0
        for series in self.chart.series:
            name = lettering.cut(series.name, SMALL, self.width - _SWATCH - 3)
            needed = _SWATCH + 3 + name.width * SMALL
            if lines[-1] and at + needed > self.width:
                lines.append([])
                at = 0.0
            lines[-1].append((name, series.meaning, at))
            at += needed + 12
        return lines


def _draw_swatch(ink: Ink, meaning: Meaning, area: Area) -> None:
    """Fill a rectangle in the colour of a meaning, told apart from its neighbours also in grey."""
    ink.box(area, colour_of(meaning, COLOURS), edge=COLOURS.best_case if meaning == "pipeline" else COLOURS.card)
    if meaning == "won":
        ink.hatch(area, COLOURS.card)
