"""What lies beside the calendar, to be drawn onto a time: what was missed, open tasks, birthdays that come near."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from itertools import islice

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import activities, birthdays, moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.layers import Shown

MOST_COUNTED = 1000
BIRTHDAYS = 5
AHEAD = timedelta(days=7)
"""So many birthdays at most, of today and the days ahead, are worth a line."""

_LASTS = "max(ifnull(minutes, 0), iif(all_day, 1440, 0)) * 60"
_IS_OVER = f"strftime('%s', :morning) - strftime('%s', {DUE}) >= {_LASTS}"
# the index on what is planned holds all that this asks of what is not overdue
_OPEN = f"""activity a INDEXED BY ix_activity_planned WHERE {IS_PLANNED}
AND ({DUE} < :morning AND {_IS_OVER} OR kind = '{activities.TASK}'){{only}}"""
_FIRST = f"SELECT a.id FROM {_OPEN} ORDER BY {DUE}, a.id LIMIT :limit"


def entries(raw: sqlite3.Connection, shown: Shown, formats: Formats, limit: int) -> list[Entry]:
    """Return what was missed, then the open tasks by the day they are due, then who has a birthday soon."""
    sql = f"{activities.FIRST_OPEN}WHERE a.id IN ({_FIRST.format(only=shown.only('a'))}) ORDER BY {DUE}, a.id"
    found = list(activities.entries(raw.execute(sql, {**_names(shown), "limit": limit}), formats))
    if birthdays.LAYER not in shown.layers:
        return found
    return found + list(islice(_birthdays(raw, shown), min(BIRTHDAYS, limit - len(found))))


def count(raw: sqlite3.Connection, shown: Shown) -> int:
    """Return how many activities and tasks are missed or open; from `MOST_COUNTED` on they are not counted any more."""
    sql = f"SELECT count(*) FROM ({_FIRST.format(only=shown.only('a'))})"
    (found,) = raw.execute(sql, {**_names(shown), "limit": MOST_COUNTED}).fetchone()
    return int(found)


def _names(shown: Shown) -> dict[str, str | int | None]:
    return {"morning": moments.morning_text(dates.today()), **shown.names}


def _birthdays(raw: sqlite3.Connection, shown: Shown) -> list[Entry]:
    days = moments.days_of(Period(dates.today(), dates.today() + AHEAD))
    return [one for day in days for one in birthdays.on(raw, day, shown, BIRTHDAYS)]
