"""Activities as iCalendar, in portions, so that a book of any size goes out without being held.

The same book gives the same bytes, so that a published file is only rewritten for a reason: what would be the moment of
writing is the moment of the last change. The days of a series that became records of their own come as changes of it;
those that are gone, or not among what is written, as exceptions.
Source: RFC 5545.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_rows, ical_zones
from crm_desktop.exchange.ical_item import lines_of
from crm_desktop.exchange.ical_lines import folded
from crm_desktop.exchange.ical_rows import Choice
from crm_desktop.storage.problems import writing
from crm_desktop.storage.store import raw_of

Reading = Callable[[], AbstractContextManager[Session]]
"""Opens the book for reading; asked once a portion, so that a window is not kept waiting by a long export."""

SUFFIX = ".ics"
_BEGIN = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CRM Desktop//CRM Desktop//EN", "CALSCALE:GREGORIAN")
_END = "\r\nEND:V{name}\r\n"
_YEARS_AHEAD = 20
_FIRST_YEAR = 1970


def write(session: Session, ids: Sequence[int] | None = None, task: Task | None = None) -> Iterator[str]:
    """Yield a calendar of the activities with `ids`, or of all, piece by piece."""
    choice = Choice(None if ids is None else tuple(ids))
    return pieces(lambda: nullcontext(session), choice, task)


def text_of_ids(session: Session, ids: Sequence[int]) -> str:
    """Return a calendar of some activities, for the clipboard or to be dragged."""
    return "".join(write(session, ids))


def export(read: Reading, path: Path, choice: Choice, task: Task | None = None) -> int:
    """Write a calendar file, whole or not at all, and return how many activities are in it. Raises UserError."""
    written = 0
    with writing(path), written_whole(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        for piece in pieces(read, choice, task):
            stream.write(piece)
            written += sum(piece.count(_END.format(name=name)) for name in ("EVENT", "TODO"))
    return written


def pieces(read: Reading, choice: Choice, task: Task | None = None) -> Iterator[str]:
    """Yield a calendar piece by piece. Raises what reading raises, and Cancelled."""
    job, title = task or Task(), _("Writing the calendar")
    with read() as session:
        chosen = ical_rows.look_up(raw_of(session), choice)
    yield folded(_BEGIN)
    for zone, first in chosen.zones:
        yield _zone(zone, max(first.year - 1, _FIRST_YEAR))
    done = 0
    job.say(title, done, chosen.count)
    for portion in ical_rows.portions(read, chosen):
        yield folded(line for row in portion for line in lines_of(row))
        done += len(portion)
        job.say(title, done, chosen.count)
    yield folded(("END:VCALENDAR",))


def _zone(name: str, year: int) -> str:
    """Return what other programs need to know of a zone, "" for UTC and for what nobody knows."""
    if name == "UTC":
        return ""
    return ical_zones.declared(name, date(year, 1, 1), date(dates.today().year + _YEARS_AHEAD, 1, 1))
