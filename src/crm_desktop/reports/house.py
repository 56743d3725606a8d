"""The letterhead on paper: logo and name over every page, the address under it. Without one a page is as it was.

A picture that turns out to be damaged is left out with a word in the log: no report fails because of it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from crm_desktop.base.colours import contrast
from crm_desktop.base.letterhead import Letterhead
from crm_desktop.base.text import one_line
from crm_desktop.reports import lettering
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, FOOT, RULE, TINY

READABLE = 4.5
_LOGO_HEIGHT, _LOGO_WIDTH, _BESIDE = 24.0, 150.0, 10.0
_BAND = 38.0
_NAMES = (10.0, 9.0, 8.0, 7.0, 6.0)
"""The sizes of the name, the largest that has room beside the logo."""
_LEADING, _SMALLEST = 1.2, 5.0
_ACCENT = 1.4  # the width of a rule in the colour of the house
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """A letterhead that is ready to be painted."""

    letterhead: Letterhead

    @property
    def band(self) -> float:
        """The height that it takes at the top of every page."""
        return _BAND if self.letterhead.name or self.letterhead.logo else 0.0

    @property
    def title_colour(self) -> str:
        """The colour of titles: that of the house where it can be read on paper."""
        return self.letterhead.colour if is_readable(self.letterhead.colour) else COLOURS.ink

    @cached_property
    def logo(self) -> Any:
        """The picture as reportlab has opened it, None where there is none that can be painted."""
        return _opened(self.letterhead.logo) if self.letterhead.logo else None

    def draw_head(self, ink: Ink, x: float, right: float, top: float) -> None:
        """Paint logo and name."""
        if not self.band:
            return
        if self.logo is not None:
            width, height = self.logo.getSize()
            scale = min(_LOGO_HEIGHT / height, _LOGO_WIDTH / width)
            area = Area(x, top - _LOGO_HEIGHT / 2 - height * scale / 2, width * scale, height * scale)
            ink.image(self.logo, area)
            x += area.width + _BESIDE
        size, lines = _name(self.letterhead.name, right - x)
        leading = _LEADING * size
        y = top - _LOGO_HEIGHT / 2 - 0.36 * size + (len(lines) - 1) * leading / 2
        ink.column(
            [(x, y - number * leading, line) for number, line in enumerate(lines)], size, self.title_colour, leading
        )

    def draw_foot(self, ink: Ink, x: float, right: float) -> None:
        """Write the address below everything else."""
        address = " · ".join(self.letterhead.address.splitlines())
        size = max(min(TINY, (right - x) / max(lettering.width_of(address), 0.1)), _SMALLEST)
        line = lettering.cut(address, size, right - x)
        ink.text(line, (x + right - line.width * size) / 2, FOOT - 37, size, COLOURS.muted)

    def rule(self, ink: Ink, x: float, right: float, y: float) -> None:
        """Draw the rule below a title."""
        colour = self.letterhead.colour
        ink.rule(x, right, y, colour or RULE, _ACCENT if colour else 0.6)


def is_readable(colour: str) -> bool:
    """Tell whether a text in that colour can be read on paper."""
    return bool(colour) and contrast(colour, COLOURS.card) >= READABLE


def _name(text: str, room: float) -> tuple[float, list[Line]]:
    """Return the house's name whole, in as few lines and as large as the band allows, with the size of its letters."""
    for size in _NAMES:
        lines = lettering.wrap(one_line(text), size, room, bold=True)
        if len(lines) * _LEADING * size <= _LOGO_HEIGHT + 2:
            return size, lines
    return _NAMES[-1], lines[: int((_LOGO_HEIGHT + 2) / (_LEADING * _NAMES[-1]))]


def _opened(content: bytes) -> Any:
    """Return a picture as reportlab takes it, decoded to the end, None where that fails."""
    from zlib import error

    from reportlab.lib.utils import ImageReader

    try:
        image = ImageReader(BytesIO(content))
        image.getRGBData()
    except (OSError, ValueError, SyntaxError, error) as problem:  # what Pillow raises for damaged pictures
        _log.warning("The logo is damaged, the pages are printed without it: %s", problem)
        return None
    return image
