"""Business that may be won, and the trail that keeps its past.

`opportunity_state` has a row for every change of a tracked column. Its links are plain numbers without foreign keys:
the past stays as it was when a record is deleted.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import N_, _
from crm_desktop.model.pipeline import CATEGORIES, Stage
from crm_desktop.model.record import Base, Record
from crm_desktop.schema.column_type import KindType
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Day, Link, LongText, Moment, Money, Percent, Text, YesNo

LOSS_REASONS = Choice(
    (
        ("price", N_("Price")),
        ("competitor", N_("Competitor")),
        ("no_budget", N_("No budget")),
        ("no_decision", N_("No decision")),
        ("fit", N_("Did not fit")),
        ("duplicate", N_("Duplicate (does not count)")),
        ("disqualified", N_("Disqualified (does not count)")),
    ),
    open=True,
    list="loss_reason",
)
NOT_COUNTED = frozenset({"duplicate", "disqualified"})


class Opportunity(Record):
    """A deal in a stage. The probability and category hold at any time; `…_by_hand` says that they beat the stage's."""

    __tablename__ = "opportunity"
    __table_args__ = (
        # the cards of a column of the board in their order
        Index("ix_opportunity_board", "stage_id", "close_date", "id"),
        Index("ix_opportunity_board_closed", "stage_id", "closed_on", "id"),
        {"sqlite_autoincrement": True},
    )
    entity = Entity(
        N_("Opportunity"),
        N_("Opportunities"),
        N_("{n} opportunity"),
        N_("{n} opportunities"),
        icon="opportunity",
        group=N_("Sell"),
        sections=("", N_("Forecast"), N_("Outcome"), N_("More")),
        names=("opportunity", "deal", "sale", "pipeline"),
        keys=(("reference",), ("name", "account_id")),
    )

    name: Mapped[str] = field(
        Text(), N_("Name"), required=True, listed=True, searched=True,
        names=("opportunity", "opportunity name", "deal", "deal name", "subject", "title"),
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        Link("account", makes=True),
        N_("Account"),
        listed=True,
        names=("company", "company name", "account name", "customer", "organization", "associated company"),
    )
    contact_id: Mapped[int | None] = field(
        Link("contact", makes=True),
        N_("Contact"),
        names=("contact name", "person", "contact person", "associated contact", "primary contact"),
    )
    stage_id: Mapped[int] = field(
        Link("stage", "RESTRICT"),
        N_("Stage"),
        required=True,
        listed=True,
        names=("deal_stage", "stage", "stage name", "sales stage", "deal stage"),
    )
    amount: Mapped[Decimal | None] = field(
        Money(),
        N_("Amount"),
        listed=True,
        names=("close_value", "value", "deal value", "deal amount", "opportunity amount", "revenue"),
    )
    currency: Mapped[str | None] = field(
        Text(), N_("Currency"), names=("currency code", "currency iso code", "deal currency", "currency of value")
    )
    close_date: Mapped[date | None] = field(
        Day(),
        N_("Expected close"),
        listed=True,
        names=("close date", "expected close date", "closing date", "expected close", "estimated close date"),
    )
    next_at: Mapped[datetime | None] = field(Moment(), N_("Next step on"), listed=True, derived=True)
    next_activity: Mapped[str | None] = field(Text(), N_("Next activity"), derived=True)
    owner_id: Mapped[int | None] = field(
        Link("seller", makes=True),
        N_("Owner"),
        listed=True,
        names=("sales_agent", "owner", "opportunity owner", "deal owner", "sales rep", "seller"),
    )
    product_id: Mapped[int | None] = field(
        Link("product", makes=True), N_("Product"), listed=True, names=("product name", "item")
    )
    next_step: Mapped[str | None] = field(Text(), N_("Next step"), searched=True, names=("next step",))
    probability: Mapped[Decimal | None] = field(
        Percent(),
        N_("Probability"),
        listed=True,
        section=N_("Forecast"),
        names=("probability (%)", "deal probability", "win probability"),
    )
    category: Mapped[str | None] = field(
        CATEGORIES, N_("Forecast category"), section=N_("Forecast"), names=("forecast category", "forecast")
    )
    amount_from_list: Mapped[bool] = field(
        YesNo(), N_("Amount is the list price"), section=N_("Forecast"), default=False,
        help=N_("The import found no amount and took the product's list price."),
    )  # fmt: skip
    probability_by_hand: Mapped[bool] = field(
        YesNo(), N_("Probability set by hand"), default=False, section=N_("Forecast")
    )
    category_by_hand: Mapped[bool] = field(YesNo(), N_("Category set by hand"), default=False, section=N_("Forecast"))
    entered_on: Mapped[date | None] = field(
        Day(),
        N_("Entered the pipeline"),
        section=N_("Forecast"),
        names=(
            "engage_date",
            "create date",
            "created date",
            "date created",
            "created time",
            "deal created",
            "open date",
        ),
    )
    closed_on: Mapped[date | None] = field(
        Day(),
        N_("Closed on"),
        section=N_("Outcome"),
        names=("actual close date", "won date", "closed date", "won time"),
    )
    loss_reason: Mapped[str | None] = field(
        LOSS_REASONS,
        N_("Reason of the loss"),
        section=N_("Outcome"),
        names=("closed lost reason", "loss reason", "lost reason"),
    )
    source: Mapped[str | None] = field(
        Choice(open=True, list="source"),
        N_("Source"),
        section=N_("More"),
        names=("lead source", "original source", "original traffic source", "source channel", "channel"),
    )
    about: Mapped[str | None] = field(
        LongText(),
        N_("About"),
        searched=True,
        section=N_("More"),
        names=("description", "notes", "comments", "deal description"),
    )
    last_contact: Mapped[date | None] = field(Day(), N_("Last contact"), derived=True)

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Let probability, category and closing day follow the stage, except where they were set by hand."""
        stage_id = values.get("stage_id", before.get("stage_id"))
        stage = None if stage_id is None else session.get(Stage, stage_id)
        if stage is None:
            raise InvalidInput({"stage_id": _("Choose a stage.")})
        if not before:
            values.setdefault("entered_on", dates.today())
        for name in ("probability", "category"):
            _follow_stage(name, getattr(stage, name), values, before)
        if values.get("amount") is not None and before and values["amount"] != before.get("amount"):
            values["amount_from_list"] = False
        if stage.kind == "open":
            values["closed_on"] = None
        elif values.get("closed_on", before.get("closed_on")) is None:
            values["closed_on"] = dates.today()


def _follow_stage(name: str, of_stage: Any, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
    flag = f"{name}_by_hand"
    if name in values and values[name] is None:
        values[flag] = False
    elif name in values and values[name] != before.get(name) and values[name] != of_stage:
        values[flag] = True
    if not values.get(flag, before.get(flag, False)):
        values[name] = of_stage


class OpportunityState(Base):
    """What an opportunity was from `since` on; `kind` is "removed" from its deletion on.

    Source: the trail that "as of" reports read; the row in force at a moment is the last with `since` not after it.
    """

    __tablename__ = "opportunity_state"
    __table_args__ = (Index("ix_state_opportunity", "opportunity_id", "since", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(KindType(Moment()))
    kind: Mapped[str] = mapped_column(String)
    stage_id: Mapped[int | None] = mapped_column(Integer)
    amount: Mapped[Decimal | None] = mapped_column(KindType(Money()))
    currency: Mapped[str | None] = mapped_column(String)
    probability: Mapped[Decimal | None] = mapped_column(KindType(Percent()))
    category: Mapped[str | None] = mapped_column(String)
    close_date: Mapped[date | None] = mapped_column(KindType(Day()))
    closed_on: Mapped[date | None] = mapped_column(KindType(Day()))
    owner_id: Mapped[int | None] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(Integer)
    product_id: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str | None] = mapped_column(String)
    amount_from_list: Mapped[bool] = mapped_column(KindType(YesNo()), default=False, server_default="0")


TRACKED = (
    "stage_id", "amount", "currency", "probability", "category", "close_date", "closed_on", "owner_id", "account_id", "product_id",
    "name",
    "amount_from_list",
)  # fmt: skip
"""The columns of `opportunity` whose changes leave a row in `opportunity_state`, under the same names there."""
