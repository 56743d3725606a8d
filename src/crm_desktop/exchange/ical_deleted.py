"""What was deleted in the book, by hand or with a series: an import does not bring it back, unless it was changed since.

A day that lost its series is known too: one activity may be left of a series, and its changed days stand alone then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from crm_desktop.exchange.ical_past import gone, left
from crm_desktop.model import Activity, Attendee


@dataclass(frozen=True)
class Invited:
    """Somebody who was taken off the list of an activity at a moment."""

    at: datetime
    contact_id: int | None
    email: str
    name: str


class Deleted:
    """What is gone from the activities of a book; the journal is read when it is asked for the first time, and once."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def has(self, key: str, modified: datetime | None) -> bool:
        """Tell whether what has this UID or reference was deleted after a moment, or whenever where that is not said."""
        return self._since(self._keys.get(key), modified)

    def has_row(self, row: int, modified: datetime | None) -> bool:
        """Tell the same of a record by its id."""
        return self._since(self._rows.get(row), modified)

    def days(self, series: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield the records that were days of some series and are no more, each with the stored moment of its day."""
        gone = ((row, series_id, original) for row, _at, _reference, _uid, series_id, original in self._activities)
        for row, series_id, original in (*gone, *self._left):
            if series_id in series and original:
                yield row, original

    def people(self, activity_id: int) -> list[Invited]:
        """Return who was taken off the list of an activity."""
        return self._people.get(activity_id, [])

    @staticmethod
    def _since(at: datetime | None, modified: datetime | None) -> bool:
        return at is not None and (modified is None or modified <= at)

    @cached_property
    def _activities(self) -> list[tuple[Any, ...]]:
        return list(gone(self._raw, Activity.__tablename__, ("reference", "uid", "series_id", "original")))

    @cached_property
    def _left(self) -> list[tuple[Any, ...]]:
        return list(left(self._raw, Activity.__tablename__, ("series_id", "original")))

    @cached_property
    def _keys(self) -> dict[str, datetime]:
        return {key: at for _row, at, *keys, _series, _day in self._activities for key in keys if key}

    @cached_property
    def _rows(self) -> dict[int, datetime]:
        return {row: at for row, at, *_held in self._activities}

    @cached_property
    def _people(self) -> dict[int, list[Invited]]:
        found: dict[int, list[Invited]] = {}
        columns = ("activity_id", "contact_id", "email", "name")
        for _row, at, activity_id, contact_id, email, name in gone(self._raw, Attendee.__tablename__, columns):
            found.setdefault(activity_id, []).append(Invited(at, contact_id, email or "", name))
        return found
