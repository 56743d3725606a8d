"""What is said of an entry beside what is painted: in its tooltip, to the ear, and in the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.calendar.view import Placement
from crm_desktop.ui.forms.activity_kind import TITLES

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_FEW = 3


def clock(at: datetime) -> str:
    """Return "14:00" by the local clock."""
    return f"{at.astimezone():%H:%M}"


def hour(at: datetime) -> str:
    """Return "9:00" by the local clock, as it stands on the grid."""
    local = at.astimezone()
    return f"{local.hour}:{local.minute:02d}"


def day(at: date, formats: Formats) -> str:
    """Return "Tue 17 Nov", with the year where it is another one."""
    return f"{formats.weekdays[at.weekday()]} {formats.day_in_words(at, year=at.year != dates.today().year)}"


def when(entry: Entry, formats: Formats) -> str:
    """Return when an entry is: "Tue 17 Nov, 14:00 – 15:00" or "Wed 18 Nov – Thu 19 Nov"."""
    if not entry.all_day:
        return hours(entry.starts, entry.ends, formats)
    return _days(entry.first, entry.last, formats)


def where_to(placement: Placement, formats: Formats) -> str:
    """Return where something goes, in the words of `when`."""
    ends = placement.starts + timedelta(minutes=placement.minutes)
    if not placement.all_day:
        return hours(placement.starts, ends, formats)
    # half a day less: the day that is changed has 23 or 25 hours
    return _days(dates.local_day(placement.starts), dates.local_day(ends - timedelta(hours=12)), formats)


def hours(starts: datetime, ends: datetime, formats: Formats) -> str:
    """Return "Tue 17 Nov, 14:00 – 15:00", with both days where they are two."""
    first, last = dates.local_day(starts), dates.local_day(ends)
    if starts == ends:
        return f"{day(first, formats)}, {clock(starts)}"
    if _comes_twice(ends):
        return f"{day(first, formats)}, {span(starts, ends)}"
    end = clock(ends) if first == last else f"{day(last, formats)}, {clock(ends)}"
    return f"{day(first, formats)}, {clock(starts)} – {end}"


def span(starts: datetime, ends: datetime) -> str:
    """Return "14:00 – 15:00"; where the clock shows the end twice and this is the second, "02:30 for 45 min"."""
    if _comes_twice(ends):
        return _("{clock} for {n} min").format(clock=clock(starts), n=round((ends - starts).total_seconds() / 60))
    return f"{clock(starts)} – {clock(ends.astimezone(UTC))}"


def tooltip(entry: Entry, formats: Formats, beside: Sequence[Entry] = ()) -> str:
    """Return everything about an entry, line by line."""
    kind = TITLES.get(entry.kind)
    lines = [entry.title, when(entry, formats), entry.detail]
    lines += [_(kind) if kind else "", *_states(entry)]
    lines += [part for part in (entry.account, entry.owner) if part and part not in entry.detail]
    if beside:
        lines.append(overlaps(beside))
    return "\n".join(line for line in lines if line)


def spoken(entry: Entry, formats: Formats, beside: Sequence[Entry] = ()) -> str:
    """Return everything about an entry in one line, for a screen reader."""
    return tooltip(entry, formats, beside).replace("\n", ", ")


def overlaps(others: Sequence[Entry]) -> str:
    """Return "overlaps with “Call Rangreen”"; a day that is full names only the first ones."""
    names = ", ".join(_("“{name}”").format(name=other.title) for other in others[:_FEW])
    rest = len(others) - _FEW
    if rest > 0:
        names = _("{names} and {more}").format(names=names, more=count_of("{n} more", "{n} more", rest))
    return _("overlaps with {names}").format(names=names)


def _comes_twice(at: datetime) -> bool:
    """Tell whether the local clock was put back and has shown the same time before."""
    return dates.local_moment(at.astimezone().replace(tzinfo=None)) < at


def _states(entry: Entry) -> list[str]:
    states = (
        (entry.recurs and entry.can_move, _("repeats")),
        (entry.series is not None, _("one of a series")),
        (entry.done, _("done")),
        (entry.is_overdue, _("overdue")),
        (entry.is_unnoted, _("not noted")),
    )
    return [word for is_so, word in states if is_so]


def _days(first: date, last: date, formats: Formats) -> str:
    if first == last:
        return _("{day}, all day").format(day=day(first, formats))
    return f"{day(first, formats)} – {day(last, formats)}"
