"""Who sells, and what they are to reach."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped, Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import N_, _
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Day, Email, Link, Money, Phone, Text, YesNo


class Manager(Record):
    """Who leads sellers. One who also sells stands among the sellers as well."""

    __tablename__ = "manager"
    entity = Entity(
        N_("Manager"),
        N_("Managers"),
        N_("{n} manager"),
        N_("{n} managers"),
        icon="seller",
        sections=("", N_("More")),
        names=("manager", "team lead"),
    )

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True, searched=True)
    email: Mapped[str | None] = field(Email(), N_("E-mail"), listed=True, searched=True)
    phone: Mapped[str | None] = field(Phone(), N_("Phone"), listed=True, searched=True)


class Seller(Record):
    """A sales person."""

    __tablename__ = "seller"
    entity = Entity(
        N_("Seller"),
        N_("Sellers"),
        N_("{n} seller"),
        N_("{n} sellers"),
        icon="seller",
        group=N_("Measure"),
        sections=("", N_("Reach"), N_("More")),
        names=("seller", "sales agent", "sales team", "sales rep", "salesperson", "owner", "user"),
    )

    name: Mapped[str] = field(
        Text(),
        N_("Name"),
        required=True,
        listed=True,
        searched=True,
        names=("sales_agent", "sales agent", "sales rep", "seller", "agent", "full name", "user name"),
    )
    manager_id: Mapped[int | None] = field(
        Link("manager", makes=True), N_("Manager"), listed=True, names=("manager", "reports to", "supervisor")
    )
    territory: Mapped[str | None] = field(
        Choice(open=True),
        N_("Territory"),
        listed=True,
        searched=True,
        names=("regional_office", "region", "office", "territory"),
    )
    email: Mapped[str | None] = field(
        Email(), N_("E-mail"), listed=True, searched=True, section=N_("Reach"), names=("email", "email address")
    )
    phone: Mapped[str | None] = field(
        Phone(), N_("Phone"), searched=True, section=N_("Reach"), names=("telephone", "mobile")
    )
    active: Mapped[bool] = field(YesNo(), N_("Sells now"), default=True, listed=True, names=("active", "is active"))


class Goal(Record):
    """What a seller, the sellers of a manager, or without either the whole company is to win between two days."""

    __tablename__ = "goal"
    entity = Entity(
        N_("Goal"),
        N_("Goals"),
        N_("{n} goal"),
        N_("{n} goals"),
        icon="goal",
        group=N_("Measure"),
        sections=("", N_("More")),
        names=("goal", "quota", "target"),
        keys=(("reference",), ("name", "seller_id", "manager_id", "first_day")),
    )

    name: Mapped[str] = field(
        Text(), N_("Name"), required=True, listed=True, searched=True, names=("goal", "quota", "period")
    )
    seller_id: Mapped[int | None] = field(
        Link("seller", "CASCADE"),
        N_("Seller"),
        listed=True,
        help=N_("Empty: the goal of a team, or of the whole company."),
        names=("sales agent", "owner"),
    )
    manager_id: Mapped[int | None] = field(
        Link("manager", "CASCADE"),
        N_("Team of"),
        help=N_("The manager whose sellers have this goal together; it counts where no seller is given."),
        names=("team", "manager"),
    )
    first_day: Mapped[date] = field(
        Day(), N_("First day"), required=True, listed=True, names=("start", "start date", "from")
    )
    last_day: Mapped[date] = field(Day(), N_("Last day"), required=True, listed=True, names=("end", "end date", "to"))
    amount: Mapped[Decimal] = field(
        Money(),
        N_("Amount"),
        required=True,
        listed=True,
        help=N_("In the book's own currency."),
        names=("target", "quota amount", "goal amount"),
    )

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Refuse a goal that ends before it begins."""
        first, last = (values.get(name, before.get(name)) for name in ("first_day", "last_day"))
        if first and last and last < first:
            raise InvalidInput({"last_day": _("The last day lies before the first; give a later one.")})
