"""Series in a book of the tests: made, changed, and read as the program finds their days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records, series
from crm_desktop.services.series import Which
from crm_desktop.storage import derived, occurrences
from crm_desktop.storage.store import Store, raw_of

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
START = date(2026, 10, 13)
"""A Tuesday; the clock goes back twelve days later in Berlin, and forward in March."""


def wall(day: date, hour: int = 9, minute: int = 0, zone: str = BERLIN) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def make(store: Store, rule: str, starts: datetime, **values: Any) -> int:
    with store.act("New") as session:
        whole = {"name": "Jour fixe", "kind": "meeting", "zone": BERLIN, "starts": starts, "recurrence": rule, **values}
        return records.create(session, Activity, whole).id


def days(store: Store, series_id: int, first: date = START, end: date = date(2027, 1, 1)) -> list[str]:
    """Return the days of a series by the clock of its zone, as the program finds them."""
    with store.read() as session:
        zone = expansion.zone_of(records.find(session, Activity, series_id).zone)
        found = occurrences.starts_between(raw_of(session), wall(first, 0), wall(end, 0))
    return [f"{at.astimezone(zone):%m-%d %H:%M}" for row, at in found if row == series_id]


def change(store: Store, series_id: int, at: datetime, which: Which, values: Mapping[str, Any]) -> int:
    with store.act("Change") as session:
        return series.change(session, series_id, at, which, values).id


def skip(store: Store, series_id: int, at: datetime, which: Which) -> None:
    with store.act("Skip") as session:
        series.skip(session, series_id, at, which)


def row(store: Store, record_id: int) -> Activity:
    with store.read() as session:
        return records.find(session, Activity, record_id)


def wrong(store: Store) -> list[str]:
    with store.read() as session:
        return derived.wrong(raw_of(session))


def state(store: Store) -> list[tuple[Any, ...]]:
    """Return all that a step may change of activities, and the days that are kept."""
    with store.read() as session:
        raw = raw_of(session)
        rows = raw.execute("SELECT * FROM activity ORDER BY id").fetchall()
        return rows + raw.execute("SELECT * FROM occurrence ORDER BY activity_id, starts").fetchall()
