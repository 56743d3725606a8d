"""Who is asked to an event, as the people at an activity: contacts of the book where one has the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.text import fold
from crm_desktop.exchange.ical_deleted import Deleted, Invited
from crm_desktop.exchange.ical_event import Person
from crm_desktop.exchange.ical_past import Past
from crm_desktop.model import Activity, Attendee, Contact
from crm_desktop.services import records, related
from crm_desktop.storage.store import raw_of

_SETTLED = ("attended", "absent")


class People:
    """Puts the people of one calendar into the book; `made` counts those who came new to an activity."""

    def __init__(self, session: Session, deleted: Deleted) -> None:
        self._session = session
        self._deleted = deleted
        self._contacts: dict[str, int | None] = {}
        self.made = 0

    def first(self, people: Iterable[Person]) -> int | None:
        """Return the first contact among people."""
        return next((found for one in people if (found := self._contact(one.address)) is not None), None)

    def add(self, activity: Activity, people: Sequence[Person], modified: datetime | None = None) -> bool:
        """Put people on the list of an activity and return whether anything is different.

        Who has left the list elsewhere stays on it here, and who is known to have come or not has done so. For all else
        `ical_past` says what is news, for an event that was changed at a moment, if it says so.
        """
        if not people:
            return False
        there = self._session.scalars(select(Attendee).where(Attendee.activity_id == activity.id)).all()
        is_other = False
        for one in people:
            contact = self._contact(one.address)
            known = next((row for row in there if _is_same(row, one, contact)), None)
            if known is not None:
                is_other |= self._answer(known, one, modified)
            elif self._is_new(activity, one, contact, modified):
                self._add(activity, one, contact)
                is_other = True
        return is_other

    def _add(self, activity: Activity, one: Person, contact: int | None) -> None:
        name = self._session.get_one(Contact, contact).name if contact is not None else one.name
        values = {"name": name, "activity_id": activity.id, "contact_id": contact, "email": one.address or None}
        records.create(self._session, Attendee, values | {"presence": one.presence})
        self.made += 1

    def _is_new(self, activity: Activity, one: Person, contact: int | None, modified: datetime | None) -> bool:
        """Tell whether somebody is to come on the list: not whom it is with anyway, nor who was taken off it here."""
        if contact is not None and contact == activity.contact_id and one.presence == "invited":
            return False
        return not any(
            _is_same(gone, one, contact) and (modified is None or modified <= gone.at)
            for gone in self._deleted.people(activity.id)
        )

    def _answer(self, known: Attendee, one: Person, modified: datetime | None) -> bool:
        """Take over an answer; that somebody was invited is none."""
        is_news = one.presence != "invited" and (known.presence not in _SETTLED or one.presence in _SETTLED)
        if not is_news or one.presence == known.presence:
            return False
        past = Past(raw_of(self._session), Attendee.__tablename__, known.id)
        return not past.is_old("presence", one.presence, modified) and records.update(
            self._session, known, {"presence": one.presence}
        )

    def _contact(self, address: str) -> int | None:
        if not address:
            return None
        if address not in self._contacts:
            self._contacts[address] = next(iter(related.with_address(self._session, address)), None)
        return self._contacts[address]


def _is_same(row: Attendee | Invited, one: Person, contact: int | None) -> bool:
    if contact is not None and row.contact_id is not None:
        return row.contact_id == contact
    return fold(row.email) == one.address if row.email and one.address else fold(row.name) == fold(one.name)
