"""Activities and tasks between two days: single ones and those of series, with the names of all they are linked to.

The indexes tell hours from bars; a bar reaches in from as far back as its length may be.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.directions import joined
from crm_desktop.base.text import fold
from crm_desktop.model.activity import DAY_MINUTES, DUE, IS_BAR
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.storage import occurrences

if TYPE_CHECKING:
    from crm_desktop.services.calendar.layers import Shown

ACTIVITIES, TASKS = "activities", "tasks"
TASK = "task"
LONGEST = timedelta(minutes=100_000)
"""No activity lasts longer: as far back is looked for bars that reach in."""
ZONES_APART = timedelta(hours=26)
"""The same day begins that much later at the other end of the world."""

_LONGEST_OF_SERIES = "SELECT max(minutes) FROM activity INDEXED BY ix_activity_series WHERE recurrence IS NOT NULL"
_SELECT = """SELECT a.id, {starts}, a.name, a.kind, a.minutes, a.all_day, a.done, a.zone, a.recurrence, a.settled, a.location,
       (SELECT w.id FROM activity w WHERE w.id = a.series_id AND w.recurrence IS NOT NULL),
       a.owner_id, a.account_id, s.name, c.name, p.name, o.name FROM """
_LASTS = "a.minutes * 60 > strftime('%s', :morning) - strftime('%s', {row}.starts)"
_JOINS = """
LEFT JOIN seller s ON s.id = a.owner_id LEFT JOIN account c ON c.id = a.account_id
LEFT JOIN contact p ON p.id = a.contact_id LEFT JOIN opportunity o ON o.id = a.opportunity_id """
SINGLES = _SELECT.format(starts="a.starts") + "activity a {index}" + _JOINS
FIRST_OPEN = _SELECT.format(starts=DUE) + "activity a" + _JOINS
OF_SERIES = _SELECT.format(starts="t.starts") + "{days} t JOIN activity a ON a.id = t.activity_id" + _JOINS
"""What `entries` understands: single ones, those that are to be done first, all of series."""


def read(raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats) -> list[Entry]:
    """Return the activities and tasks of some days, as far as they are shown."""
    morning, evening = moments.morning(period.first), moments.morning(period.last + dates.DAY)
    longest, late = morning - LONGEST - ZONES_APART, evening + ZONES_APART
    worked_out, values = _worked_out(raw, morning, evening)
    names = {
        "day_before": dates.moment_text(morning - dates.DAY),
        "morning": dates.moment_text(morning),
        "evening": dates.moment_text(evening),
        "longest": dates.moment_text(longest),
        "near": dates.moment_text(morning - dates.DAY - ZONES_APART),
        "late": dates.moment_text(late),
        **values,
        **shown.names,
    }
    only = kinds(shown, "{row}.kind") + shown.only("a")
    hours = f"{{row}}.starts >= :day_before AND {{row}}.starts < :evening AND ({{row}}.starts >= :morning OR {_LASTS})"
    bars = "{row}.starts >= :longest AND {row}.starts < :late AND (a.minutes > 1440 OR {row}.starts >= :near)"
    rows: list[tuple[Any, ...]] = []
    for where, is_bar in ((hours + only, False), (bars + only, True)):
        index = f"INDEXED BY ix_activity_{'bars' if is_bar else 'hours'}"
        single = f"recurrence IS NULL AND {'' if is_bar else 'NOT '}{IS_BAR} AND "
        rows += raw.execute(f"{SINGLES.format(index=index)}WHERE {single}{where.format(row='a')}", names)
        rows += raw.execute(
            f"{worked_out}{OF_SERIES.format(days='occurrence')}WHERE t.bar = {int(is_bar)} AND {where.format(row='t')}",
            names,
        )
    return [one for one in entries(rows, formats) if one.first <= period.last and one.last >= period.first]


def reach(raw: sqlite3.Connection, morning: datetime, evening: datetime) -> tuple[datetime, datetime]:
    """Return between which moments one of a series begins that can be seen between two others."""
    (longest,) = raw.execute(_LONGEST_OF_SERIES).fetchone()
    return morning - timedelta(minutes=max(DAY_MINUTES, longest or 0)) - ZONES_APART, evening + ZONES_APART


def is_kept(raw: sqlite3.Connection, morning: datetime, evening: datetime) -> bool:
    """Tell whether the table `occurrence` holds all of the series that can be seen between two moments."""
    kept = occurrences.window(raw)
    return kept is not None and kept.holds(*reach(raw, morning, evening))


def _worked_out(raw: sqlite3.Connection, morning: datetime, evening: datetime) -> tuple[str, dict[str, str]]:
    """Return what stands before a statement in place of the table `occurrence` where that does not hold all."""
    if is_kept(raw, morning, evening):
        return "", {}
    sql, values = occurrences.source(raw, *reach(raw, morning, evening))
    return f"WITH occurrence AS MATERIALIZED ({sql}) ", values


def kinds(shown: Shown, column: str) -> str:
    """Return the SQL that leaves out tasks, or all but tasks, where they are not shown."""
    if {ACTIVITIES, TASKS} <= shown.layers:
        return ""
    return f" AND {column} {'=' if TASKS in shown.layers else '<>'} '{TASK}'"


def entries(
    rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]], formats: Formats, today: date | None = None
) -> Iterator[Entry]:
    """Yield the entries of rows as `SINGLES` and `OF_SERIES` read them; `today` is another day than this one."""
    how_often, today = _words(formats), today or dates.today()
    for row in rows:
        row_id, start, name, kind, minutes, all_day, done, zone, rule, settled, place, whole, *links = row
        owner_id, account_id, owner, account, contact, deal = links
        starts = dates.moment_of(start)
        first, last, ends = _span(starts, minutes, zone, all_day=bool(all_day))
        is_open, is_owed = not done and last < today, settled is None or start >= settled
        about = (contact, account, deal, place, how_often(rule) if rule else "")
        yield Entry(
            layer=TASKS if kind == TASK else ACTIVITIES,
            entity="activity",
            id=row_id,
            at=starts if rule else None,
            title=name,
            detail=_detail(name, about),
            starts=starts,
            ends=ends,
            all_day=bool(all_day),
            first=first,
            last=last,
            kind=kind,
            done=bool(done),
            owner_id=owner_id,
            account_id=account_id,
            owner=owner or "",
            account=account or "",
            recurs=rule is not None,
            can_move=True,
            can_resize=True,
            is_overdue=is_open and is_owed,
            is_unnoted=is_open and not is_owed,
            series=whole,
        )


def _span(starts: datetime, minutes: int | None, zone: str | None, *, all_day: bool) -> tuple[date, date, datetime]:
    if all_day:
        return moments.whole_days(starts, minutes, zone)
    ends = starts + timedelta(minutes=minutes or 0)
    return moments.local_day(starts), moments.last_day(starts, ends), ends


def _detail(title: str, about: tuple[str | None, ...]) -> str:
    """Return what it is about in one line, without the names that the title says already."""
    said = fold(title)
    return joined(dict.fromkeys(one for one in about if one and fold(one) not in said))


def _words(formats: Formats) -> Callable[[str], str]:
    """Return what says how often a rule recurs; each rule is read once."""
    from crm_desktop.schema.recurrence import rule, words

    return cache(lambda text: words.of(rule.read(text), formats))
