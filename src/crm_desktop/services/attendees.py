"""Who is asked to an activity, and who came: contacts of the book, and people of whom only a name is known.

The contact that an activity is with is always among them, and first. It has a row of its own only where somebody said
whether it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import Activity, Attendee, Contact
from crm_desktop.model.attendee import CAME, PRESENCE
from crm_desktop.services import records, related
from crm_desktop.storage.store import raw_of

Key = tuple[int | None, str]
"""A person at any of several activities: the contact's id, or else the folded name."""
INVITED, ABSENT = "invited", "absent"
_TURNS = {CAME: ABSENT, ABSENT: INVITED}
_THERE = N_("{name} is on the list already.")


@dataclass(frozen=True)
class Person:
    """One person at an activity; without an `id` it has no row of its own, and nobody said whether it came."""

    id: int | None
    name: str
    email: str
    contact_id: int | None
    presence: str
    is_main: bool

    @property
    def key(self) -> Key:
        """What the person is known by at other activities."""
        return (self.contact_id, "" if self.contact_id is not None else fold(self.name))


def of(session: Session, activity_id: int) -> list[Person]:
    """Return the people at an activity: the contact that it is with, then the others by name."""
    rows = raw_of(session).execute(
        """SELECT t.id, ifnull(c.name, t.name), ifnull(t.email, ifnull(c.email, '')), t.contact_id, t.presence,
                  t.contact_id IS NOT NULL AND t.contact_id IS a.contact_id
           FROM attendee t JOIN activity a ON a.id = t.activity_id LEFT JOIN contact c ON c.id = t.contact_id
           WHERE t.activity_id = :id
           UNION ALL
           SELECT NULL, c.name, ifnull(c.email, ''), c.id, '', 1 FROM activity a JOIN contact c ON c.id = a.contact_id
           WHERE a.id = :id AND NOT EXISTS (
             SELECT 1 FROM attendee t WHERE t.activity_id = a.id AND t.contact_id = a.contact_id)""",
        {"id": activity_id},
    )
    found = [
        Person(row, name, email, contact, presence, bool(main)) for row, name, email, contact, presence, main in rows
    ]
    return sorted(found, key=lambda person: (not person.is_main, fold(person.name), person.id or 0))


def invite(session: Session, activity: Activity, who: int | str, presence: str = "") -> Attendee:
    """Put a person on the list: the id of a contact, or a name, an address, or both as in "Anna Berg <anna@berg.example>".

    A name or address that one contact has is that contact. Without a `presence`, who is at a thing that is done came.
    Raises UserError, InvalidInput.
    """
    name, email, contact = _meant(session, who)
    if contact is not None:
        name = contact.name
    person = Person(None, name, email, contact.id if contact is not None else None, "", is_main=False)
    if any(other.key == person.key for other in of(session, activity.id)):
        raise UserError(_(_THERE).format(name=name))
    values = {
        "name": name,
        "activity_id": activity.id,
        "contact_id": person.contact_id,
        "email": email or None,
        "presence": presence or (CAME if activity.done else INVITED),
    }
    return records.create(session, Attendee, values)


def set_presence(session: Session, activity_id: int, person: Person, presence: str) -> None:
    """Say whether a person comes or came. Raises InvalidInput."""
    if presence not in dict(PRESENCE.options):
        raise InvalidInput({"presence": _("“{presence}” does not say who came.").format(presence=presence)})
    if person.id is not None:
        records.update(session, records.find(session, Attendee, person.id), {"presence": presence})
        return
    values = {"name": person.name, "activity_id": activity_id, "contact_id": person.contact_id, "presence": presence}
    records.create(session, Attendee, values)


def turned(presence: str) -> str:
    """Return the presence that one key press leads to: from invited to attended, to absent, and back."""
    return _TURNS.get(presence, CAME)


def remove(session: Session, people: Sequence[Person]) -> None:
    """Take people off the list. Raises UserError for the contact that the activity is with."""
    main = next((person for person in people if person.is_main), None)
    if main is not None:
        told = _("The activity is with {name}. To take this person off, change the contact of the activity.")
        raise UserError(told.format(name=main.name))
    records.delete(session, Attendee, [person.id for person in people if person.id is not None])


def note_who_came(session: Session, activity: Activity, came: Mapping[Key, bool]) -> None:
    """Write down of these people whether they came; of the contact that the activity is with, only that it did not."""
    for person in of(session, activity.id):
        is_told = person.key in came and not (person.id is None and came[person.key])
        if is_told:
            set_presence(session, activity.id, person, CAME if came[person.key] else ABSENT)


def ask_again(session: Session, before: int, after: int) -> None:
    """Invite the people of one activity, all but the contact that the other is with, to that one."""
    there = {person.key for person in of(session, after)}
    for person in of(session, before):
        if person.key not in there:
            values = {
                "name": person.name,
                "activity_id": after,
                "contact_id": person.contact_id,
                "email": person.email or None,
                "presence": INVITED,
            }
            records.create(session, Attendee, values)


def _meant(session: Session, who: int | str) -> tuple[str, str, Contact | None]:
    """Return name, address and contact of whom an id or a text means."""
    if isinstance(who, int):
        contact = records.find(session, Contact, who)
        return contact.name, "", contact
    name, email = _name_and_address(who)
    if not name:
        raise InvalidInput({"name": _("Write a name or an e-mail address.")})
    ids = related.with_address(session, email, 2) if email else []
    if len(ids) != 1 and name != email:
        ids = [row for row, _name in related.exact_choices(session, Contact.__tablename__, name)]
    return name, email, records.find(session, Contact, ids[0]) if len(ids) == 1 else None


def _name_and_address(text: str) -> tuple[str, str]:
    name, _sign, rest = one_line(text).partition("<")
    if rest.rstrip().endswith(">"):
        email = rest.rstrip()[:-1].strip()
        return name.strip(" \"'") or email, email
    whole = one_line(text)
    return whole, whole if "@" in whole and " " not in whole else ""
