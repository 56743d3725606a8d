"""What a file says and what the book has are the same, although the file knows neither our zones nor milliseconds."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from crm_desktop.exchange.ical_event import whole_days
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion

TO_THE_SECOND = 19
"""The characters of a stored moment that say it to the second."""


def as_it_was(values: dict[str, Any], activity: Activity) -> dict[str, Any]:
    """Return the times of an activity where the file, which knows neither our zones nor milliseconds, says the same."""
    same: dict[str, Any] = {}
    if values["all_day"] and activity.all_day:
        if "zone" not in values:
            same["starts"] = _same_day(values["starts"], activity)
        if values["minutes"] and activity.minutes and values["minutes"] == whole_days(activity.minutes):
            same["minutes"] = activity.minutes
    elif values["starts"] == activity.starts.replace(microsecond=0):
        same["starts"] = activity.starts
    return same


def _same_day(starts: datetime, activity: Activity) -> datetime:
    """Return the first moment of a local day by the clock of an activity for whole days; its own where it is that day's."""
    clock = expansion.zone_of(activity.zone)
    day = expansion.wall(starts, None).date()
    if expansion.wall(activity.starts, clock).date() == day:
        return activity.starts
    return expansion.moment(datetime.combine(day, time()), clock)


def as_known(moments: str | None, known: str | None) -> set[str]:
    """Return stored moments, those of a second that is known with its milliseconds."""
    mine = {moment[:TO_THE_SECOND]: moment for moment in moments_of(known)}
    return {mine.get(moment[:TO_THE_SECOND], moment) for moment in moments_of(moments)}


def moments_of(text: str | None) -> set[str]:
    """Return the stored moments between blanks."""
    return set((text or "").split())
