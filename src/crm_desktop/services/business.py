"""The open business with a record: its opportunities that are neither won nor lost, the next to close first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.model import Opportunity, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import attention
from crm_desktop.storage.store import raw_of

_OPEN = "\"{link}\" = ? AND stage_id IN (SELECT id FROM stage WHERE kind = 'open')"


@dataclass(frozen=True)
class OpenDeal:
    """An open opportunity; `currency` None is the book's own, `warnings` say why it needs attention."""

    id: int
    name: str
    stage: str
    probability: Decimal | None
    amount: Decimal | None
    currency: str | None
    close_date: date | None
    warnings: tuple[str, ...]


def link_of(model: type[Record]) -> str | None:
    """Return the column by which opportunities link to an entity, None where they don't."""
    return next((name for name, kind in Opportunity.links().items() if kind.target == model.__tablename__), None)


@dataclass(frozen=True)
class Business:
    """How many opportunities link to a record, how many of them are open, and the first of these."""

    total: int
    count: int
    deals: tuple[OpenDeal, ...]


def of(session: Session, model: type[Record], record_id: int, formats: Formats, limit: int) -> Business:
    """Return the open business with a record."""
    link, raw = link_of(model), raw_of(session)
    if link is None:
        return Business(0, 0, ())
    where = _OPEN.format(link=link)
    (count,) = raw.execute(f"SELECT count(*) FROM opportunity WHERE {where}", (record_id,)).fetchone()
    (total,) = raw.execute(f'SELECT count(*) FROM opportunity WHERE "{link}" = ?', (record_id,)).fetchone()
    rows = raw.execute(
        f"""SELECT o.id, o.name, (SELECT name FROM stage WHERE id = o.stage_id), o.probability, o.amount, o.currency, o.close_date
            FROM opportunity o WHERE {where} ORDER BY o.close_date IS NULL, o.close_date, o.id LIMIT ?""",
        (record_id, limit),
    ).fetchall()
    fields = Opportunity.fields()
    warnings = attention.reasons(session, [row[0] for row in rows], formats) if rows else {}
    deals = (
        OpenDeal(
            row[0],
            row[1],
            row[2] or "",
            fields["probability"].kind.load(row[3]),
            fields["amount"].kind.load(row[4]),
            row[5],
            fields["close_date"].kind.load(row[6]),
            warnings.get(row[0], ()),
        )
        for row in rows
    )
    return Business(total, count, tuple(deals))
