"""A field is declared once, on its column; lists, forms, search, import, export and history read it there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import MappedColumn, mapped_column

from crm_desktop.schema.column_type import KindType
from crm_desktop.schema.kinds import Kind, Link


@dataclass(frozen=True)
class Field:
    """What the program knows of one column.

    `listed`: shown in a list from the start, and sorted there at any size. `searched`: found by Ctrl+K.
    `names`: headings that other programs give it, the best first. `derived`: kept by the program, read-only, outside the journal.
    """

    kind: Kind
    title: str
    required: bool = False
    listed: bool = False
    searched: bool = False
    section: str = ""
    help: str = ""
    default: Any = None
    names: tuple[str, ...] = ()
    derived: bool = False


def field(
    kind: Kind,
    title: str,
    *,
    required: bool = False,
    listed: bool = False,
    searched: bool = False,
    section: str = "",
    help: str = "",  # noqa: A002 - the word that the form uses
    default: Any = None,
    names: tuple[str, ...] = (),
    derived: bool = False,
) -> MappedColumn[Any]:
    """Declare a column and its `Field` in one go."""
    declared = Field(kind, title, required, listed, searched, section, help, default, names, derived)
    links = [ForeignKey(f"{kind.target}.id", ondelete=kind.on_delete)] if isinstance(kind, Link) else []
    return mapped_column(
        KindType(kind),
        *links,
        nullable=not required,
        default=default,
        index=isinstance(kind, Link) or None,
        info={"field": declared},
    )


def field_of(column: Column[Any]) -> Field | None:
    """Return the field that is declared on a column, if any."""
    found = column.info.get("field")
    return found if isinstance(found, Field) else None


def fields_of(table: Table) -> dict[str, Field]:
    """Return the declared fields by column name, in the order of declaration."""
    return dict(_declared_on(table))


@cache
def _declared_on(table: Table) -> dict[str, Field]:
    return {column.name: found for column in table.columns if (found := field_of(column)) is not None}
