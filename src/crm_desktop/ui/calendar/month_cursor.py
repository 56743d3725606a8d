"""Where the keyboard is on a month: on a day, on one of its entries, or on the number of those that have no room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crm_desktop.base.dates import DAY
from crm_desktop.services.calendar.month_layout import Piece, Week

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key


@dataclass(frozen=True)
class Cursor:
    """A day, and what of it is chosen; neither an entry nor the rest means the day itself."""

    day: date
    key: Key | None = None
    on_more: bool = False


def on(cursor: Cursor, piece: Piece | None) -> Cursor:
    """Return the cursor on a piece of its day, on the rest for None."""
    return Cursor(cursor.day, piece.entry.key) if piece is not None else Cursor(cursor.day, on_more=True)


def place_of(day: date, weeks: Sequence[Week]) -> tuple[Week, int] | None:
    """Return the week and the column of a day, None where it is not shown."""
    week, column = divmod((day - weeks[0].first).days, 7)
    return (weeks[week], column) if 0 <= week < len(weeks) else None


def stepped(cursor: Cursor, weeks: Sequence[Week], step: int) -> Cursor | None:
    """Return the cursor on the next thing of its day (1) or the one before (-1); None where the day has no other."""
    found = place_of(cursor.day, weeks)
    if found is None:
        return None
    week, column = found
    pieces = week.on(column)
    stops: list[Piece | None] = [*pieces, *([None] if week.hidden[column] else [])]
    at = len(pieces) if cursor.on_more else -1
    if cursor.key is not None:
        at = next((n for n, piece in enumerate(pieces) if piece.entry.key == cursor.key), -1)
    if at + step == -1 and at >= 0:
        return Cursor(cursor.day)
    return on(cursor, stops[at + step]) if 0 <= at + step < len(stops) else None


def walked(cursor: Cursor, weeks: Sequence[Week], step: int) -> Cursor:
    """Return the cursor on the next entry that is seen (1), or the one before (-1), on whichever day."""
    days = [(week, column) for week in weeks for column in range(7)]
    order = [
        Cursor(week.first + column * DAY, piece.entry.key)
        for week, column in days
        for piece in week.on(column)
        if piece.first == column and (piece.begins or week is weeks[0])
    ]
    here = next((n for n, one in enumerate(order) if one.key == cursor.key), None)
    if here is None:
        # between the entries of the days before and those from this one on
        later = next((n for n, one in enumerate(order) if one.day >= cursor.day), len(order))
        here = later - 1 if step > 0 else later
    return order[here + step] if 0 <= here + step < len(order) else cursor


def kept(cursor: Cursor, cells: Mapping[date, DayCell]) -> Cursor:
    """Return the cursor among entries that were read anew: its entry may have moved to another day, or be gone."""
    if cursor.key is None:
        return cursor
    entry = find(cursor.key, cells)
    if entry is None:
        return replace(cursor, key=None)
    return cursor if entry.first <= cursor.day <= entry.last else Cursor(entry.first, cursor.key)


def find(key: Key | None, cells: Mapping[date, DayCell]) -> Entry | None:
    """Return an entry by its key."""
    found = (entry for cell in cells.values() for entry in cell.entries if entry.key == key)
    return next(found, None) if key is not None else None


def last_day(weeks: Sequence[Week]) -> date:
    """Return the last day that is shown."""
    return weeks[-1].first + 6 * DAY
