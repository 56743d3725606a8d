"""What comes next with a record: the planned activities that are not done, overdue ones first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.services.attention import NextStep
from crm_desktop.services.event import Scope, has_activities
from crm_desktop.storage.store import raw_of

_OPEN = """SELECT id FROM activity WHERE "{link}_id" = {owner} AND done = 0 ORDER BY starts, id LIMIT :limit"""


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
    rows = raw_of(session).execute(
        f"""SELECT a.id, a.name, a.kind, a.starts, a.all_day, iif(:entity = 'contact', NULL, c.name),
                   iif(:entity = 'opportunity', NULL, o.name)
            FROM activity a LEFT JOIN contact c ON c.id = a.contact_id LEFT JOIN opportunity o ON o.id = a.opportunity_id
            WHERE a.id IN ({" UNION ".join([own, *family])}) ORDER BY a.starts, a.id LIMIT :limit""",
        {"id": scope.record_id, "entity": scope.entity, "limit": limit},
    )
    return [
        Planned(NextStep(row, name, kind, dates.moment_of(starts), bool(all_day)), contact or deal or "")
        for row, name, kind, starts, all_day, contact, deal in rows
    ]
