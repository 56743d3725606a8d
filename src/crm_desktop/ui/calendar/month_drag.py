"""A hand on the month: which entry it holds by which end, or over which free days it was drawn.

It is done with the mouse alone and not by the system's drag and drop, so that Esc gives everything back at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from crm_desktop.base import dates
from crm_desktop.base.dates import DAY
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar import moments
from crm_desktop.ui.calendar import axis, time_drag
from crm_desktop.ui.calendar.time_drag import Point
from crm_desktop.ui.calendar.view import Placement

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

Grip = Literal["move", "begin", "end", "create"]


@dataclass(frozen=True)
class MonthDrag:
    """What was taken up on the day `pressed`, and the day that it is held over."""

    grip: Grip
    pressed: date
    over: date
    entry: Entry | None = None

    def placement(self) -> Placement:
        """Return where it goes if it is let go now."""
        if self.entry is None:
            return axis.whole_days(min(self.pressed, self.over), max(self.pressed, self.over))
        if self.grip == "move":
            return time_drag.shifted(self.entry, (self.over - self.pressed).days, 0)
        at = Point(self.over, 0, is_above=True)
        return time_drag.resized(self.entry, "begin" if self.grip == "begin" else "end", at)

    def days(self) -> tuple[date, date]:
        """Return the first and the last day that it would be on."""
        return days_of(self.placement())

    @property
    def changes(self) -> bool:
        """Whether anything would be another than before."""
        return self.over != self.pressed


def days_of(placement: Placement) -> tuple[date, date]:
    """Return the first and the last local day of a placement."""
    first, minute = moments.on_wall(placement.starts)
    if placement.all_day:
        return first, first + max(placement.minutes // DAY_MINUTES - 1, 0) * DAY
    return first, first + max(minute + placement.minutes - 1, 0) // DAY_MINUTES * DAY


def dropped(entry: Entry, day: date) -> Placement:
    """Return where an entry goes that is dropped on a day: its hour and its length stay."""
    first = entry.first if entry.all_day else dates.local_day(entry.starts)
    return time_drag.shifted(entry, (day - first).days, 0)
