"""Whom and what a name means: the records of the book that it fits, the likeliest first, and a new one among them.

A word fits a whole word of a name: "Anna" is Anna Berg. The beginning of a name, "Nam" for Nam-zim, counts where it
leads to one record alone; where it leads to several, they are offered behind the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold
from crm_desktop.model import Account, Contact, Opportunity, Record, Stage
from crm_desktop.services import pipeline, related
from crm_desktop.services.phrase import Phrase
from crm_desktop.storage import search
from crm_desktop.storage.ordering import Condition
from crm_desktop.storage.store import raw_of

R = TypeVar("R", bound=Record)

MOST_CHOICES = 6
_LOOKED_AT = 50
_TELLING = 3
"""So many letters of a name's beginning are worth a guess."""
ANY = -1
"""In place of a company's id: the line names none."""


@dataclass(frozen=True)
class Choice:
    """A record that a name may mean; without an id it is to be made, without an entity there is none."""

    entity: str
    id: int | None
    name: str
    detail: str = ""


@dataclass(frozen=True)
class Part:
    """What one name of the line may mean, and which choice is taken."""

    choices: tuple[Choice, ...]
    picked: int = 0

    @property
    def chosen(self) -> Choice:
        """The choice that is taken."""
        return self.choices[self.picked]


def named(session: Session, model: type[R], name: str) -> list[R]:
    """Return the records of which all words of `name` are words, those of exactly this name first."""
    words = set(fold(name).split())
    return [record for record in _like(session, model, name) if words <= set(_words(_name(record)))]


def beginning(session: Session, model: type[R], name: str) -> list[R]:
    """Return the records with words that begin like each word of `name`, where that is telling enough."""
    words = fold(name).split()
    if any(len(word) < _TELLING for word in words):
        return []

    def fits(record: R) -> bool:
        whole = _words(_name(record))
        return all(any(other.startswith(word) for other in whole) for word in words)

    return [record for record in _like(session, model, name) if fits(record)]


def _like(session: Session, model: type[R], name: str) -> list[R]:
    if not any(letter.isalnum() for letter in name):
        return []
    hits = search.matching(raw_of(session), model, name, Condition(), _LOOKED_AT).ids
    found = session.scalars(select(model).where(model.id.in_(hits))).all()
    return sorted(found, key=lambda record: (fold(_name(record)) != fold(name), _name(record), record.id))


def _name(record: Record) -> str:
    return str(getattr(record, "name"))  # noqa: B009 - every entity has one, its base class does not say so


def _words(name: str) -> list[str]:
    return fold(name).replace(",", " ").replace(".", " ").split()


def companies(session: Session, name: str) -> list[Choice]:
    """Return which company a name means."""
    new = Choice("account", None, name)
    found = [Choice("account", record.id, record.name, record.city or "") for record in named(session, Account, name)]
    if found:
        return [*found[: MOST_CHOICES - 1], new]
    near = [Choice("account", one.id, one.name, one.city or "") for one in beginning(session, Account, name)]
    return [*near, new] if len(near) == 1 else [new, *near[: MOST_CHOICES - 1]]


def people(session: Session, phrase: Phrase, company: int | None) -> list[Choice]:
    """Return whom a name means; `company` is ANY where the line names none, None where it is a new one.

    Of the same name at another company is another person, offered behind the new one.
    """
    if not phrase.person:
        return [*_of_address(session, phrase.email), Choice("contact", None, phrase.email)]
    found = named(session, Contact, phrase.person) or _only(beginning(session, Contact, phrase.person))
    if phrase.email:
        found.sort(key=lambda record: fold(record.email) != fold(phrase.email))
    new = Choice("contact", None, phrase.person)
    here = [record for record in found if company == ANY or record.account_id in (company, None)]
    exact = [record for record in here if fold(record.name) == fold(phrase.person)]
    near = [record for record in here if record not in exact]
    if len(exact) > 1:
        exact.sort(key=lambda record: record.last_contact or date.min, reverse=True)
    first = [*exact, *near] if len(phrase.person.split()) == 1 or exact else near
    elsewhere = [record for record in found if record not in here]
    names = {account.id: account.name for account in _accounts_of(session, [*first, *elsewhere])}
    choices = [
        Choice("contact", one.id, one.name, names.get(one.account_id or 0, "")) for one in first[: MOST_CHOICES - 1]
    ]
    others = [Choice("contact", one.id, one.name, names.get(one.account_id or 0, "")) for one in elsewhere]
    return [*choices, new, *others[: MOST_CHOICES - 1 - len(choices)]]


def _only(found: list[R]) -> list[R]:
    return found if len(found) == 1 else []


def _of_address(session: Session, address: str) -> list[Choice]:
    """Return the contacts with an e-mail address."""
    ids = related.with_address(session, address, MOST_CHOICES - 1)
    found = session.scalars(select(Contact).where(Contact.id.in_(ids))).all()
    names = {account.id: account.name for account in _accounts_of(session, found)}
    return [Choice("contact", one.id, one.name, names.get(one.account_id or 0, "")) for one in found]


def _accounts_of(session: Session, contacts: Iterable[Contact]) -> Iterable[Account]:
    ids = {contact.account_id for contact in contacts if contact.account_id is not None}
    return session.scalars(select(Account).where(Account.id.in_(ids))).all()


def deals(session: Session, phrase: Phrase, parts: Mapping[str, Part]) -> list[Choice]:
    """Return what opportunity a line means: a new one where it names an amount, else none or one that is open."""
    if phrase.amount is None and not phrase.topic:
        return []
    open_ones = _open_deals(session, parts)
    wanted = fold(phrase.topic)
    fitting = [deal for deal in open_ones if wanted and wanted in fold(deal.name)]
    names = {stage.id: stage.name for stage in pipeline.stages(session)} if fitting else {}
    found = [Choice("opportunity", deal.id, deal.name, names[deal.stage_id]) for deal in fitting[: MOST_CHOICES - 1]]
    if phrase.amount is not None:
        name = phrase.topic or next((parts[part].chosen.name for part in ("company", "person") if part in parts), "")
        return [*found, Choice("opportunity", None, name, pipeline.first_stage(session).name)]
    return [*found, Choice("", None, _("No opportunity"))] if found else []


def _open_deals(session: Session, parts: Mapping[str, Part]) -> list[Opportunity]:
    query = select(Opportunity).join(Stage, Stage.id == Opportunity.stage_id).where(Stage.kind == "open")
    account = parts["company"].chosen.id if "company" in parts else None
    if account is None and "person" in parts and parts["person"].chosen.id is not None:
        contact = session.get_one(Contact, parts["person"].chosen.id)
        account = contact.account_id
        if account is None:
            query = query.where(Opportunity.contact_id == contact.id)
            return list(session.scalars(query.order_by(Opportunity.name, Opportunity.id)))
    if account is None:
        return []
    return list(session.scalars(query.where(Opportunity.account_id == account).order_by(Opportunity.name)))
