"""Charts as parts of a page: which kind is drawn how, and the painter. Each mark leads to the records behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from crm_desktop.reports import chart_heat, chart_lines, chart_lying, chart_standing
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.chart_drawing import Drawing, paint
from crm_desktop.reports.chart_legend import legend_height
from crm_desktop.reports.flow import Part, Rows
from crm_desktop.reports.ink import Ink


@dataclass(frozen=True)
class ChartPart(Part):
    """A chart that stays whole: standing bars, a bridge, lines."""

    chart: Chart
    width: float
    space: float = 0

    @property
    def height(self) -> float:
        """Labels, plot, axis and every line of the legend."""
        if self.chart.kind == "lines":
            return chart_lines.height_of(self.chart, self.width)
        return chart_standing.height_of(self.chart, self.width)

    def drawing(self) -> Drawing:
        """Return what stands on it."""
        if self.chart.kind == "lines":
            return chart_lines.drawing_of(self.chart, self.width)
        return chart_standing.drawing_of(self.chart, self.width)

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint all of it."""
        paint(self.drawing(), self.chart.series, ink, x, top - self.height)


@dataclass(frozen=True, kw_only=True)
class ChartRows(Rows):
    """A chart in rows that goes on over pages: lying bars, a funnel, a heat map."""

    chart: Chart
    width: float

    def drawing(self) -> Drawing:
        """Return what stands on it."""
        if self.chart.kind == "heat":
            return chart_heat.drawing_of(self.chart, self.width, self.start, self.count)
        return chart_lying.drawing_of(self.chart, self.width, self.start, self.count, self.foot)

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Paint the rows, and the legend under the last."""
        paint(self.drawing(), self.chart.series, ink, x, top - self.height)


def chart_part(chart: Chart, width: float, space: float) -> ChartPart | ChartRows:
    """Return a chart that is not empty, laid out for a width in points."""
    match chart.kind:
        case "lines":
            return ChartPart(chart, width, space)
        case "bars" | "stacked" | "bridge":
            if not chart_standing.must_lie(chart, width):
                return ChartPart(chart, width, space)
            return _rows(chart, width, space, foot=legend_height(chart, width))
        case "funnel":
            return _rows(chart, width, space)
        case "heat":
            turned, row, head = chart_heat.upright(chart), chart_heat.ROW, chart_heat.HEAD
            count = len(turned.series)
            return ChartRows(start=0, count=count, row=row, head=head, space=space, chart=turned, width=width)
        case _:
            assert_never(chart.kind)


def _rows(chart: Chart, width: float, space: float, foot: float = 0.0) -> ChartRows:
    row, count = chart_lying.row_height(chart), len(chart.categories)
    return ChartRows(start=0, count=count, row=row, foot=foot, space=space, chart=chart, width=width)
