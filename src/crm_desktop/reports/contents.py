"""The contents of a long report: its headings, each with its page and a link to it.

They stand right under the title; where the first page is a part of its own, such as the summary of a packet, behind it.
What it says is known only when all pages are laid out, itself included; its height is known before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crm_desktop.reports import lettering
from crm_desktop.reports.blocks import Lines
from crm_desktop.reports.calendar_agenda import DayTitle
from crm_desktop.reports.flow import NewPage, Part, SideBySide, Stack
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.paper import COLOURS, RULE, SMALL

_PAGES, _HEADINGS = 8, 3  # fewer need no contents
_MOST = 60
_ROW, _FOOT = 11.0, 6.0
_COLUMNS, _BETWEEN = 2, 20.0
_FIRST = 2  # of the bookmarks the first is that of the title


@dataclass(frozen=True)
class Contents(Part):
    """The headings in two columns; `found` is filled when the pages are known."""

    titles: tuple[tuple[int, str], ...]
    """Each with its number among all headings."""
    width: float
    space: float = 8.0
    found: list[int] = field(default_factory=list)
    """The page of each heading, from 0."""

    @property
    def height(self) -> float:
        """The height of the longer column, and a rule."""
        return self._rows() * _ROW + _FOOT

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write title and page of each heading over a link."""
        width = (self.width - _BETWEEN * (_COLUMNS - 1)) / _COLUMNS
        for place, ((heading, title), page) in enumerate(zip(self.titles, self.found, strict=True)):
            column, row = divmod(place, self._rows())
            left, y = x + column * (width + _BETWEEN), top - (row + 1) * _ROW
            number = lettering.line_of(str(page + 1))
            room = width - number.width * SMALL - 8
            ink.text(lettering.cut(title, SMALL, room), left, y + 3, SMALL, COLOURS.link)
            ink.text_to(number, left + width, y + 3, SMALL, COLOURS.muted)
            ink.link(heading + _FIRST, Area(left, y, width, _ROW))
        ink.rule(x, x + self.width, top - self.height, RULE)

    def _rows(self) -> int:
        return -(-len(self.titles) // _COLUMNS)


def contents_of(pages: Sequence[Part], width: float) -> Contents | None:
    """Return the contents of a report that is laid out in these pages, None where it needs none."""
    titles = tuple((number, title) for number, (title, depth, _page) in enumerate(_found(pages)) if depth == 1)
    return Contents(titles[:_MOST], width) if len(pages) >= _PAGES and len(titles) >= _HEADINGS else None


def with_contents(parts: Sequence[Part], contents: Contents, first: int = 1) -> tuple[Part, ...]:
    """Return the parts of a report, of which the first ones belong on one page, with its contents behind these."""
    ends = [place for place, part in enumerate(parts) if isinstance(part, NewPage)]
    place = ends[0] + 1 if ends else first
    return (*parts[:place], contents, *parts[place:])


def note_pages(contents: Contents, pages: Sequence[Part]) -> None:
    """Tell the contents on which page each heading has come to stand."""
    places = [page for _title, depth, page in _found(pages) if depth == 1]
    contents.found[:] = places[: len(contents.titles)]


def _found(pages: Sequence[Part]) -> Iterator[tuple[str, int, int]]:
    """Yield all headings, with how deep they stand and on which page."""
    return ((title, depth, number) for number, page in enumerate(pages) for title, depth in _headings(page))


def _headings(part: Part) -> Iterator[tuple[str, int]]:
    """Yield the headings within a part in the order in which they are painted, and how deep they stand."""
    match part:
        case Stack():
            for each in part.parts:
                yield from _headings(each)
        case SideBySide():
            for stack in part.stacks:
                yield from _headings(stack)
        case DayTitle() if part.name:
            yield part.name, part.depth
        case Lines() if part.bookmark and not part.start:
            yield part.bookmark, part.depth
        case _:
            pass
