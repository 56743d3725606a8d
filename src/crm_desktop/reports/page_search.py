"""Words on the pages of a written PDF, found as people write them: without accents, case, and the ends of lines.

Page by page, so that a page can be painted between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.reports.ink import Area
from crm_desktop.reports.pages import turn

MOST = 2000
"""So many places are found at most."""
_SOFT_ENDS = {0, 0x00AD, 0xFFFE}  # nothing, and the hyphen at the end of a line as pdfium tells it


@dataclass(frozen=True)
class Found:
    """Where words stand: the page, from 0, and what they cover, in points from its upper left corner."""

    page: int
    areas: tuple[Area, ...]


def find(path: Path, words: str, task: Task) -> list[Found]:
    """Return where `words` stand in a file, the first `MOST` of them. Raises OSError when it is gone, and Cancelled."""
    import pypdfium2

    wanted = " ".join(fold(words).split())
    if not wanted:
        return []
    data = path.read_bytes()
    with turn:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    found: list[Found] = []
    try:
        for page in task.steps(range(count), _("Searching"), every=1):
            with turn:
                found += _on_page(pdf[page], page, wanted)
            if len(found) >= MOST:
                break
    finally:
        with turn:
            pdf.close()
    return found[:MOST]


def _on_page(leaf: Any, page: int, wanted: str) -> Iterator[Found]:
    text = leaf.get_textpage()
    try:
        height = leaf.get_height()
        letters, places = _folded(text)
        at = letters.find(wanted)
        while at >= 0:
            first, last = places[at], places[at + len(wanted) - 1]
            yield Found(page, tuple(_areas(text, first, last - first + 1, height)))
            at = letters.find(wanted, at + len(wanted))
    finally:
        text.close()
        leaf.close()


def _folded(text: Any) -> tuple[str, list[int]]:
    """Return the letters of a page, folded and with one space between words, and for each its place in the page's text."""
    import pypdfium2.raw

    code_at = pypdfium2.raw.FPDFText_GetUnicode
    letters: list[str] = []
    places: list[int] = []
    for place in range(text.count_chars()):
        code = code_at(text, place)
        for letter in _plain(code):
            if letter != " " or letters[-1:] != [" "]:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _plain(code: int) -> str:
    """Return the folded letters of a character, a space for each blank, nothing for what does not show."""
    if code in _SOFT_ENDS:
        return ""
    return "".join(" " if letter.isspace() else letter for letter in fold(chr(code)))


def _areas(text: Any, first: int, count: int, height: float) -> Iterator[Area]:
    for number in range(text.count_rects(first, count)):
        left, bottom, right, top = text.get_rect(number)
        yield Area(left, height - top, right - left, top - bottom)
