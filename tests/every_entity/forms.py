"""The texts of a filled-in form for any entity, made from its declared fields alone."""

from __future__ import annotations

from typing import Any, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.model import BY_NAME, CustomField, Record
from crm_desktop.model.custom import KINDS
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import formats_for
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
    Recurrence,
    Tags,
    Text,
    Url,
    Whole,
    YesNo,
)
from crm_desktop.services import custom_fields, editing, records
from crm_desktop.storage.store import Store

FORMATS = formats_for("en_US")

# Texts that have to be something in particular: a currency, a pair of days, the record that a note is on; a series
# that is for whole days begins at midnight, and is not done.
FIXED = {
    ("activity", "all_day"): "No",
    ("activity", "done"): "No",
    ("activity", "zone"): "Europe/Berlin",
    ("custom_field", "entity_name"): "account",
    ("exchange_rate", "name"): "CHF",
    ("goal", "last_day"): "12/31/2030",
    ("attachment", "entity_name"): "account",
    ("attachment", "record_id"): "1",
    ("note", "entity_name"): "account",
    ("note", "record_id"): "1",
}


def add_custom_fields(store: Store) -> None:
    """Let every entity with a page have a field of every kind."""
    with store.act("Add fields") as session:
        for model in custom_fields.with_custom_fields():
            for code, title in KINDS.options:
                of_kind = {"options": "Gold\nSilver", "target": "manager", "searched": True, "listed": True}
                own = {"name": f"Own {title}", "kind": code, **of_kind}
                custom_fields.add_field(session, model.__tablename__, own)


def copy_custom_fields(source: Store, target: Store) -> None:
    """Give a book the same custom fields as another one has."""
    with source.read() as session:
        found = [
            {name: field.value(name) for name in CustomField.editable()}
            for field in session.scalars(select(CustomField).order_by(CustomField.id))
        ]
    with target.act("Copy fields") as session:
        for values in found:
            records.create(session, CustomField, values)


def filled(session: Session, model: type[Record], number: int = 1, *, whole: bool = True) -> dict[str, Any]:
    """Return a text for every field of a form (only for the needed ones unless `whole`); links are ids.

    The records that links need are made; a link to the own kind leads to a record without one.
    """
    texts: dict[str, Any] = {}
    for name, declared in model.editable().items():
        if not whole and not (declared.required and declared.default is None):
            continue
        if (model.__tablename__, name) in FIXED:
            texts[name] = FIXED[model.__tablename__, name]
        elif isinstance(declared.kind, Link):
            target = BY_NAME[declared.kind.target]
            linked = filled(session, target, number + 100, whole=False)
            texts[name] = editing.save(session, target, None, linked, FORMATS).id
        else:
            texts[name] = text_of(name, declared, number)
    return texts


def text_of(name: str, declared: Field, number: int) -> str:
    """Return a text that a user may type into a field."""
    kind: Any = declared.kind
    word = f"{name.replace('_', ' ')} {number}"
    match kind:
        case Email():
            return f"{name}.{number}@example.com"
        case Phone():
            return f"+49 30 {number:04}"
        case Url():
            return f"www.example.com/{name}/{number}"
        case Choice(options=options) if options:
            return options[number % len(options)][1]
        case Tags():
            return f"Ärger {number}, =1+2"
        case LongText():
            return f"{word} „Äöü“\n@line, two; “three”"
        case Text() | Choice():
            return f"=Ünal {word}, 'x'" if name != "currency" else "EUR"
        case Percent():
            return "12.5 %"
        case Money():
            return f"1,234.{number:02}"
        case Whole(least=least, most=most):
            return str(max(least, min(most, 40 + number)))
        case YesNo():
            return "Yes" if number % 2 else "No"
        case Day():
            return f"2/{number}/2030"
        case Moment():
            return f"2/{number}/2030 15:00"
        case Recurrence():
            return f"Every {number + 2} weeks"
        case Link() | Kind():
            raise AssertionError(kind)
        case _:
            assert_never(kind)


def other(session: Session, model: type[Record]) -> dict[str, Any]:
    """Return the texts of another form that differs wherever it can."""
    return filled(session, model, 2)
