"""What is planned, by the day it is for, and whose birthday is near: read in pages, however much there is."""

from __future__ import annotations

import sqlite3
from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.services.attention import NextStep
from crm_desktop.storage.store import raw_of

PAGE = 50
AHEAD = 7
"""How many days after today are near."""

T = TypeVar("T")

# The condition is the one of the index on what is planned, letter by letter.
_WITHIN = "NOT done AND starts >= :first AND starts < :end"
_PLANNED = f"""
SELECT a.id, a.name, a.kind, a.starts, a.all_day, a.account_id, c.name, p.name, o.name, a.contact_id, a.opportunity_id
FROM (SELECT * FROM activity WHERE {_WITHIN} ORDER BY starts, id LIMIT :limit) a
LEFT JOIN account c ON c.id = a.account_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN opportunity o ON o.id = a.opportunity_id ORDER BY a.starts, a.id
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


def agenda(session: Session) -> Agenda:
    """Return what is planned up to `AHEAD` days from today, earliest first."""
    raw, today = raw_of(session), dates.today()
    morning, evening = _midnight(today), _midnight(today + dates.DAY)
    last = _midnight(today + timedelta(days=AHEAD + 1))
    return Agenda(_planned(raw, "", morning), _planned(raw, morning, evening), _planned(raw, evening, last))


def birthdays(session: Session) -> tuple[Birthday, ...]:
    """Return who has a birthday today or in the days ahead, the nearest first; at most a page."""
    raw, found = raw_of(session), list[Birthday]()
    for day in (dates.today() + timedelta(days=n) for n in range(AHEAD + 1)):
        for written in _written(day):
            rows = raw.execute(_BIRTHDAYS, (written, PAGE - len(found)))
            found += [Birthday(row, name, account or "", day, _age(born, day)) for row, name, born, account in rows]
    return tuple(found)


def _midnight(day: date) -> str:
    return dates.moment_text(datetime.combine(day, time()).astimezone())


def _planned(raw: sqlite3.Connection, first: str, end: str) -> Page[Errand]:
    names = {"first": first, "end": end, "limit": PAGE}
    (total,) = raw.execute(f"SELECT count(*) FROM activity WHERE {_WITHIN}", names).fetchone()
    return Page(tuple(_errand(row) for row in raw.execute(_PLANNED, names)), total)


def _errand(row: tuple[object, ...]) -> Errand:
    activity, name, kind, starts, all_day, account_id, account, contact, deal, contact_id, deal_id = row
    step = NextStep(_number(activity), str(name), str(kind), dates.moment_of(str(starts)), bool(all_day))
    links = (("opportunity", deal_id), ("contact", contact_id), ("account", account_id))
    on = next(((entity, _number(key)) for entity, key in links if key is not None), None)
    return Errand(step, tuple(str(one) for one in (contact, account, deal) if one), on)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _written(day: date) -> Iterable[str]:
    """Return how the file writes the days of birth that are kept on `day`; those of 29 February, at times the day before."""
    yield f"{day:%m-%d}"
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        yield "02-29"


def _age(born: str, day: date) -> int | None:
    age = day.year - int(born[:4])
    return age if 0 < age < 130 else None
