"""What comes next with a record: the planned activities that are not done, overdue ones first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.model import Contact
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.services.attention import NextStep, step_of
from crm_desktop.services.event import WITH_WHOM, Scope, has_activities
from crm_desktop.storage.store import raw_of

_OPEN = f"""SELECT id FROM activity WHERE "{{link}}_id" = {{owner}} AND done = 0 AND {IS_PLANNED} ORDER BY {DUE}, id LIMIT :limit"""
_INVITED = f"""SELECT a.id FROM attendee t JOIN activity a ON a.id = t.activity_id
               WHERE t.contact_id = {{owner}} AND a.done = 0 AND {IS_PLANNED} ORDER BY {DUE}, a.id LIMIT :limit"""


@dataclass(frozen=True)
class Planned:
    """A planned activity; `on` names the contact or opportunity that it is with, empty for the page's own record."""

    step: NextStep
    on: str


def of(session: Session, scope: Scope, limit: int) -> list[Planned]:
    """Return the next planned activities of a record and of those that belong to it, in order of time."""
    if not has_activities(scope.model):
        return []
    own = f"SELECT id FROM ({_OPEN.format(link=scope.entity, owner=':id')})"
    family = [
        f'SELECT x.id FROM "{entity}" m JOIN activity x ON x.id IN ({_OPEN.format(link=entity, owner="m.id")})'
        f' WHERE m."{column}" = :id'
        for entity, column in scope.family
    ]
    if scope.model is Contact:
        family.append(f"SELECT id FROM ({_INVITED.format(owner=':id')})")
    rows = raw_of(session).execute(
        f"""SELECT a.id, a.name, a.kind, {DUE}, a.all_day, a.recurrence IS NOT NULL,
                   {WITH_WHOM}, iif(:entity = 'opportunity', NULL, o.name)
            FROM activity a LEFT JOIN contact c ON c.id = a.contact_id LEFT JOIN opportunity o ON o.id = a.opportunity_id
            WHERE a.id IN ({" UNION ".join([own, *family])}) ORDER BY {DUE}, a.id LIMIT :limit""",
        {"id": scope.record_id, "entity": scope.entity, "limit": limit},
    )
    return [Planned(step_of(*step), contact or deal or "") for *step, contact, deal in rows]
