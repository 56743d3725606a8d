"""What happened to a record, in words: every change with before and after, what was done with it, its business.

The journal knows ids and raw values; here they become titles and names. A name of a record that is gone is found in
the image that its deletion left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Activity, Opportunity, Record
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Change
from crm_desktop.storage.store import raw_of

NOTHING = "—"
_SILENT = frozenset({"created", "changed"})


@dataclass(frozen=True)
class Event:
    """One thing that happened: `lines` say it in words, `step` is what the user called it.

    `icon` names a drawing; `opens` is the entity and id of the record that it is about, where that is another one.
    """

    at: datetime
    icon: str
    lines: tuple[str, ...]
    step: str = ""
    opens: tuple[str, int] | None = None


def timeline(session: Session, model: type[Record], record_id: int, formats: Formats, limit: int = 200) -> list[Event]:
    """Return everything that is known to have happened to a record and with it, newest first."""
    found = changes(session, model, record_id, formats, limit)
    found += activities(session, model, record_id, limit)
    if model is Opportunity:
        found += earlier_states(session, record_id, formats, limit)
    else:
        found += stage_changes(session, model, record_id, limit)
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


def changes(session: Session, model: type[Record], record_id: int, formats: Formats, limit: int = 200) -> list[Event]:
    """Return the changes of the record itself, newest first, each field with before and after."""
    entries = journal.history(raw_of(session), model.__tablename__, record_id, limit)
    names = _Names(session, model, entries)
    oldest = entries[-1].id if entries else 0
    found = []
    for entry in entries:
        lines = tuple(_lines(model, entry, names, formats, is_first=entry.id == oldest))
        if lines:
            icon = {"I": "plus", "U": "edit", "D": "trash"}[entry.operation]
            found.append(Event(entry.step.at, icon, lines, entry.step.title))
    return found


def activities(session: Session, model: type[Record], record_id: int, limit: int = 200) -> list[Event]:
    """Return what was done with the record, newest first."""
    link = f"{model.__tablename__}_id"
    if link not in Activity.links():
        return []
    rows = raw_of(session).execute(
        f'SELECT id, kind, name, outcome, starts FROM activity WHERE "{link}" = ? AND done ORDER BY starts DESC LIMIT ?',
        (record_id, limit),
    )
    titles = dict(ACTIVITY_KINDS.options)
    icons = {"call": "phone", "email": "mail", "letter": "mail"}
    return [
        Event(
            dates.moment_of(starts),
            icons.get(kind, kind),
            (" · ".join(filter(None, (_(titles.get(kind, kind)), name, (outcome or "").partition("\n")[0]))),),
            opens=("activity", activity_id),
        )
        for activity_id, kind, name, outcome, starts in rows
    ]


def stage_changes(session: Session, model: type[Record], record_id: int, limit: int = 200) -> list[Event]:
    """Return how the opportunities of the record moved through their stages, newest first."""
    link = f"{model.__tablename__}_id"
    if link not in Opportunity.links():
        return []
    rows = raw_of(session).execute(
        f"""SELECT since, opportunity_id, name, before, stage FROM (
              SELECT s.since, s.id, s.opportunity_id, o.name, g.name AS stage, s.stage_id,
                     lag(g.name) OVER trail AS before, lag(s.stage_id) OVER trail AS stage_before
              FROM opportunity o JOIN opportunity_state s ON s.opportunity_id = o.id LEFT JOIN stage g ON g.id = s.stage_id
              WHERE o."{link}" = ? AND s.kind <> 'removed' WINDOW trail AS (PARTITION BY s.opportunity_id ORDER BY s.since, s.id))
            WHERE stage_id IS NOT stage_before ORDER BY since DESC, id DESC LIMIT ?""",
        (record_id, limit),
    )
    return [
        Event(
            dates.moment_of(since),
            "opportunity",
            (f"{name}: {before} → {stage or NOTHING}" if before else f"{name}: {stage or NOTHING}",),
            opens=("opportunity", opportunity_id),
        )
        for since, opportunity_id, name, before, stage in rows
    ]


def earlier_states(session: Session, opportunity_id: int, formats: Formats, limit: int = 200) -> list[Event]:
    """Return what an import told of an opportunity's past: states that began at no step of this book."""
    columns = ", ".join(f'"{c}"' for c in TRACKED)
    told = """SELECT a.at FROM journal j JOIN action a ON a.id = j.action WHERE j.tbl = 'opportunity' AND j.row = :id"""
    trail = f"""SELECT since, since IN ({told}), {columns} FROM opportunity_state
                WHERE opportunity_id = :id AND kind <> 'removed' ORDER BY since, id"""
    rows = raw_of(session).execute(trail, {"id": opportunity_id}).fetchall()
    fields, found = Opportunity.fields(), []
    states = [dict(zip(TRACKED, row[2:], strict=True)) for row in rows]
    names = _Names(session, Opportunity, [], states)
    before: dict[str, Any] = {}
    for row, state in zip(rows, states, strict=True):
        if not row[1]:
            changed = {c for c in TRACKED if state[c] != before.get(c) and (before or c == "stage_id")}
            lines = tuple(_line(fields[c], before.get(c), state[c], names, formats) for c in TRACKED if c in changed)
            if lines:
                found.append(Event(dates.moment_of(row[0]), "pipeline", lines))
        before = state
    return found[-limit:]


def _lines(model: type[Record], entry: Change, names: _Names, formats: Formats, *, is_first: bool) -> Iterator[str]:
    if entry.operation == "D":
        yield _("Deleted")
    elif entry.operation == "I":
        yield _("Created") if is_first else _("Brought back")
    else:
        for column, declared in model.fields().items():
            if column in entry.after and column not in _SILENT:
                yield _line(declared, entry.before.get(column), entry.after[column], names, formats)


def _line(declared: Field, before: Any, after: Any, names: _Names, formats: Formats) -> str:
    was, now = (names.show(declared, value, formats) for value in (before, after))
    return f"{_(declared.title)}: {now}" if was == NOTHING else f"{_(declared.title)}: {was} → {now}"


class _Names:
    """The names of all records that a list of changes links to, read at once."""

    def __init__(
        self, session: Session, model: type[Record], entries: Iterable[Change], states: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self._names: dict[tuple[str, int], str] = {}
        values = [image for entry in entries for image in (entry.before, entry.after)] + list(states)
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
