"""Open opportunities on the day on which they are expected to close."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_
from crm_desktop.model import Opportunity
from crm_desktop.schema.formats import Formats
from crm_desktop.services import records
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.record_day import RecordDay
from crm_desktop.services.series import Which

if TYPE_CHECKING:
    from crm_desktop.services.calendar.layers import Shown

LAYER = "closes"
KIND = "close"
_DAY = RecordDay(LAYER, "opportunity", KIND, N_("Expected close: {name}"), can_move=True)

_IS_THEN = """o.stage_id IN (SELECT id FROM stage WHERE kind = 'open')
AND o.close_date >= :first AND o.close_date <= :last"""
_ROWS = f"""
SELECT o.id, o.name, o.close_date, o.amount, o.currency, o.owner_id, o.account_id, s.name, a.name
FROM opportunity o INDEXED BY ix_opportunity_board LEFT JOIN seller s ON s.id = o.owner_id LEFT JOIN account a ON a.id = o.account_id
WHERE {_IS_THEN}{{only}} ORDER BY o.close_date, o.id LIMIT :limit
"""
_COUNTS = f"SELECT o.close_date, count(*) FROM opportunity o INDEXED BY ix_opportunity_board WHERE {_IS_THEN}{{only}} GROUP BY 1"
_NO_LIMIT = -1


def read(raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats) -> list[Entry]:
    """Return what is expected to close on some days, as far as it is shown."""
    return _first(raw, period, shown, formats, _NO_LIMIT)


def glance(
    raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats, limit: int
) -> tuple[dict[date, int], list[Entry]]:
    """Return how much is expected to close on each day, and the first of each up to `limit`."""
    names = {"first": f"{period.first}", "last": f"{period.last}", **shown.names}
    totals = {date.fromisoformat(day): n for day, n in raw.execute(_COUNTS.format(only=shown.only("o")), names)}
    return totals, [one for day in totals for one in _first(raw, Period(day, day), shown, formats, limit)]


def place(
    session: Session, entry: Entry, starts: datetime, _minutes: int | None, _all_day: bool, _which: Which
) -> None:
    """Expect an opportunity to close on the local day of `starts`."""
    opportunity = records.find(session, Opportunity, entry.id)
    records.update(session, opportunity, {"close_date": moments.local_day(starts)})


def _first(raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats, limit: int) -> list[Entry]:
    names = {"first": f"{period.first}", "last": f"{period.last}", "limit": limit, **shown.names}
    return list(_entries(raw.execute(_ROWS.format(only=shown.only("o")), names), formats))


def _entries(rows: Iterable[tuple[Any, ...]], formats: Formats) -> Iterator[Entry]:
    today = dates.today()
    for row, name, written, amount, currency, owner_id, account_id, owner, account in rows:
        day = date.fromisoformat(written)
        price = "" if amount is None else formats.money(Decimal(amount).scaleb(-4))
        worth = " ".join(filter(None, (price, price and currency)))
        yield _DAY.entry(row, name, day, (owner_id, account_id, owner, account), worth, is_overdue=day < today)
