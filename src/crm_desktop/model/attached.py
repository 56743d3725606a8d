"""What hangs on a record of any kind: notes, and files that are kept inside the book."""

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
        Index("ix_note_on", "entity_name", "record_id", "created"),
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


class Attachment(Record):
    """A file on a record: its name and size here, its bytes in the attachment store under `digest`, their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_on", "entity_name", "record_id", "created"),
        Index("ix_attachment_digest", "digest"),
        {"sqlite_autoincrement": True},
    )
    entity = Entity(
        N_("Attachment"),
        N_("Attachments"),
        N_("{n} attachment"),
        N_("{n} attachments"),
        icon="attachment",
        has_page=False,
        keys=(("reference",), ("digest", "name", "entity_name", "record_id")),
        names=("attachment", "file", "document"),
    )

    name: Mapped[str] = field(Text(), N_("File"), required=True, listed=True, searched=True)
    entity_name: Mapped[str] = field(Text(), N_("On"), required=True)
    record_id: Mapped[int] = field(Whole(), N_("Record"), required=True)
    digest: Mapped[str] = field(Text(), N_("SHA-256"), required=True)
    size: Mapped[int | None] = field(Whole(0), N_("Bytes"))


HANGING: tuple[type[Record], ...] = (Note, Attachment)
"""The entities whose records go with the record that they are on."""
