"""The book as a report sees it: the opportunities at the end of a day, the rates known then, and the names to show.

Opportunities come from their trail, names and links of everything else from the journal: a report as of a past day
prints the words of that day, also of what was renamed or deleted since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import isolated
from crm_desktop.base.i18n import _
from crm_desktop.base.text import natural_key
from crm_desktop.figures.deal import Deal, Rates
from crm_desktop.services import book as services_book
from crm_desktop.services import deals as services_deals
from crm_desktop.services import past
from crm_desktop.storage.store import raw_of

Names = Mapping[int, str]

_LIST_PRICED = """
SELECT s.opportunity_id, s.product_id FROM opportunity_state s
WHERE s.amount_from_list AND s.since <= :moment AND s.kind = 'open'
  AND NOT EXISTS (SELECT 1 FROM opportunity_state l WHERE l.opportunity_id = s.opportunity_id AND l.since <= :moment
                  AND (l.since, l.id) > (s.since, s.id))
"""


@dataclass(frozen=True)
class Book:
    """What all sections of a report read; `parents` leads from an account to the company that it belongs to."""

    day: date
    began: date
    """The first day on which anything was written into it."""
    seller: int | None
    title: str
    currency: str
    file: str
    rates: Rates
    deals: Mapping[int, Deal]
    list_priced: frozenset[int]
    stages: Names
    sellers: Names
    accounts: Names
    products: Names
    references: Names
    """Of the opportunities that have one."""
    parents: Mapping[int, int]
    territories: Names
    """Of the sellers that have one."""
    teams: Mapping[int, int]
    """The manager of a seller."""
    managers: Names
    industries: Names
    """Of the accounts that have one."""

    @property
    def is_younger(self) -> bool:
        """Whether it began after the day."""
        return self.began > self.day

    def scope(self) -> str:
        """Return whose numbers these are, and in what currency."""
        who = _("All sellers") if self.seller is None else isolated(named(self.sellers, self.seller))
        parts = (who, isolated(self.title), _("amounts in {currency}").format(currency=self.currency))
        return " · ".join(part for part in parts if part)

    def company(self, account: int | None) -> int | None:
        """Return the topmost parent of an account; accounts that are each other's parents count as one company."""
        seen: list[int] = []
        while account is not None and account not in seen:
            seen.append(account)
            account = self.parents.get(account)
        return min(seen[seen.index(account) :]) if account is not None else seen[-1] if seen else None


def read(session: Session, day: date, seller: int | None = None) -> Book:
    """Return the book at the end of `day`, or of it what one seller owned then."""
    end, then = dates.moment_text(dates.end_of(day)), past.end_of(session, day)

    def column(table: str, name: str = "name") -> Any:
        return past.column(session, table, name, end)

    return Book(
        day=day,
        began=past.began(session),
        seller=seller,
        title=services_book.title(session, then),
        currency=services_book.currency(session, then),
        file=file_of(session),
        rates=services_deals.rates(session, then).until(day),
        deals=services_deals.as_of(session, day, seller),
        list_priced=_list_priced(session, end),
        stages=column("stage"),
        sellers=column("seller"),
        accounts=column("account"),
        products=column("product"),
        references=column("opportunity", "reference"),
        parents=column("account", "parent_id"),
        territories=column("seller", "territory"),
        teams=column("seller", "manager_id"),
        managers=column("manager"),
        industries=column("account", "industry"),
    )


def _list_priced(session: Session, end: str) -> frozenset[int]:
    """Return the open opportunities whose amount is a list price: those that took one, or would if there was one, and there is."""
    found = raw_of(session).execute(_LIST_PRICED, {"moment": end}).fetchall()
    prices = past.column(session, "product", "price", end) if found else {}
    return frozenset(deal for deal, product in found if product is None or product in prices)


def file_of(session: Session) -> str:
    """Return the name of the book's file."""
    row = raw_of(session).execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    return Path(row[0]).name


def named(names: Names, key: int | None, *, none: str = "") -> str:
    """Return the name of a linked record, `none` where there is no link."""
    return none if key is None else names.get(key, _("(deleted)"))


def in_order(keys: set[int | None], names: Names) -> list[int | None]:
    """Return keys by name in natural order, that of no record last."""
    return sorted(keys, key=lambda key: (key is None, natural_key(named(names, key)), key or 0))
