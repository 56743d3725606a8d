"""Where a word that is longer than its line is broken: at a hyphen of its own, else between two syllables, with one.

Nobody says in which language a name is, so syllables are told as most of Europe's languages do: one begins with the
last consonant before a vowel, and few letters never stand alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

HYPHEN: Final = "-"
_FEWEST = 5  # letters on either line
_NEAR = 0.6  # of a full line: no syllable is looked for before that
_VOWELS: Final = "aeiouyáàâäãåāæéèêëēėęíìîïīóòôöõøōœúùûüūůýąаеёиоуыэюяіїєαεηιουωάέήίόύώ"
_SYLLABLE: Final = re.compile(
    rf"(?=(?:sch|(?<!s)[cpt]h|qu|(?<![scpt])[hlr]|(?<!sch)w|[^\W\d_hlrw{_VOWELS}])[{_VOWELS}])", re.IGNORECASE
)
_OWN: Final = re.compile(r"(?<=\w{2}[-–/_])(?=\w{2})")
_WORDY: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\u0300-\u036f\-–/&.])*[^\W\d_]\W*")


def end_of(word: str, start: int, fits: Callable[[str], bool]) -> tuple[int, str]:
    """Return where the line that begins at `start` of a word ends, and what is written after it: a hyphen or nothing.

    `fits` tells whether a text has room on a line; the rest of the word has not.
    """
    last = _last(word, start, "", fits)
    own = [found.start() for found in _OWN.finditer(word, start + 2, last + 1)]
    if own and own[-1] - start >= _NEAR * (last - start):
        return own[-1], ""
    if not _is_of_letters(word, start, last):
        return _before_marks(word, start, max(min(last, len(word) - _FEWEST), min(last, start + _FEWEST))), ""
    hyphened = _last(word, start, HYPHEN, fits)
    most = min(hyphened, len(word) - _FEWEST)
    if most - start < min(_FEWEST, hyphened - start):
        most = hyphened
    nearest = max(start + _FEWEST, start + int(_NEAR * (most - start)))
    places = [found.start() for found in _SYLLABLE.finditer(word, nearest, most + 3) if found.start() <= most]
    place = places[-1] if places else _before_marks(word, start, most)
    return place, "" if word[place - 1] in "-–/" else HYPHEN


def _last(word: str, start: int, after: str, fits: Callable[[str], bool]) -> int:
    """Return the last place up to which a line has room for a word, one letter at least."""
    low, high = start + 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(word[start:middle] + after) else (low, middle - 1)
    return low


def _is_of_letters(word: str, start: int, place: int) -> bool:
    """Tell whether a hyphen would be read as one there: not within an address, a number, or writing without hyphens."""
    around = word[max(start, place - 2) : place + 1]
    has_hyphens = all(ord(char) < 0x590 or 0x1E00 <= ord(char) < 0x2000 for char in around)
    return (
        has_hyphens
        and all(char.isalpha() or char in "-–" for char in around)
        and bool(_WORDY.fullmatch(word.strip("()[]«»„“”\"'.,;:!?")))
    )


def _before_marks(text: str, start: int, place: int) -> int:
    """Return the last place up to there at which no mark is torn from its letter."""
    end = place
    while start < end < len(text) and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return end if end > start else place
