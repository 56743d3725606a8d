"""Letters from right to left as they stand on paper: joined, in visual order, brackets mirrored and kept in pairs.

python-bidi puts a text in order but does not say which characters run which way, and a bracket of a run from right to
left is drawn as its mirror image. So a mark without direction is put behind each: where it comes out before it, the
run is turned.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from crm_desktop.reports import fonts

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_MARK, _END = "\x01", "\ufffc"
"""Stand behind each bracket, and at the end, where a mark of its own would take the direction of the whole line."""


def visual(text: str, direction: Literal["L", "R"]) -> tuple[str, bool]:
    """Return a text with right-to-left letters as they stand from left to right, joined and mirrored.

    Where the program's font lacks one of the joined letters, as for Urdu, and the system has a font, they are left to be
    shaped: then the second value is true.
    """
    is_shaped = False
    if _ARABIC.search(text):
        joined = _reshaper().reshape(text)
        is_whole = all(fonts.face_of(char, False, "zh") == fonts.REGULAR for char in RIGHT_TO_LEFT.findall(joined))
        is_shaped = not is_whole and any(map(fonts.face_of_script, _ARABIC.findall(text)))
        text = text if is_shaped else joined
    return _ordered(text, direction), is_shaped


def _ordered(text: str, direction: Literal["L", "R"]) -> str:
    from bidi import get_display

    images = _images()
    line = " ".join(text.replace(_END, "").splitlines())
    followed = "".join(char + _MARK if char in images else char for char in line)
    shown = get_display(followed + _END, base_dir=direction)
    assert isinstance(shown, str)
    return _marked().sub(lambda found: images[found[1]] if found[1] else found[2], shown.replace(_END, ""))


@lru_cache(maxsize=1)
def _images() -> dict[str, str]:
    """Return the mirror images of brackets and of their like."""
    from bidi.mirror import MIRRORED

    return dict(MIRRORED)


@lru_cache(maxsize=1)
def _marked() -> re.Pattern[str]:
    """Return what finds each bracket with its mark, which stands before it in a run that is turned."""
    brackets = "[" + "".join(map(re.escape, _images())) + "]"
    return re.compile(f"{_MARK}({brackets})|({brackets}){_MARK}")


@lru_cache(maxsize=1)
def _reshaper() -> ArabicReshaper:
    """Return what joins Arabic letters, without the ligatures that DejaVu has no glyph for."""
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"ARABIC LIGATURE ALLAH": False})
