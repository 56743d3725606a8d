"""The words that the book offers for a field that takes any word: sources, industries, reasons of a loss."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Text, Whole, YesNo


class ListValue(Record):
    """One word of the list `list_name`, which a `Choice` names. Records hold the word itself and no link to it."""

    __tablename__ = "list_value"
    entity = Entity(
        N_("Entry of a list"),
        N_("Entries of lists"),
        N_("{n} entry of a list"),
        N_("{n} entries of lists"),
        icon="list",
        has_page=False,
        keys=(("reference",), ("list_name", "name")),
        names=("list value", "picklist value"),
    )

    name: Mapped[str] = field(Text(), N_("Word"), required=True, listed=True)
    list_name: Mapped[str] = field(Text(), N_("List"), required=True)
    code: Mapped[str | None] = field(Text(), N_("SIC code"))
    left_out: Mapped[bool] = field(
        YesNo(),
        N_("Does not count"),
        default=False,
        help=N_("An opportunity that was lost for this reason is left out of the win rate."),
    )
    position: Mapped[int] = field(Whole(0), N_("Order"), default=0)
