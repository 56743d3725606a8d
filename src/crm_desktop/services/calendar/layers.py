"""What the calendar is made of. A layer is one declaration: how what it shows is read, and how it is moved.

Layers of one source share their reader, which is asked once for all of them that are shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import activities, birthdays, closes, crowd, moves
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.series import Which

Read = Callable[[sqlite3.Connection, Period, "Shown", Formats], list[Entry]]
Glance = Callable[[sqlite3.Connection, Period, "Shown", Formats, int], tuple[Mapping[date, int], list[Entry]] | None]
Place = Callable[[Session, Entry, datetime, int | None, bool, Which], None]


@dataclass(frozen=True)
class Layer:
    """A kind of things with a date, which the user shows or hides as a whole."""

    key: str
    title: str
    read: Read
    glance: Glance | None = None
    """How many there are on each day, and at least the first few of each, for those that may be thousands a day.

    Without it, or where it returns None, all is read and counted.
    """
    place: Place | None = None
    """Puts an entry at another time."""
    why_fixed: str = ""
    """What to say where nothing does."""


LAYERS = (
    Layer(activities.ACTIVITIES, N_("Activities"), activities.read, crowd.glance, moves.place),
    Layer(activities.TASKS, N_("Tasks"), activities.read, crowd.glance, moves.place),
    Layer(birthdays.LAYER, N_("Birthdays"), birthdays.read, birthdays.glance, why_fixed=birthdays.WHY_FIXED),
    Layer(closes.LAYER, N_("Expected closes"), closes.read, closes.glance, closes.place),
)
BY_KEY = {layer.key: layer for layer in LAYERS}


@dataclass(frozen=True)
class Shown:
    """Which layers are shown, and whether only what belongs to one seller or to one account."""

    layers: frozenset[str] = frozenset(BY_KEY)
    owner_id: int | None = None
    account_id: int | None = None

    @property
    def names(self) -> dict[str, int | None]:
        """The values for the names in `only`."""
        return {"owner": self.owner_id, "account": self.account_id}

    def only(self, row: str) -> str:
        """Return the SQL that leaves out what belongs to others; `row` is the alias of a table with both links."""
        owner = f" AND {row}.owner_id = :owner" if self.owner_id is not None else ""
        return owner + (f" AND {row}.account_id = :account" if self.account_id is not None else "")


EVERYTHING = Shown()
