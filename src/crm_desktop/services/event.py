"""What an entry of a timeline is, and whose timeline is asked for.

A timeline also shows what happened with the records of a family: an account shows the calls of its contacts and the
stages of its opportunities, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_desktop.base import dates
from crm_desktop.model import Activity, Opportunity, Record
from crm_desktop.schema.formats import Formats

FAMILY: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (("contact", "account_id"), ("opportunity", "account_id")),
    "contact": (("opportunity", "contact_id"),),
}
"""Entities and the column by which their records belong to another one's timeline."""

WITH_WHOM = """iif(:entity <> 'contact', c.name, (SELECT c.name FROM attendee t
                     WHERE t.activity_id = a.id AND t.contact_id = :id AND a.contact_id IS NOT :id))"""
"""SQL: the contact `c` of an activity `a`, where that says more than whose page it is on."""

Position = tuple[str, int]
"""Where a page of one kind of entries ended: the moment as the file keeps it, and a number of the entry."""
START: Position = ("9999", 0)


def has_activities(model: type[Record]) -> bool:
    """Tell whether something can be done with a record of this entity: whether activities link to it."""
    return f"{model.__tablename__}_id" in Activity.links()


def has_stages(model: type[Record]) -> bool:
    """Tell whether opportunities, which move through stages, are in the timeline of this entity."""
    deals = Opportunity.__tablename__
    return model is Opportunity or any(entity == deals for entity, _column in FAMILY.get(model.__tablename__, ()))


@dataclass(frozen=True)
class Event:
    """One thing that happened; `lines` say it in words, `detail` more of it, `step` is what the user called it.

    `about` is the entity and id of the record that tells it: an activity, a note, an opportunity. `on` names the
    record of the family that it happened with, empty for the page's own. `row` is a number that no other entry of its
    kind has.
    """

    at: datetime
    row: int
    lines: tuple[str, ...]
    detail: str = ""
    step: str = ""
    about: tuple[str, int] | None = None
    on: str = ""
    is_pinned: bool = False
    uid: str = ""
    """The uid of the note, under which a draft of its text is kept."""
    kind: str = ""
    """The id of its `TimelineKind`; the merged timeline fills it in."""

    @property
    def position(self) -> Position:
        """Where the entry stands among those of its kind."""
        return dates.moment_text(self.at), self.row


@dataclass(frozen=True)
class Scope:
    """A record whose timeline is read."""

    model: type[Record]
    record_id: int
    formats: Formats

    @property
    def entity(self) -> str:
        """The name of the record's table."""
        return str(self.model.__tablename__)

    @property
    def family(self) -> tuple[tuple[str, str], ...]:
        """The entities whose records belong to it, each with its link to the record."""
        return FAMILY.get(self.entity, ())
