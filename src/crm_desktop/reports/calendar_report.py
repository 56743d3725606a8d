"""The calendar on paper: a day, a week or a month as the window shows it, or a list of days with everything written out.

Nothing is lost: what a grid has no room for is written out on the pages behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import Period
from crm_desktop.base.directions import isolated
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.model import Account, Seller
from crm_desktop.reports.book import file_of
from crm_desktop.reports.calendar_grids import Agenda, AgendaDay, DayGrid, DayHead, Grid, MonthDay, MonthGrid
from crm_desktop.reports.calendar_words import (
    head_of,
    hours_on,
    is_listed,
    legend_of,
    title_of,
    weeks_in_words,
    words_of,
)
from crm_desktop.reports.document import Document
from crm_desktop.reports.options import FIELDS, Options, pick
from crm_desktop.reports.plain import Plain
from crm_desktop.reports.words import Wording
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Link, Whole, YesNo
from crm_desktop.services import book, calendar, letterhead
from crm_desktop.services.calendar import LAYERS, Entry, Shown, moments, time_layout, ways
from crm_desktop.services.calendar.hues import COLOURED_BY, By
from crm_desktop.services.calendar.ways import Way

TITLE: Final = N_("Calendar")
MOST: Final = 10_000
"""More entries than that are no longer printed: some hundred sheets."""
_VIEWS = (
    ("week", N_("Week")),
    ("work", N_("Work week")),
    ("day", N_("Day")),
    ("month", N_("Month")),
    ("agenda", N_("List")),
)
OPTIONS: Final[dict[str, Field]] = {
    "view": pick(N_("View"), _VIEWS),
    "day": Field(Day(), N_("Day"), help=N_("One of the days to print; empty: today.")),
    "days": Field(Whole(1, 400), N_("Days of the list"), default=ways.AGENDA_DAYS),
    "seller": FIELDS["seller"],
    "account": Field(Link("account"), N_("Account")),
    "by": pick(N_("Colours by"), COLOURED_BY),
    **{layer.key: Field(YesNo(), layer.title, default=True) for layer in LAYERS},
}
_EMPTY: Final = N_("Nothing stands in the calendar on these days.")
_HOUR, _HOURS = 60, 24
_MORNING, _NIGHT = 6 * _HOUR, 22 * _HOUR
"""One entry at midnight would make all others too small to be read: it stands beside its day's hours instead."""


@dataclass(frozen=True)
class Wanted:
    """What is to be printed: a way to look at the days around one, and which entries in which colours."""

    way: Way
    day: date
    shown: Shown
    by: By = "kind"
    days: int = ways.AGENDA_DAYS


def build(session: Session, options: Options) -> Document:
    """Return the calendar as the options ask for it. Raises UserError where it is too much for paper."""
    chosen = options.chosen
    layers = frozenset(layer.key for layer in LAYERS if chosen[layer.key])
    shown = Shown(layers, options.seller, chosen["account"])
    wanted = Wanted(chosen["view"], chosen["day"] or dates.today(), shown, chosen["by"], chosen["days"])
    return document_of(session, wanted, options.formats, options.author)


def document_of(session: Session, wanted: Wanted, formats: Formats, author: str = "") -> Document:
    """Return days of the calendar as a document. Raises UserError where they are too much for paper."""
    period = ways.of(wanted.way, wanted.day, formats.first_weekday)
    if wanted.way == "agenda":
        period = Period(wanted.day, wanted.day + (wanted.days - 1) * dates.DAY)
    wording = Wording(formats, wanted.day)
    grid = _grid(session, wanted, period, formats, wording)
    return Document(
        title=title_of(wanted.way, period, wording),
        subtitle=_whose(session, wanted.shown),
        period=f"{_(TITLE)} · {weeks_in_words(period, formats)}",
        footer=wording.printed(dates.now(), file_of(session)),
        blocks=(grid,),
        figures=_data(session, wanted, period, grid.entries),
        author=author,
        house=letterhead.read(session),
        is_wide=isinstance(grid, MonthGrid) or (isinstance(grid, DayGrid) and len(grid.heads) > 1),
    )


def agenda_of(
    entries: Sequence[Entry], period: Period, by: By, formats: Formats, wording: Wording, today: date | None = None
) -> Agenda:
    """Return entries of some days as a list; `today` is another day than this one."""
    days = list(moments.days_of(period))
    listed = [(day, tuple(one for one in entries if is_listed(one, day, days[0]))) for day in days]
    found = tuple(
        AgendaDay(wording.long_date(day), on_day, tuple(hours_on(one, day, formats) for one in on_day))
        for day, on_day in listed
        if on_day
    )
    return Agenda(found, words_of(entries, by, formats, today), _(_EMPTY))


