"""All that happens in a long time, as `between` tells it, read a few weeks at once.

So there is progress to show, it can be cancelled, and a list that nobody could read ends before it fills the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.task import Task
from crm_desktop.schema.formats import Formats
from crm_desktop.services import calendar
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.order import in_order

MOST = 20_000
_LEAST, _LONGEST = timedelta(days=7), timedelta(days=56)
_FEW = 500
"""With fewer entries than that in one portion the next is twice as long, up to the longest."""


def listed(
    session: Session, period: Period, formats: Formats, task: Task | None = None, most: int = MOST
) -> list[Entry]:
    """Return what touches the days, in the order of `between`. Raises UserError where that is more than `most`."""
    found: dict[tuple[object, ...], Entry] = {}
    for part in _parts(period, formats, session, task or Task()):
        found.update(((one.layer, one.entity, one.id, one.starts), one) for one in part)
        if len(found) > most:
            sentence = _("More than {most} entries lie in these days. Ask for a shorter time.")
            raise UserError(sentence.format(most=grouped(most)))
    return in_order(found.values())


def _parts(period: Period, formats: Formats, session: Session, task: Task) -> Iterator[list[Entry]]:
    first, length = period.first, _LEAST
    days = (period.last - period.first).days + 1
    while first <= period.last:
        task.say(_("Reading the calendar"), (first - period.first).days, days)
        last = _last(first, length, period.last)
        part = calendar.between(session, first, last, formats=formats)
        yield part
        first = last + dates.DAY
        length = min(2 * length, _LONGEST) if len(part) < _FEW else _LEAST
    task.say(_("Reading the calendar"), days, days)


def _last(first: date, length: timedelta, end: date) -> date:
    return end if end - first < length else first + length - dates.DAY
