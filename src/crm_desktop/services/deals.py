"""The opportunities as they were at the end of a day, read from their trail: what every pipeline figure starts from."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures.deal import Category, Deal, Kind, Rates
from crm_desktop.services import book, lists, past, touches
from crm_desktop.services.touches import Touches
from crm_desktop.storage.store import raw_of

_AS_OF = """
SELECT s.opportunity_id, s.name, s.kind, s.stage_id, g.position, s.amount, s.currency, s.probability, o.probability_by_hand,
       s.category, s.close_date, s.closed_on, o.entered_on, s.owner_id, s.account_id, s.product_id,
       o.loss_reason, g.limit_in_stage, g.limit_without_contact, o.contact_id, o.source
FROM opportunity_state s
LEFT JOIN opportunity o ON o.id = s.opportunity_id
LEFT JOIN stage g ON g.id = s.stage_id
WHERE s.since <= :moment AND s.kind <> 'removed' AND (:seller IS NULL OR s.owner_id = :seller)
  AND NOT EXISTS (SELECT 1 FROM opportunity_state l WHERE l.opportunity_id = s.opportunity_id AND l.since <= :moment
                  AND (l.since, l.id) > (s.since, s.id))
  {among}
ORDER BY s.opportunity_id
"""

_TRAIL = """
SELECT opportunity_id, sum(close_date > before), max(CASE WHEN stage_id IS NOT last_stage THEN since END), max(first_close), min(since)
FROM (SELECT opportunity_id, since, close_date, stage_id,
             lag(close_date) OVER trail AS before, lag(stage_id) OVER trail AS last_stage,
             first_value(close_date) OVER (PARTITION BY opportunity_id ORDER BY close_date IS NULL, since, id) AS first_close
      FROM opportunity_state WHERE since <= :moment {among} WINDOW trail AS (PARTITION BY opportunity_id ORDER BY since, id))
GROUP BY opportunity_id
"""
_OWN: Final = ("opportunity", ("probability_by_hand", "entered_on", "loss_reason", "contact_id", "source"))
"""What the trail does not keep."""
_OF_STAGE: Final = ("stage", ("position", "limit_in_stage", "limit_without_contact"))
_RATE: Final = ("name", "day", "units", "amount")


def as_of(session: Session, day: date, seller: int | None = None, ids: Iterable[int] | None = None) -> dict[int, Deal]:
    """Return every opportunity that was in the book at the end of `day`, by id, as it was then.

    With `ids` only these of today's opportunities, at a cost that does not grow with the book.
    """
    raw = raw_of(session)
    chosen = None if ids is None else json.dumps(list(ids))
    names = {"moment": dates.moment_text(dates.end_of(day)), "seller": seller, "ids": chosen}
    trail = {row[0]: row[1:] for row in raw.execute(_TRAIL.format(among=_among(chosen, "opportunity_id")), names)}
    moment = past.end_of(session, day)
    own, stages = (_changed(session, table, columns, moment) for table, columns in (_OWN, _OF_STAGE))
    touch, left_out = touches.read(session, day, chosen), lists.not_counted(session, moment)
    currency = book.currency(session, moment)
    found = {}
    for values in raw.execute(_AS_OF.format(among=_among(chosen, "s.opportunity_id")), names):
        row = _Row._make(values)
        if since := own.get(row.id, {}) | stages.get(row.stage or 0, {}):
            row = row._replace(**since)
        found[row.id] = _deal(row, trail[row.id], touch, currency, left_out)
    return found


def rates(session: Session, moment: str | None = None) -> Rates:
    """Return the book's exchange rates, or those that it had at a stored moment and all that were entered later."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    if moment is None:
        rows = (
            raw_of(session).execute(f"SELECT {', '.join(_RATE)} FROM exchange_rate ORDER BY name, day, id").fetchall()
        )
    else:
        then = past.rows(session, "exchange_rate", _RATE, moment)
        rows = [tuple(values.values()) for _id, values in sorted(then.items(), key=lambda one: (one[1]["day"], one[0]))]
    for name, day, units, amount in rows:
        found.setdefault(name, []).append((date.fromisoformat(day), Decimal(amount).scaleb(-4) / units))
    return Rates(book.currency(session, moment), found)


class _Row(NamedTuple):
    """What `_AS_OF` selects: values as stored."""

    id: int
    name: str | None
    kind: Kind
    stage: int | None
    position: int | None
    amount: int | None
    currency: str | None
    probability: int | None
    probability_by_hand: int | None
    category: Category | None
    close_date: str | None
    closed_on: str | None
    entered_on: str | None
    owner: int | None
    account: int | None
    product: int | None
    loss_reason: str | None
    limit_in_stage: int | None
    limit_without_contact: int | None
    contact_id: int | None
    source: str | None


def _changed(session: Session, table: str, columns: Collection[str], moment: str | None) -> dict[int, dict[str, Any]]:
    return {} if moment is None else past.changed(session, table, columns, moment)


def _deal(row: _Row, trail: tuple[Any, ...], touch: Touches, currency: str, left_out: frozenset[str]) -> Deal:
    pushed, stage_since, first_close, first_seen = trail
    customer = [("opportunity", row.id), ("account", row.account or 0), ("contact", row.contact_id or 0)]
    step = min(filter(None, map(touch.planned.get, customer[:2])), default=None)
    return Deal(
        id=row.id,
        name=row.name or "",
        kind=row.kind,
        stage=row.stage or 0,
        stage_order=row.position or 0,
        amount=_decimal(row.amount),
        currency=row.currency or currency,
        probability=_decimal(row.probability),
        by_hand=bool(row.probability_by_hand),
        category=row.category or "pipeline",
        close_date=_day(row.close_date),
        closed_on=_day(row.closed_on),
        created_on=_day(row.entered_on) or _local(first_seen),
        seller=row.owner,
        account=row.account,
        product=row.product,
        loss_counts=row.loss_reason not in left_out,
        loss_reason=row.loss_reason or "",
        first_close_date=_day(first_close),
        pushed=pushed or 0,
        stage_since=_local(stage_since),
        contacted_on=max(filter(None, map(touch.contacted.get, customer)), default=None),
        next_step_on=step.day if step else None,
        next_step=step.activity if step else None,
        limit_in_stage=row.limit_in_stage,
        limit_without_contact=row.limit_without_contact,
        source=row.source or "",
    )


def _among(ids: str | None, column: str) -> str:
    return "" if ids is None else f"AND {column} IN (SELECT value FROM json_each(:ids))"


def _decimal(raw: int | None) -> Decimal | None:
    return None if raw is None else Decimal(raw).scaleb(-4)


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _local(raw: str | None) -> date | None:
    return dates.local_day(dates.moment_of(raw)) if raw else None
