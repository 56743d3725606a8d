"""From the values of a chart to where its bars begin and end, before it is known whether they stand or lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_desktop.reports.document import Chart

_LEVELS = 0  # the series of a bridge that says where it stands


class Span(NamedTuple):
    """One bar: from which value to which, and in which of how many lanes of its category."""

    category: int
    series: int
    low: float
    high: float
    lane: int = 0
    lanes: int = 1


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


def levels_of(chart: Chart) -> list[tuple[int, float]]:
    """Return after which categories of a bridge it stands at which level: what its connectors join."""
    return [(span.category, after) for span, after in _bridge(chart)] if chart.kind == "bridge" else []


def scale_of(spans: Sequence[Span]) -> Scale:
    """Return the scale on which all bars and the base line have room."""
    low = min((span.low for span in spans), default=0.0)
    high = max((span.high for span in spans), default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
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
            before, level = (0.0, value) if index == _LEVELS else (level, level + value)
            yield Span(category, index, min(before, level), max(before, level)), level
