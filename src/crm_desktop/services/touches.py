"""When customers were last in contact and what was planned next with them, at the end of a day.

For a past day activities count as they were then, also those that were finished, moved, linked otherwise or deleted
since. What was only written down later counts on its day, but not a day of a series that was then still planned.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model.activity import IS_CONTACT
from crm_desktop.model.attendee import CAME, STAYED_AWAY
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import past
from crm_desktop.storage import last_contact, occurrences
from crm_desktop.storage.store import raw_of

Customer = tuple[str, int]
"""An entity and an id."""

_COLUMNS: Final = (
    "kind", "starts", "done", "account_id", "contact_id", "opportunity_id", "created", "recurrence", "all_day", "zone",
    "skipped", "added", "settled",
)  # fmt: skip
_PRESENCE: Final = ("activity_id", "contact_id", "presence")
_AMONG = "IN (SELECT value FROM json_each(?1))"
_INSTANT = timedelta(milliseconds=1)


class Step(NamedTuple):
    """The day of a planned step, and the activity that it is."""

    day: date
    activity: int


@dataclass(frozen=True)
class Touches:
    """By customer the day of the last contact, and the next planned step."""

    contacted: Mapping[Customer, date]
    planned: Mapping[Customer, Step]


@dataclass(frozen=True)
class _Then:
    """The activities that are not any more what they were, by id as they were, and who came to them."""

    touched: frozenset[int] = frozenset()
    were: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    came: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sought:
    """What is looked for: up to the end of which day, with which opportunities (None: with anybody)."""

    day: date
    ids: str | None
    then: _Then

    @property
    def names(self) -> dict[str, str | None]:
        """The named values of the statements."""
        start, end = (dates.moment_text(dates.end_of(one)) for one in (self.day - dates.DAY, self.day))
        touched = json.dumps(sorted(self.then.touched))
        return {"day": self.day.isoformat(), "start": start, "end": end, "ids": self.ids, "touched": touched}

    def among(self, link: str, column: str) -> str:
        """Return the condition that `column` holds an opportunity that is meant, or the account or contact of one."""
        if self.ids is None:
            return ""
        if link == "opportunity":
            return f"AND {column} IN (SELECT value FROM json_each(:ids))"
        return f"AND {column} IN (SELECT {link}_id FROM opportunity WHERE id IN (SELECT value FROM json_each(:ids)))"

    def as_they_are(self, column: str) -> str:
        """Return the condition that `column` holds an activity that is still what it was."""
        return f"{column} NOT IN (SELECT value FROM json_each(:touched))" if self.then.touched else "1"


def read(session: Session, day: date, ids: str | None = None) -> Touches:
    """Return contacts and steps at the end of `day`; with a JSON list of opportunities only theirs and their customers'."""
    moment = past.end_of(session, day)
    sought = _Sought(day, ids, _Then() if moment is None else _then(session, moment))
    return Touches(_contacted(raw_of(session), sought), _planned(raw_of(session), sought))


def _then(session: Session, moment: str) -> _Then:
    raw = raw_of(session)
    then = past.others(session, "activity", _COLUMNS, moment)
    guests = past.others(session, "attendee", (*_PRESENCE, "created"), moment)
    now_at = raw.execute(f"SELECT activity_id FROM attendee WHERE id {_AMONG}", (json.dumps([*guests]),))
    meetings = {row[0] for row in now_at} | {guest["activity_id"] for guest in guests.values() if guest is not None}
    sql = f"SELECT id, {', '.join(_COLUMNS)} FROM activity WHERE id {_AMONG}"
    rows = raw.execute(sql, (json.dumps([*meetings, *(row for row, values in then.items() if values is None)]),))
    today = {row: dict(zip(_COLUMNS, values, strict=True)) for row, *values in rows}
    # what was only written down later is as it is now, but not a day that was taken out of a series
    late = {row for row, values in today.items() if row in then and values["created"] > moment}
    were = {row: values for row, values in today.items() if row in meetings and (row in late or row not in then)}
    were |= {row: values for row, values in then.items() if values is not None}
    return _Then(frozenset((then.keys() - late) | meetings), were, _came(raw, were, guests, late))


def _came(
    raw: sqlite3.Connection,
    activities: Iterable[int],
    guests: Mapping[int, Mapping[str, Any] | None],
    late: Collection[int],
) -> dict[int, dict[int, str]]:
    """Return the presence of contacts at activities, as it was noted then; of late ones as it is now."""
    sql = f"SELECT id, {', '.join(_PRESENCE)} FROM attendee WHERE activity_id {_AMONG}"
    rows = raw.execute(sql, (json.dumps(list(activities)),))
    today = {row: dict(zip(_PRESENCE, own, strict=True)) for row, *own in rows}
    values: dict[int, Mapping[str, Any]] = {
        row: own for row, own in today.items() if row not in guests or own["activity_id"] in late
    }
    values |= {row: guest for row, guest in guests.items() if guest is not None}
    found: dict[int, dict[int, str]] = {}
    for _row, one in sorted(values.items()):
        if one["contact_id"] is not None:
            found.setdefault(one["activity_id"], {})[one["contact_id"]] = one["presence"]
    return found


