"""From a text to what stands on paper: the fonts of its runs, its direction, its width, where it is cut or wrapped.

Widths are for a size of one point. Almost every text is plain (one font, left to right) and is measured by adding the
widths of its characters; the rest is normalised, shaped and put into visual order first.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from crm_desktop.base import directions
from crm_desktop.base.directions import is_right_to_left
from crm_desktop.base.text import clean
from crm_desktop.reports import breaking, fonts, shaping, substitutes, turning
from crm_desktop.reports.shaping import Glyph

ELLIPSIS = "…"
_LONGEST = 600  # no line of a page holds more characters than this
_JOINERS = "\u200c\u200d"
_WORDS = re.compile(" +|[^ ]+")  # a line never ends at a no-break space
_EASTERN = re.compile(".[、。，．：；！？）」』】》〉ー…]*")  # nor begins with what closes


class Run(NamedTuple):
    """A piece of a line in one font, in visual order; one that is shaped has its text as it is read."""

    face: str
    text: str
    width: float
    glyphs: tuple[Glyph, ...] = ()


class Line(NamedTuple):
    """What stands on one line, from left to right."""

    runs: tuple[Run, ...]
    width: float
    is_right_to_left: bool = False


EMPTY = Line((), 0)


def line_of(text: str, bold: bool = False) -> Line:
    """Return `text` as one line, however long; ends of lines in it become spaces."""
    if not text:
        return EMPTY
    widths = fonts.plain_widths(bold)
    try:
        width = sum(map(widths.__getitem__, text))
    except KeyError:
        return _set(text, bold, "R" if is_right_to_left(text) else "L")
    return Line((Run(fonts.BOLD if bold else fonts.REGULAR, text, width),), width)


def width_of(text: str, bold: bool = False) -> float:
    """Return the width of `text` on one line."""
    return line_of(text[:_LONGEST], bold).width


def plain_width(text: str) -> float:
    """Return the width of a text that needs no thought; raises KeyError for one that does, and for a very long one."""
    if len(text) > _LONGEST:
        raise KeyError(text)
    return sum(map(fonts.plain_widths(bold=False).__getitem__, text))


def cut(text: str, size: float, room: float, bold: bool = False) -> Line:
    """Return `text` as one line of at most `room` points, cut with an ellipsis where it is longer."""
    whole = len(text) <= _LONGEST
    text = text if whole else text[:_LONGEST]
    line = line_of(text, bold)
    if whole and line.width * size <= room:
        return line
    widths = fonts.plain_widths(bold)
    free = room / size - widths[ELLIPSIS]
    try:
        ends = list(accumulate(map(widths.__getitem__, text)))
    except KeyError:
        kept = bisect_right(range(1, len(text) + 1), free, key=lambda n: line_of(text[:n], bold).width)
    else:
        text = text[: bisect_right(ends, free)].rstrip()
        width = (ends[len(text) - 1] if text else 0) + widths[ELLIPSIS]
        return Line((Run(fonts.BOLD if bold else fonts.REGULAR, text + ELLIPSIS, width),), width)
    kept = _before_marks(text, kept)
    return _set(text[:kept].rstrip() + ELLIPSIS, bold, "R" if line.is_right_to_left else "L")


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[Line]:
    """Return `text` in lines of at most `room` points; its own line ends are kept, words too long are broken, with a hyphen."""
    lines: list[Line] = []
    for paragraph in clean(text).replace("\t", " ").strip("\n").split("\n"):
        direction: Literal["L", "R"] = "R" if is_right_to_left(paragraph) else "L"
        for words in directions.resumed(_broken(paragraph, room / size, bold)):
            plain = line_of(words, bold)
            lines.append(plain if plain.is_right_to_left == (direction == "R") else _set(words, bold, direction))
    return lines


def longest_word(text: str, bold: bool = False) -> float:
    """Return the width of the widest piece of a text that a line does not end in."""
    return max((line_of(word, bold).width for line in text.split("\n") for word in _words(line)), default=0.0)


def with_short_words(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return `text` with an ellipsis in each word that is longer than a line, which `wrap` would break."""
    if longest_word(text, bold) * size <= room:
        return text
    return "\n".join("".join(_short(word, room / size, bold) for word in _words(line)) for line in text.split("\n"))


