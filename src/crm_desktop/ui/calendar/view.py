"""What the time grid, the month and the agenda list have in common: what they are shown, and what they ask for.

A view changes nothing by itself: it says what the hand wants, and the pane's controller does it. So the mouse and the
keys do the same in every view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key
    from crm_desktop.services.calendar.hues import By


@dataclass(frozen=True)
class Placement:
    """Where an entry goes; `starts` is aware, for all-day ones local midnight and 1440 minutes per day."""

    starts: datetime
    minutes: int
    all_day: bool


@dataclass(frozen=True)
class Draft:
    """What is about to be made: its time, the place on the screen where it is asked for, and the letters typed so far."""

    starts: datetime
    minutes: int
    all_day: bool
    place: QRect
    text: str = ""


@dataclass(frozen=True)
class Proposal:
    """Where something would go about which the user is asked; `key` is that of an entry that is there already."""

    placement: Placement
    title: str
    key: Key | None = None


class CalendarView(QWidget):
    """The base of the views in the calendar's stack."""

    proposal: Proposal | None = None

    chosen = Signal(object)
    """The entry under the cursor, None where there is none."""
    opened = Signal(object)
    """An entry: Enter or a double click."""
    create_wanted = Signal(object)
    """A draft: a drag over free time, a double click, Enter on an empty slot, or a typed letter."""
    placed = Signal(object, object)
    """An entry and its placement: dropped, resized, or moved by keys."""
    remove_wanted = Signal(object)
    """An entry: Del."""
    finish_wanted = Signal(object)
    """An entry: Space, or a click on its circle."""
    menu_wanted = Signal(object, QPoint)
    """An entry or None, and the point on the screen."""
    day_wanted = Signal(object)
    """A day: its number or "+ n" was clicked, or the cursor walked out of the period."""
    day_chosen = Signal(object)
    """The day that the cursor walked to within the period."""
    week_wanted = Signal(object)
    """A day of the week whose number was clicked."""
    moved = Signal()
    """The cursor was put somewhere: that is to be seen."""

    def show_period(self, first: date, last: date, day: date) -> None:
        """Show the days from `first` to `last`, both included, with the cursor on `day`."""
        raise NotImplementedError

    def show_entries(self, entries: Sequence[Entry], cells: Mapping[date, DayCell]) -> None:
        """Show what is in the period. The month reads `cells`, the others `entries`."""
        raise NotImplementedError

    def current(self) -> Entry | None:
        """Return the entry under the cursor."""
        raise NotImplementedError

    def select(self, key: Key) -> None:
        """Put the cursor on an entry, now or when it is next shown."""
        raise NotImplementedError

    def walk(self, step: int) -> None:
        """Put the cursor on the next entry (1) or the one before (-1), where the view has an order of time."""

    def colour_by(self, by: By) -> None:
        """Colour the entries by another thing."""
        raise NotImplementedError

    def propose(self, proposal: Proposal | None) -> None:
        """Show where something would go until that is decided; None takes it back."""
        self.proposal = proposal
        self.update()

    def show_now(self) -> None:
        """Bring the present hour into sight, now or as soon as its day is shown."""

    def take_keyboard(self) -> None:
        """Put the keyboard on the view."""
        self.setFocus()

    def is_busy(self) -> bool:
        """Tell whether a drag is under way, so that nothing should be exchanged under it."""
        return False

    def draft(self, placement: Placement, text: str = "") -> Draft | None:
        """Return something to be made, with its place on the screen; None where a view shows no times by place."""
        return None

    def spot(self) -> QPoint | None:
        """Return the middle of what the cursor is on; None where something at the side doesn't hide it."""
        return None

    def selected_time(self) -> Draft | None:
        """Return what "New" makes: the slot of the cursor."""
        return None
