"""What was done with a record and with those of its family: activities, e-mails, notes, moves through the stages.

Each reader gives the newest entries before a position, by an index: for the record itself, and for each one of its
family as many as could be wanted at most. So a page costs the same however long the past is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.model import Contact, Opportunity
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.model.attendee import PRESENCE, STAYED_AWAY
from crm_desktop.services.event import START, WITH_WHOM, Event, Position, Scope, has_activities
from crm_desktop.storage.store import raw_of

WRITTEN = ("email", "letter")
SPOKEN = tuple(kind for kind, _title in ACTIVITY_KINDS.options if kind not in WRITTEN)

_DONE = """SELECT id FROM activity WHERE "{link}_id" = {owner} AND done = 1 AND kind = '{kind}' AND (starts, id) < (:at, :row)
           ORDER BY starts DESC, id DESC LIMIT :limit"""
_ATTENDED = """SELECT a.id FROM attendee t JOIN activity a ON a.id = t.activity_id
               WHERE t.contact_id = {owner} AND a.done = 1 AND a.kind IN ({kinds}) AND (a.starts, a.id) < (:at, :row)
               ORDER BY a.starts DESC, a.id DESC LIMIT :limit"""
_PRESENCE = (
    "(SELECT presence FROM attendee t WHERE :entity = 'contact' AND t.activity_id = a.id AND t.contact_id = :id)"
)
_ON = """SELECT id FROM {table} WHERE entity_name = '{link}' AND record_id = {owner} AND (created, id) < (:at, :row){only}
            ORDER BY created DESC, id DESC LIMIT :limit"""
_NOTES = _ON.replace("{table}", "note")
_BEFORE = """(SELECT p.stage_id FROM opportunity_state p WHERE p.opportunity_id = y.opportunity_id AND p.kind <> 'removed'
              AND (p.since, p.id) < (y.since, y.id) ORDER BY p.since DESC, p.id DESC LIMIT 1)"""
_MOVES = f"""SELECT y.id FROM opportunity_state y WHERE y.opportunity_id = {{owner}} AND y.kind <> 'removed'
             AND (y.since, y.id) < (:at, :row) AND y.stage_id IS NOT {_BEFORE}
             ORDER BY y.since DESC, y.id DESC LIMIT :limit"""


def activities(
    session: Session, scope: Scope, before: Position | None, limit: int, kinds: Sequence[str] = SPOKEN
) -> list[Event]:
    """Return what was done with a record and its family, newest first."""
    if not has_activities(scope.model):
        return []
    # one search for each kind: a few e-mails among thousands of calls are found without a walk over these
    searches = [_of_all(scope, _DONE.replace("{kind}", kind), "activity") for kind in kinds]
    wanted = " UNION ".join([*searches, *_of_attendees(scope, kinds)])
    sql = f"""SELECT a.id, a.kind, a.name, a.outcome, a.starts, {WITH_WHOM},
                     iif(:entity = 'opportunity', NULL, o.name), {_PRESENCE}
              FROM activity a LEFT JOIN contact c ON c.id = a.contact_id LEFT JOIN opportunity o ON o.id = a.opportunity_id
              WHERE a.id IN ({wanted}) ORDER BY a.starts DESC, a.id DESC LIMIT :limit"""
    titles = dict(ACTIVITY_KINDS.options)
    return [
        Event(
            dates.moment_of(starts),
            row,
            (" · ".join(filter(None, (_(titles.get(kind, kind)), name, _absence(presence)))),),
            (outcome or "").strip(),
            about=("activity", row),
            on=contact or deal or "",
        )
        for row, kind, name, outcome, starts, contact, deal, presence in _rows(session, sql, scope, before, limit)
    ]


def _absence(presence: str | None) -> str:
    """Return in words that somebody did not come to what was done."""
    return _(dict(PRESENCE.options)[presence]) if presence in STAYED_AWAY else ""


def _of_attendees(scope: Scope, kinds: Sequence[str]) -> list[str]:
    """Return the SQL of the ids of what a contact, or those of the family, were at as one of several."""
    wanted = _ATTENDED.replace("{kinds}", ", ".join(f"'{kind}'" for kind in kinds))
    own = [f"SELECT id FROM ({wanted.format(owner=':id')})"] if scope.model is Contact else []
    members = [(entity, column) for entity, column in scope.family if entity == Contact.__tablename__]
    return own + [_of_members(entity, column, wanted, "activity") for entity, column in members]


def mails(session: Session, scope: Scope, before: Position | None, limit: int) -> list[Event]:
    """Return the e-mails and letters of a record and its family, newest first."""
    return activities(session, scope, before, limit, WRITTEN)


def notes(session: Session, scope: Scope, before: Position | None, limit: int) -> list[Event]:
    """Return the notes on a record that are not pinned, and those on its family, newest first."""
    own = _NOTES.format(link=scope.entity, owner=":id", only=" AND NOT pinned")
    members = [_of_members(entity, column, _NOTES, "note") for entity, column in scope.family]
    return _notes(session, scope, " UNION ".join([f"SELECT id FROM ({own})", *members]), before, limit)


def pinned_notes(session: Session, scope: Scope, limit: int = 20) -> list[Event]:
    """Return the pinned notes on a record itself, the newest first."""
    wanted = _NOTES.format(link=scope.entity, owner=":id", only=" AND pinned")
    return _notes(session, scope, wanted, None, limit)


def files(session: Session, scope: Scope, before: Position | None, limit: int) -> list[Event]:
    """Return the files on a record and those on its family, newest first."""
    wanted = _of_all(scope, _ON.replace("{table}", "attachment").replace("{only}", ""), "attachment")
    found = _hanging(session, scope, "attachment", "NULL", wanted, before, limit)
    return [
        Event(dates.moment_of(created), row, (_("File: {name}").format(name=name),), about=("attachment", row), on=on)
        for row, _uid, name, created, _none, on in found
    ]


def stage_moves(session: Session, scope: Scope, before: Position | None, limit: int) -> list[Event]:
    """Return how an opportunity, or those of the family, moved through the stages, newest first."""
    if scope.model is Opportunity:
        wanted = f"SELECT id FROM ({_MOVES.format(owner=':id')})"
    else:
        columns = [column for entity, column in scope.family if entity == Opportunity.__tablename__]
        if not columns:
            return []
        wanted = _of_members(Opportunity.__tablename__, columns[0], _MOVES, "opportunity_state")
    sql = f"""SELECT y.id, y.since, y.opportunity_id, iif(:entity = 'opportunity', '', o.name), g.name,
                     (SELECT name FROM stage WHERE id = {_BEFORE})
              FROM opportunity_state y JOIN opportunity o ON o.id = y.opportunity_id LEFT JOIN stage g ON g.id = y.stage_id
              WHERE y.id IN ({wanted}) ORDER BY y.since DESC, y.id DESC LIMIT :limit"""
    return [
        Event(
            dates.moment_of(since),
            row,
            ((_("Stage: {before} → {stage}") if was else _("Stage: {stage}")).format(before=was, stage=stage or "—"),),
            about=None if deal == scope.record_id and scope.model is Opportunity else ("opportunity", deal),
            on=name,
        )
        for row, since, deal, name, stage, was in _rows(session, sql, scope, before, limit)
    ]


def _notes(session: Session, scope: Scope, wanted: str, before: Position | None, limit: int) -> list[Event]:
    return [
        Event(dates.moment_of(created), row, (text,), about=("note", row), on=on, is_pinned=bool(pinned), uid=uid)
        for row, uid, text, created, pinned, on in _hanging(session, scope, "note", "h.pinned", wanted, before, limit)
    ]


def _hanging(
    session: Session, scope: Scope, table: str, more: str, wanted: str, before: Position | None, limit: int
) -> Iterator[tuple[Any, ...]]:
    """Yield id, uid, name, moment, `more` and the name of whom of the family it is on, of what hangs on records."""
    names = [f"WHEN '{entity}' THEN (SELECT name FROM {entity} WHERE id = h.record_id)" for entity, _c in scope.family]
    on = f"ifnull(CASE h.entity_name {' '.join(names)} END, '')" if names else "''"
    sql = f"""SELECT h.id, h.uid, h.name, h.created, {more}, {on} FROM {table} h WHERE h.id IN ({wanted})
              ORDER BY h.created DESC, h.id DESC LIMIT :limit"""
    return _rows(session, sql, scope, before, limit)


def _of_all(scope: Scope, wanted: str, table: str) -> str:
    """Return the SQL of the ids that `wanted` finds for the record itself and for each of its family."""
    own = wanted.format(link=scope.entity, owner=":id")
    members = [_of_members(entity, column, wanted, table) for entity, column in scope.family]
    return " UNION ".join([f"SELECT id FROM ({own})", *members])


def _of_members(entity: str, column: str, wanted: str, table: str) -> str:
    """Return the SQL of the ids that `wanted` finds for each record of an entity in the family."""
    each = wanted.format(link=entity, owner="m.id", only="")
    return f'SELECT x.id FROM "{entity}" m JOIN "{table}" x ON x.id IN ({each}) WHERE m."{column}" = :id'


def _rows(session: Session, sql: str, scope: Scope, before: Position | None, limit: int) -> Iterator[tuple[Any, ...]]:
    at, row = before or START
    names = {"id": scope.record_id, "entity": scope.entity, "at": at, "row": row, "limit": limit}
    return raw_of(session).execute(sql, names)
