"""What is planned, by the day it is for, and whose birthday is near: read in pages, however much there is."""

from __future__ import annotations

import json
import sqlite3
from calendar import isleap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.services.attention import NextStep, step_of
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

PAGE = 50
AHEAD = 7
"""How many days after today are near."""

T = TypeVar("T")

# The conditions are those of the index on what is planned, letter by letter. What is late of a series is one thing.
_LATE = f"SELECT id, {DUE} AS starts FROM activity WHERE {IS_PLANNED} AND {DUE} < :end"
_SINGLE = f"""SELECT id, starts FROM activity WHERE {IS_PLANNED} AND recurrence IS NULL
              AND {DUE} >= :first AND {DUE} < :end"""
_OF_SERIES = """SELECT d.activity_id AS id, d.starts FROM ({days}) d JOIN activity s ON s.id = d.activity_id
                WHERE NOT s.done AND d.starts >= s.due"""
_BESIDES = "SELECT * FROM ({sql}) WHERE id || ' ' || starts NOT IN (SELECT value FROM json_each(:besides))"
_FIRST_OF = "SELECT * FROM ({sql}) ORDER BY starts, id LIMIT :limit"
_PEOPLE = """
SELECT a.id, a.name, a.kind, t.starts, a.all_day, a.recurrence IS NOT NULL,
       a.account_id, c.name, p.name, o.name, a.contact_id, a.opportunity_id
FROM ({planned}) t JOIN activity a ON a.id = t.id
LEFT JOIN account c ON c.id = a.account_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN opportunity o ON o.id = a.opportunity_id ORDER BY t.starts, a.id LIMIT :limit
"""
_BIRTHDAYS = """
SELECT t.id, t.name, t.birthday, a.name FROM contact t LEFT JOIN account a ON a.id = t.account_id
WHERE t.birthday IS NOT NULL AND substr(t.birthday, 6) = ? ORDER BY t.name_sort, t.id LIMIT ?
"""


@dataclass(frozen=True)
class Page(Generic[T]):
    """The first `rows` of `total`."""

    rows: tuple[T, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Errand:
    """Something planned; `people` are the names of contact, account and opportunity, those that it has."""

    step: NextStep
    people: tuple[str, ...]
    on: tuple[str, int] | None
    """Whose record to look at: the opportunity, else the contact, else the account."""


@dataclass(frozen=True)
class Birthday:
    """A contact's birthday on `day`; the age is left out where the year of birth is none that can be."""

    id: int
    name: str
    account: str
    day: date
    age: int | None


@dataclass(frozen=True)
class Agenda:
    """What was missed, what is for today, what comes in the days after."""

    overdue: Page[Errand]
    today: Page[Errand]
    ahead: Page[Errand]


def agenda(session: Session, besides: Collection[tuple[int, datetime]] = ()) -> Agenda:
    """Return what is planned up to `AHEAD` days from today, earliest first, without what begins as `besides` says."""
    raw, today = raw_of(session), dates.today()
    morning, evening = _midnight(today), _midnight(today + dates.DAY)
    last = _midnight(today + timedelta(days=AHEAD + 1))
    told = [f"{number} {dates.moment_text(starts)}" for number, starts in besides]
    late = _page(raw, (_LATE,), {"end": dates.moment_text(morning)}, told)
    days = occurrences.source(raw, morning, last, only_open=True)
    return Agenda(late, _planned(raw, days, morning, evening, told), _planned(raw, days, evening, last))


def overdue_ids(session: Session) -> list[int]:
    """Return all activities that were to be done before today, earliest first, each series once."""
    sql = f"SELECT id FROM ({_LATE}) ORDER BY starts, id"
    return [row[0] for row in raw_of(session).execute(sql, {"end": dates.moment_text(_midnight(dates.today()))})]


def birthdays(session: Session, ahead: int = AHEAD, most: int = PAGE) -> tuple[Birthday, ...]:
    """Return who has a birthday today or in the days ahead, the nearest first; at most a page."""
    raw, found = raw_of(session), list[Birthday]()
    for day in (dates.today() + timedelta(days=n) for n in range(ahead + 1)):
        for written in _written(day):
            rows = raw.execute(_BIRTHDAYS, (written, most - len(found)))
            found += [Birthday(row, name, account or "", day, _age(born, day)) for row, name, born, account in rows]
    return tuple(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _planned(
    raw: sqlite3.Connection,
    days: tuple[str, Mapping[str, str]],
    first: datetime,
    end: datetime,
    besides: Collection[str] = (),
) -> Page[Errand]:
    """Return what begins in a span, each day of a series by itself; `days` are those of series in a longer one."""
    sql, names = days
    begins, ends = dates.moment_text(first), dates.moment_text(end)
    span = {"first": begins, "end": ends, "days_first": begins, "days_end": ends}
    return _page(raw, (_SINGLE, _OF_SERIES.format(days=sql)), {**names, **span}, besides)


def _page(
    raw: sqlite3.Connection, parts: Iterable[str], names: Mapping[str, str], besides: Collection[str] = ()
) -> Page[Errand]:
    if besides:
        parts = tuple(_BESIDES.format(sql=part) for part in parts)
        names = {**names, "besides": json.dumps([*besides])}
    total = sum(raw.execute(f"SELECT count(*) FROM ({part})", names).fetchone()[0] for part in parts)
    planned = " UNION ALL ".join(f"SELECT * FROM ({_FIRST_OF.format(sql=part)})" for part in parts)
    rows = raw.execute(_PEOPLE.format(planned=planned), {**names, "limit": PAGE})
    return Page(tuple(_errand(row) for row in rows), total)


def _errand(row: tuple[Any, ...]) -> Errand:
    *step, account_id, account, contact, deal, contact_id, deal_id = row
    links = (("opportunity", deal_id), ("contact", contact_id), ("account", account_id))
    on = next(((entity, key) for entity, key in links if key is not None), None)
    return Errand(step_of(*step), tuple(one for one in (contact, account, deal) if one), on)


def _written(day: date) -> Iterable[str]:
    """Return how the file writes the days of birth that are kept on `day`; those of 29 February, at times the day before."""
    yield f"{day:%m-%d}"
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        yield "02-29"


def _age(born: str, day: date) -> int | None:
    age = day.year - int(born[:4])
    return age if 0 < age < 130 else None
