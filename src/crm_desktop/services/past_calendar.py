"""The calendar as it stood at the end of a past day: what was planned then, and what of it was done.

The days of a series are kept nowhere but for now. So those of a series that has changed since are worked out anew from
its rule of then; all others are what they were.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.model.activity import IS_BAR
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import past
from crm_desktop.services.calendar import activities, birthdays, moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.layers import Shown
from crm_desktop.services.calendar.order import in_order
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

LAYERS: Final = frozenset((activities.ACTIVITIES, activities.TASKS, birthdays.LAYER))
"""What can be read back: what is expected to close is a matter of the opportunities."""

_Row = dict[str, Any]
_Rows = dict[int, _Row]
_Then = Mapping[int, _Row | None]
"""The rows that are not what they were, by id as they were; None: it was not there."""
_Start = tuple[int, str, _Row]
"""An activity, the stored moment at which it or one of a series begins, and its values."""

_SHOWN: Final = (
    "name", "kind", "minutes", "all_day", "done", "zone", "recurrence", "settled", "location", "series_id",
    "owner_id", "account_id",
)  # fmt: skip
_COLUMNS: Final = ("starts", *_SHOWN, "contact_id", "opportunity_id", "skipped", "added", "created")
_OF_CONTACT: Final = ("name", "birthday", "owner_id", "account_id", "created")
_LINKS: Final = {
    "seller": "owner_id", "account": "account_id", "contact": "contact_id", "opportunity": "opportunity_id",
}  # fmt: skip
_REACH: Final = activities.LONGEST + activities.ZONES_APART
_AMONG = "id IN (SELECT value FROM json_each(?))"
_HOURS = (
    f"activity INDEXED BY ix_activity_hours WHERE recurrence IS NULL AND NOT {IS_BAR} AND starts >= ? AND starts < ?"
)
_BARS = f"activity INDEXED BY ix_activity_bars WHERE recurrence IS NULL AND {IS_BAR} AND starts >= ? AND starts < ?"
_BORN = "contact INDEXED BY ix_contact_birthday WHERE birthday IS NOT NULL AND substr(birthday, 6) = ?"


def between(session: Session, period: Period, day: date, shown: Shown, formats: Formats) -> list[Entry]:
    """Return what touched the days of `period`, as the calendar had it at the end of `day`: bars first, then by time.

    Only the `LAYERS` are read.
    """
    moment = past.end_of(session, day) or dates.moment_text(dates.end_of(day))
    found = list(_activities(session, period, day, moment, formats))
    found += _birthdays(session, period, moment) if birthdays.LAYER in shown.layers else []
    return in_order(one for one in found if _is_shown(one, period, shown))


def _is_shown(one: Entry, period: Period, shown: Shown) -> bool:
    return (
        one.layer in shown.layers
        and shown.owner_id in {None, one.owner_id}
        and shown.account_id in {None, one.account_id}
        and one.first <= period.last
        and one.last >= period.first
    )


def _activities(session: Session, period: Period, day: date, moment: str, formats: Formats) -> Iterator[Entry]:
    """Yield the activities and tasks that touched the days, and some around them."""
    raw, then = raw_of(session), past.others(session, "activity", _COLUMNS, moment)
    ends = moments.morning(period.first), moments.morning(period.last + dates.DAY)
    found = [*_singles(raw, then, *ends), *_days_of_series(raw, then, *ends)]
    names = {link: _names(session, link, [values for *_at, values in found], moment) for link in _LINKS}
    rows = []
    for row, starts, values in found:
        linked = (names[link].get(values[column]) for link, column in _LINKS.items())
        rows.append((row, starts, *(values[name] for name in _SHOWN), *linked))
    yield from activities.entries(rows, formats, day)


def _singles(raw: sqlite3.Connection, then: _Then, morning: datetime, evening: datetime) -> Iterator[_Start]:
    """Yield what does not recur and may be seen between two moments."""
    first, before, end, late = map(
        dates.moment_text, (morning - _REACH, morning - dates.DAY, evening, evening + activities.ZONES_APART)
    )
    rows = _rows(raw, _COLUMNS, _HOURS, before, end) | _rows(raw, _COLUMNS, _BARS, first, late)
    for row, values in _at(rows, then).items():
        if not values["recurrence"] and first <= values["starts"] < late:
            yield row, values["starts"], values


def _days_of_series(raw: sqlite3.Connection, then: _Then, morning: datetime, evening: datetime) -> Iterator[_Start]:
    """Yield the days of series that may be seen between two moments."""
    first, end = activities.reach(raw, morning, evening)
    kept = [(row, at) for row, at in occurrences.starts_between(raw, first, end) if row not in then]
    rows = _rows(raw, _COLUMNS, f"activity WHERE {_AMONG}", json.dumps([row for row, _at in kept]))
    yield from ((row, dates.moment_text(at), rows[row]) for row, at in kept)
    for row, values in then.items():
        if values is not None and values["recurrence"]:
            pattern = expansion.pattern_of(values)
            one = occurrences.Series(row, values["kind"], 0, pattern, values["settled"], None)
            yield from ((row, at, values) for at in one.starts(morning - _REACH, end))


def _birthdays(session: Session, period: Period, moment: str) -> Iterator[Entry]:
    raw, then = raw_of(session), past.others(session, "contact", _OF_CONTACT, moment)
    days = [(text, day) for day in moments.days_of(period) for text in birthdays.written(day)]
    rows: _Rows = {}
    for text in {text for text, _day in days}:
        rows |= _rows(raw, _OF_CONTACT, _BORN, text)
    born: dict[str, _Rows] = {}
    for row, values in _at(rows, then).items():
        born.setdefault((values["birthday"] or "")[5:], {})[row] = values
    found = [(row, values, day) for text, day in days for row, values in born.get(text, {}).items()]
    owners, accounts = (_names(session, link, [one[1] for one in found], moment) for link in ("seller", "account"))
    for row, values, day in found:
        owner, account = values["owner_id"], values["account_id"]
        said = (values["name"], values["birthday"], owner, account, owners.get(owner), accounts.get(account))
        yield birthdays.entry_of((row, *said), day)


def _at(rows: _Rows, then: _Then) -> _Rows:
    """Return rows of today without those that are not what they were, and these as they were."""
    as_ever = {row: values for row, values in rows.items() if row not in then}
    return as_ever | {row: values for row, values in then.items() if values is not None}


def _rows(raw: sqlite3.Connection, columns: tuple[str, ...], where: str, *values: str) -> _Rows:
    """Return rows of a table with some of their columns, by id."""
    found = raw.execute(f"SELECT id, {', '.join(columns)} FROM {where}", values)
    return {row: dict(zip(columns, held, strict=True)) for row, *held in found}


def _names(session: Session, link: str, rows: Iterable[_Row], moment: str) -> dict[int, str]:
    """Return the names that the linked records of rows had."""
    return past.column(session, link, "name", moment, {row[_LINKS[link]] for row in rows} - {None})
