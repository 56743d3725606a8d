"""The opportunities as they were at the end of a day, read from their trail: what every pipeline figure starts from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures.deal import Deal, Rates
from crm_desktop.model.activity import IS_CONTACT
from crm_desktop.services import book, lists
from crm_desktop.storage import occurrences
from crm_desktop.storage.store import raw_of

_AS_OF = """
SELECT s.opportunity_id, s.name, s.kind, s.stage_id, g.position, s.amount, s.currency, s.probability, o.probability_by_hand,
       s.category, s.close_date, s.closed_on, coalesce(o.entered_on, ''), s.owner_id, s.account_id, s.product_id,
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


def as_of(session: Session, day: date, seller: int | None = None, ids: Iterable[int] | None = None) -> dict[int, Deal]:
    """Return every opportunity that was in the book at the end of `day`, by id, as it was then.

    With `ids` only these of today's opportunities, at a cost that does not grow with the book.
    """
    raw = raw_of(session)
    chosen = None if ids is None else json.dumps(list(ids))
    names = {"moment": dates.moment_text(dates.end_of(day)), "seller": seller, "ids": chosen}
    trail = {row[0]: row[1:] for row in raw.execute(_TRAIL.format(among=_among(chosen, "opportunity_id")), names)}
    touch = _Touch(_contacted(raw, day, chosen), _planned(raw, day, chosen))
    currency, left_out = book.currency(session), lists.not_counted(session)
    rows = raw.execute(_AS_OF.format(among=_among(chosen, "s.opportunity_id")), names)
    return {row[0]: _deal(row, trail[row[0]], touch, currency, left_out) for row in rows}


def rates(session: Session) -> Rates:
    """Return the book's exchange rates."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    rows = raw_of(session).execute("SELECT name, day, units, amount FROM exchange_rate ORDER BY name, day, id")
    for name, day, units, amount in rows:
        found.setdefault(name, []).append((date.fromisoformat(day), Decimal(amount).scaleb(-4) / units))
    return Rates(book.currency(session), found)


class _Touch(NamedTuple):
    """Days by customer, who is an (entity, id): of the last contact, and of the next planned step."""

    contacted: dict[tuple[str, int], date]
    planned: dict[tuple[str, int], date]


def _deal(row: tuple[Any, ...], trail: tuple[Any, ...], touch: _Touch, currency: str, left_out: frozenset[str]) -> Deal:
    deal_id, name, kind, stage, order, amount, own_currency, probability, by_hand, category = row[:10]
    close_date, closed_on, entered, owner, account, product, reason, in_stage, without_contact, contact, source = row[
        10:
    ]
    pushed, stage_since, first_close, first_seen = trail
    customer = [("opportunity", deal_id), ("account", account), ("contact", contact)]
    return Deal(
        id=deal_id,
        name=name or "",
        kind=kind,
        stage=stage or 0,
        stage_order=order or 0,
        amount=_decimal(amount),
        currency=own_currency or currency,
        probability=_decimal(probability),
        by_hand=bool(by_hand),
        category=category or "pipeline",
        close_date=_day(close_date),
        closed_on=_day(closed_on),
        created_on=_day(entered) or _local(first_seen),
        seller=owner,
        account=account,
        product=product,
        loss_counts=reason not in left_out,
        loss_reason=reason or "",
        first_close_date=_day(first_close),
        pushed=pushed or 0,
        stage_since=_local(stage_since),
        contacted_on=max(filter(None, map(touch.contacted.get, customer)), default=None),
        next_step_on=min(filter(None, map(touch.planned.get, customer[:2])), default=None),
        limit_in_stage=in_stage,
        limit_without_contact=without_contact,
        source=source or "",
    )


def _among(ids: str | None, column: str) -> str:
    return "" if ids is None else f"AND {column} IN (SELECT value FROM json_each(:ids))"


def _of_customers(ids: str | None, link: str, column: str) -> str:
    """Return the condition that `column` holds an opportunity among `ids`, or the account or contact of one."""
    if ids is None or link == "opportunity":
        return _among(ids, column)
    return f"AND {column} IN (SELECT {link}_id FROM opportunity WHERE id IN (SELECT value FROM json_each(:ids)))"


def _contacted(raw: sqlite3.Connection, day: date, ids: str | None) -> dict[tuple[str, int], date]:
    """Return the last day of contact per customer, completed by the end of `day`."""
    kinds = ", ".join(f"'{kind}'" for kind in IS_CONTACT)
    found = {}
    for link in ("account", "contact", "opportunity"):
        # the last contact that the program keeps is right for each day from then on; only for a day before is it sought
        rows: Iterable[tuple[int, str | None]] = raw.execute(
            f"""SELECT t.id, iif(t.last_contact <= :day, t.last_contact,
                    (SELECT date(max(starts), 'localtime') FROM activity
                     WHERE {link}_id = t.id AND done AND kind IN ({kinds}) AND starts <= :end))
                FROM {link} t WHERE t.last_contact IS NOT NULL {_of_customers(ids, link, "t.id")}""",
            {"day": day.isoformat(), "end": dates.moment_text(dates.end_of(day)), "ids": ids},
        )
        found.update({(link, record): date.fromisoformat(last) for record, last in rows if last is not None})
    return found


def _planned(raw: sqlite3.Connection, day: date, ids: str | None) -> dict[tuple[str, int], date]:
    """Return the next planned step per opportunity, and per account for steps without an opportunity.

    For a past day: what was entered by then and lay ahead, whether or not it has been done since.
    """
    start, end = (dates.moment_text(dates.end_of(one)) for one in (day - dates.DAY, day))
    names = {"start": start, "end": end, "ids": ids}
    found: dict[tuple[str, int], date] = {}
    for link, only in (("opportunity", ""), ("account", "AND +opportunity_id IS NULL")):
        of_link = f"{link}_id IS NOT NULL {only} {_of_customers(ids, link, f'{link}_id')} AND created <= :end"
        rows: Iterable[tuple[int, str]] = raw.execute(
            f"""SELECT {link}_id, date(min(starts), 'localtime') FROM activity
                WHERE {of_link} AND recurrence IS NULL AND starts > :start AND (NOT done OR starts > :end)
                GROUP BY {link}_id""",
            names,
        )
        found.update({(link, record): date.fromisoformat(first) for record, first in rows})
        for record, first_day in _of_series(raw, day, of_link, f"{link}_id", names):
            known = found.get((link, record))
            found[link, record] = first_day if known is None else min(known, first_day)
    return found


def _of_series(
    raw: sqlite3.Connection, day: date, of_link: str, column: str, names: Mapping[str, str | None]
) -> Iterator[tuple[int, date]]:
    """Yield for each series its first day from `day` on; what was left out or settled since is not known any more."""
    is_now = day >= dates.today()
    rows = raw.execute(
        f"SELECT id, {column}, due FROM activity WHERE recurrence IS NOT NULL AND {of_link}"
        + (" AND due IS NOT NULL" if is_now else ""),
        names,
    ).fetchall()
    start = dates.end_of(day - dates.DAY)
    first = {row: due for row, _record, due in rows if is_now and due > names["start"]}
    first |= occurrences.first_after(raw, [row for row, _record, _due in rows if row not in first], start)
    for row, record, _due in rows:
        if row in first:
            yield record, dates.local_day(dates.moment_of(first[row]))


def _decimal(raw: int | None) -> Decimal | None:
    return None if raw is None else Decimal(raw).scaleb(-4)


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _local(raw: str | None) -> date | None:
    return dates.local_day(dates.moment_of(raw)) if raw else None
