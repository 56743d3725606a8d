"""Text as people compare it: without accents, case and stray spaces, and free of what a file cannot hold."""

from __future__ import annotations

import re
import unicodedata

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"(\d+)")


class _Plain(dict[int, str | int | None]):
    """What is left of a decomposed letter: nothing of its marks, and a plain letter where it has no decomposition."""

    def __missing__(self, code: int) -> int | None:
        plain = None if unicodedata.combining(chr(code)) else code
        self[code] = plain
        return plain


_PLAIN = _Plain(zip(map(ord, "øØłŁđĐıæÆœŒ"), ("o", "O", "l", "L", "d", "D", "i", "ae", "Ae", "oe", "Oe"), strict=True))


def fold(text: str | None) -> str:
    """Return `text` without accents and case: what two people would call the same spelling."""
    if not text:
        return ""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).translate(_PLAIN).casefold()


def squash(text: str | None) -> str:
    """Return the letters and digits of `text`, folded: "GTX Pro", "GTXPro" and "gtx-pro" are the same name.

    A name made only of signs keeps them, so that it is never the same as no name.
    """
    folded = fold(text)
    return _NOT_A_LETTER.sub("", folded) or folded.strip()


def clean(text: str) -> str:
    """Return `text` without lone surrogates, NUL and control characters, and with one kind of line end."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _LONE_SURROGATES.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Return `text` cleaned, stripped, and with every run of blanks as one space."""
    if text.isprintable():  # nothing to clean, and no blank but the space
        return " ".join(text.split())
    return _SPACES.sub(" ", clean(text)).strip()


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that puts "Item 9" before "Item 10"."""
    return tuple(
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part)
        for part in _DIGITS.split(fold(text))
        if part
    )
