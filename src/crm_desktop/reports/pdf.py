"""A `Document` as a PDF: title, flow over pages, running headers and footers, outline, and what the file says of itself.

The same document gives the same bytes. reportlab is imported here at the first report and not before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Literal, NamedTuple

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line
from crm_desktop.reports import fonts, lettering
from crm_desktop.reports.blocks import stack_of
from crm_desktop.reports.contents import contents_of, note_pages, with_contents
from crm_desktop.reports.document import Document
from crm_desktop.reports.flow import Part, Stack
from crm_desktop.reports.house import House
from crm_desktop.reports.ink import Ink, Place
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, FOOT, MARGINS, RULE, SIZES, SMALL, SUBTITLE, TINY, TITLE, TOP

Paper = Literal["A4", "Letter"]
Margins = Literal["normal", "narrow", "wide"]
_RUNNING = 26.0  # the header of the later pages
_PROGRAM = "CRM Desktop"
_TITLE_LINE = 1.2 * TITLE
_MOST_LETTERS = 200  # of a title
_WORTH = 40.0  # points: what is cut to less than this says nothing


def write_pdf(
    document: Document, path: Path, paper: Paper = "A4", task: Task | None = None, margins: Margins = "normal"
) -> list[Place]:
    """Write `document` to `path`, whole or not at all; return where on the pages records stand.

    Raises OSError as the system reports it, and Cancelled.
    """
    width, height = reversed(SIZES[paper]) if document.is_wide else SIZES[paper]
    task, margin, house = task or Task(), MARGINS[margins], House(document.house)
    task.say(_("Laying out the pages"))
    room = width - 2 * margin, height - TOP - FOOT - house.band
    document = _fitting(document, house, *room)
    pages = _paginated(document, house, *room, task)
    with written_whole(path) as part:
        return _paint(document, house, pages, part, Sheet(width, height, margin), task)


class Sheet(NamedTuple):
    """The paper: its size, and what stays free at the left and at the right."""

    width: float
    height: float
    margin: float


def _fitting(document: Document, house: House, width: float, height: float) -> Document:
    """Return a document or, where its first page has too little room, the first shorter one that fits."""
    whole = document
    while document.first_page is not None and document.first_page.shorter is not None:
        first = document.blocks[: document.first_page.count]
        if len(_pages_of((Masthead.of(document, house, width), *stack_of(first, width).parts), height, Task())) == 1:
            break
        document = replace(document.first_page.shorter(), made=whole.made, footer=whole.footer)
    return document


def _paginated(document: Document, house: House, width: float, height: float, task: Task) -> list[Part]:
    """Return the content of each page; a long report has its contents in it."""
    parts = Masthead.of(document, house, width), *stack_of(document.blocks, width).parts
    pages = _pages_of(parts, height, task)
    contents = contents_of(pages, width)
    if contents is None:
        return pages
    first = document.blocks[: document.first_page.count] if document.first_page else ()
    pages = _pages_of(with_contents(parts, contents, 1 + len(stack_of(first, width).parts)), height, task)
    note_pages(contents, pages)
    return pages


def _pages_of(parts: tuple[Part, ...], height: float, task: Task) -> list[Part]:
    """Return parts as pages; the first begins with the title, the others leave room for their header."""
    pages: list[Part] = []
    rest: Stack | None = Stack(parts)
    while rest is not None:
        task.check()
        page, rest = rest.take(height - (_RUNNING if pages else 0))
        pages.append(page)
    return pages


def _paint(document: Document, house: House, pages: list[Part], path: Path, sheet: Sheet, task: Task) -> list[Place]:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # streams as bytes, not as letters: a fifth smaller and quicker
    font = fonts.registered(fonts.REGULAR)
    size = sheet.width, sheet.height
    canvas = Canvas(str(path), size, invariant=1, pageCompression=1, lang=document.language, initialFontName=font)
    canvas.setTitle(one_line(" · ".join(filter(None, (document.title, document.period)))))
    canvas.setSubject(one_line(document.subtitle))
    canvas.setAuthor(one_line(document.author or document.house.name))
    canvas.setCreator(_PROGRAM)
    made = f"D:{document.made.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
    canvas.setDateFormatter(lambda *_fixed: made)  # `invariant` alone would date every file 2000
    canvas.setViewerPreference("DisplayDocTitle", "true")
    ink = Ink(canvas, sheet.height)
    left, right, top = sheet.margin, sheet.width - sheet.margin, sheet.height - TOP - house.band
    for number, page in enumerate(task.steps(pages, _("Painting the pages"), every=8)):
        house.draw_head(ink, left, right, top + house.band)
        if number:
            _draw_header(ink, document, house, left, right, top)
        page.draw(ink, left, top - (_RUNNING if number else 0))
        place = _("Page {n} of {all}").replace("{n}", str(number + 1)).replace("{all}", str(len(pages)))
        _draw_footer(ink, document, left, right, place)
        house.draw_foot(ink, left, right)
        ink.turn_page()
    canvas.save()
    return ink.places


@dataclass(frozen=True)
class Masthead(Part):
    """The title of the first page: what, of whom, of when. A title that is too long for one line goes on below."""

    document: Document
    house: House
    width: float
    period: Line
    title: tuple[Line, ...]

    @classmethod
    def of(cls, document: Document, house: House, width: float) -> Masthead:
        """Return it with its texts laid out for a width."""
        period = lettering.cut(document.period, 9, 0.6 * width)
        text = one_line(document.title)
        text = text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + lettering.ELLIPSIS
        title = lettering.wrap(text, TITLE, width - period.width * 9 - 16, bold=True)
        return cls(document, house, width, period, tuple(title))

    @property
    def height(self) -> float:
        """Title, subtitle and hairline."""
        return 38.0 + self._more

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write title and subtitle at the left, the period at the right, and a hairline below."""
        ink.bookmark(self.document.title, top, 0)
        lines = [(x, top - 14 - number * _TITLE_LINE, line) for number, line in enumerate(self.title)]
        ink.column(lines, TITLE, self.house.title_colour, _TITLE_LINE)
        ink.text_to(self.period, x + self.width, top - 14, 9, COLOURS.muted)
        top -= self._more
        ink.text(lettering.cut(self.document.subtitle, SUBTITLE, self.width), x, top - 28.5, SUBTITLE, COLOURS.muted)
        self.house.rule(ink, x, x + self.width, top - 37)

    @property
    def _more(self) -> float:
        return _TITLE_LINE * max(len(self.title) - 1, 0)


