"""What is sold."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, LongText, Money, Text, YesNo


class Product(Record):
    """A product or service with its list price."""

    __tablename__ = "product"
    entity = Entity(
        N_("Product"),
        N_("Products"),
        N_("{n} product"),
        N_("{n} products"),
        icon="product",
        group=N_("Sell"),
        sections=("", N_("More")),
        names=("product", "item", "service", "article"),
    )

    name: Mapped[str] = field(
        Text(),
        N_("Name"),
        required=True,
        listed=True,
        searched=True,
        names=("product", "product name", "item", "item name"),
    )
    code: Mapped[str | None] = field(
        Text(), N_("Code"), listed=True, searched=True, names=("product code", "sku", "article number", "part number")
    )
    family: Mapped[str | None] = field(
        Choice(open=True),
        N_("Family"),
        listed=True,
        searched=True,
        names=("series", "product family", "category", "product line"),
    )
    price: Mapped[Decimal | None] = field(
        Money(is_price=True), N_("List price"), listed=True, names=("sales_price", "unit price", "price", "list price")
    )
    currency: Mapped[str | None] = field(Text(), N_("Currency"), names=("currency code", "currency iso code"))
    active: Mapped[bool] = field(YesNo(), N_("On sale"), listed=True, default=True, names=("active", "is active"))
    about: Mapped[str | None] = field(
        LongText(), N_("About"), searched=True, section=N_("More"), names=("description", "notes")
    )
