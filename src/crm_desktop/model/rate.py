"""What a unit of a currency was worth in another on a day."""

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
from crm_desktop.schema.kinds import Day, Money, Text, Whole


class ExchangeRate(Record):
    """`units` of the currency `name` cost `amount` of the book's currency from `day` on.

    Two numbers instead of one keep weak currencies exact: 10,000 KRW cost 6.79 EUR.
    """

    __tablename__ = "exchange_rate"
    entity = Entity(
        N_("Exchange rate"), N_("Exchange rates"), N_("{n} exchange rate"), N_("{n} exchange rates"), icon="rate", group="",
        sections=("", N_("More")), keys=(("reference",), ("name", "day")), names=("exchange rate", "rate"),
    )  # fmt: skip

    name: Mapped[str] = field(
        Text(), N_("Currency"), required=True, listed=True, searched=True, names=("currency", "from")
    )
    day: Mapped[date] = field(Day(), N_("From"), required=True, listed=True, names=("date", "day"))
    units: Mapped[int] = field(Whole(1), N_("Units"), required=True, default=1, listed=True)
    amount: Mapped[Decimal] = field(
        Money(is_price=True),
        N_("Cost"),
        required=True,
        listed=True,
        help=N_("In the book's own currency."),
        names=("rate",),
    )

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Write the currency in capitals and refuse a rate that is not above 0."""
        if values.get("name"):
            values["name"] = str(values["name"]).upper()
        amount = values.get("amount", before.get("amount"))
        if amount is not None and amount <= 0:
            raise InvalidInput({"amount": _("A rate is more than 0.")})
