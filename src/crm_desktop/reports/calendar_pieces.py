"""One entry of a calendar on paper: its box, its stripe, and as much of its words as there is room for.

Lines end between words: where a box is narrower than a word its letters get smaller, and a word that is longer even then
is cut with an ellipsis. Whoever paints is told what was cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_desktop.base import colours
from crm_desktop.base.i18n import _
from crm_desktop.reports import lettering
from crm_desktop.reports.calendar_grids import Said, Words
from crm_desktop.reports.document import Bullet, Bullets, Heading
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import EMPTY, Line
from crm_desktop.reports.paper import COLOURS, TINY

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

LETTERS, LEADING = 7.0, 8.6
_SMALLEST = 5.4
_NARROW = 22.0  # words in a column of this width are no words
STRIPE = 2.2
_PAD, _ROUND = 3.6, 1.6
_DONE = "✓ "
_FEW_ROWS = 3
_CHECKED, _TIGHT = 2.0, 0.4
"""How much is free above the first line, where there is room, and around all lines at least."""


@dataclass(frozen=True)
class Fitted:
    """The words of an entry for one box, line by line with their colours."""

    lines: tuple[tuple[Line, float, str], ...]
    has_title: bool
    """Whether the title is not cut."""
    is_whole: bool
    """Whether nothing is cut or left out; when it ends is seen where it lies among the hours."""


@dataclass(frozen=True)
class Wrapped:
    """A text in lines; `is_whole` says that nothing of it is cut."""

    lines: tuple[Line, ...]
    is_whole: bool


def fitted(entry: Entry, said: Said, width: float, height: float) -> Fitted:
    """Return the words for a box of that size: the title, then the hours, then what it is about."""
    hue = colours.hue(said.hue, COLOURS)
    room, rows = width - STRIPE - 2 * _PAD, max(int((height - _TIGHT) // LEADING), 1)
    rows = rows if room > _NARROW else 1
    strong = COLOURS.muted if entry.done else hue.strong
    title = title_of(entry)
    size = LETTERS if rows == 1 else _size(title, room)
    wrapped = in_rows(title, size, room, rows, bold=True)
    lines = [(line, size, strong) for line in wrapped.lines]
    if len(lines) == rows or not wrapped.is_whole:
        is_whole = wrapped.is_whole and not said.hours and not entry.detail
        return Fitted(tuple(lines), wrapped.is_whole, is_whole)
    about, is_whole = _about(entry, said, room, rows - len(lines))
    return Fitted((*lines, *about), has_title=True, is_whole=is_whole)


def in_rows(text: str, size: float, room: float, rows: int, *, bold: bool = False) -> Wrapped:
    """Return a text in at most so many lines; the last is cut where there is more, and so is a word too long for one."""
    short = lettering.with_short_words(text, size, room, bold)
    lines = lettering.wrap(short, size, room, bold)
    if len(lines) <= rows:
        return Wrapped(tuple(lines), is_whole=short == text)
    last = text if rows == 1 else _rest(short, rows, room, size, bold=bold)
    return Wrapped((*lines[: rows - 1], lettering.cut(last, size, room, bold)), is_whole=False)


def rows_of_title(entry: Entry, width: float) -> int:
    """Return how many lines a title takes in a box of that width."""
    title, room = title_of(entry), width - STRIPE - 2 * _PAD
    if lettering.width_of(title, bold=True) * LETTERS <= room or room <= _NARROW:
        return 1
    size = _size(title, room)
    return len(lettering.wrap(lettering.with_short_words(title, size, room, bold=True), size, room, bold=True))


def title_of(entry: Entry) -> str:
    """Return the title as it stands in a box, with a sign where it is done."""
    return _DONE + entry.title if entry.done else entry.title


def draw_box(ink: Ink, entry: Entry, said: Said, area: Area, *, begins: bool = True) -> None:
    """Paint a box with its words from the top; one that began earlier has no stripe."""
    hue = colours.hue(said.hue, COLOURS)
    ink.box(area, hue.soft, COLOURS.card, radius=_ROUND)
    if begins:
        ink.box(Area(area.x, area.y, STRIPE, area.height), COLOURS.edge if entry.done else hue.strong)
    words = fitted(entry, said, area.width, area.height)
    free = area.height - len(words.lines) * LEADING
    y = area.y + area.height - min(max(free / 2, 0), _CHECKED) - 6.4
    for line, size, colour in words.lines:
        ink.text(line, area.x + STRIPE + _PAD, y, size, colour)
        y -= LEADING
    ink.note(said.records, area)


def in_full(entries: Iterable[Entry], said: Words) -> tuple[Heading | Bullets, ...]:
    """Return what has no room in a grid, written out in the order of time."""
    by_time = sorted(entries, key=lambda entry: (entry.first, not entry.is_bar, entry.starts, entry.id))
    items = tuple(Bullet(_sentence(entry, said[entry.key]), said[entry.key].records) for entry in by_time)
    return (Heading(_("In full")), Bullets(items)) if items else ()


def _size(title: str, room: float) -> float:
    """Return the size of letters at which the longest word has room, as far as it can still be read."""
    return min(max(room / max(lettering.longest_word(title, bold=True), 1), _SMALLEST), LETTERS)


def _about(entry: Entry, said: Said, room: float, rows: int) -> tuple[list[tuple[Line, float, str]], bool]:
    """Return hours and details in what is left below a title, and whether all of it is there.

    Each begins a line of its own where there is room for that; else the details go on behind the hours.
    """
    hours, ink = _hours(said, room), COLOURS.muted if entry.done else COLOURS.ink
    own = [(hours, TINY, COLOURS.muted)] if hours.runs else []
    detail = in_rows(entry.detail, TINY, room, max(rows - len(own), 1)) if entry.detail else Wrapped((), is_whole=True)
    if len(own) + len(detail.lines) <= rows and detail.is_whole and (own or not said.hours):
        return [*own, *((line, TINY, ink) for line in detail.lines)], True
    if not (entry.detail and said.hours):
        return [*own, *((line, TINY, ink) for line in detail.lines)][:rows], False
    flowing = (in_rows(f"{begins} · {entry.detail}", TINY, room, rows) for begins in (said.hours, _begins(said)))
    words = next((each for each in flowing if each.is_whole), None)
    if words is None and own and rows > _FEW_ROWS:
        return [*own, *((line, TINY, ink) for line in detail.lines)], False
    words = words or in_rows(f"{_begins(said)} · {entry.detail}", TINY, room, rows)
    return [(line, TINY, ink) for line in words.lines], words.is_whole


def _hours(said: Said, room: float) -> Line:
    """Return the hours, or when it begins where there is no room for both, or nothing."""
    whole, begins = lettering.line_of(said.hours), lettering.line_of(_begins(said))
    return next((line for line in (whole, begins) if line.width * TINY <= room), EMPTY)


def _begins(said: Said) -> str:
    return said.hours.partition(" – ")[0]


def _sentence(entry: Entry, said: Said) -> str:
    done = _("done") if entry.done else ""
    return " · ".join(filter(None, (said.when, entry.title, entry.detail, done)))


def _rest(text: str, rows: int, room: float, size: float, *, bold: bool = False) -> str:
    """Return what of a text stands from its last row on, which is cut then."""
    words, used = text.split(" "), 0
    while used < len(words) and len(lettering.wrap(" ".join(words[: used + 1]), size, room, bold)) < rows:
        used += 1
    return " ".join(words[used:])
