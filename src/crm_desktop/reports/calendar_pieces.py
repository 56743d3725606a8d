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
_CHECKED = 2.0


@dataclass(frozen=True)
class Fitted:
    """The words of an entry for one box, line by line with their colours; `is_whole` says that the title is not cut."""

    lines: tuple[tuple[Line, float, str], ...]
    is_whole: bool


def fitted(entry: Entry, said: Said, width: float, height: float) -> Fitted:
    """Return the words for a box of that size: the title, then the hours, then what it is about."""
    hue = colours.hue(said.hue, COLOURS)
    room, rows = width - STRIPE - 2 * _PAD, max(int((height - _CHECKED) // LEADING), 1)
    rows = rows if room > _NARROW else 1
    strong = COLOURS.muted if entry.done else hue.strong
    title = _DONE + entry.title if entry.done else entry.title
    size = (
        LETTERS if rows == 1 else min(max(room / max(lettering.longest_word(title, bold=True), 1), _SMALLEST), LETTERS)
    )
    short = lettering.with_short_words(title, size, room, bold=True)
    wrapped = lettering.wrap(short, size, room, bold=True)
    if len(wrapped) > rows:
        last = lettering.cut(title if rows == 1 else _rest(short, rows, room, size, bold=True), size, room, bold=True)
        return Fitted(tuple((line, size, strong) for line in [*wrapped[: rows - 1], last]), is_whole=False)
    lines = [(line, size, strong) for line in wrapped]
    hours = _hours(said, room) if len(lines) < rows else EMPTY
    if hours.runs:
        lines.append((hours, TINY, COLOURS.muted))
    if entry.detail and len(lines) < rows:
        left = rows - len(lines)
        detail = lettering.with_short_words(entry.detail, TINY, room)
        about = lettering.wrap(detail, TINY, room)
        if len(about) > left:
            about = [*about[: left - 1], lettering.cut(_rest(detail, left, room, TINY), TINY, room)]
        lines += [(line, TINY, COLOURS.muted if entry.done else COLOURS.ink) for line in about]
    return Fitted(tuple(lines), is_whole=short == title)


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


def _hours(said: Said, room: float) -> Line:
    """Return the hours, or when it begins where there is no room for both, or nothing."""
    whole, begins = lettering.line_of(said.hours), lettering.line_of(said.hours.partition(" – ")[0])
    return next((line for line in (whole, begins) if line.width * TINY <= room), EMPTY)


def _sentence(entry: Entry, said: Said) -> str:
    done = _("done") if entry.done else ""
    return " · ".join(filter(None, (said.when, entry.title, entry.detail, done)))


def _rest(text: str, rows: int, room: float, size: float, *, bold: bool = False) -> str:
    """Return what of a text stands from its last row on, which is cut then."""
    words, used = text.split(" "), 0
    while used < len(words) and len(lettering.wrap(" ".join(words[: used + 1]), size, room, bold)) < rows:
        used += 1
    return " ".join(words[used:])
