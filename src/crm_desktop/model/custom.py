"""The fields that the user adds to an entity. Each row declares one; the values lie in the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

from sqlalchemy.orm import Mapped, Session

from crm_desktop.base.i18n import N_
from crm_desktop.base.text import one_line
from crm_desktop.model.record import Record
from crm_desktop.schema.custom import Declared, is_key, key_for, name_of
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import Field, field
from crm_desktop.schema.kinds import (
    Choice,
    Day,
    Email,
    Kind,
    Link,
    LongText,
    Moment,
    Money,
    Percent,
    Phone,
    Tags,
    Text,
    Url,
    Whole,
    YesNo,
)

_TARGET = "account"
SECTION = N_("Custom fields")
KINDS = Choice(
    (
        ("text", N_("Text")),
        ("long_text", N_("Long text")),
        ("choice", N_("Choice")),
        ("tags", N_("Tags")),
        ("yes_no", N_("Yes or no")),
        ("whole", N_("Whole number")),
        ("money", N_("Amount")),
        ("percent", N_("Percentage")),
        ("day", N_("Day")),
        ("moment", N_("Day and time")),
        ("email", N_("E-mail")),
        ("phone", N_("Phone")),
        ("url", N_("Web address")),
        ("link", N_("Link")),
    )
)
_PLAIN: dict[str, Kind] = {
    "text": Text(),
    "long_text": LongText(),
    "tags": Tags(),
    "yes_no": YesNo(),
    "whole": Whole(),
    "money": Money(),
    "percent": Percent(),
    "day": Day(),
    "moment": Moment(),
    "email": Email(),
    "phone": Phone(),
    "url": Url(),
}


class CustomField(Record):
    """One field of the entity `entity_name`. Its key never changes, so that another title costs nothing."""

    __tablename__ = "custom_field"
    entity = Entity(
        N_("Custom field"),
        N_("Custom fields"),
        N_("{n} custom field"),
        N_("{n} custom fields"),
        icon="columns",
        sections=("", N_("More")),
        keys=(("reference",), ("key", "entity_name")),
        has_page=False,
    )

    name: Mapped[str] = field(Text(), N_("Title"), required=True, listed=True)
    entity_name: Mapped[str] = field(Text(), N_("Field of"), required=True)
    key: Mapped[str] = field(Text(), N_("Key"), default="")
    kind: Mapped[str] = field(KINDS, N_("Kind"), default="text")
    options: Mapped[str | None] = field(
        LongText(), N_("Choices"), help=N_("One in each line; without any, every word may be written.")
    )
    target: Mapped[str | None] = field(Text(), N_("Links to"))
    section: Mapped[str | None] = field(
        Choice(((SECTION, SECTION),), open=True),
        N_("Section"),
        help=N_("Of the form; empty: at the top."),
    )
    listed: Mapped[bool] = field(YesNo(), N_("In lists"), default=False, help=N_("Shown there from the start."))
    searched: Mapped[bool] = field(YesNo(), N_("Searched"), default=False, help=N_("Found by its words."))
    required: Mapped[bool] = field(YesNo(), N_("Asked for"), default=False, help=N_("In every new record."))
    position: Mapped[int] = field(Whole(0), N_("Order"), default=0)

    @classmethod
    def settle(cls, session: Session, values: MutableMapping[str, Any], before: MutableMapping[str, Any]) -> None:
        """Give the field a key that SQL can name."""
        key = values.get("key", before.get("key")) or values.get("name") or ""
        values["key"] = key if is_key(key) else key_for(key)
        if values.get("kind", before.get("kind")) == "link" and not values.get("target", before.get("target")):
            values["target"] = _TARGET
        if values.get("options"):
            values["options"] = "\n".join(options_in(values["options"]))


def options_in(text: str | None) -> list[str]:
    """Return the choices that stand in the lines of a text, each once."""
    lines = (one_line(line) for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def kind_of(row: CustomField) -> Kind:
    """Return the kind of a custom field; a choice without choices takes any word."""
    if row.kind == "choice":
        options = options_in(row.options)
        return Choice(tuple((option, option) for option in options), open=not options)
    if row.kind == "link":
        from crm_desktop.model import BY_NAME  # it knows the entities, this one among them

        return Link(row.target if row.target in BY_NAME else _TARGET)
    return _PLAIN.get(row.kind, Text())


def declared_by(rows: Iterable[CustomField]) -> Declared:
    """Return the fields that rows declare, in their order; a row that cannot be one is left out."""
    found: dict[str, dict[str, Field]] = {}
    for row in rows:
        kind, fields = kind_of(row), found.setdefault(row.entity_name, {})
        if is_key(row.key) and name_of(row.key) not in fields:
            fields[name_of(row.key)] = Field(
                kind,
                row.name,
                required=bool(row.required),
                listed=bool(row.listed),
                searched=bool(row.searched and kind.is_text),
                section=row.section or "",
            )
    return found
