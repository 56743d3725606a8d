"""All days of a series changed at once: when one of them moves, the rule and every day that stands apart move with it.

A day that was left out or given away is known by its moment; it is found again as the day of the new rule with the same
number, and where the rule itself was changed on its own date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.model import Activity
from crm_desktop.model.recurring import shifted
from crm_desktop.schema.recurrence import expansion, moving, rule
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.services import records

_INSTANT = timedelta(milliseconds=1)
_TIMES = ("starts", "all_day", "zone")


@dataclass(frozen=True)
class Move:
    """A day that began at the wall time `at` begins at `to`, each by the clock of its zone."""

    at: datetime
    to: datetime
    zones: tuple[tzinfo | None, tzinfo | None]

    def shift(self, moment: datetime) -> datetime:
        """Return another moment moved alike."""
        return expansion.moment(expansion.wall(moment, self.zones[0]) + (self.to - self.at), self.zones[1])

    def on_its_date(self, moment: datetime) -> datetime:
        """Return when a day of the series that took place at a moment begins, the clock being set forward or not."""
        day = expansion.wall(moment, self.zones[0]).date() + (self.to.date() - self.at.date())
        return expansion.moment(datetime.combine(day, self.to.time()), self.zones[1])


def change_all(
    session: Session, series: Activity, detached: Sequence[Activity], at: datetime, values: Mapping[str, Any]
) -> None:
    """Change a series and move what was `detached` of it; a new `starts` is that of the day at `at`. Raises InvalidInput."""
    new = {name: value for name, value in values.items() if name not in _TIMES or value is not None}
    if "recurrence" in new and new["recurrence"] is None:
        _end_recurring(session, series, detached, at, new)
        return
    is_told = new.get("recurrence", series.recurrence) != series.recurrence
    move = _move(series, at, new)
    is_moved = move.to != move.at or move.zones[0] != move.zones[1]
    if not is_moved:
        new.pop("starts", None)
        records.update(session, series, new)
        return
    before, kept = _pattern(series), {name: getattr(series, name) for name in ("skipped", "added", "settled")}
    new |= _moved_rule(series, move, new if is_told else {})
    records.update(session, series, new)
    find = move.on_its_date if is_told else same_numbers(before, _pattern(series), move, _moments(kept, detached))
    for name, moments in kept.items():
        setattr(series, name, shifted(moments, find))
    for one in detached:
        _take_along(one, move, find)
    session.flush()


def same_numbers(
    before: Pattern, after: Pattern, move: Move, moments: Sequence[datetime]
) -> Callable[[datetime], datetime]:
    """Return what finds for a day of the rule before the day with the same number of the rule after."""
    if not moments:
        return move.shift
    last = max(moments)
    first, begins = before.starts.astimezone(UTC), after.starts.astimezone(UTC)
    old = expansion.between(before, first, last + _INSTANT)
    new = expansion.between(after, begins, move.shift(last) + timedelta(days=400))
    found = dict(zip(old, new, strict=False))
    return lambda at: found[at] if at in found else move.shift(at)


def _move(series: Activity, at: datetime, new: Mapping[str, Any]) -> Move:
    zones = expansion.zone_of(series.zone), expansion.zone_of(new.get("zone", series.zone))
    to = expansion.wall(new.get("starts", at), zones[1])
    if new.get("all_day", series.all_day):
        to = datetime.combine(to.date(), time())
    return Move(expansion.wall(at, zones[0]), to, zones)


def _moved_rule(series: Activity, move: Move, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the start and rule of a series that is moved, the rule being `told` where the user gave another one."""
    starts = expansion.wall(series.starts, move.zones[0])
    try:
        if told:
            begins, text = starts + (move.to - move.at), rule.read(told["recurrence"]).text
        else:
            moved, begins = moving.moved(rule.read(series.recurrence or ""), starts, move.at, move.to, move.zones)
            text = moved.text
    except ValueError as error:
        raise InvalidInput({"starts": str(error)}) from error
    return {"starts": expansion.moment(begins, move.zones[1]), "recurrence": text}


def _take_along(one: Activity, move: Move, find: Callable[[datetime], datetime]) -> None:
    """Move a detached day that is not done, and what it is known by in its series in any case."""
    was = None if one.original is None else dates.moment_of(one.original)
    if was is not None:
        one.original = dates.moment_text(find(was))
    if not one.done:
        one.starts = find(was) if was is not None and one.starts == was else move.shift(one.starts)
        one.changed = dates.now()


def _end_recurring(
    session: Session, series: Activity, detached: Sequence[Activity], at: datetime, new: dict[str, Any]
) -> None:
    """Let one activity be left of a series: the first day that was not given away."""
    first = expansion.first_from(_pattern(series, whole=True), None) or series.starts
    if "starts" in new:
        new["starts"] = new["starts"] + (first - at)
    else:
        new["starts"] = first
    for one in detached:
        one.series_id = one.original = None
    series.skipped = series.added = series.settled = None
    records.update(session, series, new)
    session.flush()


def _pattern(series: Activity, *, whole: bool = False) -> Pattern:
    """Return what the rule gives, or the `whole` series with its exceptions."""
    names = ("starts", "all_day", "zone", "recurrence", "skipped", "added")
    found = expansion.pattern_of({name: getattr(series, name) for name in names})
    return found if whole else replace(found, skipped=frozenset(), added=())


def _moments(kept: Mapping[str, str | None], detached: Sequence[Activity]) -> list[datetime]:
    texts = [text for text in (*kept.values(), *(one.original for one in detached)) if text]
    return [dates.moment_of(one) for text in texts for one in text.split()]
