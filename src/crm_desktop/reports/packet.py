"""The weekly packet: the week on one page, and behind it everything that a meeting about it may ask for.

It is made of parts of other reports, each of which begins on a new page where it has no room below the one before.
As of a past week all of it is of that week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.bridge import Bridge, bridge
from crm_desktop.reports import (
    goals_pace,
    packet_agenda,
    packet_stages,
    weekly_bridge,
    weekly_figures,
    weekly_notes,
    weekly_pipeline,
)
from crm_desktop.reports.calendar_grids import Agenda
from crm_desktop.reports.document import Block, Break, Columns, Document, Heading, Paragraph
from crm_desktop.reports.first_page import FirstPage
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import definitions, document
from crm_desktop.reports.slices import View
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.weekly_sizes import LISTED, Size, is_whole, sizes
from crm_desktop.reports.words import Wording

TITLE: Final = N_("Weekly packet")
OPTIONS: Final = {**fields("as_of", "seller"), "listed": LISTED}


def build(session: Session, options: Options) -> Document:
    """Return the packet of the week that holds the options' day."""
    weekly = weekly_figures.compute(session, options)
    wording = Wording(options.formats, options.as_of)
    behind = [block for part in _parts(session, weekly, options, wording) for block in (Break(may_stay=True), *part)]
    return _document(weekly, wording, options, behind, sizes(options))


def _document(
    weekly: Weekly, wording: Wording, options: Options, behind: Sequence[Block], tried: Sequence[Size]
) -> Document:
    """Return the packet with the first of these sizes of the week before what stands behind it."""
    size, *smaller = tried
    first = _part(_("The week"), weekly_pipeline.summary(weekly, wording, size))
    week = weekly_pipeline.week_of(weekly, wording)
    made = document("weekly-packet", _(TITLE), week, (*first, *behind), weekly.book, options, wording)
    shorter = partial(_document, weekly, wording, options, behind, smaller) if smaller else None
    return replace(made, first_page=FirstPage(len(made.blocks) - len(behind), shorter))


def _parts(session: Session, weekly: Weekly, options: Options, wording: Wording) -> Iterator[Sequence[Block]]:
    yield _part(_("What changed"), _bridges(weekly, wording))
    yield _part(_("Open by stage"), packet_stages.by_stage(session, weekly, wording, is_whole=is_whole(options)))
    yield _part(_("The next two weeks"), packet_agenda.ahead(session, weekly.book, options, wording))
    view = View(weekly.book, options, wording)
    yield _part(_("Goals and pace"), goals_pace.figures_of(session, view, weekly.quarter))
    yield from _own(session, options)
    yield _part(_("About these numbers"), _about(weekly, wording))


def _part(title: str, blocks: Iterable[Block]) -> Sequence[Block]:
    return (Heading(title, is_part=True), *map(_below, blocks))


def _below(block: Block) -> Block:
    """Return a block as one that stands below the title of a part."""
    match block:
        case Heading():
            return replace(block, depth=2)
        case Agenda():
            return replace(block, depth=2)
        case Columns():
            return Columns(tuple(map(_below, block.left)), tuple(map(_below, block.right)))
        case _:
            return block


def _bridges(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield the bridge of all that is open and that of the quarter, and then who crossed them."""
    book = weekly.book
    of_quarter = bridge(weekly.before, book.deals, book.rates, weekly.quarter)
    yield Columns(
        (Heading(_("All that is open")), *_bridge(weekly.bridge, weekly, wording)),
        (Heading(_("Expected to close this quarter")), *_bridge(of_quarter, weekly, wording)),
    )
    yield Heading(_("One by one"))
    yield weekly_bridge.moves((weekly.bridge, of_quarter), weekly, wording)


def _bridge(one: Bridge, weekly: Weekly, wording: Wording) -> Iterator[Block]:
    if not one.why:
        yield weekly_bridge.chart(one, weekly, wording)
    yield from weekly_bridge.table(one, weekly, wording)


def _own(session: Session, options: Options) -> Iterator[Sequence[Block]]:
    """Yield the reports that the user built for the packet; one that cannot be built says why."""
    from crm_desktop.reports import own  # it knows all reports, and so this one

    for report in own.of_packet(session):
        try:
            made = report.build(session, options)
        except UserError as error:
            yield _part(report.title, [Paragraph(str(error), muted=True)])
        else:
            yield _part(report.title, [Paragraph(made.subtitle, muted=True), *made.blocks])


def _about(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield what the numbers leave out, and how all of them are computed."""
    yield from weekly_notes.left_out(weekly, wording)
    titles = (*weekly_pipeline.DEFINED, *packet_stages.DEFINED, *goals_pace.DEFINED)
    yield from definitions([(_(title), name) for title, name in titles])