def _broken(paragraph: str, room: float, bold: bool) -> Iterator[str]:
    """Yield the lines of one paragraph, in logical order."""
    words, used = "", 0.0
    for word in _words(paragraph):
        width = line_of(word, bold).width
        if used + width <= room or word.isspace():
            words, used = words + word, used + width
            continue
        if words.strip():
            yield words.rstrip()
        *full, words = _pieces(word, room, bold) if width > room else [word]
        yield from full
        used = line_of(words, bold).width
    yield words.rstrip()


def _words(paragraph: str) -> Iterator[str]:
    """Yield words and the spaces between them; Chinese and its neighbours may break at every character."""
    for word in _WORDS.findall(paragraph):
        if word.isascii():
            yield word
        else:
            for eastern, chars in groupby(word, fonts.is_eastern):
                piece = "".join(chars)
                yield from _EASTERN.findall(piece) if eastern else [piece]


def _short(word: str, room: float, bold: bool) -> str:
    if line_of(word, bold).width <= room:
        return word
    fits = bisect_right(range(1, len(word)), room, key=lambda n: line_of(word[:n] + ELLIPSIS, bold).width)
    return word[: _before_marks(word, max(fits, 1))] + ELLIPSIS


def _pieces(word: str, room: float, bold: bool) -> list[str]:
    """Return a word that is longer than a line in pieces that are not."""

    def fits(text: str) -> bool:
        return len(text) <= _LONGEST and line_of(text, bold).width <= room

    pieces, start = [], 0
    while not fits(word[start:]) and len(word) - start > 1:
        end, hyphen = breaking.end_of(word, start, fits)
        pieces.append(word[start:end] + hyphen)
        start = end
    return [*pieces, word[start:]] if start < len(word) else pieces


def _before_marks(text: str, place: int) -> int:
    """Return the last place up to there at which no mark is torn from its letter."""
    while 0 < place < len(text) and unicodedata.category(text[place])[0] == "M":
        place -= 1
    return place


@lru_cache(maxsize=4096)
def _set(text: str, bold: bool, direction: Literal["L", "R"]) -> Line:
    """Return a text that is not plain as a line: shaped, in visual order, each run in a font that has it."""
    text = unicodedata.normalize("NFC", " ".join(clean(text).split("\n")).replace("\t", " "))
    language = fonts.language_of(text)
    is_shaped = False
    if direction == "R" or turning.RIGHT_TO_LEFT.search(text):  # a later line may have nothing but "24)" of its text
        text, is_shaped = turning.visual(text, direction)
    faces: list[tuple[str, str]] = []
    for char in text:
        if char in _JOINERS and faces and fonts.script_in(faces[-1][0]) is not None:
            faces.append((faces[-1][0], char))
        if unicodedata.category(char) in {"Cf", "Cc"} or "\ufe00" <= char <= "\ufe0f":
            continue  # marks of direction and variants have done their work
        face = (fonts.face_of_script(char) if is_shaped else None) or fonts.face_of(char, bold, language)
        if face is None:
            fonts.note_missing(char)
            faces.extend(_instead(char, bold, language))
        else:
            faces.append((face, char))
    runs = [_run(face, "".join(char for _, char in pairs)) for face, pairs in groupby(faces, key=itemgetter(0))]
    return Line(tuple(runs), sum(run.width for run in runs), direction == "R")


def _instead(char: str, bold: bool, language: fonts.Language) -> Iterator[tuple[str, str]]:
    """Yield what stands for a character that no font has, each character with its font."""
    for each in substitutes.of(char):
        face = fonts.face_of(each, bold, language)
        yield (face, each) if face is not None else (fonts.REGULAR, substitutes.PLACEHOLDER)


def _run(face: str, chars: str) -> Run:
    """Return a piece of a line in one font, shaped where its writing needs that."""
    script = fonts.script_in(face)
    if script is None:
        return Run(face, chars, sum(fonts.width_in(face, char) for char in chars))
    if script.is_right_to_left:
        chars = chars[::-1]
    glyphs = shaping.shaped(face, chars, is_right_to_left=script.is_right_to_left)
    return Run(face, chars, shaping.width_of(glyphs), glyphs)
