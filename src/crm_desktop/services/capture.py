"""From one line to records: who and what it means in this book, what it would make, and the making.

Whom a name means is a list of choices, the likeliest first, a new record among them; the user turns to another one by
its place (`picks`), and the rest of the line is understood anew with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Account, Activity, Contact, Note, Opportunity, Record, Seller
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services import book, meant, pipeline, records
from crm_desktop.services.meant import Choice, Part
from crm_desktop.services.phrase import Phrase, read

_ICONS = {"call": "phone", "email": "mail", "letter": "mail", "meeting": "meeting", "visit": "visit", "task": "task"}


@dataclass(frozen=True)
class Capture:
    """What a line means; `kind` is that of the activity to log or to plan, none where it is empty."""

    phrase: Phrase
    parts: Mapping[str, Part]
    kind: str = ""
    subject: str = ""
    note: str = ""

    def chosen(self, part: str) -> Choice | None:
        """Return what "company", "person" or "opportunity" stands for; None where the line names none."""
        found = self.parts.get(part)
        return found.chosen if found is not None and found.chosen.entity else None

    @property
    def is_plan(self) -> bool:
        """Whether the activity lies ahead."""
        return self.phrase.when is not None and self.phrase.when > dates.now()


@dataclass(frozen=True)
class Line:
    """One line of what a capture would do; `part` can be turned to another of `choices`."""

    icon: str
    text: str
    detail: str
    part: str = ""
    choices: int = 1
    picked: int = 1


def understand(session: Session, text: str, formats: Formats, picks: Mapping[str, int] | None = None) -> Capture:
    """Read a line and look up whom it means; `picks` are the choices taken by hand. Raises UserError."""
    phrase = read(text, formats, book.currency(session))
    taken = picks or {}
    phrase = _as_task(session, phrase)
    if phrase.amount is not None and not phrase.currency:
        phrase = replace(phrase, currency=book.currency(session))
    parts: dict[str, Part] = {}
    if phrase.company:
        parts["company"] = _picked(meant.companies(session, phrase.company), taken.get("company", 0))
    company = parts["company"].chosen.id if "company" in parts else None
    if phrase.person or phrase.email:
        found = meant.people(session, phrase, company if "company" in parts else meant.ANY)
        parts["person"] = _picked(found, taken.get("person", 0))
    deals = meant.deals(session, phrase, parts)
    if deals:
        parts["opportunity"] = _picked(deals, taken.get("opportunity", 0))
    return _with_what_was_done(phrase, parts)


def lines(capture: Capture, formats: Formats) -> list[Line]:
    """Return what the line would make, in words."""
    found = [
        Line(BY_NAME[part.chosen.entity].entity.icon if part.chosen.entity else "opportunity",
             *_said(part.chosen, capture, formats), name, len(part.choices), part.picked + 1)
        for name, part in capture.parts.items()
    ]  # fmt: skip
    if capture.kind:
        kind = dict(ACTIVITY_KINDS.options)[capture.kind]
        found.append(Line(_ICONS[capture.kind], capture.subject, f"{_(kind)} · {_when_in_words(capture, formats)}"))
    if capture.note:
        found.append(Line("note", capture.note, _("Note")))
    return found


def makes_anything(capture: Capture) -> bool:
    """Tell whether saving would change the book; else the line only names a record that is there."""
    chosen = [capture.chosen(part) for part in capture.parts]
    return bool(capture.kind or capture.note or capture.phrase.amount is not None or capture.phrase.email
                or capture.phrase.phone or any(one is not None and one.id is None for one in chosen)
                or _joins(capture))  # fmt: skip


def said(capture: Capture) -> str:
    """Return what was made, in words: "Added: contact Dora Lang, opportunity pilot, call"."""
    new = [capture.chosen(part) for part in capture.parts]
    told = [
        f"{_(BY_NAME[one.entity].entity.title).lower()} {one.name}" for one in new if one is not None and not one.id
    ]
    if capture.kind:
        kind = _(dict(ACTIVITY_KINDS.options)[capture.kind]).lower()
        told.append((_("{kind} planned") if capture.is_plan else _("{kind} logged")).format(kind=kind))
    if capture.note:
        told.append(_("note"))
    return (
        _("Added: {what}").format(what=", ".join(told))
        if told
        else _("Changed: {text}").format(text=capture.phrase.text)
    )


def target(capture: Capture) -> tuple[str, int] | None:
    """Return the record that the line is about, where it is there already."""
    for part in ("person", "company", "opportunity"):
        chosen = capture.chosen(part)
        if chosen is not None and chosen.id is not None:
            return chosen.entity, chosen.id
    return None


def save(session: Session, capture: Capture) -> list[tuple[str, int]]:
    """Make and change what the line says and return entity and id of each, the one that it is about first."""
    phrase, made = capture.phrase, list[Record]()
    account = _company(session, capture)
    contact = _person(session, capture, account)
    account_id = account.id if account is not None else contact.account_id if contact is not None else None
    deal = _deal(session, capture, account_id, contact)
    made += [record for record in (contact, account, deal) if record is not None]
    links = {
        "account_id": account_id if account_id is not None else getattr(deal, "account_id", None),
        "contact_id": contact.id if contact is not None else None,
        "opportunity_id": deal.id if deal is not None else None,
        "owner_id": _owner(session, account_id, contact),
    }
    if capture.kind:
        values = {"kind": capture.kind, "name": capture.subject, "minutes": phrase.minutes,
                  "starts": phrase.when or dates.now(), "done": not capture.is_plan,
                  "remind": workday.reminds() if capture.is_plan else None}  # fmt: skip
        made.append(records.create(session, Activity, values | links))
    if capture.note and made:
        on = {"entity_name": made[0].__tablename__, "record_id": made[0].id}
        made.append(records.create(session, Note, {"name": capture.note} | on))
    return [(record.__tablename__, record.id) for record in made]


def _picked(choices: Iterable[Choice], place: int) -> Part:
    found = tuple(choices)
    return Part(found, place % len(found))


def _as_task(session: Session, phrase: Phrase) -> Phrase:
    """Let the words of a task be what is to be done, unless they name somebody: "task send the offer"."""
    if phrase.kind != "task" or phrase.topic or not phrase.person or phrase.company:
        return phrase
    if meant.named(session, Contact, phrase.person):
        return phrase
    return replace(phrase, topic=phrase.person, person="")


def _with_what_was_done(phrase: Phrase, parts: Mapping[str, Part]) -> Capture:
    """Say which activity the line logs or plans; with neither kind nor time its words become a note."""
    kind = phrase.kind or ("" if phrase.when is None else "meeting" if phrase.is_timed and parts else "task")
    whom = next((parts[part].chosen.name for part in ("person", "company") if part in parts), "")
    if kind:
        title = _(dict(ACTIVITY_KINDS.options)[kind])
        return Capture(phrase, parts, kind, phrase.topic or f"{title} {whom}".strip())
    has_deal = "opportunity" in parts and bool(parts["opportunity"].chosen.entity)
    if phrase.topic and not has_deal and not parts:
        return Capture(phrase, parts, "task", phrase.topic)
    return Capture(phrase, parts, note=phrase.topic if phrase.topic and not has_deal else "")


def _said(choice: Choice, capture: Capture, formats: Formats) -> tuple[str, str]:
    """Return the name of a choice, and what would happen to it."""
    if not choice.entity:
        return choice.name, ""
    title = _(BY_NAME[choice.entity].entity.title)
    told = [_("New {title}").format(title=title.lower()) if choice.id is None else title, choice.detail]
    phrase = capture.phrase
    if choice.entity == "opportunity" and phrase.amount is not None:
        told.append(with_currency(formats.money(phrase.amount), phrase.currency or ""))
    if choice.entity == "opportunity" and phrase.closes is not None:
        told.append(_("closes {day}").format(day=formats.day_in_words(phrase.closes)))
    if choice.entity == "contact":
        company = capture.chosen("company")
        if company is not None and choice.detail != company.name:
            told[1] = _("at {company}").format(company=company.name)
        told += [phrase.email, phrase.phone]
    return choice.name, " · ".join(filter(None, told))


def _when_in_words(capture: Capture, formats: Formats) -> str:
    when: datetime | None = capture.phrase.when
    if when is None:
        return _("now, done")
    sentence = _("planned for {when}") if capture.is_plan else _("done on {when}")
    local = when.astimezone()
    day = f"{formats.weekdays[local.weekday()]} {formats.day_in_words(local.date())}"
    return sentence.format(when=f"{day} {local:%H:%M}")


def _joins(capture: Capture) -> bool:
    """Tell whether somebody who is known without a company comes to the one that is named."""
    person, company = capture.chosen("person"), capture.chosen("company")
    return person is not None and person.id is not None and company is not None and person.detail != company.name


def _company(session: Session, capture: Capture) -> Account | None:
    chosen = capture.chosen("company")
    if chosen is None:
        return None
    if chosen.id is not None:
        return records.find(session, Account, chosen.id)
    return records.create(session, Account, {"name": chosen.name, "owner_id": _only_seller(session)})


def _person(session: Session, capture: Capture, account: Account | None) -> Contact | None:
    """Return the person of the line; what is empty in the record is filled in, what is there stays."""
    chosen = capture.chosen("person")
    if chosen is None:
        return None
    told: dict[str, Any] = {"email": capture.phrase.email or None, "phone": capture.phrase.phone or None}
    if account is not None:
        told["account_id"] = account.id
    if chosen.id is None:
        owner = account.owner_id if account is not None else _only_seller(session)
        return records.create(session, Contact, {"name": chosen.name, "owner_id": owner} | told)
    contact = records.find(session, Contact, chosen.id)
    records.update(session, contact, {k: v for k, v in told.items() if v is not None and getattr(contact, k) is None})
    return contact


def _deal(session: Session, capture: Capture, account_id: int | None, contact: Contact | None) -> Opportunity | None:
    chosen, phrase = capture.chosen("opportunity"), capture.phrase
    if chosen is None:
        return None
    worth: dict[str, Any] = {} if phrase.amount is None else {"amount": phrase.amount}
    if phrase.amount is not None and phrase.currency and phrase.currency != book.currency(session):
        worth["currency"] = phrase.currency
    if phrase.closes is not None:
        worth["close_date"] = phrase.closes
    if chosen.id is not None:
        deal = records.find(session, Opportunity, chosen.id)
        records.update(session, deal, worth)
        return deal
    owner = _owner(session, account_id, contact)
    links = {"account_id": account_id, "contact_id": contact.id if contact is not None else None, "owner_id": owner}
    stage = {"stage_id": pipeline.first_stage(session).id}
    return records.create(session, Opportunity, {"name": chosen.name} | links | stage | worth)


def _owner(session: Session, account_id: int | None, contact: Contact | None) -> int | None:
    """Return whose a new record is: that of the company, else of the person, else of the only seller there is."""
    account = session.get(Account, account_id) if account_id is not None else None
    owners = [record.owner_id for record in (account, contact) if record is not None and record.owner_id is not None]
    return owners[0] if owners else _only_seller(session)


def _only_seller(session: Session) -> int | None:
    ids = session.scalars(select(Seller.id).limit(2)).all()
    return ids[0] if len(ids) == 1 else None
