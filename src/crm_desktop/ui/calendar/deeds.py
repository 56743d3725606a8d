"""What commands do with a selected record, done with an entry of the calendar: one of a series is no record of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_desktop.base import dates
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.ui.calendar.controller import Controller

if TYPE_CHECKING:
    from crm_desktop.ui.panes.pane import Deed


def to_tomorrow(controller: Controller, entry: Entry) -> None:
    """Move an entry to the day after its own; an overdue one to the day after today."""
    controller.move_to_day(entry, max(entry.first, dates.today()) + dates.DAY)


def to_next_week(controller: Controller, entry: Entry) -> None:
    """Move an entry to the Monday after its own week; an overdue one to the Monday after this one."""
    controller.move_to_day(entry, dates.week_of(max(entry.first, dates.today())).last + timedelta(days=1))


DEEDS: Mapping[Deed, Callable[[Controller, Entry], None]] = {
    "delete": Controller.remove,
    "finish": Controller.finish,
    "conclude": Controller.conclude,
    "tomorrow": to_tomorrow,
    "next_week": to_next_week,
}
