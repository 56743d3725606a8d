"""Whom to call or visit next, and why: what is planned and due, customers whom nobody spoke to for long, birthdays.

Whoever has several reasons stands here once. A contact is called rather than its account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures import aging
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Words
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.services import agenda
from crm_desktop.storage.store import raw_of

Target = tuple[Literal["contact", "account"], int]
_MOST_BIRTHDAYS = 2_000

_PLANNED = f"""
SELECT id, name, kind, {DUE}, contact_id, account_id, owner_id FROM activity
WHERE {IS_PLANNED} AND {DUE} <= ? AND (contact_id IS NOT NULL OR account_id IS NOT NULL) ORDER BY {DUE}, id
"""
_PEOPLE = """
SELECT c.id, c.name, a.name, coalesce(c.mobile, c.phone, a.phone), coalesce(c.last_contact, a.last_contact),
       coalesce(c.street, a.street), coalesce(c.postcode, a.postcode), coalesce(c.city, a.city),
       coalesce(c.country, a.country), coalesce(c.owner_id, a.owner_id), ''
FROM contact c LEFT JOIN account a ON a.id = c.account_id WHERE c.id IN (SELECT value FROM json_each(?))
"""
_COMPANIES = """
SELECT a.id, a.name, '', coalesce(a.phone, p.mobile, p.phone), a.last_contact, a.street, a.postcode, a.city, a.country,
       a.owner_id, iif(a.phone IS NULL AND p.id IS NOT NULL, p.name, '')
FROM account a LEFT JOIN contact p ON p.id = (SELECT min(id) FROM contact WHERE account_id = a.id
                                              AND coalesce(mobile, phone) IS NOT NULL)
WHERE a.id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True)
class Reason:
    """Why somebody is to be called: what is planned (`kind` is the activity's), "quiet" or "birthday".

    `day` is when it was or is due; `about` is the record that tells it.
    """

    kind: str
    day: date
    text: str
    about: tuple[str, int]
    seller: int | None = None


@dataclass(frozen=True)
class Customer:
    """Whom to call or visit: how to reach them, and all the reasons, the most urgent first."""

    target: Target
    name: str
    account: str
    phone: str
    last_contact: date | None
    street: str
    postcode: str
    city: str
    country: str
    seller: int | None
    speaker: str
    """Whose telephone it is, where the account has none of its own."""
    reasons: tuple[Reason, ...]


def customers(
    session: Session, deals: Iterable[Deal], ahead: int, sellers: Iterable[int | None] | None = None
) -> list[Customer]:
    """Return whom to call from today to `ahead` days on, the most urgent first; only for `sellers` where given."""
    wanted = None if sellers is None else set(sellers)
    reasons: dict[Target, list[Reason]] = {}
    found = (*_planned(session, ahead), *_quiet(session, deals), *_birthdays(session, ahead))
    for target, reason in found:
        reasons.setdefault(target, []).append(reason)
    rows = dict(_rows(session, reasons))
    customers = [_customer(target, rows[target], why, wanted) for target, why in reasons.items() if target in rows]
    return sorted((one for one in customers if one.reasons), key=lambda one: (one.reasons[0].day, one.name))


def _customer(target: Target, row: tuple[Any, ...], why: Iterable[Reason], wanted: set[int | None] | None) -> Customer:
    name, account, phone, last, street, postcode, city, country, owner, speaker = row
    mine = [one for one in why if wanted is None or (one.seller or owner) in wanted]
    return Customer(
        target,
        name,
        account or "",
        phone or "",
        date.fromisoformat(last) if last else None,
        street or "",
        postcode or "",
        city or "",
        country or "",
        next((one.seller for one in mine if one.seller), owner),
        speaker,
        tuple(sorted(mine, key=lambda one: one.day)),
    )


def _planned(session: Session, ahead: int) -> Iterator[tuple[Target, Reason]]:
    last = dates.moment_text(dates.end_of(dates.today() + timedelta(days=ahead)))
    for key, name, kind, starts, contact, account, owner in raw_of(session).execute(_PLANNED, (last,)):
        target: Target = ("contact", contact) if contact is not None else ("account", account)
        yield target, Reason(kind, dates.local_day(dates.moment_of(starts)), name, ("activity", key), owner)


def _quiet(session: Session, deals: Iterable[Deal]) -> Iterator[tuple[Target, Reason]]:
    """Yield the customers of open opportunities that nobody was in contact with for longer than the stage allows."""
    today = dates.today()
    contacts = dict(raw_of(session).execute("SELECT id, contact_id FROM opportunity WHERE contact_id IS NOT NULL"))
    for deal in deals:
        why = aging.without_contact(deal, today) if deal.kind == "open" and not aging.is_silenced(deal, today) else None
        contact = contacts.get(deal.id)
        if why is not None and (contact is not None or deal.account is not None):
            target: Target = ("contact", contact) if contact is not None else ("account", deal.account or 0)
            over = today - timedelta(days=aging.days_over([why], today))
            text = Words("{name}: {why}", name=deal.name, why=why)
            yield target, Reason("quiet", over, text, ("opportunity", deal.id), deal.seller)


def _birthdays(session: Session, ahead: int) -> Iterator[tuple[Target, Reason]]:
    for one in agenda.birthdays(session, ahead, _MOST_BIRTHDAYS):
        age = "" if one.age is None else str(one.age)
        yield ("contact", one.id), Reason("birthday", one.day, age, ("contact", one.id))


def _rows(session: Session, targets: Mapping[Target, object]) -> Iterator[tuple[Target, tuple[Any, ...]]]:
    people = json.dumps([key for entity, key in targets if entity == "contact"])
    companies = json.dumps([key for entity, key in targets if entity == "account"])
    for key, *row in raw_of(session).execute(_PEOPLE, (people,)):
        yield ("contact", key), tuple(row)
    for key, *row in raw_of(session).execute(_COMPANIES, (companies,)):
        yield ("account", key), tuple(row)
