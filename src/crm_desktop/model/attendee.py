"""Who is asked to a meeting, and who came."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Email, Link, Text

PRESENCE = Choice(
    (
        ("invited", N_("Invited")),
        ("accepted", N_("Accepted")),
        ("tentative", N_("Perhaps")),
        ("declined", N_("Declined")),
        ("attended", N_("Attended")),
        ("absent", N_("Did not come")),
    )
)
CAME = "attended"
STAYED_AWAY = ("absent", "declined")
"""Who did not come to what was done."""


class Attendee(Record):
    """One person at an activity, beside the contact that it is with: a contact of the book, or only a name."""

    __tablename__ = "attendee"
    entity = Entity(
        N_("Attendee"),
        N_("Attendees"),
        N_("{n} attendee"),
        N_("{n} attendees"),
        icon="contact",
        has_page=False,
        keys=(("reference",), ("activity_id", "contact_id"), ("activity_id", "name")),
        names=("attendee", "participant", "invitee"),
    )

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True, names=("name", "attendee"))
    activity_id: Mapped[int] = field(
        Link("activity", on_delete="CASCADE"), N_("Activity"), required=True, listed=True, names=("activity", "subject")
    )
    contact_id: Mapped[int | None] = field(Link("contact"), N_("Contact"), listed=True, names=("contact",))
    email: Mapped[str | None] = field(Email(), N_("E-mail"), names=("email", "e-mail"))
    presence: Mapped[str] = field(
        PRESENCE, N_("Presence"), default="invited", listed=True, names=("presence", "status", "response")
    )
