"""The measures of the printed page: sizes of letters, distances, hairlines. Everything in points."""

from __future__ import annotations

from crm_desktop.base.colours import LIGHT

COLOURS = LIGHT
SIZES = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
MARGINS = {"normal": 51.0, "narrow": 34.0, "wide": 71.0}
"""At the left and at the right."""
TOP = 42.0
FOOT = 58.0
"""From the lower edge of the paper to the end of the content."""

TITLE, PART, SUBTITLE, SECTION = 18.0, 13.0, 8.4, 10.0
TEXT, TABLE, SMALL, TINY = 8.2, 7.8, 7.0, 6.5
FIGURE = 13.0
RULE = "#d3d8e2"
"""The hairline on paper: a little darker than on screen, where none gets lost."""
