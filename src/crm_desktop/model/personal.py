"""What the user made to look at the book with: saved views of lists, reports of his own."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import LongText, Text, Whole, YesNo


class SavedView(Record):
    """A list as the user wants it again; `definition` is JSON that `services.views` writes and reads."""

    __tablename__ = "saved_view"
    entity = Entity(
        N_("View"),
        N_("Views"),
        N_("{n} view"),
        N_("{n} views"),
        icon="filter",
        has_page=False,
        keys=(("reference",), ("entity_name", "name")),
        names=("view", "saved view", "smart list"),
    )

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True)
    entity_name: Mapped[str] = field(Text(), N_("List"), required=True, listed=True)
    definition: Mapped[str] = field(LongText(), N_("Definition"), required=True)
    position: Mapped[int] = field(Whole(), N_("Order"), default=0)


class SavedReport(Record):
    """A report as the user built it; `definition` is JSON that `services.pivot` writes and reads."""

    __tablename__ = "saved_report"
    entity = Entity(
        N_("Report"),
        N_("Reports"),
        N_("{n} report"),
        N_("{n} reports"),
        icon="report",
        has_page=False,
        keys=(("reference",), ("name",)),
        names=("report", "saved report"),
    )

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True)
    definition: Mapped[str] = field(LongText(), N_("Definition"), required=True)
    in_packet: Mapped[bool] = field(YesNo(), N_("In the weekly packet"), default=False)
    position: Mapped[int] = field(Whole(), N_("Order"), default=0)
