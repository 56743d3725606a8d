"""Where something is on the grid of hours: the time at the cursor, and the places of times and of the cursor in pixels."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar import moments
from crm_desktop.ui.calendar import axis, time_drag
from crm_desktop.ui.calendar.geometry import Geometry
from crm_desktop.ui.calendar.sheet import Sheet
from crm_desktop.ui.calendar.time_cursor import SLOT, Cursor
from crm_desktop.ui.calendar.view import Placement


def time_at(cursor: Cursor, sheet: Sheet) -> Placement:
    """Return the time that something new at the cursor takes."""
    day = sheet.days[cursor.day]
    if cursor.is_above:
        return axis.whole_days(day, day)
    return axis.hours(day, cursor.minute, cursor.minute + time_drag.USUAL_MINUTES)


def box_of(placement: Placement, sheet: Sheet, geometry: Geometry) -> QRect:
    """Return where something with a time would be, on the nearest of the days that are shown."""
    day, minute = moments.on_wall(placement.starts)
    index = min(max((day - sheet.days[0]).days, 0), len(sheet.days) - 1)
    if placement.all_day:
        return geometry.bar_over(index, index, 0)
    return geometry.slot(index, minute, minute + min(placement.minutes, DAY_MINUTES))


def middle_of(cursor: Cursor, sheet: Sheet, geometry: Geometry) -> QPoint:
    """Return the middle of what the cursor is on."""
    boxes = [geometry.box(place) for place in sheet.places(cursor.key)]
    return (boxes or [geometry.slot(cursor.day, cursor.minute, cursor.minute + SLOT)])[0].center()


def heights_of(cursor: Cursor, sheet: Sheet, geometry: Geometry) -> tuple[int, int]:
    """Return the heights between which the entry or the slot under the cursor lies."""
    low = next((one.bottom for one in sheet.on_day(cursor.day) if one.entry.key == cursor.key), 0)
    return geometry.y_of(cursor.minute), geometry.y_of(max(low, cursor.minute + SLOT))
