"""What is to be said about free time that was found: which comes first, and what is in the way on the days without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.free import Blocked, Found
from crm_desktop.services.calendar.free_day import AFTERNOON, MORNING, Hours

_MOST = 4
"""So many sentences about what is in the way are enough; the rest is counted."""


def order(found: Found, formats: Formats) -> str:
    """Return which of the slots stand first, and whether they are other ones than were asked for."""
    if not found.slots:
        return _("No time of that length is free then. Ask for less, or for other days.")
    if found.on_the_same is not None:
        told = _(
            "No time of that length is left then within the hours of work; {day} comes first, then the best of other days"
        )
        return told.format(day=_day(found.on_the_same, formats))
    if found.is_later:
        return _("No time of that length is left then within the hours of work; these are the next, the best first")
    return _("The best first")


def in_the_way(found: Found, formats: Formats) -> list[str]:
    """Return a sentence for each thing that takes whole days, and for each other day that is too full."""
    told = list(_sentences(found.blocked, found.hours, formats))
    if len(told) <= _MOST:
        return told
    more = sum(one.count for one in found.blocked[_MOST - 1 :])
    return [*told[: _MOST - 1], _("{n} more days have no such time.").format(n=more)]


def _sentences(blocked: Sequence[Blocked], hours: Hours, formats: Formats) -> Iterator[str]:
    whole = {
        MORNING: _("{days}: “{title}” takes the whole morning."),
        AFTERNOON: _("{days}: “{title}” takes the whole afternoon."),
    }.get(hours, _("{days}: “{title}” takes the whole day."))
    for one in blocked:
        days = _day(one.first, formats)
        if one.last > one.first:
            days = f"{days} – {_day(one.last, formats)}"
        if one.is_whole:
            told = whole
        elif one.more:
            told = _("{days}: “{title}” and {n} more leave no such time.")
        else:
            told = _("{days}: “{title}” leaves no such time.")
        yield told.format(days=days, title=one.title, n=one.more)


def _day(day: date, formats: Formats) -> str:
    """Return "Tue 24 Nov", with its year where that is another one."""
    named = formats.day_in_words(day, year=day.year != dates.today().year)
    return f"{formats.weekdays[day.weekday()]} {named}"
