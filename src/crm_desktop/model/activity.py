"""What was done with a customer, and what is planned."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm_desktop.base.i18n import N_
from crm_desktop.model import recurring
from crm_desktop.model.record import Record, this_moment
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Link, LongText, Moment, Recurrence, Text, Whole, YesNo

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

DAY_MINUTES = 24 * 60
IS_BAR = f"(all_day OR ifnull(minutes, 0) >= {DAY_MINUTES})"
"""SQL: whether an activity lies above the hours of its days instead of among them."""
IS_PLANNED = "NOT done AND (recurrence IS NULL OR due IS NOT NULL)"
"""SQL: whether something is still to be done; a series is over when none of its days is."""
DUE = "ifnull(due, starts)"
"""SQL: when a planned activity is next to be done."""
_REMIND_COLUMNS = (text("recurrence IS NULL"), "all_day", "remind", "starts")
_BAR_COLUMNS = ("starts", "kind", "minutes", "all_day", "zone")


class Activity(Record):
    """A call, meeting, visit, e-mail, letter or task: logged when it is done, planned when it is not.

    `starts` of one for whole days is the first moment of its first day, and `minutes` are 1,440 for each day.
    One with a `recurrence` is a series: `starts` is its first day, and what is done, moved or left out of it becomes a
    record of its own or a moment in `skipped`. All else that it gives stands in the table `occurrence`.
    """

    __tablename__ = "activity"
    # what was done with a record, and what is planned with it, in the order of time
    __table_args__ = (
        *(Index(f"ix_activity_{link}_done", f"{link}_id", "done", "kind", "starts") for link in WITH_ACTIVITIES),
        Index("ix_activity_planned", text(DUE), "id", "kind", sqlite_where=text(IS_PLANNED)),
        # what the calendar shows between two moments, without a look at the rows where only days are counted
        Index(
            "ix_activity_hours", "starts", "kind", "minutes", sqlite_where=text(f"recurrence IS NULL AND NOT {IS_BAR}")
        ),
        Index("ix_activity_bars", *_BAR_COLUMNS, sqlite_where=text(f"recurrence IS NULL AND {IS_BAR}")),
        Index("ix_activity_series", "minutes", "all_day", "zone", sqlite_where=text("recurrence IS NOT NULL")),
        # what is to be reminded of next: series apart, and by how long before, so that nothing is read in vain
        Index("ix_activity_remind", *_REMIND_COLUMNS, sqlite_where=text("remind IS NOT NULL AND NOT done")),
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
    location: Mapped[str | None] = field(
        Text(), N_("Place"), searched=True, names=("location", "place", "where", "venue", "room")
    )
    recurrence: Mapped[str | None] = field(
        Recurrence(),
        N_("Repeats"),
        help=N_("In words, such as “every second Tuesday until June” or “last working day of the month”."),
        names=("recurrence", "repeats", "rrule", "recurrence rule", "recurring"),
    )
    remind: Mapped[int | None] = field(
        Whole(0, 60 * DAY_MINUTES),
        N_("Remind me, minutes before"),
        names=("reminder", "remind minutes before"),
    )
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
    zone: Mapped[str | None] = field(
        Text(),
        N_("Time zone"),
        section=N_("More"),
        help=N_("By whose clock it repeats, such as Europe/Berlin; empty: by this computer's."),
        names=("time zone", "timezone", "tzid"),
    )

    series_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"), index=True)
    """The series that this was one of, before it was changed or done."""
    original: Mapped[str | None] = mapped_column(String)
    """Which of the series it was: the stored moment at which the rule has it."""
    skipped: Mapped[str | None] = mapped_column(String)
    """The stored moments, between blanks, that the rule gives and the series leaves out or has given away."""
    added: Mapped[str | None] = mapped_column(String)
    """The stored moments, between blanks, that the series has beside its rule."""
    settled: Mapped[str | None] = mapped_column(String)
    """The stored moment before which nothing of the series is owed any more."""
    due: Mapped[str | None] = mapped_column(String, info={"derived": True})
    """The stored moment of the first of a series that is still to be done."""

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Take the account from the contact or opportunity where none was given; check and complete the times."""
        _take_account(session, values, before)

        def exceptions() -> dict[str, str | None]:
            stored = session.get(cls, before["id"]) if "id" in before else None
            return {} if stored is None else {"skipped": stored.skipped, "added": stored.added}

        recurring.settle(values, before, exceptions)


def _take_account(session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
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
