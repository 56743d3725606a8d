"""Goals in words: whose, for when and how much. Their own names are often all alike, such as "2026-10"."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.store import raw_of

_GOALS: Final = """
SELECT g.id, s.name, m.name, g.first_day, g.last_day, g.amount
FROM goal g LEFT JOIN seller s ON s.id = g.seller_id LEFT JOIN manager m ON m.id = g.manager_id
WHERE g.id IN (SELECT value FROM json_each(?))
"""


class Told(NamedTuple):
    """Whose goal, for which days, and how much."""

    whose: str
    days: str
    amount: str

    @property
    def name(self) -> str:
        """Whose it is and for when, in one line."""
        return f"{self.whose} · {self.days}"


def names(session: Session, ids: Collection[int], formats: Formats) -> dict[int, Told]:
    """Return the words for goals by their ids; deleted ones are left out."""
    if not ids:
        return {}
    found = {}
    for key, seller, manager, first, last, amount in raw_of(session).execute(_GOALS, (json.dumps([*ids]),)):
        team = _("Team of {name}").format(name=manager) if manager else _("Whole company")
        days = days_of(date.fromisoformat(first), date.fromisoformat(last), formats)
        found[key] = Told(seller or team, days, formats.money(Decimal(amount).scaleb(-4)))
    return found


def days_of(first: date, last: date, formats: Formats) -> str:
    """Return "Oct 2026" and "Oct – Dec 2026" of whole months, else both days."""
    if first.day > 1 or last != dates.month_of(last).last:
        return f"{formats.day_in_words(first)} – {formats.day_in_words(last)}"
    begin, end = (f"{formats.months[day.month - 1]} {day.year}" for day in (first, last))
    if begin == end:
        return end
    return f"{formats.months[first.month - 1]} – {end}" if first.year == last.year else f"{begin} – {end}"
