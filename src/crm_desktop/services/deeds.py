"""The activities as they were at the end of a day: what was done in a period, and what was still to be done then.

What was done counts on its day, also where it was only written down later; what was planned only from when it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.figures.activity import Deed
from crm_desktop.model.activity import IS_CONTACT
from crm_desktop.model.attendee import STAYED_AWAY
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import past
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

_COLUMNS: Final = (
    "kind", "starts", "done", "minutes", "outcome", "owner_id", "account_id", "contact_id", "recurrence", "created",
    "all_day", "zone", "skipped", "added", "settled",
)  # fmt: skip
_OF_GUEST: Final = ("activity_id", "contact_id", "presence", "created")
_SELECTED: Final = ", ".join(_COLUMNS)
_DONE = f"SELECT id, {_SELECTED} FROM activity WHERE done AND starts > :first AND starts <= :last"
_OPEN = f"SELECT id, {_SELECTED} FROM activity WHERE NOT done"
_DUE = "SELECT id, due FROM activity WHERE id IN (SELECT value FROM json_each(?))"
_GUESTS = f"""
SELECT id, {", ".join(_OF_GUEST)} FROM attendee
WHERE contact_id IS NOT NULL AND activity_id IN (SELECT value FROM json_each(?))
"""
_Row = dict[str, Any]
_Then = Mapping[int, _Row | None]


def read(session: Session, day: date, period: Period, seller: int | None = None) -> list[Deed]:
    """Return what was done in `period` and what was open at the end of `day`, of all or of one seller's."""
    raw, moment = raw_of(session), dates.moment_text(dates.end_of(day))
    then = past.others(session, "activity", _COLUMNS, moment)
    rows = _rows(raw, then, moment, period)
    mine = {key: row for key, row in rows.items() if seller is None or row["owner_id"] == seller}
    days = dict(_days(raw, mine, then, moment))
    there = {key: row for key, row in mine.items() if key in days}
    came, companies = _came(session, there, moment), past.column(session, "contact", "account_id", moment)
    return [_deed(key, there[key], days[key], came.get(key, ()), companies) for key in sorted(there)]


def _rows(raw: sqlite3.Connection, then: _Then, moment: str, period: Period) -> dict[int, _Row]:
    """Return the activities that may count, by id, as they were at a stored moment."""
    last = min(dates.moment_text(dates.end_of(period.last)), moment)
    names = {"first": dates.moment_text(dates.end_of(period.first - dates.DAY)), "last": last}
    found: dict[int, _Row] = {}
    for sql in (_DONE, _OPEN):
        for key, *values in raw.execute(sql, names):
            row = dict(zip(_COLUMNS, values, strict=True))
            if key not in then or _is_late(row, moment):
                found[key] = row
    return found | {key: row for key, row in then.items() if row is not None}


def _is_late(row: _Row, moment: str) -> bool:
    """Tell whether something was written down only after a stored moment, as done by then."""
    return bool(row["done"]) and row["created"] > moment


def _days(raw: sqlite3.Connection, rows: Mapping[int, _Row], then: _Then, moment: str) -> Iterator[tuple[int, date]]:
    """Yield the day that each activity is for; of one that was not there yet, or of a series that is over, there is none."""
    series = [key for key, row in rows.items() if row["recurrence"] and key not in then]
    due = dict(raw.execute(_DUE, (json.dumps(series),)).fetchall())
    for key, row in rows.items():
        at = row["starts"]
        if row["recurrence"] and not row["done"]:
            at = due[key] if key in due else _first_open(key, row)
        is_there = at <= moment if row["done"] else row["created"] <= moment
        if at is not None and is_there:
            yield key, dates.local_day(dates.moment_of(at))


def _first_open(key: int, row: _Row) -> str | None:
    """Return the stored moment of the first day of a series that was to be done, by its rule of then."""
    return occurrences.Series(key, row["kind"], 0, expansion.pattern_of(row), row["settled"], None).first_open()


def _came(session: Session, rows: Mapping[int, _Row], moment: str) -> dict[int, list[int]]:
    """Return the contacts who were at an activity as one of several, as it was noted then."""
    then = past.others(session, "attendee", _OF_GUEST, moment)
    found: dict[int, list[int]] = {}
    today = raw_of(session).execute(_GUESTS, (json.dumps(list(rows)),))
    guests = {key: dict(zip(_OF_GUEST, values, strict=True)) for key, *values in today}
    guests |= {key: guest for key, guest in then.items() if guest is not None}
    for key in sorted(guests):
        guest = guests[key]
        activity = rows.get(guest["activity_id"])
        if activity is None or guest["contact_id"] is None or guest["presence"] in STAYED_AWAY:
            continue
        if key not in then or then[key] is not None or _is_late(activity, moment):
            found.setdefault(guest["activity_id"], []).append(guest["contact_id"])
    return found


def _deed(key: int, row: Mapping[str, Any], day: date, came: Iterable[int], companies: Mapping[int, int]) -> Deed:
    contacts = tuple(dict.fromkeys(one for one in (row["contact_id"], *came) if one is not None))
    accounts = (row["account_id"], *(companies.get(one) for one in contacts))
    return Deed(
        key,
        row["kind"],
        day,
        bool(row["done"]),
        is_contact=row["kind"] in IS_CONTACT,
        minutes=row["minutes"],
        has_outcome=bool((row["outcome"] or "").strip()),
        seller=row["owner_id"],
        accounts=tuple(dict.fromkeys(one for one in accounts if one is not None)),
        contacts=contacts,
    )
