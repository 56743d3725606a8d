"""From the values of a chart to where its bars begin and end, before it is known whether they stand or lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crm_desktop.reports.chart_data import Chart

_STANDS = 0  # the series of a bridge that says where it stands


class Span(NamedTuple):
    """One bar: from which value to which, and in which of how many lanes of its category."""

    category: int
    series: int
    low: float
    high: float
    lane: int = 0
    lanes: int = 1


class Crossing(NamedTuple):
    """The value of one level in one category."""

    category: int
    level: int
    value: float


class Scale(NamedTuple):
    """The values at both ends of a length."""

    low: float
    high: float

    def place(self, value: float, length: float) -> float:
        """Return how far from the low end a value stands."""
        return (value - self.low) / (self.high - self.low) * length


def spans_of(chart: Chart) -> list[Span]:
    """Return the bars of a chart of bars, stacked bars or a bridge; a bar of nothing is left out."""
    match chart.kind:
        case "stacked":
            return list(_stacked(chart))
        case "bridge":
            return [span for span, _after in _bridge(chart)]
        case _:
            lanes = len(chart.series)
            return [
                Span(category, index, min(value, 0.0), max(value, 0.0), index, lanes)
                for category, values in enumerate(_columns(chart))
                for index, value in enumerate(values)
                if value
            ]


def joints_of(chart: Chart) -> list[tuple[int, float]]:
    """Return after which categories of a bridge it stands at which level: what its connectors join."""
    return [(span.category, after) for span, after in _bridge(chart)] if chart.kind == "bridge" else []


def levels_of(chart: Chart) -> list[Crossing]:
    """Return what crosses the bars of a chart, in the order in which it is drawn: what was, over the aims."""
    found = [
        Crossing(category, number, float(value))
        for number, level in enumerate(chart.levels)
        for category, value in enumerate(level.values)
        if value
    ]
    return sorted(found, key=lambda one: chart.levels[one.level].style == "past")


def scale_of(chart: Chart) -> Scale:
    """Return the scale on which all bars, what crosses them and the base line have room."""
    spans, levels = spans_of(chart), [one.value for one in levels_of(chart)]
    low = min((0.0, *levels, *(span.low for span in spans)))
    high = max((0.0, *levels, *(span.high for span in spans)))
    return Scale(low, high if high > low else low + 1)


def _columns(chart: Chart) -> list[tuple[float, ...]]:
    """Return the values of each category."""
    return [tuple(map(float, column)) for column in zip(*(one.values for one in chart.series), strict=True)]


def _stacked(chart: Chart) -> Iterator[Span]:
    for category, values in enumerate(_columns(chart)):
        up = down = 0.0
        for index, value in enumerate(values):
            if value > 0:
                yield Span(category, index, up, up := up + value)
            elif value < 0:
                yield Span(category, index, down + value, down)
                down += value


def _bridge(chart: Chart) -> Iterator[tuple[Span, float]]:
    """Yield each bar of a bridge and the level after it."""
    level = 0.0
    for category, values in enumerate(_columns(chart)):
        for index, value in enumerate(values):
            if not value:
                continue
            before, level = (0.0, value) if index == _STANDS else (level, level + value)
            yield Span(category, index, min(before, level), max(before, level)), level
