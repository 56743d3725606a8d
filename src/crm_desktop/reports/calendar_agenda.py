"""Days one below the other on paper, with everything written out: the list that a calendar reads as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm_desktop.base import colours
from crm_desktop.base.i18n import _
from crm_desktop.reports import lettering
from crm_desktop.reports.calendar_grids import Agenda, Said
from crm_desktop.reports.calendar_pieces import STRIPE
from crm_desktop.reports.flow import Part
from crm_desktop.reports.ink import Area, Ink
from crm_desktop.reports.lettering import Line
from crm_desktop.reports.paper import COLOURS, RULE, SECTION, TEXT

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_HOURS, _TITLE, _GAP = 78.0, 0.46, 10.0
_ROW, _PAD, _DAY = 11.4, 2.4, 17.0


@dataclass(frozen=True)
class DayTitle(Part):
    """The title of a day, with a hairline below; repeated on a further page it has no name in the outline."""

    title: Line
    name: str
    width: float
    depth: int = 1
    space: float = 10
    clings: bool = True
    height: float = _DAY

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write it."""
        if self.name:
            ink.bookmark(self.name, top + self.space, self.depth)
        ink.text(self.title, x, top - 10, SECTION, COLOURS.ink)
        ink.rule(x, x + self.width, top - _DAY + 2, RULE)


@dataclass(frozen=True)
class AgendaLine(Part):
    """One entry: its hours, its stripe, its title, and what it is about beside it."""

    hours: tuple[Line, ...]
    title: tuple[Line, ...]
    about: tuple[Line, ...]
    entry: Entry
    said: Said
    width: float
    space: float = 0
    again: Part | None = None

    @property
    def height(self) -> float:
        """As many rows as the longest of hours, title and detail takes."""
        return max(len(self.hours), len(self.title), len(self.about)) * _ROW + _PAD

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Write it."""
        strong = COLOURS.edge if self.entry.done else colours.hue(self.said.hue, COLOURS).strong
        ink.box(Area(x + _HOURS, top - self.height + _PAD, STRIPE, self.height - _PAD - 1), strong)
        first = top - _ROW + 2.6
        left = x + _HOURS + STRIPE + 6
        for lines, at, colour in (
            (self.hours, x, COLOURS.muted),
            (self.title, left, COLOURS.muted if self.entry.done else COLOURS.ink),
            (self.about, left + _TITLE * self.width, COLOURS.muted),
        ):
            ink.column([(at, first - n * _ROW, line) for n, line in enumerate(lines)], TEXT, colour, _ROW)
        ink.note(self.said.records, Area(x, top - self.height, self.width, self.height))


def parts_of(agenda: Agenda, width: float) -> Iterator[Part]:
    """Yield the days and their entries, laid out for a width in points."""
    for day in agenda.days:
        yield DayTitle(lettering.cut(day.title, SECTION, width, bold=True), day.title, width, agenda.depth)
        title = _("{day}, continued").format(day=day.title)
        again = DayTitle(lettering.cut(title, SECTION, width, bold=True), "", width, agenda.depth)
        for number, (entry, hours) in enumerate(zip(day.entries, day.hours, strict=True)):
            line = _line(entry, hours, agenda.said[entry.key], width)
            yield replace(line, again=again) if number else line


def _line(entry: Entry, hours: str, said: Said, width: float) -> AgendaLine:
    room = (1 - _TITLE) * width - _HOURS - STRIPE - 6
    about = " · ".join(filter(None, (entry.detail, entry.owner, _("done") if entry.done else "")))
    return AgendaLine(
        hours=tuple(lettering.wrap(hours, TEXT, _HOURS - 6)),
        title=tuple(lettering.wrap(entry.title, TEXT, _TITLE * width - _GAP, bold=True)),
        about=tuple(lettering.wrap(about, TEXT, room)) if about else (),
        entry=entry,
        said=said,
        width=width,
    )
