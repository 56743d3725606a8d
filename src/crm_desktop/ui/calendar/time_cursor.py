"""Where the keyboard is on the grid of hours: on an entry, or on a free slot between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm_desktop.base import workday
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar.time_layout import Bar, Block
from crm_desktop.ui.calendar import axis
from crm_desktop.ui.calendar.sheet import Sheet

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Key

SLOT = 30
"""Minutes of a free slot."""
_LAST = DAY_MINUTES - SLOT


@dataclass(frozen=True)
class Cursor:
    """A day and a minute of it, or above all minutes among the bars; and the entry there, if one was chosen."""

    day: int
    minute: int
    is_above: bool = False
    key: Key | None = None


def on(place: Block | Bar) -> Cursor:
    """Return the cursor on an entry."""
    if isinstance(place, Bar):
        return Cursor(place.first, work_begins(), is_above=True, key=place.entry.key)
    return Cursor(place.day, place.top, key=place.entry.key)


def work_begins() -> int:
    """Return the minute at which work begins."""
    begin = workday.starts()
    return begin.hour * 60 + begin.minute


def down(cursor: Cursor, sheet: Sheet, step: int) -> Cursor:
    """Return the cursor a slot or entry further down (1) or up (-1); from the first hour it goes up among the bars."""
    if cursor.is_above:
        return _among_bars(cursor, sheet, step)
    held = _block(cursor, sheet)
    if held is None:
        minute = axis.floored(cursor.minute, SLOT) + step * SLOT
    elif step > 0:
        minute = -(-held.bottom // SLOT) * SLOT
    else:
        minute = axis.floored(held.top - 1, SLOT)
    if minute < 0:
        return _on_lane(cursor.day, sheet, last=True)
    if minute > _LAST:
        return cursor
    return _settled(Cursor(cursor.day, minute), sheet, besides=cursor.key)


def aside(cursor: Cursor, sheet: Sheet, step: int) -> tuple[Cursor, int]:
    """Return the cursor to the right (1) or left (-1), and by how many days it left those shown."""
    held = _block(cursor, sheet)
    if held is not None:
        row = [
            one for one in sheet.on_day(cursor.day) if one.top < held.bottom and held.top < one.bottom and one != held
        ]
        beside = [one for one in row if (one.column - held.column) * step > 0]
        if beside:
            return on(min(beside, key=lambda one: abs(one.column - held.column))), 0
    day = cursor.day + step
    if cursor.is_above and cursor.key is not None:
        bar = next((one for one in sheet.bars if one.entry.key == cursor.key), None)
        if bar is not None:
            day = bar.last + 1 if step > 0 else bar.first - 1
    if not 0 <= day < len(sheet.days):
        return cursor, step
    if cursor.is_above:
        return _on_lane(day, sheet, last=False), 0
    return _settled(Cursor(day, axis.floored(cursor.minute, SLOT)), sheet), 0


def walk(cursor: Cursor | None, sheet: Sheet, step: int) -> Cursor | None:
    """Return the cursor on the next entry (1) or the one before (-1) in the order of time."""
    order = sheet.in_order()
    if not order:
        return None
    at = next((n for n, place in enumerate(order) if cursor is not None and place.entry.key == cursor.key), None)
    if at is not None:
        return on(order[min(max(at + step, 0), len(order) - 1)])
    here = (cursor.day, -1 if cursor.is_above else cursor.minute) if cursor is not None else (0, -1)
    later = [place for place in order if _where(place) >= here]
    if step > 0:
        return on(later[0] if later else order[-1])
    return on(order[max(len(order) - len(later) - 1, 0)])


def kept(cursor: Cursor, sheet: Sheet) -> Cursor:
    """Return the cursor among entries that were read anew: on its entry, wherever that is now, or on its place."""
    places = sheet.places(cursor.key) if cursor.key is not None else []
    if places:
        here = [one for one in places if isinstance(one, Bar) or one.day == cursor.day]
        place = here[0] if here else places[0]
        found = on(place)
        return (
            replace(found, day=cursor.day)
            if isinstance(place, Bar) and place.first <= cursor.day <= place.last
            else found
        )
    return replace(cursor, day=min(cursor.day, len(sheet.days) - 1), key=None)


def _settled(cursor: Cursor, sheet: Sheet, besides: Key | None = None) -> Cursor:
    """Return a slot, or the cursor on the first entry in it that is not the one it comes from."""
    inside = [
        one
        for one in sheet.on_day(cursor.day)
        if one.top < cursor.minute + SLOT and cursor.minute < one.bottom and one.entry.key != besides
    ]
    return on(inside[0]) if inside else cursor


def _on_lane(day: int, sheet: Sheet, *, last: bool) -> Cursor:
    bars = [bar for bar in sheet.bars_on(day) if bar in list(sheet.shown_bars())]
    if not bars:
        return Cursor(day, work_begins(), is_above=True)
    return replace(on(bars[-1 if last else 0]), day=day)


def _among_bars(cursor: Cursor, sheet: Sheet, step: int) -> Cursor:
    shown = list(sheet.shown_bars())
    bars = [bar for bar in sheet.bars_on(cursor.day) if bar in shown]
    at = next((n for n, bar in enumerate(bars) if bar.entry.key == cursor.key), -1)
    if step < 0 or at + 1 < len(bars):
        after = at + step
        return (
            replace(on(bars[after]), day=cursor.day) if after >= 0 else Cursor(cursor.day, cursor.minute, is_above=True)
        )
    return _settled(Cursor(cursor.day, work_begins()), sheet)


def _block(cursor: Cursor, sheet: Sheet) -> Block | None:
    if cursor.key is None or cursor.is_above:
        return None
    return next((one for one in sheet.on_day(cursor.day) if one.entry.key == cursor.key), None)


def _where(place: Block | Bar) -> tuple[int, int]:
    return (place.first, -1) if isinstance(place, Bar) else (place.day, place.top)
