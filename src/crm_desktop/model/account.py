"""Client companies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import (
    Choice,
    Day,
    Email,
    Link,
    LongText,
    Moment,
    Money,
    Phone,
    Tags,
    Text,
    Url,
    Whole,
    Year,
)

LIFECYCLE = Choice(
    (
        ("prospect", N_("Prospect")),
        ("potential", N_("Potential client")),
        ("active", N_("Active client")),
        ("inactive", N_("Inactive client")),
    ),
    also=(
        ("lead", "prospect"), ("subscriber", "prospect"), ("new", "prospect"), ("open", "prospect"), ("suspect", "prospect"),
        ("marketing qualified lead", "potential"), ("sales qualified lead", "potential"), ("qualified", "potential"),
        ("opportunity", "potential"), ("customer", "active"), ("client", "active"), ("active", "active"),
        ("evangelist", "active"), ("customer - direct", "active"), ("customer - channel", "active"), ("converted", "active"),
        ("former customer", "inactive"), ("inactive", "inactive"), ("churned", "inactive"), ("lost", "inactive"),
    ),
)  # fmt: skip


class Account(Record):
    """A company that is, was or may become a client."""

    __tablename__ = "account"
    entity = Entity(
        N_("Account"),
        N_("Accounts"),
        N_("{n} account"),
        N_("{n} accounts"),
        icon="account",
        group=N_("Sell"),
        sections=("", N_("Reach"), N_("Address"), N_("Company"), N_("More")),
        names=("account", "company", "organization", "organisation", "customer", "client", "firm"),
    )

    name: Mapped[str] = field(
        Text(), N_("Name"), required=True, listed=True, searched=True,
        names=("account", "account name", "company", "company name", "organization", "organization name", "customer", "client"),
    )  # fmt: skip
    status: Mapped[str] = field(
        LIFECYCLE,
        N_("Status"),
        listed=True,
        default="prospect",
        names=("lifecycle", "lifecycle stage", "type", "account type", "account status"),
    )
    next_at: Mapped[datetime | None] = field(Moment(), N_("Next step on"), listed=True, derived=True)
    industry: Mapped[str | None] = field(
        Choice(open=True, list="industry"),
        N_("Industry"),
        listed=True,
        searched=True,
        names=("sector", "branch", "vertical"),
    )
    owner_id: Mapped[int | None] = field(
        Link("seller", makes=True),
        N_("Owner"),
        listed=True,
        names=("account owner", "owner", "sales agent", "salesperson", "assigned to"),
    )
    parent_id: Mapped[int | None] = field(
        Link("account", makes=True),
        N_("Part of"),
        names=("subsidiary_of", "parent", "parent account", "parent company", "holding"),
    )
    phone: Mapped[str | None] = field(
        Phone(), N_("Phone"), searched=True, section=N_("Reach"), names=("telephone", "phone number", "main phone")
    )
    email: Mapped[str | None] = field(
        Email(), N_("E-mail"), searched=True, section=N_("Reach"), names=("email", "email address", "e-mail address")
    )
    website: Mapped[str | None] = field(
        Url(),
        N_("Website"),
        searched=True,
        section=N_("Reach"),
        names=("url", "web", "web site", "homepage", "domain", "company domain name", "website 1 - value"),
    )
    street: Mapped[str | None] = field(
        LongText(),
        N_("Street"),
        searched=True,
        section=N_("Address"),
        names=("address", "billing street", "street address", "address line 1"),
    )
    postcode: Mapped[str | None] = field(
        Text(),
        N_("Postcode"),
        searched=True,
        section=N_("Address"),
        names=("zip", "zip code", "postal code", "billing postal code", "billing zip", "address - postal code"),
    )
    city: Mapped[str | None] = field(
        Text(),
        N_("City"),
        listed=True,
        searched=True,
        section=N_("Address"),
        names=("town", "billing city", "locality", "address - city"),
    )
    region: Mapped[str | None] = field(
        Text(),
        N_("State or region"),
        section=N_("Address"),
        names=("state", "region", "province", "county", "billing state", "state/region", "address - state"),
    )
    country: Mapped[str | None] = field(
        Text(),
        N_("Country"),
        listed=True,
        searched=True,
        section=N_("Address"),
        names=("office_location", "billing country", "nation", "country/region", "address - country"),
    )
    employees: Mapped[int | None] = field(
        Whole(0),
        N_("Employees"),
        section=N_("Company"),
        names=("number of employees", "staff", "headcount", "company size", "employee count"),
    )
    turnover: Mapped[Decimal | None] = field(
        Money(), N_("Yearly turnover, millions"), section=N_("Company"),
        help=N_("What the company earns in a year, in millions."), names=("revenue", "annual revenue", "turnover", "yearly turnover"),
    )  # fmt: skip
    founded: Mapped[int | None] = field(
        Year(),
        N_("Founded"),
        section=N_("Company"),
        names=("year_established", "year founded", "established", "founded"),
    )
    sic: Mapped[str | None] = field(
        Text(), N_("SIC code"), section=N_("Company"), names=("sic", "sic code", "sic desc")
    )
    tags: Mapped[str | None] = field(
        Tags(), N_("Tags"), searched=True, section=N_("More"), names=("labels", "categories", "groups")
    )
    about: Mapped[str | None] = field(
        LongText(),
        N_("About"),
        searched=True,
        section=N_("More"),
        names=("description", "notes", "comments", "about us"),
    )
    next_activity: Mapped[str | None] = field(Text(), N_("Next activity"), derived=True)
    last_contact: Mapped[date | None] = field(Day(), N_("Last contact"), listed=True, derived=True)
