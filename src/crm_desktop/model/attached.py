"""What hangs on a record of any kind: notes."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import LongText, Text, Whole, YesNo


class Note(Record):
    """A text on a record; `entity_name` and `record_id` say which, and a deleted record takes its notes along."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_record", "entity_name", "record_id"),
        {"sqlite_autoincrement": True},
    )
    entity = Entity(
        N_("Note"),
        N_("Notes"),
        N_("{n} note"),
        N_("{n} notes"),
        icon="note",
        has_page=False,
        keys=(("reference",),),
        names=("note", "comment"),
    )

    name: Mapped[str] = field(
        LongText(), N_("Text"), required=True, listed=True, searched=True, names=("note", "body", "content", "text")
    )
    entity_name: Mapped[str] = field(Text(), N_("On"), required=True)
    record_id: Mapped[int] = field(Whole(), N_("Record"), required=True)
    pinned: Mapped[bool] = field(YesNo(), N_("Pinned"), default=False)
