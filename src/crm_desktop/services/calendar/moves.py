"""Other times for activities, single ones and those of series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.model import Activity
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records, series
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.series import Which

USUAL_MINUTES = 60
"""How long something takes that was for whole days before."""


def place(session: Session, entry: Entry, starts: datetime, minutes: int | None, all_day: bool, which: Which) -> None:
    """Move an activity; without `minutes` it lasts as long as before, or an hour or a day where it was no such thing."""
    change(session, entry, values_of(session, entry, starts, minutes, all_day), which)


def values_of(session: Session, entry: Entry, starts: datetime, minutes: int | None, all_day: bool) -> dict[str, Any]:
    """Return what an activity has at another time."""
    activity = records.find(session, Activity, entry.id)
    values: dict[str, Any] = {
        "starts": first_moment(starts, activity.zone) if all_day else starts,
        "all_day": all_day,
    }
    if minutes is not None or all_day != entry.all_day:
        values["minutes"] = minutes or (DAY_MINUTES if all_day else USUAL_MINUTES)
    return values


def change(session: Session, entry: Entry, values: Mapping[str, Any], which: Which) -> None:
    """Give an activity other values; of a series this day, it and those after it, or all."""
    if entry.at is None:
        records.update(session, records.find(session, Activity, entry.id), values)
    else:
        series.change(session, entry.id, entry.at, which, values)


def first_moment(starts: datetime, zone: str | None) -> datetime:
    """Return the first moment of the local day of `starts`, in another zone by the clock there."""
    day = moments.local_day(starts)
    return expansion.moment(datetime.combine(day, time()), expansion.zone_of(zone))
