"""Shows in the calendar what was read, and goes to what was made or moved just now.

A reading waits while the mouse holds something: what is under it must not go away.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base.i18n import count_of
from crm_desktop.services.calendar import ways
from crm_desktop.ui.calendar import controller, period
from crm_desktop.ui.calendar.reading import Reading

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.storage.store import Changes
    from crm_desktop.ui.panes.calendar import CalendarPane

_BUSY = 100
_MANY = 999
"""So many of each have room in the line below the title."""


def longest_heading() -> str:
    """Return a heading that is as long as any has room."""
    return _heading(_MANY, _MANY, _MANY)


def _heading(count: int, to_do: int, overdue: int) -> str:
    """Return "10 activities · 4 to do · 2 overdue"."""
    parts = [count_of("{n} activity", "{n} activities", count)]
    if to_do:
        parts.append(count_of("{n} to do", "{n} to do", to_do))
    if overdue:
        parts.append(count_of("{n} overdue", "{n} overdue", overdue))
    return " · ".join(parts)


def _entry_of(step: Changes, before: Reading, now: Reading, day: date) -> Entry | None:
    """Return what a step brought, or else changed, nearest to a day; one that took something away is about nothing there."""
    rows, seen = step.rows.get(controller.ACTIVITY, frozenset()), now.wanted.seen
    was = {one.key: one for one in before.all_entries() if one.entity == controller.ACTIVITY and one.id in rows}
    told = [one for one in now.all_entries() if one.entity == controller.ACTIVITY and one.id in rows]
    new = [one for one in told if one.key not in was]
    if not new and was.keys() <= {one.key for one in told}:
        new = [one for one in told if one != was[one.key]]
    shown = [one for one in new if one.first <= seen.last and seen.first <= one.last]
    return min(shown, key=lambda one: abs((one.first - day).days), default=None)


class Arrival(QObject):
    """Takes the readings of one pane to its views, its heading and its panel."""

    def __init__(self, pane: CalendarPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._late: Reading | None = None
        self._landing: tuple[str, datetime] | None = None
        self._step: Changes | None = None
        self._again = QTimer(self, singleShot=True, interval=_BUSY)
        self._again.timeout.connect(self._show_late)
        pane.reader.arrived.connect(self._show)
        pane.reader.changed.connect(self._await_step)
        pane.controller.landed.connect(self._await_landing)
        pane.controller.made.connect(self._show_made)

    def is_waiting(self) -> bool:
        """Tell whether a reading waits to be shown."""
        return self._again.isActive()

    def _show(self, found: Reading) -> None:
        pane, wanted = self._pane, found.wanted
        if pane.view.is_busy():
            self._late = found
            self._again.start()
            return
        if wanted.way != pane.choices.way:
            return
        before, pane.reading = pane.reading, found
        held = pane.view.current()
        pane.view.show_period(wanted.period.first, wanted.period.last, pane.day)
        pane.view.show_entries(found.entries, found.cells)
        self._follow_step(before, found, held)
        self._land(found)
        title = period.title(wanted.way, wanted.period, pane.context.formats)
        pane.header.set_text(title, _heading(found.count, found.to_do_count, found.overdue_count))
        pane.beside.show_reading(found)
        pane.status_changed.emit(pane.status())

    def _show_late(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            self._show(late)

    def _await_landing(self, title: str, starts: datetime) -> None:
        self._landing = (title, starts)

    def _await_step(self, step: Changes) -> None:
        self._step = step if self._pane.isVisible() else None

    def _follow_step(self, before: Reading | None, found: Reading, held: Entry | None) -> None:
        """Go to what was undone or done again, and after an entry that became another: a free slot would make one more."""
        step = self._step
        if step is None or before is None or self._pane.reader.is_behind():
            return
        self._step = None
        is_lost = held is not None and held.key not in {one.key for one in found.all_entries()}
        if step.is_replayed or (is_lost and held is not None and held.id in step.rows.get(controller.ACTIVITY, ())):
            entry = _entry_of(step, before, found, self._pane.day)
            if entry is not None:
                self._pane.view.select(entry.key)

    def _land(self, found: Reading) -> None:
        """Put the cursor on what was made or moved just now; a reading that began before does not have it yet."""
        landing = self._landing
        if landing is not None:
            entry = next((one for one in found.all_entries() if controller.is_at(one, *landing)), None)
            if entry is not None or not self._pane.reader.is_reading():
                self._landing = None
            if entry is not None:
                self._pane.view.select(entry.key)

    def _show_made(self, day: date) -> None:
        """Go to the day of what was made, where it is none of those shown; one off work is in the whole week."""
        first_weekday, way = self._pane.context.formats.first_weekday, self._pane.choices.way

        def is_seen(around: date) -> bool:
            return day in ways.shown(way, ways.of(way, around, first_weekday), first_weekday)

        if not is_seen(self._pane.day):
            self._pane.go_to_day(day, None if is_seen(day) else "week")
