"""What was done with a customer, and what is planned."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, Session

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record, this_moment
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Link, LongText, Moment, Text, Whole, YesNo

ACTIVITY_KINDS = Choice(
    (
        ("call", N_("Call")),
        ("meeting", N_("Meeting")),
        ("visit", N_("Visit")),
        ("email", N_("E-mail")),
        ("letter", N_("Letter")),
        ("task", N_("Task")),
    )
)
IS_CONTACT = ("call", "meeting", "visit", "email", "letter")
"""The kinds that count as contact with the customer once they are done."""
WITH_ACTIVITIES = ("account", "contact", "opportunity")
"""The entities that activities are with."""


class Activity(Record):
    """A call, meeting, visit, e-mail, letter or task: logged when it is done, planned when it is not."""

    __tablename__ = "activity"
    # what was done with a record, and what is planned with it, in the order of time
    __table_args__ = (
        *(Index(f"ix_activity_{link}_done", f"{link}_id", "done", "kind", "starts") for link in WITH_ACTIVITIES),
        Index("ix_activity_planned", "starts", "id", sqlite_where=text("NOT done")),
        {"sqlite_autoincrement": True},
    )
    entity = Entity(
        N_("Activity"),
        N_("Activities"),
        N_("{n} activity"),
        N_("{n} activities"),
        icon="activity",
        group="",
        sections=("", N_("Linked to"), N_("More")),
        names=("activity", "event", "appointment", "call", "meeting", "task"),
        keys=(("reference",), ("name", "starts", "contact_id")),
    )

    name: Mapped[str] = field(
        Text(),
        N_("Subject"),
        required=True,
        listed=True,
        searched=True,
        names=("subject", "title", "summary", "activity"),
    )
    kind: Mapped[str] = field(
        ACTIVITY_KINDS, N_("Kind"), default="call", listed=True, names=("type", "activity type", "kind")
    )
    starts: Mapped[datetime] = field(
        Moment(),
        N_("When"),
        required=True,
        default=this_moment,
        listed=True,
        names=("start", "start date", "date", "due date", "activity date", "when"),
    )
    minutes: Mapped[int | None] = field(
        Whole(0, 100_000), N_("Minutes"), names=("duration", "duration (minutes)", "length")
    )
    all_day: Mapped[bool] = field(YesNo(), N_("All day"), default=False, names=("all day event", "all day"))
    done: Mapped[bool] = field(
        YesNo(), N_("Done"), default=False, listed=True, names=("completed", "done", "is closed")
    )
    account_id: Mapped[int | None] = field(
        Link("account", makes=True),
        N_("Account"),
        listed=True,
        section=N_("Linked to"),
        names=("company", "account name", "organization"),
    )
    contact_id: Mapped[int | None] = field(
        Link("contact", makes=True),
        N_("Contact"),
        listed=True,
        section=N_("Linked to"),
        names=("contact name", "person", "with"),
    )
    opportunity_id: Mapped[int | None] = field(
        Link("opportunity"), N_("Opportunity"), section=N_("Linked to"), names=("deal", "deal name", "opportunity name")
    )
    owner_id: Mapped[int | None] = field(
        Link("seller"), N_("Owner"), section=N_("Linked to"), names=("assigned to", "owner", "sales agent", "seller")
    )
    outcome: Mapped[str | None] = field(
        LongText(),
        N_("Outcome"),
        searched=True,
        section=N_("More"),
        names=("notes", "description", "result", "comments"),
    )

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Take the account from the contact or opportunity where none was given."""
        from crm_desktop.model.contact import Contact
        from crm_desktop.model.opportunity import Opportunity

        if values.get("account_id", before.get("account_id")) is not None:
            return
        for column, model in (("contact_id", Contact), ("opportunity_id", Opportunity)):
            linked = session.get(model, values[column]) if values.get(column) else None
            account_id = getattr(linked, "account_id", None)
            if account_id is not None:
                values["account_id"] = account_id
                return
