"""What was changed in a record, in words: every step with before and after.

The journal knows ids and raw values; here they become titles and names. A name of a record that is gone is found in
the image that its deletion left. Stages are told from the trail of opportunities, which also knows an imported past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema import custom
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services.event import Event, Position, Scope
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Change
from crm_desktop.storage.store import raw_of

NOTHING = "—"
_SILENT = frozenset({"created", "changed"})
_TOLD_BY_TRAIL = {"opportunity": frozenset({"stage_id"})}


def edits(session: Session, scope: Scope, before: Position | None, limit: int) -> list[Event]:
    """Return the steps that changed the record itself, newest first; all that one step did is one entry."""
    past = journal.past(raw_of(session), scope.entity, scope.record_id, before[1] if before else None)
    found = map(_with_custom_fields, past)
    telling = (change for change in found if change.operation != "U" or set(change.after) & _told(scope.model).keys())
    steps = [list(group) for _step, group in islice(groupby(telling, lambda change: change.step.id), limit)]
    names = _Names(session, scope.model, (change for step in steps for change in step))
    return [_event(session, scope, step, names) for step in steps]


def _event(session: Session, scope: Scope, step: list[Change], names: _Names) -> Event:
    lines = [line for change in reversed(step) for line in _lines(session, scope, change, names)]
    return Event(step[0].step.at, step[-1].id, tuple(lines), step=step[0].step.title)


def _with_custom_fields(change: Change) -> Change:
    before, after = custom.told_apart(change.before, change.after)
    return replace(change, before=before, after=after)


def _told(model: type[Record]) -> dict[str, Field]:
    """Return the fields whose changes are told here."""
    silent = _SILENT | _TOLD_BY_TRAIL.get(model.__tablename__, frozenset())
    return {name: declared for name, declared in model.fields().items() if name not in silent}


def _lines(session: Session, scope: Scope, change: Change, names: _Names) -> Iterator[str]:
    if change.operation == "D":
        yield _("Deleted")
    elif change.operation == "I":
        was_there = journal.was_deleted_before(raw_of(session), change)
        yield _("Brought back") if was_there else _("Created")
    else:
        for column, declared in _told(scope.model).items():
            if column in change.after:
                yield _line(declared, change.before.get(column), change.after[column], names, scope.formats)


def _line(declared: Field, before: Any, after: Any, names: _Names, formats: Formats) -> str:
    was, now = (names.show(declared, value, formats) for value in (before, after))
    return f"{_(declared.title)}: {now}" if was == NOTHING else f"{_(declared.title)}: {was} → {now}"


class _Names:
    """The names of all records that a list of changes links to, read at once."""

    def __init__(self, session: Session, model: type[Record], entries: Iterable[Change]) -> None:
        self._names: dict[tuple[str, int], str] = {}
        values = [image for entry in entries for image in (entry.before, entry.after)]
        raw = raw_of(session)
        for column, kind in model.links().items():
            for link in {image[column] for image in values if image.get(column) is not None}:
                row = raw.execute(f'SELECT name FROM "{kind.target}" WHERE id = ?', (link,)).fetchone()
                self._names[kind.target, link] = row[0] if row else _name_of_deleted(raw, kind.target, link)

    def show(self, declared: Field, value: Any, formats: Formats) -> str:
        """Return one raw value in words."""
        if value is None:
            return NOTHING
        if isinstance(declared.kind, Link):
            return self._names[declared.kind.target, value]
        text = declared.kind.show(declared.kind.load(value), formats)
        return " ".join(text.split()) or NOTHING


def _name_of_deleted(raw: Any, table: str, row: int) -> str:
    found = raw.execute(
        "SELECT json_extract(coalesce(before, after), '$.name') FROM journal "
        "WHERE tbl = ? AND row = ? AND op <> 'U' AND coalesce(before, after) IS NOT NULL ORDER BY id DESC LIMIT 1",
        (table, row),
    ).fetchone()
    assert table in BY_NAME
    return str(found[0]) if found and found[0] else _("a deleted record")
