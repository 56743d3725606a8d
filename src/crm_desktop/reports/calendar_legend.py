"""What the colours of a printed calendar stand for: one small line above its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crm_desktop.base import colours
from crm_desktop.base.i18n import _
from crm_desktop.reports import lettering
from crm_desktop.reports.calendar_grids import Legend
from crm_desktop.reports.flow import Part
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, SMALL

_SWATCH, _BESIDE, _BETWEEN = 5.0, 3.0, 12.0
_LONGEST = 130.0
"""Points that a name takes at most: a long one leaves room for the others."""


@dataclass(frozen=True)
class LegendLine(Part):
    """Names beside their colours, and how many more there is no room for."""

    names: tuple[tuple[str, Line], ...]
    more: Line
    height: float = 11.0
    clings: bool = True

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write it."""
        y = top - 8.5
        for hue, name in self.names:
            colour = colours.hue(hue, COLOURS).strong if hue else COLOURS.edge
            ink.box(Area(x, y, _SWATCH, _SWATCH), colour)
            ink.text(name, x + _SWATCH + _BESIDE, y, SMALL, COLOURS.muted)
            x += _width(name)
        ink.text(self.more, x, y, SMALL, COLOURS.muted)


def parts_of(legend: Legend, width: float) -> Iterator[Part]:
    """Yield the line, where there is anything to tell apart."""
    if not legend:
        return
    names = [(hue, lettering.cut(title, SMALL, _LONGEST)) for hue, title in legend]
    shown, more = names, lettering.EMPTY
    while len(shown) > 1 and sum(_width(name) for _hue, name in shown) + more.width * SMALL > width:
        shown = shown[:-1]
        more = lettering.line_of(_("+ {n} more").format(n=len(names) - len(shown)))
    yield LegendLine(tuple(shown), more)


def _width(name: Line) -> float:
    return _SWATCH + _BESIDE + name.width * SMALL + _BETWEEN
