"""The activities as they were at the end of a day: what was done in a period, and what was still to be done then.

What was done counts on its day, whenever it was written down; what was planned only from when it was.
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
from crm_desktop.services import past
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

_COLUMNS: Final = (
    "kind", "starts", "done", "minutes", "outcome", "owner_id", "account_id", "contact_id", "recurrence", "due", "created",
)  # fmt: skip
_SELECTED: Final = ", ".join(_COLUMNS)
_DONE = f"SELECT id, {_SELECTED} FROM activity WHERE done AND starts > :first AND starts <= :last"
_OPEN = f"SELECT id, {_SELECTED} FROM activity WHERE NOT done"
_CHANGED = f"SELECT id, {_SELECTED} FROM activity WHERE id IN (SELECT value FROM json_each(:ids))"
_CAME = """
SELECT t.activity_id, t.contact_id, t.presence FROM attendee t
WHERE t.contact_id IS NOT NULL AND t.activity_id IN (SELECT value FROM json_each(?))
"""


def read(session: Session, day: date, period: Period, seller: int | None = None) -> list[Deed]:
    """Return what was done in `period` and what was open at the end of `day`, of all or of one seller's."""
    raw, moment = raw_of(session), dates.moment_text(dates.end_of(day))
    rows = _rows(session, raw, moment, period)
    mine = {key: row for key, row in rows.items() if seller is None or row["owner_id"] == seller}
    days = dict(_days(raw, mine, day, moment))
    there = {key: row for key, row in mine.items() if key in days}
    came, companies = _came(raw, there), past.column(session, "contact", "account_id", moment)
    return [_deed(key, there[key], days[key], came.get(key, ()), companies) for key in sorted(there)]


def _rows(session: Session, raw: sqlite3.Connection, moment: str, period: Period) -> dict[int, dict[str, Any]]:
    """Return the activities that may count, by id, with their values at a stored moment."""
    since = past.changed(session, "activity", _COLUMNS, moment)
    first = dates.end_of(period.first - dates.DAY)
    names = {
        "first": dates.moment_text(first),
        "last": min(dates.moment_text(dates.end_of(period.last)), moment),
        "ids": json.dumps(list(since)),
    }
    found: dict[int, dict[str, Any]] = {}
    for sql in (_DONE, _OPEN, *([_CHANGED] if since else [])):
        found.update({row[0]: dict(zip(_COLUMNS, row[1:], strict=True)) for row in raw.execute(sql, names)})
    for key, held in since.items():
        if key in found:
            found[key].update(held)
        elif held.get("created", moment) <= moment and "starts" in held:  # it was deleted since
            found[key] = {column: held.get(column) for column in _COLUMNS}
    return found


def _days(
    raw: sqlite3.Connection, rows: Mapping[int, Mapping[str, Any]], day: date, moment: str
) -> Iterator[tuple[int, date]]:
    """Yield the day that each activity is for; of one that was not there yet, or of a series that is over, there is none."""
    series = [key for key, row in rows.items() if row["recurrence"] and not row["done"] and row["created"] <= moment]
    is_now = day >= dates.today()
    after = {} if is_now else occurrences.first_after(raw, series, dates.end_of(day - dates.DAY))
    for key, row in rows.items():
        if row["recurrence"]:
            at = (row["due"] if is_now else after.get(key)) if key in series else None
        else:
            at = row["starts"] if row["done"] or row["created"] <= moment else None
        if at is not None and (not row["done"] or at <= moment):
            yield key, dates.local_day(dates.moment_of(at))


def _came(raw: sqlite3.Connection, rows: Iterable[int]) -> dict[int, list[int]]:
    """Return the contacts who were at an activity as one of several."""
    found: dict[int, list[int]] = {}
    for activity, contact, presence in raw.execute(_CAME, (json.dumps(list(rows)),)):
        if presence not in STAYED_AWAY:
            found.setdefault(activity, []).append(contact)
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
