"""One timeline of everything that happened to a record and with it, newest first, read in pages.

A new sort of entry is one `TimelineKind` in `KINDS`: the filter, the merging and the pages come by themselves. Each
kind keeps a position of its own, so that nothing is lost or doubled where two entries share a moment or the
computer's clock was set back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from heapq import merge

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_
from crm_desktop.model import Record
from crm_desktop.services import happenings, history
from crm_desktop.services.event import Event, Position, Scope, has_activities, has_stages

AT_ONCE = 30
"""How many entries a page has."""

Reader = Callable[[Session, Scope, Position | None, int], list[Event]]
"""Gives the newest entries before a position, newest first; fewer than asked for means that there are no more."""


@dataclass(frozen=True)
class TimelineKind:
    """One sort of entry: its id, the title of its filter, a drawing, and what reads it.

    `tables` are those whose changes can change it; `suits` tells for which entities there can be such entries.
    `is_record` says that an entry is a record of its own, which can be changed and deleted.
    """

    id: str
    title: str
    icon: str
    read: Reader
    tables: tuple[str, ...] = ()
    suits: Callable[[type[Record]], bool] = lambda _model: True
    is_record: bool = False


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; with it the next page can be asked for."""

    events: tuple[Event, ...] = ()
    ends: Mapping[str, Position] = field(default_factory=dict)
    has_more: bool = False


def page(
    session: Session,
    scope: Scope,
    kinds: Collection[str] | None = None,
    after: Page | None = None,
    limit: int = AT_ONCE,
) -> Page:
    """Return the newest entries of these kinds (None: all), or those that follow the page `after`."""
    ends = dict(after.ends) if after is not None else {}
    found = [
        [replace(event, kind=kind.id) for event in kind.read(session, scope, ends.get(kind.id), limit + 1)]
        for kind in kinds_of(scope.model)
        if kinds is None or kind.id in kinds
    ]
    merged = list(merge(*found, key=lambda event: event.at, reverse=True))
    for event in merged[:limit]:
        ends[event.kind] = event.position
    return Page(tuple(merged[:limit]), ends, len(merged) > limit)


def kinds_of(model: type[Record]) -> list[TimelineKind]:
    """Return the kinds of entries that a record of this entity can have."""
    return [kind for kind in KINDS if kind.suits(model)]


KINDS: tuple[TimelineKind, ...] = (
    TimelineKind(
        "activity",
        N_("Activities"),
        "activity",
        happenings.activities,
        ("activity", "attendee"),
        has_activities,
        is_record=True,
    ),
    TimelineKind(
        "mail", N_("E-mails"), "mail", happenings.mails, ("activity", "attendee"), has_activities, is_record=True
    ),
    TimelineKind("note", N_("Notes"), "note", happenings.notes, ("note",), is_record=True),
    TimelineKind("file", N_("Files"), "attachment", happenings.files, ("attachment",), is_record=True),
    TimelineKind("stage", N_("Stages"), "pipeline", happenings.stage_moves, ("opportunity_state",), has_stages),
    TimelineKind("edit", N_("Edits"), "edit", history.edits),
)
