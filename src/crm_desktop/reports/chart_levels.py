"""Levels across bars: short lines that differ without colour, with a light edge that shows them on the darkest bar too.

That of an aim reaches farther out than that of what was, so that both are seen where they are the same.
"""

from __future__ import annotations

from crm_desktop.reports.chart_data import Chart, Level
from crm_desktop.reports.chart_drawing import LevelMark, Stroke, records_of
from crm_desktop.reports.chart_spans import Crossing
from crm_desktop.reports.ink import Area
from crm_desktop.reports.paper import COLOURS

_PAST, _AIM = 1.3, 1.1  # the widths of the lines
_LIGHT = 2.9  # that of the edge beneath
_DASH = (2.4, 1.4)
_END = 1.8  # half of the small line at either end
_TOUCH = 5.0  # a line is opened by a click this wide
_OUT = {"past": 0.3, "aim": 1.0}  # so much of what is free beside a bar is crossed too


def level_mark(chart: Chart, crossing: Crossing, line: Area, beside: float) -> LevelMark:
    """Return what crosses a bar along `line`, which has no width or no height; `beside` is free at both ends of it."""
    level = chart.levels[crossing.level]
    x, y, width, height = line
    out, half = _OUT[level.style] * beside, _TOUCH / 2
    along, up, left, down = (out, 0.0, 0.0, half) if width else (0.0, out, half, 0.0)
    start, end = (x - along, y - up), (x + width + along, y + height + up)
    area = Area(start[0] - left, start[1] - down, width + 2 * (along + left), height + 2 * (up + down))
    records = records_of(level, crossing.category)
    return LevelMark(area, crossing.category, crossing.level, records, strokes_of(level, start, end))


def strokes_of(level: Level, start: tuple[float, float], end: tuple[float, float]) -> tuple[Stroke, ...]:
    """Return the lines of a level from one point to another that is right of it or above."""
    light = Stroke((start, end), COLOURS.card, _LIGHT)
    if level.style == "past":
        return light, Stroke((start, end), COLOURS.ink, _PAST, _DASH)
    across, up = (_END, 0.0) if start[0] == end[0] else (0.0, _END)
    ends = (Stroke(((x - across, y - up), (x + across, y + up)), COLOURS.ink, _AIM) for x, y in (start, end))
    return light, Stroke((start, end), COLOURS.ink, _AIM), *ends
