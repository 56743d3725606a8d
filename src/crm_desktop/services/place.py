"""Where a record is shown: most have a page of their own, what hangs on another one is shown there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm_desktop.model import BY_NAME
from crm_desktop.services import records


def of(session: Session, entity: str, record_id: int) -> tuple[str, int]:
    """Return the entity and id whose page shows a record. Raises UserError when it was deleted."""
    record = records.find(session, BY_NAME[entity], record_id)
    on = getattr(record, "entity_name", None), getattr(record, "record_id", None)
    return (on[0], on[1]) if on[0] in BY_NAME and on[1] is not None else (entity, record_id)
