"""Since when a customer is what it is: the second half of "Active client since Mar 2024".

A status that was changed in this book counts from that step. Where it came with an import, an active client counts
from the first opportunity that was won; anything else would claim to know what nobody wrote down.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Opportunity, Record
from crm_desktop.model.account import LIFECYCLE
from crm_desktop.storage.store import raw_of

_CHANGED = """
SELECT a.at FROM (SELECT id, action, after FROM journal WHERE tbl = ? AND row = ? AND op = 'U' ORDER BY id DESC LIMIT 1000) j
JOIN action a ON a.id = j.action WHERE NOT a.undone AND json_extract(j.after, ?) IS NOT NULL ORDER BY j.id DESC LIMIT 1
"""


def status_of(model: type[Record]) -> str | None:
    """Return the column that holds the lifecycle of a customer, None where an entity has none."""
    return next((name for name, declared in model.fields().items() if declared.kind == LIFECYCLE), None)


def since(session: Session, record: Record) -> date | None:
    """Return the day since which a record has its present status, None where that is not known."""
    column = status_of(type(record))
    if column is None:
        return None
    sought = (type(record).__tablename__, record.id, f"$.{column}")
    changed = raw_of(session).execute(_CHANGED, sought).fetchone()
    if changed is not None:
        return dates.local_day(dates.moment_of(changed[0]))
    return _first_won(session, record) if getattr(record, column) == "active" else None


def _first_won(session: Session, record: Record) -> date | None:
    """Return when the record, or the account that it belongs to, first bought something."""
    own = f"{type(record).__tablename__}_id"
    links = {own: record.id} | {name: getattr(record, name) for name in type(record).links() if name == "account_id"}
    days = [
        raw_of(session)
        .execute(
            f"""SELECT min(closed_on) FROM opportunity WHERE "{link}" = ?
                AND stage_id IN (SELECT id FROM stage WHERE kind = 'won')""",
            (record_id,),
        )
        .fetchone()[0]
        for link, record_id in links.items()
        if link in Opportunity.links() and record_id is not None
    ]
    return min((date.fromisoformat(day) for day in days if day), default=None)