def _draw_header(ink: Ink, document: Document, house: House, left: float, right: float, top: float) -> None:
    """Say on a later page what it belongs to: its title and its period, and the rest as far as there is room."""
    period = lettering.cut(document.period, SMALL, 0.4 * (right - left))
    title = lettering.cut(document.title, SMALL, right - left - period.width * SMALL - 12, bold=True)
    after = left + title.width * SMALL + 8
    room = right - period.width * SMALL - 12 - after
    size = SMALL if lettering.width_of(document.subtitle) * SMALL <= room else TINY
    ink.text(title, left, top - 6, SMALL, COLOURS.ink)
    if room > _WORTH:
        ink.text(lettering.cut(document.subtitle, size, room), after, top - 6, size, COLOURS.muted)
    ink.text_to(period, right, top - 6, SMALL, COLOURS.muted)
    house.rule(ink, left, right, top - 12)


def _draw_footer(ink: Ink, document: Document, left: float, right: float, place: str) -> None:
    ink.rule(left, right, FOOT - 15, RULE)
    number = lettering.line_of(place)
    room = right - left - number.width * SMALL - 16
    ink.text(lettering.cut(document.footer, SMALL, room), left, FOOT - 26, SMALL, COLOURS.muted)
    ink.text_to(number, right, FOOT - 26, SMALL, COLOURS.muted)