def _contacted(raw: sqlite3.Connection, sought: _Sought) -> dict[Customer, date]:
    """Return the last day of contact per customer, completed by the end of the day."""
    found: dict[Customer, date] = {}
    for link in last_contact.WITH_LAST_CONTACT:
        latest = last_contact.latest(link, f"a.starts <= :end AND {sought.as_they_are('a.id')}")
        # what the program keeps is right for each day from then on; only for a day before is it sought
        kept = "last_contact" if not sought.then.touched else "NULL"
        rows: Iterable[tuple[int, str | None]] = raw.execute(
            f"""SELECT id, iif({kept} <= :day, {kept}, {latest}) FROM {link}
                WHERE last_contact IS NOT NULL {sought.among(link, "id")}""",
            sought.names,
        )
        found.update({(link, record): date.fromisoformat(last) for record, last in rows if last is not None})
    end = sought.names["end"] or ""
    for row, values in sought.then.were.items():
        if values["done"] and values["kind"] in IS_CONTACT and values["starts"] <= end:
            day = dates.local_day(dates.moment_of(values["starts"]))
            for customer in _customers(values, sought.then.came.get(row, {})):
                found[customer] = max(day, found.get(customer, day))
    return found


def _customers(values: Mapping[str, Any], came: Mapping[int, str]) -> Iterator[Customer]:
    """Yield with whom an activity that was done was contact."""
    for link in ("account", "opportunity"):
        if values[f"{link}_id"] is not None:
            yield link, values[f"{link}_id"]
    contact = values["contact_id"]
    if contact is not None and came.get(contact) not in STAYED_AWAY:
        yield "contact", contact
    yield from (("contact", one) for one, presence in came.items() if presence == CAME)


def _planned(raw: sqlite3.Connection, sought: _Sought) -> dict[Customer, Step]:
    """Return the next planned step per opportunity, and per account for steps without an opportunity."""
    found: dict[Customer, tuple[str, int]] = {}

    def comes(customer: Customer, at: str, activity: int) -> None:
        found[customer] = min((at, activity), found.get(customer, (at, activity)))

    series: dict[int, Customer] = {}
    for link, only in (("opportunity", ""), ("account", "AND +opportunity_id IS NULL")):
        of_link = f"{link}_id IS NOT NULL {only} {sought.among(link, f'{link}_id')} AND created <= :end"
        of_link += f" AND NOT done AND {sought.as_they_are('+id')}"
        plain = f"SELECT {link}_id, starts, min(id) FROM activity WHERE {of_link} AND recurrence IS NULL"
        rows = raw.execute(f"{plain} AND starts > :start GROUP BY {link}_id, starts", sought.names)
        for record, at, activity in rows:
            comes((link, record), at, activity)
        rows = raw.execute(
            f"SELECT id, {link}_id FROM activity WHERE recurrence IS NOT NULL AND {of_link}", sought.names
        )
        series |= {row: (link, record) for row, record in rows}
    for row, at in _first_days(raw, series, sought):
        comes(series[row], at, row)
    for customer, at, row in _planned_then(sought):
        comes(customer, at, row)
    return {one: Step(dates.local_day(dates.moment_of(at)), activity) for one, (at, activity) in found.items()}


def _first_days(raw: sqlite3.Connection, series: Iterable[int], sought: _Sought) -> Iterator[tuple[int, str]]:
    """Yield for each series, as it is, its first day from the day on that was still owed."""
    wanted, start = json.dumps(list(series)), sought.names["start"] or ""
    rows = raw.execute(f"SELECT id, due, settled FROM activity WHERE id {_AMONG}", (wanted,)).fetchall()
    if sought.day >= dates.today():
        rows = [row for row in rows if row[1] is not None]
        yield from ((row, due) for row, due, _settled in rows if due > start)
        rows = [row for row in rows if row[1] <= start]
    later = {row: settled for row, _due, settled in rows if settled is not None and settled > start}
    plain = [row for row, _due, _settled in rows if row not in later]
    yield from occurrences.first_after(raw, plain, dates.end_of(sought.day - dates.DAY)).items()
    for one in occurrences.series(raw, later):
        first = one.first_from(later[one.id])
        if first is not None:
            yield one.id, first


def _planned_then(sought: _Sought) -> Iterator[tuple[Customer, str, int]]:
    """Yield what was planned then and has changed since."""
    start, end = sought.names["start"] or "", sought.names["end"] or ""
    for row, values in sought.then.were.items():
        if values["done"] or values["created"] > end:
            continue
        at: str | None = values["starts"]
        if values["recurrence"]:
            one = occurrences.Series(row, values["kind"], 0, expansion.pattern_of(values), values["settled"], None)
            at = one.first_from(max(values["settled"] or "", dates.moment_text(dates.moment_of(start) + _INSTANT)))
        if at is not None and at > start:
            if values["opportunity_id"] is not None:
                yield ("opportunity", values["opportunity_id"]), at, row
            elif values["account_id"] is not None:
                yield ("account", values["account_id"]), at, row
