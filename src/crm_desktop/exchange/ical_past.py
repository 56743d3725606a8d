"""Whether the file or the book is newer, told field by field from what the journal of the book remembers.

The rule: what a file says counts where it is news. It is none where the record had the same before and has been changed
since, by hand or by a newer file: then the file is older, or the same one again. It is news all the same where the event
says by LAST-MODIFIED that it was changed after that. Three things follow: the same file again changes nothing, whatever
was done here meanwhile; what was deleted here does not come back; and where one file changes what another one has just
changed, the last one stays. DTSTAMP tells nothing, many programs write the moment of the export; SEQUENCE tells which
version of a file is the newest, but a book keeps none to compare it with.

A field is the smallest thing that counts, but when a series takes place is one: see `news`. What was done stays done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_desktop.base import dates
from crm_desktop.exchange.ical_recurrence import joined
from crm_desktop.exchange.ical_same import TO_THE_SECOND, moments_of
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.rule import Rule
from crm_desktop.storage import journal

_WHEN = ("starts", "all_day", "zone", "recurrence")
_MOMENTS = ("starts", "original")


class Past:
    """What one row held before the step that is running: until when it had which value."""

    def __init__(self, raw: sqlite3.Connection, table: str, row: int) -> None:
        self._until: dict[tuple[str, Any], datetime] = {}
        running = journal.running(raw)
        for change in journal.past(raw, table, row):
            if change.operation == "U" and change.step.id != running:
                for column, value in change.before.items():
                    self._until.setdefault((column, _key(column, value)), change.step.at)

    def is_old(self, column: str, value: Any, modified: datetime | None) -> bool:
        """Tell whether a stored value is one from before, for an event that was changed at a moment, if it says so."""
        until = self._until.get((column, _key(column, value)))
        return until is not None and (modified is None or modified <= until)

    def values(self, column: str) -> list[tuple[Any, datetime]]:
        """Return what a column held, each with until when."""
        return [(value, until) for (name, value), until in self._until.items() if name == column]

    def without_old(self, column: str, moments: Iterable[str], modified: datetime | None) -> set[str]:
        """Return those of some moments that a list of moments did not have before."""
        old = {
            one[:TO_THE_SECOND]
            for text, until in self.values(column)
            if modified is None or modified <= until
            for one in moments_of(text)
        }
        return {one for one in moments if one[:TO_THE_SECOND] not in old}


def news(
    activity: Activity, values: dict[str, Any], past: Past, modified: datetime | None, *, goes_on: bool
) -> dict[str, Any]:
    """Return what of the values of an event is news for an activity.

    Start, zone and rule belong together: either all are taken or none. But the end of a rule stays as it is in the book
    where that is the newer one, and where a series `goes_on` as another one from there.
    """
    fields, new = Activity.declared(), dict(values)
    rule = _Rules(activity.recurrence, past, modified)
    if activity.recurrence and new.get("recurrence"):
        new["recurrence"] = rule.with_end(new["recurrence"], goes_on=goes_on)
    other = {name for name in new.keys() & fields.keys() if new[name] != getattr(activity, name)}
    old = {name for name in other if past.is_old(name, fields[name].kind.dump(new[name]), modified)}
    if "recurrence" in other and rule.is_old(new["recurrence"]):
        old.add("recurrence")
    gone = old.difference(_WHEN) | (set(_WHEN) if other.intersection(_WHEN) <= old else set())
    if "skipped" in new:
        new["skipped"] = joined(past.without_old("skipped", moments_of(new["skipped"]), modified))
    if "added" in new and past.is_old("added", new["added"], modified):
        gone.add("added")
    return {name: value for name, value in new.items() if name not in gone}


class _Rules:
    """The rule of a series and those that it had before, as far as they count for an event changed at a moment.

    What recurs and until when are compared apart: a book may have the one from here and the other from a file.
    """

    def __init__(self, mine: str | None, past: Past, modified: datetime | None) -> None:
        held = [text for text, until in past.values("recurrence") if text and (modified is None or modified <= until)]
        self._mine = rules.read(mine) if mine else None
        self._held = [rules.read(text) for text in held]

    def with_end(self, theirs: str, *, goes_on: bool) -> str:
        """Return a rule with the end that it has in the book, where the end is none that is news."""
        there = rules.read(theirs)
        if self._mine is None or not (goes_on or any(_end(one) == _end(there) for one in self._held)):
            return theirs
        return ending_as(self._mine, there)

    def is_old(self, theirs: str | None) -> bool:
        """Tell whether nothing of a rule is news."""
        if not theirs:
            return False
        there, known = rules.read(theirs), [*self._held, *([self._mine] if self._mine else [])]
        return bool(self._held) and all(any(part(one) == part(there) for one in known) for part in (_end, _body))


def ending_as(rule: Rule, other: Rule) -> str:
    """Return the text of another rule with the end of a rule."""
    return replace(other, count=rule.count, until=rule.until).text


def _end(rule: Rule) -> tuple[Any, Any]:
    return rule.count, rule.until


def _body(rule: Rule) -> Rule:
    return replace(rule, count=None, until=None)


def _key(column: str, value: Any) -> Any:
    return value[:TO_THE_SECOND] if column in _MOMENTS and value else value


def gone(raw: sqlite3.Connection, table: str, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what was deleted from a table and is not there: the id, when that was, and what it held in some columns."""
    held = "".join(f", json_extract(j.before, '$.{column}')" for column in columns)
    # + keeps out the index of a record's own history: by that the walk over a big book takes far longer
    rows = raw.execute(
        f"""SELECT j.row, a.at{held} FROM journal j JOIN action a ON a.id = j.action
            WHERE j.op = 'D' AND +j.tbl = ? AND NOT a.undone AND j.row NOT IN (SELECT id FROM "{table}") ORDER BY j.id""",
        (table,),
    )
    for row, at, *values in rows:
        yield row, dates.moment_of(at), *values


def left(raw: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that lost all that they held in some columns in one step: the id, and what they held."""
    held = "".join(f", json_extract(before, '$.{column}')" for column in columns)
    lost = "".join(f" AND json_type(after, '$.{column}') = 'null'" for column in columns)
    yield from raw.execute(
        f"""SELECT row{held} FROM journal WHERE op = 'U' AND +tbl = ? AND before LIKE ?{lost}
            AND action NOT IN (SELECT id FROM action WHERE undone) ORDER BY id""",
        (table, f'%"{columns[0]}":%'),
    )
