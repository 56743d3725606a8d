"""The birthdays of contacts, each year on its day; those of 29 February are kept the day before where there is none."""

from __future__ import annotations

import sqlite3
from calendar import isleap
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.record_day import RecordDay

if TYPE_CHECKING:
    from crm_desktop.services.calendar.layers import Shown

LAYER = "birthdays"
KIND = "birthday"
WHY_FIXED = N_("A birthday stays on its day. If it is wrong, change it on the page of the contact.")
_DAY = RecordDay(LAYER, "contact", KIND, N_("Birthday: {name}"), recurs=True)
_OLDEST = 130

_ROWS = """
SELECT p.id, p.name, p.birthday, p.owner_id, p.account_id, s.name, a.name FROM contact p INDEXED BY ix_contact_birthday
LEFT JOIN seller s ON s.id = p.owner_id LEFT JOIN account a ON a.id = p.account_id
WHERE p.birthday IS NOT NULL AND substr(p.birthday, 6) = :written{only} ORDER BY p.id LIMIT :limit
"""
_COUNT = "SELECT count(*) FROM contact p INDEXED BY ix_contact_birthday WHERE p.birthday IS NOT NULL AND substr(p.birthday, 6) = :written{only}"
_NO_LIMIT = -1


def read(raw: sqlite3.Connection, period: Period, shown: Shown, _formats: Formats) -> list[Entry]:
    """Return the birthdays of some days, as far as they are shown."""
    return [one for day in moments.days_of(period) for one in on(raw, day, shown, _NO_LIMIT)]


def glance(
    raw: sqlite3.Connection, period: Period, shown: Shown, _formats: Formats, limit: int
) -> tuple[dict[date, int], list[Entry]]:
    """Return how many birthdays each day has, and its first ones up to `limit`."""
    totals = {day: n for day in moments.days_of(period) if (n := _count(raw, day, shown))}
    return totals, [one for day in totals for one in on(raw, day, shown, limit)]


def on(raw: sqlite3.Connection, day: date, shown: Shown, limit: int) -> list[Entry]:
    """Return the first birthdays of a day; a negative limit is none."""
    found: list[Entry] = []
    for text in written(day):
        left = limit - len(found) if limit >= 0 else limit
        names = {"written": text, "limit": left, **shown.names}
        rows = raw.execute(_ROWS.format(only=shown.only("p")), names)
        found += [entry_of(row, day) for row in rows]
    return found


def entry_of(row: tuple[Any, ...], day: date) -> Entry:
    """Return the birthday on a day of one of the rows: contact, name, day of birth, owner and account, and their names."""
    contact, name, born, owner_id, account_id, owner, account = row
    age = day.year - int(born[:4])
    years = _("{age} years").format(age=age) if 0 < age < _OLDEST else ""
    return _DAY.entry(contact, name, day, (owner_id, account_id, owner, account), years)


def _count(raw: sqlite3.Connection, day: date, shown: Shown) -> int:
    """Return how many birthdays a day has."""
    sql = _COUNT.format(only=shown.only("p"))
    found = (raw.execute(sql, {"written": text, **shown.names}).fetchone()[0] for text in written(day))
    return sum(found)


def written(day: date) -> Iterator[str]:
    """Yield how the file writes the days of birth that are kept on `day`."""
    yield f"{day:%m-%d}"
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        yield "02-29"