def _grid(session: Session, wanted: Wanted, period: Period, formats: Formats, wording: Wording) -> Grid:
    seen = ways.shown(wanted.way, period, formats.first_weekday)
    if wanted.way == "month":
        cells = calendar.month(session, seen.first, seen.last, wanted.shown, MOST, formats)
        _check(sum(cell.total for cell in cells.values()), formats)
        entries = list({entry.key: entry for cell in cells.values() for entry in cell.entries}.values())
        names = tuple(formats.weekdays[(formats.first_weekday + n) % 7] for n in range(7))
        weeks = tuple(
            (str(ways.week_number(first)), tuple(_month_day(first + n * dates.DAY, period, formats) for n in range(7)))
            for first in ways.weeks_of(seen.first, seen.last, formats.first_weekday)
        )
        return MonthGrid(names, weeks, cells, words_of(entries, wanted.by, formats), legend_of(entries, wanted.by))
    entries = calendar.between(session, seen.first, seen.last, wanted.shown, formats)
    _check(len(entries), formats)
    if wanted.way == "agenda":
        agenda = agenda_of(entries, seen, wanted.by, formats, wording)
        return replace(agenda, legend=legend_of(entries, wanted.by))
    said, days = words_of(entries, wanted.by, formats), list(moments.days_of(seen))
    heads = tuple(DayHead(day, head_of(day, formats), _work(day), day == dates.today()) for day in days)
    corner = _("W {number}").format(number=ways.week_number(ways.week_start(seen.first, formats.first_weekday)))
    return DayGrid(heads, _hours(entries, seen), corner, tuple(entries), said, legend_of(entries, wanted.by))


def _check(count: int, formats: Formats) -> None:
    if count > MOST:
        told = _("More than {most} entries are not printed. Choose fewer days, one seller or fewer layers.")
        raise UserError(told.format(most=formats.number(MOST)))


def _hours(entries: Sequence[Entry], period: Period) -> tuple[int, int]:
    """Return the hours of work, made longer by what lies outside of them, but not into the night."""
    begins, ends = _minutes(workday.starts()), _minutes(workday.ends()) or _HOURS * _HOUR
    first, last = (begins, ends) if begins < ends else (0, _HOURS * _HOUR)
    lowest, highest = min(first, _MORNING), max(last, _NIGHT)
    for block in time_layout.blocks(entries, list(moments.days_of(period))):
        if block.bottom > lowest and block.top < highest:
            first, last = min(first, max(block.top, lowest)), max(last, min(block.bottom, highest))
    return first // _HOUR, -(-last // _HOUR)


def _work(day: date) -> tuple[int, int] | None:
    begins, ends = _minutes(workday.starts()), _minutes(workday.ends())
    return (begins, ends if begins < ends else _HOURS * _HOUR) if workday.is_work(day) else None


def _minutes(at: time) -> int:
    return at.hour * _HOUR + at.minute


def _month_day(day: date, period: Period, formats: Formats) -> MonthDay:
    is_inside = period.first <= day <= period.last
    title = formats.day_in_words(day, year=False) if day.day == 1 else str(day.day)
    return MonthDay(day, title, is_inside, workday.is_work(day), day == dates.today())


def _whose(session: Session, shown: Shown) -> str:
    """Return whose days these are, in which book, and what is left out."""
    seller = session.get(Seller, shown.owner_id) if shown.owner_id is not None else None
    account = session.get(Account, shown.account_id) if shown.account_id is not None else None
    who = _("All sellers") if seller is None else isolated(seller.name)
    layers = [_(layer.title) for layer in LAYERS if layer.key in shown.layers]
    only = ", ".join(layers) if len(layers) < len(LAYERS) else ""
    return " · ".join(
        filter(None, (who, isolated(account.name) if account else "", isolated(book.title(session)), only))
    )


def _data(session: Session, wanted: Wanted, period: Period, entries: Sequence[Entry]) -> Plain:
    """Return the entries for programs."""
    return {
        "report": "calendar",
        "as_of": dates.today(),
        "currency": book.currency(session),
        "view": wanted.way,
        "first": period.first,
        "last": period.last,
        "entries": [_plain(entry) for entry in entries],
        "definitions": {},
        "reasons": {},
    }


def _plain(entry: Entry) -> Plain:
    whole = {"first": entry.first, "last": entry.last}
    hours = {"starts": entry.starts.isoformat(), "ends": entry.ends.isoformat()}
    return {
        "layer": entry.layer,
        "record": {"entity": entry.entity, "id": entry.id},
        "title": entry.title,
        "detail": entry.detail,
        "kind": entry.kind,
        **(whole if entry.all_day else hours),
        "done": entry.done,
        "seller": entry.owner or None,
        "account": entry.account or None,
    }
