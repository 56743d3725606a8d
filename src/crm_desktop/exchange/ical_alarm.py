"""The alarm of an event or a task: how many minutes before its start an activity calls itself to mind.

An alarm is set from the start or from the end. A task that is only due has no start, so that its alarm must name the end;
and one that is kept on its due day may have an alarm that counts from where it was begun with.
Source: RFC 5545, 3.8.6.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from crm_desktop.exchange import ical_values
from crm_desktop.exchange.ical_lines import Component, Property, escaped
from crm_desktop.exchange.ical_zones import Zones
from crm_desktop.model.activity import DAY_MINUTES

_EARLIEST = 60 * DAY_MINUTES


def lines(title: str, minutes: int, *, is_only_due: bool) -> Iterator[str]:
    """Yield the alarm so many minutes before an activity."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(title)}"
    yield f"TRIGGER{';RELATED=END' if is_only_due else ''}:-{ical_values.minutes_text(minutes)}"
    yield "END:VALARM"


def minutes_before(component: Component, zones: Zones, values: dict[str, Any]) -> int | None:
    """Return how many minutes before the start in `values` the first alarm rings; None without one that does."""
    starts = values.get("starts")
    if starts is None:
        return None
    found = list[int]()
    for alarm in component.parts:
        trigger = alarm.first("TRIGGER") if alarm.name == "VALARM" else None
        if trigger is not None:
            with suppress(ValueError):  # an alarm that says no time is none
                found.append(int(_before(trigger, component, zones, values).total_seconds() // 60))
    return max((n for n in found if 0 <= n <= _EARLIEST), default=None)


def _before(trigger: Property, component: Component, zones: Zones, values: dict[str, Any]) -> timedelta:
    """Return how long before the start an alarm rings. Raises ValueError."""
    if not trigger.value.strip().upper().lstrip("+-").startswith("P"):
        at = ical_values.when(trigger.value)
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise ValueError(trigger.value)
        starts: datetime = values["starts"]
        return starts - at
    is_from_end = trigger.params.get("RELATED", "").upper() == "END"
    return -ical_values.span(trigger.value) - (
        _length(component, values) if is_from_end else _since_begun(component, zones, values)
    )


def _length(component: Component, values: dict[str, Any]) -> timedelta:
    """Return how far the end lies behind the start; an event for whole days that does not say has one."""
    is_day = values.get("all_day") and component.name == "VEVENT"
    return timedelta(minutes=values.get("minutes") or (DAY_MINUTES if is_day else 0))


def _since_begun(component: Component, zones: Zones, values: dict[str, Any]) -> timedelta:
    """Return how far behind the start that is kept, which may be the due day of a task, the one of the file lies: never ahead."""
    begins = component.first("DTSTART")
    if begins is None or component.first("DUE") is None or component.first("RRULE") is not None:
        return timedelta(0)
    begun = zones.moment(ical_values.when(begins.value), begins.params.get("TZID", ""))
    starts: datetime = values["starts"]
    return min(begun - starts, timedelta(0))
