"""People, mostly in an account."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, Session

from crm_desktop.base.i18n import N_
from crm_desktop.model.account import LIFECYCLE
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Anniversary, Choice, Day, Email, Link, LongText, Phone, Tags, Text, Url

FIRST_LAST, LAST_FIRST = "first_last", "last_first"
NAME_ORDERS = Choice(((FIRST_LAST, N_("First name Last name")), (LAST_FIRST, N_("Last name, First name"))))
_COMMA = ", "


def name_order(session: Session) -> str:
    """Return the order in which the book writes the names of contacts; asked once for each session."""
    if "name_order" not in session.info:
        row = session.connection().exec_driver_sql("SELECT value FROM book_value WHERE name = 'name_order'").fetchone()
        session.info["name_order"] = row[0] if row is not None and row[0] else FIRST_LAST
    return str(session.info["name_order"])


def whole_name(first: str | None, last: str | None, order: str) -> str:
    """Return a name from its parts."""
    parts = (last, first) if order == LAST_FIRST else (first, last)
    return (_COMMA if order == LAST_FIRST else " ").join(part for part in parts if part)


def parts_of(whole: str, order: str) -> tuple[str | None, str]:
    """Return first and last name of a whole one."""
    if order == LAST_FIRST and _COMMA in whole:
        last, _comma, first = whole.partition(_COMMA)
        return first or None, last
    first, _blank, last = whole.rpartition(" ")
    return first or None, last


class Contact(Record):
    """A person; the name is kept whole beside its parts, because lists, links and search show it whole."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_birthday", text("substr(birthday, 6)"), sqlite_where=text("birthday IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )
    entity = Entity(
        N_("Contact"),
        N_("Contacts"),
        N_("{n} contact"),
        N_("{n} contacts"),
        icon="contact",
        group=N_("Sell"),
        sections=("", N_("Reach"), N_("Address"), N_("More")),
        keys=(("reference",), ("email",), ("name", "account_id")),
        names=("contact", "person", "people", "lead"),
    )

    name: Mapped[str] = field(
        Text(),
        N_("Name"),
        required=True,
        listed=True,
        searched=True,
        names=("full name", "contact name", "person", "display name", "contact"),
    )
    first_name: Mapped[str | None] = field(Text(), N_("First name"), names=("given name", "firstname", "forename"))
    last_name: Mapped[str | None] = field(Text(), N_("Last name"), names=("family name", "surname", "lastname"))
    account_id: Mapped[int | None] = field(
        Link("account", makes=True), N_("Account"), listed=True,
        names=("company", "company name", "account name", "organization", "organization name", "organisation",
               "employer", "associated company", "account"),
    )  # fmt: skip
    title: Mapped[str | None] = field(
        Text(),
        N_("Title"),
        listed=True,
        searched=True,
        names=("job title", "title", "position", "role", "designation", "organization title", "organization 1 - title"),
    )
    status: Mapped[str] = field(
        LIFECYCLE, N_("Status"), listed=True, default="prospect", names=("lifecycle", "lifecycle stage", "lead status")
    )
    owner_id: Mapped[int | None] = field(
        Link("seller", makes=True),
        N_("Owner"),
        names=("contact owner", "owner", "sales agent", "assigned to", "lead owner"),
    )
    email: Mapped[str | None] = field(
        Email(), N_("E-mail"), listed=True, searched=True, section=N_("Reach"),
        names=("email", "email address", "e-mail address", "e-mail 1 - value", "primary email", "email - work",
               "work email", "preferred email", "personal email", "email - home"),
    )  # fmt: skip
    phone: Mapped[str | None] = field(
        Phone(), N_("Phone"), searched=True, section=N_("Reach"),
        names=("telephone", "phone number", "business phone", "work phone", "phone 1 - value", "phone - work"),
    )  # fmt: skip
    mobile: Mapped[str | None] = field(
        Phone(),
        N_("Mobile"),
        searched=True,
        section=N_("Reach"),
        names=("mobile phone", "cell", "cell phone", "mobile phone number", "mobile number", "phone - mobile"),
    )
    website: Mapped[str | None] = field(
        Url(),
        N_("Website"),
        section=N_("Reach"),
        names=("url", "web page", "web page 1", "website 1 - value", "linkedin", "website url", "personal web page"),
    )
    street: Mapped[str | None] = field(
        LongText(), N_("Street"), searched=True, section=N_("Address"),
        names=("address", "street address", "business street", "mailing street", "work address", "address 1 - street", "home street", "home address"),
    )  # fmt: skip
    postcode: Mapped[str | None] = field(
        Text(),
        N_("Postcode"),
        section=N_("Address"),
        names=(
            "zip",
            "zip code",
            "postal code",
            "business postal code",
            "mailing zip/postal code",
            "mailing postal code",
            "mailing zip",
            "work zip code",
            "address 1 - postal code",
            "home postal code",
            "home zip code",
        ),
    )
    city: Mapped[str | None] = field(
        Text(),
        N_("City"),
        searched=True,
        section=N_("Address"),
        names=("town", "business city", "mailing city", "work city", "address 1 - city", "home city"),
    )
    region: Mapped[str | None] = field(
        Text(),
        N_("State or region"),
        section=N_("Address"),
        names=(
            "state",
            "business state",
            "mailing state/province",
            "mailing state",
            "province",
            "state/region",
            "work state",
            "address 1 - region",
            "home state",
        ),
    )
    country: Mapped[str | None] = field(
        Text(),
        N_("Country"),
        section=N_("Address"),
        names=(
            "business country/region",
            "business country",
            "mailing country",
            "country/region",
            "work country",
            "address 1 - country",
            "home country/region",
            "home country",
        ),
    )
    birthday: Mapped[date | None] = field(
        Anniversary(), N_("Birthday"), section=N_("More"), names=("birth date", "birthdate", "date of birth")
    )
    source: Mapped[str | None] = field(
        Choice(open=True, list="source"),
        N_("Source"),
        searched=True,
        section=N_("More"),
        names=("lead source", "original source", "channel"),
    )
    tags: Mapped[str | None] = field(
        Tags(),
        N_("Tags"),
        searched=True,
        section=N_("More"),
        names=("labels", "label", "tag", "categories", "groups", "group membership"),
    )
    about: Mapped[str | None] = field(
        LongText(), N_("About"), searched=True, section=N_("More"), names=("description", "notes", "comments")
    )
    last_contact: Mapped[date | None] = field(Day(), N_("Last contact"), listed=True, derived=True)

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Keep the whole name and its parts in step; the part that the user changed wins."""
        order = name_order(session)
        parts_changed = any(part in values and values[part] != before.get(part) for part in ("first_name", "last_name"))
        whole = values.get("name")
        if whole and whole != before.get("name"):
            if not parts_changed:
                values["first_name"], values["last_name"] = parts_of(str(whole), order)
                if order == LAST_FIRST:
                    values["name"] = whole_name(values["first_name"], values["last_name"], order) or whole
        elif parts_changed:
            first, last = (values.get(part, before.get(part)) for part in ("first_name", "last_name"))
            values["name"] = whole_name(first, last, order) or values.get("name")
