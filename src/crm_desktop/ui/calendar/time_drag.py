"""A hand on the grid of hours: which entry it holds where, and where that would go if it were let go now.

It is done with the mouse alone and not by the system's drag and drop, so that Esc gives everything back at once; only
what leaves the window becomes one of the system's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint

from crm_desktop.base import dates
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar import moments
from crm_desktop.ui.calendar import axis
from crm_desktop.ui.calendar.geometry import Geometry
from crm_desktop.ui.calendar.sheet import Hit
from crm_desktop.ui.calendar.view import Placement

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

Grip = Literal["move", "begin", "end", "create", "create_days"]
USUAL_MINUTES = 60
"""How long something is that had no hours before, or is made without saying."""


@dataclass(frozen=True)
class Point:
    """Where the mouse is on the grid: a day, a minute of it, and whether that is up among the bars."""

    day: date
    minute: float
    is_above: bool


@dataclass(frozen=True)
class Drag:
    """What was taken up: an entry by its middle or an end, or free time."""

    grip: Grip
    pressed: Point
    entry: Entry | None = None

    def placement(self, at: Point) -> Placement:
        """Return where it goes, with the mouse at `at`."""
        if self.entry is None:
            return _free(self.grip, self.pressed, at)
        if self.grip == "move":
            return moved(self.entry, self.pressed, at)
        return resized(self.entry, self.grip, at)


def point_at(at: QPoint, geometry: Geometry, days: tuple[date, ...]) -> Point:
    """Return what of the grid a point of the widget is over."""
    return Point(days[geometry.day_at(at.x())], geometry.minute_at(at.y()), at.y() < geometry.top)


def taken_up(hit: Hit | None, pressed: Point) -> Drag | None:
    """Return what a hand holds that has pressed there; None on what can't be moved."""
    if hit is None:
        return Drag("create_days" if pressed.is_above else "create", pressed)
    if hit.part != "body":
        return Drag(hit.part, pressed, hit.entry)
    return Drag("move", pressed, hit.entry) if hit.entry.can_move else None


def moved(entry: Entry, pressed: Point, at: Point) -> Placement:
    """Return where an entry goes that was taken at one point and is held over another."""
    if at.is_above:
        return _on_days(entry, (at.day - pressed.day).days) if entry.is_bar else axis.whole_days(at.day, at.day)
    if entry.is_bar:
        start = _within_day(axis.floored(at.minute))
        return axis.hours(at.day, start, start + USUAL_MINUTES)
    day, minute = moments.on_wall(entry.starts)
    held = (pressed.day - day).days * DAY_MINUTES + pressed.minute - minute
    shift = axis.snapped(at.minute - held - minute % axis.SNAP) + minute % axis.SNAP
    return Placement(axis.moment(at.day, _within_day(shift)), entry.minutes, all_day=False)


def resized(entry: Entry, grip: Grip, at: Point) -> Placement:
    """Return an entry as it is with one of its ends at a point; the other one stays."""
    if entry.all_day:
        first = min(at.day, entry.last) if grip == "begin" else entry.first
        last = max(at.day, entry.first) if grip == "end" else entry.last
        return axis.whole_days(first, last)
    if entry.is_bar:
        return _longer(entry, grip, at.day)
    step = timedelta(minutes=axis.SNAP)
    there = axis.moment(at.day, axis.snapped(min(max(at.minute, 0), DAY_MINUTES)))
    starts = min(there, entry.ends - step) if grip == "begin" else entry.starts
    ends = max(there, entry.starts + step) if grip == "end" else entry.ends
    return Placement(starts, round((ends - starts) / timedelta(minutes=1)), all_day=False)


def shifted(entry: Entry, days: int, minutes: int) -> Placement:
    """Return an entry moved by keys: by days, or by minutes of the clock."""
    if entry.is_bar:
        return _on_days(entry, days)
    day, minute = moments.on_wall(entry.starts)
    return Placement(axis.moment(day + days * dates.DAY, minute + minutes), entry.minutes, all_day=False)


def lengthened(entry: Entry, days: int, minutes: int) -> Placement | None:
    """Return an entry with its end moved by keys; None where nothing of it would be left."""
    if entry.all_day:
        last = entry.last + days * dates.DAY
        return axis.whole_days(entry.first, last) if days and last >= entry.first else None
    length = entry.minutes + minutes + days * DAY_MINUTES
    return Placement(entry.starts, length, all_day=False) if length > 0 else None


def _free(grip: Grip, pressed: Point, at: Point) -> Placement:
    if grip == "create_days":
        return axis.whole_days(min(pressed.day, at.day), max(pressed.day, at.day))
    begin = _within_day(axis.floored(pressed.minute))
    here = min(max(at.minute, 0), DAY_MINUTES)
    if here >= pressed.minute:
        return axis.hours(pressed.day, begin, max(axis.snapped(here), begin + axis.SNAP))
    return axis.hours(pressed.day, min(axis.snapped(here), begin), begin + axis.SNAP)


def _on_days(entry: Entry, days: int) -> Placement:
    """Return a bar some days later; one with hours keeps them."""
    if entry.all_day:
        return axis.whole_days(entry.first + days * dates.DAY, entry.last + days * dates.DAY)
    day, minute = moments.on_wall(entry.starts)
    return Placement(axis.moment(day + days * dates.DAY, minute), entry.minutes, all_day=False)


def _longer(entry: Entry, grip: Grip, day: date) -> Placement:
    """Return a bar with hours that begins or ends on another day, at the hour that it had."""
    (first, begin), (last, end) = moments.on_wall(entry.starts), moments.on_wall(entry.ends)
    starts = axis.moment(min(day, last - dates.DAY), begin) if grip == "begin" else entry.starts
    ends = axis.moment(max(day, first + dates.DAY), end) if grip == "end" else entry.ends
    minutes = max(round((ends - starts) / timedelta(minutes=1)), DAY_MINUTES)
    return Placement(starts, minutes, all_day=False)


def _within_day(minute: int) -> int:
    return min(max(minute, 0), DAY_MINUTES - axis.SNAP)


def dropped(entry: Entry, at: Point) -> Placement:
    """Return where an entry goes that comes from elsewhere: a task without an hour gets one."""
    if at.is_above:
        days = (entry.last - entry.first).days if entry.all_day else 0
        return axis.whole_days(at.day, at.day + days * dates.DAY)
    length = USUAL_MINUTES // 2 if entry.is_bar or not entry.minutes else entry.minutes
    begin = _within_day(axis.floored(at.minute))
    return axis.hours(at.day, begin, begin + length)
