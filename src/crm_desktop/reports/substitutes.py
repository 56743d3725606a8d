"""What stands for a character that no font here has: plain letters, its name, or at the worst a placeholder.

Colourful pictures cannot be embedded, so an emoji is printed as its name in brackets: it is read, copied and searched.
"""

from __future__ import annotations

import unicodedata
from functools import cache

PLACEHOLDER = "\ufffd"
_TINTS = range(0x1F3FB, 0x1F400)  # skin tones: the picture before them has its name
_FLAGS = range(0x1F1E6, 0x1F200)  # letters of a country


@cache
def of(char: str) -> str:
    """Return the text that is printed in the place of a character."""
    code = ord(char)
    if code in _TINTS:
        return ""
    if code in _FLAGS:
        return chr(ord("A") + code - _FLAGS.start)
    plain = unicodedata.normalize("NFKC", char)
    if plain != char:
        return plain
    name = unicodedata.name(char, "")
    return f"[{name.lower()}]" if name and unicodedata.category(char)[0] == "S" else PLACEHOLDER
