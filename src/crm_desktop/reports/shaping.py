"""Runs of letters that join, stack or change places: HarfBuzz says which glyphs they become, and where these stand.

A glyph that no character stands for gets a code of the private area; what the run says as text is written beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crm_desktop.reports import fonts


class Glyph(NamedTuple):
    """One glyph of a shaped run by its character, in thousandths of its size: how far it moves on, and its offset."""

    char: str
    advance: float
    x: float
    y: float
    own: float
    """The advance that the font says for it alone."""


@lru_cache(maxsize=8192)
def shaped(face: str, text: str, *, is_right_to_left: bool) -> tuple[Glyph, ...]:
    """Return the glyphs of a run, from left to right; the text is as it is read."""
    import uharfbuzz

    font = fonts.font_named(face)
    drawn = font.hbFont()
    scale = 1000 / drawn.face.upem
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_right_to_left else "ltr"
    uharfbuzz.shape(drawn, buffer)
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        own = drawn.get_glyph_h_advance(info.codepoint) * scale
        known = font.face.glyphToChar.get(info.codepoint)
        code = known[0] if known else font.hbAddPrivate(drawn.glyph_to_string(info.codepoint), info.codepoint, own)
        glyphs.append(Glyph(chr(code), place.x_advance * scale, place.x_offset * scale, place.y_offset * scale, own))
    return tuple(glyphs)


def width_of(glyphs: tuple[Glyph, ...]) -> float:
    """Return the width of a shaped run for a size of one point."""
    return sum(glyph.advance for glyph in glyphs) / 1000
