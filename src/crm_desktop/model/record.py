"""What every record has: an id of this file, a name, a reference to elsewhere, and when it came and changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_
from crm_desktop.schema import custom
from crm_desktop.schema.column_type import CustomType
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import Field, field, fields_of
from crm_desktop.schema.kinds import Link, Moment, Text

LOWEST = "-9223372036854775808"
NEW_UID = "(lower(hex(randomblob(16))))"


def this_moment() -> datetime:
    """Return the moment of the call: a default that is asked each time, also by a clock that was exchanged."""
    return dates.now()


class Base(DeclarativeBase):
    """The metadata that all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )


class Record(Base):
    """A thing that the user keeps. A subclass declares its fields and an `entity`, nothing else is needed."""

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}
    entity: ClassVar[Entity]

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(
        String, unique=True, default=lambda: uuid.uuid4().hex, server_default=text(NEW_UID)
    )
    created: Mapped[datetime] = field(Moment(), N_("Created"), default=this_moment, required=True)
    changed: Mapped[datetime] = field(Moment(), N_("Changed"), default=this_moment, required=True)
    reference: Mapped[str | None] = field(
        Text(),
        N_("Reference"),
        searched=True,
        section=N_("More"),
        help=N_("The number or key that this record has elsewhere; a later import finds it by this."),
        names=("id", "record id", "external id", "reference", "key"),
    )
    custom: Mapped[dict[str, Any]] = mapped_column(CustomType, nullable=True)
    """The file values of the fields that the book declares itself; ask for them by `value`."""

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Complete `values` (column name → new value) by what follows from them; `before` is the stored record or {}.

        Called before every save and for every imported row; raises InvalidInput where values contradict each other.
        """

    @classmethod
    def declared(cls) -> dict[str, Field]:
        """Return the fields that stand on the columns, by column name."""
        return fields_of(cls.__table__)  # type: ignore[arg-type]

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """Return all fields by name: the declared ones, then the book's own."""
        return {**cls.declared(), **custom.fields_of(cls.__tablename__)}

    @classmethod
    def editable(cls) -> dict[str, Field]:
        """Return the fields that the user fills in."""
        return {name: f for name, f in cls.fields().items() if not f.derived and name not in {"created", "changed"}}

    @classmethod
    def links(cls) -> dict[str, Link]:
        """Return the link kinds by column name."""
        return {name: f.kind for name, f in cls.fields().items() if isinstance(f.kind, Link)}

    @classmethod
    def sections(cls) -> tuple[str, ...]:
        """Return the sections of the form: those of the entity, and before the last one those of the book's own fields."""
        *first, last = own = cls.entity.sections
        more = dict.fromkeys(f.section for f in custom.fields_of(cls.__tablename__).values() if f.section not in own)
        return (*first, *more, last) if last else (*own, *more)

    def value(self, name: str) -> Any:
        """Return the value of a field, wherever it lies."""
        if not custom.is_custom(name):
            return getattr(self, name)
        return type(self).fields()[name].kind.load((self.custom or {}).get(name))

    def take(self, values: Mapping[str, Any]) -> None:
        """Set fields, wherever they lie."""
        for column, value in self.at_columns(values).items():
            setattr(self, column, value)

    def at_columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the columns hold once fields, wherever they lie, have these values."""
        found = {name: value for name, value in values.items() if not custom.is_custom(name)}
        if len(found) < len(values):
            fields = type(self).fields()
            others = {name: fields[name].kind.dump(value) for name, value in values.items() if custom.is_custom(name)}
            kept = {**(self.custom or {}), **others}
            found[custom.COLUMN] = {name: raw for name, raw in kept.items() if raw is not None}
        return found


def is_indexed(name: str, declared: Field) -> bool:
    """Tell whether a list of any size is put in order by a field at once: a listed one, unless it is the book's own."""
    return declared.listed and not custom.is_custom(name)


def sort_column(name: str, declared: Field) -> str | None:
    """Return the stored sort key of a listed text or link field, None where an expression does."""
    is_word = declared.kind.is_text or isinstance(declared.kind, Link)
    return f"{name}_sort" if is_word and not custom.is_custom(name) else None


def sort_key(name: str, declared: Field) -> str:
    """Return the SQL of the key that orders a listed field; never NULL, so that (key, id) is a position."""
    stored = sort_column(name, declared)
    if stored is not None:
        return f'"{stored}"'
    lowest = LOWEST if declared.kind.align != "left" else "''"
    return f"ifnull({custom.sql_of(name)}, {lowest})"


def add_sort_keys(model: type[Record]) -> None:
    """Give the table of `model` a stored key per listed text or link, and an index (key, id) per listed field."""
    table = Base.metadata.tables[model.__tablename__]
    for name, declared in model.fields().items():
        if not declared.listed:
            continue
        stored = sort_column(name, declared)
        if stored is not None:
            table.append_column(Column(stored, String, nullable=False, server_default="", info={"derived": True}))
            Index(f"sort_{table.name}_{name}", table.c[stored], table.c.id)
        else:
            Index(f"sort_{table.name}_{name}", text(sort_key(name, declared)), table.c.id, _table=table)
